"""Thin tasks: the queue only says which shop has work."""

from __future__ import annotations

import structlog
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from kontera.shops import across
from kontera.shops.work import DRAIN_TASK, Lane, wake
from kontera.sync import ends
from kontera.sync.chores import CHORES, drain_chores
from kontera.sync.drain import drain

log = structlog.get_logger()
SILENT_AFTER = 25.0
"""Seconds without a sign of life after which a worker's job is taken over."""


@app.task(name=DRAIN_TASK, queue="orders")
def drain_shop(*, shop_id: int, lane: Lane) -> None:
    """Work on one shop; what remains is a new job, so that other shops get their turn."""
    work = drain if lane == "orders" else drain_chores
    if work(shop_id, ends.current()):
        wake(shop_id, lane)


@app.periodic(cron="* * * * * */5", periodic_id="sweep")
@app.task(name="kontera.sweep", queue="sweep", queueing_lock="sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - periodic tasks are told when they were due
    """Find work without a job: shops with something due, an announcement, or a poll."""
    for shop_id in across.shops_with_work():
        wake(shop_id, "orders")
    for shop_id in across.shops_with_chores(len(CHORES), ends.current().now()):
        wake(shop_id, "registers", priority=-1)


@app.periodic(cron="* * * * * */10", periodic_id="bury")
@app.task(name="kontera.bury", queue="sweep", queueing_lock="bury")
async def bury(timestamp: int) -> None:  # noqa: ARG001
    """Close the jobs of dead workers, whose locks would keep a shop waiting.

    They are not run again: the tables are the to-do list, and the sweep makes a new job where
    work is left. Nothing is booked twice either: the deliveries see to that.
    """
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER):
        if job.id is not None:
            log.warning("job of a dead worker closed", job=job.id, task=job.task_name)
            await manager.finish_job_by_id_async(job.id, status=Status.FAILED, delete_job=True)
