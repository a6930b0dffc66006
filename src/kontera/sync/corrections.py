"""An order that changed after it was booked: held with a proposal, let stand, or credited and made anew.

Once a credit has been begun it is brought to its end, whatever the order says meanwhile. When it is at its
end the round is over: the order's next documents have names of their own, and are made as usual.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kontera.books.correction import Booked, as_json, correction, decide_anew, mirrored
from kontera.fortnox import invoices, vouchers
from kontera.problems import Held
from kontera.shops.models import Delivery
from kontera.sync import deliveries, refunds
from kontera.sync.days import stockholm_day
from kontera.sync.errand import Kind
from kontera.sync.existing import (
    CREDITED_BY,
    answered,
    booked_amounts,
    current_round,
    living,
    voucher_text,
)
from kontera.sync.payments import pay_back, settle_against, settled_payments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.fortnox.invoices import InvoiceAnswer
    from kontera.sync.errand import Errand

State = Delivery.State
AFTER_BOOKING = frozenset({"changed-after-booking", "cancelled-after-booking"})
DISMISSIBLE = AFTER_BOOKING | {"changed-after-sending", "credited-in-fortnox"}
"""Reasons to wait that a person may answer with "leave it as it is"."""
APPROVED, DISMISSED = "approved", "dismissed"
MOST_ROUNDING_ORE = 50


def resume(errand: Errand) -> None:
    """Finish a credit that was begun, and date anew what follows a credited invoice."""
    begun = errand.delivery(Kind.CREDIT, errand.reference("credit"))
    if begun is not None and begun.state != State.REFUSED:
        _correct(errand)
    elif current_round(errand.deliveries) > 1:
        _decide_anew(errand)


def meet(errand: Errand, problem: Held) -> None:
    """What was sent differs from the order: mend it, let it stand, or raise the problem with a proposal."""
    if problem.code not in DISMISSIBLE:
        raise problem
    answer = _answer_of(errand)
    if answer == DISMISSED:
        errand.lets_stand = True
        return
    may_mend = problem.code in AFTER_BOOKING and not errand.policy.cash_method
    # What was credited for refunds would be credited twice.
    may_mend = may_mend and not refunds.credits_of(errand)
    if may_mend and (answer == APPROVED or errand.choices.text("after_booking") == "credit"):
        _correct(errand)
        return
    _propose(errand, problem, list(_vouchers(errand)) if may_mend else [])
    raise problem


def forget(errand: Errand) -> None:
    """The order is again as it is booked: nothing is proposed any more."""
    about = str((errand.row.proposal or {}).get("change", ""))
    if about and not about.startswith(refunds.CHANGE):
        errand.handle.finish(errand.row, proposal={})


def _change(errand: Errand) -> str:
    """What a person's answer is about: this very content of the order, and no later one."""
    return errand.fingerprint or "cancelled"


def _answer_of(errand: Errand) -> str:
    told = errand.row.proposal or {}
    return str(told.get("answer", "")) if told.get("change") == _change(errand) else ""


def _propose(errand: Errand, problem: Held, proposed: list[dict[str, Any]]) -> None:
    proposal = {"change": _change(errand), "code": problem.code, "answer": "", "vouchers": proposed}
    errand.handle.finish(errand.row, proposal=proposal)


def _vouchers(errand: Errand) -> Iterator[dict[str, Any]]:
    """The proposal: what Fortnox has booked, turned round, and what would be booked instead."""
    booked = [found for row in living(errand.deliveries) if (found := _booked(errand, row))]
    today = stockholm_day(errand.now)
    anew = decide_anew(errand.read, errand.policy, today, errand.decision.round_off_ore)
    yield from as_json(correction(booked, anew, errand.choices.text("end"), today))


def _booked(errand: Errand, row: Delivery) -> Booked | None:
    key = row.voucher.split()
    if row.kind not in (Kind.INVOICE, Kind.PAYMENT) or len(key) != 3:  # noqa: PLR2004 - series, number, year
        return None
    found = vouchers.get(errand.client, key[0], int(key[1]), int(key[2]))
    rows = tuple((one.account, one.amount_ore) for one in found.rows)
    return Booked("invoice" if row.kind == Kind.INVOICE else "payment", rows)


# -- doing it --------------------------------------------------------------------------


def _correct(errand: Errand) -> None:
    """Credit the booked invoice, pay back what was paid, and begin the next round."""
    invoice = errand.made(Kind.INVOICE)
    paid = settled_payments(errand)
    credit = _credited(errand, invoice)
    answer = _book(errand, credit, invoice)
    rest = booked_amounts(invoice).total_ore - sum(row.answer.get("amount_ore", 0) for row in paid)
    off = -rest if paid and abs(rest) <= MOST_ROUNDING_ORE else 0
    day = answer.day or stockholm_day(errand.now)
    for row in paid:
        last = row is paid[-1]
        pay_back(errand, credit, row, day=day, write_off_ore=off * last)
    is_open = not paid or abs(rest) > MOST_ROUNDING_ORE
    _end(errand, invoice, credit, is_open=is_open and not settle_against(errand, invoice, credit, day=day))


def _credited(errand: Errand, invoice: Delivery) -> Delivery:
    """The credit invoice, made once: who lost the answer asks the original which one it is."""
    row = errand.delivery(Kind.CREDIT, errand.reference("credit"))
    if row is not None and row.number:
        return row
    row, number, _ = deliveries.send(
        errand,
        Kind.CREDIT,
        errand.reference("credit"),
        create=lambda: _ask_credit(errand, invoice),
        look=lambda: [one for one in [invoices.get(errand.client, invoice.number).credited_by] if one],
    )
    deliveries.settle(errand, row, state=State.SENT, number=number)
    return row


def _ask_credit(errand: Errand, invoice: Delivery) -> str:
    try:
        return invoices.credit(errand.client, invoice.number).number
    except Held as refused:
        found = invoices.get(errand.client, invoice.number).credited_by
        if not found:
            raise
        facts = {"order": errand.row.number, "number": invoice.number, "credit": found}
        problem = Held("credited-in-fortnox", facts)
        _propose(errand, problem, [])
        raise problem from refused


def _book(errand: Errand, credit: Delivery, invoice: Delivery) -> InvoiceAnswer:
    """The credit under our own name, weighed against its original, and booked."""
    answer = invoices.get(errand.client, credit.number)
    if not answer.booked:
        day, reference = stockholm_day(errand.now), credit.reference
        if (answer.reference, answer.day) != (reference, day):
            answer = invoices.name_credit(
                errand.client,
                credit.number,
                reference=reference,
                day=day,
                customer_number=answer.customer_number,
            )
    finding = mirrored(credit.number, booked_amounts(invoice), answered(answer))
    if finding is not None:
        raise Held(finding.code, {"order": errand.row.number, **finding.facts})
    if not answer.booked:
        answer = invoices.bookkeep(errand.client, credit.number)
    if not answer.booked:
        raise Held("fortnox-not-booked", {"order": errand.row.number, "number": credit.number})
    if credit.state != State.BOOKED:
        told = {"total_ore": answer.total_ore, "vat_ore": answer.vat_ore, "currency": answer.currency}
        deliveries.settle(errand, credit, state=State.BOOKED, voucher=voucher_text(answer), answer=told)
    return answer


def _end(errand: Errand, invoice: Delivery, credit: Delivery, *, is_open: bool) -> None:
    deliveries.settle(errand, invoice, answer={**invoice.answer, CREDITED_BY: credit.number})
    forget(errand)
    facts = {"number": invoice.number, "credit": credit.number}
    errand.handle.note(errand.row, "credited-open" if is_open else "credited", facts)
    _decide_anew(errand)


def _decide_anew(errand: Errand) -> None:
    """The next invoice is dated the day it is made, and shown so."""
    errand.policy = replace(errand.policy, invoice_day="today")
    today = stockholm_day(errand.now)
    errand.decision = decide_anew(errand.read, errand.policy, today)
    errand.is_redecided = True
