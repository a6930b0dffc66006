"""An order becomes the documents that should exist: an invoice (faktura) and its payments.

The document total equals what the customer was charged, to the öre. VAT is computed per document
and rate, half up on the amount incl. VAT; net is the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from kontera.books.currency import SEK, in_sek
from kontera.books.money import kronor, vat_of
from kontera.books.order import PAID_DAY_ASSUMED, LineKind
from kontera.books.payments import GIFT_CARD, payment_rule
from kontera.books.place import AT_HOME
from kontera.books.split import Split, gross_by_rate, split_order
from kontera.books.vat import ZERO, tax_point
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kontera.books.chart import Chart
    from kontera.books.order import Buyer, Fx, Line, Order
    from kontera.books.payments import PaymentRule
    from kontera.books.place import Place
    from kontera.books.policy import Policy

Role = Literal["goods", "freight", "fee", "gift_card", "rounding"]
ONE = Decimal(1)
MOST_ROWS = 500
"""Rows an invoice or order at Fortnox can have at most (an integrator's help pages)."""
FREIGHT_TEXT, FEE_TEXT, ROUNDING_TEXT = "Frakt", "Faktureringsavgift", "Öresavrundning"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One row (rad). Öre incl. VAT: ``quantity × unit_gross_ore − discount_ore = gross_ore``."""

    text: str
    account: int
    rate: Decimal
    quantity: Decimal
    unit_gross_ore: int
    discount_ore: int
    gross_ore: int
    role: Role = "goods"
    sku: str = ""
    product_key: str = ""
    is_service: bool = False


@dataclass(frozen=True, slots=True)
class RateTotal:
    """What one VAT rate amounts to on a document: base + vat = gross (öre)."""

    rate: Decimal
    base_ore: int
    vat_ore: int
    gross_ore: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice (faktura) or a credit invoice (kreditfaktura, with negative amounts).

    ``net_ore + vat_ore + rounding_ore = total_ore``, in 1/100 of ``currency``. ``number`` is the shop's order
    number.
    """

    kind: Literal["invoice", "credit"]
    number: str
    day: date
    currency: str
    rows: tuple[DocumentRow, ...]
    rates: tuple[RateTotal, ...]
    net_ore: int
    vat_ore: int
    rounding_ore: int
    total_ore: int
    buyer: Buyer
    shipping_key: str = ""
    shipping_name: str = ""
    note: str = ""
    payment_method: str = ""
    payment_reference: str = ""
    own_invoice: bool = False
    """The shop itself collects the money: the invoice stays open until the bank reports it."""
    ordered_day: date | None = None
    delivered_day: date | None = None
    place: Place = AT_HOME
    fx: Fx | None = None
    """The rate it is booked at; ``None``: its amounts are in SEK."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment (inbetalning) of an invoice: ``account`` takes the debit, the customer's debt the credit.

    Amounts are in 1/100 of the invoice's currency; a repayment (återbetalning) is negative.
    ``write_off_ore`` is what Fortnox's own rounding added to the invoice and nobody paid.
    ``part`` keeps two payments of one order apart. ``booked_ore`` is what it amounts to in SEK, where the
    invoice is in another currency.
    """

    method: str
    account: int
    mode: str
    amount_ore: int
    day: date
    kind: Literal["payment"] = "payment"
    part: Literal["gift_card", "rest"] = "rest"
    write_off_ore: int = 0
    booked_ore: int | None = None

    @property
    def sek_ore(self) -> int:
        """What the payment amounts to in SEK (öre)."""
        return self.amount_ore if self.booked_ore is None else self.booked_ore


def invoice_for(proven: Order, policy: Policy, today: date, place: Place = AT_HOME) -> Invoice:
    """The invoice of an order whose rates are proven.

    Rows: goods as ordered, freight by rate (highest first), fees, rounding. A difference of at most
    ``policy.max_rounding_ore`` is one row on the rounding account; a larger one is
    ``Held("amounts-do-not-add-up")``. Source: Skatteverket on rounding; BAS 3740.
    More rows than Fortnox takes are ``Held("fortnox-too-many-rows")``, so that nothing of the order is sent.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> day = date(2026, 11, 10)
    >>> order = Order("1001", Status.PAID, "SEK", day, day, None, Buyer(),
    ...               (Line("Kruka", ONE, 12500, Decimal(25)),), 0, 0, 0, 12500, 2500, "klarna")
    >>> invoice = invoice_for(order, DEFAULT_POLICY, day)
    >>> invoice.net_ore, invoice.vat_ore, invoice.rows[0].account
    (10000, 2500, 3001)
    """
    lines = proven.lines
    rates = [line.rate for line in lines if line.rate is not None]
    if len(rates) != len(lines):
        raise Held("vat-not-proven", {"order": proven.number})
    split = split_order(proven, rates, proven.freight_rate)
    rounding = proven.total_gross_ore - split.rows_ore
    if abs(rounding) > policy.max_rounding_ore:
        raise amounts_differ(split.rows_ore, proven)
    totals = tuple(_rate_totals(gross_by_rate(split, rates)))
    rows = tuple(_rows(proven, split, policy.chart, rounding, place))
    if len(rows) > MOST_ROWS:
        facts = {"order": proven.number, "rows": str(len(rows)), "most": str(MOST_ROWS)}
        raise Held("fortnox-too-many-rows", facts)
    return Invoice(
        kind="invoice",
        number=proven.number,
        day=invoice_day(proven, policy, today),
        currency=proven.currency,
        rows=rows,
        rates=totals,
        net_ore=sum(total.base_ore for total in totals),
        vat_ore=sum(total.vat_ore for total in totals),
        rounding_ore=rounding,
        total_ore=proven.total_gross_ore,
        buyer=proven.buyer,
        shipping_key=proven.shipping_key,
        shipping_name=proven.shipping_name,
        note=proven.note,
        payment_method=proven.payment_method,
        payment_reference=proven.payment_reference,
        own_invoice=is_own_invoice(proven, policy),
        ordered_day=proven.ordered_day,
        delivered_day=proven.delivered_day,
        place=place,
        fx=proven.fx if proven.currency != SEK else None,
    )


def turned(invoice: Invoice) -> Invoice:
    """The same document with every amount and quantity turned round: an invoice becomes its credit, and back.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer
    >>> row = DocumentRow("Vara", 3001, Decimal(25), ONE, 9990, 0, 9990)
    >>> invoice = Invoice("invoice", "1", date(2026, 11, 10), "SEK", (row,),
    ...                   (RateTotal(Decimal(25), 7992, 1998, 9990),), 7992, 1998, 0, 9990, Buyer())
    >>> turned(invoice).kind, turned(invoice).rows[0].quantity, turned(invoice).total_ore
    ('credit', Decimal('-1'), -9990)
    """
    rows = (
        replace(row, quantity=-row.quantity, discount_ore=-row.discount_ore, gross_ore=-row.gross_ore)
        for row in invoice.rows
    )
    rates = (
        RateTotal(total.rate, -total.base_ore, -total.vat_ore, -total.gross_ore) for total in invoice.rates
    )
    return replace(
        invoice,
        kind="credit" if invoice.kind == "invoice" else "invoice",
        rows=tuple(rows),
        rates=tuple(rates),
        net_ore=-invoice.net_ore,
        vat_ore=-invoice.vat_ore,
        rounding_ore=-invoice.rounding_ore,
        total_ore=-invoice.total_ore,
    )


def amounts_differ(rows_ore: int, order: Order) -> Held:
    """The reason an order is held when its parts and its total disagree (both sums in kronor).

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order, Status
    >>> order = Order("7", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), (), 0, 0, 0,
    ...     900, 0, "")
    >>> amounts_differ(800, order).facts["difference"]
    '1.00'
    """
    facts = {
        "order": order.number,
        "rows": kronor(rows_ore),
        "total": kronor(order.total_gross_ore),
        "difference": kronor(order.total_gross_ore - rows_ore),
    }
    return Held("amounts-do-not-add-up", facts)


def _rate_totals(grosses: dict[Decimal, int]) -> Iterator[RateTotal]:
    for rate in sorted(grosses, reverse=True):
        gross = grosses[rate]
        vat = vat_of(gross, rate)
        yield RateTotal(rate, gross - vat, vat, gross)


def _rows(order: Order, split: Split, chart: Chart, rounding: int, place: Place) -> Iterator[DocumentRow]:
    for line, gross, discount in zip(order.lines, split.grosses, split.discounts, strict=True):
        yield _line_row(line, gross, discount, line_account(line, chart, place))
    for rate, part in split.freight:
        account = chart.freight_account(rate, order.shipping_key, order.shipping_name, place)
        yield DocumentRow(FREIGHT_TEXT, account, rate, ONE, part, 0, part, "freight")
    for rate, part in split.fee:
        yield DocumentRow(FEE_TEXT, chart.fee_account(rate, place), rate, ONE, part, 0, part, "fee")
    if rounding:
        yield DocumentRow(ROUNDING_TEXT, chart.rounding, ZERO, ONE, rounding, 0, rounding, "rounding")


def _line_row(line: Line, gross: int, discount: int, where: tuple[int, Role]) -> DocumentRow:
    account, role = where
    return DocumentRow(
        text=line.title,
        account=account,
        rate=line.rate or ZERO,
        quantity=line.quantity,
        unit_gross_ore=line.unit_gross_ore,
        discount_ore=discount + line.discount_ore,
        gross_ore=gross - discount,
        role=role,
        sku=line.sku,
        product_key=line.product_key,
        is_service=line.kind is LineKind.SERVICE,
    )


def line_account(line: Line, chart: Chart, place: Place = AT_HOME) -> tuple[int, Role]:
    """The account and role of a line at its proven rate.

    A multi-purpose gift card is a liability without VAT (2421), a single-purpose one a liability
    with the VAT of its line (2422). Source: Skatteverket on vouchers.

    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from kontera.books.order import Line
    >>> line_account(Line("Presentkort", ONE, 50000, ZERO, LineKind.GIFT_CARD), DEFAULT_CHART)
    (2421, 'gift_card')
    """
    rate = line.rate or ZERO
    if line.kind is LineKind.GOODS:
        return chart.sales_account(rate, place), "goods"
    if line.kind is LineKind.SERVICE:
        return chart.service_account(rate, place), "goods"
    if line.kind is LineKind.FEE:
        return chart.fee_account(rate, place), "fee"
    return (chart.gift_card if line.kind is LineKind.GIFT_CARD else chart.gift_card_spv), "gift_card"


def invoice_day(order: Order, policy: Policy, today: date) -> date:
    """The invoice's date (fakturadatum): the tax point, unless the shop chose another day.

    A chosen day that the order does not have yet falls back on the tax point.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order, Status
    >>> from kontera.books.policy import Policy
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), date(2026, 3, 31), None, Buyer(), (),
    ...               0, 0, 0, 0, 0, "swish")
    >>> invoice_day(order, Policy(invoice_day="ordered"), date(2026, 5, 1)).isoformat()
    '2026-03-30'
    """
    chosen = {
        "ordered": order.ordered_day,
        "paid": order.paid_day,
        "delivered": order.delivered_day,
        "today": today,
    }.get(policy.invoice_day)
    return chosen or tax_point(order)


def is_own_invoice(order: Order, policy: Policy) -> bool:
    """Whether the shop itself collects the money of the order; an unknown method is not its own.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order, Status
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> order = Order("1", Status.UNPAID, "SEK", date(2026, 3, 30), None, None, Buyer(), (), 0, 0,
    ...     0, 0, 0, "Faktura")
    >>> is_own_invoice(order, DEFAULT_POLICY)
    True
    """
    try:
        return _rule(order, policy).own_invoice
    except Held:
        return False


def _rule(order: Order, policy: Policy) -> PaymentRule:
    return payment_rule(
        order.payment_method,
        policy.payment_accounts,
        policy.payment_modes,
        policy.own_invoice_methods,
        policy.chart.bank,
    )


def payments_for(
    order: Order, policy: Policy, invoice: Invoice, fortnox_round_off_ore: int = 0
) -> tuple[Payment, ...]:
    """The payments an order has seen: the gift card's part first, then the rest. None before it is paid.

    The shop's own invoice counts as paid only when the order says on which day: "paid" alone may mean
    accepted. A payment is never dated before its invoice. Fortnox's own rounding is written off with
    the last one. An unknown method is ``Held("unknown-payment-method")``. Source: a gift card is money,
    not a discount.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> day = date(2026, 11, 10)
    >>> order = Order("1", Status.PAID, "SEK", day, day, None, Buyer(), (Line("Skor", ONE, 84700,
    ...     Decimal(25)),),
    ...               0, 0, 0, 84700, 16940, "klarna", gift_card_ore=50000)
    >>> paid = payments_for(order, DEFAULT_POLICY, invoice_for(order, DEFAULT_POLICY, day))
    >>> [(payment.account, payment.amount_ore) for payment in paid]
    [(2421, 50000), (1581, 34700)]
    """
    if order.paid_day is None:
        return ()
    day = max(order.paid_day, invoice.day)
    rest = order.total_gross_ore - order.gift_card_ore
    card, off = order.gift_card_ore, fortnox_round_off_ore
    paid: list[Payment] = []
    if card:
        card_off = 0 if rest else off
        account = policy.chart.gift_card
        mode = payment_rule(GIFT_CARD, {}, policy.payment_modes, ()).mode
        paid.append(Payment(GIFT_CARD, account, mode, card, day, part="gift_card", write_off_ore=card_off))
    rule = _rule(order, policy) if rest else None
    if rule is not None and not (rule.own_invoice and PAID_DAY_ASSUMED in order.notes):
        account = policy.chart.gift_card if rule.method == GIFT_CARD else rule.account
        paid.append(Payment(rule.method, account, rule.mode, rest, day, write_off_ore=off))
    return tuple(in_kronor(paid, invoice.fx))


def in_kronor(payments: Sequence[Payment], fx: Fx | None) -> Iterator[Payment]:
    """Payments with what they amount to in SEK; all parts together are what the whole would be.

    >>> from datetime import date
    >>> from kontera.books.order import Fx
    >>> day = date(2026, 11, 10)
    >>> fx = Fx("EUR", Decimal("10.9635"), day)
    >>> parts = [Payment("gift_card", 2421, "", 5000, day), Payment("stripe", 1582, "", 13960, day)]
    >>> [payment.sek_ore for payment in in_kronor(parts, fx)]
    [54818, 153050]
    """
    before = 0
    for payment in payments:
        until = before + payment.amount_ore
        yield replace(payment, booked_ore=in_sek(until, fx) - in_sek(before, fx)) if fx else payment
        before = until
