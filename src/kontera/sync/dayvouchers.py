"""The voucher of a day and its order list, made of the orders that wait, and checked against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontera.books.daily import REFUNDED, summary_of
from kontera.books.money import kronor
from kontera.books.orderlist import as_csv
from kontera.problems import Held
from kontera.shops import summaries as kept
from kontera.shops.models import Chore
from kontera.sync.dayorders import gather
from kontera.sync.dayreasons import RULES, row_reasons
from kontera.sync.intake import policy_of
from kontera.sync.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from kontera.books.daily import DaySummary
    from kontera.books.decision import Decision
    from kontera.books.policy import Policy
    from kontera.books.refunds import Credit
    from kontera.fortnox.vouchers import VoucherAnswer
    from kontera.shops.handle import Handle
    from kontera.sync.dayorders import Entry
    from kontera.sync.ends import Ends


def summed(day: date, entries: Iterable[Entry], policy: Policy) -> DaySummary:
    """The voucher of a day's part. ``Held("summary-differs")`` where it is not its orders' sum."""
    entries = list(entries)
    sales = [entry.known.decision for entry in entries if entry.is_sale]
    refunds = [(entry.known.row.number, entry.credit) for entry in entries if entry.credit is not None]
    changes = [entry.change for entry in entries if entry.change is not None]
    made = summary_of(day, sales, refunds, policy.chart, changes)
    check(made, sales, refunds)
    return made


def check(made: DaySummary, sales: Iterable[Decision], refunds: Iterable[tuple[str, Credit]]) -> None:
    """To the öre: account by account what the orders would book alone, and both sides alike."""
    alone = [one for decision in sales for one in decision.vouchers]
    alone += [one for _, credit in refunds for one in credit.vouchers]
    booked = [(one.account, one.amount_ore, "") for voucher in alone for one in voucher.rows]
    booked += [(account, ore, "") for change in made.changes for account, ore in change.amounts.items()]
    wanted = kept.sums_of(booked)
    found = kept.sums_of(rows_of(made))
    if wanted != found or sum(found.values(), 0):
        wrong = sorted({*wanted.items()} ^ {*found.items()}) or sorted(found.items())
        account = str(wrong[0][0])
        raise Held("summary-differs", {"day": made.day.isoformat(), "account": account})


def told_of(made: DaySummary, entries: Iterable[Entry], now: datetime) -> dict[str, Any]:
    """The voucher as it is shown and sent, with the reasons of its rows, and the order list."""
    why = row_reasons(entries)
    apart = {REFUNDED, *(one.text for one in made.changes)}
    rows = [
        {
            "account": one.account,
            "name": one.text,
            "text": one.text if one.text in apart else "",
            "debit": kronor(max(one.amount_ore, 0)),
            "credit": kronor(max(-one.amount_ore, 0)),
            "why": why.get((one.text if one.text in apart else "", one.account), []),
        }
        for one in made.voucher.rows
    ]
    voucher = {"kind": "summary", "date": made.day.isoformat(), "text": made.voucher.text, "rows": rows}
    voucher["rules"] = why.get(RULES, [])
    counted = {"orders": made.orders, "refunds": made.refunds, "changes": len(made.changes)}
    return {"voucher": voucher, "list": as_csv(made.lines), **counted, "sent_at": now.isoformat()}


def rows_of(made: DaySummary) -> list[tuple[int, int, str]]:
    return [(row.account, row.amount_ore, "") for row in made.voucher.rows]


def amounts_of(answer: VoucherAnswer) -> dict[int, int]:
    return kept.sums_of((row.account, row.amount_ore, "") for row in answer.rows)


def foretold(handle: Handle, ends: Ends) -> dict[date, dict[str, Any] | Held]:
    """Day → what its voucher would be now, or why not."""
    row = Chore(shop=handle.shop, name=kept.CHORE)
    turn = Turn(handle, ends, row, lambda: True)
    found: dict[date, dict[str, Any] | Held] = {}
    for day, entries in gather(turn).items():
        try:
            made = summed(day, entries, policy_of(handle, turn.choices))
        except Held as held:
            found[day] = held
        else:
            told = told_of(made, entries, turn.now)
            counted = {name: told[name] for name in ("orders", "refunds", "changes")}
            found[day] = {"preview": told["voucher"], **counted}
    return found
