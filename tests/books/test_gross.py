"""Prices tax on top: the shop's total is the judge, and price × quantity − discount is each row."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.books.making import D6, D25, line, net_line, order

from kontera.books.gross import gross_order, net_rows_ore


def topped(*lines, total, **more):
    return order(*lines, total=total, tax=0, tax_on_top=True, **more)


def made(sale, rates, freight_rate=None, most=0):
    return gross_order(sale, rates, freight_rate, most)


def test_the_rows_are_lines_less_discounts_and_freight_and_fee():
    sale = topped(
        replace(net_line(10000, quantity=2), discount_ore=500), discount=1000, freight=2000, fee=300, total=0
    )
    assert net_rows_ore(sale) == 20800


def test_freight_and_fee_get_the_vat_of_the_goods():
    got = made(topped(net_line(10000), freight=1000, fee=400, total=14250), [D25])
    assert (got.shipping_gross_ore, got.fee_gross_ore, got.lines[0].unit_gross_ore) == (1250, 500, 12500)


def test_freight_at_a_rate_of_its_own_gets_that():
    got = made(topped(net_line(10000), freight=1000, total=11850), [D6], D25)
    assert (got.shipping_gross_ore, got.lines[0].unit_gross_ore) == (1250, 10600)


def test_a_discount_is_read_excl_vat_first_and_incl_vat_where_only_that_adds_up():
    sale = topped(net_line(10000), discount=1000, total=11250)
    assert made(sale, [D25]).discount_gross_ore == 1250
    assert made(replace(sale, total_gross_ore=11500), [D25]).discount_gross_ore == 1000
    assert made(replace(sale, total_gross_ore=11300), [D25]) is None


def test_a_discount_read_either_way_within_the_rounding_is_excl_vat():
    sale = topped(net_line(10000), discount=4, total=12495)
    assert made(sale, [D25]).discount_gross_ore == 5


def test_a_line_that_states_its_price_incl_vat_keeps_it():
    got = made(topped(line(125), net_line(10000), total=25000), [D25, D25])
    assert [one.unit_gross_ore for one in got.lines] == [12500, 12500]


def test_a_line_discount_is_off_before_the_vat():
    sale = topped(replace(net_line(10000), discount_ore=2000), total=10000)
    assert made(sale, [D25]).lines[0].unit_gross_ore == 10000


@pytest.mark.parametrize("off", [3, -3])
def test_each_row_may_be_an_ore_off_and_the_rows_then_sum_to_the_shops_total(off):
    sale = topped(net_line(10000), freight=1000, fee=400, total=14250 + off)
    got = made(sale, [D25])
    assert sum(one.unit_gross_ore - one.discount_ore for one in got.lines) + got.shipping_gross_ore + (
        got.fee_gross_ore
    ) == (14250 + off)
    assert made(replace(sale, total_gross_ore=14250 + off + (1 if off > 0 else -1)), [D25]) is None


def test_a_total_the_shop_rounded_is_let_through_up_to_the_most_and_the_rows_stay_exact():
    sale = topped(net_line(10000), total=12550)
    assert made(sale, [D25], most=50).lines[0].unit_gross_ore == 12500
    assert made(replace(sale, total_gross_ore=12551), [D25], most=50) is None


def test_a_row_below_zero_is_only_rounded():
    got = made(topped(net_line(10000), net_line(-1000), total=11250), [D25, D25])
    assert [one.unit_gross_ore for one in got.lines] == [12500, -1250]


def rows(sale, rates):
    return [(one.unit_gross_ore, one.discount_ore) for one in made(sale, rates).lines]


def test_where_price_times_quantity_misses_the_row_the_price_goes_up_and_the_rest_is_given_back():
    assert rows(topped(net_line(1001, quantity=3), total=3754), [D25]) == [(1252, 2)]
    taken_back = topped(net_line(10000), net_line(1001, quantity=-3), total=12500 - 3754)
    assert rows(taken_back, [D25, D25]) == [(12500, 0), (1251, 1)]


def test_a_part_of_a_piece_keeps_the_price_of_a_piece_where_that_comes_out():
    assert rows(topped(net_line(801, quantity="0.5"), total=501), [D25]) == [(1001, 0)]
    assert rows(topped(net_line(999, quantity="0.7"), total=873), [D25]) == [(1248, 1)]


def test_the_order_made_has_no_prices_excl_vat_left():
    got = made(topped(net_line(10000), total=12500), [D25])
    assert not got.tax_on_top
    assert [one.unit_net_ore for one in got.lines] == [None]
    assert got.lines[0].quantity == Decimal(1)
