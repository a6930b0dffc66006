"""Where a period begins in a long list: a few single looks, and never an order too late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontera.quickbutik.client import ORDER_PAGE
from kontera.quickbutik.history import days_of, start_of

FIRST = date(2020, 1, 1)


class Shop:
    """Orders 1 … count, some a day, as the client gives them."""

    def __init__(self, count, a_day=5):
        self.count, self.a_day, self.looks = count, a_day, 0

    def orders(self, *, page_size, offset):
        self.looks += 1
        if offset < self.count:
            assert page_size == 1
            yield [self.order(offset)]

    def order(self, place):
        day = FIRST + timedelta(days=place // self.a_day)
        return {"order_id": str(place + 1), "date_created": f"{day} 12:00:00", "date_paid": f"{day} 12:05:00"}


@given(st.integers(0, 20_000), st.integers(1, 25_000))
def test_a_period_by_number_begins_at_or_before_the_order(count, number):
    shop = Shop(count)
    start = start_of(shop, from_day=None, from_number=str(number))
    assert start <= max(0, min(number - 1, count))
    assert start >= min(number - 1, count) - 3 * ORDER_PAGE
    assert shop.looks <= 20


@given(st.integers(0, 20_000), st.integers(0, 5000))
def test_a_period_by_day_begins_before_every_order_that_may_have_been_paid_in_it(count, days):
    first = FIRST + timedelta(days=days)
    start = start_of(Shop(count), from_day=first, from_number="")
    assert start == 0 or days_of(Shop(count).order(start))[0] < first - timedelta(days=400)


def test_without_bounds_everything_is_read():
    shop = Shop(1000)
    assert (start_of(shop, from_day=None, from_number=""), shop.looks) == (0, 0)


@pytest.mark.parametrize("odd", [{}, {"date_created": "igår"}, {"date_created": "0000-00-00"}])
def test_an_order_that_tells_no_day_is_never_taken_for_an_early_one(odd):
    assert days_of(odd) == (None, None)
