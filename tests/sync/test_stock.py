"""Stock in rounds: differences only, orders in flight counted, and what looks wrong held for a person."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.sync.scene import Killed
from tests.sync.shelves import Shelves


@pytest.fixture
def shelves(stage):
    """Opens a shop and its company with ten jumpers and twenty jars at both sides."""

    def opens(stock, **choices):
        return Shelves(stage, stock, **choices)

    return opens


def test_fortnox_decides_and_the_shop_follows(shelves):
    both = shelves("fortnox")
    both.fortnox("T-1", 7)
    both.round()
    assert both.levels() == {"T-1": (7, 7), "S-1": (20, 20)}


def test_the_shop_decides_and_fortnox_follows(shelves):
    both = shelves("shop")
    both.shop("T-1", 4)
    both.round()
    assert both.levels()["T-1"] == (4, 4)


def test_changes_of_both_sides_are_added_up(shelves):
    both = shelves("both")
    both.round()
    both.shop("T-1", 13)
    both.fortnox("T-1", 8)
    both.round()
    assert both.levels()["T-1"] == (11, 11)


@pytest.mark.parametrize("mode", ["fortnox", "shop", "both"])
def test_nothing_is_written_when_nothing_differs(shelves, mode):
    both = shelves(mode)
    both.round()
    both.place.stage.forget()
    both.round()
    assert both.writes() == []


@pytest.mark.parametrize("mode", ["fortnox", "shop", "both"])
def test_a_sale_on_its_way_to_fortnox_is_not_written_back_as_stock(shelves, mode):
    both = shelves(mode, automatic=False)
    both.round()
    number = both.place.buys("T-1", 2)
    both.round()
    assert both.levels()["T-1"] == (8, 10)
    both.place.press(number)
    assert both.levels()["T-1"] == (8, 8)
    both.round()
    assert both.levels()["T-1"] == (8, 8)
    assert both.level("T-1").seen["flight"] == 0


@pytest.mark.parametrize("mode", ["fortnox", "shop", "both"])
def test_a_cancelled_order_gives_back_once(shelves, mode):
    both = shelves(mode, end="invoice")
    both.round()
    number = both.place.buys_and_tells("T-1", 3)
    both.place.drain()
    both.round()
    both.place.shop.set_status(number, "cancelled", webhook=False)
    both.round()
    both.place.announce(number, "order.cancelled")
    both.place.drain()
    both.round()
    assert both.levels()["T-1"] == (10, 10)


def test_a_sale_between_reading_and_writing_is_not_lost(shelves):
    both = shelves("both")
    both.round()
    both.fortnox("T-1", 15)
    both.during("PUT", "/products$", lambda: both.place.buys("T-1", 2), after=False)
    both.round()
    assert both.place.stage.wire.happened
    both.rest()
    assert both.levels()["T-1"] == (13, 13)


def test_levels_that_differ_at_the_start_wait_for_a_person(shelves):
    both = shelves("both", fortnox={"T-1": 12})
    both.round()
    assert both.level("T-1").problem_code == "stock-first-difference"
    both.believe("fortnox", "T-1")
    both.round()
    assert both.levels()["T-1"] == (12, 12)


@pytest.mark.parametrize(("mode", "right"), [("fortnox", (12, 12)), ("shop", (10, 10))])
def test_a_master_needs_nobody_at_the_start(shelves, mode, right):
    both = shelves(mode, fortnox={"T-1": 12})
    both.round()
    assert both.levels()["T-1"] == right


def test_a_register_that_reads_as_empty_waits_for_a_person(shelves):
    both = shelves("fortnox")
    both.round()
    both.fortnox("T-1", 0)
    both.fortnox("S-1", 0)
    both.round()
    assert both.levels() == {"T-1": (10, 0), "S-1": (20, 0)}
    assert both.problem == "stock-all-zero"
    both.confirm()
    both.round()
    assert both.levels() == {"T-1": (0, 0), "S-1": (0, 0)}
    assert both.problem == ""


def test_a_large_drop_waits_for_a_yes_to_just_those_numbers(shelves):
    both = shelves("fortnox")
    both.round()
    both.fortnox("S-1", 5)
    both.round()
    assert both.problem == "stock-drop"
    both.confirm()
    both.fortnox("S-1", 4)
    both.round()
    assert both.levels()["S-1"] == (20, 4)
    both.confirm()
    both.round()
    assert both.levels()["S-1"] == (4, 4)


def test_a_level_below_zero_waits_for_a_person(shelves):
    both = shelves("fortnox")
    both.fortnox("T-1", -2)
    both.round()
    assert both.level("T-1").problem_code == "stock-negative"
    assert both.levels()["T-1"] == (10, -2)
    both.confirm("T-1")
    both.round()
    assert both.levels()["T-1"] == (-2, -2)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"qty": "1.5"}, "stock-not-whole"),
        ({"sku": "S-1"}, "stock-duplicate-sku"),
        ({"sku": "X"}, "stock-no-article"),
    ],
)
def test_what_cannot_be_compared_is_named_and_left_alone(shelves, fields, code):
    both = shelves("both")
    both.edit("T-1", **fields)
    both.round()
    assert code in both.problems().values()
    assert both.writes() == []


def test_half_a_piece_in_fortnox_is_named(shelves):
    both = shelves("fortnox")
    both.fortnox("T-1", Decimal("7.5"))
    both.round()
    assert both.problems() == {"T-1": "stock-not-whole"}


def test_an_article_that_keeps_no_stock_does_not_empty_the_shop(shelves):
    both = shelves("fortnox", stock_drop=90)
    both.place.company.articles["T-1"].update(StockGoods=False)
    both.fortnox("T-1", 0)
    both.round()
    assert both.problems() == {"T-1": "stock-not-stocked"}
    assert both.levels()["T-1"] == (10, 0)


def test_an_empty_list_is_no_news(shelves):
    both = shelves("both")
    both.round()
    both.place.company.articles.clear()
    both.round()
    assert both.problem == "stock-register-empty"
    assert both.writes() == []


@pytest.mark.parametrize(
    ("mode", "flag", "side"),
    [("fortnox", "stock_in_automatic", "shop"), ("shop", "stock_out_automatic", "fortnox")],
)
def test_by_hand_it_piles_up_until_the_button_is_pressed(shelves, mode, flag, side):
    both = shelves(mode, **{flag: False})
    (both.fortnox if mode == "fortnox" else both.shop)("T-1", 7)
    both.round()
    assert both.writes() == []
    assert both.place.chore("stock").told[{"shop": "waiting_in", "fortnox": "waiting_out"}[side]] == 1
    both.press(side)
    assert both.levels()["T-1"] == (7, 7)


def test_by_hand_a_person_may_do_it_at_the_other_side_too(shelves):
    both = shelves("both", stock_in_automatic=False)
    both.round()
    both.fortnox("T-1", 15)
    both.round()
    both.shop("T-1", 15)
    both.round()
    assert both.levels()["T-1"] == (15, 15)
    assert both.level("T-1").agreed == 15


def test_variants_have_levels_and_bundles_only_through_their_parts(shelves):
    both = shelves("shop")
    both.place.shop.add_product("B-1", "Paket", "300", qty=5, parts=[{"sku": "T-1", "qty": 2}])
    both.place.shop.add_product(
        "M", "Mössa", "99", variants=[{"sku": "M-1", "qty": 3, "values": {"Färg": "Röd"}}]
    )
    both.article("M-1", 1)
    both.article("B-1", 9)
    both.round()
    assert both.levels()["M-1"] == (3, 3)
    both.place.buys("B-1", 1)
    both.rest()
    assert both.levels()["T-1"] == (8, 8)
    assert "B-1" not in both.levels()


def test_a_second_shop_does_not_fight_over_the_same_article(shelves):
    first = shelves("both")
    second = shelves("shop", tenant=first.place.tenant)
    first.round()
    second.shop("T-1", 3)
    second.round()
    assert set(second.problems().values()) == {"stock-shared-article"}
    assert first.levels()["T-1"] == (10, 10)


def test_a_round_that_is_switched_off_reads_nothing(shelves):
    both = shelves("off")
    both.round()
    assert both.place.stage.calls() == []


@pytest.mark.parametrize("figure", ["disposable", "in_stock"])
def test_what_an_order_reserves_counts_by_the_chosen_figure(shelves, figure):
    both = shelves("fortnox", stock_figure=figure, end="order")
    both.round()
    both.place.buys_and_tells("T-1", 2)
    both.place.drain()
    both.round()
    assert both.shop_level("T-1") == 8
    assert both.fortnox_level("T-1", figure) == (8 if figure == "disposable" else 10)


def test_a_write_that_was_cut_off_and_a_count_besides_are_for_a_person(shelves):
    both = shelves("both")
    both.round()
    both.fortnox("T-1", 15)
    both.place.stage.wire.kill("PUT", "/products$", after=True)
    with pytest.raises(Killed):
        both.round()
    both.place.stage.install()
    both.shop("T-1", 22)
    both.round()
    assert both.problems() == {"T-1": "stock-unsure"}
    both.round()
    assert both.levels()["T-1"] == (22, 15)
    both.believe("shop", "T-1")
    both.round()
    assert both.levels()["T-1"] == (22, 22)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("method", "path"), [("PUT", "/products$"), ("PUT", "/3/articles/")])
def test_a_write_that_was_cut_off_is_neither_lost_nor_done_twice(shelves, method, path, after):
    both = shelves("both")
    both.round()
    both.fortnox("T-1", 15)
    both.shop("T-1", 9)
    both.place.stage.wire.kill(method, path, after=after)
    with pytest.raises(Killed):
        both.round()
    both.place.stage.install()
    both.place.buys("T-1", 1)
    both.rest()
    assert both.levels()["T-1"] == (13, 13)
