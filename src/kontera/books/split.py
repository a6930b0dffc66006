"""An order split over its lines and VAT rates: discounts, freight and fees.

Discounts lower the goods and service lines in proportion to their amounts incl. VAT. Freight and
fees are secondary parts of the supply and follow the rates of the goods, also in proportion to the
amounts incl. VAT: splitting a fixed price incl. VAT by gross is the same as splitting net by net.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.books.money import allocate, kronor, line_ore
from kontera.books.order import LineKind
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kontera.books.order import Line, Order

SOLD = (LineKind.GOODS, LineKind.SERVICE)
"""The kinds that take discounts and carry freight; gift cards and fees do neither."""

Parts = tuple[tuple["Decimal", int], ...]
"""Amounts (öre incl. VAT) by rate, highest rate first, nothing that is zero."""


@dataclass(frozen=True, slots=True)
class Split:
    """What each line, rate of freight and rate of fee amounts to. Öre incl. VAT.

    ``grosses`` and ``discounts`` are by line, in the order of the lines; gross is before the discount.
    """

    grosses: tuple[int, ...]
    discounts: tuple[int, ...]
    freight: Parts
    fee: Parts
    rows_ore: int
    """The sum of everything: what the order costs before any rounding."""


def line_gross(line: Line) -> int:
    """A line before order discounts: price × quantity less the line's own discount (öre incl. VAT).

    >>> from decimal import Decimal
    >>> from kontera.books.order import Line
    >>> line_gross(Line("Ljus", Decimal(3), 9990, Decimal(25)))
    29970
    """
    return line_ore(line.quantity, line.unit_gross_ore) - line.discount_ore


def discount_shares(lines: Sequence[Line], grosses: Sequence[int], discount_ore: int) -> tuple[int, ...]:
    """The order's discount spread over goods and service lines of a positive amount.

    Gift-card lines, fees and negative lines take no part. ``Held("discount-exceeds-goods")`` when the
    discount is larger than what it can lower. Source: a discount at the sale reduces the base (Skatteverket).

    >>> from decimal import Decimal
    >>> from kontera.books.order import Line
    >>> lines = [Line("Jacka", Decimal(1), 89900, Decimal(25)), Line("Bok", Decimal(2), 24900, Decimal(6))]
    >>> discount_shares(lines, [89900, 49800], 13970)
    (8990, 4980)
    """
    if not discount_ore:
        return (0,) * len(lines)
    weights = [
        gross if line.kind in SOLD and gross > 0 else 0 for line, gross in zip(lines, grosses, strict=True)
    ]
    room = sum(weights)
    if discount_ore > room:
        raise Held("discount-exceeds-goods", {"discount": kronor(discount_ore), "goods": kronor(room)})
    return tuple(allocate(discount_ore, weights))


def goods_rates(
    lines: Sequence[Line], rates: Sequence[Decimal], grosses: Sequence[int], discounts: Sequence[int]
) -> dict[Decimal, int]:
    """The weight of each rate among the goods (öre), highest rate first.

    After discounts, or before them when everything is free. A single rate has a weight even when
    nothing costs anything.

    >>> from decimal import Decimal
    >>> from kontera.books.order import Line
    >>> goods_rates([Line("Bok", Decimal(1), 0, None)], [Decimal(6)], [0], [0])
    {Decimal('6'): 1}
    """
    after: dict[Decimal, int] = {}
    before: dict[Decimal, int] = {}
    for line, rate, gross, discount in zip(lines, rates, grosses, discounts, strict=True):
        if line.kind in SOLD:
            after[rate] = after.get(rate, 0) + gross - discount
            before[rate] = before.get(rate, 0) + gross
    for weights in (after, before):
        if any(weight > 0 for weight in weights.values()):
            return {rate: max(weights[rate], 0) for rate in sorted(weights, reverse=True)}
    return dict.fromkeys(after, 1) if len(after) == 1 else {}


def by_rate(amount: int, weights: dict[Decimal, int], flat: Decimal | None = None) -> Parts:
    """An amount split over the rates of the goods, or all of it on one ``flat`` rate.

    ``Held("freight-without-goods")`` when there is an amount but nothing for it to follow.

    >>> from decimal import Decimal
    >>> by_rate(5900, {Decimal(25): 34900, Decimal(12): 45000, Decimal(6): 22900})
    ((Decimal('25'), 2003), (Decimal('12'), 2583), (Decimal('6'), 1314))
    """
    if not amount:
        return ()
    if flat is not None:
        return ((flat, amount),)
    if not weights:
        raise Held("freight-without-goods", {"amount": kronor(amount)})
    parts = allocate(amount, list(weights.values()))
    return tuple((rate, part) for rate, part in zip(weights, parts, strict=True) if part)


def split_order(order: Order, rates: Sequence[Decimal], freight_rate: Decimal | None) -> Split:
    """Everything of an order (amounts incl. VAT) split by line and rate, under the given rates.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(),
    ...               (Line("Bok", Decimal(2), 18900, Decimal(6)),), 3900, 0, 0, 41700, 2360, "swish")
    >>> split_order(order, [Decimal(6)], None).freight
    ((Decimal('6'), 3900),)
    """
    lines = order.lines
    grosses = tuple(line_gross(line) for line in lines)
    discounts = discount_shares(lines, grosses, order.discount_gross_ore)
    freight: Parts = ()
    fee: Parts = ()
    if order.shipping_gross_ore or order.fee_gross_ore:
        weights = goods_rates(lines, rates, grosses, discounts)
        freight = by_rate(order.shipping_gross_ore, weights, freight_rate)
        fee = by_rate(order.fee_gross_ore, weights)
    rows = sum(grosses) - order.discount_gross_ore + order.shipping_gross_ore + order.fee_gross_ore
    return Split(grosses, discounts, freight, fee, rows)


def gross_by_rate(split: Split, rates: Sequence[Decimal]) -> dict[Decimal, int]:
    """The document's amounts incl. VAT per rate (öre), in order of first appearance.

    >>> from decimal import Decimal
    >>> gross_by_rate(Split((100, 50), (10, 0), ((Decimal(25), 7),), (), 147), [Decimal(25), Decimal(6)])
    {Decimal('25'): 97, Decimal('6'): 50}
    """
    totals: dict[Decimal, int] = {}
    for rate, gross, discount in zip(rates, split.grosses, split.discounts, strict=True):
        totals[rate] = totals.get(rate, 0) + gross - discount
    for rate, part in (*split.freight, *split.fee):
        totals[rate] = totals.get(rate, 0) + part
    return totals
