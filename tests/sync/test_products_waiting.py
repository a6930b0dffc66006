"""What waits for the button, what goes by itself, and what two shops of one company leave to each other."""

from __future__ import annotations

from decimal import Decimal

from tests.sync.test_products_out import (
    article,
    asked,
    edits,
    opened,
    price,
    row,
    sends,
    stage_article,
    standing,
    tell,
)

from kontera.shops import products
from kontera.shops.models import Shop


def waiting(place):
    return products.counts(place.handle)["seen"]


# -- a newly connected shop ------------------------------------------------------------------------


def test_what_a_newly_connected_shop_had_waits_for_the_button(stage):
    place = stage.open_shop()
    place.work("products")
    for _ in range(2):
        stage.advance(3601)
        place.work()
    assert asked(place) == []
    assert (waiting(place), standing(place)) == (2, ("seen", ""))
    sends(place)
    assert (waiting(place), standing(place), price(place)) == (0, ("done", ""), Decimal("159.20"))


def test_a_product_that_is_edited_goes_by_itself_and_the_others_wait_on(stage):
    place = stage.open_shop()
    place.work("products")
    edits(place, title="Ny tröja")
    assert (standing(place), article(place)["Description"]) == (("done", ""), "Ny tröja")
    assert (standing(place, "S-1"), article(place, "S-1")) == (("seen", ""), None)


def test_an_edit_that_no_webhook_told_goes_by_itself_too(stage):
    place = stage.open_shop()
    place.work("products")
    edits(place, tells=False, price="249.00")
    stage.advance(3601)
    place.work()
    assert (standing(place), price(place)) == (("done", ""), Decimal("199.20"))
    assert standing(place, "S-1") == ("seen", "")


def test_a_product_that_is_made_afterwards_goes_by_itself(stage):
    place = stage.open_shop()
    place.work("products")
    tell(place, place.shop.add_product("K-1", "Kruka", "10.00", 25)["id"], "product.add")
    place.shop.add_product("V-1", "Vas", "10.00", 25)
    stage.advance(3601)
    place.work()
    assert (standing(place, "K-1"), standing(place, "V-1")) == (("done", ""), ("done", ""))
    assert waiting(place) == 2


def test_a_product_that_is_told_of_before_the_first_reading_goes_by_itself(stage):
    place = stage.open_shop()
    edits(place, title="Ny tröja")
    assert (standing(place), article(place)["Description"]) == (("done", ""), "Ny tröja")
    assert standing(place, "S-1") == ("seen", "")


def test_a_product_that_says_the_same_of_its_article_waits_on(stage):
    """As when we learn to read more of it: another digest, and nothing else to write."""
    place = stage.open_shop()
    place.work("products")
    place.handle.products().update(raw_digest="as another version read it")
    stage.advance(3601)
    place.work()
    assert (asked(place), waiting(place)) == ([], 2)


def test_other_choices_send_nothing_that_waits(stage):
    place = stage.open_shop(sales_accounts={"25": 3001})
    place.work("products")
    assert standing(place, "S-1") == ("held", "no-account-for-rate")
    place.choose(sales_accounts={"25": 3001, "6": 3003}, article_unit="kg")
    place.work("products")
    assert (asked(place), waiting(place)) == ([], 2)


def test_the_products_of_an_order_follow_it_and_wait_no_longer(stage):
    place = stage.open_shop(end="booked", product_fields=["title"])
    place.work("products")
    place.buys_and_tells()
    place.drain()
    place.work()
    assert (standing(place), standing(place, "S-1")) == (("done", ""), ("seen", ""))


def test_a_copy_that_waited_is_not_sent_when_the_original_gets_another_number(stage):
    place = stage.open_shop()
    place.shop.add_product("T-1", "Kopia", "10.00", 25)
    place.work("products")
    original = place.handle.products().get(title="Ylletröja").product_id
    place.shop.products[original]["title"] = "Ny tröja"
    tell(place, original)
    assert {one.state for one in place.handle.products().filter(sku="T-1")} == {"held"}
    place.shop.products[original]["sku"] = "T-2"
    tell(place, original)
    assert (standing(place, "T-2"), standing(place)) == (("done", ""), ("seen", ""))
    assert article(place) is None


def test_an_article_the_company_had_is_left_alone_until_the_button(stage):
    founder = opened(stage)
    stage_article(founder, Description="Namnet i Fortnox")
    founder.handle.shop.delete()
    place = stage.open_shop(tenant=founder.tenant)
    place.work("products")
    assert article(place)["Description"] == "Namnet i Fortnox"


# -- two shops, one company ------------------------------------------------------------------------


def two_shops(stage):
    """The second shop has another jumper by the first one's number, and waits for that to be mended."""
    first = opened(stage)
    second = stage.open_shop(tenant=first.tenant)
    second.shop.product(sku="T-1")["title"] = "Annan tröja"
    sends(second)
    assert standing(second) == ("held", "product-in-two-shops")
    return first, second


def settles(*shops):
    """Both are worked on until neither has anything more to do; time stands still."""
    for _ in range(3):
        for place in shops:
            place.work()


def test_another_shop_s_conflict_is_looked_at_again_when_the_product_goes_away(stage):
    first, second = two_shops(stage)
    gone = row(first).product_id
    first.shop.goods.remove(gone)
    tell(first, gone, "product.delete")
    settles(first, second)
    assert (standing(second), article(second)["Description"]) == (("done", ""), "Annan tröja")
    assert article(second)["Active"] is True


def test_another_shop_s_conflict_is_looked_at_again_when_the_number_changes(stage):
    first, second = two_shops(stage)
    first.shop.product(sku="T-1")["sku"] = "T-9"
    tell(first, row(first).product_id)
    settles(first, second)
    assert (standing(second), article(second)["Description"]) == (("done", ""), "Annan tröja")
    assert (standing(first, "T-9"), article(first, "T-9")["Description"]) == (("done", ""), "Ylletröja")


def test_another_shop_s_conflict_is_looked_at_again_when_the_products_have_become_the_same(stage):
    first, second = two_shops(stage)
    edits(first, title="Annan tröja")
    settles(second)
    assert standing(second) == ("done", "")


def test_another_shop_s_conflict_is_looked_at_again_when_that_shop_is_taken_away(stage):
    first, second = two_shops(stage)
    Shop.objects.filter(pk=first.handle.shop.pk).delete()
    stage.advance(3601)
    second.work()
    assert (standing(second), article(second)["Description"]) == (("done", ""), "Annan tröja")


def test_the_button_looks_again_and_tells_the_same_while_nothing_is_mended(stage):
    first, second = two_shops(stage)
    products.press(second.handle, second.handle.products().filter(sku="T-1"), stage.now())
    second.work("products")
    assert standing(second) == ("held", "product-in-two-shops")
    edits(first, weight="900")
    settles(first, second)
    assert standing(second) == ("held", "product-in-two-shops")
    assert article(first)["Description"] == "Ylletröja"
