"""One PostgreSQL for the whole test run, started by the first test that wants it.

All processes of a run share the folder that the first one made; the last to let go
of the server stops it, and the first one deletes the folder. What a killed run left
behind is cleared away by the next.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import uuid
from pathlib import Path

import django
import hypothesis
import pytest
from django.db import connections

from kontera import embedded
from kontera.config import databases

FOLDER = "KONTERA_TEST_FOLDER"
KEPT = {FOLDER, "KONTERA_FORTNOX_OPENAPI"}
NAME = "kontera-tests-"
HELD = pytest.StashKey[int]()


def set_environment():
    """What the developer's own house is told is not for the tests."""
    for name in [name for name in os.environ if name.startswith("KONTERA_") and name not in KEPT]:
        del os.environ[name]
    os.environ["KONTERA_TESTING"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "kontera.config.settings"


hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.load_profile("house")


def pytest_configure(config):
    set_environment()
    django.setup()
    if not hasattr(config, "workerinput"):
        clear_leftovers()
        folder = Path(tempfile.mkdtemp(prefix=NAME))
        folder.chmod(0o711)
        config.stash[HELD] = hold(folder)
        os.environ[FOLDER] = str(folder)


def pytest_unconfigure(config):
    if HELD in config.stash:
        clear(Path(os.environ.pop(FOLDER)))
        os.close(config.stash[HELD])


def hold(folder):
    """A lock that says that a run still lives; gives up (BlockingIOError) when another one holds it."""
    handle = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    return handle


def clear(folder):
    if (folder / "postgres").exists():
        embedded.Embedded(folder, durable=False).remove()
    shutil.rmtree(folder)


def clear_leftovers():
    for folder in Path(tempfile.gettempdir()).glob(f"{NAME}*"):
        if folder.stat().st_uid == os.geteuid() and (folder / "run.lock").exists():
            with contextlib.suppress(OSError):
                handle = hold(folder)
                clear(folder)
                os.close(handle)


@pytest.fixture(scope="session")
def server_url():
    """The URL of the run's PostgreSQL; its own database ``kontera`` is nobody's, make another."""
    with embedded.Embedded(Path(os.environ[FOLDER]), durable=False) as server:
        yield server.url


@pytest.fixture
def fresh_database(server_url):
    """The URL of an empty database of this test's own, for those who start real processes."""
    name = f"fresh_{uuid.uuid4().hex[:12]}"
    yield embedded.create_database(server_url, name)
    embedded.drop_database(server_url, name)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(server_url, django_db_modify_db_settings_parallel_suffix):
    """pytest-django asks here before it makes its test database: tell it where the server is."""
    place = databases.entry(server_url)
    for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT"):
        connections["default"].settings_dict[name] = place[name]
