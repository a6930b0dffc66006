"""Whole flows through the real worker: from orders that lie in the shop to paid invoices in Fortnox."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from gauges import Relay, counted, cpu_of, cpu_of_family, peak_memory_of
from goods import filled_shop

from kontera.shops.work import wake

if TYPE_CHECKING:
    from house import House
    from kontera.processes import Household
    from kontera.shops.handle import Handle

CORES = 2
"""Worker and database share so many; the worker alone can use one."""
WINDOW = 5.0
CAPACITY = 25
PATIENCE = 900.0
LOOK_EVERY = 0.25
REST_SECONDS = 10.0


@dataclass(slots=True)
class Used:
    """CPU seconds so far of the three that share the machine."""

    worker: float
    database: float
    sandbox: float

    @classmethod
    def now(cls, house: House, household: Household) -> Used:
        return cls(cpu_of(household.pid("worker")), cpu_of_family(house.postgres), cpu_of(house.sandbox))

    def since(self, before: Used) -> Used:
        return Used(
            self.worker - before.worker, self.database - before.database, self.sandbox - before.sandbox
        )


def sync(house: House, shops: int, orders: int, *, limit: bool) -> dict[str, Any]:
    """Fill ``shops`` shops with ``orders`` orders each, let a fresh worker carry them, and tell the cost."""
    with house.running("worker", limit=limit) as household:
        _warm_up(house, limit=limit)
        filled = [filled_shop(house, orders, limit=limit) for _ in range(shops)]
        before, started = Used.now(house, household), time.time()
        handles = [shop.connect() for shop in filled]
        carry(handles, orders)
        seconds = _ended(handles) - started
        used = Used.now(house, household).since(before)
        memory = peak_memory_of(household.pid("worker"))
    for handle in handles:
        rest(handle)
    told = _told(house, handles, shops * orders, seconds, used) | {"worker peak MB": round(memory, 1)}
    return told | ({"window used %": round(100 * window_use(house, handles), 1)} if limit else {})


def _warm_up(house: House, *, limit: bool) -> None:
    """Imports, connections and caches of a worker that has just started are not what is measured."""
    handle = filled_shop(house, 10, limit=limit).connect()
    carry([handle], 10)
    rest(handle)


def rest(handle: Handle) -> None:
    """A shop that has been measured is not polled while the next one is."""
    handle.plan_poll(timezone.now() + timedelta(days=1))


def carry(handles: list[Handle], orders: int) -> None:
    """Wake the worker for the shops and wait until every order is done."""
    for handle in handles:
        wake(handle.shop.pk, "orders")
    end = time.monotonic() + PATIENCE
    waiting = list(handles)
    while waiting:
        if time.monotonic() > end:
            raise TimeoutError(f"still not done: {waiting[0].counts()}")
        waiting = [handle for handle in waiting if not _is_done(handle, orders)]
        time.sleep(LOOK_EVERY)


def _is_done(handle: Handle, orders: int) -> bool:
    counts = handle.counts()
    if counts["held"]:
        first = handle.orders().filter(state="held").first()
        raise RuntimeError(f"held: {first and (first.problem_code, first.problem_facts)}")
    return counts["done"] == orders


def _ended(handles: list[Handle]) -> float:
    """When the last order was done: our looking now and then is not in the time."""
    newest = [handle.orders().latest("done_at").done_at for handle in handles]
    return max(moment.timestamp() for moment in newest if moment)


def _told(house: House, handles: list[Handle], count: int, seconds: float, used: Used) -> dict[str, Any]:
    asked = house.ask("GET", "/counters")
    rows = [asked[f"fortnox {handle.shop.company.tenant}"] for handle in handles if handle.shop.company]
    alone = min(count / used.worker, CORES * count / (used.worker + used.database))
    return {
        "shops": len(handles),
        "orders": count,
        "seconds": round(seconds, 1),
        "orders/s": round(count / seconds, 1),
        "worker CPU ms": round(used.worker / count * 1000, 1),
        "database CPU ms": round(used.database / count * 1000, 1),
        "sandbox CPU ms": round(used.sandbox / count * 1000, 1),
        "orders/s without the sandbox": round(alone, 1),
        "requests": round(sum(row["requests"] for row in rows) / count, 2),
        "429": sum(row["429"] for row in rows),
    }


def round_trips(house: House, orders: int, *, limit: bool, statements: int = 0) -> dict[str, Any]:
    """Database round trips for each order, counted by a relay; its time is not used for anything else.

    A worker at rest has some too (heartbeats, the sweep, looking for jobs): counted before, and taken off.
    """
    with counted(house.env.database_url) as relay:
        with house.running("worker", limit=limit, database_url=relay.url):
            _warm_up(house, limit=limit)
            filled, resting = filled_shop(house, orders, limit=limit), _at_rest(relay)
            relay.clear()
            started, handle = time.monotonic(), filled.connect()
            carry([handle], orders)
            trips, seconds = relay.round_trips, time.monotonic() - started
            most = relay.statements.most_common(statements)
        rest(handle)
    told = {
        "database round trips": round(trips / orders, 2),
        "less those at rest": round((trips - resting * seconds) / orders, 2),
        "at rest, per s": round(resting, 1),
    }
    return told | ({"statements": [[text, round(n / orders, 2)] for text, n in most]} if statements else {})


def _at_rest(relay: Relay) -> float:
    """Round trips a second of a worker that has nothing to do."""
    relay.clear()
    time.sleep(REST_SECONDS)
    return relay.round_trips / REST_SECONDS


def window_use(house: House, handles: list[Handle]) -> float:
    """The share of 25 requests in 5 seconds that was used, over the whole windows that a sync lasted.

    Whole windows from each company's first request on; the windows after its last full one are left out.
    """
    used = room = 0
    for handle in handles:
        tenant = handle.shop.company.tenant if handle.shop.company else ""
        rows = house.ask("GET", "/journal", service="fortnox", tenant=tenant, last="20000")["requests"]
        moments = sorted(float(row["at"]) for row in rows)
        windows = int((moments[-1] - moments[0]) // WINDOW)
        used += sum(1 for moment in moments if moment - moments[0] < windows * WINDOW)
        room += windows * CAPACITY
    return used / room if room else 0.0
