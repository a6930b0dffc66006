"""``kontera worker`` hears Fortnox's events beside its jobs."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from urllib.parse import urlsplit

import pytest
from tests.cli.house import SECRET_KEY, House, bare_environment

from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import CLIENT_ID, CLIENT_SECRET, World

HEARING = re.compile("listening to Fortnox.*companies=1")


@pytest.fixture
def listening_house(fresh_database):
    with World(limit=False) as world, serve_thread(world) as places:
        env = bare_environment(
            KONTERA_DATABASE_URL=fresh_database,
            KONTERA_SECRET_KEY=SECRET_KEY,
            KONTERA_PUBLIC_URL="https://kontera.example.se",
            KONTERA_FORTNOX_CLIENT_ID=CLIENT_ID,
            KONTERA_FORTNOX_CLIENT_SECRET=CLIENT_SECRET,
            KONTERA_FORTNOX_API_URL=places.fortnox_api,
            KONTERA_FORTNOX_AUTH_URL=places.fortnox_auth,
            KONTERA_FORTNOX_EVENTS_URL=places.fortnox_events,
            KONTERA_QUICKBUTIK_API_URL=places.quickbutik_api,
        )
        yield House(world, env, urlsplit(fresh_database).password)


def test_a_worker_listens_from_its_start_and_stops_when_it_is_asked_to(listening_house, tmp_path):
    assert listening_house.kontera("migrate").code == 0
    listening_house.stand(tmp_path).known()
    worker = subprocess.Popen(
        [sys.executable, "-m", "kontera.cli", "worker"],
        env=listening_house.env,
        stderr=subprocess.PIPE,
        text=True,
    )
    # Not a measure of anything: a worker that says nothing must not hold the tests for ever.
    patience = threading.Timer(60, worker.kill)
    patience.start()
    try:
        heard = any(HEARING.search(line) for line in worker.stderr)
    finally:
        patience.cancel()
        worker.terminate()
        rest = worker.communicate(timeout=60)[1]
    assert heard
    assert "worker stopped" in rest
    assert CLIENT_SECRET not in rest
    assert listening_house.world.topics.connections == 1
