"""One walker per shop and lane, whoever it is: worker, terminal or a worker thought dead.

The queue's own lock keeps drains apart; this lock of the database also keeps the terminal
and a drain apart, and outlives a mistaken belief that a worker has died.
"""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator


def _number(name: str) -> int:
    """64 bits: a walker holds one lock while its hands wait for others, so no two may be mistaken."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


@contextmanager
def walking(name: str, *, wait: bool) -> Iterator[bool]:
    """Hold the lock ``name`` for a while; yields whether it was got.

    It belongs to the database connection and so goes with the process.
    """
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_number(name)])
            got = True
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)])
            got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])
