"""Levels written to either side: written down before, sent, and looked after.

Neither side knows "two fewer" or "only if it is still five". So a level is written as soon after its
reading as can be, and what could have happened in between is found out afterwards: at the shop by
reading the orders once more; at Fortnox nothing of ours sends documents meanwhile.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.fortnox import levels as fortnox_levels
from kontera.fortnox import warehouse
from kontera.problems import Held, Problem, TryLater, UnknownOutcome
from kontera.quickbutik.writing import ProductChange, update_products
from kontera.shops import levels
from kontera.sync import reading
from kontera.sync.days import stockholm_day
from kontera.sync.stock_reading import figure_of, lager_is_on, read_again
from kontera.sync.stock_sales import moved, take_in_sales

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from kontera.books.stock import Side
    from kontera.fortnox.levels import Figures
    from kontera.quickbutik.levels import Left
    from kontera.quickbutik.writing import Outcome
    from kontera.shops.models import Level
    from kontera.sync.stock_reading import Register
    from kontera.sync.stock_sales import Moves
    from kontera.sync.turn import Turn

FEW = 20
"""So many articles are each read once more just before they are set."""
FRESH = timedelta(seconds=60)
"""Where more are set, which costs one request each, only those that were read longer ago than this."""
MOST_AT_ONCE = 200
"""Levels written to Fortnox in one round: orders wait meanwhile. The rest follows in the next."""


@dataclass(slots=True)
class Item:
    """One level to be written: what stands there, and what shall."""

    level: Level
    left: Left
    side: Side
    before: int
    to: int
    waits: bool = False
    """Until somebody presses the button."""
    is_confirmed: bool = False
    """A person has said yes to just this."""
    is_done: bool = False

    @property
    def pending(self) -> dict[str, object]:
        return {"side": self.side.value, "before": self.before, "to": self.to}


# -- to the shop -------------------------------------------------------------------------------


def write_shop(turn: Turn, look: Callable[[], Moves], register: Register, items: list[Item]) -> bool:
    """Write levels to the shop; whether some must be looked at again soon."""
    stocked = [one for one in items if _keeps_stock(turn, register, one)]
    fresh = read_again(turn.quickbutik, [one.left for one in stocked]) if stocked else {}
    going = [one for one in stocked if fresh.get(one.level.number) == one.before]
    if not going:
        return len(going) < len(stocked)
    base = look()
    for one in going:
        one.level.pending = one.pending
    levels.save_levels([one.level for one in going])
    outcomes = update_products(turn.quickbutik, [_change(one) for one in going])
    reading.poll(turn.handle, turn.quickbutik, turn.now)
    take_in_sales(turn.handle)
    touched = moved(base, look())
    for one, outcome in zip(going, outcomes, strict=True):
        _settle_shop(one, outcome, touched)
    levels.save_levels([one.level for one in going])
    return len(going) < len(stocked) or any(one.level.pending for one in going) or _is_down(outcomes)


def _change(one: Item) -> ProductChange:
    left = one.left
    return ProductChange(left.product_id, left.variant_id, left.sku, stock=one.to, stock_before=one.before)


def _settle_shop(one: Item, outcome: Outcome, touched: Collection[str]) -> None:
    """Set for certain; or set while somebody bought, which the next look tells apart; or not set."""
    row = one.level
    one.is_done = outcome.is_done
    if outcome.is_done and row.number in touched:
        row.pending = {**one.pending, "done": True}
    elif outcome.is_done:
        row.in_shop, row.pending = one.to, {}
    elif outcome.is_certain:
        row.pending = {}
        if isinstance(outcome.problem, Held):
            row.problem_code, row.problem_facts = outcome.problem.code, outcome.problem.facts


def _is_down(outcomes: Collection[Outcome]) -> bool:
    return any(isinstance(one.problem, TryLater) for one in outcomes)


def _keeps_stock(turn: Turn, register: Register, one: Item) -> bool:
    """Whether Fortnox keeps stock of the article at all: one that it does not keep stands at 0 for ever.

    Lists do not tell, so an article at 0 is asked for once.
    """
    row, figures = one.level, register.figures.get(one.level.number)
    if row.in_fortnox or row.seen.get("stocked") or register.by_documents:
        return True
    read = (
        figures
        if figures and figures.is_stocked is not None
        else fortnox_levels.get(turn.fortnox, row.number)
    )
    if read is None or read.is_stocked is False:
        _refuse(row, "stock-not-stocked", {"article": row.number})
        return False
    row.seen = {**row.seen, "stocked": True}
    return True


def _refuse(row: Level, code: str, facts: dict[str, str]) -> None:
    levels.keep(row, pending={}, problem_code=code, problem_facts=facts)


# -- to Fortnox --------------------------------------------------------------------------------


def write_fortnox(turn: Turn, _look: Callable[[], Moves], register: Register, items: list[Item]) -> bool:
    """Write levels to Fortnox, one by one; whether some must be looked at again soon.

    Raises ``TryLater`` and ``Disconnected``; what was under way then is seen by the next look.
    """
    again, twice = len(items) > MOST_AT_ONCE, len(items) <= FEW
    for one in items[:MOST_AT_ONCE]:
        try:
            is_done = (
                _by_document(turn, one) if register.by_documents else _set(turn, register, one, twice=twice)
            )
            one.is_done = is_done
        except Held as refused:
            _refuse(one.level, refused.code, refused.facts)
        again = again or not one.is_done
    return again


def _set(turn: Turn, register: Register, one: Item, *, twice: bool) -> bool:
    """Set one article's balance; false when it had moved, or was not taken."""
    figure, row = turn.choices.text("stock_figure"), one.level
    seen: Figures | None = register.figures[row.number]
    if twice or turn.now - register.read_at > FRESH:
        seen = fortnox_levels.get(turn.fortnox, row.number)
    level = figure_of(seen, figure) if seen else None
    if seen is None or seen.in_stock is None or level is None or level != one.before:
        return False
    wanted = seen.in_stock + (Decimal(one.to) - level)
    levels.keep(row, pending=one.pending)
    answer = fortnox_levels.set_stock(turn.fortnox, row.number, wanted)
    if answer.in_stock == wanted and answer.is_stocked is not False:
        levels.keep(row, in_fortnox=one.to, pending={})
        return True
    is_lager = lager_is_on(turn, turn.fortnox, anew=True)
    code = "stock-not-taken" if answer.is_stocked is not False or is_lager else "stock-not-stocked"
    _refuse(row, code, {"article": row.number, "wanted": str(one.to), "now": str(one.before)})
    return False


def _by_document(turn: Turn, one: Item) -> bool:
    """Move one article's balance by a document of our own, under an id that is used once."""
    row, count = one.level, int(one.level.seen.get("documents", 0)) + 1
    day = stockholm_day(turn.now)
    pending = {
        **one.pending,
        "document": f"{row.pk}{count:06d}",
        "pieces": one.to - one.before,
        "day": day.isoformat(),
        "cost": one.left.cost_ore,
    }
    levels.keep(row, pending=pending, seen={**row.seen, "documents": count})
    _send_document(turn, row, day)
    levels.keep(row, in_fortnox=one.to, pending={})
    return True


def _send_document(turn: Turn, row: Level, day: date) -> None:
    told = row.pending
    cost = None if told["cost"] is None else Decimal(told["cost"]).scaleb(-2)
    move = warehouse.Move(told["document"], row.number, int(told["pieces"]), cost)
    try:
        warehouse.move(turn.fortnox, move, day)
    except Held:
        # A document that is saved but cannot be released would hold back stock.
        with contextlib.suppress(Problem):
            warehouse.void(turn.fortnox, move)
        raise


def finish_documents(turn: Turn) -> None:
    """Documents that were begun and not seen to end: done now, under the same id, so never twice."""
    for row in levels.unfinished_documents(turn.handle):
        try:
            _send_document(turn, row, date.fromisoformat(row.pending["day"]))
        except UnknownOutcome:
            raise
        except Held as refused:
            _refuse(row, refused.code, refused.facts)
        else:
            told = {name: row.pending[name] for name in ("side", "before", "to")}
            levels.keep(row, pending={**told, "done": True})
