"""Hands: several items at a time, and never a drain that waits for somebody else's."""

from __future__ import annotations

import threading

import pytest

from kontera.sync import hands


@pytest.fixture(autouse=True)
def let_go():
    yield
    hands.close()


def test_a_drain_goes_on_by_itself_while_others_have_all_the_hands():
    enough = threading.Event()
    for _ in range(hands.MOST_HANDS):
        hands._pool().submit(enough.wait, 20)
    whose = []
    try:
        hands.each([1, 2, 3], lambda _: whose.append(threading.current_thread()))
    finally:
        enough.set()
    assert whose == [threading.current_thread()] * 3


def test_several_items_are_under_way_at_once():
    together = threading.Barrier(hands.IN_FLIGHT, timeout=20)
    hands.each(range(hands.IN_FLIGHT), lambda _: together.wait())
    assert not together.broken


def test_what_is_begun_is_finished_before_a_failure_is_raised():
    failed, finished = threading.Event(), []

    def work(item):
        if item == 1:
            failed.set()
            raise LookupError(item)
        failed.wait(20)
        finished.append(item)

    with pytest.raises(LookupError):
        hands.each([0, 1], work)
    assert finished == [0]


def test_nothing_more_is_begun_when_the_time_is_up():
    done = []
    hands.each(range(10), done.append, go_on=lambda: len(done) < 1)
    assert 1 <= len(done) <= hands.IN_FLIGHT
    before = len(done)
    hands.each(range(10), done.append, go_on=lambda: False)
    assert len(done) == before
