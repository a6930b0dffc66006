"""The ledger of sales abroad and the One Stop Shop account: one and the same VAT, whatever was sold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.property.test_books import DAY, calm, per_account

from kontera.books.chart import Chart
from kontera.books.decision import decide
from kontera.books.money import line_ore, vat_of
from kontera.books.order import Address, Buyer, Fx, Line, LineKind, Order, Status
from kontera.books.oss import Apart, Part, quarters
from kontera.books.policy import Policy
from kontera.books.returns import supplies

D19, D7 = Decimal(19), Decimal(7)
CHART = Chart(oss={("DE", D19): 3110, ("DE", D7): 3111})
EURO = Fx("EUR", Decimal("10.9635"), DAY)
GERMAN = Buyer(delivery=Address(country="DE", zip_code="10115"))
Q3, Q4 = "2026Q3", "2026Q4"


@st.composite
def sold(draw):
    """A decision on what a consumer in Germany bought."""
    drawn = st.tuples(st.integers(1, 9), st.integers(100, 99_999), st.sampled_from([D19, D7]), st.booleans())
    kinds = {False: LineKind.GOODS, True: LineKind.SERVICE}
    lines = tuple(
        Line(f"Vara {place}", Decimal(quantity), unit, rate, kinds[is_service], f"A{place}", str(place))
        for place, (quantity, unit, rate, is_service) in enumerate(
            draw(st.lists(drawn, min_size=1, max_size=4))
        )
    )
    total = sum(line_ore(line.quantity, line.unit_gross_ore) for line in lines)
    tax = sum(vat_of(line_ore(line.quantity, line.unit_gross_ore), line.rate) for line in lines)
    fx = draw(st.sampled_from([None, EURO]))
    order = Order(
        number="1001", status=Status.PAID, currency="EUR" if fx else "SEK", ordered_day=DAY, paid_day=DAY,
        delivered_day=None, buyer=GERMAN, lines=lines, shipping_gross_ore=0, discount_gross_ore=0,
        fee_gross_ore=0, total_gross_ore=total, tax_ore=tax, payment_method="klarna", fx=fx,
    )  # fmt: skip
    policy = Policy(chart=CHART, eu_consumers="oss", cash_method=draw(st.booleans()))
    decision = decide(order, policy, DAY)
    assume(decision.held is None)
    return decision


def ledger(made, period=Q4):
    return [
        Part(str(place), f"order {place}", period, one.vat_sek_ore)
        for place, decision in enumerate(made)
        for one in supplies(decision.invoice, CHART)
    ]


def books(made):
    return [
        Part(str(place), f"B {place}", Q4, -per_account([voucher]).get(2670, 0))
        for place, decision in enumerate(made)
        for voucher in decision.vouchers
        if 2670 in per_account([voucher])
    ]


@calm
@given(sold())
def test_the_ledger_of_a_document_is_its_voucher_to_the_ore(decision):
    assert sum(part.vat_ore for part in ledger([decision])) == sum(part.vat_ore for part in books([decision]))


@calm
@given(st.lists(sold(), min_size=1, max_size=5))
def test_our_own_sales_abroad_never_differ_from_our_own_books(made):
    [quarter] = quarters([Q4], ledger(made), books(made))
    assert (quarter.rest_ore, quarter.waiting_ore, quarter.moved_ore, quarter.apart) == (0, 0, 0, ())
    assert quarter.ledger_ore == quarter.booked_ore
    third, fourth = quarters([Q3, Q4], ledger(made, Q3), books(made))
    assert (third.rest_ore, fourth.rest_ore) == (0, 0)
    assert fourth.moved_ore == -third.moved_ore == fourth.booked_ore == third.ledger_ore


@calm
@given(st.lists(sold(), min_size=1, max_size=5), st.data())
def test_a_voucher_that_is_further_off_than_an_ore_a_row_is_seen(made, data):
    told, booked = ledger(made), books(made)
    place = data.draw(st.integers(0, len(booked) - 1))
    rows = sum(part.unit == booked[place].unit for part in told)
    step = data.draw(st.sampled_from([-1, 1])) * data.draw(st.integers(rows + 1, 10**6))
    was = booked[place]
    booked[place] = replace(was, vat_ore=was.vat_ore + step)
    [quarter] = quarters([Q4], told, booked)
    assert quarter.rest_ore == step
    assert [(one.name, one.booked_ore - one.ledger_ore) for one in quarter.apart] == [
        (f"order {was.unit}", step)
    ]


def test_what_somebody_else_booked_of_what_waits_is_no_difference():
    waits = [Part("1", "1001", Q4, 1900), Part("2", "1002", Q4, 700)]
    [quarter] = quarters([Q4], waits, [])
    assert (quarter.waiting_ore, quarter.rest_ore) == (2600, 0)
    by_hand = [Part("", "A 7", Q4, 1900), Part("", "A 8", Q4, 700)]
    [whole] = quarters([Q4], waits, by_hand)
    assert (whole.booked_ore, whole.waiting_ore, whole.rest_ore, whole.apart) == (2600, 2600, 0, ())
    third, fourth = quarters([Q3, Q4], [Part("3", "1003", Q3, 100), *waits], by_hand)
    assert (third.booked_ore, third.rest_ore, fourth.rest_ore) == (0, 0, 0)
    [partly] = quarters([Q4], waits, by_hand[:1])
    assert partly.rest_ore == -700
    assert partly.apart == (Apart("A 7", 0, 1900), Apart("1001", 1900, 0), Apart("1002", 700, 0))


def test_a_quarter_in_which_we_sold_nothing_is_not_ours_to_judge():
    assert quarters([Q3, Q4], [], [Part("", "A 7", Q4, 1900)]) == []


def test_an_ore_a_row_that_fortnox_rounds_otherwise_is_neither_a_difference_nor_moved():
    told = [Part("1", "1001", Q4, 1900), Part("1", "1001", Q4, 700)]
    [quarter] = quarters([Q4], told, [Part("1", "1001", Q4, 2602)])
    assert (quarter.moved_ore, quarter.rest_ore, quarter.apart) == (0, 0, ())
    [quarter] = quarters([Q4], told, [Part("1", "1001", Q4, 2603)])
    assert (quarter.rest_ore, quarter.apart) == (3, (Apart("1001", 2600, 2603),))


def test_an_order_that_differs_is_told_only_in_the_quarter_where_it_does():
    told = [Part("1", "1001", Q3, 1900), Part("1", "1001", Q4, -900)]
    booked = [Part("1", "1001", Q3, 1900), Part("1", "1001", Q4, -800)]
    third, fourth = quarters([Q3, Q4], told, booked)
    assert (third.rest_ore, third.apart) == (0, ())
    assert (fourth.rest_ore, fourth.apart) == (100, (Apart("1001", -900, -800),))
