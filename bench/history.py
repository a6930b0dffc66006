"""An import of order history at Fortnox's limit, in accelerated time.

The sandbox's clock runs ``speed`` times as fast as the machine's, and so do the permits: 25 requests
in any 5 seconds of its time. Both lanes run in this process, as a worker runs them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx2
from disturbing import Comers
from goods import filled_shop
from watching import Watch

from kontera import wiring
from kontera.config.variables import FORTNOX_LIMIT
from kontera.shops import across, imports, permits
from kontera.sync.chores import drain_chores
from kontera.sync.drain import drain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from house import House
    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends

PATIENCE = 4 * 3600.0
PER_ORDER = 4
"""Invoice, its booking, payment, its booking."""
PER_ARTICLE = 2
"""A new article, and its price."""


def import_history(house: House, orders: int, speed: float) -> dict[str, Any]:
    """Import ``orders`` old orders, booked and paid, and tell how much of the limit was used."""
    with _hurried(speed), _swift(house, speed) as swift:
        handle, key = _old_shop(swift, orders)
        ends = wiring.install(replace(swift.env, fortnox_limit=FORTNOX_LIMIT))
        run, read_in = _dry_run(handle, ends)
        comers, watch = Comers(swift, handle, run, key), Watch(swift, handle)
        _carry(handle, ends, run, [comers, watch])
        told = watch.told(orders)
        waits = comers.waits(speed)
    new = run.report["customers"] + PER_ARTICLE * run.report["articles"]
    floor = PER_ORDER * (orders + comers.announced) + new
    return {
        "orders": orders,
        "speed": speed,
        "foretold, s": run.report["seconds"],
        "dry run, s": round(read_in, 1),
        **told,
        "floor": floor,
        "above the floor": told["requests"] - floor,
        **waits,
    }


@contextmanager
def _hurried(speed: float) -> Iterator[None]:
    """Permits that rest as much shorter as the sandbox's clock is faster."""
    kept = {name: getattr(permits, name) for name in ("WINDOW", "MARGIN", "LOOK_AGAIN", "KEEP_FOR")}
    for name, value in kept.items():
        setattr(permits, name, value / speed)
    yield
    for name, value in kept.items():
        setattr(permits, name, value)


@contextmanager
def _swift(house: House, speed: float) -> Iterator[House]:
    """The same house with the faster sandbox in place of its own."""
    command = [sys.executable, str(Path(__file__).with_name("swift.py")), str(speed)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    try:
        told = json.loads(child.stdout.readline() if child.stdout else b"")
        env = replace(
            house.env,
            fortnox_api_url=told["fortnox_api"],
            fortnox_auth_url=told["fortnox_auth"],
            quickbutik_api_url=told["quickbutik_api"],
        )
        with httpx2.Client(base_url=told["root"], timeout=60) as control:
            yield replace(house, env=env, sandbox=child.pid, control=control)
    finally:
        child.terminate()
        child.wait(timeout=10)


def _old_shop(house: House, orders: int) -> tuple[Handle, str]:
    """A shop whose automatic flow begins today: all it has is history. And its key at Quickbutik."""
    filled = filled_shop(house, orders, limit=True, ago=timedelta(days=1))
    today = datetime.now(ZoneInfo("Europe/Stockholm")).date().isoformat()
    choices: dict[str, object] = {"end": "paid", "start_day": today}
    return across.add_shop(filled.name, filled.key, filled.tenant, choices), filled.key


def _dry_run(handle: Handle, ends: Ends) -> tuple[Any, float]:
    _until(lambda: not drain_chores(handle.shop.pk, ends))
    started = time.monotonic()
    run = imports.open_import(handle, end="paid", from_number="1")
    _until(lambda: _rests(handle, ends, run))
    if run.state != run.State.READY:
        raise RuntimeError(f"the dry run is {run.state}: {run.report.get('blockers')}")
    return run, time.monotonic() - started


def _rests(handle: Handle, ends: Ends, run: Any) -> bool:
    drain_chores(handle.shop.pk, ends)
    run.refresh_from_db()
    return bool(run.state != run.State.READING)


def _carry(handle: Handle, ends: Ends, run: Any, lookers: list[Comers | Watch]) -> None:
    """Both lanes side by side until the import is done."""
    imports.run_it(handle, run)
    over = threading.Event()

    def orders() -> None:
        while not over.is_set():
            if not drain(handle.shop.pk, ends):
                over.wait(0.05)

    lane = threading.Thread(target=orders, daemon=True)
    lane.start()
    _until(lambda: _is_done(handle, ends, run, lookers))
    over.set()
    lane.join()
    counts = imports.progress(handle, run)
    if counts["done"] != counts["total"]:
        raise RuntimeError(f"not all are done: {counts}")


def _is_done(handle: Handle, ends: Ends, run: Any, lookers: list[Comers | Watch]) -> bool:
    drain_chores(handle.shop.pk, ends)
    run.refresh_from_db()
    for looker in lookers:
        looker.look(run.counts.get("done", 0), run.counts.get("total") or 1)
    time.sleep(1)
    return bool(run.state == run.State.DONE)


def _until(is_over: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_over():
        if time.monotonic() > end:
            raise TimeoutError("the import does not come to its end")
