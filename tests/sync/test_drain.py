"""One shop's turn: how long it lasts, what goes first, and that nothing of it is lost."""

from __future__ import annotations

import itertools

import pytest

from kontera.sync.drain import drain


def hurried(place, *, looks):
    """A drain whose time is up after so many looks at the clock."""
    ticks = itertools.chain([0.0] * (looks + 1), itertools.repeat(1000.0))
    return drain(place.handle.shop.pk, place.stage.ends, monotonic=lambda: next(ticks))


def test_a_drain_whose_time_is_up_says_that_work_remains_and_loses_none(stage):
    place = stage.open_shop(end="booked")
    numbers = [place.buys_and_tells() for _ in range(12)]
    assert hurried(place, looks=6)
    states = [state for state, _ in place.standing().values()]
    assert 0 < states.count("done") < 12
    assert set(states) == {"done", "due"}
    place.rest()
    assert {place.state(number) for number in numbers} == {("done", "")}
    place.adds_up("booked")


def test_a_drain_whose_time_is_up_while_it_brings_the_registers_loses_no_order(stage):
    place = stage.open_shop(end="booked")
    number = place.buys_and_tells()
    hurried(place, looks=1)
    assert place.state(number)[0] == "due"
    place.rest()
    assert place.state(number) == ("done", "")
    place.adds_up("booked")


def test_a_pressed_button_goes_before_new_orders_and_those_before_repeats(stage):
    place = stage.open_shop(end="booked")
    first, second, third = (place.buys_and_tells() for _ in range(3))
    stage.world.faults.add("error_before", service="fortnox", method="POST", path="/3/invoices$", count=3)
    place.drain()
    stage.advance(600)
    handle = place.handle
    handle.orders().filter(number=first).update(due_at=stage.now(), urgency=1)
    handle.ask_for(handle.order(third), now=stage.now())
    assert [row.number for row in handle.due_orders(9, now=stage.now())] == [third, first, second]


def test_a_button_means_the_order_as_it_is_now(stage):
    place = stage.open_shop(end="booked", automatic=False)
    number = place.buys_and_tells()
    place.drain()
    kept = place.shop.orders[number]
    kept.record["products"][0]["price"] = "249.00"
    place.shop.recompute(kept)
    stage.advance(40)
    place.press(number)
    assert [str(one["Total"]) for one in place.booked] == ["249.00"]


def test_a_button_on_an_order_the_shop_has_deleted_books_what_was_read(stage):
    place = stage.open_shop(end="booked", automatic=False)
    number = place.buys_and_tells()
    place.drain()
    del place.shop.orders[number]
    stage.advance(40)
    place.press(number)
    assert place.state(number) == ("done", "")


@pytest.mark.parametrize(
    "odd",
    [
        {"total_amount": "9" * 25},
        {"currency": "SVENSKA KRONOR"},
        {"paymethod": {"method": ["klarna"]}},
        {"customer": {"email": "x" * 5000 + "@example.se", "full_name": "y" * 5000}},
        {"products": "none"},
        {"products": [{"product_id": "x" * 500, "price": "1", "qty": "1", "sku": "s" * 500}]},
        {"shipping_name": "z" * 5000, "notes": {"a": ["b"]}},
        {"status": "paid" * 40},
    ],
    ids="-".join,
)
def test_an_order_of_the_oddest_kind_is_kept_and_stops_no_other(stage, odd):
    place = stage.open_shop(end="booked")
    bad = place.buys_and_tells(overrides=odd)
    good = place.buys_and_tells()
    place.drain()
    place.poll()
    assert place.state(good) == ("done", "")
    assert place.order(bad).raw["order_id"] == bad
    assert place.state(bad)[0] in ("done", "held")
    place.adds_up("booked")
