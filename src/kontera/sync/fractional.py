"""VAT rates with decimals: where Fortnox takes none on an invoice, the order is booked as a voucher.

Its published description gives an invoice row a whole percentage; whether it takes 25.5 all the same is
found out from the answer. What was learnt is remembered for the company, so that the next order costs no
request that fails.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from kontera.books.plan import End
from kontera.books.transcript import short, transcript
from kontera.books.voucher import direct_voucher, payment_voucher
from kontera.fortnox import files, invoices, registers, vouchers
from kontera.problems import Disconnected, Held, TryLater
from kontera.shops.models import Delivery
from kontera.sync import deliveries
from kontera.sync.cancelling import find_unsettled
from kontera.sync.days import stockholm_day
from kontera.sync.errand import Kind
from kontera.sync.existing import document_of, living

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.books.decision import Decision
    from kontera.books.documents import Invoice
    from kontera.books.voucher import Voucher
    from kontera.fortnox.vouchers import VoucherAnswer
    from kontera.sync.errand import Errand

State = Delivery.State
TRAIT = "fractional_vat"
"""In the company's registers: rate → the day on which Fortnox did not take it."""
SERIES = "manual_series"
"""In the company's registers: the series of vouchers by hand, and the day it was read."""
LEARNT = timedelta(days=30)
"""So long it is believed; Fortnox may learn decimals, or the rate may be set up."""
REFUSALS = frozenset(
    {"fortnox-vat-missing", "fortnox-vat-account", "fortnox-value-invalid", "fortnox-vat-differs"}
)
MOST_ATTEMPTS = 5
"""So often a file is tried while Fortnox stumbles; then the order is done without it, and says so."""
BY_VOUCHER, FILE, IS_FILED = "by_voucher", "file", "is_filed"
"""In the answers of deliveries: a draft that a voucher stands for; the file, and that it is seen to."""


def is_by_voucher(errand: Errand) -> bool:
    """Whether the order is booked as a voucher, or would be for what is known of the company."""
    if any(row.state != State.REFUSED for row in _vouchers(errand)):
        return True
    draft = errand.delivery(Kind.INVOICE)
    if draft is not None and draft.state != State.REFUSED:
        return bool(draft.answer.get(BY_VOUCHER))
    if errand.choices.text("end") == End.ORDER:
        return False
    return any(_is_learnt(errand, rate) for rate in fractions_of(errand.decision.invoice))


def is_why(errand: Errand, refused: Held) -> bool:
    """Whether Fortnox said no to the rate of an invoice; then that is remembered.

    A row of an order is published with decimals: what is said about one is about something else. So it is
    once the invoice is booked or paid.
    """
    papers = living(errand.deliveries)
    if any(row.state == State.BOOKED or row.kind in (Kind.PAYMENT, Kind.CREDIT) for row in papers):
        return False
    rates = fractions_of(errand.decision.invoice)
    if not rates or refused.code not in REFUSALS or errand.choices.text("end") == End.ORDER:
        return False
    learnt = dict(_learnt(errand)) | dict.fromkeys(rates, stockholm_day(errand.now).isoformat())
    errand.handle.remember_register(TRAIT, learnt)
    company = errand.handle.shop.company
    if company is not None:
        company.registers = {**company.registers, TRAIT: learnt}
    return True


def fractions_of(invoice: Invoice | None) -> list[str]:
    """The rates of a document that are no whole percentages, as text.

    >>> fractions_of(None)
    []
    """
    rates = [total.rate for total in invoice.rates] if invoice else []
    return [f"{rate.normalize():f}" for rate in rates if rate != rate.to_integral_value()]


def _learnt(errand: Errand) -> dict[str, str]:
    company = errand.handle.shop.company
    return company.registers.get(TRAIT) or {} if company else {}


def _is_learnt(errand: Errand, rate: str) -> bool:
    day = _learnt(errand).get(rate)
    return day is not None and stockholm_day(errand.now) - date.fromisoformat(day) < LEARNT


def _vouchers(errand: Errand) -> list[Delivery]:
    return [row for row in living(errand.deliveries) if row.kind == Kind.VOUCHER]


def booked(rows: Iterable[Delivery]) -> list[Delivery]:
    """The vouchers that stand for an order's documents."""
    return [row for row in living(rows) if row.kind == Kind.VOUCHER and row.state == State.BOOKED]


def is_left(end: str, decision: Decision, made: list[Delivery]) -> bool:
    """Whether vouchers are missing, or stand for an order that is off."""
    if decision.invoice is None:
        return True
    has = {document_of(row): row for row in made}
    sale = has.get("voucher")
    wanted = {f"credit-{credit.key}-voucher" for credit in decision.credits}
    if end == End.PAID and not (sale and sale.answer.get("paid")):
        wanted |= {f"payment-{payment.part}-voucher" for payment in decision.payments}
    return not {"voucher", *wanted} <= set(has)


# -- doing it --------------------------------------------------------------------------


def carry(errand: Errand) -> None:
    """Book the order, its payments and its refunds as vouchers, each once, with the order attached."""
    invoice = errand.decision.invoice
    if invoice is None:
        _cancelled(errand)
        return
    _refuse(errand, invoice)
    _drop_draft(errand)
    policy, payments = errand.decision.policy, errand.decision.payments
    is_paid = _ends_paid(errand) and sum(one.amount_ore for one in payments) == invoice.total_ore
    sale = direct_voucher(invoice, payments if is_paid else (), policy.chart)
    made = _book(errand, "voucher", invoice, sale)
    if _ends_paid(errand) and not made.answer.get("paid"):
        for payment in payments:
            paid = payment_voucher(payment, policy.chart)
            _book(errand, f"payment-{payment.part}-voucher", invoice, paid)
    for credit in errand.decision.credits:
        _allow(errand, f"credit-{credit.key}-voucher")
        back = direct_voucher(credit.invoice, credit.payments if _ends_paid(errand) else (), policy.chart)
        _book(errand, f"credit-{credit.key}-voucher", credit.invoice, back)


def _allow(errand: Errand, name: str) -> None:
    """A refund is booked by itself where the shop chose so, else by the button."""
    is_begun = errand.delivery(Kind.VOUCHER, errand.reference(name)) is not None
    if not (is_begun or errand.row.asked or errand.choices.flag("refunds_automatic")):
        raise Held("voucher-refund-waits", {"order": errand.row.number})


def _ends_paid(errand: Errand) -> bool:
    return errand.choices.text("end") == End.PAID


def _refuse(errand: Errand, invoice: Invoice) -> None:
    """A person decides where the shop chose so, or chose that nothing is booked yet."""
    if errand.delivery(Kind.VOUCHER) is not None:
        return
    may = errand.choices.text("end") in (End.BOOKED, End.PAID) and not _is_early(errand, invoice)
    if errand.choices.text("fractional_vat") != "voucher" or not may:
        rate = ", ".join(fractions_of(invoice))
        raise Held("fractional-vat-not-taken", {"order": errand.row.number, "rate": rate})


def _is_early(errand: Errand, invoice: Invoice) -> bool:
    """Kontantmetoden books nothing before the payment. No invoice tells the method, so the year does."""
    if errand.decision.payments:
        return False
    year = registers.financial_year(errand.client, invoice.day)
    return year is not None and year.accounting_method == "CASH"


def _drop_draft(errand: Errand) -> None:
    """No invoice may stand beside the voucher: what was made is cancelled first."""
    find_unsettled(errand)
    draft = errand.delivery(Kind.INVOICE)
    if draft is None or draft.state in (State.CANCELLED, State.REFUSED):
        return
    deliveries.settle(errand, draft, answer={**draft.answer, BY_VOUCHER: True})
    invoices.cancel(errand.client, draft.number)
    deliveries.settle(errand, draft, state=State.CANCELLED)


def _cancelled(errand: Errand) -> None:
    """A booked voucher is a person's matter; one that may exist is looked for."""
    for row in _vouchers(errand):
        if row.state == State.SENDING:
            found = deliveries.find(errand, row, partial(_find, errand, row, None))
            if found is not None:
                deliveries.settle(errand, row, state=State.BOOKED, number=_number(found), voucher=found.key)
        if row.state == State.BOOKED:
            raise _changed(errand, row)
    _drop_draft(errand)


def _book(errand: Errand, name: str, invoice: Invoice, voucher: Voucher) -> Delivery:
    """The voucher of this name, booked once and compared with what Fortnox has."""
    reference = errand.reference(name)
    row = errand.delivery(Kind.VOUCHER, reference)
    if row is not None and row.state == State.BOOKED:
        if (row.answer.get("total_ore"), row.answer.get("vat_ore")) != (invoice.total_ore, invoice.vat_ore):
            raise _changed(errand, row)
        if not row.answer.get(IS_FILED):
            _attach(errand, row, invoice, voucher)
        return row
    row, answer, _ = deliveries.send(
        errand,
        Kind.VOUCHER,
        reference,
        create=lambda: _post(errand, reference, invoice, voucher),
        look=lambda: _find(errand, row, voucher, reference),
    )
    told = {"total_ore": invoice.total_ore, "vat_ore": invoice.vat_ore, "currency": invoice.currency}
    told["paid"] = errand.policy.chart.receivable not in [one.account for one in answer.rows]
    outcome: dict[str, Any] = {"state": State.BOOKED, "number": _number(answer), "voucher": answer.key}
    deliveries.settle(errand, row, **outcome, answer=told)
    facts = {"voucher": _number(answer), "rate": ", ".join(fractions_of(invoice))}
    errand.handle.note(errand.row, "booked-as-voucher", facts)
    _attach(errand, row, invoice, voucher)
    if sorted((one.account, one.amount_ore) for one in answer.rows) != _amounts(voucher):
        raise Held("voucher-differs", {"order": errand.row.number, "voucher": _number(answer)})
    return row


def _amounts(voucher: Voucher) -> list[tuple[int, int]]:
    return sorted((row.account, row.amount_ore) for row in voucher.rows)


def _number(answer: VoucherAnswer) -> str:
    return f"{answer.series} {answer.number}"


def _changed(errand: Errand, row: Delivery) -> Held:
    return Held("voucher-order-changed", {"order": errand.row.number, "voucher": row.number})


def _post(errand: Errand, reference: str, invoice: Invoice, voucher: Voucher) -> VoucherAnswer:
    return vouchers.create(
        errand.client,
        series=_series(errand),
        day=voucher.day,
        description=f"{voucher.text}, {reference}",
        rows=[(row.account, row.amount_ore, "") for row in voucher.rows],
        comments="; ".join(short(invoice)),
    )


def _series(errand: Errand) -> str:
    """The company's series for vouchers by hand, asked for once a day."""
    today, company = stockholm_day(errand.now).isoformat(), errand.handle.shop.company
    known = company.registers.get(SERIES, {}) if company else {}
    if known.get("day") != today:
        known = {"day": today, "series": vouchers.series_of(errand.client)}
        errand.handle.remember_register(SERIES, known)
    return str(known["series"])


def _find(
    errand: Errand, row: Delivery | None, voucher: Voucher | None, reference: str = ""
) -> list[VoucherAnswer]:
    """What carries the reference, on any of the days it may have been booked on."""
    order = errand.read
    days = {order.ordered_day, order.paid_day, order.delivered_day, stockholm_day(errand.now)}
    days |= {stockholm_day(row.sent_at)} if row else set()
    days |= {voucher.day} if voucher else set()
    wanted = reference or (row.reference if row else "")
    found: dict[str, VoucherAnswer] = {}
    for day in sorted(day for day in days if day is not None):
        found |= {one.key: one for one in vouchers.find(errand.client, wanted, day)}
    return list(found.values())


def _attach(errand: Errand, row: Delivery, invoice: Invoice, voucher: Voucher) -> None:
    """The order as a file beside the voucher; should that be refused, its rows stand in the comment."""
    try:
        key = row.answer.get(FILE)
        if key is None or not files.is_attached(errand.client, key):
            key = key or _upload(errand, row, transcript(invoice, voucher))
            files.attach(errand.client, key, row.voucher)
    except (Held, Disconnected, TryLater) as problem:
        if isinstance(problem, TryLater) and errand.row.attempts < MOST_ATTEMPTS:
            raise
        errand.handle.note(errand.row, "voucher-without-file", {"voucher": row.number})
    deliveries.settle(errand, row, answer={**row.answer, IS_FILED: True})


def _upload(errand: Errand, row: Delivery, text: str) -> str:
    key = files.upload(errand.client, f"order-{errand.row.number}.txt", text.encode())
    deliveries.settle(errand, row, answer={**row.answer, FILE: key})
    return key
