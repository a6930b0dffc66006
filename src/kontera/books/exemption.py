"""What stands on an invoice without VAT: the rule that exempts the sale, and the buyer's VAT number.

Source: ML 17 kap. 24 § items 4, 13 and 14 (the number of a buyer in another EU country; a reference to the
exemption or to reverse charge), with the articles of the VAT directive that they follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.order import LineKind
from kontera.books.place import Treatment
from kontera.problems import Text

if TYPE_CHECKING:
    from kontera.books.order import Order
    from kontera.books.place import Place

SUPPLY = Text(
    "Undantagen från moms: leverans till annat EU-land, artikel 138 i direktiv 2006/112/EG.",
    "Exempt from VAT: intra-Community supply, Article 138 of Directive 2006/112/EC.",
)
SERVICE = Text(
    "Omvänd betalningsskyldighet, artikel 196 i direktiv 2006/112/EG.",
    "Reverse charge, Article 196 of Directive 2006/112/EC.",
)
EXPORT = Text(
    "Undantagen från moms: export, artikel 146 i direktiv 2006/112/EG.",
    "Exempt from VAT: export, Article 146 of Directive 2006/112/EC.",
)
NUMBER = Text("Köparens momsnummer: {number}.", "The buyer's VAT number: {number}.")


def exemption(order: Order, place: Place, language: str) -> str:
    """The words for a sale that carries no VAT (``language`` SV or EN); ``""`` for one that does.

    Services sold outside the EU are not exempt but sold elsewhere, and need no words.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> from kontera.books.place import Place
    >>> day, chair = date(2026, 11, 10), Line("Stol", Decimal(1), 10000, Decimal(0))
    >>> order = Order("1", Status.PAID, "SEK", day, day, None, Buyer(), (chair,), 0, 0, 0, 10000, 0, "")
    >>> exemption(order, Place(Treatment.EXPORT, "NO"), "EN")
    'Exempt from VAT: export, Article 146 of Directive 2006/112/EC.'
    >>> exemption(order, Place(), "EN")
    ''
    """
    if place.is_taxed:
        return ""
    has_service = any(line.kind is LineKind.SERVICE for line in order.lines)
    has_goods = any(line.kind is LineKind.GOODS for line in order.lines)
    is_export = place.treatment is Treatment.EXPORT
    texts = [EXPORT if is_export else SUPPLY] if has_goods else []
    if not is_export:
        texts += [SERVICE] if has_service else []
        texts += [NUMBER] if texts and order.buyer.vat_number else []
    words = " ".join(text.en if language.upper() == "EN" else text.sv for text in texts)
    return words.format(number=order.buyer.vat_number)
