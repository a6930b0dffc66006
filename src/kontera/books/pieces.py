"""Pieces at prices of their own, for rows that shall not need a discount."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.books.documents import DocumentRow


def undiscounted(row: DocumentRow) -> Iterator[DocumentRow]:
    """The same pieces and the same amount at prices that need no discount.

    Whether a discount on a row of negative quantity is added or taken off is not documented. Pieces whose
    prices do not come out in whole öre are told as two rows, an öre apart.

    >>> from kontera.books.documents import DocumentRow
    >>> row = DocumentRow("Kopp", 3001, Decimal(25), Decimal(-3), 400, -200, -1000)
    >>> [(int(one.quantity), one.unit_gross_ore, one.gross_ore) for one in undiscounted(row)]
    [(-2, 333, -666), (-1, 334, -334)]
    """
    pieces = int(abs(row.quantity))
    if not row.discount_ore or pieces != abs(row.quantity):
        yield row
        return
    if not pieces:
        yield replace(row, quantity=Decimal(-1), unit_gross_ore=-row.gross_ore, discount_ore=0, sku="")
        return
    way = 1 if row.quantity > 0 else -1
    unit, dearer = divmod(way * row.gross_ore, pieces)
    for count, price in ((pieces - dearer, unit), (dearer, unit + 1)):
        if count:
            some = replace(row, quantity=Decimal(way * count), unit_gross_ore=price, discount_ore=0)
            yield replace(some, gross_ore=way * count * price)
