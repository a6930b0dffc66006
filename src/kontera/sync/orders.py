"""An order's way through Fortnox, step by step, to the end that the shop chose.

``books.plan`` says which steps are left; here each is done with the care it needs:
written down, sent once, compared to the öre, written down again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from kontera.books.decision import decide
from kontera.books.gate import compare
from kontera.books.plan import StepKind, next_step
from kontera.fortnox import invoices, orders
from kontera.problems import Held
from kontera.shops.models import Delivery
from kontera.sync import corrections, deliveries, fractional, refunds
from kontera.sync.cancelling import cancel_invoice, cancel_order, find_unsettled
from kontera.sync.days import stockholm_day
from kontera.sync.emailing import EMAIL, email_invoice, wish_for_email
from kontera.sync.errand import Kind
from kontera.sync.existing import BY_CASH, answered, booked_amounts, exists_from, vat_untold, voucher_text
from kontera.sync.payments import book_payment, create_payment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kontera.books.documents import Invoice
    from kontera.books.plan import Exists, Step
    from kontera.fortnox.document import Fields
    from kontera.fortnox.invoices import InvoiceAnswer
    from kontera.fortnox.orders import OrderAnswer
    from kontera.sync.errand import Errand

State = Delivery.State
MOST_STEPS = 12
"""More than any order needs: a plan that never ends is our bug."""


def carry(errand: Errand) -> None:
    """Take the order to its end. Raises ``Held``, ``TryLater`` or ``Disconnected`` where it stops."""
    _refuse_foreign(errand)
    errand.resumed = bool(errand.deliveries)
    if fractional.is_by_voucher(errand):
        refunds.refuse_changed(errand)
        fractional.carry(errand)
        return
    try:
        _walk(errand)
    except Held as refused:
        if not fractional.is_why(errand, refused):
            raise
        fractional.carry(errand)


def _walk(errand: Errand) -> None:
    """Step by step, by documents."""
    if errand.resumed:
        corrections.resume(errand)
        _recall(errand)
        refunds.refuse_changed(errand)
    for _ in range(MOST_STEPS * (1 + len(errand.decision.credits))):
        step = next_step(errand.choices.text("end"), errand.decision, exists_of(errand))
        if step.kind is StepKind.NOTHING or errand.lets_stand:
            break
        _STEPS[step.kind](errand, step)
    else:
        raise RuntimeError(f"order {errand.row.number} did not come to an end")
    email_invoice(errand)


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
        find_unsettled(errand)
    order, row = errand.delivery(Kind.ORDER), errand.delivery(Kind.INVOICE)
    if row is None and order and not is_off:
        _recall_order(errand, order)
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


def _recall_order(errand: Errand, order: Delivery) -> None:
    """An order that nobody has invoiced yet follows the shop's; one that is invoiced is a person's matter."""
    if order.state != State.SENT or order.fingerprint == errand.fingerprint:
        return
    identity = _identity(errand, order.reference)
    try:
        answer = orders.rewrite(errand.client, order.number, _invoice(errand), **identity)
    except Held as refused:
        if refused.code != "fortnox-order-invoiced":
            raise
        facts = {"order": errand.row.number, "number": order.number}
        corrections.meet(errand, Held("changed-after-sending", facts))
        return
    _settle_document(errand, order, answer)
    _weigh(errand, order, answer)
    deliveries.settle(errand, order, fingerprint=errand.fingerprint)
    errand.handle.note(errand.row, "order-rewritten", {"number": order.number})


def _check_booked(errand: Errand, row: Delivery) -> None:
    """What is booked stands. Only other amounts matter: an address may change."""
    told = booked_amounts(row)
    if compare(_invoice(errand), told, errand.policy) is not None:
        facts = {"order": errand.row.number, "number": row.number}
        corrections.meet(errand, Held("changed-after-booking", facts))
        return
    corrections.forget(errand)
    if told.round_off_ore and told.round_off_ore != errand.decision.round_off_ore:
        _redecide(errand, round_off_ore=told.round_off_ore)


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
    if adopted and row.fingerprint != errand.fingerprint:
        # It was sent as the order was before: what was found is brought up to date.
        deliveries.settle(errand, row, state=State.SENT, number=answer.number)
        _recall_order(errand, row)
        return
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
        if exists_of(errand).payments:
            # Kontantmetoden: what is paid is booked, though the invoice itself never is.
            _check_booked(errand, row)
            return
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
    errand.handle.remember_method(cash=cash, day=_invoice(errand).day)
    _redecide(errand, round_off_ore=errand.decision.round_off_ore)


def _redecide(errand: Errand, *, round_off_ore: int) -> None:
    """Think again, with what Fortnox told, and let the order's page show it."""
    today = stockholm_day(errand.now)
    decision = decide(errand.read, errand.policy, today, round_off_ore)
    errand.decision = decision
    errand.is_redecided = True


def _settle_document(errand: Errand, row: Delivery, answer: InvoiceAnswer | OrderAnswer) -> None:
    told = {
        **{name: value for name, value in row.answer.items() if name.startswith(EMAIL)},
        "total_ore": answer.total_ore,
        "vat_ore": answer.vat_ore,
        "round_off_ore": answer.round_off_ore,
        "currency": answer.currency,
        **_method_of(row, answer),
    }
    if row.state == State.SENT and row.answer == told:
        return
    deliveries.settle(errand, row, state=State.SENT, number=answer.number, answer=told)


def _method_of(row: Delivery, answer: InvoiceAnswer | OrderAnswer) -> dict[str, bool]:
    """By which method the invoice itself is booked; a change of method in a later year does not touch it."""
    if getattr(answer, "accounting_method", ""):
        return {BY_CASH: bool(getattr(answer, "by_cash_method", False))}
    return {BY_CASH: row.answer[BY_CASH]} if BY_CASH in row.answer else {}


# -- booking --------------------------------------------------------------


def _book_invoice(errand: Errand, _step: Step) -> None:
    row = errand.made(Kind.INVOICE)
    try:
        answer = invoices.bookkeep(errand.client, row.number)
    except Held as refused:
        if refused.code == "fortnox-not-bookable" and not errand.is_method_told:
            _switch_method(errand, cash=True)
            deliveries.settle(errand, row, answer={**row.answer, BY_CASH: True})
            return
        if refused.code != "fortnox-already-booked":
            raise
        answer = invoices.get(errand.client, row.number)
    if not answer.booked:
        raise Held("fortnox-not-booked", {"order": errand.row.number, "number": row.number})
    wish_for_email(errand, row)
    deliveries.settle(errand, row, state=State.BOOKED, voucher=voucher_text(answer))


def _hold(errand: Errand, step: Step) -> None:
    if step.finding is None:
        raise RuntimeError("a hold has a reason")
    corrections.meet(errand, Held(step.finding.code, step.finding.facts))


_STEPS: Mapping[StepKind, Callable[[Errand, Step], None]] = {
    StepKind.CREATE_ORDER: _create_order,
    StepKind.CREATE_INVOICE: _create_invoice,
    StepKind.INVOICE_FROM_ORDER: _invoice_from_order,
    StepKind.BOOK_INVOICE: _book_invoice,
    StepKind.CREATE_PAYMENT: create_payment,
    StepKind.BOOK_PAYMENT: book_payment,
    StepKind.CREATE_CREDIT: refunds.create_credit,
    StepKind.BOOK_CREDIT: refunds.book_credit,
    StepKind.CREATE_REPAYMENT: refunds.create_repayment,
    StepKind.BOOK_REPAYMENT: refunds.book_repayment,
    StepKind.CANCEL_ORDER: cancel_order,
    StepKind.CANCEL_INVOICE: cancel_invoice,
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
