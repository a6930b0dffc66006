"""One shop's work, for a few seconds at a time: read what is new, then carry what is due.

A drain ends after ``BUDGET`` seconds and says whether work remains, so that a shop with
100,000 orders takes turns with all the others, and a button pressed meanwhile goes first.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog

from kontera.problems import Disconnected, Held, TryLater
from kontera.shops import across, imports
from kontera.shops.lanes import walking
from kontera.shops.models import Order
from kontera.shops.work import lane_lock
from kontera.sync import reading
from kontera.sync.batch import carry_batch

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontera.quickbutik.client import Client
    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends

log = structlog.get_logger()
Urgency = Order.Urgency
BUDGET = 10.0
BATCH = 40
FRESH_SECONDS = 30
"""An order behind a pressed button is read again if it was read longer ago than this."""


def drain(shop_id: int, ends: Ends, *, monotonic: Callable[[], float] = time.monotonic) -> bool:
    """Work on one shop for a while; true when something due, or announced, remains."""
    handle = across.handle_by_id(shop_id)
    if handle is None or handle.is_resting:
        return False
    with walking(lane_lock(shop_id, "orders"), wait=False) as alone:
        if not alone:
            return False
        started = monotonic()
        return _drain(handle, ends, lambda: monotonic() - started < BUDGET)


def _drain(handle: Handle, ends: Ends, go_on: Callable[[], bool]) -> bool:
    try:
        has_heard = _listen(handle, ends)
        while go_on() and not handle.shop.paused and (rows := _next_rows(handle, ends)):
            _refresh_asked(handle, ends, rows)
            due = [row for row in rows if row.state == row.State.DUE]
            if rows[0].urgency < Urgency.IMPORT:
                carry_batch(handle, ends, due, go_on)
                continue
            carry_batch(handle, ends, due, _patiently(handle, ends, go_on, has_heard=has_heard))
            if has_heard and handle.events().exists():
                break
    except Disconnected as gone:
        log.warning("shop disconnected", shop=handle.shop.key, side=gone.side, code=gone.code)
        handle.set_problem(gone.code, gone.facts)
        return False
    finally:
        if handle.shop.company is not None:
            ends.fortnox.rest(handle.shop.company)
    if handle.shop.problem_code:
        handle.clear_problem()
    if has_heard and handle.events().exists():
        return True
    return not handle.shop.paused and bool(handle.due_orders(1, now=ends.now()))


def _next_rows(handle: Handle, ends: Ends) -> list[Order]:
    """The most urgent due orders. An import's come alone: they stop between two orders for anything else."""
    rows = handle.due_orders(BATCH, now=ends.now())
    return [row for row in rows if row.urgency < Urgency.IMPORT] or rows


def _patiently(
    handle: Handle, ends: Ends, go_on: Callable[[], bool], *, has_heard: bool
) -> Callable[[], bool]:
    """An import's orders let everything else by, and end when the import is paused or stopped.

    While the shop cannot be read, its events change nothing.
    """
    was_running = imports.is_running(handle)

    def goes_on() -> bool:
        is_as_before = imports.is_running(handle) == was_running
        return go_on() and is_as_before and not imports.is_hurried(handle, ends.now(), events=has_heard)

    return goes_on


def _listen(handle: Handle, ends: Ends) -> bool:
    """Events and polls; false when the shop could not be read, and is better asked again in a while.

    The shop being slow or down does not keep known orders from going on.
    """
    now = ends.now()
    try:
        client = ends.quickbutik(handle.shop)
        reading.follow_events(handle, client, now)
        if handle.shop.poll_at <= now:
            reading.poll(handle, client, now)
    except (TryLater, Held) as problem:
        log.warning("shop not read", shop=handle.shop.key, code=problem.code)
        handle.plan_poll(now + reading.POLL_EVERY)
        return False
    return True


def _refresh_asked(handle: Handle, ends: Ends, rows: list[Order]) -> None:
    """A pressed button means the order as it is now, not as it was when it was read."""
    now = ends.now()
    asked = [row for row in rows if row.asked and (now - row.read_at).total_seconds() > FRESH_SECONDS]
    if not asked:
        return
    client: Client = ends.quickbutik(handle.shop)
    for row in asked:
        try:
            reading.read_order_now(handle, client, row.number, now, asked=True)
        except (TryLater, Held) as problem:
            log.warning("order not read again", shop=handle.shop.key, order=row.number, code=problem.code)
        row.refresh_from_db()


def carry_one(handle: Handle, ends: Ends, number: str) -> Order | None:
    """The terminal's button: read one order and take it as far as it goes, now. ``None``: no such order.

    Raises ``TryLater`` and ``Disconnected``; where the order stands afterwards is on its row.
    """
    with walking(lane_lock(handle.shop.pk, "orders"), wait=True):
        try:
            client = ends.quickbutik(handle.shop)
            if not reading.read_order_now(handle, client, number, ends.now(), asked=True):
                return None
            row = handle.order(number)
            if row is not None and row.state == row.State.DUE:
                carry_batch(handle, ends, [row], lambda: True)
        finally:
            if handle.shop.company is not None:
                ends.fortnox.rest(handle.shop.company)
    return handle.order(number)
