"""An order's refunds in the light of what has been credited already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kontera.books.decision import decide
from kontera.books.order import Status
from kontera.books.plan import is_undone
from kontera.books.refund_totals import parts_of_total
from kontera.sync.existing import exists_from, living, refund_key

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
    booked = {key: row for row in living(sent) if (key := refund_key(row))}
    if len(order.refunds) == 1 and order.refunds[0].is_total:
        made = [key for key, row in booked.items() if row.state != row.State.REFUSED]
        order = replace(order, refunds=parts_of_total(order.refunds[0], made))
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
    papers = list(sent)
    exists = exists_from(papers)
    stands = replace(order, status=Status.PAID)
    is_summed = any(row.kind == row.Kind.SUMMARY and row.state == row.State.BOOKED for row in papers)
    is_booked = exists.booked or bool(exists.payments) or is_summed
    return stands if is_booked and is_undone(decide(stands, policy, today)) else order


def owes_credit(decision: Decision | None, sent: Collection[Delivery]) -> bool:
    """Something was paid back that has no credit yet, or a credited refund is no longer what it was."""
    known = {one.key for one in exists_from(sent).credits}
    known |= {refund_key(row) for row in living(sent) if row.kind == row.Kind.VOUCHER and row.number}
    return decision is not None and (
        any(credit.key not in known for credit in decision.credits) or bool(changed_credit(decision, sent))
    )


def changed_credit(decision: Decision, sent: Iterable[Delivery]) -> str:
    """The number of a credit whose refund is gone or has another amount now (``?`` before it has one).

    The credit may be a document of its own, a voucher, or a part of a daily summary.
    """
    if decision.invoice is None:
        return ""
    wanted = {credit.key: credit.invoice.total_ore for credit in decision.credits}
    for row in living(sent):
        key = refund_key(row)
        if key and row.state != row.State.REFUSED:
            told = "wanted_ore" if row.kind == row.Kind.CREDIT else "total_ore"
            if key not in wanted or row.answer.get(told, wanted[key]) != wanted[key]:
                return row.number or "?"
    return ""
