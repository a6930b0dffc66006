"""``make demo``: three shops, both APIs as a sandbox on real HTTP, and the whole program between them.

Nothing in the product knows that it is a demo. What adds up is asked of the sandbox, whose
ledger is kept by rules of its own.
"""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kontera.config.environment import Environment
from kontera.config.variables import Listen
from kontera.demo import acts, trade
from kontera.demo.ledger import Ledger, console, seeded, show_table
from kontera.embedded import Embedded
from kontera.endings import hear_terminal, interruptible
from kontera.processes import Household, household, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.shops.handle import Handle

EMAIL = "demo@kontera.example"
ENDS = ("paid", "booked", "order_invoice")
"""How far the orders of each shop go: the three ends that show most."""
PATIENCE = 180.0


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
        fortnox_events_url=sandbox["KONTERA_FORTNOX_EVENTS_URL"],
        quickbutik_api_url=sandbox["KONTERA_QUICKBUTIK_API_URL"],
        vies_url=sandbox["KONTERA_VIES_URL"],
        riksbank_url=sandbox["KONTERA_RIKSBANK_URL"],
        ecb_url=sandbox["KONTERA_ECB_URL"],
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
    started, now = time.monotonic(), datetime.now(UTC)
    acts.sell_earlier(sandbox["ready"], sandbox["seed"]["shops"][-1], now)
    handles = _add_shops(sandbox["seed"]["shops"], password, acts.first_day(now))
    _watch(handles, sandbox["seed"]["shops"])
    seconds = time.monotonic() - started
    ledgers = [Ledger.of(sandbox["ready"], seed) for seed in sandbox["seed"]["shops"]]
    adds_up = show_table(handles, sandbox["seed"]["shops"], ledgers, seconds)
    house.wait_for_web()
    acts.hang_hooks(sandbox["ready"], handles, sandbox["seed"]["shops"], env.public_url)
    adds_up = acts.play(sandbox["ready"], handles, sandbox["seed"]["shops"]) and adds_up
    adds_up = trade.play(sandbox["ready"], handles[0], sandbox["seed"]["shops"][0]) and adds_up
    if once:
        return 0 if adds_up else 1
    console.print(f"\nPanelen · the panel   [bold]{env.public_url}[/bold]")
    console.print(f"Logga in · sign in    [bold]{EMAIL}[/bold]   [bold]{password}[/bold]")
    console.print("Ctrl-C stoppar allt · stops everything")
    house.wait()
    return 0 if adds_up else 1


def _add_shops(seeds: list[dict[str, Any]], password: str, first_day: str) -> list[Handle]:
    from kontera.shops import across, work  # noqa: PLC0415 - Django is set up by now
    from kontera.shops.people import add_person  # noqa: PLC0415

    handles = []
    days = ("2026-01-01", "2026-01-01", first_day)
    for seed, end, day in zip(seeds, ENDS, days, strict=True):
        choices: dict[str, object] = {
            "end": end,
            "start_day": day,
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
    return seeded(handle).exclude(state="due").count()
