"""The day the VAT belongs to: payment or delivery, whichever comes first, whatever month or year it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.books.making import D6, D12, DAY, line, order

from kontera.books.decision import decide
from kontera.books.policy import DEFAULT_POLICY
from kontera.books.vat import food_rate, tax_point

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 1)
OLD, NEW = date(2025, 12, 31), date(2026, 1, 1)
POINTS = {
    "paid in March, delivered in April": (MARCH, APRIL, MARCH),
    "delivered in March, paid in April": (APRIL, MARCH, MARCH),
    "paid in the old year, delivered in the new": (OLD, NEW, OLD),
    "delivered in the old year, paid in the new": (NEW, OLD, OLD),
    "both in April": (APRIL, APRIL, APRIL),
    "paid and never delivered": (APRIL, None, APRIL),
    "delivered and not paid": (None, NEW, NEW),
}


@pytest.mark.parametrize(("paid", "delivered", "point"), POINTS.values(), ids=POINTS)
def test_the_first_of_payment_and_delivery_decides(paid, delivered, point):
    bought = order(line(100), ordered_day=date(2025, 12, 1), paid_day=paid, delivered_day=delivered)
    assert tax_point(bought) == point
    decision = decide(bought, DEFAULT_POLICY, DAY)
    assert decision.invoice.day == point
    assert [one.day for one in decision.payments] == ([max(paid, point)] if paid else [])


@pytest.mark.parametrize(("paid", "rate"), [(MARCH, D12), (APRIL, D6)])
def test_food_is_booked_at_the_rate_of_the_day_it_was_paid(paid, rate):
    bought = order(line(112, rate), ordered_day=MARCH, paid_day=paid, delivered_day=APRIL)
    assert food_rate(tax_point(bought)) == rate
    decision = decide(bought, DEFAULT_POLICY, DAY)
    assert [total.rate for total in decision.invoice.rates] == [rate]


days = st.one_of(st.none(), st.dates(date(2025, 12, 1), date(2026, 12, 31)))


@given(days, days)
def test_no_document_is_dated_after_both_and_no_payment_before_its_invoice(paid, delivered):
    start = date(2025, 11, 30)
    bought = order(line(100), ordered_day=start, paid_day=paid, delivered_day=delivered)
    point = tax_point(bought)
    assert point in (paid, delivered, start)
    assert all(point <= day for day in (paid, delivered) if day is not None)
    decision = decide(bought, DEFAULT_POLICY, DAY)
    assert all(one.day >= decision.invoice.day for one in decision.payments)
    assert decision.invoice.day == point
