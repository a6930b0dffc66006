"""The One Stop Shop in euro, as its return wants it: by rates that were fetched once the quarter was over.

Nobody is asked here; without a rate there is no amount in euro. Source: directive 2006/112/EC, article 369h:
the ECB's rate of the last day of the quarter, or of the next day on which it publishes one. A correction goes
by the rate of the quarter it corrects.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kontera.books.currency import SEK
from kontera.books.order import Fx
from kontera.books.oss import EURO, in_euro
from kontera.books.place import Treatment
from kontera.shops.models import Rate, Supply
from kontera.shops.registers import keep_rate
from kontera.shops.supplies import period_named, quarter_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from kontera.shops.handle import Handle
    from kontera.shops.supplies import OssLine, Period

SOURCE = "ecb-oss"
"""A rate that was the first from the last day of a quarter on; those of other days say nothing of that."""
LATEST = timedelta(days=10)
"""So long after the quarter the next day of publication has come."""
CORRECTED = timedelta(days=1200)
"""So far back a return is corrected: three years from when it was due."""


@dataclass(frozen=True, slots=True)
class EuroLine:
    """A line of the report with its amounts in cents, and the rate; none of them while there is no rate."""

    line: OssLine
    base_cents: int | None
    vat_cents: int | None
    fx: Fx | None


def in_euros(lines: Iterable[OssLine]) -> list[EuroLine]:
    """Each line in euro too, at the rate of the quarter in which it was sold."""
    known: dict[str, Mapping[str, Fx]] = {}
    made = []
    for line in lines:
        rates = known.setdefault(line.quarter, rates_of(period_named(line.quarter)))
        base, vat = (in_euro(amount, line.currency, rates) for amount in (line.base_ore, line.vat_ore))
        made.append(EuroLine(line, base, vat, rates.get(EURO)))
    return made


def rates_of(quarter: Period) -> dict[str, Fx]:
    """Currency → SEK for one unit at the end of a quarter, as far as they have been fetched."""
    rows = Rate.objects.filter(source=SOURCE, day__range=(quarter.last, quarter.last + LATEST))
    return {row.currency: Fx(row.currency, row.rate.normalize(), row.day, SOURCE) for row in rows}


def keep(fx: Fx) -> None:
    """A rate that is the first from a quarter's last day on."""
    keep_rate(replace(fx, source=SOURCE))


def wanted(handle: Handle, today: date) -> Iterator[tuple[Period, str]]:
    """The rates that are needed and not known: of quarters that are over and sold in anything but euro."""
    rows = Supply.objects.filter(shop=handle.shop, treatment=Treatment.OSS.value, day__gte=today - CORRECTED)
    sold: dict[Period, set[str]] = {}
    for day, currency in rows.exclude(currency=EURO).order_by().values_list("day", "currency").distinct():
        sold.setdefault(quarter_of(day), {EURO}).add(currency)
    for quarter in sorted(sold, key=lambda one: one.last):
        if is_over(quarter, today):
            missing = sold[quarter] - {SEK} - {*rates_of(quarter)}
            yield from ((quarter, currency) for currency in sorted(missing))


def is_over(quarter: Period, today: date) -> bool:
    """Whether the last day of a quarter has passed."""
    return quarter.last < today
