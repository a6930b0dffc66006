"""Where products are edited in Fortnox: its articles go to the shop, and nothing goes round in circles."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.sync.test_products_out import article, asked, edits, opened, row, standing, tell

from kontera.shops import products

MOST_ROUNDS = 12


def mastered(stage, **choices):
    """A shop whose articles are in Fortnox, where they are edited from now on."""
    place = opened(stage, **choices)
    place.choose(product_master="fortnox")
    place.work("products", "articles")
    stage.forget()
    return place


def edits_article(place, number="T-1", *, price=None, **fields):
    """Somebody changes an article in Fortnox."""
    old = article(place, number)
    if price is not None:
        place.company.prices.get(f"A/{number}/0")["Price"] = Decimal(price)
        fields["SalesPrice"] = Decimal(price)
    place.company.articles.put(number, {**old, **fields}, place.stage.world.clock.local())


def polls(place, minutes=11):
    place.stage.advance(minutes * 60)
    place.work()


def wares(place, sku="T-1"):
    return place.shop.product(sku=sku)


def writes(place):
    """Every write about products and articles, on both sides."""
    fortnox = [call for call in asked(place) if not call.startswith("GET")]
    return fortnox + [call for call in place.stage.calls("quickbutik") if not call.startswith("GET")]


def hooked(place):
    """The shop's webhooks reach us, as the worker would hear them."""

    def hears(call):
        if call.name == "product_id":
            place.announce(call.number, call.event, "product")

    place.stage.world.sender.listen(hears)


def until_rest(place):
    """Both lanes and time itself, until neither side has anything more to say."""
    for _ in range(MOST_ROUNDS):
        before = len(writes(place))
        place.drain()
        polls(place)
        if len(writes(place)) == before and not place.handle.events().exists():
            return
    raise AssertionError(f"never at rest: {writes(place)}")


# -- what follows ----------------------------------------------------------------------------------


def test_title_price_purchase_price_ean_and_place_go_to_the_product(stage):
    place = mastered(stage)
    edits_article(
        place,
        price="200.00",
        Description="Ny tröja",
        PurchasePrice=Decimal("55.5"),
        EAN="739",
        StockPlace="B-2",
    )
    polls(place)
    ware = wares(place)
    assert (ware["title"], Decimal(str(ware["price"]))) == ("Ny tröja", Decimal("250.00"))
    assert (Decimal(str(ware["purchase_price"])), ware["gtin"]) == (Decimal("55.5"), "739")
    assert ware["qty_location"] == "B-2"
    assert standing(place) == ("done", "")


def test_a_variant_gets_its_price_but_its_product_keeps_its_title(stage):
    place = opened(stage)
    variants = [{"sku": "M-R", "values": {"Färg": "Röd"}}]
    tell(place, place.shop.add_product("", "Mössa", "80.00", 25, variants=variants)["id"])
    place.choose(product_master="fortnox")
    place.work("products", "articles")
    edits_article(place, "M-R", price="100.00", Description="Mössa, knallröd")
    polls(place)
    made = wares(place, "M-R")
    assert (made["title"], made["variants"][0]["price"]) == ("Mössa", "125.00")


def test_changes_of_many_products_are_written_in_batches(stage):
    place = opened(stage)
    for number in range(30):
        place.shop.add_product(f"N-{number}", f"Nummer {number}", "10.00", 25)
    place.work("products")
    stage.advance(3601)
    place.choose(product_master="fortnox")
    place.work("products", "articles")
    for number in range(30):
        edits_article(place, f"N-{number}", StockPlace=f"Hylla {number}")
    stage.forget()
    polls(place)
    assert wares(place, "N-29")["qty_location"] == "Hylla 29"
    assert len(writes(place)) == 1


def test_what_is_empty_or_nothing_in_fortnox_never_empties_the_shop(stage):
    place = mastered(stage)
    edits(place, gtin="739")
    edits_article(place, price="0.00", EAN="", StockPlace="")
    polls(place)
    assert (Decimal(str(wares(place)["price"])), wares(place)["gtin"]) == (Decimal("199.00"), "739")


def test_the_shop_s_own_edits_of_those_fields_stay_in_the_shop(stage):
    place = mastered(stage)
    edits(place, title="Butikens namn", price="300.00", weight="444")
    assert (article(place)["Description"], article(place)["Weight"]) == ("Ylletröja", 444)
    assert writes(place) == ["PUT /3/articles/T-1"]


def test_a_new_product_still_becomes_a_whole_article(stage):
    place = mastered(stage)
    made = place.shop.add_product("K-1", "Kruka", "125.00", 25)
    place.announce(made["id"], "product.add", "product")
    place.drain()
    place.work()
    assert article(place, "K-1")["Description"] == "Kruka"
    assert place.company.prices.get("A/K-1/0")["Price"] == Decimal("100.00")


def test_a_price_changed_without_its_article_is_found_within_the_hour(stage):
    place = mastered(stage)
    polls(place)
    place.company.prices.get("A/T-1/0")["Price"] = Decimal("200.00")
    article(place)["SalesPrice"] = Decimal("200.00")
    polls(place)
    assert wares(place)["price"] == "199.00"
    polls(place, 61)
    assert Decimal(str(wares(place)["price"])) == Decimal("250.00")


def test_by_hand_fortnox_s_changes_wait_for_the_button(stage):
    place = mastered(stage)
    place.choose(products_automatic=False)
    place.work("products")
    edits_article(place, Description="Ny tröja")
    polls(place)
    assert (standing(place), wares(place)["title"]) == (("seen", ""), "Ylletröja")
    products.press(place.handle, place.handle.products().filter(sku="T-1"), stage.now())
    place.work("products", asked=True)
    assert (standing(place), wares(place)["title"]) == (("done", ""), "Ny tröja")


def test_what_the_shop_refuses_is_told_at_its_product(stage):
    place = mastered(stage)
    stage.world.faults.add("error_before", service="quickbutik", method="PUT", path="/products", status=400)
    edits_article(place, Description="Ny tröja")
    polls(place)
    assert standing(place) == ("held", "product-refused")
    products.press(place.handle, place.handle.products().filter(sku="T-1"), stage.now())
    place.work("products", asked=True)
    assert (standing(place), wares(place)["title"]) == (("done", ""), "Ny tröja")


# -- no circles ------------------------------------------------------------------------------------


@pytest.mark.parametrize("price", ["159.21", "80.02", "33.33", "0.01"])
def test_both_directions_come_to_rest_after_one_write_each(stage, price):
    """With webhooks of our own writes, and polls that show them."""
    place = mastered(stage)
    hooked(place)
    edits_article(place, price=price, Description="Ny tröja", EAN="739")
    until_rest(place)
    assert writes(place) == ["PUT /products"]
    stage.forget()
    wares(place).update(weight="777", title="Butikens namn")
    place.announce(row(place).product_id, "product.update", "product")
    until_rest(place)
    assert writes(place) == ["PUT /3/articles/T-1"]
    assert article(place)["Description"] == "Ny tröja"


def test_switching_the_master_to_and_fro_writes_nothing(stage):
    place = opened(stage)
    hooked(place)
    edits(place, price="100.02")
    stage.forget()
    for master in ("fortnox", "shop", "fortnox"):
        place.choose(product_master=master)
        place.work("products", "articles")
        until_rest(place)
    assert writes(place) == []


def test_a_value_that_the_shop_spells_its_own_way_is_given_once(stage):
    place = mastered(stage)
    hooked(place)
    edits_article(place, Description="NY TRÖJA")
    until_rest(place)
    wares(place)["title"] = "Ny Tröja"
    place.announce(row(place).product_id, "product.update", "product")
    until_rest(place)
    assert writes(place) == ["PUT /products"]
    edits_article(place, EAN="739")
    until_rest(place)
    assert (wares(place)["title"], wares(place)["gtin"]) == ("Ny Tröja", "739")


# -- new products ----------------------------------------------------------------------------------


def web_article(place, number="W-1", **fields):
    """An article somebody makes in Fortnox."""
    blank = {**article(place), "SalesPrice": Decimal("80.00"), "EAN": "", "StockPlace": ""}
    record = {**blank, "ArticleNumber": number, "Description": "Vas", "WebshopArticle": True, **fields}
    place.company.articles.put(number, record, place.stage.world.clock.local())


def test_a_new_web_article_becomes_a_hidden_product_once(stage):
    place = mastered(stage, new_products=True)
    hooked(place)
    web_article(place)
    web_article(place, "W-2", WebshopArticle=False)
    web_article(place, "W-3", Active=False)
    until_rest(place)
    made = wares(place, "W-1")
    assert (made["title"], made["price"], made["visible"]) == ("Vas", "100.00", "0")
    assert (wares(place, "W-2"), wares(place, "W-3")) == (None, None)
    assert article(place, "W-1")["Active"] is True, "it waits to be shown, and is not put to rest"
    assert [call for call in writes(place) if call.startswith("POST")] == ["POST /products"]
    made["visible"] = "1"
    place.announce(made["id"], "product.update", "product")
    until_rest(place)
    made["visible"] = "0"
    place.announce(made["id"], "product.update", "product")
    until_rest(place)
    assert article(place, "W-1")["Active"] is False


def test_a_new_product_has_its_storage_place_though_a_creation_does_not_take_it(stage):
    place = mastered(stage, new_products=True)
    web_article(place, StockPlace="C-3")
    until_rest(place)
    assert wares(place, "W-1")["qty_location"] == "C-3"
    assert writes(place)[:2] == ["POST /products", "PUT /products"]


def test_by_hand_web_articles_are_counted_and_made_by_the_button(stage):
    place = mastered(stage)
    web_article(place)
    web_article(place, "W-2", Active=False)
    polls(place, 61)
    assert wares(place, "W-1") is None
    assert products.count_lacking(place.handle) == (2, False)
    products.ask_making(place.handle)
    assert products.count_lacking(place.handle) == (2, True)
    place.work()
    assert (wares(place, "W-1")["title"], wares(place, "W-1")["visible"]) == ("Vas", "0")
    assert wares(place, "W-2") is None, "it rests"
    assert products.count_lacking(place.handle) == (1, False)
    web_article(place, "W-3")
    polls(place, 61)
    assert wares(place, "W-3") is None, "one press is for what there was"


def test_the_button_waits_until_the_shop_s_products_are_known(stage):
    place = stage.open_shop(product_master="fortnox")
    place.shop.add_product("W-1", "Vas", "80.00", 25)
    products.ask_making(place.handle)
    stage.world.faults.add("error_before", service="quickbutik", path="/products", status=503, count=3)
    place.work()
    assert products.count_lacking(place.handle) == (0, True)
    for _ in range(3):
        polls(place)
    assert products.was_passed(place.handle)
    assert products.count_lacking(place.handle) == (0, False)
    assert len([one for one in place.shop.products.values() if one["sku"] == "W-1"]) == 1


def test_a_newly_connected_shop_is_not_written_over_until_an_article_is_edited(stage):
    founder = opened(stage)
    place = stage.open_shop(tenant=founder.tenant, product_master="fortnox")
    wares(place)["title"] = "Butikens namn"
    place.work("products", "articles")
    polls(place)
    place.choose(product_fields=["title", "price"])
    place.work("products")
    polls(place, 61)
    assert (standing(place), wares(place)["title"]) == (("seen", ""), "Butikens namn")
    edits_article(place, Description="Ny tröja")
    polls(place)
    assert (standing(place), wares(place)["title"]) == (("done", ""), "Ny tröja")


def test_what_was_removed_from_the_shop_is_not_made_anew(stage):
    place = mastered(stage, new_products=True)
    edits_article(place, WebshopArticle=True)
    gone = row(place).product_id
    place.shop.goods.remove(gone)
    place.announce(gone, "product.delete", "product")
    place.drain()
    place.work()
    edits_article(place, Active=True)
    polls(place)
    assert wares(place) is None
