"""Public registers that do not answer: how long an order waits for them, and how long others wait for it."""

from __future__ import annotations

import pytest
from tests.sync.abroad import company, consumer, sell_abroad
from tests.sync.test_abroad import DAY, NUMBER, asked

from kontera.sync.drain import drain


@pytest.fixture
def place(stage):
    return sell_abroad(stage.open_shop(end="paid"))


@pytest.fixture
def registers(stage):
    stage.world.registers.numbers[NUMBER] = "Möbel GmbH"
    return stage.world.registers


def sells_to_firm(place):
    line = {"sku": "T-1", "qty": 1, "price": "100.00", "tax_rate": "0"}
    told = {"customer": company("DE", NUMBER), "lines": [line], "method": "klarna", "tax_free": True}
    return place.buys_and_tells(**told)


def test_an_order_that_is_old_when_it_first_asks_waits_as_long_as_a_new_one(place, registers, stage):
    place.choose(automatic=False)
    number = sells_to_firm(place)
    place.drain()
    stage.advance(10 * DAY)
    place.drain()
    registers.vies_down = True
    place.press(number)
    assert place.state(number) == ("due", "vies-silent")
    stage.advance(2 * DAY)
    place.drain()
    assert place.state(number) == ("due", "vies-silent")
    stage.advance(2 * DAY)
    place.drain()
    assert place.state(number) == ("held", "vat-number-unchecked")


def test_an_answer_ends_the_silence_and_a_later_one_is_waited_for_anew(place, registers, stage):
    registers.vies_down = True
    number = sells_to_firm(place)
    place.drain()
    registers.vies_down = False
    stage.advance(DAY)
    place.drain()
    assert place.state(number) == ("done", "")
    assert not place.order(number).evidence["silent_since"]


def test_a_register_that_is_slow_to_be_silent_does_not_keep_the_shop_s_other_orders(place, registers, stage):
    faults = {"kind": "error_before", "service": "public", "method": "POST", "path": "check-vat-number"}
    stage.world.faults.add(**faults, count=1000)
    firms = [sells_to_firm(place) for _ in range(12)]
    number = place.buys_and_tells(method="klarna")
    stage.slept.clear()

    def drain_once():
        begun = sum(stage.slept)
        drain(place.handle.shop.pk, stage.ends, monotonic=lambda: sum(stage.slept))
        return sum(stage.slept) - begun

    assert drain_once() < 20
    assert len(asked(stage)) <= 9
    for _ in range(5):
        drain_once()
    assert place.state(number) == ("done", "")
    assert {place.state(one) for one in firms} == {("due", "vies-silent")}


@pytest.mark.parametrize("source", ["riksbank", "ecb"])
def test_the_orders_of_a_day_without_a_rate_of_its_own_share_one_answer(place, registers, stage, source):
    place.choose(rate_source=source)
    line = {"sku": "T-1", "qty": 1, "price": "119.00", "tax_rate": "19"}
    sunday = {"created": "2026-11-08 12:00:00", "currency": "EUR", "customer": consumer("DE")}
    numbers = [place.buys_and_tells(lines=[line], method="klarna", **sunday) for _ in range(8)]
    place.drain()
    assert {place.state(number) for number in numbers} == {("done", "")}
    assert {place.order(number).evidence["fx"]["day"] for number in numbers} == {"2026-11-06"}
    assert len(stage.calls("public")) == 1
    stage.advance(3600)
    place.buys_and_tells(lines=[line], method="klarna", **sunday)
    place.drain()
    assert len(stage.calls("public")) == 2
