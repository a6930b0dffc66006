"""Webhook calls: ``GET url?event_type=…&order_id=…`` from background threads, tried again on failure."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx2

if TYPE_CHECKING:
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


@dataclass(slots=True)
class Sender:
    """Sends the calls of all shops of a world."""

    sent: list[Delivery] = field(default_factory=list)
    _idle: threading.Condition = field(default_factory=threading.Condition)
    _waiting: int = 0
    _pool: ThreadPoolExecutor | None = None
    _client: httpx2.Client | None = None

    def fire(self, shop: Shop, event: str, name: str, number: str) -> None:
        """Call every address registered for ``event`` (``webhook_copies`` times each)."""
        for address in (*shop.hooks.get(event, ()), *shop.hooks.get("*", ())):
            sign = "&" if "?" in address else "?"
            url = f"{address}{sign}{urlencode({'event_type': event, name: number})}"
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
