"""A document becomes a voucher (verifikation): balanced rows on accounts.

Debit is positive and credit negative, in whole öre. A voucher that does not balance cannot be made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kontera.books.currency import in_sek, spread
from kontera.books.documents import turned
from kontera.books.money import divide_half_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kontera.books.chart import Chart
    from kontera.books.documents import Invoice, Payment, RateTotal

Kind = Literal["invoice", "payment", "credit", "refund", "payout", "summary"]


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """One row (konteringsrad): debit positive, credit negative (öre)."""

    account: int
    amount_ore: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher (verifikation). Its rows sum to zero: anything else is a ``ValueError``, and our bug."""

    kind: Kind
    day: date
    rows: tuple[VoucherRow, ...]
    text: str = ""
    part: str = ""
    """Which payment of the order it belongs to (``gift_card`` or ``rest``); empty for the invoice."""

    def __post_init__(self) -> None:
        difference = sum(row.amount_ore for row in self.rows)
        if difference:
            raise ValueError(f"a voucher must balance, this one differs by {difference} öre: {self.text}")


def _rows(amounts: Mapping[int, int], chart: Chart) -> tuple[VoucherRow, ...]:
    names = chart.names
    booked = ((account, amount) for account, amount in amounts.items() if amount)
    return tuple(VoucherRow(account, amount, names.get(account, "")) for account, amount in booked)


def net_by_account(total: RateTotal, grosses: Mapping[int, int]) -> dict[int, int]:
    """The net of one rate shared between its accounts, from their exact net (öre).

    Every account gets its exact net cut to whole öre, and what is left goes out by largest remainder
    (a tie: the larger amount, then the lower account), so that it adds up. This also settles accounts
    of opposite signs: goods against a used single-purpose gift card.

    >>> from decimal import Decimal
    >>> from kontera.books.documents import RateTotal
    >>> net_by_account(RateTotal(Decimal(25), 37794, 9449, 47243), {3001: 44691, 3520: 2552})
    {3001: 35753, 3520: 2041}
    >>> net_by_account(RateTotal(Decimal(25), 0, 0, 0), {3001: 50000, 2422: -50000})
    {2422: -40000, 3001: 40000}
    """
    if len(grosses) == 1:
        return dict.fromkeys(grosses, total.base_ore)
    part, scale = total.rate.as_integer_ratio()
    exact = {
        account: divmod(grosses[account] * 100 * scale, 100 * scale + part) for account in sorted(grosses)
    }
    nets = {account: whole for account, (whole, _) in exact.items()}
    left = total.base_ore - sum(nets.values())
    by_claim = sorted(nets, key=lambda account: (-exact[account][1], -abs(grosses[account]), account))
    for account in by_claim[:left]:
        nets[account] += 1
    return nets


def _sales(invoice: Invoice, chart: Chart, round_off_ore: int) -> dict[int, int]:
    """Credits of sales, VAT and rounding (all but the debit side), by account, ascending, in öre.

    A credit invoice is the mirror of the invoice with the same amounts, also where öre are shared out.
    """
    if invoice.kind == "credit":
        return {account: -ore for account, ore in _sales(turned(invoice), chart, -round_off_ore).items()}
    fx, place = invoice.fx, invoice.place
    revenue: dict[int, int] = {}
    amounts: dict[int, int] = {}
    for total in invoice.rates:
        for account, net in net_by_account(total, _grosses(invoice, total)).items():
            revenue[account] = revenue.get(account, 0) + net
        if total.vat_ore:
            vat = chart.output_vat_account(total.rate, place)
            amounts[vat] = amounts.get(vat, 0) - in_sek(total.vat_ore, fx)
    rounding = in_sek(invoice.rounding_ore + round_off_ore, fx)
    amounts[chart.rounding] = amounts.get(chart.rounding, 0) - rounding
    if fx is not None and revenue:
        owed = in_sek(invoice.total_ore + round_off_ore, fx)
        revenue = spread(owed + sum(amounts.values()), revenue, fx)
    for account, net in revenue.items():
        amounts[account] = amounts.get(account, 0) - net
    return dict(sorted(amounts.items()))


def _grosses(invoice: Invoice, total: RateTotal) -> dict[int, int]:
    grosses: dict[int, int] = {}
    for row in invoice.rows:
        if row.rate == total.rate and row.role != "rounding":
            grosses[row.account] = grosses.get(row.account, 0) + row.gross_ore
    return grosses


def invoice_voucher(invoice: Invoice, chart: Chart, fortnox_round_off_ore: int = 0) -> Voucher:
    """The voucher of an invoice: the customer owes, sales and VAT are credited, rounding on 3740.

    ``fortnox_round_off_ore`` is what Fortnox itself added when it rounds totals to whole kronor.
    Source: faktureringsmetoden, BAS; net per account by largest remainder within each rate.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from kontera.books.documents import DocumentRow, Invoice, RateTotal
    >>> from kontera.books.order import Buyer
    >>> row = DocumentRow("Vara", 3001, Decimal(25), Decimal(1), 9990, 0, 9990)
    >>> invoice = Invoice("invoice", "1033", date(2026, 11, 10), "SEK", (row,),
    ...                   (RateTotal(Decimal(25), 7992, 1998, 9990),), 7992, 1998, 0, 9990, Buyer())
    >>> [(row.account, row.amount_ore) for row in invoice_voucher(invoice, DEFAULT_CHART, 10).rows]
    [(1510, 10000), (2611, -1998), (3001, -7992), (3740, -10)]
    """
    amounts = _sales(invoice, chart, fortnox_round_off_ore)
    owed = in_sek(invoice.total_ore + fortnox_round_off_ore, invoice.fx)
    amounts[chart.receivable] = amounts.get(chart.receivable, 0) + owed
    kind: Kind = invoice.kind
    word = "Faktura" if kind == "invoice" else "Kreditfaktura"
    rows = _rows(dict(sorted(amounts.items())), chart)
    return Voucher(kind, invoice.day, rows, f"{word}, order {invoice.number}")


def _settled(payment: Payment, chart: Chart, write_off_ore: int) -> dict[int, int]:
    """The debit side of a payment: where the money is, and what is written off."""
    amounts = {payment.account: payment.sek_ore}
    if write_off_ore:
        amounts[chart.rounding] = amounts.get(chart.rounding, 0) + write_off_ore
    return amounts


def payment_voucher(payment: Payment, chart: Chart, write_off_ore: int = 0) -> Voucher:
    """The voucher of a payment: the provider (or gift card, or bank) owes instead of the customer.

    ``write_off_ore`` (or the payment's own) is what Fortnox's rounding added and nobody paid: to 3740.

    >>> from datetime import date
    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from kontera.books.documents import Payment
    >>> payment = Payment("klarna", 1581, "", 9990, date(2026, 11, 10), write_off_ore=10)
    >>> [(row.account, row.amount_ore) for row in payment_voucher(payment, DEFAULT_CHART).rows]
    [(1581, 9990), (3740, 10), (1510, -10000)]
    """
    amounts = _settled(payment, chart, write_off_ore or payment.write_off_ore)
    settled = sum(amounts.values())
    amounts[chart.receivable] = amounts.get(chart.receivable, 0) - settled
    kind, word = _payment_kind(payment)
    return Voucher(kind, payment.day, _rows(amounts, chart), f"{word} {payment.method}", payment.part)


def direct_voucher(invoice: Invoice, payments: Sequence[Payment], chart: Chart) -> Voucher:
    """A paid sale in one voucher, without the customer's debt in between: for what no invoice can carry.

    What the payments leave open stays with the customer. Source: BAS; Fortnox's invoice rows take whole
    percentages (published description), and Finland has 25.5 %.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from kontera.books.documents import DocumentRow, Invoice, Payment, RateTotal
    >>> from kontera.books.order import Buyer
    >>> row = DocumentRow("Vara", 3001, Decimal(25), Decimal(1), 9990, 0, 9990)
    >>> day = date(2026, 11, 10)
    >>> invoice = Invoice("invoice", "1", day, "SEK", (row,), (RateTotal(Decimal(25), 7992, 1998, 9990),),
    ...                   7992, 1998, 0, 9990, Buyer())
    >>> paid = direct_voucher(invoice, [Payment("klarna", 1581, "", 9990, day)], DEFAULT_CHART)
    >>> [(row.account, row.amount_ore) for row in paid.rows]
    [(1581, 9990), (2611, -1998), (3001, -7992)]
    """
    amounts = _sales(invoice, chart, 0)
    for payment in payments:
        amounts[payment.account] = amounts.get(payment.account, 0) + payment.sek_ore
    amounts[chart.receivable] = amounts.get(chart.receivable, 0) - sum(amounts.values())
    word = "Order" if invoice.kind == "invoice" else "Kredit, order"
    rows = _rows(dict(sorted(amounts.items())), chart)
    return Voucher(invoice.kind, invoice.day, rows, f"{word} {invoice.number}")


def _payment_kind(payment: Payment) -> tuple[Kind, str]:
    return ("payment", "Betalning") if payment.amount_ore >= 0 else ("refund", "Återbetalning")


def cash_voucher(invoice: Invoice, payment: Payment, chart: Chart, *, before_ore: int = 0) -> Voucher:
    """Kontantmetoden: sale and VAT are booked with the payment, in proportion when it is a part.

    ``before_ore`` is what earlier payments of the invoice settled; all parts together book exactly
    the invoice. Source: bokslutsmetoden, VAT is reported when the payment comes.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from kontera.books.documents import DocumentRow, Invoice, Payment, RateTotal
    >>> from kontera.books.order import Buyer
    >>> row = DocumentRow("Vara", 3001, Decimal(25), Decimal(1), 25000, 0, 25000)
    >>> invoice = Invoice("invoice", "1081", date(2026, 11, 10), "SEK", (row,),
    ...                   (RateTotal(Decimal(25), 20000, 5000, 25000),), 20000, 5000, 0, 25000, Buyer())
    >>> payment = Payment("bank", 1930, "", 25000, date(2026, 12, 8))
    >>> [(row.account, row.amount_ore) for row in cash_voucher(invoice, payment, DEFAULT_CHART).rows]
    [(1930, 25000), (2611, -5000), (3001, -20000)]
    """
    amounts = _settled(payment, chart, payment.write_off_ore)
    settled = sum(amounts.values())
    sales = _sales(invoice, chart, payment.write_off_ore)
    whole = -sum(sales.values())
    until = _share(sales, before_ore + settled, whole)
    earlier = _share(sales, before_ore, whole)
    for account in sales:
        amounts[account] = amounts.get(account, 0) + until[account] - earlier[account]
    kind, word = _payment_kind(payment)
    text = f"{word} {payment.method}, order {invoice.number}"
    return Voucher(kind, payment.day, _rows(amounts, chart), text, payment.part)


def _share(sales: Mapping[int, int], settled: int, whole: int) -> dict[int, int]:
    """The part of each credit that ``settled`` of ``whole`` stands for; sums to ``-settled``."""
    if settled == whole:
        return dict(sales)
    sign = 1 if whole > 0 else -1
    parts = {
        account: divide_half_up(sign * amount * settled, sign * whole) for account, amount in sales.items()
    }
    largest = max(parts, key=lambda account: (abs(parts[account]), account))
    parts[largest] -= settled + sum(parts.values())
    return parts
