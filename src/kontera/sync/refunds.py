"""Refunds of an order that stands in Fortnox: each becomes a credit invoice, booked and paid back once.

The first credit is made from the invoice itself, so that Fortnox links the two; an invoice can be credited
once in that way. Later ones, and one whose rows do not come out as they should, are invoices of their own
with negative quantities that name the first in words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kontera.books.correction import as_json
from kontera.books.gate import compare
from kontera.fortnox import invoices
from kontera.problems import Held
from kontera.shops.models import Delivery
from kontera.sync import deliveries, payments
from kontera.sync.errand import Kind
from kontera.sync.existing import (
    BY_CASH,
    REFUND_KEY,
    answered,
    is_of_refund,
    living,
    vat_untold,
    voucher_text,
)
from kontera.sync.refund_reading import changed_credit

if TYPE_CHECKING:
    from kontera.books.plan import Step
    from kontera.books.refunds import Credit
    from kontera.fortnox.document import Fields
    from kontera.fortnox.invoices import InvoiceAnswer
    from kontera.sync.errand import Errand

State = Delivery.State
UNLINKED = "unlinked"
"""In the answer of a credit: the number of one that came out wrong. The next is made without the link."""
CHANGE = "refund "
"""What the answer to a proposal of a credit is about begins so."""
TO_APPROVE = "refund-to-approve"
"""The proposal of a shop that wants to see its credits first."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A credit as far as the call that made or found it tells; what is not told is read."""

    number: str
    answer: InvoiceAnswer | None = None
    linked_customer: str = ""
    """Made of its invoice just now: that invoice's customer, and all its rows, date and reference to come."""


def credits_of(errand: Errand) -> list[Delivery]:
    """The credits of refunds in the round in force."""
    return [row for row in living(errand.deliveries) if is_of_refund(row)]


def create_credit(errand: Errand, step: Step) -> None:
    """Make the credit invoice of a refund, unbooked, and weigh it."""
    credit = _credit(step)
    if not _has_leave(errand):
        errand.lets_stand = True
        return
    reference = _reference(errand, credit)
    row, made, _ = deliveries.send(
        errand,
        Kind.CREDIT,
        reference,
        create=lambda: _make(errand, credit, reference),
        look=lambda: _found(errand, reference),
    )
    if _is_right(errand, row, credit, made):
        facts = {"number": made.number, "invoice": errand.made(Kind.INVOICE).number}
        code = "refund-credited-open" if _stays_open(errand, credit) else "refund-credited"
        errand.handle.note(errand.row, code, facts)


def _stays_open(errand: Errand, credit: Credit) -> bool:
    """An invoice the shop collects itself and nobody has paid yet: no money settles its credit."""
    invoice = errand.decision.invoice
    return bool(invoice and invoice.own_invoice) and not credit.payments


def book_credit(errand: Errand, step: Step) -> None:
    """Book the credit invoice, unless it is booked with its repayment (kontantmetoden)."""
    row = _made(errand, _credit(step))
    try:
        answer = invoices.bookkeep(errand.client, row.number)
    except Held as refused:
        if refused.code != "fortnox-not-bookable":
            raise
        deliveries.settle(errand, row, answer={**row.answer, BY_CASH: True})
        return
    if not answer.booked:
        raise Held("fortnox-not-booked", {"order": errand.row.number, "number": row.number})
    deliveries.settle(errand, row, state=State.BOOKED, voucher=voucher_text(answer))


def create_repayment(errand: Errand, step: Step) -> None:
    """Register what was paid back of a credit: a negative payment, the gift card's part by itself."""
    credit, payment = _credit(step), step.payment
    if payment is None:
        raise RuntimeError("a repayment step carries its payment")
    row = _made(errand, credit)
    is_all = sum(one.amount_ore for one in credit.payments) == credit.invoice.total_ore
    if is_all and payment is credit.payments[-1]:
        payment = replace(payment, write_off_ore=row.answer.get("round_off_ore") or 0)
    payments.create_of(errand, row, credit.invoice, payment, _repaid(errand, step))


def book_repayment(errand: Errand, step: Step) -> None:
    """Book the repayment, which exists."""
    row = errand.delivery(Kind.PAYMENT, _repaid(errand, step))
    if row is None:
        raise RuntimeError("a repayment is booked only after it was made")
    payments.book(errand, row)


def _repaid(errand: Errand, step: Step) -> str:
    part = step.payment.part if step.payment else ""
    return errand.reference(f"refund-{part}-{_credit(step).key}")


def _reference(errand: Errand, credit: Credit) -> str:
    return errand.reference(f"{REFUND_KEY}{credit.key}")


def _credit(step: Step) -> Credit:
    if step.credit is None:
        raise RuntimeError("a step of a refund carries its credit")
    return step.credit


def _made(errand: Errand, credit: Credit) -> Delivery:
    row = errand.delivery(Kind.CREDIT, _reference(errand, credit))
    if row is None or not row.number:
        raise RuntimeError("the credit has no number yet")
    return row


# -- may it? -------------------------------------------------------------------------------


def _has_leave(errand: Errand) -> bool:
    """A shop that wants to see its credits first gets them as a proposal; false where a person said no."""
    told = errand.row.proposal or {}
    answer = told.get("answer") if told.get("change") == _change(errand) else ""
    if answer == "dismissed":
        return False
    if errand.choices.flag("refunds_automatic") or answer == "approved" or _is_under_way(errand):
        return True
    made = {row.reference for row in credits_of(errand) if row.number}
    left = [one for one in errand.decision.credits if _reference(errand, one) not in made]
    problem = Held(TO_APPROVE, {"order": errand.row.number})
    _propose(errand, problem, as_json(voucher for credit in left for voucher in credit.vouchers))
    raise problem


def _change(errand: Errand) -> str:
    """What a person's answer is about: these refunds, and no later one."""
    return CHANGE + " ".join(credit.key for credit in errand.decision.credits)


def _propose(errand: Errand, problem: Held, vouchers: list[dict[str, Any]]) -> None:
    proposal = {"change": _change(errand), "code": problem.code, "answer": "", "vouchers": vouchers}
    errand.handle.finish(errand.row, proposal=proposal)


def _is_under_way(errand: Errand) -> bool:
    """A credit that was begun is brought to its end, whatever is chosen meanwhile."""
    return any(row.state == State.SENDING for row in credits_of(errand))


def refuse_changed(errand: Errand) -> None:
    """Raises ``Held("refund-changed")`` where a credited refund is gone or has another amount now."""
    number = changed_credit(errand.decision, errand.deliveries)
    if number:
        raise Held("refund-changed", {"order": errand.row.number, "credit": number})


# -- making it -----------------------------------------------------------------------------


def _make(errand: Errand, credit: Credit, reference: str) -> _Made:
    """Linked where the invoice has not been credited; else an invoice that names it."""
    invoice = errand.made(Kind.INVOICE)
    others = [row for row in credits_of(errand) if row.number and row.reference != reference]
    own = errand.delivery(Kind.CREDIT, reference)
    is_unlinked = own is not None and own.answer.get(UNLINKED)
    may_link = invoice.state == State.BOOKED or errand.decision.policy.cash_method
    if not others and not is_unlinked and may_link:
        try:
            linked = invoices.credit(errand.client, invoice.number)
            return _Made(linked.number, linked_customer=linked.customer_number)
        except Held as refused:
            found = invoices.get(errand.client, invoice.number).credited_by
            if found:
                facts = {"order": errand.row.number, "number": invoice.number, "credit": found}
                problem = Held("credited-in-fortnox", facts)
                _propose(errand, problem, [])
                raise problem from refused
            if refused.code != "fortnox-refused":
                raise
    fields = _naming(errand.fields, invoice.number)
    answer = invoices.create(
        errand.client,
        credit.invoice,
        reference=reference,
        customer_number=errand.customer_number,
        fields=fields,
    )
    return _Made(answer.number, answer if answer.is_whole else None)


def _naming(fields: Fields, number: str) -> Fields:
    """The credit names its invoice (ML 17 kap. 22 §)."""
    words = f"Kredit av faktura {number}"
    return replace(fields, remarks=f"{words}\n{fields.remarks}".strip(), due_day=None)


def _found(errand: Errand, reference: str) -> list[_Made]:
    """What a lost answer may have made: under our name, or as the credit of the invoice."""
    named = [_Made(one.number) for one in invoices.find(errand.client, reference)]
    if named:
        return named
    linked = invoices.get(errand.client, errand.made(Kind.INVOICE).number).credited_by
    taken = {row.number for row in errand.deliveries if row.reference != reference}
    if not linked or linked in taken:
        return []
    answer = invoices.get(errand.client, linked)
    return [] if answer.cancelled or answer.booked else [_Made(linked)]


def _named(errand: Errand, row: Delivery, credit: Credit, made: _Made) -> InvoiceAnswer:
    """The credit under our name and with its day: in one call where it has just been made of its invoice.

    A credit of a part differs from its invoice for certain, so its rows go with the name.
    """
    wanted, who = credit.invoice, made.linked_customer
    if who and -wanted.total_ore != errand.made(Kind.INVOICE).answer.get("total_ore"):
        return _rewritten(errand, row, credit, made.number)
    answer = made.answer
    if answer is None and not who:
        answer = invoices.get(errand.client, made.number)
    if answer is not None:
        if answer.booked or (answer.reference == row.reference and answer.day == wanted.day):
            return answer
        who = answer.customer_number or errand.customer_number
    return invoices.name_credit(
        errand.client, made.number, reference=row.reference, day=wanted.day, customer_number=who
    )


def _is_right(errand: Errand, row: Delivery, credit: Credit, made: _Made) -> bool:
    """The credit under our name, with its day and rows, agrees to the öre; false: made anew without a link.

    Raises ``Held`` where that was tried, and where Fortnox rounds.
    """
    number, wanted = made.number, credit.invoice
    answer = _named(errand, row, credit, made)
    finding = vat_untold(wanted, answer) or compare(wanted, answered(answer), errand.policy)
    if finding is not None and not answer.booked:
        answer = _rewritten(errand, row, credit, number)
        finding = vat_untold(wanted, answer) or compare(wanted, answered(answer), errand.policy)
    if finding is not None:
        if answer.booked or finding.code == "fortnox-rounds" or row.answer.get(UNLINKED, number) != number:
            raise Held(finding.code, {**finding.facts, "number": number})
        _give_up(errand, row, number)
        return False
    told = {
        "total_ore": answer.total_ore,
        "vat_ore": answer.vat_ore,
        "round_off_ore": answer.round_off_ore,
        "currency": answer.currency,
        "wanted_ore": wanted.total_ore,
        "day": wanted.day.isoformat(),
        BY_CASH: answer.by_cash_method,
    }
    state = State.BOOKED if answer.booked else State.SENT
    deliveries.settle(errand, row, state=state, number=number, answer=told, voucher=voucher_text(answer))
    return True


def _rewritten(errand: Errand, row: Delivery, credit: Credit, number: str) -> InvoiceAnswer:
    """The rows of the refund over those of the whole invoice."""
    fields = _naming(errand.fields, errand.made(Kind.INVOICE).number)
    answer = invoices.rewrite(
        errand.client,
        number,
        credit.invoice,
        reference=row.reference,
        customer_number=errand.customer_number,
        fields=fields,
        day=credit.invoice.day,
    )
    return answer if answer.is_whole else invoices.get(errand.client, number)


def _give_up(errand: Errand, row: Delivery, number: str) -> None:
    """A credit that does not come out right is cancelled while nobody has booked it.

    The next attempt makes an invoice of its own. Guess: rows beyond the last one sent may stay in Fortnox.
    """
    deliveries.settle(errand, row, answer={UNLINKED: number})
    invoices.cancel(errand.client, number)
    deliveries.settle(errand, row, state=State.REFUSED, number="")
