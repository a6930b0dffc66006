"""Stock, round by round: read both sides and the orders between, think, and write only what differs.

Orders are read before the levels and after them. An article whose sales moved in between is left for
the next round, soon after; so what a level has counted is known without trusting anybody's clock. From the
second reading of the orders on nothing else of ours may send documents, until the levels are written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kontera.books.stock import UNSURE, Known, Mode, Pending, Side, look
from kontera.books.stock_guards import Round, objection
from kontera.problems import Held
from kontera.shops import chores, levels
from kontera.shops.lanes import walking
from kontera.shops.models import EPOCH, Level
from kontera.shops.work import lane_lock, wake
from kontera.sync import reading, stock_writing
from kontera.sync.stock_habits import Habits
from kontera.sync.stock_reading import Register, Shelf, read_register, read_shelf
from kontera.sync.stock_sales import aged, is_settled, moved, open_moves, take_in_sales
from kontera.sync.stock_writing import Item
from kontera.sync.turn import Turn, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from contextlib import AbstractContextManager

    from kontera.choices import Choices
    from kontera.shops.handle import Handle
    from kontera.shops.models import Sold
    from kontera.sync.ends import Ends
    from kontera.sync.stock_reading import Trouble
    from kontera.sync.stock_sales import Moves

SOON = timedelta(seconds=30)
"""When what moved during a round is looked at again."""
NAMES = {Side.SHOP: "Quickbutik", Side.FORTNOX: "Fortnox"}
ROUNDS_UNTIL_GONE = 3
"""A product may slip from a list while its pages shift; missed so often it is gone."""
FOLLOWING = {Side.SHOP: (Mode.FORTNOX, Mode.BOTH), Side.FORTNOX: (Mode.SHOP, Mode.BOTH)}
"""The modes in which a side follows the other."""


@dataclass(slots=True)
class Found:
    """What a round has found, before anything of it is written down."""

    mode: Mode
    shelf: Shelf
    register: Register
    habits: Habits
    moves: Moves = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    levels: list[Level] = field(default_factory=list)
    counts: list[Sold] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    def going(self, side: Side) -> list[Item]:
        """What is to be written to ``side``."""
        return [one for one in self.items if one.side is side]


def run_stock(turn: Turn) -> bool:
    """One round. Raises ``Held`` when a person must look at the round as a whole."""
    if turn.choices.text("stock") == "off":
        levels.forget_sold(turn.handle)
        return False
    pressed = str(turn.row.told.get("press", ""))
    automatic = {
        Side.SHOP: turn.choices.flag("stock_in_automatic"),
        Side.FORTNOX: turn.choices.flag("stock_out_automatic"),
    }
    _do(turn, {side for side, flag in automatic.items() if flag or pressed in (side.value, "both")})
    turn.tell(press="")
    return False


def _every(choices: Choices) -> timedelta | None:
    is_off = choices.text("stock") == "off"
    return None if is_off else timedelta(minutes=choices.number("stock_minutes"))


STOCK_WORK = Work(levels.NAME, run_stock, _every)


def carry_stock(handle: Handle, ends: Ends, *, is_dry: bool) -> list[Item]:
    """The terminal's button: one round now. Dry: only what it would write, and why not."""
    with walking(lane_lock(handle.shop.pk, "registers"), wait=True):
        turn = Turn(handle, ends, chores.chore_of(handle, levels.NAME), lambda: True)
        try:
            return _do(turn, set(Side), is_dry=is_dry)
        finally:
            if handle.shop.company is not None:
                ends.fortnox.rest(handle.shop.company)


def _do(turn: Turn, into: Collection[Side], *, is_dry: bool = False) -> list[Item]:
    handle, mode = turn.handle, Mode(turn.choices.text("stock"))
    habits = Habits(turn)

    def look_at_orders() -> Moves:
        return open_moves(handle, turn.choices, mode, habits)

    if not is_dry:
        stock_writing.finish_documents(turn)
    with _orders_alone(handle):
        _read_orders(turn)
        before = look_at_orders()
    shelf = read_shelf(turn.quickbutik)
    register = read_register(turn, shelf.left)
    with _orders_alone(handle):
        _read_orders(turn)
        found = Found(mode, shelf, register, habits, look_at_orders())
        found.skipped = moved(before, found.moves)
        _think(turn, found, into)
        if not is_dry:
            _carry_out(turn, found, into, look_at_orders)
    return found.items


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


# -- thinking ----------------------------------------------------------------------------------


def _think(turn: Turn, found: Found, into: Collection[Side]) -> None:
    handle = turn.handle
    known = {row[0]: row for row in levels.briefs(handle)}
    _refuse_empty(found, known)
    touched = [number for number in found.shelf.left if not _is_still(found, known.get(number), number)]
    rows = levels.levels_by_number(handle, touched)
    shared = levels.numbers_of_others(handle) if found.mode is not Mode.FORTNOX else set()
    for number in touched:
        row = rows.get(number) or Level(shop=handle.shop, number=number)
        _look_at(turn, found, row, shared, into)
    _miss(handle, found, known)


def _refuse_empty(found: Found, known: dict[str, levels.Brief]) -> None:
    """A list without anything in it, where there was something: read by mistake, rather than true."""
    has_known = any(row.agreed is not None for row in known.values())
    for side, held in ((Side.SHOP, found.shelf.left), (Side.FORTNOX, found.register.figures)):
        if has_known and not held:
            raise Held("stock-register-empty", {"side": NAMES[side]})


def _is_still(found: Found, row: levels.Brief | None, number: str) -> bool:
    """Just as it was, and both sides alike: the common case, which costs a comparison."""
    if row is None or number in found.moves or number in found.shelf.troubles or not row.is_plain:
        return False
    left = found.shelf.left[number]
    same = row.agreed == row.in_shop == row.in_fortnox == left.pieces == found.register.pieces.get(number)
    return same and (row.product_id, row.variant_id) == (left.product_id, left.variant_id)


def _look_at(turn: Turn, found: Found, row: Level, shared: Collection[str], into: Collection[Side]) -> None:
    number = row.number
    if number in found.skipped:
        return
    left, there = found.shelf.left[number], found.register.pieces.get(number)
    before = _standing(row)
    row.product_id, row.variant_id, row.title = left.product_id, left.variant_id, left.title[:200]
    trouble = found.shelf.troubles.get(number) or found.register.troubles.get(number)
    if trouble is None and there is None:
        trouble = "stock-no-article", {"article": number}
    if trouble is None and number in shared:
        trouble = "stock-shared-article", {"article": number}
    if trouble is not None or left.pieces is None or there is None:
        _hold(row, *(trouble or ("stock-not-whole", {"article": number})))
    else:
        _reckon(turn, found, row, (left.pieces, there), into)
    if _standing(row) != before:
        found.levels.append(row)


def _standing(row: Level) -> tuple[object, ...]:
    """All of a level that is worth writing down."""
    held = row.problem_code, dict(row.problem_facts), row.confirmed
    told = row.product_id, row.variant_id, row.title, row.agreed, row.in_shop, row.in_fortnox
    return (row.pk, *told, dict(row.pending), dict(row.seen), *held)


def _reckon(
    turn: Turn, found: Found, row: Level, levels_now: tuple[int, int], into: Collection[Side]
) -> None:
    """What the two levels mean, and what follows."""
    here, there = levels_now
    mine, right = found.moves.get(row.number, []), row.seen.get("right")
    sales = aged(mine, row.seen.get("since"))
    found.habits.watch(_known(row), here, there, sales)
    is_stuck = row.problem_code == UNSURE and right is None and found.mode is Mode.BOTH
    seen = look(
        found.mode,
        _known(row),
        here,
        there,
        sales,
        right=Side(right) if right else None,
        by_hand=set(Side) - set(into),
        at_order=found.habits.at_order,
    )
    row.shop_read_at = row.fortnox_read_at = turn.now
    if is_stuck or seen.code:
        row.seen = {**row.seen, "shop": here, "fortnox": there}
        _hold(
            row,
            UNSURE if is_stuck else seen.code,
            {"article": row.number, "shop": str(here), "fortnox": str(there)},
        )
        return
    row.agreed, row.in_shop, row.in_fortnox, row.pending = seen.truth, here, there, {}
    kept = {name: row.seen[name] for name in ("since", "stocked", "documents") if name in row.seen}
    kept.setdefault("since", turn.now.isoformat())
    row.seen = {**kept, "for_fortnox": seen.for_fortnox, "flight": seen.in_flight}
    for move, sale in zip(mine, seen.sales, strict=True):
        move.row.in_shop, move.row.in_fortnox, move.row.counted = sale.in_shop, sale.in_fortnox, True
        move.row.sent = sale.is_sent
        move.row.closed_at = turn.now if is_settled(sale) else None
        found.counts.append(move.row)
    left = found.shelf.left[row.number]
    wanted = (
        Item(row, left, Side.SHOP, here, seen.for_shop),
        Item(row, left, Side.FORTNOX, there, seen.for_fortnox),
    )
    troubles = [one for item in wanted if (one := _propose(turn, found, item, into))]
    if troubles:
        _hold(row, *troubles[0])
    else:
        row.problem_code, row.problem_facts, row.confirmed = "", {}, False


def _known(row: Level) -> Known:
    told = row.pending
    pending = (
        Pending(Side(told["side"]), told["before"], told["to"], bool(told.get("done"))) if told else None
    )
    return Known(row.agreed, row.in_shop, row.in_fortnox, pending, row.seen.get("for_fortnox"))


def _propose(turn: Turn, found: Found, item: Item, into: Collection[Side]) -> Trouble | None:
    """Note what should be written; or why it waits for a person."""
    row, follows = item.level, FOLLOWING[item.side]
    if item.before == item.to or found.mode not in follows:
        return None
    facts = {"article": row.number, "now": str(item.before), "wanted": str(item.to), "side": item.side.value}
    is_lager = found.register.by_documents and item.side is Side.FORTNOX
    if is_lager and not turn.choices.flag("warehouse_documents"):
        return "stock-lager-read-only", facts
    if item.to < 0 and not _is_confirmed(row, "stock-negative", facts):
        return "stock-negative", facts
    item.is_confirmed = item.to < 0
    item.waits = item.side not in into
    found.items.append(item)
    return None


def _is_confirmed(row: Level, code: str, facts: dict[str, str]) -> bool:
    return row.confirmed and row.problem_code == code and row.problem_facts == facts


def _hold(row: Level, code: str, facts: dict[str, str]) -> None:
    if (row.problem_code, row.problem_facts) != (code, facts):
        row.confirmed = False
    row.problem_code, row.problem_facts = code, facts


def _miss(handle: Handle, found: Found, known: dict[str, levels.Brief]) -> None:
    """Products that the list does not hold any more."""
    missed = [number for number in known if number not in found.shelf.left]
    rows = levels.levels_by_number(handle, missed)
    gone = [number for number, row in rows.items() if row.seen.get("missed", 0) + 1 >= ROUNDS_UNTIL_GONE]
    levels.forget_levels(handle, gone)
    for number, row in rows.items():
        if number not in gone:
            row.seen = {**row.seen, "missed": row.seen.get("missed", 0) + 1}
            found.levels.append(row)


# -- carrying out ------------------------------------------------------------------------------


def _carry_out(turn: Turn, found: Found, into: Collection[Side], look_at_orders: Callable[[], Moves]) -> None:
    """Write down what was found, then write what differs, and tell of the round."""
    objections = [one for side in Side if side in into and (one := _objection(turn, found, side))]
    levels.save_levels(found.levels)
    levels.save_counts(found.counts)
    turn.tell(looked_at=turn.now.isoformat(), habits=found.habits.told)
    again = bool(found.skipped & found.shelf.left.keys())
    for side, write in _WRITERS.items():
        going = [one for one in found.going(side) if not one.waits]
        if going and side in into and not any(facts["side"] == side.value for _, facts in objections):
            again = write(turn, look_at_orders, found.register, going) or again
    _tell(turn, found, objections)
    is_open = any(one.level.pending for one in found.items)
    if again or is_open:
        # A level that was set while somebody bought is looked at before anybody counts.
        chores.ask_chore(turn.handle, levels.NAME, at=turn.now if is_open else turn.now + SOON)
    if objections:
        raise Held(*objections[0])
    turn.tell(confirmed={})


_WRITERS: dict[Side, Callable[[Turn, Callable[[], Moves], Register, list[Item]], bool]] = {
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
    confirmed = turn.row.told.get("confirmed") or {}
    is_right = reason and (confirmed.get("code"), confirmed.get("facts")) == reason
    return None if is_right else reason


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
