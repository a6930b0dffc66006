"""Waking the worker: one *drain* job per shop and lane, at most one waiting, one running.

The tables are the to-do list; a job only says which shop has work. So a job that is lost
or refused loses nothing: the sweep finds due rows without a job and wakes again.
"""

from __future__ import annotations

from typing import Literal

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

Lane = Literal["orders", "registers"]
DRAIN_TASK = "kontera.drain"


def lane_lock(shop_id: int, lane: Lane) -> str:
    return f"drain:{shop_id}:{lane}"


def wake(shop_id: int, lane: Lane, *, priority: int = 0) -> bool:
    """Defer a drain unless one waits already; true when one was deferred.

    Call it after the rows that make the work due are committed.
    """
    lock = lane_lock(shop_id, lane)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo')",
            [lock],
        )
        if cursor.fetchone()[0]:
            return False
    try:
        # A refused defer aborts the transaction it stands in, hence the savepoint.
        with transaction.atomic():
            app.configure_task(
                DRAIN_TASK, lock=lock, queueing_lock=lock, priority=priority, queue="orders"
            ).defer(shop_id=shop_id, lane=lane)
    except AlreadyEnqueued:
        return False
    return True
