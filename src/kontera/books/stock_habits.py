"""When the two services count a sale, as a sale that came alone tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontera.books.stock import Known, Sale


def seen_at_order(known: Known, shop: int, sales: Sequence[Sale]) -> bool | None:
    """Whether the shop counts a sale when it is ordered: told by an order that is new, not paid, and alone.

    >>> from kontera.books.stock import Known, Sale
    >>> seen_at_order(Known(10, 10, 10), 8, [Sale(1, 2, shop=(0, 2), is_new=True)])
    True
    >>> seen_at_order(Known(10, 10, 10), 10, [Sale(1, 2, shop=(0, 2), is_new=True)])
    False
    """
    moving = [one for one in sales if one.shop != (one.in_shop, one.in_shop)]
    if len(moving) != 1 or known.pending or known.in_shop is None:
        return None
    only, drop = moving[0], known.in_shop - shop
    is_telling = only.is_new and not only.is_off and only.shop == (0, only.quantity) and only.quantity
    return {only.quantity: True, 0: False}.get(drop) if is_telling else None


def seen_given_back(known: Known, shop: int, sales: Sequence[Sale]) -> bool | None:
    """Whether the shop takes back what a cancelled order had: told by one that is alone.

    >>> from kontera.books.stock import Known, Sale
    >>> seen_given_back(Known(8, 8, 8), 10, [Sale(1, 2, in_shop=2, shop=(0, 2), is_off=True)])
    True
    """
    moving = [one for one in sales if one.shop != (one.in_shop, one.in_shop)]
    if len(moving) != 1 or known.pending or known.in_shop is None or not moving[0].is_off:
        return None
    return {moving[0].in_shop: True, 0: False}.get(shop - known.in_shop)


def seen_at_saving(known: Known, fortnox: int, sales: Sequence[Sale]) -> tuple[str, bool] | None:
    """Which kind of document has been seen to count (or not) when it is saved: told by one that is alone.

    >>> from kontera.books.stock import Known, Sale
    >>> seen_at_saving(Known(10, 10, 10), 8, [Sale(1, 2, fortnox=(0, 2), saved="invoice")])
    ('invoice', True)
    """
    moving = [one for one in sales if one.fortnox != (one.in_fortnox, one.in_fortnox)]
    if len(moving) != 1 or known.pending or known.in_fortnox is None:
        return None
    only, drop = moving[0], known.in_fortnox - fortnox
    is_new = only.saved and not (only.in_fortnox or only.is_off)
    is_telling = is_new and only.fortnox == (0, only.quantity) and only.quantity
    told = {only.quantity: True, 0: False}.get(drop) if is_telling else None
    return None if told is None else (only.saved, told)
