"""What cannot become an article says why and stops no other; by hand it waits; orders and products agree."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from tests.sync.test_products_out import article, asked, edits, opened, price, row, sends, standing, tell

from kontera.shops import products
from kontera.shops.models import Link

LONG = "L" * 51


def facts(place, sku="T-1"):
    return row(place, sku).problem_facts


# -- article numbers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sku", "code"),
    [
        ("", "product-without-sku"),
        ("röd 1", "product-sku-characters"),
        ("a b", "product-sku-characters"),
        (LONG, "product-sku-too-long"),
    ],
)
def test_a_sku_that_is_no_article_number_is_a_problem_and_no_article(stage, sku, code):
    place = opened(stage)
    made = place.shop.add_product(sku, "Kruka", "10.00", 25)
    tell(place, made["id"])
    assert standing(place, sku) == ("held", code)
    assert facts(place, sku)["title"] == "Kruka"
    assert asked(place) == []
    assert standing(place) == ("done", "")


def test_a_problem_is_gone_when_it_is_mended_in_the_shop(stage):
    place = opened(stage)
    made = place.shop.add_product("", "Kruka", "10.00", 25)
    tell(place, made["id"])
    made["sku"] = "K-1"
    tell(place, made["id"])
    assert (standing(place, "K-1"), article(place, "K-1")["Description"]) == (("done", ""), "Kruka")


def test_good_variants_are_written_though_one_has_no_sku(stage):
    place = opened(stage)
    variants = [{"sku": "M-R", "values": {"Färg": "Röd"}}, {"sku": "", "values": {"Färg": "Blå"}}]
    made = place.shop.add_product("", "Mössa", "80.00", 25, variants=variants)
    tell(place, made["id"])
    assert article(place, "M-R")["Description"] == "Mössa, Röd"
    assert standing(place, "") == ("held", "product-without-sku")
    assert facts(place, "")["title"] == "Mössa, Blå"


@pytest.mark.parametrize("other", ["T-1", "t-1", " T-1 "])
def test_two_products_with_one_number_both_wait_and_name_each_other(stage, other):
    place = opened(stage)
    made = place.shop.add_product(other, "Kofta", "10.00", 25)
    tell(place, made["id"])
    twins = {one.title: one for one in place.handle.products().filter(state="held")}
    assert {title: one.problem_code for title, one in twins.items()} == dict.fromkeys(
        ("Ylletröja", "Kofta"), "product-sku-twice"
    )
    assert twins["Ylletröja"].problem_facts["other"] == "Kofta"
    assert twins["Kofta"].problem_facts["other"] == "Ylletröja"
    assert asked(place) == []
    made["sku"] = "K-1"
    tell(place, made["id"])
    assert [one.state for one in place.handle.products().exclude(sku="S-1")] == ["done", "done"]
    assert article(place)["Description"] == "Ylletröja"


def test_two_variants_of_one_product_with_one_number_are_not_written(stage):
    place = opened(stage)
    variants = [{"sku": "M-1", "values": {"Färg": "Röd"}}, {"sku": "m-1", "values": {"Färg": "Blå"}}]
    made = place.shop.add_product("", "Mössa", "80.00", 25, variants=variants)
    tell(place, made["id"])
    assert standing(place, "") == ("held", "product-sku-twice")
    assert asked(place) == []


def test_a_hidden_copy_that_was_never_sold_disturbs_nobody(stage):
    place = opened(stage)
    tell(place, place.shop.add_product("T-1", "Kopia", "10.00", 25, visible="0")["id"])
    product_id = place.handle.products().get(title="Ylletröja").product_id
    place.shop.products[product_id]["title"] = "Ny tröja"
    tell(place, product_id)
    assert place.handle.products().filter(state="held").count() == 0
    assert article(place)["Description"] == "Ny tröja"


def test_a_product_whose_variants_are_not_shown_waits(stage):
    place = opened(stage)
    edits(place, hasVariants="1")
    assert standing(place) == ("held", "product-without-variants")


def test_a_product_without_a_rate_waits_unless_its_account_does_not_follow(stage):
    place = opened(stage)
    made = place.shop.add_product("R-1", "Kruka", "10.00", "")
    tell(place, made["id"])
    assert standing(place, "R-1") == ("held", "product-without-rate")
    place.choose(product_fields=["title", "weight"])
    place.work("products")
    assert standing(place, "R-1") == ("done", "")


def test_a_rate_without_an_account_waits_with_its_cure(stage):
    place = opened(stage, sales_accounts={"25": 3001, "6": 3003})
    tell(place, place.shop.add_product("R-1", "Kruka", "10.00", 12)["id"])
    assert standing(place, "R-1") == ("held", "no-account-for-rate")
    assert article(place, "R-1") is None


# -- refusals and interruptions --------------------------------------------------------------------


def test_what_fortnox_refuses_is_told_at_its_product_and_stops_no_other(stage):
    place = stage.open_shop(article_unit="låda")
    tell(place, place.shop.product(sku="T-1")["id"])
    assert standing(place) == ("held", "fortnox-unit-missing")
    place.choose(article_unit="st")
    place.work("check")
    place.work("products")
    assert standing(place) == ("done", "")


def test_an_account_that_does_not_exist_holds_only_its_products(stage):
    place = stage.open_shop(sales_accounts={"25": 3999, "6": 3003})
    sends(place)
    assert standing(place)[0] == "held"
    assert standing(place, "S-1") == ("done", "")


def test_an_article_that_somebody_deleted_is_made_again(stage):
    place = opened(stage)
    del place.company.articles["T-1"]
    edits(place, title="Ny tröja")
    assert article(place)["Description"] == "Ny tröja"
    assert standing(place) == ("done", "")


def test_an_answer_that_is_lost_leads_to_one_article_and_one_price(stage):
    place = stage.open_shop()
    stage.world.faults.add("lost", service="fortnox", method="POST", path="/3/articles$")
    sends(place)
    for _ in range(5):
        stage.advance(700)
        place.work("products")
    assert standing(place) == ("done", "")
    assert sorted(place.company.articles) == ["S-1", "T-1"]
    assert price(place) == Decimal("159.20")


def test_a_bug_in_one_product_stops_no_other(stage):
    """What is remembered of one article has a shape that nothing of ours ever wrote."""
    place = opened(stage)
    Link.objects.filter(key="T-1").update(written=["broken"])
    edits(place, title="Ny tröja", tells=False)
    edits(place, sku="S-1", title="Ny sylt")
    tell(place, row(place).product_id)
    assert standing(place) == ("due", "internal-error")
    assert (standing(place, "S-1"), article(place, "S-1")["Description"]) == (("done", ""), "Ny sylt")
    Link.objects.filter(key="T-1").update(written={})
    stage.advance(301)
    place.work()
    assert (standing(place), article(place)["Description"]) == (("done", ""), "Ny tröja")


# -- by hand ---------------------------------------------------------------------------------------


def test_by_hand_products_pile_up_and_go_by_the_button(stage):
    place = stage.open_shop(products_automatic=False)
    place.work("products")
    assert asked(place) == []
    assert products.counts(place.handle)["seen"] == 2
    chosen = place.handle.products().filter(sku="T-1")
    assert products.press(place.handle, chosen, stage.now()) == 1
    place.work("products", asked=True)
    assert (standing(place), standing(place, "S-1")) == (("done", ""), ("seen", ""))
    assert article(place, "S-1") is None


def test_by_hand_a_change_that_does_not_follow_piles_up_nothing(stage):
    place = stage.open_shop(product_fields=["title"])
    sends(place)
    place.choose(products_automatic=False)
    place.work("products")
    edits(place, weight="999")
    assert standing(place) == ("done", "")
    edits(place, title="Ny")
    assert standing(place) == ("seen", "")


def test_what_piled_up_by_hand_stays_counted_when_it_is_automatic_again_and_goes_by_the_button(stage):
    place = opened(stage)
    place.choose(products_automatic=False)
    edits(place, title="Ändrad för hand")
    place.choose(products_automatic=True)
    place.work("products")
    assert (standing(place), article(place)["Description"]) == (("seen", ""), "Ylletröja")
    assert products.counts(place.handle)["seen"] == 1
    sends(place)
    assert (standing(place), article(place)["Description"]) == (("done", ""), "Ändrad för hand")


def test_the_button_on_a_finished_product_writes_over_what_was_changed_in_fortnox(stage):
    place = opened(stage)
    article(place)["Description"] = "Ändrad för hand"
    products.press(place.handle, place.handle.products().filter(sku="T-1"), stage.now())
    place.work("products", asked=True)
    assert article(place)["Description"] == "Ylletröja"
    assert Counter(asked(place)) == Counter(["PUT /3/articles/T-1", "PUT /3/prices/A/T-1/0"])


def test_the_button_reads_the_product_anew(stage):
    place = stage.open_shop(products_automatic=False)
    place.work("products")
    edits(place, tells=False, title="Nyss ändrad")
    stage.advance(60)
    products.press(place.handle, place.handle.products().filter(sku="T-1"), stage.now())
    place.work("products", asked=True)
    assert article(place)["Description"] == "Nyss ändrad"


def test_by_hand_a_deletion_waits_too(stage):
    place = opened(stage)
    place.choose(products_automatic=False)
    place.work("products")
    gone = row(place).product_id
    place.shop.goods.remove(gone)
    tell(place, gone, "product.delete")
    assert (standing(place), article(place)["Active"]) == (("seen", ""), True)
    products.press(place.handle, place.handle.products().filter(sku="T-1"), stage.now())
    place.work("products", asked=True)
    assert (standing(place), article(place)["Active"]) == (("gone", ""), False)


def test_a_product_that_comes_back_wakes_its_article(stage):
    place = opened(stage)
    gone = place.shop.product(sku="T-1")
    place.shop.goods.remove(gone["id"])
    tell(place, gone["id"], "product.delete")
    made = place.shop.add_product("T-1", "Ylletröja", "199.00", 25)
    tell(place, made["id"], "product.add")
    assert article(place)["Active"] is True


def test_an_announced_product_that_never_was_leaves_nothing(stage):
    place = opened(stage)
    tell(place, "987654")
    assert place.handle.products().count() == 2


# -- orders and products ---------------------------------------------------------------------------


def test_an_order_after_the_products_costs_no_article_request(stage):
    place = opened(stage, end="booked")
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("done", "")
    assert asked(place) == []


def test_after_an_order_only_what_it_left_out_is_written(stage):
    place = stage.open_shop(end="booked")
    place.buys_and_tells()
    place.drain()
    assert asked(place) == ["POST /3/articles"]
    stage.forget()
    place.work("products")
    mine = [call for call in asked(place) if "T-1" in call]
    assert mine == ["PUT /3/prices/A/T-1/0"]


def test_by_hand_what_an_order_left_out_follows_by_itself(stage):
    place = stage.open_shop(end="booked", products_automatic=False)
    place.work("products")
    place.buys_and_tells()
    place.drain()
    place.work()
    assert (standing(place), standing(place, "S-1")) == (("done", ""), ("seen", ""))
    assert price(place) == Decimal("159.20")


def test_an_order_is_not_stopped_by_a_unit_that_is_missing(stage):
    place = stage.open_shop(end="booked", article_unit="låda")
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("done", "")


def test_orders_of_twins_leave_the_article_as_it_is(stage):
    place = opened(stage, end="booked")
    made = place.shop.add_product("T-1", "Kofta", "10.00", 25)
    tell(place, made["id"])
    number = place.buys_and_tells(
        lines=[{"product_id": made["id"], "sku": "T-1", "qty": 1, "title": "Kofta"}]
    )
    place.drain()
    assert place.state(number) == ("done", "")
    assert article(place)["Description"] == "Ylletröja"


# -- two shops, one company ------------------------------------------------------------------------


def test_two_shops_with_one_article_do_not_fight_over_it(stage):
    first = opened(stage)
    second = stage.open_shop(tenant=first.tenant)
    second.shop.product(sku="T-1")["title"] = "Samma nummer, annan tröja"
    sends(second)
    assert standing(second) == ("held", "product-in-two-shops")
    assert facts(second)["shop"] == first.handle.shop.name
    assert standing(second, "S-1") == ("done", ""), "the jam is the same in both"
    stage.forget()
    for _ in range(3):
        stage.advance(3601)
        first.work()
        second.work()
    assert asked(first) == []
    number = second.buys_and_tells()
    second.drain()
    assert second.state(number) == ("done", "")
    assert article(first)["Description"] == "Ylletröja"


def test_a_shop_takes_over_what_the_other_does_not_sell_any_more(stage):
    first = opened(stage)
    second = stage.open_shop(tenant=first.tenant)
    second.shop.product(sku="T-1")["title"] = "Annan tröja"
    sends(second)
    gone = row(first)
    first.shop.goods.remove(gone.product_id)
    tell(first, gone.product_id, "product.delete")
    assert article(first)["Active"] is True, "the other shop sells it"
    products.press(second.handle, second.handle.products().filter(sku="T-1"), stage.now())
    second.work("products")
    assert (standing(second), article(first)["Description"]) == (("done", ""), "Annan tröja")
