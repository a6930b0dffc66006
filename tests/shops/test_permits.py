"""The right to speak to a Fortnox company: 25 permits, each resting 5 seconds after its answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from kontera.sandbox.clock import Clock
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import World
from kontera.shops import across
from kontera.shops.models import Company, Permit
from kontera.shops.permits import CAPACITY, KEEP_FOR, LOST_AFTER, WINDOW, OpenGate, Permits

ROOT = Path(__file__).parents[2]
RUN = 12.0
"""Seconds that the one test in real time asks as fast as it may."""
ASKING = """
import json, sys, threading, time
import django
django.setup()
import httpx2
from kontera.shops.permits import Permits
url, token, company, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
permits, http, answers = Permits(company), httpx2.Client(), []
sys.stdin.readline()
end = time.monotonic() + seconds
def ask():
    while time.monotonic() < end:
        with permits.take():
            if time.monotonic() < end:
                answers.append(http.get(url, headers={"Authorization": "Bearer " + token}).status_code)
threads = [threading.Thread(target=ask, daemon=True) for _ in range(6)]
[one.start() for one in threads]
[one.join(seconds + 8) for one in threads]
print(json.dumps(answers), flush=True)
"""


class Time:
    """A clock that sleeping moves, and nothing else; ``slept`` tells how long."""

    def __init__(self):
        self.now = 100.0
        self.slept = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds
        if len(self.slept) > 1000:
            raise AssertionError("sleeps for ever")


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def permits(company, time):
    return Permits(company.pk, sleep=time.sleep, monotonic=time.monotonic)


def free_now(company):
    return Permit.objects.filter(company=company, free_at__lte=timezone.now()).count()


def let_pass(company, seconds):
    """For the database so much time passes."""
    Permit.objects.filter(company=company).update(free_at=F("free_at") - timedelta(seconds=seconds))


def use(permits, times):
    for _ in range(times):
        with permits.take():
            pass


def test_a_company_has_25_permits_however_often_they_are_made(company):
    across.company_for(company.tenant)
    assert Permit.objects.filter(company=company).count() == CAPACITY == 25


def test_25_requests_go_at_once_and_the_26th_waits_until_the_first_has_rested(permits, time):
    use(permits, 25)
    assert time.slept == []
    use(permits, 1)
    assert WINDOW - 1 < sum(time.slept) <= WINDOW + 0.1


def test_a_permit_rests_from_its_answer_not_from_its_request(company, permits, time):
    with permits.take():
        time.now += 20
    let_pass(company, 20)
    permits.give_back()
    resting = Permit.objects.filter(company=company, free_at__gt=timezone.now() + timedelta(seconds=4))
    assert resting.count() == 1


def test_what_was_taken_and_not_used_is_free_at_once_when_given_back(company, permits):
    use(permits, 1)
    assert free_now(company) < CAPACITY - 1
    permits.give_back()
    assert free_now(company) == CAPACITY - 1


def test_a_permit_that_still_rests_goes_on_resting_when_it_is_given_back_unused(company, permits):
    use(permits, 25)
    permits.give_back()
    other = Permits(company.pk, sleep=lambda _seconds: None, monotonic=lambda: 0.0)
    other._next()
    other.give_back()
    assert free_now(company) == 0


def test_permits_that_lay_ready_too_long_come_back_without_being_used(company, permits, time):
    for _ in range(12):
        use(permits, 1)
        time.now += KEEP_FOR + 1
        let_pass(company, KEEP_FOR + 1)
    assert time.slept == []
    permits.give_back()
    assert free_now(company) == CAPACITY


def test_permits_of_a_dead_process_come_back_by_themselves(company, permits):
    use(permits, 25)
    del permits
    assert free_now(company) == 0
    let_pass(company, LOST_AFTER + 2 * WINDOW)
    assert free_now(company) == CAPACITY


def test_after_a_429_nobody_speaks_for_a_while_whatever_is_given_back_meanwhile(company, permits, time):
    other = Permits(company.pk, sleep=time.sleep, monotonic=time.monotonic)
    use(permits, 1)
    use(other, 1)
    permits.penalty(4)
    permits.give_back()
    other.give_back()
    for gate in (permits, other):
        time.slept.clear()
        use(gate, 1)
        assert 3 < sum(time.slept) <= 4


def test_after_a_429_all_permits_come_back_when_the_time_has_passed(company, permits, time):
    use(permits, 1)
    permits.penalty(4)
    permits.give_back()
    let_pass(company, WINDOW + 1)
    Company.objects.filter(pk=company.pk).update(hushed_until=timezone.now())
    use(permits, CAPACITY)
    assert time.slept == []


def test_permits_of_one_company_say_nothing_about_another(company, permits, time):
    use(permits, 25)
    other = across.company_for("599999")
    use(Permits(other.pk, sleep=time.sleep, monotonic=time.monotonic), 25)
    assert time.slept == []


def test_without_a_limit_nothing_waits():
    gate = OpenGate()
    use(gate, 1000)
    gate.give_back()


@pytest.fixture
def sandbox():
    with World(Clock()) as world, serve_thread(world) as places:
        yield world, places


def test_two_processes_with_many_threads_use_the_window_and_never_overstep_it(company, sandbox):
    """The one test that takes the time it speaks of."""
    world, places = sandbox
    tenant = int(company.tenant)
    world.add_company(tenant)
    url, token = f"{places.fortnox_api}/3/companyinformation", world.token(tenant)
    with ExitStack() as stack:
        askers = [stack.enter_context(asker(url, token, company.pk)) for _ in range(2)]
        connection.close()
        for one in askers:
            one.stdin.write("go\n")
            one.stdin.flush()
        answers = [status for one in askers for status in json.loads(one.stdout.readline())]
    times = [one.at for one in world.journal.requests(service="fortnox")]
    assert set(answers) == {200}
    assert most_in_a_window(times) <= 25
    # Three windows begin within 12 seconds: 25 at once, and 25 more every 5 seconds.
    assert len(times) >= 0.9 * 75


def asker(url, token, company):
    place = connection.settings_dict
    user, host, port, name = (place[word] for word in ("USER", "HOST", "PORT", "NAME"))
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "KONTERA_DATABASE_URL": f"postgresql://{user}:{place['PASSWORD']}@/{name}?host={host}&port={port}",
    }
    arguments = [sys.executable, "-c", ASKING, url, token, str(company), str(RUN)]
    return subprocess.Popen(
        arguments, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def most_in_a_window(times):
    times = sorted(times)
    return max(sum(1 for one in times if start <= one < start + WINDOW) for start in times)


def test_threads_of_one_process_never_get_the_same_permit(company):
    permits, taken, ready = Permits(company.pk), [], threading.Barrier(8)

    def take():
        ready.wait()
        taken.extend(permits._next()[0] for _ in range(3))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert len(taken) == len(set(taken)) == 24
