"""The hands of a worker process: threads that each keep one connection to the database."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier, Lock, local
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")

MOST_HANDS = 24
"""Threads that all drains share, besides their own."""
IN_FLIGHT = 4
"""Requests that one drain has under way at a time. Enough for the 5 a second that a company
is allowed as long as Fortnox answers within 0.8 s; more hands would only sleep for permits."""
FRESH_SECONDS = 5.0
"""A connection used so lately is not asked whether it still lives."""


class _Place:
    lock = Lock()
    pool: ThreadPoolExecutor | None = None


class _Used(local):
    at = 0.0


_used = _Used()


def _pool() -> ThreadPoolExecutor:
    with _Place.lock:
        if _Place.pool is None:
            _Place.pool = ThreadPoolExecutor(MOST_HANDS, thread_name_prefix="hand")
        return _Place.pool


class _Walk(Generic[Item]):
    """Items that several hands take one after another."""

    def __init__(
        self, items: Iterable[Item], work: Callable[[Item], None], go_on: Callable[[], bool]
    ) -> None:
        self._items: Iterator[Item] = iter(items)
        self._work = work
        self._go_on = go_on
        self._lock = Lock()
        self.failure: BaseException | None = None

    def _rest(self) -> Iterator[Item]:
        """Item by item, to whoever asks next, until there is none or the walk is to end."""
        while True:
            with self._lock:
                if self.failure or not self._go_on():
                    return
                item = next(self._items, None)
            if item is None:
                return
            yield item

    def along(self) -> None:
        """Work until nothing is left; what goes wrong ends the walk of all."""
        try:
            for item in self._rest():
                self._work(item)
        except BaseException as failure:  # noqa: BLE001 - raised again by ``each``
            self.failure = self.failure or failure

    def help(self) -> None:
        """Walk along in a thread of the pool, with its own connection."""
        # One that broke is dropped before it is used again. Asking each time whether it
        # lives would be a round trip per order.
        if connection.errors_occurred or time.monotonic() - _used.at > FRESH_SECONDS:
            connection.close_if_unusable_or_obsolete()
        self.along()
        _used.at = time.monotonic()


def each(
    items: Iterable[Item], work: Callable[[Item], None], *, go_on: Callable[[], bool] = lambda: True
) -> None:
    """Do ``work`` for every item, a few at a time, until done or ``go_on`` says no.

    The caller works along, so that no drain stands still while others have all the hands.
    What is begun is finished. An exception of one item is raised after the others have ended.
    """
    waiting = list(items)
    walk = _Walk(waiting, work, go_on)
    helpers = [_pool().submit(walk.help) for _ in range(min(IN_FLIGHT, len(waiting)) - 1)]
    walk.along()
    wait([helper for helper in helpers if not helper.cancel()])
    if walk.failure:
        raise walk.failure


def close() -> None:
    """Let go of the threads and their connections (tests, and the end of a process)."""
    with _Place.lock:
        pool, _Place.pool = _Place.pool, None
    if pool is None:
        return
    together = Barrier(MOST_HANDS)
    for _ in range(MOST_HANDS):
        pool.submit(_let_go, together)
    pool.shutdown(wait=True)


def _let_go(together: Barrier) -> None:
    """Each thread waits for the others, so that none does it twice while another is left out."""
    connection.close()
    together.wait()
