"""``kontera up``: everything starts, what dies starts again, and everything stops."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from kontera.embedded import Embedded

ROOT = Path(__file__).parents[2]
UP = """
import os
from kontera import processes
from kontera.config import environment
env = environment.read(os.environ, needs=environment.UP)
processes.prepare(env)
with processes.household(env) as house:
    print("ready" if house.wait_for_web() else "silent", house.pid("web"), house.pid("worker"), flush=True)
    house.wait()
print("down", flush=True)
"""
DEFER = """
import sys
import django
django.setup()
from tests.platform.small import tasks
tasks.pass_on.defer(word=sys.argv[1])
"""


class House:
    """A running ``up``; its output, and that of its children, is read line by line."""

    def __init__(self, folder):
        self.folder = folder
        self.environ = environ(folder)
        self.process = subprocess.Popen(
            [sys.executable, "-c", UP],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.seen = []
        self.output = None
        # Not a measure of anything: a house that says nothing must not hold the tests for ever.
        self.patience = threading.Timer(90, self.process.kill)
        self.patience.start()

    def line(self, pattern):
        """The first coming line that matches; fails with everything seen when output ends."""
        for line in self.process.stdout:
            self.seen.append(line)
            if found := re.search(pattern, line):
                return found
        return pytest.fail(f"no line matches {pattern}:\n{''.join(self.seen)}")

    def rest(self):
        """All output to its end, which comes when the parent and every child are gone."""
        if self.output is None:
            self.output, _ = self.process.communicate(timeout=90)
            self.patience.cancel()
        return self.output

    def defer(self, word):
        with Embedded(self.folder) as server:
            subprocess.run(
                [sys.executable, "-c", DEFER, word],
                env={**self.environ, "KONTERA_DATABASE_URL": server.url},
                check=True,
            )


def environ(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "tests.platform.small.settings",
        "KONTERA_SECRET_KEY": "Xq3-9vTzLm0pWc7RkYb5NfHs2JdGa8Ue",
        "KONTERA_PUBLIC_URL": f"http://localhost:{port}",
        "KONTERA_LISTEN": f"127.0.0.1:{port}",
        "KONTERA_DATA_DIR": str(folder),
        "KONTERA_FORTNOX_CLIENT_ID": "client",
        "KONTERA_FORTNOX_CLIENT_SECRET": "secret-of-the-client",
    }


@pytest.fixture
def house(folder):
    house = House(folder)
    yield house
    house.process.kill()
    house.rest()


def test_up_serves_works_and_stops_everything(house, folder):
    house.line(r"^ready")
    with urllib.request.urlopen(f"{house.environ['KONTERA_PUBLIC_URL']}/hooks/abc") as answer:
        assert answer.read() == b"session: False"
    with urllib.request.urlopen(f"{house.environ['KONTERA_PUBLIC_URL']}/told") as answer:
        assert answer.read() == b"nothing"
    house.defer("hej")
    house.line(r"^said hej")
    house.process.terminate()
    assert "down" in house.rest()
    assert house.process.returncode == 0
    assert Embedded(folder).place.found() is None


def test_a_call_is_not_lost_because_the_one_before_was_answered_unread(house):
    house.line(r"^ready")
    connection = http.client.HTTPConnection(house.environ["KONTERA_LISTEN"])
    for _ in range(30):
        connection.putrequest("POST", "/health")
        connection.putheader("Content-Length", "2000000")
        connection.endheaders()
        connection.send(b"x" * 2_000_000)
        assert connection.getresponse().read() == b"ok\n"
    connection.close()


def test_a_child_that_dies_is_started_again_and_it_is_said(house):
    _, worker = map(int, house.line(r"^ready (\d+) (\d+)").groups())
    os.kill(worker, signal.SIGKILL)
    house.line("child died and is started again.*worker")
    house.line("worker starts")
    house.defer("igen")
    house.line(r"^said igen")


def test_a_database_that_dies_comes_back_and_work_goes_on(house, folder):
    house.line(r"^ready")
    house.defer("före")
    house.line(r"^said före")
    os.kill(Embedded(folder).place.found().pid, signal.SIGKILL)
    house.line("database died and was started again")
    house.defer("efter")
    house.line(r"^said efter")


def test_children_do_not_outlive_a_killed_parent(house):
    house.line(r"^ready")
    house.process.kill()
    assert "down" not in house.rest()


def test_a_taken_address_is_named(folder):
    taken = environ(folder)
    host, port = taken["KONTERA_LISTEN"].split(":")
    lifeline, parents_end = os.pipe()
    with socket.create_server((host, int(port))):
        result = subprocess.run(
            [sys.executable, "-m", "kontera.processes", "web"],
            env={**taken, "KONTERA_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"},
            stdin=lifeline,
            capture_output=True,
            text=True,
            check=False,
        )
    os.close(lifeline)
    os.close(parents_end)
    assert result.returncode == 2
    assert "KONTERA_LISTEN: adressen är upptagen" in result.stderr
