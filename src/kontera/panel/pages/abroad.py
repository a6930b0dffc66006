"""Sales abroad: the threshold, the One Stop Shop by quarter, and the periodic summary by month."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from kontera.books.oss import EURO
from kontera.books.place import Treatment
from kontera.books.threshold import THRESHOLD_ORE
from kontera.panel import gate, words
from kontera.panel.screen import show
from kontera.shops import supplies
from kontera.shops.euro import in_euros, is_over, rates_of
from kontera.shops.supplies import month_of, period_named, quarter_of, stockholm_today

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from django.http import HttpRequest

    from kontera.books.order import Fx
    from kontera.panel.gate import Visit
    from kontera.shops.euro import EuroLine
    from kontera.shops.supplies import Period, PeriodicLine

MOST_PERIODS = 12
OSS_COLUMNS = (
    "quarter", "country", "rate", "kind", "currency", "base", "vat", "base_sek", "vat_sek",
    "base_eur", "vat_eur", "sek_per_eur", "rate_day",
)  # fmt: skip
PERIODIC_COLUMNS = ("month", "vat_number", "country", "kind", "base_sek")


@dataclass(frozen=True, slots=True)
class ShownQuarter:
    """A quarter of the One Stop Shop, and its own rate; ``vat_cents`` is ``None`` while a rate is missing."""

    name: str
    lines: list[EuroLine]
    corrections: list[EuroLine]
    vat_sek_ore: int
    vat_cents: int | None
    fx: Fx | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month of the periodic summary."""

    name: str
    lines: list[PeriodicLine]


@gate.shop_page("abroad")
def abroad(request: HttpRequest, visit: Visit) -> HttpResponse:
    handle = visit.handle
    answer = handle.choices.text("eu_consumers")
    standing = supplies.standing(handle, stockholm_today().year)
    code = standing.code if answer != "oss" else ""
    quarters = _named(quarter_of(day) for day in supplies.periods(handle, Treatment.OSS))
    months = _named(month_of(day) for day in supplies.periods(handle, Treatment.EU_B2B))
    return show(
        request,
        "panel/abroad.html",
        visit,
        standing=standing,
        warning=words.reason(code, supplies.facts_of(standing)) if code else None,
        threshold_ore=THRESHOLD_ORE,
        filled=min(standing.percent, 100),
        answer=answer,
        quarters=[_quarter(visit, period) for period in quarters],
        months=[ShownMonth(one.name, supplies.periodic_lines(handle, one)) for one in months],
    )


def _named(periods: Iterable[Period]) -> list[Period]:
    """Each period once, in the order they come."""
    return list({period.name: period for period in periods}.values())[:MOST_PERIODS]


def _quarter(visit: Visit, period: Period) -> ShownQuarter:
    own, corrections = map(in_euros, supplies.oss_lines(visit.handle, period))
    every = [*own, *corrections]
    cents = [one.vat_cents for one in every if one.vat_cents is not None]
    return ShownQuarter(
        name=period.name,
        lines=own,
        corrections=corrections,
        vat_sek_ore=sum(one.line.vat_sek_ore for one in every),
        vat_cents=sum(cents) if len(cents) == len(every) else None,
        fx=rates_of(period).get(EURO),
        is_over=is_over(period, stockholm_today()),
    )


@gate.shop_page("abroad_file")
def abroad_file(_request: HttpRequest, visit: Visit, kind: str, period: str) -> HttpResponse:
    """A quarter (``oss``) or a month (``periodic``) as a file for a spreadsheet."""
    try:
        found = period_named(period)
    except ValueError:
        raise Http404 from None
    if kind == "oss":
        own, corrections = supplies.oss_lines(visit.handle, found)
        rows = [_oss_row(line) for line in in_euros([*own, *corrections])]
        return _csv(f"oss-{found.name}.csv", OSS_COLUMNS, rows)
    lines = supplies.periodic_lines(visit.handle, found)
    rows = [(found.name, one.vat_number, one.country, one.kind, _kronor(one.base_sek_ore)) for one in lines]
    return _csv(f"periodic-{found.name}.csv", PERIODIC_COLUMNS, rows)


def _oss_row(one: EuroLine) -> tuple[str, ...]:
    line, fx = one.line, one.fx
    amounts = (line.base_ore, line.vat_ore, line.base_sek_ore, line.vat_sek_ore)
    euro = ["" if cents is None else _kronor(cents) for cents in (one.base_cents, one.vat_cents)]
    rate = (_comma(fx.rate), fx.day.isoformat()) if fx is not None else ("", "")
    names = (line.quarter, line.country, _comma(line.rate), line.kind, line.currency)
    return (*names, *map(_kronor, amounts), *euro, *rate)


def _comma(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")


def _kronor(ore: int) -> str:
    """An amount as a Swedish spreadsheet reads it."""
    sign = "-" if ore < 0 else ""
    return f"{sign}{abs(ore) // 100},{abs(ore) % 100:02d}"


def _csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Semicolons and a byte order mark, as Excel wants it in Sweden."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=disposition)
    writer = csv.writer(response, delimiter=";")
    writer.writerow(columns)
    writer.writerows(rows)
    return response
