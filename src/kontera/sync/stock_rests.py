"""Levels that Fortnox did not take: left alone until their reason may be gone.

To try again costs a request or two for each, so an article that keeps no stock is not tried in every
round. It is when its level has moved, when our own pass of the products has made it stock goods since, when
a person asks, and once a day anyhow.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kontera.books.stock import Side
from kontera.shops import levels

if TYPE_CHECKING:
    from collections.abc import Collection

    from kontera.shops.handle import Handle
    from kontera.shops.models import Level
    from kontera.sync.stock_reading import Register
    from kontera.sync.turn import Turn

NOT_STOCKED, NOT_TAKEN = "stock-not-stocked", "stock-not-taken"
RESTING = frozenset({NOT_STOCKED, NOT_TAKEN})
REST = timedelta(days=1)


def refuse(row: Level, code: str, facts: dict[str, str]) -> None:
    """A person must look at it; a yes that was said to something is used up."""
    levels.keep(row, pending={}, problem_code=code, problem_facts=facts, confirmed=False)


def refuse_for_long(
    turn: Turn, row: Level, side: Side, code: str, register: Register, *, wanted: int | None = None
) -> None:
    """Fortnox did not take it, or keeps no stock of the article.

    A level of an article that is not kept says nothing: neither is anything agreed with it, nor do
    documents move it. So the article begins anew once it is kept, and what the shop had is believed where
    it was the shop's level that should be written.
    """
    told = {"at": turn.now.isoformat(), "fortnox": row.in_fortnox, "lager": register.by_documents}
    seen = {**row.seen, "refused": told, "shop": row.in_shop, "fortnox": row.in_fortnox}
    if code == NOT_STOCKED:
        row.agreed = None
        if side is Side.FORTNOX:
            seen["right"] = Side.SHOP.value
    levels.keep(row, agreed=row.agreed, seen=seen)
    facts = {"article": row.number, "shop": str(row.in_shop), "fortnox": str(row.in_fortnox)}
    if wanted is not None:
        facts |= {"now": str(row.in_fortnox), "wanted": str(wanted)}
    refuse(row, code, facts)


class Rests:
    """Which of the refused levels are left alone in this round."""

    def __init__(self, handle: Handle, rows: Collection[Level], register: Register, now: datetime) -> None:
        resting = [row.number for row in rows if row.problem_code in RESTING]
        self._made = levels.stock_goods_written(handle, resting)
        self._register, self._now = register, now

    def is_resting(self, row: Level, code: str) -> bool:
        """Whether ``row`` was refused for ``code``, and nothing says that the reason is gone."""
        told = row.seen.get("refused")
        if row.problem_code != code or not told or row.confirmed:
            return False
        at, made = datetime.fromisoformat(told["at"]), self._made.get(row.number)
        is_same = told["fortnox"] == self._register.pieces.get(row.number)
        is_same = is_same and told["lager"] == self._register.by_documents
        return is_same and self._now - at < REST and not (made and made >= at)
