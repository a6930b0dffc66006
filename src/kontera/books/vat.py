"""Swedish VAT: dated rates, the tax point, and which country's tax an order carries.

A new case (another country, export, reverse charge) is one row in ``TREATMENTS``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kontera.problems import Held

if TYPE_CHECKING:
    from kontera.books.order import Order


class Treatment(StrEnum):
    """Who taxes the sale. ``SE``: delivered in Sweden, Swedish VAT, whoever buys."""

    SE = "SE"


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A VAT rate (percent) with its first and last day; ``last=None`` is open."""

    rate: Decimal
    first: date
    last: date | None
    source: str


STANDARD = Decimal(25)
ZERO = Decimal(0)
_LAW = date(1996, 1, 1)
_FOOD_CUT = date(2026, 4, 1)
_FOOD_END = date(2027, 12, 31)

RATES: tuple[DatedRate, ...] = (
    DatedRate(STANDARD, _LAW, None, "ML (2023:200) 9 kap. 2 §: the standard rate"),
    DatedRate(
        Decimal(12), _LAW, None, "ML (2023:200) 9 kap.: restaurant, works of art; food outside the cut"
    ),
    DatedRate(
        Decimal(6), _LAW, None, "ML (2023:200) 9 kap.: books, newspapers, culture; food during the cut"
    ),
    DatedRate(ZERO, _LAW, None, "ML (2023:200) 10 kap.: exempt supplies, prescription medicine"),
)
"""Swedish rates, highest first."""

FOOD_RATES: tuple[DatedRate, ...] = (
    DatedRate(Decimal(12), _LAW, date(2026, 3, 31), "ML (2023:200) 9 kap.: food"),
    DatedRate(Decimal(6), _FOOD_CUT, _FOOD_END, "prop. 2025/26:55: food at 6 % for a time"),
    DatedRate(Decimal(12), date(2028, 1, 1), None, "prop. 2025/26:55: the cut ends"),
)

TREATMENTS: dict[str, Treatment] = {"SE": Treatment.SE}
"""Delivery country → treatment. Everything else is held until it has a row."""


def rates_on(day: date) -> tuple[Decimal, ...]:
    """The Swedish VAT rates in force on ``day``, percent, highest first.

    >>> [int(rate) for rate in rates_on(date(2026, 11, 10))]
    [25, 12, 6, 0]
    """
    return tuple(row.rate for row in RATES if row.first <= day and (row.last is None or day <= row.last))


def food_rate(day: date) -> Decimal:
    """The rate of food on ``day``: 12 %, and 6 % from 2026-04-01 to 2027-12-31 (prop. 2025/26:55).

    >>> food_rate(date(2026, 3, 31)), food_rate(date(2026, 4, 1)), food_rate(date(2028, 1, 1))
    (Decimal('12'), Decimal('6'), Decimal('12'))
    """
    for row in FOOD_RATES:
        if row.first <= day and (row.last is None or day <= row.last):
            return row.rate
    return FOOD_RATES[0].rate


def tax_point(order: Order) -> date:
    """The day the VAT belongs to: the earlier of payment and delivery, else the day of the order.

    Source: ML 7 kap. 4 and 7 §§ (delivery; an advance payment when it is received).

    >>> from kontera.books.order import Buyer, Order, Status
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 2),
    ...               Buyer(), (), 0, 0, 0, 0, 0, "swish")
    >>> tax_point(order)
    datetime.date(2026, 3, 31)
    """
    known = [day for day in (order.paid_day, order.delivered_day) if day is not None]
    return min(known) if known else order.ordered_day


def treatment(order: Order) -> Treatment:
    """Which VAT the order carries: decided by the country the goods are delivered to.

    Source: Skatteverket, place of supply of goods; a foreign company that has goods delivered in
    Sweden pays Swedish VAT. Any other country (Åland, AX, too) is ``Held("delivery-abroad")``.

    >>> from kontera.books.order import Buyer, Order, Status
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> treatment(order).value
    'SE'
    """
    country = order.buyer.delivery.country
    found = TREATMENTS.get(country)
    if found is None:
        raise Held("delivery-abroad", {"country": country or "?"})
    return found
