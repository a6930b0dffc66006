"""What a choice is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from kontera.problems import Text

Kind = Literal[
    "flag",
    "option",
    "account",
    "accounts",
    "codes",
    "amounts",
    "words",
    "text",
    "day",
    "ticks",
    "number",
    "template",
]


@dataclass(frozen=True, slots=True)
class Option:
    """One alternative of a choice of kind ``option``."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One setting of a shop."""

    name: str
    kind: Kind
    default: Any
    group: str
    label: Text
    help: Text
    options: tuple[Option, ...] = ()
    lowest: int = 0
    """Of a ``number``."""
    highest: int = 100
