from __future__ import annotations

import uuid
from urllib.parse import urlsplit

import pytest
from tests.cli.house import SECRET_KEY, House, bare_environment, run

from kontera import embedded
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import CLIENT_ID, CLIENT_SECRET, World


@pytest.fixture(scope="session")
def migrated_database(server_url):
    """One database for all tests of this folder; each has shops of its own in it."""
    name = f"cli_{uuid.uuid4().hex[:12]}"
    url = embedded.create_database(server_url, name)
    done = run("migrate", env=bare_environment(KONTERA_DATABASE_URL=url))
    assert (done.code, done.out) == (0, ""), done.err
    yield url
    embedded.drop_database(server_url, name)


@pytest.fixture(scope="session")
def house(migrated_database):
    with World(limit=False) as world, serve_thread(world) as places:
        env = bare_environment(
            KONTERA_DATABASE_URL=migrated_database,
            KONTERA_SECRET_KEY=SECRET_KEY,
            KONTERA_PUBLIC_URL="https://kontera.example.se",
            KONTERA_FORTNOX_CLIENT_ID=CLIENT_ID,
            KONTERA_FORTNOX_CLIENT_SECRET=CLIENT_SECRET,
            KONTERA_FORTNOX_API_URL=places.fortnox_api,
            KONTERA_FORTNOX_AUTH_URL=places.fortnox_auth,
            KONTERA_QUICKBUTIK_API_URL=places.quickbutik_api,
            KONTERA_VIES_URL=f"{places.public}/vies",
            KONTERA_RIKSBANK_URL=f"{places.public}/riksbank",
            KONTERA_ECB_URL=f"{places.public}/ecb",
            KONTERA_QUICKBUTIK_PACE="0",
        )
        yield House(world, env, urlsplit(migrated_database).password)


@pytest.fixture
def stand(house, tmp_path):
    """A shop in the sandbox that Kontera does not know."""
    return house.stand(tmp_path)


@pytest.fixture
def added(stand):
    """A shop of this test's own that Kontera knows."""
    return stand.known()


@pytest.fixture(scope="module")
def shared(house, tmp_path_factory):
    """A shop that Kontera knows, for tests that look at their own orders only."""
    return house.stand(tmp_path_factory.mktemp("shared")).known()


@pytest.fixture(autouse=True)
def no_faults(request):
    yield
    if "house" in request.fixturenames:
        request.getfixturevalue("house").world.faults.clear()
