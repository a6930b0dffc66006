"""Sales abroad: the threshold, the One Stop Shop by quarter, and the periodic summary by month."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from kontera.books.place import Treatment
from kontera.books.threshold import THRESHOLD_ORE
from kontera.panel import gate, words
from kontera.panel.screen import show
from kontera.shops import supplies
from kontera.shops.supplies import month_of, period_named, quarter_of, stockholm_today

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from kontera.panel.gate import Visit
    from kontera.shops.supplies import OssLine, Period, PeriodicLine

MOST_PERIODS = 12
OSS_COLUMNS = ("quarter", "country", "rate", "kind", "currency", "base", "vat", "base_sek", "vat_sek")
PERIODIC_COLUMNS = ("month", "vat_number", "country", "kind", "base_sek")


@dataclass(frozen=True, slots=True)
class ShownQuarter:
    """A quarter of the One Stop Shop."""

    name: str
    lines: list[OssLine]
    corrections: list[OssLine]
    vat_sek_ore: int


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
    own, corrections = supplies.oss_lines(visit.handle, period)
    return ShownQuarter(period.name, own, corrections, sum(line.vat_sek_ore for line in (*own, *corrections)))


@gate.shop_page("abroad_file")
def abroad_file(_request: HttpRequest, visit: Visit, kind: str, period: str) -> HttpResponse:
    """A quarter (``oss``) or a month (``periodic``) as a file for a spreadsheet."""
    try:
        found = period_named(period)
    except ValueError:
        raise Http404 from None
    if kind == "oss":
        own, corrections = supplies.oss_lines(visit.handle, found)
        return _csv(f"oss-{found.name}.csv", OSS_COLUMNS, [_oss_row(line) for line in (*own, *corrections)])
    lines = supplies.periodic_lines(visit.handle, found)
    rows = [(found.name, one.vat_number, one.country, one.kind, _kronor(one.base_sek_ore)) for one in lines]
    return _csv(f"periodic-{found.name}.csv", PERIODIC_COLUMNS, rows)


def _oss_row(line: OssLine) -> tuple[str, ...]:
    amounts = (line.base_ore, line.vat_ore, line.base_sek_ore, line.vat_sek_ore)
    rate = f"{line.rate:f}".replace(".", ",")
    return (line.quarter, line.country, rate, line.kind, line.currency, *map(_kronor, amounts))


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
