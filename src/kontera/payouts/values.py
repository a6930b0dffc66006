"""Amounts and days as reports write them; what can be read in two ways is not read at all."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST_YEAR, LAST_YEAR = 1990, 2200
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_UNITS = re.compile(r"(?i)^(SEK|EUR|USD|GBP|NOK|DKK|KR|€|\$|£)|(SEK|EUR|USD|GBP|NOK|DKK|KR\.?|€|\$|£)$")
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y")
MILLE = 3
"""Digits between two signs of thousands."""
LONGEST = 12
"""Digits before the decimals; more are no amount, but a number that has slipped into its column."""


def amount_signs(texts: Iterable[str]) -> str:
    """The decimal sign of a whole file: ``,`` or ``.``; ``""`` where nothing shows it, ``?`` where both do.

    >>> amount_signs(["1.234,50", "2"]), amount_signs(["12.5", "1,234"]), amount_signs(["7", "1 000"])
    (',', '.', '')
    """
    found = {sign for text in texts if (sign := _shown_sign(_bare(text)[1]))}
    return found.pop() if len(found) == 1 else "?" if found else ""


def _shown_sign(text: str) -> str:
    signs = [letter for letter in text if letter in ",."]
    if not signs:
        return ""
    after = len(text) - 1 - max(text.rfind(","), text.rfind("."))
    if len(set(signs)) > 1 or (len(signs) == 1 and after != MILLE):
        return signs[-1]
    if len(signs) > 1:
        return "." if signs[0] == "," else ","
    return ""


def hundredths(text: str, sign: str, *, minor: bool = False) -> int:
    """An amount as whole 1/100; an empty cell is 0. ``ValueError`` for what is no amount, or could be two.

    >>> [hundredths(text, ",") for text in ("1 234,50", "−12,5", "(3,00)", "12,50-", "7 kr", "1.234,50", "")]
    [123450, -1250, -300, -1250, 700, 123450, 0]
    >>> hundredths("1250", "", minor=True)
    1250
    """
    factor, bare = _bare(text)
    if not bare:
        if text.strip():
            raise ValueError(text)
        return 0
    if sign == "?" and set(bare) & set(",."):
        raise ValueError(text)
    mark = sign if sign in (",", ".") else ""
    mille = {",": ".", ".": ","}.get(mark, "")
    whole, _, part = bare.partition(mark) if mark else (bare, "", "")
    if mille:
        groups = whole.split(mille)
        if len(groups) > 1 and (not groups[0] or any(len(group) != MILLE for group in groups[1:])):
            raise ValueError(text)
        whole = "".join(groups)
    part = part.rstrip("0")
    if (
        not re.fullmatch(rf"\d{{1,{LONGEST}}}", whole)
        or not re.fullmatch(r"\d{0,2}", part)
        or (minor and part)
    ):
        raise ValueError(text)
    return factor * (int(whole) if minor else int(whole) * 100 + int(part.ljust(2, "0")))


def _bare(text: str) -> tuple[int, str]:
    """The sign (1 or -1), and the digits with their marks."""
    bare = _SPACES.sub("", text).replace("−", "-").replace("–", "-")
    bare = _UNITS.sub("", bare)
    factor = 1
    if bare.startswith("(") and bare.endswith(")"):
        factor, bare = -1, bare[1:-1]
    if bare[:1] in "-+" and bare:
        factor, bare = (-factor if bare[0] == "-" else factor), bare[1:]
    elif bare.endswith("-"):
        factor, bare = -factor, bare[:-1]
    return factor, _UNITS.sub("", bare)


def day_of(text: str) -> date | None:
    """A day; one with an hour and a zone is the day in Stockholm. ``None`` for an empty cell.

    ``ValueError`` for what is none.

    >>> day_of("2026-11-13"), day_of("2026-11-12T23:30:00Z"), day_of("13.11.2026")
    (datetime.date(2026, 11, 13), datetime.date(2026, 11, 13), datetime.date(2026, 11, 13))
    """
    text = text.strip()
    if not text:
        return None
    for form in _DAYS:
        try:
            return _of_our_time(datetime.strptime(text, form))  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return _of_our_time(datetime.fromisoformat(text.replace("/", "-")))


def _of_our_time(moment: datetime) -> date:
    """A system that knows no day writes the first or the last there is."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(moment.isoformat())
    return moment.astimezone(STOCKHOLM).date() if moment.tzinfo else moment.date()
