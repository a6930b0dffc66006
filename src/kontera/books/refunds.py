"""Refunds: what was paid back becomes credit invoices (kreditfakturor) and repayments (återbetalningar).

A booked sale is never changed. Each refund is a document of its own with rows of the original, at the
original rates and prices, whatever rates are in force on the day it is made. What was paid with a gift card
goes back to the card first. All credits together never exceed the sale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kontera.books.documents import DocumentRow, Payment, RateTotal, in_kronor, turned
from kontera.books.money import allocate, divide_half_up, kronor, line_ore, vat_of
from kontera.books.payments import GIFT_CARD
from kontera.books.voucher import cash_voucher, invoice_voucher, payment_voucher
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kontera.books.chart import Chart
    from kontera.books.documents import Invoice
    from kontera.books.order import Refund, RefundLine
    from kontera.books.policy import Policy
    from kontera.books.voucher import Voucher

AMOUNT_TEXT, KEPT_TEXT = "Återbetalning", "Avdrag för retur"


@dataclass(frozen=True, slots=True)
class Credit:
    """One refund as documents: a credit invoice (negative amounts) and its repayments (negative too).

    ``is_whole``: it undoes the whole invoice, so that Fortnox can make it from the invoice itself.
    """

    key: str
    invoice: Invoice
    payments: tuple[Payment, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    is_whole: bool = False


@dataclass(slots=True)
class _Left:
    """What is left of one row of the invoice. Mutable on purpose: each refund takes its part."""

    row: DocumentRow
    quantity: Decimal
    gross_ore: int


def credits_for(
    invoice: Invoice, paid: Sequence[Payment], refunds: Iterable[Refund], policy: Policy, today: date
) -> tuple[Credit, ...]:
    """The credits of an invoice, in the order of its refunds.

    ``paid`` are the invoice's payments (none: nothing is paid back either). A refund without a day is of
    ``today``, and none is dated before its invoice. Raises ``Held``:
    ``refund-exceeds-sale``, ``refund-line-unknown``, ``refund-amount-unclear``. Source: ML 17 kap. 22 § (a
    credit refers to its invoice); the rate is that of the sale.

    >>> from datetime import date
    >>> from kontera.books.documents import Invoice
    >>> from kontera.books.order import Buyer, Refund
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> day = date(2026, 11, 18)
    >>> row = DocumentRow("Tröja", 3001, Decimal(25), Decimal(1), 29900, 0, 29900, sku="A01")
    >>> invoice = Invoice("invoice", "1071", date(2026, 11, 10), "SEK", (row,),
    ...                   (RateTotal(Decimal(25), 23920, 5980, 29900),), 23920, 5980, 0, 29900, Buyer())
    >>> [credit.invoice.total_ore for credit in credits_for(invoice, (), [Refund("1", day, is_full=True)],
    ...                                                     DEFAULT_POLICY, day)]
    [-29900]
    """
    chart = policy.chart
    left = [_Left(row, abs(row.quantity), row.gross_ore) for row in invoice.rows]
    money = list(paid)
    made = []
    for refund in refunds:
        rows = tuple(_rows_of(refund, left, chart, invoice))
        credit = _document(invoice, rows, max(refund.day or today, invoice.day))
        payments = tuple(in_kronor(_repayments(credit, money, refund, chart), credit.fx))
        money += payments
        vouchers = tuple(_vouchers(credit, payments, policy))
        made.append(Credit(refund.key, credit, payments, vouchers, is_whole=_mirrors(credit, invoice)))
    return tuple(made)


def _vouchers(credit: Invoice, payments: Sequence[Payment], policy: Policy) -> Iterator[Voucher]:
    """As for an invoice: kontantmetoden books the credit with the repayment, and not before."""
    settled = 0
    if not policy.cash_method:
        voucher = invoice_voucher(credit, policy.chart)
        if voucher.rows:
            yield voucher
    for payment in payments:
        if policy.cash_method:
            yield cash_voucher(credit, payment, policy.chart, before_ore=settled)
        else:
            yield payment_voucher(payment, policy.chart)
        settled += payment.sek_ore


def _mirrors(credit: Invoice, invoice: Invoice) -> bool:
    return credit.rows == turned(invoice).rows


def _rows_of(refund: Refund, left: list[_Left], chart: Chart, invoice: Invoice) -> Iterator[DocumentRow]:
    """The rows of the credit, with the signs of a credit, and what they take of the invoice taken off."""
    rest = sum(one.gross_ore for one in left)
    wanted = _amount_of(refund, left, invoice)
    if wanted is not None and wanted > rest:
        sums = {"order": invoice.number, "refund": kronor(wanted), "left": kronor(rest)}
        raise Held("refund-exceeds-sale", sums)
    is_all = refund.is_full or not refund.lines
    if is_all and wanted == rest:
        yield from (_taken(one, one.quantity, one.gross_ore) for one in left if one.gross_ore or one.quantity)
    elif refund.lines or (refund.freight_ore and wanted in (None, refund.freight_ore)):
        yield from _given_back(refund, left, invoice)
    elif wanted:
        yield from _by_rate(wanted, left, chart, invoice)
    if refund.kept_ore:
        yield from _kept(refund, left, chart, invoice)


def _amount_of(refund: Refund, left: list[_Left], invoice: Invoice) -> int | None:
    """What is credited before anything is kept (öre), as far as it is told or follows."""
    if refund.amount_ore is not None:
        return refund.amount_ore + refund.kept_ore
    if refund.is_full:
        return sum(one.gross_ore for one in left)
    if refund.lines or refund.freight_ore:
        return None
    raise Held("refund-amount-unclear", {"order": invoice.number, "told": "–", "rows": "–"})


def _taken(one: _Left, quantity: Decimal, gross: int) -> DocumentRow:
    """A part of a row, turned round; the discount is what makes price × quantity come out."""
    row = one.row
    one.quantity -= quantity
    one.gross_ore -= gross
    sign = -1 if row.quantity < 0 else 1
    discount = line_ore(sign * quantity, row.unit_gross_ore) - gross
    return replace(row, quantity=-sign * quantity, discount_ore=-discount, gross_ore=-gross)


def _given_back(refund: Refund, left: list[_Left], invoice: Invoice) -> Iterator[DocumentRow]:
    """The pieces that were given back, then freight, as far as the amounts that are told say so.

    A line is credited at what it cost; where that is not what was paid back, at the amount told for it.
    """
    told = None if refund.amount_ore is None else refund.amount_ore + refund.kept_ore
    priced = any(line.amount_ore is not None for line in refund.lines)
    counted = all(line.quantity for line in refund.lines)
    sums = 0
    for by_amount in (False, True) if told is not None and counted else (priced,):
        trial = [replace(one) for one in left]
        rows = [row for line in refund.lines for row in _line_back(line, trial, invoice, by_amount=by_amount)]
        goods = -sum(row.gross_ore for row in rows)
        freight = _freight_back(refund, trial, goods, told, invoice)
        if told in (None, goods + freight):
            rows += _freight(freight, trial)
            for one, after in zip(left, trial, strict=True):
                one.quantity, one.gross_ore = after.quantity, after.gross_ore
            yield from rows
            return
        sums = sums or goods + freight
    facts = {"order": invoice.number, "told": kronor(told or 0), "rows": kronor(sums)}
    raise Held("refund-amount-unclear", facts)


def _freight_back(refund: Refund, left: list[_Left], goods: int, told: int | None, invoice: Invoice) -> int:
    """How much of the freight went back: as told, or all of it where the amount says so."""
    most = sum(one.gross_ore for one in left if one.row.role == "freight")
    freight = refund.freight_ore
    if freight is None:
        freight = most if told is not None and told == goods + most else 0
    if freight > most:
        sums = {"order": invoice.number, "refund": kronor(goods + freight), "left": kronor(goods + most)}
        raise Held("refund-exceeds-sale", sums)
    return freight


def _line_back(
    line: RefundLine, left: list[_Left], invoice: Invoice, *, by_amount: bool
) -> Iterator[DocumentRow]:
    if by_amount and line.amount_ore is not None:
        pieces = [replace(one) for one in left]
        if (
            not line.quantity
            or -sum(row.gross_ore for row in _pieces(line, pieces, invoice)) != line.amount_ore
        ):
            yield from _lowered(line, line.amount_ore, left, invoice)
            return
    yield from _pieces(line, left, invoice)


def _lowered(line: RefundLine, amount: int, left: list[_Left], invoice: Invoice) -> Iterator[DocumentRow]:
    """A part of a line's price, whatever was given back: a row of one piece at the amount."""
    for one in left:
        part = min(amount, one.gross_ore)
        if part > 0 and _is_of(line, one.row):
            amount -= part
            one.gross_ore -= part
            yield replace(one.row, quantity=Decimal(-1), unit_gross_ore=part, discount_ore=0, gross_ore=-part)
    if amount:
        rest = kronor(sum(one.gross_ore for one in left))
        raise Held("refund-exceeds-sale", {"order": invoice.number, "refund": kronor(amount), "left": rest})


def _pieces(line: RefundLine, left: list[_Left], invoice: Invoice) -> Iterator[DocumentRow]:
    """One line given back; pieces may be spread over several rows of the same article."""
    wanted = line.quantity
    for one in left:
        if wanted > 0 and one.quantity > 0 and _is_of(line, one.row):
            quantity = min(wanted, one.quantity)
            is_last = quantity == one.quantity
            share = one.gross_ore if is_last else _share(one.gross_ore, quantity, one.quantity)
            wanted -= quantity
            yield _taken(one, quantity, share)
    if wanted > 0:
        what = line.sku or line.product_key or "–"
        raise Held("refund-line-unknown", {"order": invoice.number, "what": what, "quantity": f"{wanted:f}"})


def _is_of(line: RefundLine, row: DocumentRow) -> bool:
    if row.role not in ("goods", "gift_card", "fee"):
        return False
    if line.product_key and row.product_key:
        return line.product_key == row.product_key
    return bool(line.sku) and line.sku == row.sku


def _share(gross: int, quantity: Decimal, of: Decimal) -> int:
    part, scale = (Fraction(quantity) / Fraction(of)).as_integer_ratio()
    return divide_half_up(gross * part, scale)


def _freight(amount: int, left: list[_Left]) -> Iterator[DocumentRow]:
    """Freight given back, over the rates it was charged at."""
    rows = [one for one in left if one.row.role == "freight" and one.gross_ore > 0]
    if not amount or not rows:
        return
    for one, part in zip(rows, allocate(amount, [one.gross_ore for one in rows]), strict=True):
        if part == one.gross_ore and one.quantity:
            yield _taken(one, one.quantity, part)
        elif part:
            one.gross_ore -= part
            yield replace(one.row, quantity=Decimal(-1), unit_gross_ore=part, discount_ore=0, gross_ore=-part)


def _by_rate(amount: int, left: list[_Left], chart: Chart, invoice: Invoice) -> Iterator[DocumentRow]:
    """An amount alone, split over the rates of what is left, as rows on the sales accounts of the rates."""
    rows = [one for one in left if one.gross_ore > 0 and one.row.role != "rounding"]
    weights: dict[Decimal, int] = {}
    for one in rows:
        weights[one.row.rate] = weights.get(one.row.rate, 0) + one.gross_ore
    rates = _rates_of(weights, amount, invoice)
    for rate, part in zip(rates, allocate(amount, [weights[rate] for rate in rates]), strict=True):
        if not part:
            continue
        of_rate = [one for one in rows if one.row.rate == rate]
        for one, taken in zip(of_rate, allocate(part, [one.gross_ore for one in of_rate]), strict=True):
            one.gross_ore -= taken
        yield DocumentRow(
            AMOUNT_TEXT, _account_of(of_rate, rate, chart, invoice), rate, Decimal(-1), part, 0, -part
        )


def _rates_of(weights: Mapping[Decimal, int], amount: int, invoice: Invoice) -> list[Decimal]:
    """The rates that may carry an amount, highest first; one that nothing can carry is held."""
    if not weights:
        facts = {"order": invoice.number, "told": kronor(amount), "rows": kronor(0)}
        raise Held("refund-amount-unclear", facts)
    return sorted(weights, reverse=True)


def _account_of(rows: list[_Left], rate: Decimal, chart: Chart, invoice: Invoice) -> int:
    """The account of the goods at the rate, or of whatever was sold where it was no goods."""
    goods = next((one.row.account for one in rows if one.row.role == "goods"), None)
    return goods or (rows[0].row.account if rows else chart.sales_account(rate, invoice.place))


def _kept(refund: Refund, left: list[_Left], chart: Chart, invoice: Invoice) -> Iterator[DocumentRow]:
    """A fee that was held back (return freight): income at the rates of the goods, a positive row."""
    weights: dict[Decimal, int] = {}
    for one in left:
        if one.row.role == "goods" and one.row.gross_ore > 0:
            weights[one.row.rate] = weights.get(one.row.rate, 0) + one.row.gross_ore
    rates = _rates_of(weights, refund.kept_ore, invoice)
    for rate, part in zip(rates, allocate(refund.kept_ore, [weights[rate] for rate in rates]), strict=True):
        account = chart.freight_account(rate, invoice.shipping_key, invoice.shipping_name, invoice.place)
        if part:
            yield DocumentRow(KEPT_TEXT, account, rate, Decimal(1), part, 0, part, "freight")


def _document(invoice: Invoice, rows: tuple[DocumentRow, ...], day: date) -> Invoice:
    grosses: dict[Decimal, int] = {}
    rounding = 0
    for row in rows:
        if row.role == "rounding":
            rounding += row.gross_ore
        else:
            grosses[row.rate] = grosses.get(row.rate, 0) + row.gross_ore
    vats = {rate: vat_of(gross, rate) for rate, gross in grosses.items()}
    totals = tuple(
        RateTotal(rate, grosses[rate] - vats[rate], vats[rate], grosses[rate])
        for rate in sorted(grosses, reverse=True)
    )
    net, vat = sum(total.base_ore for total in totals), sum(vats.values())
    return replace(
        invoice,
        kind="credit",
        day=day,
        rows=rows,
        rates=totals,
        net_ore=net,
        vat_ore=vat,
        rounding_ore=rounding,
        total_ore=net + vat + rounding,
        note="",
    )


def _repayments(
    credit: Invoice, money: Sequence[Payment], refund: Refund, chart: Chart
) -> tuple[Payment, ...]:
    """Where the money goes back from: the gift card's part first, then the order's own method.

    Nothing is paid back that was not paid: a credit of an unpaid invoice only lowers what is owed.
    """
    owed = min(-credit.total_ore, sum(payment.amount_ore for payment in money))
    if owed <= 0:
        return ()
    on_card = sum(payment.amount_ore for payment in money if payment.part == "gift_card")
    first = owed if refund.by_gift_card else min(owed, max(on_card, 0))
    card = next((payment for payment in money if payment.part == "gift_card"), None)
    own = next((payment for payment in money if payment.part == "rest"), None)
    parts = []
    if first:
        mode = card.mode if card else ""
        parts.append(Payment(GIFT_CARD, chart.gift_card, mode, -first, credit.day, part="gift_card"))
    if owed > first and own is not None:
        parts.append(Payment(own.method, own.account, own.mode, first - owed, credit.day))
    return tuple(parts)
