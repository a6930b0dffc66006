"""VAT rates of the Union's member states and Northern Ireland, as dated tables.

Today's rates are those of the European Commission's TEDB as of 2026-09-29; a test compares them with the
data set ``eu-vat-rates-data``. What came before is kept, because an order of last year carries last year's
rate. Rates of parts of a country (Madeira, Corsica, the Greek islands) stand among its reduced ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.books.vat import STANDARD, rates_on

if TYPE_CHECKING:
    from kontera.books.place import Place

_FIRST = date(2023, 1, 1)
_TEDB = "European Commission, TEDB"


@dataclass(frozen=True, slots=True)
class CountryRates:
    """The rates of a country from ``first`` to ``last`` (``None``: still), percent, standard first."""

    country: str
    rates: tuple[Decimal, ...]
    first: date = _FIRST
    last: date | None = None
    source: str = _TEDB


def _of(
    country: str, rates: str, first: date = _FIRST, last: date | None = None, source: str = _TEDB
) -> CountryRates:
    return CountryRates(country, tuple(Decimal(rate) for rate in rates.split()), first, last, source)


COUNTRY_RATES: tuple[CountryRates, ...] = (
    _of("AT", "20 19 13 10", last=date(2026, 6, 30), source=f"{_TEDB}; 19 in Jungholz and Mittelberg"),
    _of("AT", "20 19 13 10 4.9", date(2026, 7, 1), source=f"{_TEDB}; guess: 4.9 from the middle of 2026"),
    _of("BE", "21 12 6"),
    _of("BG", "20 9"),
    _of("CY", "19 9 5 3"),
    _of("CZ", "21 15 10", last=date(2023, 12, 31), source="Czech consolidation act, 2024"),
    _of("CZ", "21 12", date(2024, 1, 1)),
    _of("DE", "19 7"),
    _of("DK", "25"),
    _of("EE", "20 9 5", last=date(2023, 12, 31)),
    _of("EE", "22 9 5", date(2024, 1, 1), date(2024, 12, 31)),
    _of("EE", "22 13 9", date(2025, 1, 1), date(2025, 6, 30)),
    _of("EE", "24 13 9", date(2025, 7, 1)),
    _of("ES", "21 10 4"),
    _of("FI", "24 14 10", last=date(2024, 8, 31)),
    _of("FI", "25.5 14 10", date(2024, 9, 1), date(2025, 12, 31)),
    _of("FI", "25.5 13.5 10", date(2026, 1, 1)),
    _of("FR", "20 13 10 8.5 5.5 2.1 1.05 0.9", source=f"{_TEDB}; Corsica and overseas among the reduced"),
    _of("GR", "24 17 13 6 4", source=f"{_TEDB}; 17 and 4 on some islands"),
    _of("HR", "25 13 5"),
    _of("HU", "27 18 5"),
    _of("IE", "23 13.5 9 4.8", source=f"{_TEDB}; 4.8 on livestock"),
    _of("IT", "22 10 5 4"),
    _of("LT", "21 9 5", last=date(2025, 12, 31)),
    _of("LT", "21 12 5", date(2026, 1, 1)),
    _of("LU", "16 13 7 3", last=date(2023, 12, 31)),
    _of("LU", "17 14 8 3", date(2024, 1, 1)),
    _of("LV", "21 12 5"),
    _of("MT", "18 12 7 5"),
    _of("NL", "21 9"),
    _of("PL", "23 8 5"),
    _of("PT", "23 22 16 13 12 9 6 5 4", source=f"{_TEDB}; Madeira and the Azores among the reduced"),
    _of("RO", "19 9 5", last=date(2025, 7, 31)),
    _of("RO", "21 11", date(2025, 8, 1)),
    _of("SI", "22 9.5 5"),
    _of("SK", "20 10 5", last=date(2024, 12, 31)),
    _of("SK", "23 19 5", date(2025, 1, 1)),
    _of("XI", "20 5", source="Northern Ireland Protocol: UK rates on goods"),
)
"""Sorted by country and day; each day has one row. Zero rates are left out: an untaxed sale to a consumer
is looked at by a person."""


def rates_in(country: str, day: date) -> tuple[Decimal, ...]:
    """The VAT rates of a member state (or XI) on ``day``, percent, the standard rate first.

    Empty for a country without a row.

    >>> [str(rate) for rate in rates_in("FI", date(2026, 11, 10))]
    ['25.5', '13.5', '10']
    >>> rates_in("EE", date(2025, 6, 30))[0], rates_in("EE", date(2025, 7, 1))[0]
    (Decimal('22'), Decimal('24'))
    """
    for row in COUNTRY_RATES:
        if row.country == country and row.first <= day and (row.last is None or day <= row.last):
            return row.rates
    return ()


def rates_at(place: Place, day: date) -> tuple[Decimal, ...]:
    """The rates a sale of ``place`` may carry on ``day``, the standard one first; none where it is untaxed.

    >>> from kontera.books.place import Place, Treatment
    >>> rates_at(Place(Treatment.OSS, "DE"), date(2026, 11, 10))
    (Decimal('19'), Decimal('7'))
    >>> rates_at(Place(Treatment.EXPORT, "NO"), date(2026, 11, 10))
    ()
    """
    if place.is_swedish:
        return rates_on(day)
    return rates_in(place.country, day) if place.is_taxed else ()


def standard_at(place: Place, day: date) -> Decimal:
    """The standard rate of a sale of ``place``; Sweden's where the country has none.

    >>> from kontera.books.place import Place, Treatment
    >>> standard_at(Place(Treatment.OSS, "FI"), date(2026, 11, 10))
    Decimal('25.5')
    """
    return next(iter(rates_at(place, day)), STANDARD)
