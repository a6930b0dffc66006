"""An order's refunds in the light of what has been credited already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kontera.books.decision import decide
from kontera.books.order import Status
from kontera.books.plan import is_undone
from kontera.sync.existing import REFUND_KEY, document_of, exists_from, is_of_refund, living

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kontera.books.decision import Decision
    from kontera.books.order import Order
    from kontera.books.policy import Policy
    from kontera.shops.models import Delivery


def with_credits(order: Order, sent: Iterable[Delivery]) -> Order:
    """The order with the refunds that were credited first, in that order and on the days of their credits.

    What comes later must not move what is booked.
    """
    booked = {document_of(row).removeprefix(REFUND_KEY): row for row in living(sent) if is_of_refund(row)}
    if not booked or not order.refunds:
        return order
    places = list(booked)
    first = sorted((one for one in order.refunds if one.key in booked), key=lambda one: places.index(one.key))
    days = {key: row.answer["day"] for key, row in booked.items() if row.answer.get("day")}
    pinned = (
        replace(one, day=date.fromisoformat(days[one.key])) if one.key in days else one for one in first
    )
    rest = (one for one in order.refunds if one.key not in booked)
    return replace(order, refunds=(*pinned, *rest))


def as_it_stands(order: Order, policy: Policy, today: date, sent: Iterable[Delivery]) -> Order:
    """A cancelled order that is booked and was paid back altogether is a sale, and its refunds undo it."""
    if order.status is not Status.CANCELLED or not order.refunds:
        return order
    exists = exists_from(sent)
    stands = replace(order, status=Status.PAID)
    is_booked = exists.booked or bool(exists.payments)
    return stands if is_booked and is_undone(decide(stands, policy, today)) else order


def owes_credit(decision: Decision | None, sent: Collection[Delivery]) -> bool:
    """Something was paid back that has no credit yet, or a credited refund is no longer what it was."""
    known = {one.key for one in exists_from(sent).credits}
    return decision is not None and (
        any(credit.key not in known for credit in decision.credits) or bool(changed_credit(decision, sent))
    )


def changed_credit(decision: Decision, sent: Iterable[Delivery]) -> str:
    """The number of a credit whose refund is gone or has another amount now (``?`` before it has one)."""
    if decision.invoice is None:
        return ""
    wanted = {credit.key: credit.invoice.total_ore for credit in decision.credits}
    for row in living(sent):
        if is_of_refund(row) and row.state != row.State.REFUSED:
            key = document_of(row).removeprefix(REFUND_KEY)
            if key not in wanted or row.answer.get("wanted_ore", wanted[key]) != wanted[key]:
                return row.number or "?"
    return ""
