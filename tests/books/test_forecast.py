"""What an import would make: a sum of what its orders would make, to the öre."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.books.making import D6, DAY, line, order

from kontera.books.decision import decide
from kontera.books.forecast import CUSTOMERS, Forecast, as_json, forecast_of, from_json, seconds_for
from kontera.books.plan import End, next_steps
from kontera.books.policy import DEFAULT_POLICY

CASH = replace(DEFAULT_POLICY, cash_method=True)


def decided(*lines, policy=DEFAULT_POLICY, **more):
    return decide(order(*(lines or [line(125)]), **more), policy, DAY)


def by_account(forecast):
    sums = Counter()
    for (_month, _rate, account), ore in forecast.lines.items():
        sums[account] += ore
    return {account: ore for account, ore in sums.items() if ore}


def by_rate(forecast, account):
    return {rate: ore for (_month, rate, its), ore in forecast.lines.items() if its == account and ore}


@pytest.mark.parametrize(
    ("end", "requests", "documents"),
    [
        ("order", 1, {"order": 1}),
        ("order_invoice", 3, {"order": 1, "invoice": 1}),
        ("invoice", 1, {"invoice": 1}),
        ("booked", 2, {"invoice": 1, "booked": 1}),
        ("paid", 4, {"invoice": 1, "booked": 1, "payment": 1}),
        (CUSTOMERS, 0, {}),
    ],
)
def test_each_end_costs_its_requests_and_makes_its_documents(end, requests, documents):
    told = forecast_of(decided(), end)
    assert (told.orders, told.requests, told.documents) == (1, requests, documents)


def test_an_order_at_two_rates_is_told_account_by_account_and_rate_by_rate():
    told = forecast_of(decided(line(125), line(106, D6, sku="B")), "booked")
    assert by_rate(told, 2611).keys() == {"25"}
    assert by_rate(told, 2631).keys() == {"6"}
    assert by_rate(told, 3003)["6"] <= -10000
    assert sum(told.lines.values()) == 0


def test_an_account_that_two_rates_share_is_told_in_its_parts():
    chart = replace(DEFAULT_POLICY.chart, sales=dict.fromkeys(DEFAULT_POLICY.chart.sales, 3000))
    policy = replace(DEFAULT_POLICY, chart=chart)
    told = forecast_of(decided(line(125), line(106, D6, sku="B"), policy=policy), "booked")
    assert by_rate(told, 3000) == {"25": -10000, "6": -10000}


def test_documents_fall_in_the_month_they_are_dated():
    told = forecast_of(decided(), "paid")
    assert {month for month, _, _ in told.lines} == {"2026-11"}
    assert (told.first_day, told.last_day) == (DAY, DAY)


@pytest.mark.parametrize("end", ["invoice", "booked", "paid"])
def test_kontantmetoden_shows_the_same_sale_whatever_the_end(end):
    told = forecast_of(decided(policy=CASH), end)
    assert by_rate(told, 3001) == {"25": -10000}
    assert by_rate(told, 2611) == {"25": -2500}


def test_a_held_or_cancelled_order_makes_nothing():
    held = decided(line(125, None), tax=0)
    assert held.held is not None
    assert forecast_of(held, "paid") == Forecast(orders=1)


@given(
    amounts=st.lists(
        st.tuples(st.integers(100, 99900), st.sampled_from([25, 12, 6])), min_size=1, max_size=6
    ),
    end=st.sampled_from([*End]),
    policy=st.sampled_from([DEFAULT_POLICY, CASH]),
)
def test_the_whole_is_the_sum_of_its_orders_and_agrees_with_their_vouchers(amounts, end, policy):
    decisions = [decided(line(ore / 100, rate), policy=policy) for ore, rate in amounts]
    whole = sum((forecast_of(one, end) for one in decisions), Forecast())
    assert whole.requests >= sum(len(next_steps(end, one)) for one in decisions)
    assert sum(whole.lines.values()) == 0
    vouchers = [one for each in decisions for one in each.vouchers if end == "paid" or one.kind == "invoice"]
    booked = Counter()
    for voucher in vouchers:
        booked.update({row.account: 0 for row in voucher.rows})
        for row in voucher.rows:
            booked[row.account] += row.amount_ore
    if vouchers:
        assert by_account(whole) == {account: ore for account, ore in booked.items() if ore}


@given(st.lists(st.integers(100, 99900), max_size=5))
def test_what_is_kept_is_read_back_as_it_was(amounts):
    whole = sum((forecast_of(decided(line(ore / 100)), "paid") for ore in amounts), Forecast())
    assert from_json(as_json(whole)) == whole


def test_the_time_is_that_of_25_requests_in_5_seconds():
    assert [seconds_for(each) for each in (0, 1, 25, 41_400)] == [0, 1, 5, 8280]
