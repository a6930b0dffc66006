"""How a shop adds up an order: its own arithmetic, öre by öre, at the moment of the sale.

Guess throughout, since the public docs name the sums without their rules: prices incl. VAT unless
the shop sells "tax on top"; a discount is spread over ordinary goods by amount; freight and fee
carry VAT in the proportions of the goods unless the shop has a flat freight rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ORE = Decimal("0.01")
ZERO = Decimal(0)
HUNDRED = Decimal(100)


def cents(value: Decimal) -> Decimal:
    return value.quantize(ORE, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Item:
    """One line: unit price as shown in the shop, quantity, rate in percent."""

    price: Decimal
    quantity: Decimal
    rate: Decimal
    gift_card: bool = False

    @property
    def amount(self) -> Decimal:
        return self.price * self.quantity

    @property
    def ordinary(self) -> bool:
        return not self.gift_card and self.amount > 0


@dataclass(frozen=True, slots=True)
class Rules:
    """How this shop computes.

    ``tax_per`` line rounds each line's VAT, order rounds each rate's sum. ``freight_rate`` None
    splits freight over the rates of the goods. ``whole_kronor`` rounds the order's total.
    """

    tax_per: Literal["line", "order"] = "order"
    freight_rate: Decimal | None = None
    whole_kronor: bool = False
    on_top: bool = False
    tax_free: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of an order in kronor."""

    items: Decimal
    tax: Decimal
    total: Decimal


def add_up(
    items: Sequence[Item], *, discount: Decimal, shipping: Decimal, fee: Decimal, rules: Rules
) -> Sums:
    """The sums of an order; ``discount`` is positive."""
    goods = sum((item.amount for item in items), ZERO)
    taxed = [*_discounted(items, discount), *_spread(items, shipping, rules.freight_rate)]
    taxed += _spread(items, fee, None)
    tax = ZERO if rules.tax_free else _tax(taxed, rules)
    total = cents(goods) - discount + shipping + fee + (tax if rules.on_top else ZERO)
    if rules.whole_kronor:
        total = total.quantize(Decimal(1), ROUND_HALF_UP)
    return Sums(cents(goods), tax, cents(total))


def _discounted(items: Sequence[Item], discount: Decimal) -> list[tuple[Decimal, Decimal]]:
    base = sum((item.amount for item in items if item.ordinary), ZERO)
    share = discount / base if base else ZERO
    return [(item.rate, item.amount * (1 - share) if item.ordinary else item.amount) for item in items]


def _spread(items: Sequence[Item], amount: Decimal, flat: Decimal | None) -> list[tuple[Decimal, Decimal]]:
    """(rate, amount) of freight or fee."""
    if not amount:
        return []
    ordinary = [item for item in items if item.ordinary]
    base = sum((item.amount for item in ordinary), ZERO)
    if flat is not None or not base:
        return [(flat if flat is not None else Decimal(25), amount)]
    weights: dict[Decimal, Decimal] = {}
    for item in ordinary:
        weights[item.rate] = weights.get(item.rate, ZERO) + item.amount
    return [(rate, amount * weight / base) for rate, weight in weights.items()]


def _tax(taxed: Iterable[tuple[Decimal, Decimal]], rules: Rules) -> Decimal:
    if rules.tax_per == "line":
        return sum((_tax_of(rate, amount, rules) for rate, amount in taxed), ZERO)
    sums: dict[Decimal, Decimal] = {}
    for rate, amount in taxed:
        sums[rate] = sums.get(rate, ZERO) + amount
    return sum((_tax_of(rate, amount, rules) for rate, amount in sums.items()), ZERO)


def _tax_of(rate: Decimal, amount: Decimal, rules: Rules) -> Decimal:
    return cents(amount * rate / (HUNDRED if rules.on_top else HUNDRED + rate))
