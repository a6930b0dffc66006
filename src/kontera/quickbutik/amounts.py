"""Amounts written for people: with a currency beside them, and signs between the thousands.

No source shows such amounts. What has one meaning is read; ``1.234`` has two, a thousand and odd or one and a
fraction, and is read only where the order's other amounts show what their point stands for.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WRITTEN = re.compile(r"([^\W\d_]{2,3}\.?|€)?([+-]?\d[\d.,]*)(:-|€|[^\W\d_]{2,3}\.?)?")
_PLAIN = re.compile(r"([+-]?\d+)(?:[.,](\d+))?")
_GROUPED = (
    re.compile(r"([+-]?\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?"),
    re.compile(r"([+-]?\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?"),
)
_TWOFOLD = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")
_FRACTION = re.compile(r"[+-]?\d+([.,])(?:\d{1,2}|\d{4,})")
_KRONOR = frozenset({"SEK", "NOK", "DKK"})


def parse_amount(text: str) -> tuple[Decimal, str] | None:
    """A written amount and the word for its currency ("" where there is none); None otherwise.

    >>> parse_amount("337.15 kr"), parse_amount("12.900,00"), parse_amount("SEK 1 299,00")
    ((Decimal('337.15'), 'KR'), (Decimal('12900.00'), ''), (Decimal('1299.00'), 'SEK'))
    >>> parse_amount("1.2.3") is None
    True
    """
    parts = _parts(text)
    if parts is None:
        return None
    digits, word = parts
    found = _PLAIN.fullmatch(digits) or next(
        filter(None, (form.fullmatch(digits) for form in _GROUPED)), None
    )
    if found is None:
        return None
    whole = found[1].replace(".", "").replace(",", "")
    return Decimal(f"{whole}.{found[2]}" if found[2] else whole), word


def is_twofold(text: str, others: Iterable[str] = ()) -> bool:
    """Whether an amount may be thousands or a fraction, and ``others`` do not show that its sign is decimal.

    >>> is_twofold("1.234"), is_twofold("1.234", ["49.00"]), is_twofold("1.234", ["49,00"])
    (True, False, True)
    """
    digits, _ = _parts(text) or ("", "")
    found = _TWOFOLD.fullmatch(digits)
    if found is None:
        return False
    bare = ((_parts(other) or ("", ""))[0] for other in others)
    signs = {shown[1] for digits in bare if (shown := _FRACTION.fullmatch(digits))}
    return signs != {found[1]}


def is_in(word: str, currency: str) -> bool:
    """Whether the word beside an amount may name ``currency``.

    >>> is_in("KR", "SEK"), is_in("EUR", "SEK"), is_in("", "EUR")
    (True, False, True)
    """
    if word in ("", currency):
        return True
    return (word == "KR" and currency in _KRONOR) or (word == "€" and currency == "EUR")


def word_of(text: str) -> str:
    """The word for the currency beside a written amount, upper case; "" where there is none."""
    return (_parts(text) or ("", ""))[1]


def _parts(text: str) -> tuple[str, str] | None:
    """The digits and signs of an amount, and the word beside it."""
    found = _WRITTEN.fullmatch("".join(text.split()))
    if found is None or not found[2].isascii():
        return None
    words = {word.rstrip(".").upper().replace(":-", "KR") for word in (found[1], found[3]) if word}
    return None if len(words) > 1 else (found[2], next(iter(words), ""))
