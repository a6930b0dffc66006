"""How far an order goes, and what sends it on its way."""

from __future__ import annotations

import pytest

ENDS = ["order", "order_invoice", "invoice", "booked", "paid"]


def reached(place):
    """Living orders, invoices, booked invoices, booked payments."""
    return (
        len(place.company.orders),
        len(place.invoices),
        len(place.booked),
        sum(1 for one in place.payments if one["Booked"]),
    )


REACHED = {
    "order": (1, 0, 0, 0),
    "order_invoice": (1, 1, 0, 0),
    "invoice": (0, 1, 0, 0),
    "booked": (0, 1, 1, 0),
    "paid": (0, 1, 1, 1),
}


@pytest.mark.parametrize("end", ENDS)
def test_an_announced_order_goes_to_the_chosen_end_and_no_further(stage, end):
    place = stage.open_shop(end=end)
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("done", "")
    assert reached(place) == REACHED[end]
    place.adds_up(end)


@pytest.mark.parametrize("end", ENDS)
def test_a_poll_sends_what_no_webhook_told(stage, end):
    place = stage.open_shop(end=end)
    place.drain()
    number = place.buys()
    place.poll()
    assert place.state(number) == ("done", "")
    assert reached(place) == REACHED[end]


@pytest.mark.parametrize("end", ENDS)
def test_without_automatic_an_order_waits_for_the_button(stage, end):
    place = stage.open_shop(end=end, automatic=False)
    number = place.buys_and_tells()
    place.drain()
    place.poll()
    assert place.state(number) == ("seen", "")
    assert stage.calls() == []
    place.press(number)
    assert place.state(number) == ("done", "")
    assert reached(place) == REACHED[end]


@pytest.mark.parametrize("choice", [{"automatic": False}, {"trigger": "done"}])
def test_what_was_due_when_the_shop_chose_to_wait_waits_but_a_button_and_what_is_begun_do_not(stage, choice):
    place = stage.open_shop(end="paid")
    stage.world.faults.add(
        "error_after", service="fortnox", method="POST", path="/3/invoices$", retry_after=0
    )
    begun = place.buys_and_tells()
    place.drain()
    assert place.state(begun)[0] == "due"
    place.handle.pause(on=True)
    due, pressed = place.buys_and_tells(), place.buys_and_tells()
    place.drain()
    place.handle.ask_for(place.order(pressed), now=stage.now())
    place.choose(**choice)
    place.handle.pause(on=False)
    place.rest()
    assert [place.state(number)[0] for number in (begun, due, pressed)] == ["done", "seen", "done"]
    place.press(due)
    assert place.state(due) == ("done", "")
    place.adds_up()


def test_an_unpaid_order_waits_until_it_is_paid(shop):
    number = shop.buys(status="unpaid")
    shop.drain()
    assert shop.state(number) == ("seen", "")
    shop.shop.set_status(number, "paid", webhook=False)
    shop.poll()
    assert shop.state(number) == ("done", "")


def test_with_trigger_done_a_paid_order_waits_until_it_is_sent(stage):
    place = stage.open_shop(end="booked", trigger="done")
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("seen", "")
    place.shop.set_status(number, "done", webhook=False)
    place.announce(number, "order.done")
    place.drain()
    assert place.state(number) == ("done", "")
    assert len(place.booked) == 1


def test_a_paid_order_that_is_sent_later_is_not_booked_again(shop):
    number = shop.buys_and_tells()
    shop.drain()
    shop.shop.set_status(number, "done", webhook=False)
    shop.announce(number, "order.done")
    shop.stage.forget()
    shop.drain()
    assert shop.state(number) == ("done", "")
    assert shop.stage.calls() == []


def test_orders_of_the_time_before_the_first_day_are_left_alone(stage):
    place = stage.open_shop(start_day="2026-11-10")
    old = place.buys(created="2026-11-09 12:00:00")
    today = place.buys(created="2026-11-10 08:00:00")
    place.drain()
    assert place.state(old) == ("seen", "")
    assert place.state(today) == ("done", "")
    place.press(old)
    assert place.state(old) == ("done", "")


def test_an_order_announced_as_new_goes_whatever_its_day(stage):
    place = stage.open_shop(start_day="")
    place.drain()
    number = place.buys_and_tells(created="2026-11-01 12:00:00", order_id="500")
    place.drain()
    assert place.state(number) == ("done", "")


def test_an_old_order_that_a_poll_saw_first_still_goes_when_it_is_announced(stage):
    place = stage.open_shop(start_day="")
    number = place.buys(created="2026-11-01 12:00:00")
    place.drain()
    assert place.state(number) == ("seen", "")
    place.announce(number)
    place.drain()
    assert place.state(number) == ("done", "")


def test_a_number_above_the_first_poll_s_is_new_whatever_its_day(stage):
    place = stage.open_shop(start_day="")
    known = place.buys(created="2026-11-01 12:00:00", order_id="1500")
    place.drain()
    above = place.buys(created="2026-11-02 12:00:00", order_id="1501")
    below = place.buys(created="2026-11-02 12:00:00", order_id="1499")
    place.poll()
    assert place.state(known) == place.state(below) == ("seen", "")
    assert place.state(above) == ("done", "")


def test_an_order_of_nothing_is_skipped_or_documented_as_chosen(stage):
    free = {"lines": [{"sku": "T-1", "qty": 1, "price": "0"}]}
    skips = stage.open_shop(end="paid")
    makes = stage.open_shop(end="paid", zero_orders="document")
    first, second = skips.buys_and_tells(**free), makes.buys_and_tells(**free)
    skips.drain()
    makes.drain()
    assert skips.state(first) == ("skipped", "")
    assert makes.state(second) == ("done", "")
    assert (len(skips.invoices), len(makes.invoices), len(makes.booked)) == (0, 1, 0)


def test_the_terminal_s_button_takes_one_order_to_its_end(stage):
    place = stage.open_shop(end="paid", automatic=False)
    first, second = place.buys(), place.buys()
    row = place.carry_one(first)
    assert (row.state, row.number) == ("done", first)
    assert place.carry_one("4711") is None
    assert place.state(second) is None
    place.adds_up()
