"""SIGKILL, at chosen moments, and what the next process makes of it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from tests.sync.test_once import BOOK, BOOK_PAYMENT, CUSTOMER, INVOICE, PAYMENT, spec_of

from kontera.shops.work import lane_lock, wake
from kontera.sync import tasks

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
WALK = """
import os, sys
import django
django.setup()
from kontera import wiring
from kontera.config import environment
from kontera.sync.drain import drain
drain(int(sys.argv[1]), wiring.install(environment.read(os.environ)))
"""


@pytest.fixture
def stage(open_stage):
    """Real processes have real clocks; the stage's starts there and moves on."""
    return open_stage(moment=datetime.now(UTC))


@contextmanager
def process(stage, *arguments):
    """A Python process in the stage's surroundings, killed at the end if it still lives."""
    place = connection.settings_dict
    where = f"host={place['HOST']}&port={place['PORT']}"
    environ = {
        **os.environ,
        **stage.environment().exported(),
        "PYTHONPATH": str(ROOT / "src"),
        "KONTERA_DATABASE_URL": f"postgresql://{place['USER']}:{place['PASSWORD']}@/{place['NAME']}?{where}",
        "KONTERA_PUBLIC_URL": "http://localhost:1",
        "KONTERA_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "KONTERA_FORTNOX_LIMIT": "off",
        "KONTERA_QUICKBUTIK_PACE": "0",
    }
    child = subprocess.Popen([sys.executable, *arguments], env=environ, stdin=subprocess.PIPE, cwd=ROOT)
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdin.close()


def until(holds, what):
    """Wait for another process; fails when it takes absurdly long."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def kill_while_waiting(stage, step, *arguments):
    """Start a process and SIGKILL it while Fortnox takes its time over ``step``."""
    method, path = step
    fault = stage.world.faults.add("slow", service="fortnox", method=method, path=path, seconds=0.5)
    with process(stage, *arguments) as child:
        until(lambda: fault.struck, "the worker never came so far")
        child.kill()
        child.wait()


MOMENTS = [CUSTOMER, INVOICE, BOOK, PAYMENT, BOOK_PAYMENT]


@pytest.mark.parametrize("step", MOMENTS, ids=spec_of)
def test_a_worker_killed_while_it_waits_for_an_answer_books_nothing_twice(stage, step):
    place = stage.open_shop(end="paid")
    numbers = [place.buys_and_tells() for _ in range(3)]
    kill_while_waiting(stage, step, "-c", WALK, str(place.handle.shop.pk))
    place.rest()
    assert {number: place.state(number) for number in numbers} == dict.fromkeys(numbers, ("done", ""))
    assert sorted(one["YourOrderNumber"] for one in place.booked) == numbers
    assert len(place.customers) == 1
    place.adds_up()


def test_the_next_worker_takes_over_the_shop_of_a_killed_one(stage):
    place = stage.open_shop(end="paid")
    numbers = [place.buys_and_tells() for _ in range(4)]
    wake(place.handle.shop.pk, "orders")
    kill_while_waiting(stage, BOOK, "-m", "kontera.processes", "worker")
    assert "doing" in jobs(place)
    grow_silent()
    with process(stage, "-m", "kontera.processes", "worker"):
        until(lambda: {state for state, _ in place.standing().values()} == {"done"}, place.standing)
    assert sorted(one["YourOrderNumber"] for one in place.booked) == numbers
    place.adds_up()


# -- the two periodic tasks ------------------------------------------------------------


def jobs(place):
    """The states of the shop's jobs that are not over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE lock = %s ORDER BY id",
            [lane_lock(place.handle.shop.pk, "orders")],
        )
        return [row[0] for row in cursor.fetchall()]


def grow_silent():
    """The workers have given no sign of life for a minute."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '60 seconds'")


def begin_job(place, *, silent):
    """A worker has begun the shop's job, and then perhaps died."""
    wake(place.handle.shop.pk, "orders")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE lock = %s",
            [cursor.fetchone()[0], lane_lock(place.handle.shop.pk, "orders")],
        )
    if silent:
        grow_silent()


def bury():
    """The periodic task, on the connector that a worker has."""

    async def run():
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1)
        with app.replace_connector(connector):
            async with app.open_async():
                await tasks.bury(timestamp=0)

    asyncio.run(run())


@pytest.fixture(autouse=True)
def no_jobs(transactional_db):
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_events CASCADE")


def test_the_job_of_a_dead_worker_is_closed_and_the_shop_gets_a_new_one(stage):
    place = stage.open_shop(end="paid")
    begin_job(place, silent=True)
    bury()
    assert jobs(place) == []
    tasks.sweep(timestamp=0)
    assert jobs(place) == ["todo"]


def test_the_job_of_a_living_worker_is_left_alone(stage):
    place = stage.open_shop(end="paid")
    begin_job(place, silent=False)
    bury()
    assert jobs(place) == ["doing"]


def test_a_job_whose_worker_was_forgotten_is_closed_too(stage):
    place = stage.open_shop(end="paid")
    begin_job(place, silent=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    bury()
    assert jobs(place) == []


def test_the_sweep_makes_one_job_per_shop_with_work_however_often_it_runs(stage):
    busy, idle = stage.open_shop(), stage.open_shop()
    idle.handle.plan_poll(datetime(2100, 1, 1, tzinfo=UTC))
    for _ in range(3):
        tasks.sweep(timestamp=0)
    assert (jobs(busy), jobs(idle)) == (["todo"], [])
    idle.announce("1001")
    tasks.sweep(timestamp=0)
    assert jobs(idle) == ["todo"]


def test_the_sweep_finds_a_due_order_whose_job_was_lost(stage):
    place = stage.open_shop(automatic=False)
    number = place.buys_and_tells()
    place.drain()
    place.handle.plan_poll(datetime(2100, 1, 1, tzinfo=UTC))
    tasks.sweep(timestamp=0)
    assert jobs(place) == []
    handle = place.handle
    handle.ask_for(handle.order(number))
    tasks.sweep(timestamp=0)
    assert jobs(place) == ["todo"]


def test_a_waking_while_a_job_runs_is_kept_for_after_it(stage):
    place = stage.open_shop()
    begin_job(place, silent=False)
    assert wake(place.handle.shop.pk, "orders")
    assert not wake(place.handle.shop.pk, "orders")
    assert jobs(place) == ["doing", "todo"]


def test_two_walkers_of_one_shop_never_walk_at_once(stage):
    """A worker thought dead that lives: the second finds the lane taken and leaves."""
    place = stage.open_shop(end="paid")
    number = place.buys_and_tells()
    fault = stage.world.faults.add("slow", service="fortnox", method="POST", path="/3/invoices$", seconds=1)
    with process(stage, "-c", WALK, str(place.handle.shop.pk)) as child:
        until(lambda: fault.struck, "the first walker never came so far")
        place.handle.plan_poll(datetime(2000, 1, 1, tzinfo=UTC))
        before = len(stage.calls("quickbutik"))
        tasks.drain(place.handle.shop.pk, stage.ends)
        assert len(stage.calls("quickbutik")) == before
        assert child.wait(PATIENCE) == 0
    assert place.state(number) == ("done", "")
    place.adds_up()
