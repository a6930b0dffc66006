"""A world that stands still in November 2026, and clients that talk to it in-process."""

from __future__ import annotations

import httpx2
import pytest
from tests.sandbox.calls import KEY, NOW, TENANT, Fortnox

from kontera.sandbox.app import application
from kontera.sandbox.clock import Clock
from kontera.sandbox.world import World


@pytest.fixture
def clock():
    return Clock(NOW, running=False)


@pytest.fixture
def world(clock):
    with World(clock, limit=False) as made:
        yield made


@pytest.fixture
def company(world):
    return world.add_company(TENANT)


@pytest.fixture
def fortnox(world, company):
    api = Fortnox(world)
    api.customer()
    return api


@pytest.fixture
def shop(world):
    made = world.add_shop(KEY)
    made.add_product("A1", "Kruka", "125.00", 25)
    made.add_product("B6", "Bok", "106.00", 6)
    return made


@pytest.fixture
def quickbutik(world, shop):
    transport = httpx2.WSGITransport(app=application(world))
    return httpx2.Client(transport=transport, base_url="http://test/quickbutik/v1/", auth=(KEY, KEY))
