"""VAT: dated Swedish rates, the tax point, and which country's tax an order carries.

The rules that can decide stand in ``RULES``, in words; a new part of a country is a row in ``area``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from kontera.books.area import HOME, NORTHERN_IRELAND, area_of, registered_in
from kontera.books.order import LineKind
from kontera.books.place import AT_HOME, Place, Treatment
from kontera.problems import Held, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.books.area import Area
    from kontera.books.order import Order
    from kontera.books.policy import Policy


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


@dataclass(frozen=True, slots=True)
class Ruling:
    """Which VAT an order carries, and the rule that decided it: a key of ``RULES`` with its facts."""

    place: Place
    rule: str
    facts: Mapping[str, str]

    @property
    def text(self) -> Text:
        """The rule in words, with this order's facts."""
        words = RULES[self.rule]
        return Text(words.sv.format_map(self.facts), words.en.format_map(self.facts))


RULES: Mapping[str, Text] = MappingProxyType(
    {
        "home": Text(
            "Varorna levereras i Sverige: svensk moms.", "The goods are delivered in Sweden: Swedish VAT."
        ),
        "oss": Text(
            "Leverans till en konsument i {country}: det landets moms, som redovisas i OSS.",
            "Delivery to a consumer in {country}: that country's VAT, declared in the One Stop Shop.",
        ),
        "below-threshold": Text(
            "Leverans till en konsument i {country}, utan OSS: svensk moms.",
            "Delivery to a consumer in {country}, without the One Stop Shop: Swedish VAT.",
        ),
        "eu-business": Text(
            "Leverans till {country} åt ett företag vars momsnummer {number} var giltigt {day}: momsfri "
            "unionsintern försäljning.",
            "Delivery to {country} for a company whose VAT number {number} was valid on {day}: exempt "
            "intra-Union supply.",
        ),
        "export": Text(
            "Leverans till {country}, utanför EU: export utan moms.",
            "Delivery to {country}, outside the EU: export without VAT.",
        ),
        "territory": Text(
            "Leverans till {country}-{postcode} är {territory}: utanför EU:s momsområde, export utan moms.",
            "Delivery to {country}-{postcode} is {territory_en}: outside the EU VAT area, export, no VAT.",
        ),
        "services": Text(
            "Tjänst till Nordirland, som hör till EU bara för varor: såld utanför EU, utan moms.",
            "Service to Northern Ireland, which is in the EU for goods alone: sold outside the EU, no VAT.",
        ),
    }
)


def ruling(order: Order, policy: Policy) -> Ruling:
    """Which VAT the order carries: decided by where the goods go, by who buys, and by the shop's choice.

    Raises ``Held``: ``country-unknown``, ``postcode-needed``, ``vat-number-unchecked`` (a company's number
    that VIES has not been asked about), ``eu-consumers-not-chosen``.
    Source: Skatteverket, place of supply of goods; ML 10 kap. 42 § on intra-Union supplies; Northern Ireland
    is of the Union for goods alone (Windsor Framework, art. 8).

    >>> from kontera.books.order import Buyer, Order, Status
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> ruling(order, DEFAULT_POLICY).place.treatment.value
    'SE'
    """
    area = area_of(order.buyer.delivery)
    if area.code == HOME:
        return Ruling(AT_HOME, "home", {})
    where = {"country": area.country, "postcode": area.postcode}
    if area.code == NORTHERN_IRELAND and _is_service(order):
        return Ruling(Place(Treatment.EXPORT, area.country), "services", {})
    if not area.code:
        if area.territory is None:
            return Ruling(Place(Treatment.EXPORT, area.country), "export", where)
        facts = {**where, "territory": area.territory.sv, "territory_en": area.territory.en}
        return Ruling(Place(Treatment.EXPORT, area.country), "territory", facts)
    return _in_the_union(order, policy, area, where)


def ruled(order: Order, policy: Policy) -> Ruling | Held:
    """The ruling, or why there is none: found out once for everybody who asks.

    >>> from kontera.books.order import Address, Buyer, Order, Status
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> buyer = Buyer(delivery=Address(country=""))
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, buyer, (), 0, 0, 0, 0, 0, "")
    >>> ruled(order, DEFAULT_POLICY).code
    'country-unknown'
    """
    try:
        return ruling(order, policy)
    except Held as held:
        return held


def _is_service(order: Order) -> bool:
    kinds = {line.kind for line in order.lines}
    return LineKind.SERVICE in kinds and LineKind.GOODS not in kinds


def _in_the_union(order: Order, policy: Policy, area: Area, where: Mapping[str, str]) -> Ruling:
    buyer, facts = order.buyer, {**where, "order": order.number}
    origin = registered_in(buyer.vat_number) if buyer.is_company else ""
    if origin and origin != HOME:
        check = buyer.vat_check
        if check is None:
            raise Held("vat-number-unchecked", {**facts, "number": buyer.vat_number})
        if check.is_valid:
            told = {**facts, "number": check.number, "day": check.day.isoformat()}
            return Ruling(Place(Treatment.EU_B2B, area.code), "eu-business", told)
    if policy.eu_consumers == "ask":
        raise Held("eu-consumers-not-chosen", facts)
    if policy.eu_consumers == "swedish":
        return Ruling(Place(Treatment.EU_B2C_SE_VAT, area.code), "below-threshold", where)
    return Ruling(Place(Treatment.OSS, area.code), "oss", where)
