"""Stock, round by round: read both sides and the orders between, think, and write only what differs.

Orders are read before the levels and after them. An article whose sales moved in between is left for
the next round, soon after; so what a level has counted is known without trusting anybody's clock. From the
second reading of the orders on nothing else of ours may send documents, until the levels are written.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kontera.books.stock import Mode, Side
from kontera.books.stock_guards import Round, objection
from kontera.problems import Held
from kontera.shops import chores, levels
from kontera.shops.lanes import walking
from kontera.shops.models import EPOCH
from kontera.shops.work import lane_lock, wake
from kontera.sync import reading, stock_plan, stock_writing
from kontera.sync.stock_credits import Credits
from kontera.sync.stock_habits import Habits
from kontera.sync.stock_reading import read_register, read_shelf
from kontera.sync.stock_sales import moved, open_moves, take_in_sales
from kontera.sync.stock_thinking import Found, think
from kontera.sync.turn import Turn, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from contextlib import AbstractContextManager

    from kontera.choices import Choices
    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends
    from kontera.sync.stock_plan import Plan
    from kontera.sync.stock_reading import Register
    from kontera.sync.stock_sales import Moves
    from kontera.sync.stock_writing import Item, Written

SOON = timedelta(seconds=30)
"""When what moved during a round is looked at again."""


def run_stock(turn: Turn) -> bool:
    """One round, or the next portion of the last. Raises ``Held`` when a person must look at all of it."""
    if turn.choices.text("stock") == "off":
        levels.forget_sold(turn.handle)
        return False
    plan = stock_plan.standing(turn)
    if plan is not None:
        return _go_on(turn, plan)[1]
    pressed = str(turn.row.told.get("press", ""))
    automatic = {
        Side.SHOP: turn.choices.flag("stock_in_automatic"),
        Side.FORTNOX: turn.choices.flag("stock_out_automatic"),
    }
    into = {side for side, flag in automatic.items() if flag or pressed in (side.value, "both")}
    _, remains = _do(turn, into)
    turn.tell(press="")
    return remains


def _every(choices: Choices) -> timedelta | None:
    is_off = choices.text("stock") == "off"
    return None if is_off else timedelta(minutes=choices.number("stock_minutes"))


STOCK_WORK = Work(levels.NAME, run_stock, _every)


def carry_stock(handle: Handle, ends: Ends, *, is_dry: bool) -> list[Item]:
    """The terminal's button: one round now. Dry: only what it would write, and why not."""
    with walking(lane_lock(handle.shop.pk, "registers"), wait=True):
        turn = Turn(handle, ends, chores.chore_of(handle, levels.NAME), lambda: True)
        try:
            items, remains = _do(turn, set(Side), is_dry=is_dry)
            while remains:
                plan = stock_plan.standing(turn)
                done, remains = _go_on(turn, plan) if plan else _do(turn, set(Side))
                _mark_done(items, done)
            return items
        finally:
            if handle.shop.company is not None:
                ends.fortnox.rest(handle.shop.company)


def _mark_done(items: list[Item], done: list[Item]) -> None:
    written = {(one.level.number, one.side) for one in done if one.is_done}
    for one in items:
        one.is_done = one.is_done or (one.level.number, one.side) in written


def _do(turn: Turn, into: Collection[Side], *, is_dry: bool = False) -> tuple[list[Item], bool]:
    """A round from the beginning: what it would write, and whether some of it is left for the next turn."""
    handle, mode = turn.handle, Mode(turn.choices.text("stock"))
    habits = Habits(turn)

    def look_at_orders() -> Moves:
        return open_moves(handle, turn.choices, mode, habits)

    if not is_dry:
        stock_writing.finish_documents(turn)
    with _orders_alone(handle):
        _read_orders(turn)
        before = look_at_orders()
    remains = False
    shelf = read_shelf(turn.quickbutik)
    register = read_register(turn, shelf.left)
    with _orders_alone(handle):
        _read_orders(turn)
        found = Found(mode, shelf, register, habits, Credits(turn), look_at_orders())
        found.skipped = moved(before, found.moves)
        think(turn, found, into)
        if not is_dry:
            remains = _carry_out(turn, found, into, look_at_orders)
    return found.items, remains


def _go_on(turn: Turn, plan: Plan) -> tuple[list[Item], bool]:
    """The next portion of what the last round found; as ``_do``."""
    handle, mode = turn.handle, Mode(turn.choices.text("stock"))
    with _orders_alone(handle):
        _read_orders(turn)
        moves = open_moves(handle, turn.choices, mode, Habits(turn))
        items = stock_plan.items_of(turn, plan, moves)
        written = stock_writing.write_portion(turn, plan.register, items, twice=False)
    again = plan.again or written.again or len(items) < len(plan.rows)
    stock_plan.keep(turn, plan.register, written.left, moves, again=again)
    done = [one for one in items if one.is_done]
    granted = turn.row.told.get("granted") or {}
    rest = {**granted, Side.FORTNOX.value: granted.get(Side.FORTNOX.value, 0) - _drop(done)}
    turn.tell(written_out=int(turn.row.told.get("written_out", 0)) + len(done), granted=rest)
    if again and not written.left:
        chores.ask_chore(handle, levels.NAME, at=turn.now + SOON)
    return items, bool(written.left)


def _orders_alone(handle: Handle) -> AbstractContextManager[bool]:
    """Nothing else of ours reads or sends orders of this shop meanwhile."""
    return walking(lane_lock(handle.shop.pk, "orders"), wait=True)


def _read_orders(turn: Turn) -> None:
    """The newest orders, as a poll reads them, and what they sold."""
    turn.handle.shop.refresh_from_db(fields=["polled_until", "highest_number", "poll_at"])
    reading.poll(turn.handle, turn.quickbutik, turn.now)
    take_in_sales(turn.handle)
    since = datetime.fromisoformat(turn.row.told["looked_at"]) if turn.row.told.get("looked_at") else EPOCH
    levels.reopen(turn.handle, since)
    if turn.handle.due_orders(1, now=turn.now):
        wake(turn.handle.shop.pk, "orders")


# -- carrying out ------------------------------------------------------------------------------


def _carry_out(turn: Turn, found: Found, into: Collection[Side], look_at_orders: Callable[[], Moves]) -> bool:
    """Write down what was found, then write what differs, and tell of the round; whether some is left."""
    objections = [one for side in Side if side in into and (one := _objection(turn, found, side))]
    levels.save_levels(found.levels)
    levels.save_counts(found.counts)
    turn.tell(looked_at=turn.now.isoformat(), habits=found.habits.told, plan=stock_plan.NONE)
    left: dict[Side, list[Item]] = {}
    again = bool(found.skipped & found.shelf.left.keys())
    for side, write in _WRITERS.items():
        going = [one for one in found.going(side) if not one.waits]
        if going and side in into and not any(facts["side"] == side.value for _, facts in objections):
            written = write(turn, look_at_orders, found.register, going)
            again, left[side] = written.again or again, written.left
    remains = any(left.values())
    granted = {side.value: _drop([one for one in found.going(side) if not one.is_done]) for side in left}
    turn.tell(granted=granted if remains else {})
    is_open_round = again or bool(objections)
    stock_plan.keep(turn, found.register, left.get(Side.FORTNOX, []), found.moves, again=is_open_round)
    _tell(turn, found, objections)
    is_open = any(one.level.pending for one in found.items)
    if again or is_open:
        # A level that was set while somebody bought is looked at before anybody counts.
        chores.ask_chore(turn.handle, levels.NAME, at=turn.now if is_open else turn.now + SOON)
    if objections and not remains:
        raise Held(*objections[0])
    if not objections:
        turn.tell(confirmed={})
    return remains


_WRITERS: dict[Side, Callable[[Turn, Callable[[], Moves], Register, list[Item]], Written]] = {
    Side.SHOP: stock_writing.write_shop,
    Side.FORTNOX: stock_writing.write_fortnox,
}


def _objection(turn: Turn, found: Found, side: Side) -> tuple[str, dict[str, str]] | None:
    """Why the round as a whole waits for a person who has not yet said that just this is right."""
    here = sum(one.pieces or 0 for one in found.shelf.left.values())
    there = sum(found.register.pieces.values())
    told, standing = (there, here) if side is Side.SHOP else (here, there)
    changes = [(one.before, one.to) for one in found.going(side) if not one.is_confirmed]
    reason = objection(Round(side, changes, told, standing), turn.choices.number("stock_drop"))
    confirmed, granted = turn.row.told.get("confirmed") or {}, turn.row.told.get("granted") or {}
    if reason is None or (confirmed.get("code"), confirmed.get("facts")) == reason:
        return None
    # What is left of a round that was right as a whole is right as well.
    return None if int(reason[1]["pieces"]) <= granted.get(side.value, 0) else reason


def _drop(items: Collection[Item]) -> int:
    """Pieces that would go, beside those a person has said yes to one by one."""
    return sum(max(0, one.before - one.to) for one in items if not one.is_confirmed)


def _tell(turn: Turn, found: Found, objections: list[tuple[str, dict[str, str]]]) -> None:
    def counted(side: Side) -> Iterator[Item]:
        return (one for one in found.going(side) if one.waits or objections)

    turn.tell(
        articles=len(found.shelf.left),
        waiting_in=sum(1 for _ in counted(Side.SHOP)),
        waiting_out=sum(1 for _ in counted(Side.FORTNOX)),
        written_in=sum(1 for one in found.going(Side.SHOP) if one.is_done),
        written_out=sum(1 for one in found.going(Side.FORTNOX) if one.is_done),
    )
