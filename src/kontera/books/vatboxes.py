"""Boxes 10–12 of the VAT return against box 05: the output VAT that is booked fits the sales of its rate.

Every document rounds its VAT to whole öre for itself (Skatteverket on öresavrundning), so that the sum of a
month is not the rate times its sales. What each of our own vouchers was reckoned at explains its part to the
öre; every voucher of somebody else may add one öre. What is left is the difference of the month.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.books.chart import BOX_OF_RATE
from kontera.books.comparison import sales_at
from kontera.books.money import divide_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kontera.books.chart import Chart

SETTLING = frozenset({1630, 1650, 2650})
"""Where a period's VAT goes when it is settled (BAS: skattekonto, momsfordran, redovisningskonto)."""
REVENUE = range(3000, 3740)
"""BAS: sales, and what is invoiced beside them; öresutjämning comes after."""
HUNDREDTH = 100


@dataclass(frozen=True, slots=True)
class Booked:
    """A voucher as it stands in the books, and what should stand there if it is one of ours.

    Account → öre, debit positive.
    """

    name: str
    day: date
    amounts: Mapping[int, int]
    expected: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Boxed:
    """A rate: its box, and the accounts of its VAT and of its sales.

    ``unsure``: accounts of sales at a rate that nobody knows.
    """

    rate: Decimal
    box: str
    vat: frozenset[int]
    sales: frozenset[int]
    unsure: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Odd:
    """A voucher whose VAT does not fit its sales (öre, sales positive); ``rest_ore`` is VAT too much."""

    name: str
    sales_ore: int
    vat_ore: int
    rest_ore: int


@dataclass(frozen=True, slots=True)
class Fit:
    """A month at one rate. ``rest_ore`` is what no rounding explains: 0 when the boxes agree.

    ``apart_ore``: VAT of vouchers that sell on accounts whose rate is not known; they are not judged.
    """

    month: str
    rate: Decimal
    box: str
    account: int
    sales_ore: int
    at_rate_ore: int
    vat_ore: int
    rest_ore: int
    apart_ore: int
    odd: tuple[Odd, ...]


def boxed(charts: Sequence[Chart]) -> tuple[Boxed, ...]:
    """The taxed rates of a company, over the charts of all its shops.

    An account that carries several rates, or none that a chart knows, says nothing about the VAT beside it.

    >>> from kontera.books.chart import DEFAULT_CHART
    >>> [(one.box, sorted(one.vat), sorted(one.sales)) for one in boxed([DEFAULT_CHART])][1]
    ('11', [2621], [3002])
    """
    vat: dict[Decimal, set[int]] = {}
    sales: dict[Decimal, set[int]] = {}
    for chart in charts:
        for rate, account in chart.output_vat.items():
            vat.setdefault(rate, set()).add(account)
            sales.setdefault(rate, set()).update(_sales_of(chart, rate))
    known = {account for chart in charts for account in REVENUE if _is_known(chart, account)}
    shared = {a for rate in sales for a in sales[rate] if sum(a in other for other in sales.values()) > 1}
    unsure = frozenset({*REVENUE} - known | shared)
    return tuple(
        Boxed(rate, BOX_OF_RATE.get(rate, ""), frozenset(vat[rate]), frozenset(sales[rate] - shared), unsure)
        for rate in sorted(vat, reverse=True)
    )


def _sales_of(chart: Chart, rate: Decimal) -> Iterator[int]:
    """A single-purpose gift card counts at the standard rate, as its account's VAT code says (MP1)."""
    card = chart.gift_card_spv
    yield from (account for account in sales_at(chart, rate) if account != card)
    if rate == max(chart.output_vat):
        yield card


def _is_known(chart: Chart, account: int) -> bool:
    return chart.box_of(account) is not None or account in chart.oss.values()


def fits(rates: Iterable[Boxed], vouchers: Iterable[Booked]) -> list[Fit]:
    """Each month and rate on which anything is booked, by month.

    >>> from datetime import date
    >>> from kontera.books.chart import DEFAULT_CHART
    >>> day = date(2026, 11, 10)
    >>> sold = Booked("A 1", day, {1510: 9990, 2611: -1998, 3001: -7992})
    >>> [one] = fits(boxed([DEFAULT_CHART]), [sold, Booked("A 2", day, {3001: -10000})])
    >>> (one.sales_ore, one.at_rate_ore, one.vat_ore, one.rest_ore), [odd.name for odd in one.odd]
    ((17992, 4498, 1998, -2500), ['A 2'])
    """
    months: dict[tuple[str, Decimal], _Month] = {}
    every = tuple(rates)
    for one in vouchers:
        for rate in every:
            if not (rate.vat.isdisjoint(one.amounts) and rate.sales.isdisjoint(one.amounts)):
                month = months.setdefault((f"{one.day:%Y-%m}", rate.rate), _Month(rate))
                month.add(one)
    every_key = sorted(months, key=lambda key: (key[0], -key[1]))
    return [months[key].fit(key[0]) for key in every_key if months[key].holds]


class _Month:
    """What is booked at a rate in a month, added up voucher by voucher."""

    def __init__(self, boxed_rate: Boxed) -> None:
        self.boxed, self.sales, self.vat, self.apart = boxed_rate, 0, 0, 0
        self.excess, self.slack = Decimal(0), Decimal(0)
        self.odd: list[Odd] = []

    @property
    def holds(self) -> bool:
        """Whether there is anything to tell: a settling alone is nothing."""
        return bool(self.sales or self.vat or self.apart or self.odd)

    def add(self, one: Booked) -> None:
        sales, vat = _sides(self.boxed, one.amounts)
        if one.expected is None:
            if not sales and not SETTLING.isdisjoint(one.amounts):
                return
            if not self.boxed.unsure.isdisjoint(one.amounts):
                self.apart += vat
                return
        self.sales += sales
        self.vat += vat
        self._weigh(one, sales, vat)

    def _weigh(self, one: Booked, sales: int, vat: int) -> None:
        """How much more the VAT is than the sales explain, in 1/100 öre, and how much it may be."""
        rate = self.boxed.rate
        excess, slack = vat * HUNDREDTH - sales * rate, Decimal(HUNDREDTH)
        if one.expected is not None:
            known_sales, known_vat = _sides(self.boxed, one.expected)
            excess -= known_vat * HUNDREDTH - known_sales * rate
            slack += rate  # the öre is one that moved between the VAT and its sale
            if abs(excess) <= slack:
                return
        self.excess, self.slack = self.excess + excess, self.slack + slack
        if abs(excess) > slack:
            self.odd.append(Odd(one.name, sales, vat, _ore(excess)))

    def fit(self, month: str) -> Fit:
        is_well = abs(self.excess) <= self.slack
        return Fit(
            month,
            self.boxed.rate,
            self.boxed.box,
            min(self.boxed.vat),
            self.sales,
            _ore(self.sales * self.boxed.rate),
            self.vat,
            0 if is_well else _ore(self.excess),
            self.apart,
            () if is_well else tuple(self.odd),
        )


def _sides(rate: Boxed, amounts: Mapping[int, int]) -> tuple[int, int]:
    """(sales, VAT) of a voucher at a rate, in öre, sales positive."""
    sales = -sum(ore for account, ore in amounts.items() if account in rate.sales)
    return sales, -sum(ore for account, ore in amounts.items() if account in rate.vat)


def _ore(hundredths: Decimal) -> int:
    """1/100 öre → öre. A rate may have decimals, which are cut."""
    return divide_half_up(int(hundredths), HUNDREDTH)
