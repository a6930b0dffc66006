"""A person's answer to what an order's change would need: approved, or left as it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from django.db import transaction

from kontera.shops.models import Order
from kontera.shops.work import wake

if TYPE_CHECKING:
    from kontera.shops.handle import Handle

Answer = Literal["approved", "dismissed"]
NOTES = {"approved": "change-approved", "dismissed": "change-dismissed"}


def is_open(order: Order) -> bool:
    """The order waits for an answer."""
    told = order.proposal or {}
    return (
        order.state == Order.State.HELD and told.get("code") == order.problem_code and not told.get("answer")
    )


def answer_proposal(handle: Handle, number: str, change: str, answer: Answer, *, by: str) -> bool:
    """Write the answer down and let the order go on; false when it is not about ``change`` any more."""
    with transaction.atomic():
        order = handle.orders().select_for_update().filter(number=number).first()
        if order is None or not is_open(order) or order.proposal.get("change") != change:
            return False
        if answer == "approved" and not order.proposal.get("vouchers"):
            return False
        handle.finish(order, proposal={**order.proposal, "answer": answer})
        handle.ask_for(order)
        handle.note(order, NOTES[answer], {"by": by})
        transaction.on_commit(partial(wake, handle.shop.pk, "orders"))
    return True
