"""What a round of stock may not do by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontera.books.stock import Side

FLOOR = 10
"""Pieces: what is smaller than that is no mistake that empties a shop."""


@dataclass(frozen=True, slots=True)
class Round:
    """All that one round would write to one side: (level now, level wanted) of each article it would touch.

    ``told`` is the sum of what the other side says over all its articles, ``there`` the sum that stands
    at this side now, over all articles.
    """

    side: Side
    changes: Sequence[tuple[int, int]]
    told: int
    there: int


def objection(one: Round, most_percent: int) -> tuple[str, dict[str, str]] | None:
    """Why a round waits for a person: the other side reads as empty, or too much would go at once.

    >>> from kontera.books.stock import Side
    >>> objection(Round(Side.SHOP, [(60, 0), (40, 0)], told=0, there=100), 30)[0]
    'stock-all-zero'
    >>> objection(Round(Side.SHOP, [(60, 20)], told=160, there=200), 30) is None
    True
    """
    drop = sum(max(0, now - wanted) for now, wanted in one.changes)
    if drop < FLOOR or one.there <= 0:
        return None
    facts = {"side": one.side.value, "pieces": str(drop), "share": str(drop * 100 // one.there)}
    if one.told <= 0:
        return "stock-all-zero", facts
    return ("stock-drop", facts) if drop * 100 > most_percent * one.there else None
