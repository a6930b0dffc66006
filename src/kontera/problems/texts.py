"""Problems in words: a Swedish and an English sentence for each code, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


_DECIMAL = re.compile(r"^(-?\d+)\.(\d+)$")
_AMOUNT_PLACES = 2


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Swedish and in English."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.sv


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem code: what happened and what to do, in both languages.

    ``{name}`` in a text is filled from the facts of the case.
    """

    what: Text
    cure: Text
    button: str = "retry"
    """The button the panel shows on a held order: ``retry``, ``choices``, ``connect`` or ``none``."""
    choice: str = ""
    """Name of the choice that cures it, when there is one."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A problem put into words for one reader."""

    code: str
    what: str
    cure: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return f"{self.what} {self.cure}".strip()


class _Facts(dict[str, str]):
    """A missing fact shows as an ellipsis instead of breaking the sentence."""

    def __missing__(self, key: str) -> str:
        return "…"


def swedish(figure: str) -> str:
    r"""A decimal as Swedish writes it, an amount in groups of three; other words as they are.

    >>> swedish("1079.44"), swedish("25.5"), swedish("2026-11-10")
    ('1\xa0079,44', '25,5', '2026-11-10')
    """
    found = _DECIMAL.match(figure)
    if found is None:
        return figure
    whole, places = found.groups()
    if len(places) == _AMOUNT_PLACES:
        sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        whole = sign + f"{int(digits):,}".replace(",", "\xa0")
    return f"{whole},{places}"


def filled(text: str, facts: Mapping[str, str], language: str = "en") -> str:
    """The sentence with the facts of the case in it; Swedish writes decimals with a comma.

    >>> filled("Fortnox säger {fortnox} kr.", {"fortnox": "100.50"}, "sv")
    'Fortnox säger 100,50 kr.'
    """
    if language == "sv":
        facts = {name: swedish(value) for name, value in facts.items()}
    return text.format_map(_Facts(facts))
