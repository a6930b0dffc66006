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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
from goods import filled_shop
from syncing import CAPACITY, WINDOW

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

PATIENCE = 3600.0
PER_ORDER = 4
"""Invoice, its booking, payment, its booking."""


def import_history(house: House, orders: int, speed: float) -> dict[str, Any]:
    """Import ``orders`` old orders, booked and paid, and tell how much of the limit was used."""
    with _hurried(speed), _swift(house, speed) as swift:
        handle = _old_shop(swift, orders)
        ends = wiring.install(replace(swift.env, fortnox_limit=FORTNOX_LIMIT))
        run, read_in = _dry_run(handle, ends)
        before = _counted(swift, handle)
        _carry(handle, ends, run)
        after = _counted(swift, handle)
        used, lasted = _window_use(swift, handle, after["requests"] - before["requests"])
    made = after["requests"] - before["requests"]
    floor = PER_ORDER * orders + run.report["customers"] + run.report["articles"]
    return {
        "orders": orders,
        "speed": speed,
        "seconds at Fortnox": lasted,
        "foretold": run.report["seconds"],
        "dry run, s": round(read_in, 1),
        "requests": made,
        "floor": floor,
        "above the floor": made - floor,
        "429": after["429"],
        "window used %": round(100 * used, 1),
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


def _old_shop(house: House, orders: int) -> Handle:
    """A shop whose automatic flow begins tomorrow: everything it has is history."""
    filled = filled_shop(house, orders, limit=True)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return across.add_shop(filled.name, filled.key, filled.tenant, {"end": "paid", "start_day": tomorrow})


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


def _carry(handle: Handle, ends: Ends, run: Any) -> None:
    """Both lanes side by side until the import is done."""
    imports.run_it(handle, run)
    over = threading.Event()

    def orders() -> None:
        while not over.is_set():
            if not drain(handle.shop.pk, ends):
                over.wait(0.05)

    lane = threading.Thread(target=orders, daemon=True)
    lane.start()
    _until(lambda: _is_done(handle, ends, run))
    over.set()
    lane.join()
    counts = imports.progress(handle, run)
    if counts["done"] != counts["total"]:
        raise RuntimeError(f"not all are done: {counts}")


def _is_done(handle: Handle, ends: Ends, run: Any) -> bool:
    drain_chores(handle.shop.pk, ends)
    run.refresh_from_db()
    time.sleep(1)
    return bool(run.state == run.State.DONE)


def _until(is_over: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_over():
        if time.monotonic() > end:
            raise TimeoutError("the import does not come to its end")


def _counted(house: House, handle: Handle) -> dict[str, int]:
    tenant = handle.shop.company.tenant if handle.shop.company else ""
    return house.ask("GET", "/counters")[f"fortnox {tenant}"]  # type: ignore[no-any-return]


def _window_use(house: House, handle: Handle, made: int) -> tuple[float, int]:
    """The share of 25 requests in 5 seconds that was used, over the whole windows of the import.

    And the seconds from its first request to its last, of those that the journal keeps (20,000).
    """
    tenant = handle.shop.company.tenant if handle.shop.company else ""
    rows = house.ask("GET", "/journal", service="fortnox", tenant=tenant, last=str(min(made, 20_000)))
    moments = sorted(float(row["at"]) for row in rows["requests"])
    windows = int((moments[-1] - moments[0]) // WINDOW)
    used = sum(1 for moment in moments if moment - moments[0] < windows * WINDOW)
    return used / (windows * CAPACITY) if windows else 0.0, round(moments[-1] - moments[0])
