"""An order's way through Fortnox, step by step, to the end that the shop chose.

``books.plan`` says which steps are left; here each is done with the care it needs:
written down, sent once, compared to the öre, written down again.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from kontera.books.decision import decide
from kontera.books.gate import Answered, compare
from kontera.books.plan import StepKind, next_step
from kontera.fortnox import invoices, orders, payments
from kontera.problems import Held
from kontera.shops.models import Delivery
from kontera.sync import deliveries
from kontera.sync.days import stockholm_day
from kontera.sync.errand import Kind
from kontera.sync.existing import answered, exists_from, vat_untold, voucher_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kontera.books.documents import Invoice, Payment
    from kontera.books.plan import Exists, Step
    from kontera.fortnox.document import Fields
    from kontera.fortnox.invoices import InvoiceAnswer
    from kontera.fortnox.orders import OrderAnswer
    from kontera.fortnox.payments import PaymentAnswer
    from kontera.sync.errand import Errand

State = Delivery.State
MOST_STEPS = 12
"""More than any order needs: a plan that never ends is our bug."""


def carry(errand: Errand) -> None:
    """Take the order to its end. Raises ``Held``, ``TryLater`` or ``Disconnected`` where it stops."""
    _refuse_foreign(errand)
    errand.resumed = bool(errand.deliveries)
    if errand.resumed:
        _recall(errand)
    for _ in range(MOST_STEPS):
        step = next_step(errand.choices.text("end"), errand.decision, exists_of(errand))
        if step.kind is StepKind.NOTHING:
            return
        _STEPS[step.kind](errand, step)
    raise RuntimeError(f"order {errand.row.number} did not come to an end")


def exists_of(errand: Errand) -> Exists:
    """What is known to exist at Fortnox for this errand, in the words of the plan."""
    return exists_from(errand.deliveries, errand.decision.round_off_ore)


# -- after an interruption ---------------------------------------------------------


def _refuse_foreign(errand: Errand) -> None:
    """Numbers from another Fortnox company name strangers' documents in this one."""
    foreign = [one for one in errand.deliveries if one.company_id != errand.handle.company_id]
    if any(one.state != State.REFUSED for one in foreign):
        raise Held("sent-to-another-company", {"order": errand.row.number})
    errand.deliveries = [one for one in errand.deliveries if one not in foreign]


def _recall(errand: Errand) -> None:
    """Read what became of an invoice that an earlier attempt had made but not finished."""
    is_off = errand.decision.status == "cancelled"
    if is_off:
        _find_unsettled(errand)
    order, row = errand.delivery(Kind.ORDER), errand.delivery(Kind.INVOICE)
    has_changed = bool(order and order.state == State.SENT and order.fingerprint != errand.fingerprint)
    if row is None and order and has_changed and not is_off:
        raise Held("changed-after-sending", {"order": errand.row.number, "number": order.number})
    if row is None or not row.number:
        return
    if row.state == State.BOOKED and not is_off:
        _check_booked(errand, row)
    if row.state != State.SENT:
        return
    answer = invoices.get(errand.client, row.number)
    if answer.cancelled:
        deliveries.settle(errand, row, state=State.CANCELLED)
    elif is_off:
        # Nothing is written anew; whether it may still be cancelled is for the plan to say.
        if answer.booked:
            deliveries.settle(errand, row, state=State.BOOKED, voucher=voucher_text(answer))
    else:
        _weigh_invoice(errand, row, answer)


def _find_unsettled(errand: Errand) -> None:
    """A document of a cancelled order that may or may not exist must be found to be cancelled too."""
    for row in errand.deliveries:
        if row.state == State.SENDING and row.kind != Kind.PAYMENT:
            number = deliveries.find(errand, row, partial(_numbers_of, errand, row))
            if number is not None:
                deliveries.settle(errand, row, state=State.SENT, number=number)


def _numbers_of(errand: Errand, row: Delivery) -> list[str]:
    """The numbers of what exists at Fortnox under a delivery's reference."""
    order = errand.delivery(Kind.ORDER)
    if row.kind == Kind.ORDER:
        return [found.number for found in orders.find(errand.client, row.reference)]
    if order is not None:
        return [number for number in [orders.get(errand.client, order.number).invoice_number] if number]
    return [found.number for found in invoices.find(errand.client, row.reference)]


def _check_booked(errand: Errand, row: Delivery) -> None:
    """What is booked stands. Only other amounts matter: an address may change."""
    told = row.answer
    booked = Answered(told["total_ore"], told["vat_ore"] or 0, told["round_off_ore"] or 0, told["currency"])
    if compare(_invoice(errand), booked, errand.policy) is not None:
        raise Held("changed-after-booking", {"order": errand.row.number, "number": row.number})


# -- documents ---------------------------------------------------------------------


def _create_order(errand: Errand, _step: Step) -> None:
    reference = errand.reference("order")
    row, answer, adopted = deliveries.send(
        errand,
        Kind.ORDER,
        reference,
        create=lambda: orders.create(errand.client, _invoice(errand), **_identity(errand, reference)),
        look=lambda: orders.find(errand.client, reference),
    )
    if adopted or not answer.is_whole:
        # A list tells neither VAT nor rounding.
        answer = orders.get(errand.client, answer.number)
    _settle_document(errand, row, answer)
    _weigh(errand, row, answer)


def _create_invoice(errand: Errand, _step: Step) -> None:
    reference = errand.reference("invoice")
    row, answer, adopted = deliveries.send(
        errand,
        Kind.INVOICE,
        reference,
        create=lambda: invoices.create(errand.client, _invoice(errand), **_identity(errand, reference)),
        look=lambda: invoices.find(errand.client, reference),
    )
    if adopted:
        answer = invoices.get(errand.client, answer.number)
        errand.handle.note(errand.row, "adopted", {"number": answer.number})
    _weigh_invoice(errand, row, answer)


def _invoice_from_order(errand: Errand, _step: Step) -> None:
    """The second call is refused by Fortnox, and then the order tells its invoice: safe to repeat."""
    order = errand.delivery(Kind.ORDER)
    if order is None:
        raise RuntimeError("an invoice from an order needs the order")
    row, number, _ = deliveries.send(
        errand,
        Kind.INVOICE,
        errand.reference("invoice"),
        create=lambda: orders.create_invoice(errand.client, order.number),
        look=lambda: [found for found in [orders.get(errand.client, order.number).invoice_number] if found],
    )
    deliveries.settle(errand, row, state=State.SENT, number=number)
    # Fortnox dates it today.
    _weigh_invoice(errand, row, _redate(errand, number))


def _weigh_invoice(errand: Errand, row: Delivery, answer: InvoiceAnswer) -> None:
    """Note the answer, learn from it, and let it through the öre gate only if it agrees."""
    if not answer.is_whole:  # a POST tells it; should one not, the invoice is read rather than trusted
        answer = invoices.get(errand.client, answer.number)
    _learn(errand, answer)
    _settle_document(errand, row, answer)
    if answer.booked:
        deliveries.settle(errand, row, state=State.BOOKED, voucher=voucher_text(answer))
        _check_booked(errand, row)
        return
    if row.fingerprint != errand.fingerprint or (errand.resumed and _disagrees(errand, answer)):
        answer = _rewrite(errand, row)
    if errand.resumed and answer.day != _invoice(errand).day and _may_redate(errand):
        answer = _redate(errand, row.number)
    _weigh(errand, row, answer)


def _redate(errand: Errand, number: str) -> InvoiceAnswer:
    day, customer = _invoice(errand).day, errand.customer_number
    answer = invoices.redate(errand.client, number, day, customer_number=customer)
    return answer if answer.is_whole else invoices.get(errand.client, number)


def _may_redate(errand: Errand) -> bool:
    """An own invoice keeps the day the buyer was told: that it is paid later does not move it.

    One made from an order has the day of the call until it is redated.
    """
    follows_payment = errand.policy.invoice_day in ("tax_point", "paid")
    is_told = _invoice(errand).own_invoice and errand.delivery(Kind.ORDER) is None
    return not (is_told and follows_payment)


def _rewrite(errand: Errand, row: Delivery) -> InvoiceAnswer:
    """The unbooked invoice is written anew: the order changed, or a setting at Fortnox was mended."""
    identity = _identity(errand, _own_reference(errand, row))
    answer = invoices.rewrite(errand.client, row.number, _invoice(errand), **identity)
    deliveries.settle(errand, row, fingerprint=errand.fingerprint)
    _settle_document(errand, row, answer)
    errand.handle.note(errand.row, "rewritten", {"number": row.number})
    return answer


def _own_reference(errand: Errand, row: Delivery) -> str:
    """An invoice made from an order carries the order's reference."""
    made_from = errand.delivery(Kind.ORDER)
    return made_from.reference if made_from else row.reference


def _disagrees(errand: Errand, answer: InvoiceAnswer) -> bool:
    return compare(_invoice(errand), answered(answer), errand.policy) is not None


def _weigh(errand: Errand, row: Delivery, answer: InvoiceAnswer | OrderAnswer) -> None:
    """The öre gate: total, VAT, rounding and currency as the shop's, or nothing is booked."""
    wanted = _invoice(errand)
    finding = vat_untold(wanted, answer) or compare(wanted, answered(answer), errand.policy)
    if finding is not None:
        raise Held(finding.code, {**finding.facts, "number": row.number})
    if answer.round_off_ore and answer.round_off_ore != errand.decision.round_off_ore:
        _redecide(errand, round_off_ore=answer.round_off_ore)


def _learn(errand: Errand, answer: InvoiceAnswer) -> None:
    """The invoice tells the accounting method of its financial year."""
    errand.is_method_told = bool(answer.accounting_method)
    if errand.is_method_told and answer.by_cash_method != errand.policy.cash_method:
        _switch_method(errand, cash=answer.by_cash_method)


def _switch_method(errand: Errand, *, cash: bool) -> None:
    errand.policy = replace(errand.policy, cash_method=cash)
    errand.handle.remember_method(cash=cash)
    _redecide(errand, round_off_ore=errand.decision.round_off_ore)


def _redecide(errand: Errand, *, round_off_ore: int) -> None:
    """Think again, with what Fortnox told, and let the order's page show it."""
    today = stockholm_day(errand.now)
    decision = decide(errand.read, errand.policy, today, round_off_ore)
    errand.decision = decision
    errand.is_redecided = True


def _settle_document(errand: Errand, row: Delivery, answer: InvoiceAnswer | OrderAnswer) -> None:
    told = {
        "total_ore": answer.total_ore,
        "vat_ore": answer.vat_ore,
        "round_off_ore": answer.round_off_ore,
        "currency": answer.currency,
    }
    if row.state == State.SENT and row.answer == told:
        return
    deliveries.settle(errand, row, state=State.SENT, number=answer.number, answer=told)


# -- booking and paying --------------------------------------------------------------


def _book_invoice(errand: Errand, _step: Step) -> None:
    row = _made(errand, Kind.INVOICE)
    try:
        answer = invoices.bookkeep(errand.client, row.number)
    except Held as refused:
        if refused.code == "fortnox-not-bookable" and not errand.is_method_told:
            _switch_method(errand, cash=True)
            return
        if refused.code != "fortnox-already-booked":
            raise
        answer = invoices.get(errand.client, row.number)
    if not answer.booked:
        raise Held("fortnox-not-booked", {"order": errand.row.number, "number": row.number})
    deliveries.settle(errand, row, state=State.BOOKED, voucher=voucher_text(answer))


def _create_payment(errand: Errand, step: Step) -> None:
    payment = _payment(step)
    invoice = _made(errand, Kind.INVOICE)
    reference = _payment_reference(errand, payment)
    row, answer, _ = deliveries.send(
        errand,
        Kind.PAYMENT,
        reference,
        create=lambda: _post_payment(errand, invoice, payment, reference),
        look=lambda: payments.find(errand.client, invoice.number, reference),
    )
    state = State.BOOKED if answer.booked else State.SENT
    told = {"amount_ore": answer.amount_ore, "currency": answer.currency}
    deliveries.settle(
        errand, row, state=state, number=answer.number, answer=told, voucher=voucher_text(answer)
    )


def _post_payment(errand: Errand, invoice: Delivery, payment: Payment, reference: str) -> PaymentAnswer:
    write_offs = [(errand.policy.chart.rounding, payment.write_off_ore)] if payment.write_off_ore else []
    return payments.create(
        errand.client,
        invoice_number=invoice.number,
        amount_ore=payment.amount_ore,
        currency=_invoice(errand).currency,
        day=payment.day,
        account=payment.account,
        mode=payment.mode,
        reference=reference,
        write_offs=write_offs,
    )


def _book_payment(errand: Errand, step: Step) -> None:
    reference = _payment_reference(errand, _payment(step))
    row = errand.delivery(Kind.PAYMENT, reference)
    if row is None:
        raise RuntimeError("a payment is booked only after it was made")
    # Booked by an earlier attempt whose answer was lost? Reading costs a request only then.
    answer = payments.get(errand.client, row.number) if errand.resumed else None
    if answer is None or not answer.booked:
        answer = payments.bookkeep(errand.client, row.number)
    deliveries.settle(errand, row, state=State.BOOKED, voucher=voucher_text(answer))


# -- cancelling ----------------------------------------------------------------------


def _cancel_invoice(errand: Errand, _step: Step) -> None:
    row = _made(errand, Kind.INVOICE)
    invoices.cancel(errand.client, row.number)
    deliveries.settle(errand, row, state=State.CANCELLED)


def _cancel_order(errand: Errand, _step: Step) -> None:
    row = _made(errand, Kind.ORDER)
    orders.cancel(errand.client, row.number)
    deliveries.settle(errand, row, state=State.CANCELLED)


def _hold(_errand: Errand, step: Step) -> None:
    if step.finding is None:
        raise RuntimeError("a hold has a reason")
    raise Held(step.finding.code, step.finding.facts)


_STEPS: Mapping[StepKind, Callable[[Errand, Step], None]] = {
    StepKind.CREATE_ORDER: _create_order,
    StepKind.CREATE_INVOICE: _create_invoice,
    StepKind.INVOICE_FROM_ORDER: _invoice_from_order,
    StepKind.BOOK_INVOICE: _book_invoice,
    StepKind.CREATE_PAYMENT: _create_payment,
    StepKind.BOOK_PAYMENT: _book_payment,
    StepKind.CANCEL_ORDER: _cancel_order,
    StepKind.CANCEL_INVOICE: _cancel_invoice,
    StepKind.HOLD: _hold,
}


def _invoice(errand: Errand) -> Invoice:
    if errand.decision.invoice is None:
        raise RuntimeError("nothing is sent without a decided document")
    return errand.decision.invoice


class _Identity(TypedDict):
    """What a document is called and who it is for, as the clients take it."""

    reference: str
    customer_number: str
    fields: Fields


def _identity(errand: Errand, reference: str) -> _Identity:
    return _Identity(reference=reference, customer_number=errand.customer_number, fields=errand.fields)


def _made(errand: Errand, kind: str) -> Delivery:
    row = errand.delivery(kind)
    if row is None or not row.number:
        raise RuntimeError(f"the {kind} has no number yet")
    return row


def _payment(step: Step) -> Payment:
    if step.payment is None:
        raise RuntimeError("a payment step carries its payment")
    return step.payment


def _payment_reference(errand: Errand, payment: Payment) -> str:
    return errand.reference(f"payment-{payment.part}")
