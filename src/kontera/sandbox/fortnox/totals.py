"""How a document's totals come about, by this sandbox's own rules.

* Quantity and price are rounded to two decimals, half up (recorded answers).
* Row amount = price × delivered quantity − discount; not rounded before summing.
* VAT per document and rate. Guess: with prices incl. VAT it is taken out of the rate's sum.
* Header freight and fee carry VAT at the rate with the largest sum (Fortnox help).
* Öresutjämning rounds the SEK total to whole kronor; ``RoundOff`` is the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ORE = Decimal("0.01")
KRONA = Decimal(1)
HUNDRED = Decimal(100)
ZERO = Decimal(0)


def half_up(value: Decimal, step: Decimal = ORE) -> Decimal:
    """Round half away from zero.

    >>> half_up(Decimal("1.125")), half_up(Decimal("-1.125"))
    (Decimal('1.13'), Decimal('-1.13'))
    """
    return value.quantize(step, ROUND_HALF_UP)


def settle(exact: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Round ``exact`` amounts to öre so that they add up to ``total``: largest fraction first.

    >>> settle([Decimal("3.333"), Decimal("3.333"), Decimal("3.334")], Decimal("10.00"))
    [Decimal('3.33'), Decimal('3.33'), Decimal('3.34')]
    """
    if sum(exact, ZERO) < 0:
        return [-value for value in settle([-value for value in exact], -total)]
    parts = [value.quantize(ORE, ROUND_FLOOR) for value in exact]
    order = sorted(
        range(len(exact)), key=lambda place: (parts[place] - exact[place], -abs(exact[place]), place)
    )
    left = int((total - sum(parts, ZERO)) / ORE)
    step = ORE if left > 0 else -ORE
    for turn in range(abs(left)):
        parts[order[turn % len(order)]] += step
    return parts


@dataclass(frozen=True, slots=True)
class Part:
    """One amount of a document in its own VAT mode: account, rate in percent, exact amount."""

    account: int
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RateSum:
    """All parts of one rate, in whole öre."""

    rate: Decimal
    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class Totals:
    """``total`` includes ``round_off``; ``exact_total`` does not."""

    rates: tuple[RateSum, ...]
    exact_total: Decimal
    round_off: Decimal

    @property
    def total(self) -> Decimal:
        return self.exact_total + self.round_off

    @property
    def vat(self) -> Decimal:
        return sum((one.vat for one in self.rates), ZERO)

    @property
    def net(self) -> Decimal:
        return sum((one.net for one in self.rates), ZERO)


def row_amount(price: Decimal, quantity: Decimal, discount: Decimal, kind: str) -> Decimal:
    """Price × quantity − discount; AMOUNT is kronor for the whole row, PERCENT is percent."""
    amount = half_up(price) * half_up(quantity)
    return amount * (HUNDRED - discount) / HUNDRED if kind == "PERCENT" else amount - discount


def vat_in(gross: Decimal, rate: Decimal) -> Decimal:
    return half_up(gross * rate / (HUNDRED + rate))


def add_up(parts: Sequence[Part], *, included: bool, round_off: bool) -> Totals:
    """Totals of a document from its parts."""
    by_rate: dict[Decimal, Decimal] = {}
    for part in parts:
        by_rate[part.rate] = by_rate.get(part.rate, ZERO) + part.amount
    rates = _gross_sums(by_rate) if included else _net_sums(by_rate)
    exact = sum((one.gross for one in rates), ZERO)
    rounded = half_up(exact, KRONA) if round_off else exact
    return Totals(rates, exact, rounded - exact)


def _gross_sums(by_rate: dict[Decimal, Decimal]) -> tuple[RateSum, ...]:
    exact = list(by_rate.values())
    grosses = settle(exact, half_up(sum(exact, ZERO)))
    return tuple(
        RateSum(rate, gross - vat_in(gross, rate), vat_in(gross, rate))
        for rate, gross in zip(by_rate, grosses, strict=True)
    )


def _net_sums(by_rate: dict[Decimal, Decimal]) -> tuple[RateSum, ...]:
    return tuple(
        RateSum(rate, half_up(net), half_up(half_up(net) * rate / HUNDRED)) for rate, net in by_rate.items()
    )


def largest_rate(parts: Sequence[Part]) -> Decimal:
    """The rate with the largest sum; 25 % when there is nothing to compare."""
    sums: dict[Decimal, Decimal] = {}
    for part in parts:
        sums[part.rate] = sums.get(part.rate, ZERO) + part.amount
    return max(sums, key=lambda rate: (sums[rate], rate), default=Decimal(25))
