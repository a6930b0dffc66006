"""What a round found and had no time to write to Fortnox: kept between turns, so it is not all read again.

Fortnox takes one level per request, so a round writes in portions and lets orders and other chores go in
between. What is left is written in the next turns as long as what was read is fresh, and only
where nothing of ours has moved the article since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.stock import Side
from kontera.fortnox.levels import Figures
from kontera.quickbutik.levels import Left
from kontera.shops import levels
from kontera.sync.stock_reading import Register
from kontera.sync.stock_writing import FRESH, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontera.shops.models import Level
    from kontera.sync.stock_sales import Moves
    from kontera.sync.turn import Turn

MOST = 400
"""No more than can be written while what was read is fresh."""
NONE: dict[str, Any] = {}


@dataclass(slots=True)
class Plan:
    """Levels to be written to Fortnox; ``again``: something else must be looked at soon after."""

    register: Register
    rows: list[dict[str, Any]]
    again: bool


def keep(turn: Turn, register: Register, left: Sequence[Item], moves: Moves, *, again: bool) -> None:
    """Write down what is left, with the sales it was reckoned with."""
    rows = [_row(one, register, moves) for one in left[:MOST]]
    is_cut = again or len(left) > MOST
    told = {"read_at": register.read_at.isoformat(), "lager": register.by_documents, "again": is_cut}
    turn.tell(plan={**told, "wishes": _wishes(turn), "rows": rows} if rows else NONE)


def standing(turn: Turn) -> Plan | None:
    """What is left of the last round; ``None`` where all must be read anew."""
    told = turn.row.told.get("plan")
    if not told or told["wishes"] != _wishes(turn) or turn.row.told.get("press"):
        return None
    read_at = datetime.fromisoformat(told["read_at"])
    if turn.now - read_at > FRESH or turn.row.told.get("confirmed"):
        return None
    register = Register(told["lager"], read_at)
    for row in told["rows"]:
        number = row["number"]
        register.pieces[number] = row["before"]
        register.figures[number] = Figures(number, Decimal(row["in_stock"]), Decimal(row["before"]))
    return Plan(register, told["rows"], told["again"])


def items_of(turn: Turn, plan: Plan, moves: Moves) -> list[Item]:
    """What may still be written. What has moved since is for the next round."""
    rows = levels.levels_by_number(turn.handle, [row["number"] for row in plan.rows])
    still = [row for row in plan.rows if _is_still(row, rows.get(row["number"]), moves)]
    return [_item(row, rows[row["number"]]) for row in still]


def _wishes(turn: Turn) -> list[str]:
    names = ("stock", "stock_figure")
    flags = ("stock_out_automatic", "warehouse_documents")
    return [turn.choices.text(one) for one in names] + [str(turn.choices.flag(one)) for one in flags]


def _row(one: Item, register: Register, moves: Moves) -> dict[str, Any]:
    figures = register.figures.get(one.level.number)
    in_stock = figures.in_stock if figures else None
    return {
        "number": one.level.number,
        "before": one.before,
        "to": one.to,
        "in_stock": str(one.before if in_stock is None else in_stock),
        "cost": one.left.cost_ore,
        "sales": _sales(one.level.number, moves),
    }


def _sales(number: str, moves: Moves) -> list[list[Any]]:
    """As JSON gives it back."""
    return [
        [list(part) if isinstance(part, tuple) else part for part in one.signature]
        for one in moves.get(number, [])
    ]


def _is_still(row: dict[str, Any], level: Level | None, moves: Moves) -> bool:
    if level is None or level.pending or level.problem_code or level.in_fortnox != row["before"]:
        return False
    under_way = any(one.sale.is_under_way for one in moves.get(row["number"], []))
    return not under_way and row["sales"] == _sales(row["number"], moves)


def _item(row: dict[str, Any], level: Level) -> Item:
    left = Left(level.product_id, level.variant_id, level.number, level.title, None, "", row["cost"])
    return Item(level, left, Side.FORTNOX, row["before"], row["to"])
