"""Freight and fees follow the goods: what each rate weighs, after discounts or before them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.books.making import D0, D6, D12, D25, line, order

from kontera.books.order import LineKind
from kontera.books.split import by_rate, discount_shares, goods_rates, gross_by_rate, split_order
from kontera.problems import Held


def weights(sold, discounts):
    lines = [line(kronor, rate, kind=kind) for kronor, rate, kind in sold]
    grosses = [each.unit_gross_ore for each in lines]
    return list(goods_rates(lines, [each.rate for each in lines], grosses, discounts).items())


GOODS, CARD, SERVICE = LineKind.GOODS, LineKind.GIFT_CARD, LineKind.SERVICE


@pytest.mark.parametrize(
    ("sold", "discounts", "weighed"),
    [
        ([(10, D6, GOODS), (30, D25, GOODS)], [0, 0], [(D25, 3000), (D6, 1000)]),
        ([(10, D6, GOODS), (30, D25, GOODS), (5, D6, SERVICE)], [100, 1000, 0], [(D25, 2000), (D6, 1400)]),
        ([(10, D25, GOODS), (50, D0, CARD)], [0, 0], [(D25, 1000)]),
        # Everything is free: what it cost before the discount.
        ([(10, D6, GOODS), (30, D25, GOODS), (20, D6, GOODS)], [1000, 3000, 2000], [(D25, 3000), (D6, 3000)]),
        # A rate that is below zero weighs nothing, and an öre is something.
        ([(10, D25, GOODS), (-5, D12, GOODS)], [0, 0], [(D25, 1000), (D12, 0)]),
        ([("0.01", D25, GOODS), (10, D6, GOODS)], [0, 1000], [(D25, 1), (D6, 0)]),
        # Nothing costs anything: a single rate is followed all the same, several are not.
        ([(0, D6, GOODS), (0, D6, GOODS)], [0, 0], [(D6, 1)]),
        ([(0, D6, GOODS), (0, D25, GOODS)], [0, 0], []),
        ([(50, D0, CARD)], [0], []),
    ],
)
def test_each_rate_weighs_what_its_goods_cost(sold, discounts, weighed):
    assert weights(sold, discounts) == weighed


def test_a_discount_is_spread_over_what_it_can_lower_and_no_further():
    lines = [line(10, D25), line(30, D6), line(50, D0, kind=CARD), line(-5, D25), line(20, D25, kind=SERVICE)]
    grosses = [each.unit_gross_ore for each in lines]
    assert discount_shares(lines, grosses, 600) == (100, 300, 0, 0, 200)
    assert discount_shares(lines, grosses, 6000) == (1000, 3000, 0, 0, 2000)
    with pytest.raises(Held) as refused:
        discount_shares(lines, grosses, 6001)
    assert refused.value.facts == {"discount": "60.01", "goods": "60.00"}


def test_an_amount_at_a_rate_of_its_own_is_all_at_that_and_nothing_is_no_part():
    assert by_rate(5900, {D25: 1}, D6) == ((D6, 5900),)
    assert by_rate(0, {}, D6) == ()
    assert by_rate(2, {D25: 2, D12: 0, D6: 1}) == ((D25, 1), (D6, 1))


def test_the_split_of_an_order_sums_to_what_it_costs_by_line_and_by_rate():
    sale = order(line(100, D25, quantity=2), line(100, D6), discount=3000, freight=5000, fee=1000)
    split = split_order(sale, [D25, D6], None)
    assert (split.grosses, split.discounts) == ((20000, 10000), (2000, 1000))
    assert split.freight == ((D25, 3333), (D6, 1667))
    assert split.fee == ((D25, 667), (D6, 333))
    assert split.rows_ore == 33000
    assert gross_by_rate(split, [D25, D6]) == {D25: 22000, D6: 11000}
    assert split_order(sale, [D25, D6], D25).freight == ((D25, 5000),)


def test_lines_of_one_rate_are_one_amount_however_they_are_mixed():
    sale = order(line(1, D25), line(2, D6), line(4, D25), freight=700)
    split = split_order(sale, [D25, D6, D25], Decimal(12))
    assert gross_by_rate(split, [D25, D6, D25]) == {D25: 500, D6: 200, D12: 700}
