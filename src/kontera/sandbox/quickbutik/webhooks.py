"""Webhook calls: ``GET url?event_type=…&order_id=…`` from background threads, tried again on failure.

A test may ``listen`` in the same process instead of over HTTP, and may ``hold`` the calls to make them
late (``release``), lost (``drop``), doubled or out of order, with no time passing.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kontera.sandbox.quickbutik.shop import Shop

AGENT = "Quickbutik-Webhooks/1.0"
PATIENCE = 10.0
THREADS = 4
GOOD = range(200, 300)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try; ``status`` 0 means that nobody answered."""

    url: str
    attempt: int
    status: int


@dataclass(frozen=True, slots=True)
class Call:
    """What a shop has to say: an event, and ``order_id`` or ``product_id`` with its number."""

    shop: Shop
    event: str
    name: str
    number: str


@dataclass(slots=True)
class Sender:
    """Sends the calls of all shops of a world."""

    held: list[Call] = field(default_factory=list)
    """Calls that wait for ``release`` or ``drop``, oldest first."""
    holding: bool = False
    listeners: list[Callable[[Call], None]] = field(default_factory=list)
    sent: list[Delivery] = field(default_factory=list)
    _idle: threading.Condition = field(default_factory=threading.Condition)
    _waiting: int = 0
    _pool: ThreadPoolExecutor | None = None
    _client: httpx2.Client | None = None

    def fire(self, shop: Shop, event: str, name: str, number: str) -> None:
        """Call every listener, and every address registered for ``event``, or hold the call."""
        call = Call(shop, event, name, number)
        if self.holding:
            self.held.append(call)
        else:
            self._send(call)

    def listen(self, listener: Callable[[Call], None]) -> None:
        """Tell ``listener`` of every call of every shop, at once and in the same thread."""
        self.listeners.append(listener)

    def hold(self) -> None:
        """From now on calls wait in ``held``."""
        self.holding = True

    def release(self, *places: int) -> int:
        """Send the held calls at these places of ``held``, in this order; all of them when none is named.

        A place named twice is sent twice. The others wait on; holding goes on. How many were sent.
        """
        chosen = places or range(len(self.held))
        calls = [self.held[place] for place in chosen]
        self._forget(chosen)
        for call in calls:
            self._send(call)
        return len(calls)

    def drop(self, *places: int) -> int:
        """Lose the held calls at these places, all of them when none is named; how many."""
        chosen = set(places or range(len(self.held)))
        self._forget(chosen)
        return len(chosen)

    def flow(self) -> None:
        """Stop holding, and send what was held."""
        self.holding = False
        self.release()

    def reset(self) -> None:
        """Nobody listens and nothing waits any more."""
        self.holding = False
        self.held.clear()
        self.listeners.clear()

    def _forget(self, places: Iterable[int]) -> None:
        gone = set(places)
        self.held = [call for place, call in enumerate(self.held) if place not in gone]

    def _send(self, call: Call) -> None:
        """Each address is called ``webhook_copies`` times."""
        shop, event = call.shop, call.event
        for listener in self.listeners:
            listener(call)
        for address in (*shop.hooks.get(event, ()), *shop.hooks.get("*", ())):
            sign = "&" if "?" in address else "?"
            url = f"{address}{sign}{urlencode({'event_type': event, call.name: call.number})}"
            for _copy in range(shop.settings.webhook_copies):
                self._later(url, shop.settings.webhook_retries)

    def _later(self, url: str, retries: tuple[float, ...]) -> None:
        with self._idle:
            self._waiting += 1
            if self._pool is None:
                self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="webhooks")
                self._client = httpx2.Client(timeout=PATIENCE, headers={"User-Agent": AGENT})
            self._pool.submit(self._try, url, retries, 1)

    def _try(self, url: str, retries: tuple[float, ...], attempt: int) -> None:
        status = self._call(url)
        with self._idle:
            self.sent.append(Delivery(url, attempt, status))
            if status not in GOOD and attempt <= len(retries):
                timer = threading.Timer(retries[attempt - 1], self._try, (url, retries, attempt + 1))
                timer.daemon = True
                timer.start()
                return
            self._waiting -= 1
            self._idle.notify_all()

    def _call(self, url: str) -> int:
        if self._client is None:
            return 0
        try:
            return int(self._client.get(url).status_code)
        except (httpx2.HTTPError, httpx2.InvalidURL):
            return 0

    def wait(self, seconds: float = PATIENCE) -> bool:
        """Until every call is done or given up; False when that took longer than ``seconds``."""
        with self._idle:
            return self._idle.wait_for(lambda: self._waiting == 0, seconds)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            self._client.close()
