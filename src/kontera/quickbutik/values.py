"""Single values as Quickbutik sends them: numbers as text, ids as numbers, truth in four spellings.

Forgiving in form, strict in meaning: what is no number is ``Held("order-unreadable")``,
never a silent zero.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from kontera.problems import Held
from kontera.quickbutik.amounts import parse_amount

STOCKHOLM = ZoneInfo("Europe/Stockholm")
"""Times come without a zone; shops and their panel live in Swedish time."""
_TRUE = frozenset({"1", "true", "yes", "on"})
_NOTHING = frozenset({"", "null", "none"})
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_STAMP = re.compile(r"\d{9,10}")
_NO_DAY = "0000-00-00"


class Raw:
    """One JSON object of the shop, with the order's number for the reason when it cannot be read."""

    def __init__(self, fields: Mapping[str, Any], number: str) -> None:
        self.fields = fields
        self.number = number

    def text(self, *keys: str) -> str:
        """The first of ``keys`` that holds something, trimmed, with HTML entities decoded."""
        return next((found for key in keys if (found := _text(self.fields.get(key)))), "")

    def has(self, key: str) -> bool:
        """Whether ``key`` holds something."""
        return _text(self.fields.get(key)) != ""

    def flag(self, *keys: str) -> bool:
        """True for true, 1, "1" and "true"."""
        return self.text(*keys).lower() in _TRUE

    def number_at(self, key: str) -> Decimal | None:
        """The number under ``key``; None when it is empty; Held when it is no number."""
        text = _text(self.fields.get(key))
        if text.lower() in _NOTHING:
            return None
        number = None if isinstance(self.fields.get(key), bool) else parse_number(text)
        if number is None:
            raise self.unreadable(key)
        return number

    def amount_at(self, key: str) -> Decimal | None:
        """The amount under ``key`` as it may be written for people; None when it is empty."""
        text = _text(self.fields.get(key))
        if not isinstance(self.fields.get(key), str) or text.lower() in _NOTHING:
            return self.number_at(key)
        found = parse_amount(text)
        if found is None:
            raise self.unreadable(key)
        return found[0]

    def ore(self, key: str) -> int | None:
        """The amount under ``key`` in whole öre, half up; None when it is empty."""
        number = self.amount_at(key)
        return None if number is None else to_ore(number)

    def day(self, *keys: str) -> date | None:
        """The Stockholm date under the first filled of ``keys``."""
        text = self.text(*keys)
        if not text or text.startswith(_NO_DAY):
            return None
        found = parse_day(text)
        if found is None:
            raise self.unreadable(keys[0])
        return found

    def inner(self, key: str) -> Raw:
        """The object under ``key``; an empty one when there is none."""
        value = self.fields.get(key)
        return Raw(value if isinstance(value, Mapping) else {}, self.number)

    def unreadable(self, field: str) -> Held:
        """The reason why an order stops here, with what stood in ``field``."""
        return Held(
            "order-unreadable",
            {"order": self.number, "field": field, "value": _text(self.fields.get(field))[:100]},
        )


def parse_number(text: str) -> Decimal | None:
    """A number written with point or comma, perhaps with spaces between thousands; None otherwise.

    >>> parse_number("1 234,50")
    Decimal('1234.50')
    >>> parse_number("12,5x") is None
    True
    """
    bare = "".join(text.split())
    if "," in bare and "." not in bare and bare.count(",") == 1:
        bare = bare.replace(",", ".")
    return Decimal(bare) if _NUMBER.fullmatch(bare) and bare.isascii() else None


def parse_day(text: str) -> date | None:
    """A day from ``2025-01-29 11:35:39`` (Stockholm time), an ISO time with zone, or UNIX seconds."""
    if _STAMP.fullmatch(text):
        return datetime.fromtimestamp(int(text), tz=UTC).astimezone(STOCKHOLM).date()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.date() if moment.tzinfo is None else moment.astimezone(STOCKHOLM).date()


def to_ore(number: Decimal) -> int:
    """Kronor to whole öre, half up (away from zero)."""
    return int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))


def rate_of(text: str | None) -> Decimal | None:
    """A VAT rate in percent ("25", "25.00", "25 %"), or None when it says nothing usable."""
    number = parse_number((text or "").replace("%", ""))
    if number is None or not (number == 0 or 1 <= number <= 100):  # noqa: PLR2004 - percent
        return None
    whole = number.to_integral_value()
    return Decimal(int(whole)) if whole == number else number.normalize()


def _text(value: object) -> str:
    if value is None or isinstance(value, list | Mapping):
        return ""
    return html.unescape(str(value)).strip()
