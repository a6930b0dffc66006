"""A stage for each test: the sandbox on real HTTP, an own database, and hands that let go at the end."""

from __future__ import annotations

import importlib

import pytest


@pytest.fixture
def open_stage(transactional_db):
    """Opens stages; the scene knows the models, so it comes after Django has been set up."""
    scene = importlib.import_module("tests.sync.scene")
    opened = []

    def opens(**more):
        stage = scene.Stage(**more)
        opened.append(stage)
        return stage

    yield opens
    for stage in opened:
        stage.close()


@pytest.fixture
def stage(open_stage):
    return open_stage()


@pytest.fixture
def shop(stage):
    """The usual shop: everything is booked and paid by itself."""
    return stage.open_shop(end="paid")
