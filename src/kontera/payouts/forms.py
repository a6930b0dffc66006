"""A format: which columns a provider's settlement report has, and what its words for lines mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, cast

from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal[
    "type",
    "amount",
    "fee",
    "fee_vat",
    "net",
    "order",
    "transaction",
    "day",
    "marker",
    "payout_day",
    "currency",
]
Group = Literal["marker", "day", "transfer", "file"]
Kind = Literal["sale", "refund", "fee", "fee_vat", "transfer", "other", "ignore"]
ROLES: tuple[str, ...] = Role.__args__  # type: ignore[attr-defined]
GROUPS: tuple[str, ...] = Group.__args__  # type: ignore[attr-defined]
KINDS: tuple[str, ...] = Kind.__args__  # type: ignore[attr-defined]
SIGNED = ("sale", "refund", "fee", "fee_vat", "transfer")
PROVIDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,24}")
"""What a provider may be called: the reference of its vouchers holds the name."""
PARTS = frozenset(
    {"provider", "group", "needs", "currency", "unit", "columns", "types", "signs", "head", "totals"}
)


def plain(word: str) -> str:
    """A column's or line's name without case, spaces and signs.

    >>> plain("Settlement-date "), plain("ÖVERFÖRING")
    ('settlementdate', 'överföring')
    """
    return "".join(letter for letter in word.casefold() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Format:
    """How one provider's report is laid out.

    ``columns`` holds the spellings of each role, ``types`` the words of each kind of line, ``head`` what may
    stand above the table; all are folded. ``group`` says what makes lines one payout: their ``marker``, their
    ``day``, the ``transfer`` line that follows them, or the ``file``.
    """

    provider: str
    group: Group
    columns: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...] = ("amount",)
    types: Mapping[str, str] = field(default_factory=dict)
    """Folded word → kind."""
    signs: Mapping[str, int] = field(default_factory=dict)
    """The sign that the report gives a kind of amount: 1 or -1."""
    head: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    totals: frozenset[str] = frozenset()
    currency: str = "SEK"
    """Of a report that does not name one."""
    minor: bool = False
    """Amounts are whole öre (cents)."""

    def wanted(self, role: str) -> tuple[str, ...]:
        return self.columns.get(role, ())


def read_format(text: str, name: str = "") -> Format:
    """A format from its TOML, or ``Held("payout-format-wrong")`` that says what is wrong with it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise _wrong(name, str(broken)) from None
    if strange := sorted(set(raw) - PARTS):
        raise _wrong(name, ", ".join(strange))
    try:
        return _format(raw)
    except (TypeError, ValueError, KeyError, AttributeError) as broken:
        raise _wrong(name, str(broken).strip("'")) from None


def _wrong(name: str, what: str) -> Held:
    return Held("payout-format-wrong", {"file": name or "–", "what": what})


def _format(raw: Mapping[str, Any]) -> Format:
    columns = {_one_of(role, ROLES): _words(words) for role, words in raw["columns"].items()}
    needs = tuple(_one_of(role, ROLES) for role in raw.get("needs", ["amount"]))
    group = _one_of(raw.get("group", "marker"), GROUPS)
    for role in (*needs, *(("marker",) if group == "marker" else ()), *(("day",) if group == "day" else ())):
        if not columns.get(role) and not (role == "marker" and raw.get("head", {}).get("marker")):
            raise ValueError(f"columns.{role}")
    words = {_one_of(kind, KINDS): _words(many) for kind, many in raw.get("types", {}).items()}
    signs = {_one_of(kind, SIGNED): _sign(sign) for kind, sign in raw.get("signs", {}).items()}
    provider = str(raw["provider"]).strip().lower()
    if not PROVIDER.fullmatch(provider):
        raise ValueError(f"provider: {provider}")
    return Format(
        provider=provider,
        group=cast("Group", group),
        columns=columns,
        needs=needs,
        types={word: kind for kind, many in words.items() for word in many},
        signs=signs,
        head={_one_of(role, ROLES): _words(many) for role, many in raw.get("head", {}).items()},
        totals=frozenset(_words(raw.get("totals", []))),
        currency=str(raw.get("currency", "SEK")).upper(),
        minor=_one_of(raw.get("unit", "major"), ("major", "minor")) == "minor",
    )


def _one_of(value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{value}: {', '.join(allowed)}")
    return value


def _sign(word: str) -> int:
    return {"positive": 1, "negative": -1}[word]


def _words(words: list[str]) -> tuple[str, ...]:
    if isinstance(words, str):
        raise TypeError(f'{words}: ["{words}"]')
    return tuple(plain(word) for word in words)


@cache
def known_formats() -> Mapping[str, Format]:
    """The formats that come along, by provider."""
    place = files("kontera.payouts") / "formats"
    texts = sorted(one.name for one in place.iterdir() if one.name.endswith(".toml"))
    found = [read_format((place / name).read_text(encoding="utf-8"), name) for name in texts]
    return {one.provider: one for one in found}
