"""Orders called off after their document was made: whether Fortnox has given back what they took.

A rise in Fortnox may be the credit of such an order, or a count that came to the same number. The
invoice itself tells, where it was credited or cancelled in Fortnox; a credit invoice that somebody wrote by
hand names no original, so then a person is asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kontera.fortnox import invoices
from kontera.problems import Held
from kontera.shops import levels

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kontera.shops.models import Level
    from kontera.sync.stock_sales import Move
    from kontera.sync.turn import Turn

CREDITED, COUNTED = "credited", "counted"
"""What a person may say of such a rise. ``seen["credited"]`` keeps the rows known to be given back."""
MOST_ASKED = 20
"""Invoices that are asked for in one round."""


class Credits:
    """What a round knows, and finds out, of such orders."""

    def __init__(self, turn: Turn) -> None:
        self._turn, self._left = turn, MOST_ASKED

    def told(self, row: Level, moves: Sequence[Move], there: int) -> list[Move]:
        """The sales of ``row``, those that are given back told so; ``there`` is Fortnox's level now."""
        waiting = [one for one in moves if one.sale.awaits_credit]
        if not waiting:
            return list(moves)
        known = set(row.seen.get("credited", []))
        unsure = [one for one in waiting if one.row.pk not in known]
        made: set[int] = set()
        if row.seen.get("right") == CREDITED:
            known |= {one.row.pk for one in unsure}
        elif unsure and row.in_fortnox is not None and there > row.in_fortnox:
            booked, made = self._look_up(unsure)
            known |= booked
        row.seen = {**row.seen, "credited": sorted(known & {one.row.pk for one in waiting})}
        return [_given(one) if one.row.pk in known else _credited(one, made) for one in moves]

    def _look_up(self, moves: Sequence[Move]) -> tuple[set[int], set[int]]:
        """Which of them are given back for certain, and of which there is a credit that may count later."""
        numbers = levels.invoice_numbers(self._turn.handle, {one.row.order_id for one in moves})
        told = {one.row.pk: self._is_booked(numbers.get(one.row.order_id, "")) for one in moves}
        return {key for key, is_booked in told.items() if is_booked}, {
            key for key, is_booked in told.items() if is_booked is False
        }

    def _is_booked(self, number: str) -> bool | None:
        """Whether what gives the invoice back is final; ``None``: there is nothing, or it cannot be told."""
        if not number or not self._left:
            return None
        self._left -= 1
        try:
            found = invoices.get(self._turn.fortnox, number)
            credit = invoices.get(self._turn.fortnox, found.credited_by) if found.credited_by else None
        except Held:
            return None
        if credit is None:
            return True if found.cancelled else None
        return None if credit.cancelled else credit.booked


def _given(move: Move) -> Move:
    sale = replace(move.sale, fortnox=(0, 0), likely_fortnox=0, awaits_credit=False)
    return replace(move, sale=sale)


def _credited(move: Move, made: Collection[int]) -> Move:
    """With a credit that is not booked yet, which may count when it is saved or later: the level tells."""
    return replace(move, sale=replace(move.sale, awaits_credit=False)) if move.row.pk in made else move


def facts_of(row: Level, moves: Sequence[Move], here: int, there: int) -> dict[str, str]:
    """What a person needs to know to tell a credit from a count."""
    waiting = [one.row for one in moves if one.sale.awaits_credit]
    return {
        "article": row.number,
        "shop": str(here),
        "fortnox": str(there),
        "pieces": str(sum(one.in_fortnox for one in waiting)),
        "orders": ", ".join(dict.fromkeys(one.order.number for one in waiting)),
    }
