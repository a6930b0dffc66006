"""Stock switched on for a shop whose articles were made before: it comes to rest by itself, in any order."""

from __future__ import annotations

import pytest
from tests.sync.shelves import Shelves

from kontera.shops import levels, products
from kontera.shops.chores import ask_chore, plan_chores
from kontera.shops.models import Chore
from kontera.sync.chores import CHORES

PIECES = {"T-1": 10, "S-1": 20}


@pytest.fixture
def old_shop(stage):
    """A shop whose articles were made while stock was off, so that they are no stock goods."""

    def opens(**choices):
        place = stage.open_shop(stock="off", **choices)
        for sku, pieces in PIECES.items():
            place.shop.product(sku=sku)["qty"] = str(pieces)
        place.work("products")
        products.press(place.handle, place.handle.products(), stage.now())
        place.work("products", asked=True)
        assert [one["StockGoods"] for one in place.company.articles.values()] == [False, False]
        stage.forget()
        return place

    return opens


def start(place, mode, *first):
    """The choice is saved; the chores ``first`` go first, each alone, and then whatever is due."""
    place.choose(stock=mode)
    place.handle.recheck()
    plan_chores(place.handle, CHORES, place.stage.now())
    for name in first:
        mine = Chore.objects.filter(shop=place.handle.shop)
        waiting = dict(mine.exclude(name=name).values_list("pk", "due_at"))
        mine.exclude(name=name).update(due_at=None)
        place.work(name, asked=True)
        for pk, due_at in waiting.items():
            mine.filter(pk=pk).update(due_at=due_at)
    place.work()


def standing(place):
    """Number → (shop, Fortnox), of what is stock goods."""
    return {
        number: (int(place.shop.product(sku=number)["qty"]), int(record["QuantityInStock"]))
        for number, record in place.company.articles.items()
        if record["StockGoods"]
    }


def level(place, number="T-1"):
    return levels.levels_of(place.handle).get(number=number)


def round_of(place):
    ask_chore(place.handle, "stock")
    Chore.objects.filter(shop=place.handle.shop).exclude(name="stock").update(due_at=None)
    place.work()


def writes(place):
    return [one for one in place.stage.calls() if one.startswith(("PUT /3/articles", "GET /3/articles/"))]


@pytest.mark.parametrize("first", [("stock",), ("products",), ("stock", "products"), ("stock", "stock")])
def test_whichever_chore_goes_first_both_sides_agree(old_shop, first):
    place = old_shop()
    start(place, "shop", *first)
    place.stage.advance(301)
    place.work()
    assert standing(place) == {"T-1": (10, 10), "S-1": (20, 20)}
    assert [row.problem_code for row in levels.levels_of(place.handle)] == ["", ""]


def test_in_both_the_shop_is_believed_once_the_article_is_kept(old_shop):
    place = old_shop()
    start(place, "both", "stock")
    assert level(place).problem_code == "stock-first-difference"
    levels.believe(place.handle, ["T-1", "S-1"], "shop")
    round_of(place)
    place.work("products")
    place.stage.advance(31)
    place.work()
    assert standing(place) == {"T-1": (10, 10), "S-1": (20, 20)}


@pytest.fixture
def unkept(old_shop):
    """A shop whose products wait for the button, so that nobody makes its articles stock goods."""
    place = old_shop()
    place.choose(products_automatic=False)
    start(place, "shop")
    place.stage.forget()
    return place


def test_an_article_that_is_not_kept_is_held_with_both_figures_and_costs_no_more_requests(unkept):
    row = level(unkept)
    assert (row.problem_code, row.seen["shop"], row.seen["fortnox"]) == ("stock-not-stocked", 10, 0)
    for _ in range(3):
        unkept.stage.advance(301)
        round_of(unkept)
    assert writes(unkept) == []
    assert level(unkept).problem_code == "stock-not-stocked"


def test_a_held_level_is_tried_again_when_a_person_says_so(unkept):
    unkept.company.articles["T-1"]["StockGoods"] = True
    levels.confirm(unkept.handle, level(unkept))
    round_of(unkept)
    assert level(unkept).problem_code == ""
    assert standing(unkept) == {"T-1": (10, 10)}
    assert level(unkept, "S-1").problem_code == "stock-not-stocked"


def test_a_held_level_is_tried_again_when_fortnox_shows_another(unkept):
    unkept.company.articles["T-1"].update(StockGoods=True, QuantityInStock=3, DisposableQuantity=3)
    round_of(unkept)
    assert standing(unkept) == {"T-1": (10, 10)}


def test_a_held_level_is_tried_again_once_a_day(unkept):
    unkept.company.articles["T-1"]["StockGoods"] = True
    unkept.stage.advance(86_401)
    round_of(unkept)
    assert standing(unkept) == {"T-1": (10, 10)}


def test_what_is_sold_while_an_article_is_not_kept_is_not_found_again_as_stock(old_shop):
    place = old_shop(start_day="2026-01-01", products_automatic=False)
    start(place, "both")
    levels.believe(place.handle, ["T-1"], "shop")
    round_of(place)
    assert level(place).problem_code == "stock-not-stocked"
    place.buys_and_tells("T-1", 2)
    place.drain()
    round_of(place)
    place.company.articles["T-1"]["StockGoods"] = True
    levels.confirm(place.handle, level(place))
    round_of(place)
    assert standing(place) == {"T-1": (8, 8)}


@pytest.mark.parametrize(("sku", "code"), [("TRÖJA", "characters"), ("A" * 51, "too-long")])
def test_a_product_whose_sku_can_be_no_article_is_named(stage, sku, code):
    both = Shelves(stage, "shop")
    both.place.shop.add_product(sku, "Tröja", "100", qty=7)
    both.round()
    row = level(both.place, sku)
    assert row.problem_code == f"product-sku-{code}"
    assert (row.seen["shop"], row.seen["fortnox"]) == (7, None)
    both.edit(sku, sku="TROJA")
    both.article("TROJA", 7)
    both.round()
    assert both.problems() == {}
    assert both.levels()["TROJA"] == (7, 7)
