"""What documents and vouchers mean in the returns: VAT boxes, One Stop Shop lines, the periodic summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.books.area import NORTHERN_IRELAND
from kontera.books.currency import in_sek
from kontera.books.money import vat_of
from kontera.books.place import Place, Treatment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from kontera.books.chart import Chart
    from kontera.books.documents import Invoice, RateTotal
    from kontera.books.order import Fx
    from kontera.books.voucher import Voucher


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a document sold at one rate of one kind. Base and VAT in 1/100 of the currency, and in öre.

    ``kind`` is ``goods`` or ``services``; a credit is negative.
    """

    treatment: Treatment
    country: str
    rate: Decimal
    kind: str
    currency: str
    base_ore: int
    vat_ore: int
    base_sek_ore: int
    vat_sek_ore: int


def boxes(vouchers: Iterable[Voucher], chart: Chart) -> dict[str, int]:
    """What vouchers add to each box of the Swedish VAT return (öre); empty boxes are left out.

    Source: Skatteverket, momsdeklaration; One Stop Shop sales stand in none.

    >>> from datetime import date
    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from kontera.books.voucher import Voucher, VoucherRow
    >>> rows = (VoucherRow(1510, 10600), VoucherRow(3003, -10000), VoucherRow(2631, -600))
    >>> boxes([Voucher("invoice", date(2026, 11, 10), rows)], DEFAULT_CHART)
    {'05': 10000, '12': 600}
    """
    sums: dict[str, int] = {}
    for voucher in vouchers:
        for row in voucher.rows:
            box = chart.box_of(row.account)
            if box is not None:
                sign = 1 if box == INPUT_VAT or box in PURCHASES else -1
                sums[box] = sums.get(box, 0) + sign * row.amount_ore
    return {box: amount for box, amount in sorted(sums.items()) if amount}


INPUT_VAT = "48"
PURCHASES = frozenset({"20", "21", "22", "23", "24"})
"""Boxes whose amounts stand on the debit side."""


def supplies(invoice: Invoice, chart: Chart) -> Iterator[Supplied]:
    """What the document sold, by rate and kind: freight and fees belong to the goods, gift cards to neither.

    Source: freight is part of the goods' taxable amount (Skatteverket on the periodic summary), in which
    services to Northern Ireland have no place.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from kontera.books.documents import DocumentRow, Invoice, RateTotal
    >>> from kontera.books.order import Buyer
    >>> from kontera.books.place import Place, Treatment
    >>> row = DocumentRow("Bord", 3108, Decimal(0), Decimal(1), 400000, 0, 400000)
    >>> invoice = Invoice("invoice", "1", date(2026, 11, 10), "SEK", (row,),
    ...                   (RateTotal(Decimal(0), 400000, 0, 400000),), 400000, 0, 0, 400000, Buyer(),
    ...                   place=Place(Treatment.EU_B2B, "DE"))
    >>> [(one.country, one.kind, one.base_ore) for one in supplies(invoice, DEFAULT_CHART)]
    [('DE', 'goods', 400000)]
    """
    services = {chart.eu_business.services, chart.export.services} - {
        chart.eu_business.goods,
        chart.export.goods,
    }
    liabilities = {chart.gift_card, chart.gift_card_spv, chart.rounding}
    place, fx = invoice.place, invoice.fx
    for total in invoice.rates:
        grosses: dict[str, int] = {}
        for row in invoice.rows:
            if row.rate == total.rate and row.account not in liabilities:
                kind = "services" if row.is_service or row.account in services else "goods"
                grosses[kind] = grosses.get(kind, 0) + row.gross_ore
        if not grosses:
            continue
        for kind, *amounts in _parted(total, grosses, fx):
            is_outside = kind == "services" and place == Place(Treatment.EU_B2B, NORTHERN_IRELAND)
            treatment = Treatment.EXPORT if is_outside else place.treatment
            yield Supplied(treatment, place.country, total.rate, kind, invoice.currency, *amounts)


def _parted(
    total: RateTotal, grosses: Mapping[str, int], fx: Fx | None
) -> Iterator[tuple[str, int, int, int, int]]:
    """(kind, base, VAT, and both in SEK). Each kind has the VAT of its own amount.

    Where the kinds are all of the rate, the largest has what the others leave: they add up to what is booked.
    """
    largest = max(grosses, key=lambda kind: (abs(grosses[kind]), kind))
    parts: dict[str, tuple[int, int, int, int]] = {}
    for kind in sorted(grosses):
        vat = vat_of(grosses[kind], total.rate)
        base = grosses[kind] - vat
        parts[kind] = base, vat, in_sek(base, fx), in_sek(vat, fx)
    if sum(grosses.values()) == total.gross_ore:
        whole = total.base_ore, total.vat_ore, in_sek(total.base_ore, fx), in_sek(total.vat_ore, fx)
        others = [part for kind, part in parts.items() if kind != largest]
        base, vat, base_sek, vat_sek = (
            all_of - sum(part[place] for part in others) for place, all_of in enumerate(whole)
        )
        parts[largest] = base, vat, base_sek, vat_sek
    for kind, part in parts.items():
        yield kind, *part
