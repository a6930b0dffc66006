"""The right to speak to a Fortnox company: never more than 25 requests in any 5 seconds.

Fortnox counts in a sliding window per client and company, over all processes and
machines of the client. So a company has 25 *permits*, rows in PostgreSQL. A permit is
used by one request at a time and rests 5 seconds **after the answer**. Whatever the
clocks and delays between us and Fortnox, two uses of one permit are then at least 5
seconds apart at the far end too, so that 26 requests never fall into one window.

A permit that is taken comes back by itself after ``LOST_AFTER`` seconds, should its
process die. Permits are taken a few at a time and given back together with the next
taking, so that a request costs less than one round trip to the database.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CAPACITY = 25
WINDOW = 5.0
MARGIN = 0.02
"""Against rounding of clocks; the exactness does not rest on it."""
LOST_AFTER = 65.0
"""Longer than the longest request: connect 5 s, read 30 s."""
KEEP_FOR = 5.0
"""How long a permit may lie ready in this process before it is handed in unused."""
BLOCK = 4
LOOK_AGAIN = 0.1
"""Seconds between two looks when every permit is taken, or the company is hushed."""

_TAKE = """
WITH back AS (
    UPDATE shops_permit AS p
    SET free_at = clock_timestamp() + (%(rest)s - given.age) * interval '1 second'
    FROM unnest(%(ids)s::bigint[], %(ages)s::double precision[]) AS given(id, age)
    WHERE p.id = given.id
), picked AS (
    SELECT p.id, GREATEST(p.free_at, company.hushed_until) AS free_at
    FROM shops_permit AS p JOIN shops_company AS company ON company.id = p.company_id
    WHERE company.id = %(company)s AND p.id <> ALL(%(ids)s::bigint[])
      AND GREATEST(p.free_at, company.hushed_until) < clock_timestamp() + %(soon)s * interval '1 second'
    ORDER BY p.free_at
    LIMIT %(block)s
    FOR UPDATE OF p SKIP LOCKED
)
UPDATE shops_permit AS p
SET free_at = GREATEST(picked.free_at, clock_timestamp()) + %(lost)s * interval '1 second'
FROM picked WHERE p.id = picked.id
RETURNING p.id, EXTRACT(EPOCH FROM picked.free_at - clock_timestamp())::double precision
"""
_BACK = """
UPDATE shops_permit AS p
SET free_at = clock_timestamp() + (%(rest)s - given.age) * interval '1 second'
FROM unnest(%(ids)s::bigint[], %(ages)s::double precision[]) AS given(id, age)
WHERE p.id = given.id
"""


def create_permits(company_id: int) -> None:
    """Give a new company its permits (once; a second call changes nothing)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shops_permit (company_id, free_at) "
            "SELECT %s, clock_timestamp() FROM generate_series(1, %s) "
            "WHERE NOT EXISTS (SELECT 1 FROM shops_permit WHERE company_id = %s)",
            [company_id, CAPACITY, company_id],
        )


class Permits:
    """The permits of one company, as this process sees them. Safe for threads."""

    def __init__(
        self,
        company_id: int,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._company = company_id
        self._sleep = sleep
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._ready: list[tuple[int, float, float]] = []
        self._used: list[tuple[int, float]] = []

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a permit, use it for one request, and let it rest after the answer."""
        permit, usable_at = self._next()
        delay = usable_at - self._monotonic()
        if delay > 0:
            self._sleep(delay)
        try:
            yield
        finally:
            with self._lock:
                self._used.append((permit, self._monotonic()))

    def penalty(self, seconds: float) -> None:
        """Fortnox said 429: nobody speaks to this company for ``seconds``, in no process."""
        now = self._monotonic()
        with self._lock:
            self._used += [(permit, now - WINDOW - MARGIN) for permit, _, _ in self._ready]
            self._ready.clear()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE shops_company SET hushed_until = GREATEST(hushed_until, clock_timestamp() "
                "+ %s * interval '1 second') WHERE id = %s",
                [seconds, self._company],
            )

    def give_back(self) -> None:
        """Hand in what is held, used or not; for the end of a piece of work."""
        with self._lock:
            used, self._used = self._used, []
            ready, self._ready = self._ready, []
        now = self._monotonic()
        ids = [permit for permit, _ in used] + [permit for permit, _, _ in ready]
        rest = WINDOW + MARGIN
        # An unused permit is free at once, unless it still rests from the use before.
        ages = [now - at for _, at in used] + [min(rest, rest + now - usable) for _, usable, _ in ready]
        if ids:
            with connection.cursor() as cursor:
                cursor.execute(_BACK, {"ids": ids, "ages": ages, "rest": rest})

    def _next(self) -> tuple[int, float]:
        while True:
            with self._lock:
                kept = self._pop_ready()
                if kept:
                    return kept
                used, self._used = self._used, []
            for permit, wait in self._ask(used):
                at = self._monotonic()
                with self._lock:
                    self._ready.append((permit, at + max(0.0, wait), at))
            with self._lock:
                kept = self._pop_ready()
            if kept:
                return kept
            self._sleep(LOOK_AGAIN)

    def _pop_ready(self) -> tuple[int, float] | None:
        """The ready permit that is usable first; those kept too long are handed in with the used ones."""
        now = self._monotonic()
        stale = [item for item in self._ready if now - item[2] >= KEEP_FOR and item[1] <= now]
        self._ready = [item for item in self._ready if item not in stale]
        self._used += [(permit, now - WINDOW - MARGIN) for permit, _, _ in stale]
        if not self._ready:
            return None
        first = min(self._ready, key=lambda item: item[1])
        self._ready.remove(first)
        return first[0], first[1]

    def _ask(self, used: list[tuple[int, float]]) -> list[tuple[int, float]]:
        now = self._monotonic()
        with connection.cursor() as cursor:
            cursor.execute(
                _TAKE,
                {
                    "company": self._company,
                    "ids": [permit for permit, _ in used],
                    "ages": [now - at for _, at in used],
                    "rest": WINDOW + MARGIN,
                    "lost": LOST_AFTER,
                    "soon": WINDOW + 1,
                    "block": BLOCK,
                },
            )
            return [(int(row[0]), float(row[1])) for row in cursor.fetchall()]


class OpenGate:
    """No limit at all: for measuring against a sandbox that has none."""

    @contextmanager
    def take(self) -> Iterator[None]:
        yield

    def penalty(self, seconds: float) -> None:
        time.sleep(seconds)

    def give_back(self) -> None:
        return
