"""Products become articles: every variant one of its own, written once, and nothing for what is the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kontera.shops import products
from kontera.shops.models import Link, Product

ARTICLE_CALLS = ("/3/articles", "/3/prices", "/3/articleurlconnections")
PICTURE = "https://cdn.example.se/troja.jpg"


def asked(place):
    """What was asked of Fortnox about articles, beside reading the register for other chores."""
    calls = [call for call in place.stage.calls() if call != "GET /3/articles"]
    return [call for call in calls if any(part in call for part in ARTICLE_CALLS)]


def opened(stage, switches=None, **choices):
    """A shop whose jumper and jam are articles already; nothing of the making is remembered."""
    place = stage.open_shop(switches=switches, **choices)
    sends(place)
    stage.forget()
    return place


def sends(place):
    """The products are read, and whoever pressed the button sends all that wait."""
    place.work("products")
    products.press(place.handle, place.handle.products().filter(state="seen"), place.stage.now())
    place.work("products")


def edits(place, sku="T-1", *, tells=True, **fields):
    """The shopkeeper changes a product, and the shop tells."""
    product = place.shop.product(sku=sku)
    product.update(fields)
    if tells:
        tell(place, product["id"])


def tell(place, product_id, event="product.update"):
    place.announce(product_id, event, "product")
    place.drain()
    place.work()


def row(place, sku="T-1"):
    return place.handle.products().get(sku=sku)


def standing(place, sku="T-1"):
    found = row(place, sku)
    return (found.state, found.problem_code)


def article(place, number="T-1"):
    return place.company.articles.get(number)


def price(place, number="T-1", price_list="A"):
    return place.company.prices.get(f"{price_list}/{number}/0")["Price"]


def links(place):
    return [one["URLConnection"] for one in place.company.shelf("articleurlconnections").values()]


# -- what is written -------------------------------------------------------------------------------


def test_a_new_shop_s_products_become_articles_with_all_that_follows(stage):
    place = stage.open_shop()
    place.shop.add_product(
        *("K-1", "Kruka", "125.00", 25),
        purchase_price="40.50",
        weight="750",
        gtin="7391234567890",
        qty_location="A-12",
        images=[PICTURE],
    )
    sends(place)
    made = article(place, "K-1")
    assert (made["Description"], made["EAN"], made["StockPlace"]) == ("Kruka", "7391234567890", "A-12")
    assert (made["PurchasePrice"], made["Weight"], made["Unit"]) == (Decimal("40.50"), 750, "st")
    assert (made["SalesAccount"], made["VAT"]) == (3001, 25)
    assert (article(place, "S-1")["SalesAccount"], article(place, "S-1")["VAT"]) == (3003, 6)
    assert (price(place, "K-1"), price(place, "S-1")) == (Decimal("100.00"), Decimal("47.08"))
    assert links(place) == [PICTURE]
    assert standing(place, "K-1") == ("done", "")


def test_a_price_list_with_vat_gets_the_price_as_the_shop_states_it(stage):
    place = opened(stage, price_list_vat="including")
    assert price(place) == Decimal("199.00")


def test_another_price_list_gets_the_price_and_one_that_is_missing_says_so(stage):
    place = stage.open_shop(price_list="B")
    lists = place.company.shelf("pricelists")
    place.company.keep("pricelists", "B", {**lists["A"], "Code": "B"})
    sends(place)
    assert price(place, price_list="B") == Decimal("159.20")
    place.choose(price_list="X")
    place.work("products")
    assert standing(place) == ("held", "fortnox-price-list-missing")


def test_every_variant_is_an_article_of_its_own(stage):
    place = stage.open_shop()
    place.shop.add_product(
        *("M-0", "Mössa", "80.00", 25),
        variants=[
            {"sku": "M-R", "values": {"Färg": "Röd"}, "price": "80.00"},
            {"sku": "M-B", "values": {"Färg": "Blå"}, "price": "90.00", "hidden": "1"},
        ],
    )
    sends(place)
    assert article(place, "M-R")["Description"] == "Mössa, Röd"
    assert price(place, "M-R") == Decimal("64.00")
    assert article(place, "M-0") is None
    assert article(place, "M-B") is None, "a hidden variant is not made"


def test_a_gift_card_is_a_liability_and_no_goods(stage):
    place = stage.open_shop(gift_card_skus=["G-1"], stock="shop")
    place.shop.add_product("G-1", "Presentkort", "500.00", 0, qty=5)
    sends(place)
    made = article(place, "G-1")
    assert (made["SalesAccount"], made["Type"], made["StockGoods"]) == (2421, "SERVICE", False)
    assert price(place, "G-1") == Decimal("500.00")


def test_a_bundle_is_an_article_without_stock(stage):
    place = stage.open_shop(stock="shop")
    place.shop.add_product("P-1", "Paket", "230.00", 25, parts=[{"sku": "T-1", "qty": 1}])
    sends(place)
    assert (article(place, "P-1")["StockGoods"], article(place)["StockGoods"]) == (False, True)


def test_without_stock_keeping_nothing_is_called_stock_goods(stage):
    assert article(opened(stage))["StockGoods"] is False


@pytest.mark.parametrize("given", ["0.00", "-5.00"])
def test_a_price_of_nothing_is_left_out_and_noted(stage, given):
    place = opened(stage)
    edits(place, price=given)
    assert price(place) == Decimal("159.20")
    assert standing(place) == ("done", "")
    assert row(place).preview["notes"] == ["price-left-out"]


def test_a_title_that_fortnox_cannot_take_is_cleaned(stage):
    place = opened(stage)
    edits(place, title='<script>"|' + "x" * 300)
    assert article(place)["Description"].startswith("script ’;")
    assert len(article(place)["Description"]) <= 200


# -- what is not written ---------------------------------------------------------------------------


def test_an_unchanged_product_costs_no_request(stage):
    place = opened(stage)
    tell(place, row(place).product_id)
    stage.advance(3601)
    place.work()
    assert asked(place) == []


def test_a_changed_field_costs_one_request_and_a_changed_price_one(stage):
    place = opened(stage)
    edits(place, title="Ylletröja, ny")
    assert asked(place) == ["PUT /3/articles/T-1"]
    stage.forget()
    edits(place, price="249.00")
    assert asked(place) == ["PUT /3/prices/A/T-1/0"]
    assert price(place) == Decimal("199.20")


def test_stock_and_description_are_no_change(stage):
    place = opened(stage)
    before = row(place).raw_digest
    edits(place, qty="3", description="<p>Varm</p>", date_modified="2026-11-10 12:00:00")
    assert row(place).raw_digest == before
    assert asked(place) == []
    assert standing(place) == ("done", "")


def test_a_full_pass_costs_its_pages_and_few_statements(stage, django_assert_max_num_queries):
    place = stage.open_shop(products_automatic=False)
    for number in range(1200):
        place.shop.add_product(f"N-{number}", f"Nummer {number}", "10.00", 25)
    place.work("products")
    stage.advance(3601)
    place.work()
    stage.forget()
    stage.advance(3601)
    handle = place.handle
    products.touch(handle, [], stage.now())
    with django_assert_max_num_queries(120):
        place.work("products")
    reads = [call for call in stage.calls("quickbutik") if call == "GET /products"]
    assert len(reads) == 4, "three pages, and the empty one"
    assert asked(place) == []


def test_a_field_that_is_not_ticked_is_left_alone_but_a_new_article_gets_what_it_needs(stage):
    place = stage.open_shop(product_fields=["weight"])
    sends(place)
    assert (article(place)["Description"], article(place)["SalesAccount"]) == ("Ylletröja", 3001)
    article(place)["Description"] = "Eget namn"
    edits(place, title="Nytt namn", weight="300", gtin="123")
    assert (article(place)["Description"], article(place)["Weight"]) == ("Eget namn", 300)
    assert article(place)["EAN"] == ""
    assert price(place) == 0


def test_an_article_that_was_there_is_adopted_and_keeps_what_does_not_follow(stage):
    place = stage.open_shop()
    there = {"ArticleNumber": "T-1", "Description": "Gammal", "Unit": "förp", "Note": "Säljs dyrt"}
    stage_article(place, **there)
    sends(place)
    kept = article(place)
    assert (kept["Description"], kept["Unit"], kept["Note"]) == ("Ylletröja", "förp", "Säljs dyrt")
    assert standing(place) == ("done", "")


def stage_article(place, **fields):
    """An article the company had before we came."""
    sends(place)
    old = place.company.articles["T-1"]
    place.company.articles.put("T-1", {**old, **fields}, place.stage.world.clock.local())
    Link.objects.all().delete()
    place.handle.products().update(fingerprint="", state=Product.State.DUE, articles=[])


def test_an_emptied_ean_is_emptied_where_we_had_filled_it(stage):
    place = opened(stage)
    edits(place, gtin="7391234567890")
    edits(place, gtin="")
    assert article(place)["EAN"] == ""


# -- pictures --------------------------------------------------------------------------------------


def test_a_picture_is_linked_changed_and_taken_away_with_one_request_each(stage):
    place = opened(stage)
    place.shop.product(sku="T-1")["images"] = {"1": {"image": PICTURE, "alttext": ""}}
    edits(place)
    assert (links(place), asked(place)) == ([PICTURE], ["POST /3/articleurlconnections"])
    stage.forget()
    edits(place, images={"1": {"image": f"{PICTURE}?2", "alttext": ""}})
    assert (links(place), asked(place)) == ([f"{PICTURE}?2"], ["PUT /3/articleurlconnections/*"])
    stage.forget()
    edits(place, images={})
    assert (links(place), asked(place)) == ([], ["DELETE /3/articleurlconnections/*"])


def test_a_picture_without_an_address_is_left_out_and_noted(stage):
    place = opened(stage)
    edits(place, images={"1": {"image": "troja.jpg"}})
    assert (links(place), row(place).preview["notes"]) == ([], ["picture-left-out"])


def test_a_picture_whose_answer_was_lost_is_linked_once(stage):
    place = opened(stage)
    stage.world.faults.add("lost", service="fortnox", method="POST", path="articleurlconnections")
    edits(place, images={"1": {"image": PICTURE}})
    stage.advance(120)
    place.work("products")
    assert (links(place), standing(place)) == ([PICTURE], ("done", ""))


def test_a_link_that_somebody_removed_is_made_again(stage):
    place = opened(stage)
    edits(place, images={"1": {"image": PICTURE}})
    place.company.shelf("articleurlconnections").clear()
    edits(place, images={"1": {"image": f"{PICTURE}?2"}})
    assert links(place) == [f"{PICTURE}?2"]


# -- gone and hidden -------------------------------------------------------------------------------


def test_a_deleted_product_s_article_is_put_to_rest_and_never_deleted(stage):
    place = opened(stage)
    gone = row(place)
    place.shop.goods.remove(gone.product_id)
    tell(place, gone.product_id, "product.delete")
    assert article(place)["Active"] is False
    assert standing(place) == ("gone", "")
    stage.forget()
    stage.advance(3601)
    place.work()
    assert asked(place) == []


def test_a_delete_that_is_not_true_changes_nothing(stage):
    place = opened(stage)
    tell(place, row(place).product_id, "product.delete")
    assert (article(place)["Active"], standing(place)) == (True, ("done", ""))


def test_a_deletion_that_no_webhook_told_is_found_by_the_full_pass(stage):
    place = opened(stage)
    place.shop.goods.remove(row(place).product_id)
    stage.advance(3601)
    place.work()
    assert (article(place)["Active"], standing(place)) == (False, ("gone", ""))


def test_a_hidden_product_rests_and_is_woken_again(stage):
    place = opened(stage)
    edits(place, visible="0")
    assert (article(place)["Active"], asked(place)) == (False, ["PUT /3/articles/T-1"])
    edits(place, visible="1")
    assert (article(place)["Active"], standing(place)) == (True, ("done", ""))


def test_an_article_put_to_rest_by_hand_is_not_woken(stage):
    place = opened(stage)
    article(place)["Active"] = False
    edits(place, title="Ny")
    assert article(place)["Active"] is False


def test_a_product_that_was_never_on_sale_makes_no_article_and_no_problem(stage):
    place = opened(stage)
    place.shop.add_product("", "Utkast", "10.00", 25, visible="0")
    place.work("products")
    stage.advance(3601)
    place.work()
    assert asked(place) == []
    assert standing(place, "") == ("done", "")


def test_a_variant_that_is_taken_away_rests(stage):
    place = stage.open_shop()
    variants = [{"sku": "M-R", "values": {"Färg": "Röd"}}, {"sku": "M-B", "values": {"Färg": "Blå"}}]
    made = place.shop.add_product("", "Mössa", "80.00", 25, variants=variants)
    sends(place)
    made["variants"].pop()
    tell(place, made["id"])
    assert (article(place, "M-R")["Active"], article(place, "M-B")["Active"]) == (True, False)


def test_a_shop_that_has_lost_most_of_its_products_is_asked_about(stage):
    place = stage.open_shop()
    for number in range(30):
        place.shop.add_product(f"N-{number}", f"Nummer {number}", "10.00", 25)
    sends(place)
    for product_id in list(place.shop.products)[5:]:
        place.shop.goods.remove(product_id)
    stage.advance(3601)
    place.work()
    assert place.chore("products").problem_code == "products-vanished"
    assert all(one["Active"] for one in place.company.articles.values())
    place.work("products", asked=True)
    stage.advance(3601)
    place.work("products", asked=True)
    assert place.chore("products").problem_code == ""
    assert sum(one["Active"] for one in place.company.articles.values()) == 5
