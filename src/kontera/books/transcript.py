"""An order as plain text: what is attached to a voucher that stands for an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.money import kronor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.books.documents import DocumentRow, Invoice
    from kontera.books.order import Address
    from kontera.books.voucher import Voucher


def transcript(invoice: Invoice, voucher: Voucher) -> str:
    """The whole order: buyer, rows, VAT by rate, and how it was booked. In Swedish, as vouchers are.

    Source: bokföringslagen 5 kap. 7 §, what a voucher must tell.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.documents import DocumentRow, Invoice, RateTotal
    >>> from kontera.books.order import Buyer
    >>> from kontera.books.voucher import Voucher, VoucherRow
    >>> row = DocumentRow("Vara", 3112, Decimal("25.5"), Decimal(1), 12550, 0, 12550)
    >>> day = date(2026, 11, 10)
    >>> totals = (RateTotal(Decimal("25.5"), 10000, 2550, 12550),)
    >>> invoice = Invoice("invoice", "1", day, "SEK", (row,), totals, 10000, 2550, 0, 12550, Buyer())
    >>> booked = Voucher("invoice", day, (VoucherRow(1581, 12550), VoucherRow(3112, -10000),
    ...     VoucherRow(2670, -2550)))
    >>> print(transcript(invoice, booked).splitlines()[0])
    Order 1, 2026-11-10
    """
    return "\n".join((*_head(invoice), *short(invoice), "", "Bokfört (SEK):", *_booked(voucher)))


def short(invoice: Invoice) -> Iterator[str]:
    """The rows and the VAT, a line each: what a comment has room for.

    >>> from datetime import date
    >>> from kontera.books.documents import Invoice
    >>> from kontera.books.order import Buyer
    >>> list(short(Invoice("invoice", "1", date(2026, 11, 10), "SEK", (), (), 0, 0, 0, 0, Buyer())))
    ['Summa SEK: 0.00']
    """
    for row in invoice.rows:
        yield _row(row)
    for total in invoice.rates:
        rate = f"{total.rate.normalize():f}"
        yield f"Moms {rate} % på {kronor(total.base_ore)}: {kronor(total.vat_ore)}"
    yield f"Summa {invoice.currency}: {kronor(invoice.total_ore)}"


def _head(invoice: Invoice) -> Iterator[str]:
    yield f"{'Order' if invoice.kind == 'invoice' else 'Kredit på order'} {invoice.number}, {invoice.day}"
    yield from _address("Köpare", invoice.buyer.billing)
    yield from _address("Leverans", invoice.buyer.delivery)
    yield f"Betalsätt: {invoice.payment_method} {invoice.payment_reference}".rstrip()
    if invoice.fx is not None:
        yield f"Kurs: 1 {invoice.fx.currency} = {invoice.fx.rate} SEK ({invoice.fx.day})"
    yield ""


def _address(word: str, address: Address) -> Iterator[str]:
    parts = (address.company, address.name, address.street, address.zip_code, address.city, address.country)
    text = ", ".join(part for part in parts if part)
    if text:
        yield f"{word}: {text}"


def _row(row: DocumentRow) -> str:
    quantity, rate = f"{row.quantity.normalize():f}", f"{row.rate.normalize():f}"
    article = f"{row.sku} " if row.sku else ""
    amounts = f"{quantity} × {kronor(row.unit_gross_ore)} = {kronor(row.gross_ore)}"
    return f"{article}{row.text}: {amounts}, moms {rate} %"


def _booked(voucher: Voucher) -> Iterator[str]:
    for row in voucher.rows:
        yield f"{row.account} {row.text}: {kronor(row.amount_ore)}"
