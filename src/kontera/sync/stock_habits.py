"""When a level hears of a sale: neither service says it, so it is learned from sales that came alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.stock_habits import seen_at_order, seen_at_saving, seen_given_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontera.books.stock import Known, Sale
    from kontera.sync.turn import Turn

ORDERED, GIVEN_BACK = "ordered", "given back"
REMEMBERED = 9
"""So many of the last findings of each kind are kept."""


class Habits:
    """What has been seen of both services, and what a round adds to it.

    A finding may be a coincidence (somebody counted just then), so one kind is believed when it was seen at
    least twice more than its opposite.
    """

    def __init__(self, turn: Turn) -> None:
        self._figure = turn.choices.text("stock_figure")
        self.told: dict[str, list[bool]] = dict(turn.row.told.get("habits") or {})

    @property
    def at_order(self) -> bool | None:
        """Whether the shop counts a sale when it is ordered, rather than when it is paid."""
        return self._believed(ORDERED)

    @property
    def gives_back(self) -> bool | None:
        """Whether the shop takes back what a cancelled order had."""
        return self._believed(GIVEN_BACK)

    @property
    def reserves(self) -> bool:
        """Whether the chosen figure hears of what orders reserve."""
        return self._figure == "disposable"

    @property
    def documents(self) -> dict[str, bool]:
        """By kind of document: whether one that is saved and not booked counts in the chosen figure."""
        found = {kind: self._believed(f"{kind} {self._figure}") for kind in ("order", "invoice")}
        return {kind: told for kind, told in found.items() if told is not None}

    def watch(self, known: Known, shop: int, fortnox: int, sales: Sequence[Sale]) -> None:
        """Learn from a look at one article."""
        ordered = seen_at_order(known, shop, sales)
        if ordered is not None:
            self._add(ORDERED, told=ordered)
        given_back = seen_given_back(known, shop, sales)
        if given_back is not None:
            self._add(GIVEN_BACK, told=given_back)
        saved = seen_at_saving(known, fortnox, sales)
        if saved is not None:
            self._add(f"{saved[0]} {self._figure}", told=saved[1])

    def _add(self, name: str, *, told: bool) -> None:
        self.told[name] = [*self.told.get(name, []), told][-REMEMBERED:]

    def _believed(self, name: str) -> bool | None:
        seen = self.told.get(name, [])
        balance = seen.count(True) - seen.count(False)
        return balance > 0 if abs(balance) > 1 else None
