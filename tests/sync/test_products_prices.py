"""With or without VAT: what the shop's orders tell of its prices, and what the price list is given."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.sync.test_products_in import edits_article, polls, wares
from tests.sync.test_products_out import asked, edits, opened, price, row, sends, standing

ON_TOP = {"tax_on_top": True}


def sells(place, **spec):
    """An order, read, which tells how the shop states its prices."""
    place.buys_and_tells(**spec)
    place.drain()


@pytest.mark.parametrize(
    ("in_list", "on_top", "given"),
    [
        ("excluding", False, "159.20"),
        ("including", False, "199.00"),
        ("excluding", True, "199.00"),
        ("including", True, "248.75"),
    ],
)
def test_the_price_is_as_the_list_wants_it_whatever_the_shop_states(stage, in_list, on_top, given):
    place = stage.open_shop(price_list_vat=in_list, automatic=False)
    sells(place, tax_on_top=on_top)
    sends(place)
    assert (standing(place), price(place)) == (("done", ""), Decimal(given))


def test_the_first_order_with_vat_on_top_mends_the_prices_that_were_written_before(stage):
    place = opened(stage, automatic=False)
    assert price(place) == Decimal("159.20")
    sells(place, **ON_TOP)
    place.work("products")
    assert (standing(place), price(place)) == (("done", ""), Decimal("199.00"))
    assert sorted(asked(place)) == ["PUT /3/prices/A/S-1/0", "PUT /3/prices/A/T-1/0"]


def test_a_shop_whose_orders_say_both_is_asked_and_no_price_is_written(stage):
    place = opened(stage, automatic=False)
    sells(place, **ON_TOP)
    sells(place)
    place.work("products")
    assert standing(place) == ("held", "product-price-vat-unknown")
    assert row(place).problem_facts == {"title": "Ylletröja", "sku": "T-1"}
    assert asked(place) == []
    place.choose(shop_prices="excluding")
    place.work("products")
    assert (standing(place), price(place)) == (("done", ""), Decimal("199.00"))


def test_where_orders_say_both_what_has_no_vat_or_no_price_to_follow_is_written(stage):
    place = opened(stage, automatic=False)
    made = place.shop.add_product("B-1", "Bok", "80.00", 0)
    place.choose(sales_accounts={"25": 3001, "6": 3003, "0": 3004})
    sells(place, **ON_TOP)
    sells(place)
    place.announce(made["id"], "product.add", "product")
    place.drain()
    place.work("products")
    assert (standing(place, "B-1"), price(place, "B-1")) == (("done", ""), Decimal("80.00"))
    place.choose(product_fields=["title"])
    place.work("products")
    edits(place, title="Ny tröja")
    assert standing(place) == ("done", "")


def test_the_choice_goes_before_what_the_orders_tell(stage):
    place = stage.open_shop(shop_prices="including", automatic=False)
    sells(place, **ON_TOP)
    sends(place)
    assert price(place) == Decimal("159.20")


def test_an_order_free_of_vat_tells_nothing_of_the_prices(stage):
    place = opened(stage, automatic=False)
    sells(place, tax_free=True, **ON_TOP)
    place.work("products")
    assert (asked(place), standing(place)) == ([], ("done", ""))


def test_a_price_from_fortnox_is_given_as_the_shop_states_its_prices(stage):
    place = opened(stage, automatic=False)
    sells(place, **ON_TOP)
    place.choose(product_master="fortnox", new_products=True)
    place.work("products", "articles")
    edits_article(place, price="180.00")
    polls(place)
    assert (standing(place), Decimal(str(wares(place)["price"]))) == (("done", ""), Decimal("180.00"))
