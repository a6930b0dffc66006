"""Listening between polls: nothing is lost, nothing gets out, and nothing depends on it."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from tests.sync.hearing import (
    EVERYTHING,
    LONG,
    due,
    hear,
    listener_of,
    listening,
    marks,
    offset_of,
    touch,
)

from kontera import wiring
from kontera.config import environment
from kontera.problems import TryLater
from kontera.shops.lanes import walking
from kontera.shops.models import Chore, Topic
from kontera.sync.listener import IDLE_REST


@pytest.fixture
def place(stage):
    return stage.open_shop(end="paid", **EVERYTHING)


@pytest.fixture
def booked(place):
    """A shop with an order that is booked and paid, long ago; gives its number too."""
    number = place.buys_and_tells()
    place.rest()
    assert place.state(number) == ("done", "")
    place.stage.advance(3600)
    return place, number


# -- nothing is lost ------------------------------------------------------------------------------


def test_what_happened_while_nobody_listened_is_heard_afterwards(stage, place):
    with listening(stage) as session:
        touch(place, "1", "customers", "customer-updated-v2")
        touch(place)
        hear(session, 2)
    Chore.objects.all().delete()
    touch(place)
    with listening(stage) as session:
        hear(session, 1)
    assert due(place) == {"stock", "articles"}


def test_a_broken_connection_loses_nothing(stage, place):
    stage.world.topics.whims.drop_after = 1
    with listening(stage) as session:
        touch(place)
        touch(place, "7", "customers", "customer-updated-v2")
        hear(session, 1)
        with pytest.raises(TryLater):
            session.step(LONG)
    with listening(stage) as session:
        touch(place, "8", "customers", "customer-updated-v2")
        session.step(LONG)
    assert due(place) == {"stock", "articles", "customers"}


def test_events_told_twice_change_nothing(stage, booked):
    place, number = booked
    stage.world.topics.whims.twice = True
    with listening(stage) as session:
        touch(place, "1", "invoices", "invoice-cancelled-v1")
        touch(place)
        hear(session, 4)
    assert marks(place) == {(number, "invoice-cancelled-v1")}
    assert due(place) == {"stock", "articles"}


def test_an_offset_is_kept_only_together_with_what_its_events_led_to(stage, place):
    with listening(stage) as session:
        touch(place)
        hear(session, 1)
    before = offset_of(place)
    with listener_of(stage).open() as session:
        session.known = Broken()
        touch(place)
        with pytest.raises(RuntimeError):
            session.step(LONG)
    assert offset_of(place) == before
    Chore.objects.all().delete()
    with listening(stage) as session:
        hear(session, 1)
    assert due(place) == {"stock", "articles"}
    assert offset_of(place) != before


class Broken:
    """Stands where the chores are, and dies."""

    def __contains__(self, _name):
        raise RuntimeError


def test_a_company_that_was_out_hears_what_it_missed(stage, place):
    other = stage.open_shop(**EVERYTHING)
    with listening(stage) as session:
        touch(place)
        touch(other)
        hear(session, 2)
    other.handle.pause(on=True)
    stage.advance(60)
    touch(other)
    with listening(stage) as session:
        touch(place)
        hear(session, 1)
    other.handle.pause(on=False)
    Chore.objects.all().delete()
    with listening(stage) as session:
        hear(session, 2)
    assert due(other) == {"stock", "articles"}


def test_an_offset_that_fortnox_forgot_does_not_end_the_listening(stage, place):
    company = place.handle.shop.company
    Topic.objects.create(company=company, name="articles", offset="zzzzzzzz", at=stage.now())
    with listening(stage) as session:
        touch(place)
        hear(session, 1)
    assert due(place) == {"stock", "articles"}


# -- coming in, and staying in --------------------------------------------------------------------


def test_one_connection_carries_every_company(stage, place):
    others = [stage.open_shop(**EVERYTHING) for _ in range(3)]
    with listening(stage) as session:
        for one in (place, *others):
            touch(one)
        hear(session, 4)
    assert stage.world.topics.connections == 1
    assert all(due(one) == {"stock", "articles"} for one in (place, *others))


def test_a_company_that_fortnox_lets_nobody_into_does_not_keep_the_others_out(stage, place):
    gone = stage.open_shop(**EVERYTHING)
    stage.world.desk.withdraw("sandbox-client", gone.tenant)
    with listening(stage) as session:
        assert session.companies.keys() == {str(place.tenant)}
        assert not session.is_over
        touch(place)
        hear(session, 1)
    assert due(place) == {"stock", "articles"}


def test_a_token_that_fortnox_has_forgotten_is_asked_for_anew(stage, place):
    with listening(stage):
        pass
    stage.world.desk.tokens.clear()
    with listening(stage) as session:
        touch(place)
        hear(session, 1)
    assert due(place) == {"stock", "articles"}


def test_a_session_ends_before_its_tokens_do_and_the_next_one_hears_on(stage, place):
    with listening(stage) as session:
        touch(place)
        hear(session, 1)
        stage.advance(50 * 60 - 1)
        assert not session.is_over
        stage.advance(1)
        assert session.is_over
    stage.advance(3600)
    Chore.objects.all().delete()
    touch(place)
    with listening(stage) as session:
        hear(session, 1)
    assert due(place) == {"stock", "articles"}


def test_a_session_ends_when_a_shop_comes(stage, place):
    with listening(stage) as session:
        assert not session.is_over
        stage.open_shop(**EVERYTHING)
        assert session.is_over


def test_without_shops_nobody_connects(stage):
    with listening(stage) as session:
        assert session is None
    assert stage.world.topics.connections == 0


# -- without it -----------------------------------------------------------------------------------


def test_without_events_everything_works_by_polling(stage, place):
    stage.world.topics.whims.refuse = True
    with pytest.raises(TryLater), listening(stage):
        pass
    place.buys()
    place.poll()
    place.rest()
    place.adds_up()


def test_events_are_turned_off_by_one_word(stage):
    off = replace(stage.environment(), fortnox_events_url=None)
    assert wiring.listener(off) is None
    assert wiring.listener(stage.environment()) is None
    assert wiring.listener(environment.read({})) is not None


class Rests:
    """An event that counts the rests and is set after so many of them."""

    def __init__(self, most):
        self.rests = []
        self.most = most

    def is_set(self):
        return len(self.rests) >= self.most

    def wait(self, seconds):
        self.rests.append(seconds)


def test_a_listener_rests_longer_each_time_and_never_gives_up(stage, place):
    stage.world.topics.whims.refuse = True
    rests = Rests(11)
    thread = threading.Thread(target=listener_of(stage).run, args=(rests,))
    thread.start()
    thread.join(60)
    assert rests.rests == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_only_one_listens_in_the_whole_installation(stage, place):
    rests = Rests(2)
    with walking("topics", wait=True):
        thread = threading.Thread(target=listener_of(stage).run, args=(rests,))
        thread.start()
        thread.join(60)
    assert rests.rests == [IDLE_REST, IDLE_REST]
    assert stage.world.topics.connections == 0


class Told:
    """All chores there are, and a bell that rings when one is looked up."""

    def __init__(self):
        self.bell = threading.Event()

    def __contains__(self, _name):
        self.bell.set()
        return False


def test_a_listener_hears_until_it_is_stopped_and_connects_again_when_it_must(stage, place):
    listener, stop = listener_of(stage), threading.Event()
    listener.known = Told()
    log = stage.world.topics
    log.whims.drop_after = 1
    thread = threading.Thread(target=listener.run, args=(stop,))
    thread.start()
    for _ in range(2):
        touch_until_heard(place, listener.known)
    stop.set()
    log.whims.drop_after = 1
    touch(place)
    thread.join(60)
    assert not thread.is_alive()
    assert log.connections >= 2


def touch_until_heard(place, told):
    """The listener is on its way in: what happens before it is there is not told."""
    told.bell.clear()
    for _ in range(200):
        touch(place)
        if told.bell.wait(0.1):
            return
    raise AssertionError("never heard")


def test_a_mistake_of_ours_does_not_end_the_listener(stage, place):
    listener = listener_of(stage)

    def broken(_tenant):
        raise RuntimeError("a mistake of ours")

    listener.fetch = broken
    rests = Rests(2)
    thread = threading.Thread(target=listener.run, args=(rests,))
    thread.start()
    thread.join(60)
    assert rests.rests == [1, 2]
