"""``make bench``: what an order costs, from the shop to a paid invoice in Fortnox, on this machine.

Everything is measured on the real processes and a durable PostgreSQL; the sandbox stands in
for both services. ``docs/measurements.md`` says what is in each number.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from gauges import machine
from rich.console import Console
from rich.table import Table
from thinking import books

from house import House, built

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Rows = list[dict[str, Any]]

console = Console(stderr=True)
FEW = 60
"""Orders that keep one company busy for almost a minute with the limit on."""


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run.py", description="What an order costs on this machine.")
    parser.add_argument("--only", nargs="+", choices=sorted(PARTS), help="some of the measurements")
    parser.add_argument("--orders", type=int, default=1000, help="orders of the one shop")
    parser.add_argument("--shops", type=int, default=50, help="how many shops the many are")
    parser.add_argument("--orders-per-shop", type=int, default=100, help="orders of each of the many")
    parser.add_argument("--limited-orders", type=int, default=50, help="orders of each of the many, limit on")
    parser.add_argument("--counted-orders", type=int, default=200, help="orders when counting round trips")
    parser.add_argument("--panel-orders", type=int, default=10_000, help="orders in the panel's table")
    parser.add_argument("--import-orders", type=int, default=500, help="orders of the imported history")
    parser.add_argument("--speed", type=float, default=3.0, help="how fast the import's clock runs")
    parser.add_argument("--articles", type=int, default=10_000, help="articles in the round of stock")
    parser.add_argument("--payout-lines", type=int, default=500, help="orders in each of the two payouts")
    parser.add_argument("--summed-orders", type=int, default=1000, help="orders of the summed day")
    parser.add_argument("--vouchers", type=int, default=10_000, help="vouchers that are compared at night")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 3000], help="for the flat cost")
    parser.add_argument("--full", action="store_true", help="the flat cost up to 10,000 orders")
    parser.add_argument("--statements", type=int, default=0, help="show the most frequent statements")
    parser.add_argument("--json", action="store_true", help="the numbers as JSON on standard output")
    return parser.parse_args(arguments)


def one_shop(house: House, chosen: argparse.Namespace) -> Rows:
    """1,000 orders of one shop, booked and paid, limit off."""
    from syncing import round_trips, sync  # noqa: PLC0415 - after Django is set up

    told = sync(house, 1, chosen.orders, limit=False)
    counted = round_trips(house, chosen.counted_orders, limit=False, statements=chosen.statements)
    for text, each in counted.get("statements", []):
        console.print(f"  {each:>6} per order  {text}")
    return [told | _trips(counted)]


def _trips(counted: dict[str, Any]) -> dict[str, Any]:
    return {name: counted[name] for name in ("database round trips", "less those at rest", "at rest, per s")}


def many_shops(house: House, chosen: argparse.Namespace) -> Rows:
    """50 shops with a company each, limit off."""
    from syncing import sync  # noqa: PLC0415

    return [sync(house, chosen.shops, chosen.orders_per_shop, limit=False)]


def limited(house: House, chosen: argparse.Namespace) -> Rows:
    """The limit of 25 requests in 5 seconds on: one company, ten, and as many as there are shops."""
    from syncing import round_trips, sync  # noqa: PLC0415

    wanted = [(1, FEW), (min(10, chosen.shops), FEW), (chosen.shops, chosen.limited_orders)]
    rows = [sync(house, shops, orders, limit=True) for shops, orders in wanted]
    rows[0] |= _trips(round_trips(house, FEW, limit=True))
    return rows


def flat(house: House, chosen: argparse.Namespace) -> Rows:
    """Whether an order costs the same whatever the number of orders."""
    from syncing import sync  # noqa: PLC0415

    sizes = [*chosen.sizes, 10_000] if chosen.full else chosen.sizes
    return [sync(house, 1, size, limit=False) for size in sizes]


def thinking(_house: House, _chosen: argparse.Namespace) -> Rows:
    """The books alone, on one core."""
    return books()


def hook(house: House, chosen: argparse.Namespace) -> Rows:
    """How long the shop waits for the hook's answer while a sync is running."""
    from serving import hook_times  # noqa: PLC0415

    return [hook_times(house, 2 * chosen.orders, limit=limit) for limit in (True, False)]


def panel(house: House, chosen: argparse.Namespace) -> Rows:
    """The panel's pages over 10,000 orders."""
    from serving import page_times  # noqa: PLC0415

    return page_times(house, chosen.panel_orders)


def history(house: House, chosen: argparse.Namespace) -> Rows:
    """An import of order history at the limit of 25 requests in 5 seconds, in accelerated time."""
    from history import import_history  # noqa: PLC0415

    return [import_history(house, chosen.import_orders, chosen.speed)]


def stock(house: House, chosen: argparse.Namespace) -> Rows:
    """A round of stock over 10,000 articles: 100 changes, and none."""
    from stock import rounds  # noqa: PLC0415

    return rounds(house, chosen.articles)


def refunds(house: House, _chosen: argparse.Namespace) -> Rows:
    """Requests for a refund: whole, in part, first and second, with both accounting methods."""
    from asking import refunds  # noqa: PLC0415

    return refunds(house)


def abroad(house: House, _chosen: argparse.Namespace) -> Rows:
    """Requests for an order abroad, in another currency, and as a voucher."""
    from asking import abroad  # noqa: PLC0415

    return abroad(house)


def payouts(house: House, chosen: argparse.Namespace) -> Rows:
    """Two settlement reports: requests, and CPU of reading, matching and booking."""
    from asking import payout  # noqa: PLC0415

    return payout(house, chosen.payout_lines)


def summaries(house: House, chosen: argparse.Namespace) -> Rows:
    """A daily summary: requests, and CPU."""
    from asking import summary  # noqa: PLC0415

    return summary(house, chosen.summed_orders)


def reconcile(house: House, chosen: argparse.Namespace) -> Rows:
    """The nightly comparison with one SIE file, and the One Stop Shop's report of the same orders."""
    from crowd import compared  # noqa: PLC0415

    return compared(house, chosen.vouchers)


def pages(house: House, chosen: argparse.Namespace) -> Rows:
    """The panel's pages of sales abroad, payouts, summaries and the comparison."""
    from leafing import page_times  # noqa: PLC0415

    return page_times(house, chosen.panel_orders, chosen.payout_lines, chosen.summed_orders)


PARTS: dict[str, Callable[[House, argparse.Namespace], Rows]] = {
    "one-shop": one_shop,
    "many-shops": many_shops,
    "limited": limited,
    "flat": flat,
    "books": thinking,
    "hook": hook,
    "panel": panel,
    "stock": stock,
    "refunds": refunds,
    "abroad": abroad,
    "payouts": payouts,
    "summaries": summaries,
    "reconcile": reconcile,
    "pages": pages,
    "history": history,
}


def main() -> int:
    """Measure, and print tables or JSON."""
    chosen = read_arguments()
    found: dict[str, Any] = {"machine": machine()}
    with built() as house:
        for name in chosen.only or PARTS:
            console.print(f"{name} ...", style="dim")
            found[name] = PARTS[name](house, chosen)
            for row in found[name]:
                console.print(f"  {row}", style="dim", soft_wrap=True)
    if chosen.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        _print(found)
    return 0


def _print(found: dict[str, Any]) -> None:
    """One table for each measurement: a line for each number, a column for each run."""
    out = Console()
    out.print(found.pop("machine"))
    for name, rows in found.items():
        out.print(f"\n[bold]{name}[/bold]  {PARTS[name].__doc__}")
        out.print(_table(rows))


def _table(rows: Rows) -> Table:
    first, *others = rows[0]
    table = Table(first, *(str(row[first]) for row in rows))
    for heading in others:
        table.add_row(heading, *(str(row.get(heading, "")) for row in rows))
    return table


if __name__ == "__main__":
    sys.exit(main())
