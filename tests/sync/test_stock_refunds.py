"""A part of an order given back: its credit puts so many pieces back in Fortnox, and not more."""

from __future__ import annotations

import pytest
from tests.sync.shelves import Shelves
from tests.sync.test_refunds import refund
from tests.sync.test_stock_credits import returns


@pytest.fixture
def refunded(stage):
    """Three jumpers of an order that is booked; then something is paid back."""

    def opens(mode, **spec):
        both = Shelves(stage, mode, end="booked")
        both.round()
        number = both.place.buys_and_tells("T-1", 3)
        both.place.drain()
        both.round()
        assert both.levels()["T-1"] == (7, 7)
        refund(both.place, number, **spec)
        both.place.drain()
        assert both.place.state(number) == ("done", "")
        both.round()
        both.round()
        assert both.problems() == {}
        return both

    return opens


@pytest.mark.parametrize("mode", ["fortnox", "both", "shop"])
def test_a_piece_given_back_in_part_of_an_order_waits_for_the_shop_to_take_it_back(refunded, mode):
    both = refunded(mode, products=[{"sku": "T-1", "qty": 1}])
    assert both.levels()["T-1"] == (7, 8)
    both.shop("T-1", 8)
    both.round()
    assert (both.levels()["T-1"], both.problems()) == ((8, 8), {})


@pytest.mark.parametrize("mode", ["fortnox", "both"])
def test_a_count_in_fortnox_after_a_credit_of_one_piece_is_a_count(refunded, mode):
    both = refunded(mode, products=[{"sku": "T-1", "qty": 1}])
    both.shop("T-1", 8)
    both.round()
    returns(both, 2)
    both.round()
    both.round()
    assert (both.levels()["T-1"], both.problems()) == ((10, 10), {})


@pytest.mark.parametrize("mode", ["fortnox", "both"])
def test_money_alone_given_back_moves_no_piece_and_a_later_count_is_a_count(refunded, mode):
    both = refunded(mode, amount="50.00")
    assert both.levels()["T-1"] == (7, 7)
    returns(both, 2)
    both.round()
    both.round()
    assert (both.levels()["T-1"], both.problems()) == ((9, 9), {})
