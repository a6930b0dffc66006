"""The second lane: chores are done when due, in turns, and what fails in one stops no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontera.problems import Disconnected, Held, TryLater
from kontera.shops import across
from kontera.shops.chores import ask_chore
from kontera.sync import chores
from kontera.sync.turn import Work


@pytest.fixture
def rounds(monkeypatch):
    """A table of two chores that write down their rounds; what each does can be laid out."""
    done, does = [], {}

    def run_as(name):
        def run(turn):
            done.append(name)
            return does.get(name, lambda _turn: False)(turn)

        return run

    works = [Work(name, run_as(name), lambda _choices: timedelta(minutes=5)) for name in ("one", "two")]
    monkeypatch.setattr(chores, "CHORES", {work.name: work for work in works})
    return done, does


def fails(problem):
    def run(_turn):
        raise problem

    return run


def test_every_chore_of_a_new_shop_is_done_once_and_then_again_after_its_interval(shop, rounds):
    done, _ = rounds
    shop.work()
    assert sorted(done) == ["one", "two"]
    shop.work()
    assert len(done) == 2
    shop.stage.advance(301)
    shop.work()
    assert len(done) == 4


def test_what_a_person_waits_for_goes_first(shop, rounds):
    done, _ = rounds
    shop.work()
    done.clear()
    ask_chore(shop.handle, "one")
    ask_chore(shop.handle, "two", asked=True)
    shop.work()
    assert done == ["two", "one"]


def test_a_chore_obeys_what_a_person_chose_while_the_one_before_it_ran(shop, rounds):
    done, does = rounds
    seen = []
    does["one"] = lambda _turn: shop.choose(posting_mode="daily")
    does["two"] = lambda turn: seen.append(turn.choices.text("posting_mode"))
    ask_chore(shop.handle, "one", asked=True)
    chores.drain_chores(shop.handle.shop.pk, shop.stage.ends)
    assert done == ["one", "two"]
    assert seen == ["daily"]


def test_a_chore_that_fails_is_tried_again_and_stops_no_other(shop, rounds):
    done, does = rounds
    does["one"] = fails(Held("quickbutik-refused", {"quickbutik": "nej"}))
    shop.work()
    assert "two" in done
    assert shop.chore("one").problem_code == "quickbutik-refused"
    does["one"] = lambda _turn: False
    shop.stage.advance(16 * 60)
    shop.work()
    assert shop.chore("one").problem_code == ""


def test_a_bug_in_a_chore_is_shown_and_stops_no_other(shop, rounds):
    done, does = rounds
    does["one"] = fails(ZeroDivisionError())
    shop.work()
    assert sorted(done) == ["one", "two"]
    assert shop.chore("one").problem_code == "chore-failed"


def test_rests_grow_while_a_chore_keeps_failing(shop, rounds):
    _, does = rounds
    does["one"] = fails(TryLater("fortnox-down", {}, after=60))
    shop.work()
    shop.stage.advance(61)
    shop.work()
    assert shop.chore("one").due_at - shop.stage.now() > timedelta(seconds=100)


def test_what_is_asked_for_during_a_round_is_done_in_another(shop, rounds):
    done, does = rounds

    def once(turn):
        does["one"] = lambda _turn: False
        ask_chore(turn.handle, "one")
        return False

    does["one"] = once
    shop.work()
    assert done.count("one") == 2


def test_a_shop_that_must_be_connected_again_rests(shop, rounds):
    done, does = rounds
    does["one"] = fails(Disconnected("quickbutik-key-refused", {}, side="quickbutik"))
    shop.work()
    done.clear()
    shop.work("two")
    assert done == []
    assert shop.handle.shop.problem_code == "quickbutik-key-refused"


def test_the_sweep_finds_shops_with_due_chores_and_shops_without_any(shop, rounds):
    del rounds
    assert across.shops_with_chores(2, shop.stage.now()) == [shop.handle.shop.pk]
    shop.work()
    assert across.shops_with_chores(2, shop.stage.now()) == []
    ask_chore(shop.handle, "one")
    assert across.shops_with_chores(2, shop.stage.now()) == [shop.handle.shop.pk]


def test_a_product_that_the_shop_announces_wakes_the_products_chore(shop):
    shop.announce("4711", "product.add", kind="product")
    shop.drain()
    assert shop.chore("products").due_at is not None
    assert shop.handle.products().filter(product_id="4711").exists()
