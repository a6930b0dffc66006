"""What becomes of an order that is cancelled or changed in the shop after we have met it."""

from __future__ import annotations

import pytest
from tests.sync.scene import sent_of


def cancel(place, number):
    place.shop.set_status(number, "cancelled", webhook=False)
    place.announce(number, "order.cancelled")


def change(place, number, price="249.00"):
    """The shopkeeper changes the price of the first line."""
    kept = place.shop.orders[number]
    kept.record["products"][0]["price"] = price
    place.shop.recompute(kept)
    place.announce(number, "order.done")


def test_an_order_cancelled_before_anything_leaves_nothing(shop):
    number = shop.buys(status="unpaid")
    shop.drain()
    cancel(shop, number)
    shop.drain()
    assert shop.state(number) == ("cancelled", "")
    assert shop.stage.calls() == []


@pytest.mark.parametrize("automatic", [True, False])
def test_the_unbooked_invoice_of_a_cancelled_order_is_cancelled_too(stage, automatic):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells()
    place.drain()
    place.choose(automatic=automatic)
    cancel(place, number)
    place.drain()
    assert place.state(number) == ("cancelled", "")
    assert [one["Cancelled"] for one in place.company.invoices.values()] == [True]
    assert sent_of(place, number) == {"invoice": "cancelled"}


def test_the_order_at_fortnox_of_a_cancelled_order_is_cancelled_too(stage):
    place = stage.open_shop(end="order")
    number = place.buys_and_tells()
    place.drain()
    cancel(place, number)
    place.drain()
    assert place.state(number) == ("cancelled", "")
    assert [one["Cancelled"] for one in place.company.orders.values()] == [True]


def test_the_invoice_made_from_an_order_is_cancelled_with_it(stage):
    place = stage.open_shop(end="order_invoice")
    number = place.buys_and_tells()
    place.drain()
    cancel(place, number)
    place.drain()
    assert place.state(number) == ("cancelled", "")
    assert place.invoices == []


@pytest.mark.parametrize("end", ["booked", "paid"])
def test_an_order_cancelled_after_booking_is_held_and_nothing_is_undone(stage, end):
    place = stage.open_shop(end=end)
    number = place.buys_and_tells()
    place.drain()
    ledger = place.ledger()
    cancel(place, number)
    place.drain()
    assert place.state(number) == ("held", "cancelled-after-booking")
    assert place.ledger() == ledger
    place.rest()
    assert place.state(number) == ("held", "cancelled-after-booking")


def test_an_order_cancelled_while_the_outcome_was_unknown_leaves_no_living_invoice(stage):
    place = stage.open_shop(end="invoice")
    stage.world.faults.add("lost", service="fortnox", method="POST", path="/3/invoices$")
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("due", "fortnox-unknown-outcome")
    cancel(place, number)
    place.rest()
    assert place.state(number) == ("cancelled", "")
    assert place.invoices == []


def test_an_order_cancelled_before_a_late_write_leaves_no_living_invoice(stage):
    place = stage.open_shop(end="invoice")
    stage.world.faults.add("late", service="fortnox", method="POST", path="/3/invoices$")
    number = place.buys_and_tells()
    place.drain()
    cancel(place, number)
    place.drain()
    assert place.state(number)[0] == "due"
    place.rest()
    assert place.state(number) == ("cancelled", "")
    assert place.invoices == []


def test_an_order_cancelled_after_a_write_that_never_came_is_let_go(stage):
    place = stage.open_shop(end="invoice")
    stage.world.faults.add("error_before", service="fortnox", method="POST", path="/3/invoices$")
    number = place.buys_and_tells()
    place.drain()
    cancel(place, number)
    place.rest()
    assert place.state(number) == ("cancelled", "")
    assert dict(place.company.invoices) == {}


@pytest.mark.parametrize("end", ["invoice", "order_invoice"])
def test_an_unbooked_invoice_is_rewritten_when_the_order_changes(stage, end):
    place = stage.open_shop(end=end)
    number = place.buys_and_tells()
    place.drain()
    change(place, number)
    place.drain()
    assert place.state(number) == ("done", "")
    assert [str(one["Total"]) for one in place.invoices] == ["249.00"]
    assert place.order(number).preview["documents"][0]["totals"]["total"] == "249.00"


def move_house(place, number):
    place.shop.orders[number].record["customer"]["shipping_details"]["address"] = "Nygatan 9"
    place.announce(number, "order.done")


def test_an_unbooked_invoice_gets_the_new_address_of_its_order(stage):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells()
    place.drain()
    move_house(place, number)
    place.drain()
    assert place.state(number) == ("done", "")
    assert [one["DeliveryAddress1"] for one in place.invoices] == ["Nygatan 9"]


def test_a_booked_invoice_stands_and_is_not_held_when_only_the_address_changes(stage):
    place = stage.open_shop(end="paid")
    number = place.buys_and_tells()
    place.drain()
    stage.forget()
    move_house(place, number)
    place.drain()
    assert place.state(number) == ("done", "")
    assert [one["DeliveryAddress1"] for one in place.invoices] == ["Storgatan 1"]
    assert "POST /3/invoices" not in stage.calls()


def test_an_unbooked_invoice_loses_the_rows_that_the_order_lost(stage):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells(lines=[{"sku": "T-1", "qty": 1}, {"sku": "S-1", "qty": 2}])
    place.drain()
    kept = place.shop.orders[number]
    del kept.record["products"][1]
    place.shop.recompute(kept)
    place.announce(number, "order.done")
    place.drain()
    totals = [str(one["Total"]) for one in place.invoices]
    assert (place.state(number), totals) in [
        (("done", ""), ["199.00"]),
        (("held", "fortnox-total-differs"), ["298.80"]),
    ]


@pytest.mark.parametrize("end", ["booked", "paid"])
def test_an_order_changed_after_booking_is_held_and_the_books_stand(stage, end):
    place = stage.open_shop(end=end)
    number = place.buys_and_tells()
    place.drain()
    ledger = place.ledger()
    change(place, number)
    place.drain()
    assert place.state(number) == ("held", "changed-after-booking")
    assert place.ledger() == ledger


def test_an_order_emptied_after_booking_is_held(shop):
    number = shop.buys_and_tells()
    shop.drain()
    change(shop, number, price="0.00")
    shop.drain()
    assert shop.state(number) == ("held", "changed-after-booking")


def test_an_invoice_cancelled_in_fortnox_is_not_made_again(stage):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells()
    place.drain()
    next(iter(place.company.invoices.values()))["Cancelled"] = True
    place.press(number)
    assert place.state(number) == ("held", "document-cancelled-in-fortnox")
    assert len(place.company.invoices) == 1


def test_a_new_end_takes_an_unbooked_order_further_on_the_button_alone(stage):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells()
    place.drain()
    place.choose(end="paid")
    place.drain()
    assert (place.state(number), len(place.booked)) == (("done", ""), 0)
    place.press(number)
    assert place.state(number) == ("done", "")
    place.adds_up()


def test_a_held_order_keeps_its_reason_while_choices_change(stage):
    place = stage.open_shop(end="booked", switches={"locked_until": stage.world.clock.today()})
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("held", "fortnox-period-locked")
    place.choose(automatic=False)
    place.drain()
    assert place.state(number) == ("held", "fortnox-period-locked")


def test_a_button_pressed_while_an_order_is_read_is_not_lost(stage):
    place = stage.open_shop(end="invoice", automatic=False)
    number = place.buys_and_tells()
    place.drain()
    handle = place.handle
    read = handle.order(number)
    handle.ask_for(handle.order(number), now=stage.now())
    read.buyer = "Anna Bergström"
    handle.save_orders([read])
    kept = handle.order(number)
    assert (kept.state, kept.asked, kept.urgency, kept.buyer) == ("due", True, 0, "Anna Bergström")


def test_a_stranger_s_invoice_is_never_touched(stage):
    place, far = stage.open_shop(end="invoice"), stage.open_shop(end="invoice")
    number = place.buys_and_tells()
    place.drain()
    far.buys_and_tells(qty=3)
    far.drain()
    place.handle.move_to(far.handle.shop.company)
    change(place, number)
    place.drain()
    assert place.state(number) == ("held", "sent-to-another-company")
    assert [str(one["Total"]) for one in far.invoices] == ["597.00"]
