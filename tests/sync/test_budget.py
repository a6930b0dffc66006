"""Requests to Fortnox for one order: the floor, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.sync.scene import ANNA

FLOOR = {
    "order": ["POST /3/orders"],
    "order_invoice": ["POST /3/orders", "PUT /3/orders/*/createinvoice", "PUT /3/invoices/*"],
    "invoice": ["POST /3/invoices"],
    "booked": ["POST /3/invoices", "PUT /3/invoices/*/bookkeep"],
    "paid": [
        "POST /3/invoices",
        "PUT /3/invoices/*/bookkeep",
        "POST /3/invoicepayments",
        "PUT /3/invoicepayments/*/bookkeep",
    ],
}
PAYMENT = ["POST /3/invoicepayments", "PUT /3/invoicepayments/*/bookkeep"]
BERIT = {**ANNA, "email": "berit@example.se", "full_name": "Berit Ek"}


def warm(stage, end, **choices):
    """A shop whose buyer, jumper, token and register are known."""
    place = stage.open_shop(end=end, **choices)
    place.buys_and_tells()
    place.drain()
    stage.forget()
    return place


def asked_for(place, *arguments, **spec):
    """What one more order asks of Fortnox, sign-in included."""
    number = place.buys_and_tells(*arguments, **spec)
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.stage.calls("oauth") == []
    return Counter(place.stage.calls())


@pytest.mark.parametrize("end", FLOOR)
def test_a_known_buyer_of_known_products_costs_the_floor(stage, end):
    assert asked_for(warm(stage, end)) == Counter(FLOOR[end])


@pytest.mark.parametrize("end", FLOOR)
def test_a_new_buyer_costs_two_more_at_most(stage, end):
    extra = asked_for(warm(stage, end), customer=BERIT) - Counter(FLOOR[end])
    assert extra == Counter(["GET /3/customers", "POST /3/customers"])


def test_a_buyer_without_email_costs_two_more_at_most(stage):
    extra = asked_for(warm(stage, "paid"), customer={**BERIT, "email": ""}) - Counter(FLOOR["paid"])
    assert extra == Counter(["GET /3/customers", "POST /3/customers"])


def test_each_unknown_article_costs_one_more(stage):
    place = warm(stage, "paid")
    place.shop.add_product("N-1", "Mössa", "99.00", 25)
    lines = [{"sku": sku, "qty": 1} for sku in ("T-1", "S-1", "N-1")]
    assert asked_for(place, lines=lines) - Counter(FLOOR["paid"]) == Counter(["POST /3/articles"] * 2)


def test_a_part_paid_by_gift_card_costs_two_more(stage):
    extra = asked_for(warm(stage, "paid"), gift_card="50") - Counter(FLOOR["paid"])
    assert extra == Counter(PAYMENT)


@pytest.mark.parametrize(("wins", "looks"), [("fortnox", 1), ("fill", 1), ("shop", 0)])
def test_a_moved_buyer_costs_a_write_and_a_look_at_what_must_not_be_written_over(stage, wins, looks):
    place = warm(stage, "paid")
    place.choose(customer_changes=wins)
    place.drain()
    moved = {**ANNA, "address": "Nygatan 9"}
    asked = asked_for(place, customer=moved) - Counter(FLOOR["paid"])
    written = {} if wins == "fill" else {"PUT /3/customers/*": 1}
    assert asked == Counter({**written, **({"GET /3/customers/*": 1} if looks else {})})
    stage.forget()
    assert asked_for(place, customer=moved) == Counter(FLOOR["paid"])


def test_a_changed_product_costs_one_more_and_the_next_order_none(stage):
    place = warm(stage, "paid")
    place.shop.product(sku="T-1")["title"] = "Ylletröja, ny"
    place.announce("101", "product.update", "product")
    assert asked_for(place) - Counter(FLOOR["paid"]) == Counter(["PUT /3/articles/T-1"])
    stage.forget()
    assert asked_for(place) == Counter(FLOOR["paid"])


def test_ten_orders_of_one_buyer_cost_ten_floors_and_one_card(stage):
    place = stage.open_shop(end="booked")
    for _ in range(10):
        place.buys_and_tells()
    place.drain()
    once = ["GET /3/customers", "POST /3/customers", "POST /3/articles", "GET /3/wayofdeliveries"]
    assert Counter(stage.calls()) == Counter([*FLOOR["booked"] * 10, *once])
    assert stage.calls("oauth") == ["POST /token"]


def test_the_register_of_delivery_ways_is_read_once_a_day(stage):
    place = warm(stage, "invoice")
    stage.advance(25 * 3600)
    place.buys_and_tells()
    place.drain()
    assert "GET /3/wayofdeliveries" in stage.calls()
    stage.forget()
    assert asked_for(place) == Counter(FLOOR["invoice"])


def test_a_register_that_could_not_be_read_is_tried_again_before_the_day_is_over(stage):
    stage.world.faults.add(
        "error_before", service="fortnox", path="/3/wayofdeliveries", count=4, retry_after=0
    )
    place = warm(stage, "invoice")
    assert asked_for(place) == Counter(FLOOR["invoice"])
    stage.advance(700)
    assert "GET /3/wayofdeliveries" in asked_for(place)


def test_polls_of_a_quiet_shop_ask_fortnox_nothing(stage):
    place = warm(stage, "paid")
    for _ in range(5):
        place.poll()
    assert stage.calls() == []
    assert set(stage.calls("quickbutik")) == {"GET /orders"}
