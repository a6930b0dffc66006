"""The ways an order may be read when its stated VAT does not fit the plain one.

A reading gives every line a rate, freight its treatment, and each krona its nature (discount or
gift card). ``proof`` works them out and accepts the only one that fits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product
from typing import TYPE_CHECKING

from kontera.books.money import line_ore
from kontera.books.order import LineKind
from kontera.books.place import AT_HOME, Treatment
from kontera.books.rates import rates_at, standard_at
from kontera.books.vat import STANDARD, ZERO, food_rate, rates_on, tax_point
from kontera.problems import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.books.order import Line, Order
    from kontera.books.place import Place

FOOD_TWELVE, FOOD_SIX = Decimal(12), Decimal(6)
MAX_UNKNOWN = 3
"""Up to so many products without a rate, all combinations are tried."""
MAX_SWAPPED = 4
"""Up to so many food lines, all selections of them are tried."""

EXPLAINED: dict[str, Text] = {
    "plain": Text(
        "Produkternas momssatser stämmer med butikens moms.", "The products' rates fit the shop's VAT."
    ),
    "country_rate": Text(
        "Rader utan känd momssats har 25 %: bara det stämmer med butikens moms.",
        "Lines without a known rate carry 25 %: only that fits the shop's VAT.",
    ),
    "searched_rates": Text(
        "Rader utan känd momssats har fått den enda fördelning som stämmer med butikens moms.",
        "Lines without a known rate got the only combination that fits the shop's VAT.",
    ),
    "without_vat": Text(
        "En rad utan känd momssats såldes utan moms.", "A line without a known rate was sold without VAT."
    ),
    "tax_free": Text("Butiken sålde ordern utan moms.", "The shop sold the order without VAT."),
    "food_rate": Text(
        "Livsmedel räknades om mellan 12 och 6 %: så tog butiken ut momsen.",
        "Food was moved between 12 and 6 %: that is the VAT the shop charged.",
    ),
    "country_standard": Text(
        "Allt bär leveranslandets normala momssats: det stämmer med butikens moms.",
        "Everything carries the standard rate of the country of delivery: that fits the shop's VAT.",
    ),
    "country_rates": Text(
        "Raderna bär leveranslandets momssatser på det enda sätt som stämmer med butikens moms.",
        "The lines carry the rates of the country of delivery in the only way that fits the shop's VAT.",
    ),
    "freight_standard": Text(
        "Butiken tog landets normala momssats på hela frakten.",
        "The shop charged the country's standard rate on all freight.",
    ),
    "freight_25": Text(
        "Butiken tog 25 % moms på hela frakten, trots varor med annan momssats.",
        "The shop charged 25 % VAT on all freight, although goods carry another rate.",
    ),
    "gift_card": Text(
        "Rabatten sänker inte momsen: den är ett inlöst presentkort.",
        "The discount does not lower the VAT: it is a redeemed gift card.",
    ),
    "discount_not_gift_card": Text(
        "Skillnaden mot det betalda sänker momsen: den är en rabatt och inget presentkort.",
        "The difference to what was paid lowers the VAT: it is a discount and no gift card.",
    ),
}
"""What each reading means, for the panel and the log."""

Rates = tuple[Decimal, ...]
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an order. ``codes`` says how it departs from the plain one.

    A ``is_probe`` reading is never used: it stands for many others, and when it fits nothing is proven.
    """

    codes: Codes
    order: Order
    rates: Rates
    freight_rate: Decimal | None
    is_probe: bool = False


def fixed_rates(order: Order) -> list[Decimal | None]:
    """The rates known before any reading: a multi-purpose gift card has none, a free line any.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> lines = (Line("Kort", Decimal(1), 500, None, LineKind.GIFT_CARD), Line("Bok", Decimal(1), 100, None))
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), lines, 0, 0,
    ...     0, 600, 6, "")
    >>> fixed_rates(order)
    [Decimal('0'), None]
    """
    return [_fixed_rate(line) for line in order.lines]


def _fixed_rate(line: Line) -> Decimal | None:
    if line.kind is LineKind.GIFT_CARD:
        return ZERO
    if line.rate is None and not price_ore(line):
        return STANDARD
    return line.rate


def price_ore(line: Line) -> int:
    """What a line costs as the shop states it, incl. or excl. VAT (öre).

    >>> from decimal import Decimal
    >>> from kontera.books.order import Line
    >>> price_ore(Line("Stol", Decimal(2), 0, None, unit_net_ore=199000))
    398000
    """
    unit = line.unit_gross_ore if line.unit_net_ore is None else line.unit_net_ore
    return line_ore(line.quantity, unit) - line.discount_ore


def all_readings(order: Order, place: Place = AT_HOME) -> Iterator[Reading]:
    """Every reading but the plain one: rates × freight × the nature of discounts and gift cards.

    With the One Stop Shop the rates are those of the country of ``place``.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> line = Line("Bok", Decimal(1), 10600, Decimal(6))
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 11, 3), None, None, Buyer(), (line,),
    ...     4900, 0, 0, 15500,
    ...               1580, "")
    >>> [reading.codes for reading in all_readings(order)]
    [('freight_25',)]
    """
    choices = list(_abroad(order, place) if place.treatment is Treatment.OSS else _rate_choices(order))
    for natures, read in natures_of(order):
        for how, freight_rate in _freights(order, place):
            for why, rates, is_probe in choices:
                codes = (*why, *how, *natures)
                if codes:
                    yield Reading(codes, read, rates, freight_rate, is_probe)


def natures_of(order: Order) -> Iterator[tuple[Codes, Order]]:
    """What a discount, or the gap between total and payment, may be: a discount or money.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order, Status
    >>> day = date(2026, 11, 3)
    >>> order = Order("1", Status.PAID, "SEK", day, None, None, Buyer(), (), 0, 0, 0, 500, 0, "",
    ...               gift_card_ore=9)
    >>> [codes for codes, _ in natures_of(order)]
    [(), ('discount_not_gift_card',)]
    """
    yield (), order
    discount, card = order.discount_gross_ore, order.gift_card_ore
    total = order.total_gross_ore
    if discount and not card:
        yield (
            ("gift_card",),
            replace(order, discount_gross_ore=0, gift_card_ore=discount, total_gross_ore=total + discount),
        )
    if card:
        yield (
            ("discount_not_gift_card",),
            replace(order, discount_gross_ore=discount + card, gift_card_ore=0, total_gross_ore=total - card),
        )


def _freights(order: Order, place: Place) -> Iterator[tuple[Codes, Decimal | None]]:
    yield (), order.freight_rate
    if order.shipping_gross_ore and order.freight_rate is None:
        code = "freight_25" if place.is_swedish else "freight_standard"
        yield (code,), standard_at(place, tax_point(order))


def _rate_choices(order: Order) -> Iterator[tuple[Codes, Rates, bool]]:
    """(codes, rates, is probe) for every assignment of rates worth trying."""
    fixed = fixed_rates(order)
    if order.tax_free:
        yield ("tax_free",), (ZERO,) * len(fixed), False
    for swap, swapped, is_probe in _swaps(order, fixed):
        for why, rates, is_also in _filled(order, swapped):
            yield (*swap, *why), rates, is_probe or is_also


def _abroad(order: Order, place: Place) -> Iterator[tuple[Codes, Rates, bool]]:
    """Rates of another country: the standard rate on everything, or one rate for each rate at home.

    Guess: a shop has one rate for each country, so that the first is the usual. Lines of one rate at home
    (or of one unknown product) have one rate there.
    """
    valid = rates_at(place, tax_point(order))
    fixed = [ZERO if line.kind is LineKind.GIFT_CARD else None for line in order.lines]
    every = [index for index, rate in enumerate(fixed) if rate is None]
    if not valid:
        return
    yield ("country_standard",), _with_rates(list(fixed), [every], (valid[0],)), False
    groups = _home_groups(order, every)
    if 1 <= len(groups) <= MAX_UNKNOWN:
        for chosen in product(valid, repeat=len(groups)):
            rates = _with_rates(list(fixed), groups, chosen)
            yield ("country_rates",), with_free_lines(order, place, rates), False


def with_free_lines(order: Order, place: Place, rates: Rates) -> Rates:
    """Abroad: what costs nothing takes the rate of the first line with a price.

    So no account is asked for that nothing is booked on. Where nothing has a price, a rate of home gives way
    to the standard one.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> from kontera.books.place import Place, Treatment
    >>> lines = (Line("Bok", Decimal(1), 10700, None), Line("Prov", Decimal(1), 0, None))
    >>> day = date(2026, 11, 3)
    >>> order = Order("1", Status.PAID, "SEK", day, None, None, Buyer(), lines, 0, 0, 0, 10700, 700, "")
    >>> with_free_lines(order, Place(Treatment.OSS, "DE"), (Decimal(7), Decimal(25)))
    (Decimal('7'), Decimal('7'))
    """
    if place.treatment is not Treatment.OSS:
        return rates
    rated = list(zip(order.lines, rates, strict=True))
    sold = [line.kind is not LineKind.GIFT_CARD for line in order.lines]
    priced = [rate for is_sold, (line, rate) in zip(sold, rated, strict=True) if is_sold and price_ore(line)]
    valid = rates_at(place, tax_point(order))
    standard = standard_at(place, tax_point(order))
    return tuple(
        rate if not is_sold or price_ore(line) or (not priced and rate in valid) else (*priced, standard)[0]
        for is_sold, (line, rate) in zip(sold, rated, strict=True)
    )


def _home_groups(order: Order, places: list[int]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for place in places:
        line = order.lines[place]
        alone = line.product_key.partition(":")[0] or line.sku or f"#{place}"
        groups.setdefault(alone if line.rate is None else f"{line.rate} %", []).append(place)
    return list(groups.values())


def _filled(order: Order, fixed: list[Decimal | None]) -> Iterator[tuple[Codes, Rates, bool]]:
    """The unknown rates filled in: all combinations while they are few, else the standard rate."""
    groups = _unknown_groups(order, fixed)
    valid = rates_on(tax_point(order))
    if len(groups) <= MAX_UNKNOWN:
        for chosen in product(valid, repeat=len(groups)):
            yield _search_code(chosen), _with_rates(fixed, groups, chosen), False
        return
    prices = [sum(price_ore(order.lines[place]) for place in group) for group in groups]
    if min(prices) < 0:
        return
    yield ("country_rate",), _with_rates(fixed, groups, (STANDARD,) * len(groups)), False
    cheapest = prices.index(min(prices))
    lowered = tuple(valid[1] if place == cheapest else STANDARD for place in range(len(groups)))
    yield ("searched_rates",), _with_rates(fixed, groups, lowered), True


def _search_code(chosen: Rates) -> Codes:
    if ZERO in chosen:
        return ("without_vat",)
    if any(rate != STANDARD for rate in chosen):
        return ("searched_rates",)
    return ("country_rate",) if chosen else ()


def _unknown_groups(order: Order, fixed: list[Decimal | None]) -> list[list[int]]:
    """Places of lines without a rate; lines of one product belong together."""
    groups: dict[str, list[int]] = {}
    for place, (line, rate) in enumerate(zip(order.lines, fixed, strict=True)):
        if rate is None:
            groups.setdefault(line.product_key.partition(":")[0] or line.sku or f"#{place}", []).append(place)
    return list(groups.values())


def _with_rates(fixed: list[Decimal | None], groups: list[list[int]], chosen: Rates) -> Rates:
    filled = list(fixed)
    for group, rate in zip(groups, chosen, strict=True):
        for place in group:
            filled[place] = rate
    return tuple(rate for rate in filled if rate is not None)


def _swaps(order: Order, fixed: list[Decimal | None]) -> Iterator[tuple[Codes, list[Decimal | None], bool]]:
    """Food at the other rate: towards a rate of food in force on one of the order's days.

    With many such lines only "all of them" is tried, and "all but the cheapest" as a probe.
    """
    yield (), fixed, False
    days = (order.ordered_day, order.paid_day, order.delivered_day)
    targets = {food_rate(day) for day in days if day is not None}
    for target in sorted(targets):
        other = FOOD_TWELVE if target == FOOD_SIX else FOOD_SIX
        places = [
            place for place, rate in enumerate(fixed) if rate == other and price_ore(order.lines[place])
        ]
        places = [place for place in places if order.lines[place].kind is LineKind.GOODS]
        if len(places) <= MAX_SWAPPED:
            for size in range(1, len(places) + 1):
                for chosen in combinations(places, size):
                    yield ("food_rate",), _swapped(fixed, chosen, target), False
        else:
            cheapest = min(places, key=lambda place: price_ore(order.lines[place]))
            kept = tuple(place for place in places if place != cheapest)
            yield ("food_rate",), _swapped(fixed, tuple(places), target), False
            yield ("food_rate",), _swapped(fixed, kept, target), True


def _swapped(fixed: list[Decimal | None], places: tuple[int, ...], target: Decimal) -> list[Decimal | None]:
    return [target if place in places else rate for place, rate in enumerate(fixed)]
