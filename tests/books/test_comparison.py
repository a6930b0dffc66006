"""What is booked against what should be: equal, or the difference, and the öre that may move."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontera.books.chart import DEFAULT_CHART
from kontera.books.comparison import Latitude, differences, latitudes
from kontera.books.reconciliation import OrderSum, orders_in_books, settled

OSS = replace(DEFAULT_CHART, oss={("DE", Decimal(19)): 3110, ("DE", Decimal(7)): 3111})
SALE = {1510: 12500, 2611: -2500, 3001: -10000}


def apart(expected, found, chart=DEFAULT_CHART):
    return {
        one.account: (one.expected_ore, one.found_ore)
        for one in differences(expected, found, latitudes(chart))
    }


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (SALE, {}),
        ({1510: 12500, 2611: -2501, 3001: -9999}, {}),
        ({1510: 12500, 2611: -2502, 3001: -9998}, {2611: (-2500, -2502), 3001: (-10000, -9998)}),
        ({1510: 12501, 2611: -2501, 3001: -10000}, {1510: (12500, 12501), 2611: (-2500, -2501)}),
        ({1510: 12500, 2611: -2500, 3002: -10000}, {3001: (-10000, 0), 3002: (0, -10000)}),
        ({1510: 12500, 2611: -2500, 3001: -9999, 3520: -1}, {3001: (-10000, -9999), 3520: (0, -1)}),
        ({1510: 12500, 2621: -1, 2611: -2500, 3001: -9999}, {2621: (0, -1), 3001: (-10000, -9999)}),
        ({1510: 12500, 2611: -2500, 3001: -9990, 3740: -10}, {3001: (-10000, -9990), 3740: (0, -10)}),
        ({}, {account: (ore, 0) for account, ore in SALE.items()}),
    ],
)
def test_only_an_ore_within_a_rate_is_no_difference(found, told):
    assert apart(SALE, found) == told


def test_each_rate_has_an_ore_of_its_own():
    expected = {1510: 23700, 2611: -2500, 3001: -10000, 2621: -1200, 3002: -10000}
    found = {1510: 23700, 2611: -2501, 3001: -9999, 2621: -1199, 3002: -10001}
    assert apart(expected, found) == {}
    crossed = {1510: 23700, 2611: -2501, 3001: -10000, 2621: -1199, 3002: -10000}
    assert set(apart(expected, crossed)) == {2611, 2621}


def test_the_freight_account_of_a_delivery_method_shares_the_ore_of_25_percent():
    chart = replace(DEFAULT_CHART, freight_by_method={"dhl": 3525})
    expected = {1510: 17500, 2611: -2500, 3001: -10000, 3525: -5000}
    assert apart(expected, {**expected, 2611: -2501, 3525: -4999}, chart) == {}
    assert apart(expected, {**expected, 2621: -1, 3525: -4999}, chart) != {}


def test_an_ore_may_move_between_two_sales_accounts_with_no_vat_account_in_it():
    expected = {1510: 15000, 3001: -10000, 3520: -5000}
    assert apart(expected, {**expected, 3001: -10001, 3520: -4999}) == {}


def test_a_vat_account_that_nobody_expected_is_a_difference_though_it_is_an_ore():
    expected = {1510: 10000, 3001: -10000}
    assert set(apart(expected, {**expected, 2611: -1, 3001: -9999})) == {2611, 3001}


def test_at_home_a_rate_has_one_ore_however_many_accounts_it_stands_on():
    expected = {1510: 17500, 2611: -2500, 3001: -10000, 3520: -5000}
    assert set(apart(expected, {**expected, 2611: -2502, 3001: -9999, 3520: -4999})) == {2611, 3001, 3520}


def test_in_the_one_stop_shop_each_country_and_rate_has_an_ore():
    expected = {1510: 22600, 2670: -2600, 3110: -10000, 3111: -10000}
    assert apart(expected, {**expected, 2670: -2602, 3110: -9999, 3111: -9999}, OSS) == {}
    assert apart(expected, {**expected, 2670: -2603, 3110: -9999, 3111: -9998}, OSS) != {}
    one = {1510: 11900, 2670: -1900, 3110: -10000}
    assert apart(one, {**one, 2670: -1902, 3110: -9998}, OSS) != {}


def test_without_latitude_every_ore_is_told():
    assert len(differences(SALE, {**SALE, 2611: -2501, 3001: -9999})) == 2
    assert differences(SALE, {**SALE, 2611: -2501, 3001: -9999}, [Latitude(2611, frozenset({3001}))]) == ()


amounts = st.dictionaries(st.sampled_from([1510, 1581, 2611, 3001, 3520, 3740]), st.integers(-500, 500))


@given(amounts, amounts)
def test_the_total_has_no_latitude(expected, found):
    told = differences(expected, found, latitudes(DEFAULT_CHART))
    plain = differences(expected, found)
    silent = {one.account for one in plain} - {one.account for one in told}
    assert sum(one.found_ore - one.expected_ore for one in plain if one.account in silent) == 0
    assert silent <= {2611, 3001, 3520}
    assert (not plain) == (
        expected == found or {k: v for k, v in expected.items() if v} == {k: v for k, v in found.items() if v}
    )


def test_orders_are_documents_and_exceptions_by_currency():
    rows = [
        OrderSum("1", "done", "SEK", 100, 100),
        OrderSum("2", "held", "SEK", 50),
        OrderSum("3", "held", "SEK", 25),
        OrderSum("4", "done", "EUR", 70, 60),
    ]
    eur, sek = orders_in_books(rows)
    assert (eur.currency, eur.rest_ore, [row.number for row in eur.apart]) == ("EUR", 10, ["4"])
    assert (sek.orders, sek.exceptions, sek.waiting_ore, sek.rest_ore) == (3, {"held": (2, 75)}, 75, 0)


def test_what_a_held_order_was_changed_by_after_booking_waits_with_it():
    rows = [
        OrderSum("1", "held", "SEK", 999, 258),
        OrderSum("2", "held", "SEK", 50),
        OrderSum("3", "held", "SEK", 7, 7),
    ]
    [sek] = orders_in_books(rows)
    assert (sek.documents_ore, sek.exceptions, sek.rest_ore) == (265, {"held": (2, 791)}, 0)
    assert [row.number for row in sek.apart] == ["1"]


def test_a_clearing_account_tells_whose_its_balance_is():
    moves = [("1", {1581: 100, 1510: -100}), ("2", {1581: 60}), ("1", {1581: -100})]
    [one] = settled({1581: 40, 1582: 0}, moves, [1581, 1582])
    assert (one.balance_ore, one.ours_ore, one.others_ore, one.open_orders) == (40, 60, -20, (("2", 60),))


def test_a_settled_account_that_nothing_stands_on_is_not_shown_and_one_that_others_booked_is():
    assert settled({}, [("1", {1581: 100}), ("1", {1581: -100})], [1581]) == []
    [others] = settled({1581: 500}, [], [1581])
    assert (others.balance_ore, others.ours_ore, others.others_ore) == (500, 0, 500)
    [ours] = settled({}, [("1", {1581: 100})], [1581])
    assert (ours.balance_ore, ours.open_orders) == (0, (("1", 100),))
