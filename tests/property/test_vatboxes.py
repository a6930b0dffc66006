"""Boxes 10–12 against box 05 over whole months: silent over our own books, awake to two öre."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.property.test_books import DAY, calm, orders, per_account

from kontera.books.chart import DEFAULT_CHART
from kontera.books.daily import summary_of
from kontera.books.decision import decide
from kontera.books.order import Fx
from kontera.books.policy import Policy
from kontera.books.vatboxes import Booked, boxed, fits

RATES = boxed([DEFAULT_CHART])
VAT = {2611: 3001, 2621: 3002, 2631: 3003}
POUND = Fx("GBP", Decimal("12.4837"), DAY)


@st.composite
def months(draw):
    """Decisions on a month's orders, by either method, some of them in another currency."""
    policy = Policy(cash_method=draw(st.booleans()))
    made = []
    for drawn in draw(st.lists(orders(), min_size=1, max_size=6)):
        is_abroad = draw(st.integers(0, 4)) == 0
        order = replace(drawn, currency="GBP", fx=POUND) if is_abroad else drawn
        decision = decide(order, policy, DAY)
        if decision.held is None:
            made.append(decision)
    return made


def ours(decisions):
    """What the books hold of them, each voucher as it was reckoned."""
    every = [per_account([voucher]) for decision in decisions for voucher in decision.vouchers]
    return [Booked(f"B {place}", DAY, one, one) for place, one in enumerate(every, 1)]


def rests(vouchers):
    return {fit.account: fit.rest_ore for fit in fits(RATES, vouchers) if fit.rest_ore}


@calm
@given(months())
def test_our_own_books_always_fit(made):
    assert rests(ours(made)) == {}


@calm
@given(months(), st.data())
def test_fortnox_may_move_an_ore_of_every_voucher_between_vat_and_sale(made, data):
    moved = []
    for one in ours(made):
        there = [vat for vat in VAT if vat in one.amounts and VAT[vat] in one.amounts]
        steps = {vat: data.draw(st.sampled_from([-1, 0, 1])) for vat in there}
        shift = {**steps, **{VAT[vat]: -step for vat, step in steps.items()}}
        amounts = {account: ore + shift.get(account, 0) for account, ore in one.amounts.items()}
        moved.append(replace(one, amounts=amounts))
    assert rests(moved) == {}


@calm
@given(months(), st.data())
def test_two_ore_too_much_on_any_vat_row_are_seen(made, data):
    vouchers = ours(made)
    rows = [(place, vat) for place, one in enumerate(vouchers) for vat in VAT if vat in one.amounts]
    assume(rows)
    place, vat = data.draw(st.sampled_from(rows))
    step = data.draw(st.sampled_from([-1, 1])) * data.draw(st.integers(2, 10**6))
    counter = data.draw(st.sampled_from([1510, 3740, VAT[vat]]))
    one = vouchers[place]
    amounts = {**one.amounts, vat: one.amounts[vat] + step}
    amounts[counter] = amounts.get(counter, 0) - step
    vouchers[place] = replace(one, amounts=amounts)
    [fit] = [fit for fit in fits(RATES, vouchers) if fit.rest_ore]
    assert (fit.account, [odd.name for odd in fit.odd]) == (vat, [one.name])
    assert (fit.rest_ore > 0) == (step < 0)


@calm
@given(st.lists(orders(), min_size=1, max_size=6))
def test_an_invoice_in_kronor_fits_by_itself_whoever_made_it(sold):
    made = [decide(order, Policy(), DAY) for order in sold]
    strangers = [replace(one, expected=None) for one in ours(one for one in made if one.held is None)]
    assert rests(strangers) == {}


@calm
@given(st.lists(orders(), min_size=1, max_size=6))
def test_a_summary_fits_as_it_was_reckoned(sold):
    made = [decide(order, Policy(), DAY) for order in sold]
    made = [one for one in made if one.held is None and one.invoice is not None]
    amounts = per_account([summary_of(DAY, made, [], DEFAULT_CHART).voucher])
    assert rests([Booked("A 1", DAY, amounts, amounts)]) == {}


def test_each_month_and_rate_stands_by_itself():
    december = date(2026, 12, 1)
    sold = Booked("A 1", DAY, {1510: 12500, 2611: -2500, 3001: -10000})
    late = Booked("A 2", december, {1510: 11200, 2611: -1200, 3002: -10000})
    assert [(fit.month, fit.box, fit.rest_ore) for fit in fits(RATES, [late, sold])] == [
        ("2026-11", "10", 0),
        ("2026-12", "10", 1200),
        ("2026-12", "11", -1200),
    ]


def test_every_strange_document_may_add_an_ore_and_not_more():
    right = [Booked(f"A {place}", DAY, {3001: -10000, 2611: -2501}) for place in range(5)]
    assert rests(right) == {}
    [fit] = fits(RATES, [*right, Booked("A 9", DAY, {3001: -10000, 2611: -2502})])
    assert (fit.rest_ore, [odd.name for odd in fit.odd]) == (7, ["A 9"])


def test_a_correction_by_hand_in_the_same_month_makes_it_whole():
    wrong = Booked("B 1", DAY, {1510: 12500, 3001: -12500}, {1510: 12500, 2611: -2500, 3001: -10000})
    mended = Booked("A 1", DAY, {3001: 2500, 2611: -2500})
    assert rests([wrong]) == {2611: -3125}
    assert rests([wrong, mended]) == {}


def test_an_account_that_carries_two_rates_says_nothing_about_either():
    both = replace(DEFAULT_CHART, sales={**DEFAULT_CHART.sales, Decimal(12): 3001})
    strange = Booked("A 1", DAY, {1510: 11200, 2621: -1200, 3001: -10000})
    assert [fit.rest_ore for fit in fits(boxed([both]), [strange])] == [0]
    assert [fit.apart_ore for fit in fits(boxed([both]), [strange])] == [1200]


def test_the_charts_of_all_shops_of_a_company_count():
    other = replace(DEFAULT_CHART, sales={Decimal(25): 3011})
    sold = Booked("A 1", DAY, {1510: 12500, 2611: -2500, 3011: -10000})
    assert [fit.apart_ore for fit in fits(RATES, [sold])] == [2500]
    [fit] = fits(boxed([DEFAULT_CHART, other]), [sold])
    assert (fit.sales_ore, fit.vat_ore, fit.apart_ore) == (10000, 2500, 0)


def test_what_settles_a_period_sells_nothing():
    settles = Booked("A 1", DAY, {2611: 2500, 2650: -2500})
    assert fits(RATES, [settles]) == []
    sells = Booked("A 2", DAY, {3001: -10000, 1630: 10000})
    assert rests([settles, sells]) == {2611: -2500}


def test_sales_abroad_on_a_strange_voucher_leave_its_swedish_vat_to_be_judged():
    chart = replace(DEFAULT_CHART, oss={("DE", Decimal(19)): 3110})
    strange = Booked("A 1", DAY, {1510: 14400, 2611: -2500, 2670: -1900, 3110: -10000})
    [fit] = fits(boxed([chart]), [strange])
    assert (fit.rest_ore, fit.apart_ore) == (2500, 0)


def test_a_sale_of_ours_may_be_off_by_the_vat_of_an_ore():
    reckoned = {1510: 12500, 2611: -2500, 3001: -10000}
    near, far = {**reckoned, 3001: -10005, 3740: 5}, {**reckoned, 3001: -10006, 3740: 6}
    assert rests([Booked("B 1", DAY, near, reckoned)]) == {}
    assert rests([Booked("B 1", DAY, far, reckoned)]) == {2611: -2}


def test_a_single_purpose_gift_card_is_a_sale_at_the_standard_rate():
    assert rests([Booked("A 1", DAY, {1930: 12500, 2422: -10000, 2611: -2500})]) == {}
