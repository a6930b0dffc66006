"""What the sandbox says it has, beside what Kontera says it sent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx2
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from kontera.problems import explain

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kontera.shops.handle import Handle
    from kontera.shops.models import Order

FLOOR = {"paid": 4, "booked": 2, "invoice": 1, "order_invoice": 3, "order": 1}
"""Requests that an order of a known customer with known articles cannot do without."""
console = Console(width=max(Console().width, 112))


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the sandbox says it has: counted and summed by its own rules."""

    invoices: int
    booked: int
    total: Decimal
    customers: int
    articles: int
    requests: int
    refused: int

    @classmethod
    def of(cls, root: str, seed: dict[str, Any]) -> Ledger:
        tenant = seed["tenant"]
        papers = httpx2.get(f"{root}/_sandbox/documents", params={"tenant": tenant}).json(parse_float=Decimal)
        counters = httpx2.get(f"{root}/_sandbox/counters").json().get(f"fortnox {tenant}", {})
        invoices = [one for one in papers["invoices"] if not one["Cancelled"]]
        return cls(
            invoices=len(invoices),
            booked=sum(1 for one in invoices if one["Booked"]),
            total=sum((Decimal(str(one["Total"])) for one in invoices), Decimal(0)),
            customers=len(papers["customers"]),
            articles=len(papers["articles"]),
            requests=int(counters.get("requests", 0)),
            refused=int(counters.get("429", 0)),
        )


def seeded(handle: Handle) -> QuerySet[Order]:
    """The shop's orders from its first day on: the older ones wait for an act of their own."""
    return handle.orders().filter(ordered_day__gte=handle.choices.day("start_day"))


def show_table(
    handles: list[Handle], seeds: list[dict[str, Any]], ledgers: list[Ledger], seconds: float
) -> bool:
    table = Table(
        title=f"{sum(seed['orders'] for seed in seeds)} orders, {seconds:.1f} s",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for heading in ("Shop", "End"):
        table.add_column(heading, no_wrap=True)
    for heading in _NUMBERS:
        table.add_column(heading, justify="right", no_wrap=True)
    rows = list(zip(handles, seeds, ledgers, strict=True))
    verdicts = [_row(table, *row) for row in rows]
    adds_up = all(verdicts)
    console.print(table)
    for handle in handles:
        _print_held(handle)
    good, bad = "Allt går ihop · everything adds up", "Går inte ihop · does not add up"
    console.print(good if adds_up else f"[red]{bad}[/red]")
    return adds_up


_NUMBERS = ("Orders", "Docs", "Booked", "Held", "Shop kr", "Fortnox kr", "Requests", "Floor", "429")


def _row(table: Table, handle: Handle, seed: dict[str, Any], ledger: Ledger) -> bool:
    counts, end = handle.counts(), handle.choices.text("end")
    done = handle.orders().filter(state="done")
    total = Decimal(sum(order.total_ore or 0 for order in done)) / 100
    floor = counts["done"] * FLOOR[end] + ledger.customers + ledger.articles
    numbers = (seeded(handle).count(), ledger.invoices, ledger.booked, counts["held"])
    sums = (f"{total:,.2f}", f"{ledger.total:,.2f}")
    cells = (*numbers, *sums, ledger.requests, floor, ledger.refused)
    table.add_row(handle.shop.name, end, *map(str, cells))
    held = set(handle.orders().filter(state="held").values_list("number", flat=True))
    return all(
        (
            counts["done"] == seed["bookable"] == ledger.invoices,
            held == {one["order"] for one in seed["held"]},
            total == ledger.total == Decimal(seed["total"]),
            ledger.booked == (ledger.invoices if end in ("booked", "paid") else 0),
            ledger.refused == 0,
        )
    )


def _print_held(handle: Handle) -> None:
    for order in handle.orders().filter(state="held").order_by("number"):
        told = explain(order.problem_code, order.problem_facts, "sv")
        console.print(f"  {handle.shop.name} {order.number}: {told.sentence}", style="yellow")
