"""An order that changes before it is booked is written anew; and edits that nobody told of are found."""

from __future__ import annotations

import pytest
from tests.sync.test_changes import change
from tests.sync.test_edits import answer, booked
from tests.sync.test_once import FAULTS, break_at


def test_an_order_at_fortnox_follows_the_shop_s_until_it_is_invoiced(stage):
    place = stage.open_shop(end="order")
    number = place.buys_and_tells()
    place.drain()
    change(place, number)
    place.drain()
    assert place.state(number) == ("done", "")
    assert [str(one["Total"]) for one in place.company.orders.values()] == ["249.00"]
    assert "order-rewritten" in [one.code for one in place.handle.notes(place.order(number))]
    stage.forget()
    place.press(number)
    assert stage.calls() == []


def test_an_order_that_changed_while_nobody_knew_whether_it_was_sent_is_found_and_rewritten(stage):
    place = stage.open_shop(end="order")
    break_at(stage, ("POST", "/3/orders$"), "lost")
    number = place.buys_and_tells()
    place.drain()
    change(place, number)
    place.rest()
    assert place.state(number) == ("done", "")
    assert [str(one["Total"]) for one in place.company.orders.values()] == ["249.00"]


def test_an_order_that_somebody_invoiced_in_fortnox_is_held_and_may_be_left(stage):
    place = stage.open_shop(end="order")
    number = place.buys_and_tells()
    place.drain()
    next(iter(place.company.orders.values()))["InvoiceReference"] = "17"
    change(place, number)
    place.drain()
    assert place.state(number) == ("held", "changed-after-sending")
    answer(place, number, "dismissed")
    assert place.state(number) == ("done", "")


def test_an_order_that_lost_a_row_loses_it_at_fortnox_too(stage):
    place = stage.open_shop(end="order")
    number = place.buys_and_tells(lines=[{"sku": "T-1", "qty": 1}, {"sku": "S-1", "qty": 2}])
    place.drain()
    kept = place.shop.orders[number]
    del kept.record["products"][1]
    place.shop.recompute(kept)
    place.announce(number, "order.done")
    place.drain()
    totals = [str(one["Total"]) for one in place.company.orders.values()]
    assert (place.state(number), totals) == (("done", ""), ["199.00"])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_while_an_order_is_rewritten_leaves_it_as_the_shop_s(stage, fault):
    place = stage.open_shop(end="order")
    number = place.buys_and_tells()
    place.drain()
    break_at(stage, ("PUT", "/3/orders/[0-9]+$"), fault)
    change(place, number)
    place.rest()
    assert place.state(number) == ("done", "")
    assert [str(one["Total"]) for one in place.company.orders.values()] == ["249.00"]


def test_an_edit_that_changes_no_status_and_tells_nobody_is_found_among_the_newest_200(stage):
    place, number = booked(stage)
    for _ in range(30):
        place.buys(status="unpaid")
    stage.advance(1800)
    place.poll()
    kept = place.shop.orders[number]
    kept.record["products"][0]["price"] = "249.00"
    place.shop.recompute(kept)
    place.poll()
    assert place.state(number) == ("done", "")
    stage.advance(600)
    place.poll()
    assert place.state(number) == ("held", "changed-after-booking")


def test_an_edit_in_a_shop_that_sends_by_hand_waits_for_the_button(stage):
    place, number = booked(stage, "invoice")
    place.choose(automatic=False)
    change(place, number)
    place.drain()
    assert place.state(number) == ("seen", "")
    assert len(place.invoices) == 1
    place.press(number)
    assert place.state(number) == ("done", "")
    assert place.invoices[0]["Total"] * 100 == place.order(number).total_ore
