"""Two shops, their people, and an order in each state, straight in the database."""

from __future__ import annotations

import importlib

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright


@pytest.fixture
def scene():
    """The stage hands; they know the models, so they come after Django has been set up."""
    return importlib.import_module("tests.panel.scene")


@pytest.fixture
def shop(db, scene):
    return scene.open_shop("Ull & Bär", "quickbutik-key-1", "1000001")


@pytest.fixture
def far_shop(db, scene):
    """Somebody else's."""
    return scene.open_shop("Grannens", "quickbutik-key-2", "1000002")


@pytest.fixture
def people(shop, far_shop, scene):
    found = scene.People(scene.new_user("agare"), scene.new_user("lasare"), scene.new_user("granne"))
    scene.let_in(found.owner, shop, "owner")
    scene.let_in(found.reader, shop, "reader")
    scene.let_in(found.other, far_shop, "owner")
    return found


@pytest.fixture
def orders(shop, scene):
    """One order in each state, by state."""
    return scene.fill(shop)


@pytest.fixture
def owner(people, scene):
    return scene.signed_in(people.owner)


@pytest.fixture
def hang_door():
    """Hangs a door to Fortnox for one test."""
    door = importlib.import_module("kontera.panel.door")
    yield door.install
    door.install(None)


FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def browser(monkeypatch):
    """Debian's Chromium. Its driver runs a loop in this thread, which Django must be told is harmless."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()
        # Inside the loop Django opened a connection of its own, which nobody else would close.
        connections.close_all()


@pytest.fixture
def phone(browser, live_server):
    """A page the size of a phone, in Swedish."""
    context = browser.new_context(viewport=PHONE, locale="sv-SE", base_url=live_server.url, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()
