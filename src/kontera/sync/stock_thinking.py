"""What a round of stock makes of what it has read: what each level means, what follows, and what is held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kontera.books.stock import CREDIT, UNSURE, Known, Mode, Pending, Side, look
from kontera.problems import Held
from kontera.shops import levels
from kontera.shops.models import Level
from kontera.sync.stock_credits import COUNTED, Credits, facts_of
from kontera.sync.stock_rests import NOT_STOCKED, NOT_TAKEN, Rests
from kontera.sync.stock_sales import aged, is_settled
from kontera.sync.stock_writing import Item

if TYPE_CHECKING:
    from collections.abc import Collection

    from kontera.shops.handle import Handle
    from kontera.shops.models import Sold
    from kontera.sync.stock_habits import Habits
    from kontera.sync.stock_reading import Register, Shelf, Trouble
    from kontera.sync.stock_sales import Move, Moves
    from kontera.sync.turn import Turn

NAMES = {Side.SHOP: "Quickbutik", Side.FORTNOX: "Fortnox"}
ROUNDS_UNTIL_GONE = 3
"""A product may slip from a list while its pages shift; missed so often it is gone."""
FOLLOWING = {Side.SHOP: (Mode.FORTNOX, Mode.BOTH), Side.FORTNOX: (Mode.SHOP, Mode.BOTH)}
"""The modes in which a side follows the other."""
KEPT = ("since", "stocked", "documents", "credited", "refused")
"""What of ``seen`` outlives a look."""


@dataclass(slots=True)
class Found:
    """What a round has found, before anything of it is written down."""

    mode: Mode
    shelf: Shelf
    register: Register
    habits: Habits
    credits: Credits
    moves: Moves = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    levels: list[Level] = field(default_factory=list)
    counts: list[Sold] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    rests: Rests | None = None

    def going(self, side: Side) -> list[Item]:
        """What is to be written to ``side``."""
        return [one for one in self.items if one.side is side]

    def is_resting(self, row: Level, code: str) -> bool:
        """Whether the level was refused for ``code``, and is left alone for now."""
        return self.rests is not None and self.rests.is_resting(row, code)


def think(turn: Turn, found: Found, into: Collection[Side]) -> None:
    handle = turn.handle
    known = {row[0]: row for row in levels.briefs(handle)}
    _refuse_empty(found, known)
    touched = [number for number in found.shelf.left if not _is_still(found, known.get(number), number)]
    rows = levels.levels_by_number(handle, touched)
    found.rests = Rests(handle, rows.values(), found.register, turn.now)
    shared = levels.numbers_of_others(handle) if found.mode is not Mode.FORTNOX else set()
    for number in touched:
        row = rows.get(number) or Level(shop=handle.shop, number=number)
        _look_at(turn, found, row, _trouble(found, row, shared), into)
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


def _trouble(found: Found, row: Level, shared: Collection[str]) -> Trouble | None:
    """Why the two levels cannot be compared at all."""
    number = row.number
    trouble = found.shelf.troubles.get(number) or found.register.troubles.get(number)
    if trouble is None and number not in found.register.pieces:
        trouble = "stock-no-article", {"article": number}
    if trouble is None and number in shared:
        trouble = "stock-shared-article", {"article": number}
    if trouble is None and found.is_resting(row, NOT_STOCKED):
        trouble = NOT_STOCKED, dict(row.problem_facts)
    return trouble


def _look_at(turn: Turn, found: Found, row: Level, trouble: Trouble | None, into: Collection[Side]) -> None:
    number = row.number
    if number in found.skipped:
        return
    left, there = found.shelf.left[number], found.register.pieces.get(number)
    before = _standing(row)
    row.product_id, row.variant_id, row.title = left.product_id, left.variant_id, left.title[:200]
    if trouble is not None or left.pieces is None or there is None:
        _hold(row, *(trouble or ("stock-not-whole", {"article": number})))
        row.seen = {**row.seen, **_figures(found, number)}
    else:
        _reckon(turn, found, row, (left.pieces, there), into)
    if _standing(row) != before:
        found.levels.append(row)


def _figures(found: Found, number: str) -> dict[str, object]:
    """Both sides as they were read, for a person to see; ``None`` where a side has none."""
    left, read = found.shelf.left[number], found.register.figures.get(number)
    there: object = found.register.pieces.get(number)
    if there is None and read is not None:
        there = found.register.troubles[number][1]["level"]
    return {"shop": left.text if left.pieces is None else left.pieces, "fortnox": there}


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
    mine = found.credits.told(row, found.moves.get(row.number, []), there)
    word = row.seen.get("right")
    right = word if word in set(Side) and found.mode is Mode.BOTH else None
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
        by_count=word == COUNTED,
    )
    row.shop_read_at = row.fortnox_read_at = turn.now
    if is_stuck or seen.code:
        row.seen = {**row.seen, "shop": here, "fortnox": there}
        _hold_as(row, UNSURE if is_stuck else seen.code, mine, here, there)
        return
    row.agreed, row.in_shop, row.in_fortnox, row.pending = seen.truth, here, there, {}
    kept = {name: row.seen[name] for name in KEPT if name in row.seen}
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


def _hold_as(row: Level, code: str, mine: list[Move], here: int, there: int) -> None:
    told = facts_of(row, mine, here, there)
    _hold(
        row, code, told if code == CREDIT else {name: told[name] for name in ("article", "shop", "fortnox")}
    )


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
    if item.side is Side.FORTNOX and found.is_resting(row, NOT_TAKEN):
        return NOT_TAKEN, dict(row.problem_facts)
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
    gone = [number for number, row in rows.items() if _is_gone(row)]
    levels.forget_levels(handle, gone)
    for number, row in rows.items():
        if number not in gone:
            row.seen = {**row.seen, "missed": row.seen.get("missed", 0) + 1}
            found.levels.append(row)


def _is_gone(row: Level) -> bool:
    """What was never a level, such as a SKU that has been mended, is gone at once."""
    is_level = row.agreed is not None or not row.problem_code.startswith("product-")
    return not is_level or row.seen.get("missed", 0) + 1 >= ROUNDS_UNTIL_GONE
