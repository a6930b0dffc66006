"""What should exist, what exists → the steps that are left. Done work leaves nothing to do.

The end a shop chose says how far an order goes in Fortnox: an order; an order and the invoice made
from it; an unbooked invoice; a booked one; a booked and paid one. With kontantmetoden an invoice is
never booked by itself: its payment books it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kontera.books.checks import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.books.decision import Decision
    from kontera.books.documents import Payment
    from kontera.books.refunds import Credit


class End(StrEnum):
    """How far an order goes in Fortnox."""

    ORDER = "order"
    ORDER_INVOICE = "order_invoice"
    INVOICE = "invoice"
    BOOKED = "booked"
    PAID = "paid"


class StepKind(StrEnum):
    """What is done next in Fortnox. ``HOLD`` does nothing: a person must act."""

    CREATE_ORDER = "create_order"
    CREATE_INVOICE = "create_invoice"
    INVOICE_FROM_ORDER = "invoice_from_order"
    BOOK_INVOICE = "book_invoice"
    CREATE_PAYMENT = "create_payment"
    BOOK_PAYMENT = "book_payment"
    CREATE_CREDIT = "create_credit"
    BOOK_CREDIT = "book_credit"
    CREATE_REPAYMENT = "create_repayment"
    BOOK_REPAYMENT = "book_repayment"
    CANCEL_ORDER = "cancel_order"
    CANCEL_INVOICE = "cancel_invoice"
    HOLD = "hold"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that exists in Fortnox: which part it is, its number, and whether it is booked."""

    part: str
    number: str
    booked: bool = False


@dataclass(frozen=True, slots=True)
class Credited:
    """A credit invoice that exists in Fortnox, by the key of its refund, and its repayments.

    ``by_cash``: Fortnox books it with its repayment (kontantmetoden); ``None``: not told yet.
    """

    key: str
    number: str
    booked: bool = False
    payments: tuple[Paid, ...] = ()
    by_cash: bool | None = None


@dataclass(frozen=True, slots=True)
class Exists:
    """What has been done so far in Fortnox for one order. An empty number means that there is none."""

    order_number: str = ""
    order_cancelled: bool = False
    invoice_number: str = ""
    invoice_cancelled: bool = False
    booked: bool = False
    payments: tuple[Paid, ...] = ()
    round_off_ore: int = 0
    credits: tuple[Credited, ...] = ()


NOTHING_EXISTS = Exists()
"""An order Fortnox has not heard of."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    ``payment`` belongs to the payment steps, ``credit`` to those of a refund, ``finding`` to ``HOLD``.
    """

    kind: StepKind
    payment: Payment | None = None
    finding: Finding | None = None
    credit: Credit | None = None


def next_steps(end: End | str, decision: Decision, exists: Exists = NOTHING_EXISTS) -> tuple[Step, ...]:
    """All that is left to do, in order; empty when everything is done.

    >>> from kontera.books.example import MADE
    >>> [step.kind.value for step in next_steps("paid", MADE)]
    ['create_invoice', 'book_invoice', 'create_payment', 'book_payment']
    >>> next_steps("invoice", MADE, Exists(invoice_number="17"))
    ()
    """
    if decision.held is not None:
        return (Step(StepKind.HOLD, finding=decision.held),)
    if decision.status == "cancelled":
        return tuple(_cancelling(decision, exists))
    if exists.invoice_cancelled and is_undone(decision) and End(end) not in (End.BOOKED, End.PAID):
        return ()
    if exists.invoice_cancelled or (exists.order_cancelled and not exists.invoice_number):
        return (_hold("document-cancelled-in-fortnox", decision, exists),)
    return tuple(_making(End(end), decision, exists))


def next_step(end: End | str, decision: Decision, exists: Exists = NOTHING_EXISTS) -> Step:
    """The first thing left to do, or a step that says ``NOTHING``.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> order = Order("1", Status.CANCELLED, "SEK", date(2026, 3, 30), None, None, Buyer(), (), 0,
    ...     0, 0, 0, 0, "")
    >>> next_step("booked", Decision(order, "cancelled"), Exists(invoice_number="17")).kind.value
    'cancel_invoice'
    """
    return next(iter(next_steps(end, decision, exists)), Step(StepKind.NOTHING))


def perform(exists: Exists, step: Step, number: str = "1") -> Exists:
    """What exists after a step that Fortnox answered with ``number``: how sync writes down the outcome.

    >>> perform(NOTHING_EXISTS, Step(StepKind.CREATE_INVOICE), "17").invoice_number
    '17'
    """
    if step.credit is not None:
        return replace(exists, credits=tuple(_credited(exists, step, step.credit.key, number)))
    if step.payment is not None:
        return replace(exists, payments=_paid(exists.payments, step, step.payment.part, number))
    changed: dict[StepKind, Exists] = {
        StepKind.CREATE_ORDER: replace(exists, order_number=number),
        StepKind.CREATE_INVOICE: replace(exists, invoice_number=number),
        StepKind.INVOICE_FROM_ORDER: replace(exists, invoice_number=number),
        StepKind.BOOK_INVOICE: replace(exists, booked=True),
        StepKind.CANCEL_ORDER: replace(exists, order_cancelled=True),
        StepKind.CANCEL_INVOICE: replace(exists, invoice_cancelled=True),
    }
    return changed.get(step.kind, exists)


def _credited(exists: Exists, step: Step, key: str, number: str) -> Iterator[Credited]:
    """The credits after a step of one of them."""
    if step.kind is StepKind.CREATE_CREDIT:
        yield from (*exists.credits, Credited(key, number))
        return
    for one in exists.credits:
        if one.key != key:
            yield one
        elif step.payment is None:
            yield replace(one, booked=True)
        else:
            yield replace(one, payments=_paid(one.payments, step, step.payment.part, number))


def _paid(payments: tuple[Paid, ...], step: Step, part: str, number: str) -> tuple[Paid, ...]:
    if step.kind in (StepKind.CREATE_PAYMENT, StepKind.CREATE_REPAYMENT):
        return (*payments, Paid(part, number))
    return tuple(replace(paid, booked=True) if paid.part == part else paid for paid in payments)


def _hold(code: str, decision: Decision, exists: Exists) -> Step:
    facts = {"order": decision.order.number, "document": exists.invoice_number or exists.order_number}
    return Step(StepKind.HOLD, finding=Finding(code, facts))


def _cancelling(decision: Decision, exists: Exists) -> Iterator[Step]:
    """A cancelled order: documents nobody booked are cancelled (makulerade), booked ones need a person."""
    if exists.invoice_number and not exists.invoice_cancelled:
        if exists.booked or exists.payments:
            yield _hold("cancelled-after-booking", decision, exists)
        else:
            yield Step(StepKind.CANCEL_INVOICE)
    elif exists.order_number and not exists.invoice_number and not exists.order_cancelled:
        yield Step(StepKind.CANCEL_ORDER)


def _making(end: End, decision: Decision, exists: Exists) -> Iterator[Step]:
    books_nothing = decision.status == "no_voucher_zero_total"
    if books_nothing and decision.skips_zero:
        return
    yield from _documents(end, exists)
    is_booked = end in (End.BOOKED, End.PAID) and not books_nothing
    if is_booked and not decision.policy.cash_method and not exists.booked:
        yield Step(StepKind.BOOK_INVOICE)
    if is_booked and end is End.PAID:
        yield from _paying(decision, exists)
    if end is not End.ORDER:
        yield from _crediting(end, decision, exists)


def _crediting(end: End, decision: Decision, exists: Exists) -> Iterator[Step]:
    """The credit of each refund, as far as the end says: a draft, booked, or booked and paid back.

    A draft of which everything was given back before anybody booked it is cancelled (makulerad).
    """
    books = end in (End.BOOKED, End.PAID)
    if not books and not (exists.booked or exists.payments or exists.credits) and is_undone(decision):
        yield Step(StepKind.CANCEL_INVOICE)
        return
    known = {one.key: one for one in exists.credits}
    for credit in decision.credits:
        made = known.get(credit.key)
        if made is None:
            yield Step(StepKind.CREATE_CREDIT, credit=credit)
            made = Credited(credit.key, "")
        by_cash = decision.policy.cash_method if made.by_cash is None else made.by_cash
        if books and not by_cash and not made.booked:
            yield Step(StepKind.BOOK_CREDIT, credit=credit)
        if end is End.PAID:
            yield from _paying_back(credit, made)


def is_undone(decision: Decision) -> bool:
    """Whether everything that was sold has been given back.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> is_undone(Decision(order, "book"))
    False
    """
    given = sum(credit.invoice.total_ore for credit in decision.credits)
    return bool(decision.credits and decision.invoice and given == -decision.invoice.total_ore)


def _paying_back(credit: Credit, made: Credited) -> Iterator[Step]:
    done = {paid.part: paid for paid in made.payments}
    for payment in credit.payments:
        paid = done.get(payment.part)
        if paid is None:
            yield Step(StepKind.CREATE_REPAYMENT, payment, credit=credit)
        if paid is None or not paid.booked:
            yield Step(StepKind.BOOK_REPAYMENT, payment, credit=credit)


def _documents(end: End, exists: Exists) -> Iterator[Step]:
    if exists.invoice_number:
        return
    if end not in (End.ORDER, End.ORDER_INVOICE):
        yield Step(StepKind.CREATE_INVOICE)
        return
    if not exists.order_number:
        yield Step(StepKind.CREATE_ORDER)
    if end is End.ORDER_INVOICE:
        yield Step(StepKind.INVOICE_FROM_ORDER)


def _paying(decision: Decision, exists: Exists) -> Iterator[Step]:
    done = {paid.part: paid for paid in exists.payments}
    for payment in decision.payments:
        paid = done.get(payment.part)
        if paid is None:
            yield Step(StepKind.CREATE_PAYMENT, payment)
        if paid is None or not paid.booked:
            yield Step(StepKind.BOOK_PAYMENT, payment)
