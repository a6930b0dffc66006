"""Rates of exchange as Riksbanken and the European Central Bank publish them: the latest up to a day.

Rates are published on banking days, in the afternoon; on a Sunday the latest is Friday's. Skatteverket
accepts the last rate published at the tax point.
"""

from __future__ import annotations

import csv
import io
import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from kontera.books.order import Fx
from kontera.public.asking import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx2

BACK = timedelta(days=10)
"""So many days back there is always a banking day."""
SILENT = "rates-silent"


@dataclass(frozen=True, slots=True)
class Riksbank:
    """SWEA, the interest and exchange rate API of Sveriges riksbank (series ``SEKEURPMI``: SEK for 1 EUR)."""

    url: str
    http: httpx2.Client
    sleep: Callable[[float], None] = time.sleep

    def rate(self, currency: str, day: date) -> Fx | None:
        """The latest rate up to ``day``; ``None`` for a currency that is not quoted. Raises ``TryLater``."""
        first = day - BACK
        path = f"/Observations/SEK{currency}PMI/{first.isoformat()}/{day.isoformat()}"
        answer = ask(self.http, self.url + path, SILENT, sleep=self.sleep)
        return _latest(currency, day, _observations(answer), "riksbank")


@dataclass(frozen=True, slots=True)
class Ecb:
    """The ECB's data API (flow EXR, daily reference rates against the euro), as CSV."""

    url: str
    http: httpx2.Client
    sleep: Callable[[float], None] = time.sleep

    def rate(self, currency: str, day: date) -> Fx | None:
        """As Riksbanken's; other currencies than EUR are crossed over the euro, to six decimals."""
        sek = self._against_euro("SEK", day)
        if sek is None or currency == "EUR":
            return sek and Fx("EUR", sek[1], sek[0], "ecb")
        other = self._against_euro(currency, day)
        if other is None or other[0] != sek[0] or not other[1]:
            return None
        crossed = (sek[1] / other[1]).quantize(Decimal("0.000001"))
        return Fx(currency, crossed, sek[0], "ecb")

    def _against_euro(self, currency: str, day: date) -> tuple[date, Decimal] | None:
        params = {
            "startPeriod": (day - BACK).isoformat(),
            "endPeriod": day.isoformat(),
            "format": "csvdata",
        }
        url = f"{self.url}/data/EXR/D.{currency}.EUR.SP00.A"
        answer = ask(self.http, url, SILENT, params=params, sleep=self.sleep)
        rows = csv.DictReader(io.StringIO(answer.text)) if answer.status_code == 200 else ()  # noqa: PLR2004
        known = [pair for row in rows if (pair := _pair(row.get("TIME_PERIOD"), row.get("OBS_VALUE")))]
        return max((pair for pair in known if pair[0] <= day), default=None)


def _observations(answer: httpx2.Response) -> Iterator[tuple[date, Decimal]]:
    if answer.status_code != 200:  # noqa: PLR2004
        return
    try:
        told: Any = answer.json(parse_float=Decimal)
    except ValueError:
        return
    for row in told if isinstance(told, list) else ():
        if isinstance(row, dict) and (pair := _pair(row.get("date"), row.get("value"))):
            yield pair


def _pair(day: object, value: object) -> tuple[date, Decimal] | None:
    try:
        pair = date.fromisoformat(str(day)), Decimal(str(value))
    except (ValueError, InvalidOperation):
        return None
    return pair if pair[1].is_finite() and pair[1] > 0 else None


def _latest(currency: str, day: date, known: Iterator[tuple[date, Decimal]], source: str) -> Fx | None:
    found = max((pair for pair in known if pair[0] <= day), default=None)
    return found and Fx(currency, found[1], found[0], source)
