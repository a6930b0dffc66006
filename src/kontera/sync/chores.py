"""The second lane: registers and stock, walked in turns of a few seconds beside the orders.

A chore is one row in ``WORKS`` and one function. It does its work until it is done or its
turn is over, and says whether something remains; when it is due again is its own matter.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from kontera.problems import Disconnected, Held, TryLater
from kontera.shops import across, chores, imports
from kontera.shops.lanes import walking
from kontera.shops.work import lane_lock
from kontera.sync.cardwishes import CUSTOMERS_WORK
from kontera.sync.checkup import CHECK_WORK, CREATE_WORK
from kontera.sync.importing import IMPORT_WORK
from kontera.sync.payouts import PAYOUT_WORK
from kontera.sync.products_in import ARTICLES_WORK
from kontera.sync.products_out import PRODUCTS_WORK
from kontera.sync.reconcile import COMPARE_WORK, RECONCILE_WORK
from kontera.sync.stock import STOCK_WORK
from kontera.sync.stops import heed_stops
from kontera.sync.summaries import SUMMARY_WORK
from kontera.sync.turn import Turn, Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends

log = structlog.get_logger()
BUDGET = 10.0
HELD_REST = timedelta(minutes=15)
BUG_REST = timedelta(minutes=5)


WORKS: tuple[Work, ...] = (
    CHECK_WORK,
    CREATE_WORK,
    IMPORT_WORK,
    PRODUCTS_WORK,
    ARTICLES_WORK,
    CUSTOMERS_WORK,
    STOCK_WORK,
    RECONCILE_WORK,
    COMPARE_WORK,
    PAYOUT_WORK,
    SUMMARY_WORK,
)
CHORES: dict[str, Work] = {work.name: work for work in WORKS}
"""Every chore there is, by name."""


def drain_chores(shop_id: int, ends: Ends, *, monotonic: Callable[[], float] = time.monotonic) -> bool:
    """Work on one shop's chores for a while; true when something due remains."""
    handle = across.handle_by_id(shop_id)
    if handle is None or handle.is_resting or not _open_chores(handle):
        return False
    with walking(lane_lock(shop_id, "registers"), wait=False) as alone:
        if not alone:
            return False
        started = monotonic()
        return _drain(handle, ends, lambda: monotonic() - started < BUDGET)


def _open_chores(handle: Handle) -> tuple[str, ...]:
    """The chores that may be done now. In a paused shop only those that read and send nothing."""
    if not handle.shop.paused:
        return tuple(CHORES)
    return (CHECK_WORK.name, IMPORT_WORK.name) if imports.is_reading(handle) else (CHECK_WORK.name,)


def _drain(handle: Handle, ends: Ends, go_on: Callable[[], bool]) -> bool:
    chores.plan_chores(handle, CHORES, ends.now())
    try:
        while go_on() and (row := chores.next_chore(handle, _open_chores(handle), ends.now())):
            _do(Turn(handle, ends, row, go_on))
    except Disconnected as gone:
        log.warning("shop disconnected", shop=handle.shop.key, side=gone.side, code=gone.code)
        handle.set_problem(gone.code, gone.facts)
        return False
    finally:
        if handle.shop.company is not None:
            ends.fortnox.rest(handle.shop.company)
    return chores.next_chore(handle, _open_chores(handle), ends.now()) is not None


def _do(turn: Turn) -> None:
    """One round of one chore; what goes wrong with it stops no other."""
    work, row = CHORES[turn.row.name], turn.row
    chores.begin_chore(row, turn.now)
    turn.handle.reread_choices()
    try:
        heed_stops(turn.handle, work.name)
        remains = work.run(turn)
    except Disconnected as gone:
        chores.fail_chore(row, gone, rest=BUG_REST, now=turn.now)
        raise
    except TryLater as later:
        chores.fail_chore(row, later, rest=timedelta(seconds=later.after), now=turn.now)
    except Held as held:
        chores.fail_chore(row, held, rest=HELD_REST, now=turn.now)
    except Exception:
        # Our own bug. It is shown, tried again later, and does not stop the other chores.
        log.exception("chore failed", shop=turn.handle.shop.key, chore=row.name)
        chores.fail_chore(row, Held("chore-failed", {"chore": row.name}), rest=BUG_REST, now=turn.now)
    else:
        _plan_next(turn, work, remains=remains)


def _plan_next(turn: Turn, work: Work, *, remains: bool) -> None:
    if remains:
        chores.go_on_with_chore(turn.row, turn.now)
        return
    every = work.every(turn.choices)
    chores.end_chore(turn.row, next_at=turn.now + every if every else None, now=turn.now)
