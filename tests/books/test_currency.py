"""What is left when amounts in another currency are made whole öre goes to the largest remainder."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.books.making import DAY

from kontera.books.currency import in_sek, spread
from kontera.books.order import Fx


def at(rate):
    return Fx("EUR", Decimal(rate), DAY)


def test_without_a_rate_an_amount_is_what_it_is_and_with_one_it_is_rounded_half_up():
    assert in_sek(12345, None) == 12345
    assert (in_sek(1, at("10.5")), in_sek(-1, at("10.5")), in_sek(3, at("10.1"))) == (11, -11, 30)


@pytest.mark.parametrize(
    ("total", "amounts", "rate", "parts"),
    [
        # -10.25 and -20.50: cut down they leave an öre, which the larger remainder gets.
        (-31, {3001: -1, 2611: -2}, "10.25", {3001: -10, 2611: -21}),
        (-30, {3001: -1, 2611: -2}, "10.25", {3001: -10, 2611: -20}),
        (-29, {3001: -1, 2611: -2}, "10.25", {3001: -9, 2611: -20}),
        (-32, {3001: -1, 2611: -2}, "10.25", {3001: -11, 2611: -21}),
        # What is too much is taken from the smaller remainder first.
        (-33, {3001: -1, 2611: -2}, "10.25", {3001: -11, 2611: -22}),
        (-34, {3001: -1, 2611: -2}, "10.25", {3001: -12, 2611: -22}),
        (-35, {3001: -1, 2611: -2}, "10.25", {3001: -12, 2611: -23}),
        (-65, {3001: -1, 2611: -2, 3003: -3}, "10.25", {3001: -11, 2611: -22, 3003: -32}),
        # Equal remainders: the larger amount, then the lower account.
        (-1323, {2611: -25, 3001: -101}, "10.5", {2611: -263, 3001: -1060}),
        (-2121, {3002: -101, 3001: -101}, "10.5", {3002: -1061, 3001: -1060}),
        (1324, {2611: 25, 3001: 101}, "10.5", {2611: 263, 3001: 1061}),
    ],
)
def test_each_account_gets_its_part_and_what_is_left_by_largest_remainder(total, amounts, rate, parts):
    assert spread(total, amounts, at(rate)) == parts


@given(
    st.dictionaries(st.integers(3000, 3999), st.integers(-(10**7), 10**7), min_size=1, max_size=6),
    st.integers(1_0000, 20_0000),
)
def test_nothing_is_lost_and_no_account_is_an_ore_from_its_exact_part(amounts, rate):
    fx = at(Decimal(rate) / 10000)
    total = in_sek(sum(amounts.values()), fx)
    parts = spread(total, amounts, fx)
    assert sum(parts.values()) == total
    assert all(abs(parts[account] - amount * fx.rate) <= 1 for account, amount in amounts.items())
