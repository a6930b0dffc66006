"""Which orders are summed by the day (dagssumma), and where one stands that is in a summary already."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from kontera.books.daily import is_summed
from kontera.books.plan import End
from kontera.problems import Held
from kontera.shops.models import Delivery, Order
from kontera.sync.existing import document_of
from kontera.sync.refund_reading import changed_credit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.books.decision import Decision
    from kontera.books.refunds import Credit
    from kontera.choices import Choices

State = Order.State
CHANGED = "changed-after-summary"
SALE = "summary"
"""The last part of the reference of an order's sale in a summary; that of a refund names its credit."""
CONTENT = "content"
"""In the answer of an order's sale: what was summed of it, as a hash."""


def refund_name(credit: Credit) -> str:
    return f"credit-{credit.key}-summary"


def is_wanted(choices: Choices, decision: Decision | None) -> bool:
    """Whether an order that nothing was sent of waits for the summary of its day.

    The shop books by the day, the order's tax day is one of those, and its money came on that day: a
    payment of another day must not be booked on this one.
    """
    if choices.text("posting_mode") != "daily" or choices.text("end") not in (End.BOOKED, End.PAID):
        return False
    if decision is None or decision.invoice is None or not is_summed(decision):
        return False
    day, first = decision.invoice.day, choices.day("daily_from")
    return (first is None or day >= first) and all(one.day == day for one in decision.payments)


def papers_of(sent: Iterable[Delivery]) -> list[Delivery]:
    """What stands, or may stand, of an order in summaries."""
    return [row for row in sent if row.kind == Delivery.Kind.SUMMARY]


def content_of(decision: Decision) -> str:
    """A hash of what a summary holds of an order: amounts by rate, where it went, and how it was paid."""
    invoice = decision.invoice
    if invoice is None:
        return ""
    told = [
        [[str(total.rate), total.base_ore, total.vat_ore, total.gross_ore] for total in invoice.rates],
        [invoice.total_ore, invoice.currency, invoice.place.country, invoice.place.treatment.value],
        [[payment.method, payment.amount_ore] for payment in decision.payments],
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def open_credits(decision: Decision | None, sent: Iterable[Delivery]) -> list[Credit]:
    """The refunds that stand in no summary yet."""
    known = {document_of(row) for row in papers_of(sent)}
    return [one for one in decision.credits if refund_name(one) not in known] if decision else []


def change_of(decision: Decision | None) -> str:
    """What an order has become, as a person answers to it."""
    return (content_of(decision) if decision else "") or "off"


def _lets_stand(row: Order, decision: Decision | None) -> bool:
    """A person has seen this very change, and left the books as they are."""
    told = row.proposal or {}
    return told.get("answer") == "dismissed" and told.get("change") == change_of(decision)


def standing(
    row: Order, decision: Decision | None, problem: Held | None, sent: list[Delivery], *, automatic: bool
) -> tuple[str, Held | None]:
    """Where an order stands that is in a summary, and why it is held.

    ``automatic``: refunds are booked by themselves. While its voucher is on its way the order stays.
    """
    papers = papers_of(sent)
    if any(paper.state == Delivery.State.SENDING for paper in papers):
        return State.SUMMED, None
    if problem is not None:
        return State.HELD, problem
    sale = next(paper for paper in papers if document_of(paper) == SALE)
    is_same = decision is not None and content_of(decision) == sale.answer.get(CONTENT)
    if not is_same and not _lets_stand(row, decision):
        return State.HELD, Held(CHANGED, {"order": row.number, "voucher": sale.number})
    return _with_refunds(row, decision, sent, automatic=automatic)


def _with_refunds(
    row: Order, decision: Decision | None, sent: list[Delivery], *, automatic: bool
) -> tuple[str, Held | None]:
    if decision is not None and (number := changed_credit(decision, sent)):
        return State.HELD, Held("refund-changed", {"order": row.number, "credit": number})
    if not open_credits(decision, sent):
        return State.DONE, None
    if automatic or row.asked:
        return State.SUMMED, None
    return State.HELD, Held("summary-refund-waits", {"order": row.number})
