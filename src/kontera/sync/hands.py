"""The hands of a worker process: threads that each keep one connection to the database."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Barrier, Lock
from typing import TYPE_CHECKING, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")

MOST_HANDS = 32
IN_FLIGHT = 8
"""Requests that one drain has under way at a time."""


class _Place:
    lock = Lock()
    pool: ThreadPoolExecutor | None = None


def _pool() -> ThreadPoolExecutor:
    with _Place.lock:
        if _Place.pool is None:
            _Place.pool = ThreadPoolExecutor(MOST_HANDS, thread_name_prefix="hand")
        return _Place.pool


def each(
    items: Iterable[Item], work: Callable[[Item], None], *, go_on: Callable[[], bool] = lambda: True
) -> None:
    """Do ``work`` for every item, a few at a time, until done or ``go_on`` says no.

    What is begun is finished. An exception of one item is raised after the others have ended.
    """
    under_way: set[Future[None]] = set()
    failure: BaseException | None = None
    for item in items:
        if failure or not go_on():
            break
        if len(under_way) >= IN_FLIGHT:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            failure = failure or _failure(done)
        under_way.add(_pool().submit(_with_connection, work, item))
    done, _ = wait(under_way)
    failure = failure or _failure(done)
    if failure:
        raise failure


def _with_connection(work: Callable[[Item], None], item: Item) -> None:
    # A connection that broke is dropped before it is used again; a sound one costs nothing here.
    connection.close_if_unusable_or_obsolete()
    work(item)


def _failure(done: Iterable[Future[None]]) -> BaseException | None:
    return next((error for future in done if (error := future.exception())), None)


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
