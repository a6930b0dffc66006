"""Called off after booking: a credit in Fortnox is told from a count by asking, or else by a person."""

from __future__ import annotations

import pytest
from tests.sync.shelves import Shelves

from kontera.sandbox.fortnox import stock


@pytest.fixture
def called_off(stage):
    """Three jumpers of an order that was booked and called off: back in the shop, not yet in Fortnox."""

    def opens(mode):
        both = Shelves(stage, mode, end="booked")
        both.round()
        number = both.place.buys_and_tells("T-1", 3)
        both.place.drain()
        both.round()
        both.place.shop.set_status(number, "cancelled", webhook=False)
        both.place.announce(number, "order.cancelled")
        both.place.drain()
        both.round()
        assert both.levels()["T-1"] == (10, 7)
        return both

    return opens


def credit_by_hand(both):
    """Somebody presses Credit on the invoice in Fortnox."""
    client = both.place.stage.ends.fortnox(both.place.handle.shop.company)
    client.act(f"/3/invoices/{both.place.booked[0]['DocumentNumber']}/credit")


def book_credit(both):
    client = both.place.stage.ends.fortnox(both.place.handle.shop.company)
    client.act(f"/3/invoices/{both.place.booked[0]['CreditInvoiceReference']}/bookkeep")


def returns(both, pieces):
    """The level in Fortnox rises by itself, as by a count or by a credit that names no original."""
    stock.move(both.place.company, "T-1", stock.MAIN_POINT, stock=pieces)


@pytest.mark.parametrize("mode", ["fortnox", "both", "shop"])
def test_a_credit_that_fortnox_tells_of_changes_nothing_in_the_shop(called_off, mode):
    both = called_off(mode)
    credit_by_hand(both)
    assert both.fortnox_level("T-1") == 10
    both.round()
    assert (both.problems(), both.levels()["T-1"]) == ({}, (10, 10))
    assert both.level("T-1").seen["flight"] == 0
    returns(both, 3)
    both.round()
    assert both.problems() == {}
    assert both.levels()["T-1"] == ((10, 10) if mode == "shop" else (13, 13))


def test_a_count_beside_a_booked_credit_is_told_from_it(called_off):
    both = called_off("both")
    credit_by_hand(both)
    book_credit(both)
    returns(both, 2)
    both.round()
    assert (both.problems(), both.levels()["T-1"]) == ({}, (12, 12))


@pytest.mark.parametrize("mode", ["fortnox", "both"])
@pytest.mark.parametrize(("word", "after"), [("credited", (10, 10)), ("counted", (13, 10))])
def test_a_rise_that_may_be_either_waits_for_a_person(called_off, mode, word, after):
    both = called_off(mode)
    returns(both, 3)
    both.round()
    row = both.level("T-1")
    assert row.problem_code == "stock-credit-or-count"
    assert (row.seen["shop"], row.seen["fortnox"], row.problem_facts["pieces"]) == (10, 10, "3")
    assert both.levels()["T-1"] == (10, 10)
    both.believe(word, "T-1")
    both.round()
    assert (both.problems(), both.levels()["T-1"]) == ({}, after)
    both.round()
    assert (both.problems(), both.levels()["T-1"]) == ({}, after)


def test_what_waits_is_settled_by_itself_once_the_credit_is_told_of(called_off):
    both = called_off("both")
    returns(both, 3)
    both.round()
    assert both.problems() == {"T-1": "stock-credit-or-count"}
    returns(both, -3)
    credit_by_hand(both)
    both.round()
    assert (both.problems(), both.levels()["T-1"]) == ({}, (10, 10))


def test_a_rise_that_no_credit_explains_is_a_count(called_off):
    both = called_off("both")
    returns(both, 4)
    both.round()
    assert (both.problems(), both.levels()["T-1"]) == ({}, (14, 11))
