"""VIES, Riksbanken and the ECB under one roof, written from their published interfaces.

Sources: VIES REST API (check-vat-number), Riksbanken SWEA v1 (Observations), ECB data portal (EXR, csvdata).
Guess: the words in ``userError`` and the shape of a refused question.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.sandbox.answers import Answer, json_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

SATURDAY = 5


@dataclass
class Registers:
    """What the public registers know, and whether they answer at all."""

    numbers: dict[str, str] = field(default_factory=dict)
    """Valid VAT numbers and the names they are registered to."""
    rates: dict[str, Decimal] = field(
        default_factory=lambda: {
            "EUR": Decimal("10.9635"),
            "USD": Decimal("9.4510"),
            "NOK": Decimal("0.9320"),
            "DKK": Decimal("1.4690"),
            "GBP": Decimal("12.4800"),
        }
    )
    """SEK for one unit; the same every banking day unless ``days`` says otherwise."""
    days: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    """(currency, day) → another rate of that day."""
    vies_down: bool = False
    rates_down: bool = False
    consultations: int = 0

    def rate_of(self, currency: str, day: date) -> Decimal | None:
        """The rate published on a day; none at weekends."""
        if day.weekday() >= SATURDAY:
            return None
        return self.days.get((currency, day.isoformat()), self.rates.get(currency))


def handle(
    registers: Registers, method: str, path: str, *, params: Mapping[str, str], body: bytes, now: date
) -> Answer:
    """One request to any of the registers."""
    if path.startswith("/vies/"):
        return _vies(registers, method, path, body, now)
    if registers.rates_down:
        return json_answer(503, {"message": "Service unavailable"})
    if path.startswith("/riksbank/"):
        return _riksbank(registers, path, now)
    if path.startswith("/ecb/"):
        return _ecb(registers, path, params, now)
    return json_answer(404, {"message": "nothing here"})


def _vies(registers: Registers, method: str, path: str, body: bytes, now: date) -> Answer:
    if method != "POST" or not path.endswith("/check-vat-number"):
        return json_answer(405, {"actionSucceed": False, "errorWrappers": [{"error": "METHOD"}]})
    asked: dict[str, Any] = json.loads(body or b"{}")
    country, number = str(asked.get("countryCode", "")), str(asked.get("vatNumber", ""))
    told = {"countryCode": country, "vatNumber": number, "requestDate": f"{now.isoformat()}T10:00:00.000Z"}
    if registers.vies_down:
        return json_answer(200, {**told, "valid": False, "userError": "MS_UNAVAILABLE", "name": "---"})
    name = registers.numbers.get(country + number)
    if name is None:
        return json_answer(200, {**told, "valid": False, "userError": "INVALID", "name": "---"})
    registers.consultations += 1
    receipt = f"WAPIAAAA{registers.consultations:08d}" if asked.get("requesterNumber") else ""
    answer = {**told, "valid": True, "userError": "VALID", "requestIdentifier": receipt, "name": name}
    return json_answer(200, {**answer, "address": "---"})


def _riksbank(registers: Registers, path: str, now: date) -> Answer:
    found = re.fullmatch(r"/riksbank/Observations/SEK([A-Z]{3})PMI/(\S{10})/(\S{10})", path)
    if found is None or found[1] not in registers.rates:
        return json_answer(404, {"message": "Series not found"})
    days = _days(date.fromisoformat(found[2]), min(date.fromisoformat(found[3]), now))
    told = [(day, registers.rate_of(found[1], day)) for day in days]
    rows = [{"date": day.isoformat(), "value": rate} for day, rate in told if rate is not None]
    return json_answer(200, rows) if rows else Answer(204, b"", "application/json")


def _ecb(registers: Registers, path: str, params: Mapping[str, str], now: date) -> Answer:
    found = re.fullmatch(r"/ecb/data/EXR/D\.([A-Z]{3})\.EUR\.SP00\.A", path)
    if found is None or found[1] not in {"SEK", *registers.rates}:
        return Answer(404, b"No results found.", "text/plain")
    first, last = (date.fromisoformat(params[name]) for name in ("startPeriod", "endPeriod"))
    lines = ["KEY,FREQ,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE"]
    for day in _days(first, min(last, now)):
        sek, other = registers.rate_of("EUR", day), registers.rate_of(found[1], day)
        if sek is not None and found[1] == "SEK":
            lines.append(f"EXR.D.SEK.EUR.SP00.A,D,SEK,EUR,{day.isoformat()},{sek}")
        elif sek is not None and other is not None:
            value = (sek / other).quantize(Decimal("0.0001"))
            lines.append(f"EXR.D.{found[1]}.EUR.SP00.A,D,{found[1]},EUR,{day.isoformat()},{value}")
    return Answer(200, ("\r\n".join(lines) + "\r\n").encode(), "text/csv")


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
