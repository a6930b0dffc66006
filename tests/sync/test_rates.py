"""The VAT rates of an order are those of the day it was first seen."""

from __future__ import annotations

from tests.sync.scene import frozen_rate

from kontera.shops.models import Product


def test_a_rate_changed_after_the_order_was_seen_changes_nothing(stage):
    place = stage.open_shop(end="paid", automatic=False)
    number = place.buys_and_tells("S-1", 3)
    place.drain()
    place.shop.set_rate("S-1", 25)
    place.announce("102", "product.update", "product")
    place.drain()
    stage.advance(3600)
    place.press(number)
    assert place.state(number) == ("done", "")
    assert frozen_rate(place, number) == {"102": "6"}
    assert place.order(number).preview["hypothesis"] == "plain"
    place.adds_up()


def test_the_next_order_has_the_changed_rate(shop):
    shop.buys_and_tells("S-1")
    shop.drain()
    shop.shop.set_rate("S-1", 25)
    shop.announce("102", "product.update", "product")
    number = shop.buys_and_tells("S-1")
    shop.drain()
    assert frozen_rate(shop, number) == {"102": "25"}
    shop.adds_up()


def test_an_order_from_before_the_food_rate_changed_is_proven_at_the_old_rate(stage):
    place = stage.open_shop(end="paid")
    number = place.buys_and_tells(
        lines=[{"sku": "S-1", "qty": 3, "tax_rate": 12}], created="2026-03-30 12:00:00"
    )
    place.drain()
    assert place.state(number) == ("done", "")
    assert frozen_rate(place, number) == {"102": "6"}
    assert "food" in place.order(number).preview["hypothesis"]
    assert 2621 in place.ledger()
    place.adds_up()


def test_a_product_that_is_gone_is_proven_from_the_tax_of_the_order(shop):
    number = shop.buys(lines=[{"title": "Slut", "qty": 1, "price": "125.00", "tax_rate": 25}])
    shop.announce(number)
    shop.drain()
    assert shop.state(number) == ("done", "")
    shop.adds_up()


def test_a_rate_the_shop_did_not_tell_may_be_told_later(stage):
    place = stage.open_shop(end="booked")
    place.shop.settings.tax_rate_visible = False
    lines = [{"sku": sku, "qty": 1, "price": price} for sku, price in (("T-1", "100"), ("S-1", "50"))]
    number = place.buys_and_tells(lines=lines, overrides={"tax_amount": "31.00"})
    place.drain()
    assert place.state(number) == ("held", "vat-not-proven")
    place.shop.settings.tax_rate_visible = True
    place.shop.orders[number].record["tax_amount"] = "22.83"
    stage.advance(3600)
    place.press(number)
    assert frozen_rate(place, number) == {"101": "25", "102": "6"}
    assert place.state(number) == ("done", "")


def test_products_are_read_once_for_many_orders(shop):
    for _ in range(5):
        shop.buys_and_tells()
    shop.drain()
    assert shop.stage.calls("quickbutik").count("GET /products") == 1
    assert Product.objects.count() == 1
