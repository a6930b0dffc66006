"""Levels written to either side: written down before, sent, and looked after.

Neither side knows "two fewer" or "only if it is still five". So a level is written as soon after its
reading as can be, and what could have happened in between is found out afterwards: at the shop by
reading the orders once more; at Fortnox nothing of ours sends documents meanwhile.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from kontera.books.stock import Side
from kontera.fortnox import levels as fortnox_levels
from kontera.fortnox import warehouse
from kontera.problems import Held, Problem, TryLater, UnknownOutcome
from kontera.quickbutik.writing import ProductChange, update_products
from kontera.shops import levels
from kontera.sync import reading
from kontera.sync.days import stockholm_day
from kontera.sync.stock_reading import figure_of, lager_is_on, read_again
from kontera.sync.stock_rests import NOT_STOCKED, NOT_TAKEN, refuse, refuse_for_long
from kontera.sync.stock_sales import moved, take_in_sales

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

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
MOST_AT_ONCE = 40
"""Levels written to Fortnox in one turn: orders wait meanwhile. The rest follows in the next."""
LEAST = 5
"""So many are written even where reading took all the time, so that each turn gets somewhere."""
MOST_TO_SHOP = 500
"""Levels written to the shop in one turn, many in each request."""


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


@dataclass(slots=True)
class Written:
    """How far a turn came. ``again``: something that was tried must be looked at soon."""

    again: bool = False
    left: list[Item] = field(default_factory=list)


# -- to the shop -------------------------------------------------------------------------------


def write_shop(turn: Turn, look: Callable[[], Moves], register: Register, items: list[Item]) -> Written:
    """Write levels to the shop, as many as one turn may."""
    trying = items[:MOST_TO_SHOP]
    stocked, left = _kept_in_stock(turn, register, trying)
    again = _write_shop(turn, look, stocked)
    return Written(again, left + items[MOST_TO_SHOP:])


def _kept_in_stock(turn: Turn, register: Register, items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Those that Fortnox keeps stock of, and those that there was no time to ask about."""
    asked, found = 0, list[Item]()
    for place, one in enumerate(items):
        if _must_ask(register, one):
            if asked >= MOST_AT_ONCE or (asked >= LEAST and not turn.go_on()):
                return found, items[place:]
            asked += 1
            if not _is_stocked(turn, register, one):
                continue
        found.append(one)
    return found, []


def _write_shop(turn: Turn, look: Callable[[], Moves], stocked: list[Item]) -> bool:
    """Whether some must be looked at again soon."""
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


def _must_ask(register: Register, one: Item) -> bool:
    """Whether it must be asked if Fortnox keeps stock of the article at all: else it stands at 0 for ever.

    Lists do not tell, so an article at 0 is asked for once.
    """
    row = one.level
    return not (row.in_fortnox or row.seen.get("stocked") or register.by_documents)


def _is_stocked(turn: Turn, register: Register, one: Item) -> bool:
    row, figures = one.level, register.figures.get(one.level.number)
    is_told = figures is not None and figures.is_stocked is not None
    read = figures if is_told else fortnox_levels.get(turn.fortnox, row.number)
    if read is None or read.is_stocked is False:
        refuse_for_long(turn, row, Side.SHOP, NOT_STOCKED, register)
        return False
    row.seen = {**row.seen, "stocked": True}
    return True


# -- to Fortnox --------------------------------------------------------------------------------


def write_fortnox(turn: Turn, _look: Callable[[], Moves], register: Register, items: list[Item]) -> Written:
    """Write levels to Fortnox, one by one, as many as one turn may.

    Raises ``TryLater`` and ``Disconnected``; what was under way then is seen by the next look.
    """
    return write_portion(turn, register, items, twice=len(items) <= FEW)


def write_portion(turn: Turn, register: Register, items: list[Item], *, twice: bool) -> Written:
    """As ``write_fortnox``. ``twice``: each article is read once more before it is set."""
    written = Written()
    is_lager = cache(lambda: lager_is_on(turn, turn.fortnox, anew=True))
    for place, one in enumerate(items):
        if place >= MOST_AT_ONCE or (place >= LEAST and not turn.go_on()):
            written.left = items[place:]
            break
        try:
            one.is_done = (
                _by_document(turn, one)
                if register.by_documents
                else _set(turn, register, one, is_lager, twice=twice)
            )
        except Held as refused:
            refuse(one.level, refused.code, refused.facts)
        written.again = written.again or not one.is_done
    return written


def _set(turn: Turn, register: Register, one: Item, is_lager: Callable[[], bool], *, twice: bool) -> bool:
    """Set one article's balance; false when it had moved, or was not taken."""
    figure, row = turn.choices.text("stock_figure"), one.level
    seen: Figures | None = register.figures[row.number]
    if twice or turn.now - register.read_at > FRESH:
        seen = fortnox_levels.get(turn.fortnox, row.number)
    level = figure_of(seen, figure) if seen else None
    if seen is None or seen.in_stock is None or level is None or level != one.before:
        return False
    if seen.is_stocked is False and not is_lager():
        refuse_for_long(turn, row, Side.FORTNOX, NOT_STOCKED, register)
        return False
    wanted = seen.in_stock + (Decimal(one.to) - level)
    levels.keep(row, pending=one.pending)
    answer = fortnox_levels.set_stock(turn.fortnox, row.number, wanted)
    if answer.in_stock == wanted and answer.is_stocked is not False:
        levels.keep(row, in_fortnox=one.to, pending={})
        return True
    code = NOT_TAKEN if is_lager() or answer.is_stocked is not False else NOT_STOCKED
    refuse_for_long(turn, row, Side.FORTNOX, code, register, wanted=one.to)
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
            refuse(row, refused.code, refused.facts)
        else:
            told = {name: row.pending[name] for name in ("side", "before", "to")}
            levels.keep(row, pending={**told, "done": True})
