"""Ears of the tests: a listener pointed at the stage's sandbox, and what it has led to."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

from kontera import wiring
from kontera.shops.models import Chore, Topic
from kontera.sync import topics

CHORES = ("stock", "articles", "customers")
LONG = 10.0
EVERYTHING = {"stock": "both", "product_master": "fortnox"}


def listener_of(stage, **more):
    env = replace(stage.environment(), fortnox_events_url=stage.places.fortnox_events, **more)
    made = wiring.listener(env, now=stage.now)
    made.known, made.quiet = CHORES, 0.05
    return made


@contextmanager
def listening(stage):
    with listener_of(stage).open() as session:
        yield session


def hear(session, count):
    """Act on so many events, in however many bursts they come."""
    while count > 0:
        got = session.step(LONG)
        assert got, f"{count} events are missing"
        count -= got
    assert count == 0


def told(stage, place):
    """How many events this company has made."""
    log = stage.world.topics
    return sum(event.tenant == place.tenant for topic in topics.HEARD for event in log.events(topic))


def due(place):
    """The chores that were asked for."""
    return set(
        Chore.objects.filter(shop=place.handle.shop, name__in=CHORES, due_at__isnull=False).values_list(
            "name", flat=True
        )
    )


def forget_asked(place):
    """What the order itself asked for is not what an event asks for."""
    Chore.objects.filter(shop=place.handle.shop).update(due_at=None)


def marks(place):
    return set(place.handle.events().filter(kind="fortnox").values_list("key", "event_type"))


def touch(place, entity="T-1", topic="articles", kind="article-updated-v1"):
    place.company.on_event(topic, kind, entity)


def offset_of(place, name="articles"):
    return Topic.objects.get(company=place.handle.shop.company, name=name).offset
