"""An order that stands in a summary and has changed since: what was booked of it, and what is to be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.correction import as_json
from kontera.books.daily import DayLine
from kontera.books.daychange import Summed, change_of, is_clear, together, voucher_of
from kontera.shops.postings import BOOKED
from kontera.sync.existing import document_of, refund_key
from kontera.sync.summing import CHANGED, CONTENT, SALE, change_name, content_of, papers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.books.daily import Change
    from kontera.books.decision import Decision
    from kontera.shops.handle import Handle
    from kontera.shops.models import Delivery, Order

LINES = "lines"
"""In what is told of an order in a summary: its rows of the order list."""
APPROVED, DISMISSED = "approved", "dismissed"


def sale_papers(sent: Iterable[Delivery]) -> list[Delivery]:
    """What stands of an order's sale in summaries: the sale, then its changes as they were booked."""
    rows = [row for row in papers_of(sent) if not refund_key(row)]
    return sorted(rows, key=lambda row: _place(document_of(row)))


def _place(name: str) -> int:
    return 0 if name == SALE else int(name.split("-")[1])


def next_name(sent: Iterable[Delivery]) -> str:
    """What the next change of an order is called: counted, since an order may change back and forth."""
    return change_name(len(sale_papers(sent)))


def has_changed(decision: Decision | None, sent: Iterable[Delivery]) -> bool:
    """Whether the order is another than it was when it was summed last."""
    papers = sale_papers(sent)
    return decision is None or content_of(decision) != papers[-1].answer.get(CONTENT)


def difference_of(decision: Decision | None, sent: list[Delivery]) -> Change | None:
    """What the order has changed by; ``None`` where that cannot be told, and a person must see to it."""
    papers = sale_papers(sent)
    is_told = all(row.told.get(BOOKED) and LINES in row.told for row in papers)
    if decision is None or not is_told or any(refund_key(row) for row in papers_of(sent)):
        return None
    before = together(Summed(*_told(row)) for row in papers)
    if not is_clear(decision, before):
        return None
    last = papers[-1]
    return change_of(decision, before, f"{last.number} {last.told.get('day', '')}".strip())


def _told(row: Delivery) -> tuple[dict[int, int], tuple[DayLine, ...]]:
    amounts = {int(account): int(ore) for account, ore in row.told[BOOKED].items()}
    return amounts, tuple(_line(row, one) for one in row.told[LINES])


def _line(row: Delivery, told: dict[str, Any]) -> DayLine:
    number = row.reference.split(":")[2]
    sums = (int(told["net_ore"]), int(told["vat_ore"]), int(told["gross_ore"]))
    place = (told["country"], told["treatment"], Decimal(told["rate"]), told["currency"])
    return DayLine("sale", number, told["methods"], *place, *sums)


def lines_told(lines: Iterable[DayLine]) -> list[dict[str, Any]]:
    """Rows of the order list as they are kept, so that a later difference can be told."""
    return [
        {
            "methods": line.methods.partition(" (")[0],
            "country": line.country,
            "treatment": line.treatment,
            "rate": str(line.rate),
            "currency": line.currency,
            "net_ore": line.net_ore,
            "vat_ore": line.vat_ore,
            "gross_ore": line.gross_ore,
        }
        for line in lines
    ]


# -- what a person, or the shop's choice, has said ------------------------------------------------


def about(decision: Decision | None) -> str:
    """What an order has become, as a person answers to it."""
    return (content_of(decision) if decision else "") or "off"


def answer_to(row: Order, decision: Decision | None) -> str:
    """The answer to this very change: approved, dismissed, or none."""
    told = row.proposal or {}
    return str(told.get("answer", "")) if told.get("change") == about(decision) else ""


def open_change(row: Order, decision: Decision, sent: list[Delivery]) -> Change | None:
    """The change that is to be booked on its day, if there is one."""
    is_said = answer_to(row, decision) == APPROVED and bool((row.proposal or {}).get("day"))
    if not is_said or not has_changed(decision, sent):
        return None
    change = difference_of(decision, sent)
    return change if change is not None and change.amounts else None


def day_of(row: Order) -> date:
    """The day on which it was decided to book the change: not that of the sale, which may be closed."""
    return date.fromisoformat((row.proposal or {})["day"])


def propose(handle: Handle, row: Order, decision: Decision | None, sent: list[Delivery], today: date) -> None:
    """The difference as a voucher, for a person to approve; where none can be told, only to be left."""
    change = difference_of(decision, sent)
    vouchers = as_json([voucher_of(change, today)]) if change is not None and change.amounts else []
    told = {"change": about(decision), "code": CHANGED, "answer": "", "vouchers": vouchers}
    handle.finish(row, proposal=told)


def settle_day(handle: Handle, row: Order, decision: Decision | None, today: date) -> None:
    """From now on the change is of today. Said once: what waits over midnight keeps its day."""
    if answer_to(row, decision) == APPROVED and (row.proposal or {}).get("day"):
        return
    told = {"change": about(decision), "code": CHANGED, "answer": APPROVED, "vouchers": []}
    handle.finish(row, proposal={**told, "day": today.isoformat()})
    handle.note(row, "change-summed", {"day": today.isoformat()})


def forget(handle: Handle, row: Order) -> None:
    """The order is as it is booked: nothing is proposed any more."""
    if (row.proposal or {}).get("code") == CHANGED:
        handle.finish(row, proposal={})
