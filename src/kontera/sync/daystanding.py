"""Where an order stands that is in a summary: done, waiting for a later one, or held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.problems import Held
from kontera.shops.models import Delivery, Order
from kontera.sync.daychanges import APPROVED, DISMISSED, answer_to, difference_of, has_changed, sale_papers
from kontera.sync.refund_reading import changed_credit
from kontera.sync.summing import CHANGED, open_credits, papers_of

if TYPE_CHECKING:
    from kontera.books.decision import Decision
    from kontera.choices import Choices

State = Order.State


def mends(choices: Choices) -> bool:
    """Whether the shop lets what is booked be corrected without asking."""
    return choices.text("after_booking") == "credit"


def standing(
    row: Order,
    decision: Decision | None,
    problem: Held | None,
    sent: list[Delivery],
    *,
    automatic: bool,
    mending: bool = False,
) -> tuple[str, Held | None]:
    """Where the order stands, and why it is held.

    ``automatic``: refunds are booked by themselves; ``mending``: changes too. While its voucher is on its way
    the order stays.
    """
    if any(paper.state == Delivery.State.SENDING for paper in papers_of(sent)):
        return State.SUMMED, None
    if problem is not None:
        return State.HELD, problem
    if is_pending(row, decision, sent):
        change = difference_of(decision, sent)
        if change is not None and (mending or answer_to(row, decision) == APPROVED):
            return State.SUMMED, None
        last = sale_papers(sent)[-1]
        return State.HELD, Held(CHANGED, {"order": row.number, "voucher": last.number})
    return _with_refunds(row, decision, sent, automatic=automatic)


def is_pending(row: Order, decision: Decision | None, sent: list[Delivery]) -> bool:
    """Whether a change waits to be booked or answered; one that moves no amount does not."""
    if not has_changed(decision, sent) or answer_to(row, decision) == DISMISSED:
        return False
    change = difference_of(decision, sent)
    return change is None or bool(change.amounts)


def needs_word(row: Order, decision: Decision | None, sent: list[Delivery]) -> bool:
    """Whether the day of a change is to be written down, or one that was undone to be forgotten."""
    is_stale = (row.proposal or {}).get("code") == CHANGED and not has_changed(decision, sent)
    return is_stale or is_pending(row, decision, sent)


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
