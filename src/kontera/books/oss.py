"""The One Stop Shop: what was sold, against the VAT that is booked for it; and its amounts in euro.

A sale belongs to the quarter of its tax point, its voucher to the day it is booked on: an order that is right
as a whole may stand in two quarters, which is told and is no difference.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.books.currency import SEK
from kontera.books.money import round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kontera.books.order import Fx

EURO = "EUR"


@dataclass(frozen=True, slots=True)
class Part:
    """VAT of one sale in the ledger, or on one voucher (öre, sales positive).

    ``unit`` is what must agree: an order, or a summary; empty for a voucher of somebody else. ``name`` is
    what people call it. ``period`` is its quarter; empty outside the year that is looked at.
    """

    unit: str
    name: str
    period: str
    vat_ore: int


@dataclass(frozen=True, slots=True)
class Apart:
    """A sale or a voucher that does not agree: what the ledger has and what is booked (öre)."""

    name: str
    ledger_ore: int
    booked_ore: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter: the VAT of the ledger, what is booked, and why they differ (öre).

    ``moved_ore``: booked here of sales that belong to another quarter, less the opposite. ``waiting_ore``:
    sold, and not in the books. ``rest_ore``: what has no explanation, 0 when all is well.
    """

    period: str
    ledger_ore: int
    booked_ore: int
    moved_ore: int
    waiting_ore: int
    rest_ore: int
    apart: tuple[Apart, ...]


def quarters(periods: Sequence[str], sold: Iterable[Part], booked: Iterable[Part]) -> list[Quarter]:
    """The quarters in which we sold or booked anything.

    >>> sold = [Part("1", "1001", "2026Q3", 1900), Part("2", "1002", "2026Q4", 700)]
    >>> booked = [Part("1", "B 1", "2026Q4", 1900), Part("2", "B 2", "2026Q4", 600)]
    >>> [(one.period, one.moved_ore, one.rest_ore) for one in quarters(["2026Q3", "2026Q4"], sold, booked)]
    [('2026Q3', -1900, 0), ('2026Q4', 1900, -100)]
    """
    units: dict[str, _Unit] = {}
    others: list[Part] = []
    for part in sold:
        units.setdefault(part.unit, _Unit(part.name)).sell(part)
    for part in booked:
        if part.unit:
            units.setdefault(part.unit, _Unit(part.name)).book(part)
        else:
            others.append(part)
    every = [*units.values()]
    return [
        _quarter(period, [unit for unit in every if unit.is_in(period)], others)
        for period in periods
        if any(unit.is_in(period) for unit in every)
    ]


class _Unit:
    """What must agree as a whole. Each row of the ledger is rounded for itself by Fortnox: an öre a row."""

    def __init__(self, name: str) -> None:
        self.name, self.rows, self.is_booked = name, 0, False
        self.sold: Counter[str] = Counter()
        self.booked: Counter[str] = Counter()

    def sell(self, part: Part) -> None:
        self.rows += 1
        self.sold[part.period] += part.vat_ore

    def book(self, part: Part) -> None:
        self.is_booked = True
        self.booked[part.period] += part.vat_ore

    def is_in(self, period: str) -> bool:
        return period in self.sold or period in self.booked

    @property
    def is_spread(self) -> bool:
        """Whether it is sold in one quarter and booked in another."""
        return self.is_booked and {*self.sold} != {*self.booked}

    @property
    def agrees(self) -> bool:
        return abs(self.sold.total() - self.booked.total()) <= self.rows


def _quarter(period: str, units: Sequence[_Unit], others: Iterable[Part]) -> Quarter:
    strange = [Apart(one.name, 0, one.vat_ore) for one in others if one.period == period and one.vat_ore]
    ours = sum(unit.booked[period] for unit in units)
    theirs = sum(one.booked_ore for one in strange)
    waits = [unit for unit in units if not unit.is_booked]
    waiting = sum(unit.sold[period] for unit in waits)
    wrong = [unit for unit in units if unit.is_booked and not unit.agrees]
    moved = sum(unit.booked[period] - unit.sold[period] for unit in units if unit.is_spread and unit.agrees)
    rest = sum(unit.booked[period] - unit.sold[period] for unit in wrong)
    apart = [Apart(unit.name, unit.sold[period], unit.booked[period]) for unit in wrong]
    apart = [one for one in apart if one.ledger_ore != one.booked_ore]
    if strange and theirs != waiting:
        # Somebody may have booked what waits; as long as it is not all of it, nobody can say what.
        rest += theirs - waiting
        apart += [*strange, *(Apart(unit.name, unit.sold[period], 0) for unit in waits)]
    ledger = sum(unit.sold[period] for unit in units)
    return Quarter(period, ledger, ours + theirs, moved, waiting, rest, tuple(apart))


def in_euro(amount: int, currency: str, rates: Mapping[str, Fx]) -> int | None:
    """1/100 of a currency → cents at the rates of a day (SEK for one unit); ``None`` without a rate.

    What was sold in euro is not converted. Source: directive 2006/112/EC, article 369h: the ECB's rate of the
    last day of the quarter, or of the next day on which it publishes any.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Fx
    >>> euro = {"EUR": Fx("EUR", Decimal("11"), date(2026, 12, 31), "ecb")}
    >>> in_euro(11000, "SEK", euro), in_euro(500, "EUR", {}), in_euro(11000, "SEK", {})
    (1000, 500, None)
    """
    if currency == EURO:
        return amount
    if EURO not in rates or (currency != SEK and currency not in rates):
        return None
    kronor = amount if currency == SEK else amount * rates[currency].rate
    return round_half_up(kronor / rates[EURO].rate)
