"""What others wait for: the hook's answer while a sync is running, and the panel's pages over many orders."""

from __future__ import annotations

import copy
import http.client
import secrets
import statistics
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
from gauges import cpu_of_family
from goods import filled_shop
from syncing import carry, rest

from kontera.shops.models import Order
from kontera.shops.people import add_person
from kontera.shops.work import wake

if TYPE_CHECKING:
    from collections.abc import Callable

    from house import House
    from kontera.processes import Household
    from kontera.shops.handle import Handle

EMAIL = "bench@kontera.example"
CALLS_PER_SECOND = 20
CALLS = 200
FIRST_CALLS = 50
"""Before the sync: the web server's threads have each opened their connection to the database."""
CALLS_PER_PAGE = 30
BATCH = 1000


def hook_times(house: House, orders: int, *, limit: bool) -> dict[str, Any]:
    """Announce an order 20 times a second, each on a new connection, while the shop's orders are carried."""
    filled = filled_shop(house, orders, limit=limit)
    with house.running("web", "worker", limit=limit) as household:
        household.wait_for_web()
        handle = filled.connect()
        for _ in range(FIRST_CALLS):
            _call(house, f"/hooks/quickbutik/{handle.shop.hook_secret}/")
        wake(handle.shop.pk, "orders")
        _until(lambda: handle.counts()["done"] > 0)
        times = _announce(house, handle, orders)
        still = handle.counts()["due"]
    rest(handle)
    return {"limit": "on" if limit else "off"} | _summed(times) | {"orders still due at the end": still}


def _announce(house: House, handle: Handle, orders: int) -> list[float]:
    """Seconds for each answer; ends early when the sync is nearly done."""
    path = f"/hooks/quickbutik/{handle.shop.hook_secret}/?event_type=order.new&order_id="
    times = []
    for n in range(CALLS):
        times.append(_call(house, path + str(1001 + n % orders)))
        if n % CALLS_PER_SECOND == 0 and handle.counts()["done"] > orders * 0.8:
            break
        time.sleep(1 / CALLS_PER_SECOND)
    return times


def _call(house: House, path: str) -> float:
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", house.env.listen.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"the hook answered {answer.status}")
    return time.perf_counter() - started


def _until(said: Callable[[], bool]) -> None:
    pause = threading.Event()
    while not said():
        pause.wait(0.1)


def _summed(times: list[float]) -> dict[str, Any]:
    parts = statistics.quantiles(times, n=20)
    return {
        "calls": len(times),
        "p50 ms": round(statistics.median(times) * 1000, 1),
        "p95 ms": round(parts[-1] * 1000, 1),
        "slowest ms": round(max(times) * 1000, 1),
    }


# -- the panel -----------------------------------------------------------------------


def page_times(house: House, orders: int) -> list[dict[str, Any]]:
    """The panel's pages with ``orders`` orders in the table, one reader, nothing else running."""
    handle = _crowded(house, orders)
    password = secrets.token_urlsafe(12)
    add_person(EMAIL, password, [handle])
    root = f"/{handle.shop.key}/orders/"
    pages = {
        "orders, first page": root,
        "orders, last page": f"{root}?page={orders // 50}",
        "orders, searched by name": f"{root}?q=Nummer+7",
        "orders, held only": f"{root}?state=held",
        "one order": f"{root}{1001}/",
    }
    with house.running("web", limit=True) as household:
        household.wait_for_web()
        with closing(signed_in(house, password)) as client:
            return read_pages(house, household, client, pages)


def read_pages(
    house: House, household: Household, client: httpx2.Client, pages: dict[str, str]
) -> list[dict[str, Any]]:
    """How long each page takes, by its name, and the CPU of the web server and of PostgreSQL for one call."""
    rows = []
    for name, path in pages.items():
        before = _spent(house, household)
        times = _read(client, path)
        web, database = (now - then for now, then in zip(_spent(house, household), before, strict=True))
        each = {"web CPU ms": web, "database CPU ms": database}
        told = {word: round(1000 * spent / CALLS_PER_PAGE, 1) for word, spent in each.items()}
        rows.append({"page": name} | _summed(times) | told)
    return rows


def _spent(house: House, household: Household) -> tuple[float, float]:
    return cpu_of_family(household.pid("web")), cpu_of_family(house.postgres)


def _crowded(house: House, orders: int) -> Handle:
    """A shop with a few real orders, and copies of them up to ``orders``."""
    few = 10
    handle = filled_shop(house, few, limit=False).connect()
    with house.running("worker", limit=False):
        carry([handle], few)
    rest(handle)
    originals = list(handle.orders().order_by("id"))
    copies = (_copy(originals[n % few], 1001 + n) for n in range(few, orders))
    Order.objects.bulk_create(copies, batch_size=BATCH)
    return handle


def _copy(order: Order, number: int) -> Order:
    twin = copy.copy(order)
    twin.pk, twin.number = None, str(number)
    return twin


def signed_in(house: House, password: str, email: str = EMAIL) -> httpx2.Client:
    """A reader of the panel, as a browser would be."""
    root = urlsplit(house.env.public_url)._replace(netloc=f"127.0.0.1:{house.env.listen.port}").geturl()
    client = httpx2.Client(base_url=root, follow_redirects=True, timeout=30)
    client.get("/account/login/").raise_for_status()
    form = {"login": email, "password": password, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    client.post("/account/login/", data=form, headers={"Referer": root}).raise_for_status()
    return client


def _read(client: httpx2.Client, path: str) -> list[float]:
    times = []
    for _ in range(CALLS_PER_PAGE):
        started = time.perf_counter()
        answer = client.get(path).raise_for_status()
        times.append(time.perf_counter() - started)
        if answer.history:
            raise RuntimeError("not signed in")
    return times[2:]
