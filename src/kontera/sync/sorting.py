"""What an import does with an order it has read: sent, held, or left out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.shops import imports
from kontera.shops.models import Delivery, Order
from kontera.sync.intake import is_of_our_time, is_ready

if TYPE_CHECKING:
    from collections.abc import Collection

    from kontera.books import order as books
    from kontera.books.decision import Decision
    from kontera.choices import Choices
    from kontera.shops.handle import Handle
    from kontera.sync.intake import Thought

State = Order.State
KINDS = (
    "sent",
    "held",
    "already",
    "owned",
    "unpaid",
    "cancelled",
    "skipped",
    "outside",
    "unreadable",
)
"""In the order a report shows them: to be sent; held; done already; the automatic flow's; unpaid; cancelled;
nothing to book or left out by choice; outside the period; no order at all."""


def sort_order(
    handle: Handle,
    choices: Choices,
    row: Order,
    thought: Thought,
    sent: Collection[Delivery],
    *,
    cards_only: bool,
) -> str:
    """Which of ``KINDS`` an order is. What somebody else has in hand is left alone."""
    if row.state == State.DONE or any(map(_counts, sent)):
        return "already"
    if row.state == State.DUE or _is_automatic(handle, choices, row, thought):
        return "owned"
    if thought.read is None or thought.decision is None:
        return "held"
    return _sort_open(choices, row, thought.read, thought.decision, cards_only=cards_only)


def _sort_open(
    choices: Choices, row: Order, read: books.Order, decision: Decision, *, cards_only: bool
) -> str:
    """An order that nobody has in hand and that can be read."""
    if decision.status == "cancelled":
        return "cancelled"
    if not is_ready(read, choices):
        return "unpaid"
    if row.state == State.SKIPPED or (decision.status == "no_voucher_zero_total" and decision.skips_zero):
        return "skipped"
    return "held" if decision.held and not cards_only else "sent"


def _counts(delivery: Delivery) -> bool:
    return delivery.state != Delivery.State.REFUSED and not imports.is_expected(delivery)


def _is_automatic(handle: Handle, choices: Choices, row: Order, thought: Thought) -> bool:
    """Whether the order is of the time that the automatic flow sees to."""
    return choices.flag("automatic") and is_of_our_time(handle, choices, row, thought)
