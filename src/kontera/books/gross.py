"""Prices "tax on top": an order in amounts excl. VAT becomes one in amounts incl. VAT.

The shop's total is the judge. Every row's exact amount incl. VAT is worked out, and the total is
shared over the rows in proportion to them, so that the document adds up whatever the shop rounded.
Documents carry price × quantity − discount with whole öre: where price × quantity misses the row,
the price is taken one öre up and the rest given back as a discount of the line, so that quantity
(and stock) stays what was sold. Example: 3 × 10.01 net at 25 % with a total of 37.54 becomes
3 × 12.52 − 0.02.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kontera.books.money import allocate, divide_half_up, line_ore
from kontera.books.split import by_rate, discount_shares, goods_rates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kontera.books.order import Line, Order


def net_rows_ore(order: Order) -> int:
    """The rows of a tax-on-top order excl. VAT: lines − discount + freight + fee (öre).

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> lines = (Line("Stol", Decimal(2), 0, None, unit_net_ore=199000),)
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), lines,
    ...     20000, 0, 0, 522500,
    ...               104500, "", tax_on_top=True)
    >>> net_rows_ore(order)
    418000
    """
    lines = sum(_stated(line) for line in order.lines)
    return lines - order.discount_gross_ore + order.shipping_gross_ore + order.fee_gross_ore


def gross_order(
    order: Order, rates: Sequence[Decimal], freight_rate: Decimal | None, max_rounding_ore: int
) -> Order | None:
    """The order in amounts incl. VAT under the given rates, or ``None`` when its total cannot come out.

    Its discount is read as excl. VAT, and if that does not add up as incl. VAT. May raise ``Held`` as
    ``split`` does.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> lines = (Line("Skruv", Decimal(3), 0, None, unit_net_ore=1001),)
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), lines, 0, 0,
    ...     0, 3754, 751, "",
    ...               tax_on_top=True)
    >>> line = gross_order(order, [Decimal(25)], None, 50).lines[0]
    >>> line.unit_gross_ore, line.discount_ore
    (1252, 2)
    """
    for is_net in (True, False) if order.discount_gross_ore else (True,):
        made = _grossed(order, rates, freight_rate, max_rounding_ore, is_net=is_net)
        if made is not None:
            return made
    return None


def _grossed(
    order: Order, rates: Sequence[Decimal], freight_rate: Decimal | None, max_rounding: int, *, is_net: bool
) -> Order | None:
    stated = [_stated(line) for line in order.lines]
    shares = discount_shares(order.lines, stated, order.discount_gross_ore)
    weights = goods_rates(order.lines, rates, stated, shares)
    freight = _topped(by_rate(order.shipping_gross_ore, weights, freight_rate))
    fee = _topped(by_rate(order.fee_gross_ore, weights))
    exact = [_exact(line, net, rate) for line, net, rate in zip(order.lines, stated, rates, strict=True)]
    discount = Fraction(order.discount_gross_ore)
    if is_net:
        discount = sum(
            (share * _factor(rate) for share, rate in zip(shares, rates, strict=True)), Fraction(0)
        )
    target = _target(order, sum(exact) + freight + fee - discount, max_rounding)
    if target is None:
        return None
    off = _whole(discount)
    amounts = _settled([*exact, freight, fee], target + off)
    lines = (
        _line(line, rate, gross) for line, rate, gross in zip(order.lines, rates, amounts[:-2], strict=True)
    )
    return replace(
        order,
        lines=tuple(lines),
        shipping_gross_ore=amounts[-2],
        fee_gross_ore=amounts[-1],
        discount_gross_ore=off,
        tax_on_top=False,
    )


def _stated(line: Line) -> int:
    """The line as the shop states it: excl. VAT where it has such a price (öre)."""
    unit = line.unit_gross_ore if line.unit_net_ore is None else line.unit_net_ore
    return line_ore(line.quantity, unit) - line.discount_ore


def _factor(rate: Decimal) -> Fraction:
    return 1 + Fraction(rate) / 100


def _exact(line: Line, stated: int, rate: Decimal) -> Fraction:
    return Fraction(stated) if line.unit_net_ore is None else stated * _factor(rate)


def _topped(parts: Sequence[tuple[Decimal, int]]) -> Fraction:
    return sum((part * _factor(rate) for rate, part in parts), Fraction(0))


def _whole(amount: Fraction) -> int:
    return divide_half_up(amount.numerator, amount.denominator)


def _target(order: Order, exact: Fraction, max_rounding: int) -> int | None:
    """What the rows shall sum to: the shop's total, or the exact sum when the shop rounded the total."""
    nearest = _whole(exact)
    missing = abs(order.total_gross_ore - nearest)
    if missing <= len(order.lines) + bool(order.shipping_gross_ore) + bool(order.fee_gross_ore):
        return order.total_gross_ore
    return nearest if missing <= max_rounding else None


def _settled(exact: list[Fraction], target: int) -> list[int]:
    """Whole öre for every row, summing to ``target``; rows below zero are only rounded."""
    below = {place: _whole(amount) for place, amount in enumerate(exact) if amount < 0}
    weights = [max(amount, Fraction(0)) for amount in exact]
    if not any(weights):
        return [_whole(amount) for amount in exact]
    parts = allocate(target - sum(below.values()), weights)
    return [below.get(place, part) for place, part in enumerate(parts)]


def _line(line: Line, rate: Decimal, gross: int) -> Line:
    unit = line.unit_gross_ore
    if line.unit_net_ore is not None:
        unit = _whole(line.unit_net_ore * _factor(rate))
    product = line_ore(line.quantity, unit)
    if product != gross and line.quantity:
        pieces = Fraction(line.quantity)
        unit = -(-gross // pieces) if pieces > 0 else gross // pieces
        product = line_ore(line.quantity, unit)
    return replace(line, unit_gross_ore=unit, unit_net_ore=None, discount_ore=product - gross)
