"""``kontera sync stock``: one round of stock, now, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.commands.shops import find
from kontera.commands.surroundings import SPEAKING, standing
from kontera.commands.words import DONE, HELD, WrongUse, complain_of, problem_json, say, say_json

if TYPE_CHECKING:
    from argparse import ArgumentParser as Parser
    from argparse import Namespace, _SubParsersAction

    from kontera.shops.models import Level
    from kontera.sync.stock_writing import Item


def add_parser(sync: _SubParsersAction[Parser]) -> None:
    """``kontera sync stock SHOP``."""
    stock = sync.add_parser("stock", help="one round of stock, to both sides; 3 if something is held")
    stock.add_argument("shop")
    stock.add_argument("--dry-run", action="store_true", help="only say what would be written")
    stock.add_argument("--json", action="store_true")
    stock.set_defaults(run=sync_stock)


def sync_stock(arguments: Namespace) -> int:
    """What waits for the button is written too. Raises ``Held`` when the round as a whole waits."""
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415 - Django is set up by now
        from kontera.shops import levels  # noqa: PLC0415
        from kontera.sync.stock import carry_stock  # noqa: PLC0415

        handle = find(arguments.shop)
        if handle.choices.text("stock") == "off":
            raise WrongUse(
                "Lagersaldon är avstängda för butiken: kontera shop set BUTIK stock=fortnox",
                "Stock is switched off for the shop: kontera shop set SHOP stock=fortnox",
            )
        items = carry_stock(handle, wiring.install(env), is_dry=arguments.dry_run)
        held = [] if arguments.dry_run else list(levels.levels_of(handle).exclude(problem_code=""))
        _report(items, held, as_json=arguments.json)
        return HELD if held else DONE


def _report(items: list[Item], held: list[Level], *, as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "changes": [
                    {
                        "article": one.level.number,
                        "side": one.side.value,
                        "from": one.before,
                        "to": one.to,
                        "done": one.is_done,
                    }
                    for one in items
                ],
                "held": [
                    {"article": row.number, "problem": problem_json(row.problem_code, row.problem_facts)}
                    for row in held
                ],
            }
        )
        return
    for one in items:
        say(f"{one.level.number}: {one.side.value} {one.before} -> {one.to}{' *' if one.is_done else ''}")
    for row in held:
        complain_of(row.problem_code, row.problem_facts)
