"""What travels to and from Fortnox: JSON with exact decimals, read tolerantly.

Fortnox sends numbers as strings and strings as numbers, ``"0"`` for "no such
document", and ``"false"`` for false (recorded exchanges, 2023 to 2024). Everything
is read through the functions here, so that one place knows it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from kontera.answers import read_json

Json = dict[str, Any]

BARE = ""
_NO_REFERENCE = frozenset({"", "0"})
_TRUE = frozenset({"true", "1", "yes"})


def encode(value: object) -> str:
    """JSON text of ``value``; a ``Decimal`` is written digit by digit, never through a float.

    >>> encode({"Price": Decimal("0.10"), "Rows": [1, None, "å"]})
    '{"Price":0.10,"Rows":[1,null,"å"]}'
    """
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{encode(str(key))}:{encode(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ",".join(encode(item) for item in value) + "]"
    if value is None or isinstance(value, str | int):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"cannot be sent to Fortnox: {type(value).__name__}")


def decode(said: str | bytes) -> Json | None:
    """The JSON object in ``said`` with numbers as ``Decimal`` or int, or None when there is none.

    Lager answers some questions with a list that nothing is wrapped around: it is found under ``BARE``.
    """
    try:
        value = read_json(said)
    except ValueError:
        return None
    if isinstance(value, list):
        return {BARE: value}
    return value if isinstance(value, dict) else None


def rate_at(raw: Mapping[str, Any]) -> Decimal | None:
    """SEK for one unit of a document's currency: ``CurrencyRate`` is for ``CurrencyUnit`` units.

    >>> rate_at({"CurrencyRate": "146.90", "CurrencyUnit": 100})
    Decimal('1.469')
    """
    rate, unit = decimal_at(raw, "CurrencyRate"), decimal_at(raw, "CurrencyUnit")
    return rate / (unit or 1) if rate else None


def kronor(ore: int) -> Decimal:
    """Öre as an exact amount with two decimals: 1990 → ``Decimal("19.90")``."""
    return Decimal(ore).scaleb(-2)


def decimal_at(raw: Mapping[str, Any], key: str) -> Decimal | None:
    """The number under ``key``, written as number or text; None when absent or no number."""
    value = raw.get(key)
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def ore_at(raw: Mapping[str, Any], key: str) -> int | None:
    """The amount under ``key`` in whole öre (half up), or None when absent."""
    number = decimal_at(raw, key)
    return None if number is None else int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))


def text_at(raw: Mapping[str, Any], key: str) -> str:
    """The text under ``key``, trimmed and with HTML entities decoded (``&amp;`` comes back in names)."""
    value = raw.get(key)
    return "" if value is None else html.unescape(str(value)).strip()


def reference_at(raw: Mapping[str, Any], key: str) -> str:
    """A document number; Fortnox's empty ones (null, ``""``, 0 and ``"0"``) are all ``""``."""
    found = text_at(raw, key)
    return "" if found in _NO_REFERENCE else found


def flag_at(raw: Mapping[str, Any], key: str) -> bool:
    """A truth value, also when it comes as ``"true"`` or 1."""
    return str(raw.get(key, "")).strip().lower() in _TRUE


def day_at(raw: Mapping[str, Any], key: str) -> date | None:
    """The date under ``key`` (``YYYY-MM-DD``, a time behind it is ignored), or None."""
    try:
        return date.fromisoformat(text_at(raw, key)[:10])
    except ValueError:
        return None


def inside(answer: Mapping[str, Any], envelope: str) -> Json:
    """What the envelope holds: ``{"Invoice": {...}}`` → ``{...}``; an empty dict when it is missing."""
    value = answer.get(envelope)
    return value if isinstance(value, dict) else {}


def tells(raw: Mapping[str, Any], *keys: str) -> bool:
    """Whether all of ``keys`` are there: a list may leave out what a single answer holds."""
    return all(key in raw for key in keys)


def listed(answer: Mapping[str, Any], envelope: str) -> list[Json]:
    """The items of one page of a list, which a single object is, too; what is no object is left out."""
    value = answer.get(envelope)
    if isinstance(value, dict) and value:
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
