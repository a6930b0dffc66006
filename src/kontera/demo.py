"""``make demo``: three shops, both APIs as a sandbox on real HTTP, and the whole program between them.

Nothing in the product knows that it is a demo. What adds up is asked of the sandbox, whose
ledger is kept by rules of its own.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import httpx2
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kontera.config.environment import Environment
from kontera.config.variables import Listen
from kontera.embedded import Embedded
from kontera.endings import hear_terminal, interruptible
from kontera.problems import explain
from kontera.processes import Household, household, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.shops.handle import Handle

EMAIL = "demo@kontera.example"
ENDS = ("paid", "booked", "order_invoice")
"""How far the orders of each shop go: the three ends that show most."""
FLOOR = {"paid": 4, "booked": 2, "invoice": 1, "order_invoice": 3, "order": 1}
"""Requests that an order of a known customer with known articles cannot do without."""
PATIENCE = 180.0
console = Console(width=max(Console().width, 112))


def run(*, once: bool) -> int:
    """Show it. 0: everything adds up. 1: something does not. Serves until Ctrl-C unless ``once``."""
    with ExitStack() as stack:
        stack.enter_context(interruptible())
        hear_terminal()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kontera-demo-")))
        folder.chmod(0o711)
        sandbox = stack.enter_context(_sandbox())
        server = Embedded(folder)
        stack.callback(server.remove)
        env = _environment(sandbox, folder, server.start())
        house = stack.enter_context(household(env, output=folder / "kontera.log"))
        return _show(env, house, sandbox, once=once)


@contextmanager
def _sandbox() -> Iterator[dict[str, Any]]:
    """Both services as one child process; its first line says where they are and what is in them."""
    command = [sys.executable, "-m", "kontera.sandbox", "--port", "0", "--seed", "demo"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own
    try:
        yield json.loads(child.stdout.readline() if child.stdout else b"")
    finally:
        child.terminate()
        child.wait(timeout=10)


def _environment(sandbox: dict[str, Any], folder: Path, database_url: str) -> Environment:
    port = _free_port(8000)
    return Environment(
        secret_keys=(secrets.token_urlsafe(40),),
        public_url=f"http://localhost:{port}",
        data_dir=folder,
        database_url=database_url,
        fortnox_client_id=sandbox["seed"]["client_id"],
        fortnox_client_secret=sandbox["seed"]["client_secret"],
        fortnox_api_url=sandbox["KONTERA_FORTNOX_API_URL"],
        fortnox_auth_url=sandbox["KONTERA_FORTNOX_AUTH_URL"],
        quickbutik_api_url=sandbox["KONTERA_QUICKBUTIK_API_URL"],
        quickbutik_pace=0.1,
        listen=Listen("127.0.0.1", port),
    )


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def _show(env: Environment, house: Household, sandbox: dict[str, Any], *, once: bool) -> int:
    prepare(env)
    django.setup()
    password = secrets.token_urlsafe(9)
    started = time.monotonic()
    handles = _add_shops(sandbox["seed"]["shops"], password)
    _watch(handles, sandbox["seed"]["shops"])
    seconds = time.monotonic() - started
    ledgers = [_Ledger.of(sandbox["ready"], seed) for seed in sandbox["seed"]["shops"]]
    adds_up = _table(handles, sandbox["seed"]["shops"], ledgers, seconds)
    if once:
        return 0 if adds_up else 1
    house.wait_for_web()
    console.print(f"\nPanelen · the panel   [bold]{env.public_url}[/bold]")
    console.print(f"Logga in · sign in    [bold]{EMAIL}[/bold]   [bold]{password}[/bold]")
    console.print("Ctrl-C stoppar allt · stops everything")
    house.wait()
    return 0 if adds_up else 1


def _add_shops(seeds: list[dict[str, Any]], password: str) -> list[Handle]:
    from kontera.shops import across, work  # noqa: PLC0415 - Django is set up by now
    from kontera.shops.people import add_person  # noqa: PLC0415

    handles = []
    for seed, end in zip(seeds, ENDS, strict=True):
        choices: dict[str, object] = {
            "end": end,
            "start_day": "2026-01-01",
            "gift_card_skus": seed["gift_card_skus"],
        }
        handles.append(across.add_shop(seed["name"], seed["key"], str(seed["tenant"]), choices))
    add_person(EMAIL, password, handles)
    for handle in handles:
        work.wake(handle.shop.pk, "orders")
    return handles


def _watch(handles: list[Handle], seeds: list[dict[str, Any]]) -> None:
    """A bar per shop until every order has come to rest."""
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    end = time.monotonic() + PATIENCE
    with Progress(*columns, console=console) as progress:
        bars = [progress.add_task(seed["name"], total=seed["orders"]) for seed in seeds]
        while time.monotonic() < end:
            rested = [_rested(handle) for handle in handles]
            for bar, count in zip(bars, rested, strict=True):
                progress.update(bar, completed=count)
            if all(count >= seed["orders"] for count, seed in zip(rested, seeds, strict=True)):
                return
            time.sleep(0.2)


def _rested(handle: Handle) -> int:
    counts = handle.counts()
    return sum(counts.values()) - counts["due"]


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What the sandbox says it has: counted and summed by its own rules."""

    invoices: int
    booked: int
    total: Decimal
    customers: int
    articles: int
    requests: int
    refused: int

    @classmethod
    def of(cls, root: str, seed: dict[str, Any]) -> _Ledger:
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


def _table(
    handles: list[Handle], seeds: list[dict[str, Any]], ledgers: list[_Ledger], seconds: float
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


def _row(table: Table, handle: Handle, seed: dict[str, Any], ledger: _Ledger) -> bool:
    counts, end = handle.counts(), handle.choices.text("end")
    done = handle.orders().filter(state="done")
    total = Decimal(sum(order.total_ore or 0 for order in done)) / 100
    floor = counts["done"] * FLOOR[end] + ledger.customers + ledger.articles
    numbers = (sum(counts.values()), ledger.invoices, ledger.booked, counts["held"])
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


if __name__ == "__main__":
    sys.exit(run(once="--once" in sys.argv or os.environ.get("ONCE") == "1"))
