"""Payments of an order's invoice: made once, booked once; and paid back when the invoice is credited."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kontera.fortnox import invoices, payments
from kontera.problems import Disconnected, Held, TryLater
from kontera.shops.models import Delivery
from kontera.sync import deliveries
from kontera.sync.errand import Kind
from kontera.sync.existing import document_of, living, voucher_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kontera.books.documents import Invoice, Payment
    from kontera.books.plan import Step
    from kontera.fortnox.payments import PaymentAnswer
    from kontera.sync.errand import Errand

State = Delivery.State
SETTLING = "settled"
"""In the references of the two payments that settle an invoice and its credit against each other."""


def create_payment(errand: Errand, step: Step) -> None:
    """Register the payment of a step, not booked yet."""
    payment = _payment(step)
    invoice = errand.made(Kind.INVOICE)
    reference = errand.reference(f"payment-{payment.part}")
    wanted = errand.decision.invoice
    if wanted is None:
        raise RuntimeError("nothing is paid without a decided document")
    create_of(errand, invoice, wanted, payment, reference)


def create_of(errand: Errand, paper: Delivery, wanted: Invoice, payment: Payment, reference: str) -> None:
    """Register a payment of an invoice, or what was paid back of a credit, not booked yet."""
    _register(errand, paper.number, reference, lambda: _post(errand, paper, wanted, payment, reference))


def book_payment(errand: Errand, step: Step) -> None:
    """Book the payment of a step, which exists."""
    row = errand.delivery(Kind.PAYMENT, errand.reference(f"payment-{_payment(step).part}"))
    if row is None:
        raise RuntimeError("a payment is booked only after it was made")
    book(errand, row)


def book(errand: Errand, row: Delivery) -> None:
    """Book a registered payment, whoever may have begun it."""
    # Booked by an earlier attempt whose answer was lost? Reading costs a request only then.
    is_old = errand.resumed and row.reference not in errand.known
    answer = payments.get(errand.client, row.number) if is_old else None
    if answer is None or not answer.booked:
        answer = payments.bookkeep(errand.client, row.number)
    deliveries.settle(errand, row, state=State.BOOKED, voucher=voucher_text(answer))


def settled_payments(errand: Errand) -> list[Delivery]:
    """The payments of the invoice in force, all booked: what was begun is found and finished first."""
    invoice = errand.made(Kind.INVOICE)
    for row in _paid(errand):
        if row.state == State.SENDING:
            look = partial(payments.find, errand.client, invoice.number, row.reference)
            found = deliveries.find(errand, row, look)
            if found is not None:
                _settle(errand, row, found)
        if row.state == State.SENT:
            book(errand, row)
    return [row for row in _paid(errand) if row.state == State.BOOKED]


def pay_back(errand: Errand, credit: Delivery, paid: Delivery, *, day: date, write_off_ore: int) -> None:
    """Settle a credit invoice as its original was settled: the same amount and account, turned round.

    Fortnox takes a negative amount for that by the same call (integrators; there is no other way).
    """
    reference = errand.reference(document_of(paid).replace("payment-", "refund-", 1))
    row = errand.delivery(Kind.PAYMENT, reference)
    if row is None or row.state in (State.SENDING, State.REFUSED):
        original = payments.get(errand.client, paid.number)
        account = original.account
        if account is None:
            raise TryLater("fortnox-unreadable", {"fortnox": "ModeOfPaymentAccount"})
        row = _register(
            errand,
            credit.number,
            reference,
            lambda: payments.create(
                errand.client,
                invoice_number=credit.number,
                amount_ore=-original.amount_ore,
                currency=original.currency or "SEK",
                day=day,
                account=account,
                mode=original.mode,
                reference=reference,
                write_offs=[(errand.policy.chart.rounding, write_off_ore)] if write_off_ore else [],
            ),
        )
    if row.state != State.BOOKED:
        book(errand, row)


def settle_against(errand: Errand, invoice: Delivery, credit: Delivery, *, day: date) -> bool:
    """Settle an unpaid invoice and its credit against each other (kvitta); false where something stays open.

    Fortnox has no call for that: each is paid to balance 0 (its support pages). Both payments go over the
    receivables account itself, so that no other account moves and together they come to nothing.
    An invoice that somebody has paid, wholly or in part, is left to a person: money is owed to the buyer.
    Guess: Fortnox takes the receivables account as the account of a payment; where it does not, both stay
    open and a person is told.
    """
    amount = -(invoices.get(errand.client, credit.number).balance_ore or 0)
    begun = errand.delivery(Kind.PAYMENT, errand.reference(f"{SETTLING}-invoice"))
    if begun is None or begun.state == State.REFUSED:
        owed = invoices.get(errand.client, invoice.number).balance_ore
        if owed != amount or not amount:
            return owed == amount
    try:
        _settle_part(errand, invoice, f"{SETTLING}-invoice", amount, day)
        _settle_part(errand, credit, f"{SETTLING}-credit", -amount, day)
    except Held:
        return False
    except Disconnected as gone:
        if gone.code != "fortnox-scope-missing":
            raise
        return False
    return True


def _settle_part(errand: Errand, document: Delivery, name: str, amount_ore: int, day: date) -> None:
    reference = errand.reference(name)
    row = errand.delivery(Kind.PAYMENT, reference)
    if row is None or row.state in (State.SENDING, State.REFUSED):
        row = _register(
            errand,
            document.number,
            reference,
            lambda: payments.create(
                errand.client,
                invoice_number=document.number,
                amount_ore=amount_ore,
                currency=str(document.answer.get("currency") or "SEK"),
                day=day,
                account=errand.policy.chart.receivable,
                reference=reference,
            ),
        )
    if row.state != State.BOOKED:
        book(errand, row)


def _paid(errand: Errand) -> list[Delivery]:
    rows = (row for row in living(errand.deliveries) if row.kind == Kind.PAYMENT)
    return [row for row in rows if document_of(row).startswith("payment-")]


def _register(errand: Errand, invoice: str, reference: str, create: Callable[[], PaymentAnswer]) -> Delivery:
    row, answer, _ = deliveries.send(
        errand,
        Kind.PAYMENT,
        reference,
        create=create,
        look=lambda: payments.find(errand.client, invoice, reference),
    )
    errand.known.add(reference)
    _settle(errand, row, answer)
    return row


def _settle(errand: Errand, row: Delivery, answer: PaymentAnswer) -> None:
    state = State.BOOKED if answer.booked else State.SENT
    told = {"amount_ore": answer.amount_ore, "currency": answer.currency, "account": answer.account}
    told |= {"sek_ore": answer.sek_ore}
    deliveries.settle(
        errand, row, state=state, number=answer.number, answer=told, voucher=voucher_text(answer)
    )


def _post(
    errand: Errand, invoice: Delivery, wanted: Invoice, payment: Payment, reference: str
) -> PaymentAnswer:
    write_offs = [(errand.policy.chart.rounding, payment.write_off_ore)] if payment.write_off_ore else []
    return payments.create(
        errand.client,
        invoice_number=invoice.number,
        amount_ore=payment.amount_ore,
        currency=wanted.currency,
        day=payment.day,
        account=payment.account,
        mode=payment.mode,
        reference=reference,
        write_offs=write_offs,
        rate=wanted.fx.rate if wanted.fx else None,
    )


def _payment(step: Step) -> Payment:
    if step.payment is None:
        raise RuntimeError("a payment step carries its payment")
    return step.payment
