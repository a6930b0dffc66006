"""Paid but not delivered at the end of a day: what the year-end needs to know (BAS 2420, advances).

The VAT belongs to the payment (ML 7 kap. 7 §) and stays; the sale itself belongs to the delivery.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class PaidOrder:
    """An order that has been paid. ``net_ore`` is without VAT, ``None`` where nothing is decided.

    ``is_done``: the shop says that it is delivered, whether or not it tells the day.
    """

    number: str
    paid_day: date
    delivered_day: date | None
    is_done: bool
    currency: str
    net_ore: int | None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """The orders that were paid and not delivered by the end of a day, and their sums by currency."""

    day: date
    orders: tuple[PaidOrder, ...]
    sums: tuple[tuple[str, int], ...]
    unsure: int = 0
    """So many are delivered on a day nobody tells; they are left out."""


def undelivered(orders: Iterable[PaidOrder], day: date) -> Undelivered:
    """What of ``orders`` was paid by the end of ``day`` and delivered later, or not yet.

    >>> from datetime import date
    >>> end = date(2026, 12, 31)
    >>> rows = [PaidOrder("1", end, date(2027, 1, 2), True, "SEK", 10000),
    ...         PaidOrder("2", end, end, True, "SEK", 500)]
    >>> found = undelivered(rows, end)
    >>> [one.number for one in found.orders], found.sums
    (['1'], (('SEK', 10000),))
    """
    paid = [one for one in orders if one.paid_day <= day]
    unsure = [one for one in paid if one.is_done and one.delivered_day is None]
    left = [
        one
        for one in paid
        if (one.delivered_day is None and not one.is_done)
        or (one.delivered_day is not None and one.delivered_day > day)
    ]
    left.sort(key=lambda one: (one.paid_day, one.number))
    sums: dict[str, int] = {}
    for one in left:
        if one.net_ore is not None:
            sums[one.currency] = sums.get(one.currency, 0) + one.net_ore
    return Undelivered(day, tuple(left), tuple(sorted(sums.items())), len(unsure))
