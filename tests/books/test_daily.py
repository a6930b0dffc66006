"""A day's consumer orders in one voucher: VAT is the sum of theirs, refunds stand apart, companies do not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.books.making import D6, D25, DAY, accounts, line, order
from tests.golden.reading import shop_tax

from kontera.books.chart import DEFAULT_CHART as CHART
from kontera.books.chart import Chart
from kontera.books.daily import REFUNDED, is_summed, summary_of
from kontera.books.decision import decide
from kontera.books.order import Address, Buyer, Refund
from kontera.books.policy import DEFAULT_POLICY as POLICY
from kontera.books.policy import Policy


def sold(*lines, **changes):
    return decide(order(*lines, **changes), POLICY, DAY)


def test_the_vat_of_a_day_is_the_sum_of_the_orders_vat_and_not_of_their_total():
    orders = [sold(line(0.01)), sold(line(0.01)), sold(line(0.02)), sold(line(0.03))]
    made = summary_of(DAY, orders, [], CHART)
    assert [decision.invoice.vat_ore for decision in orders] == [0, 0, 0, 1]
    assert accounts(made.voucher) == {1581: 7, 2611: -1, 3001: -6}


def test_providers_rates_and_countries_are_kept_apart_and_nothing_stays_with_the_customer():
    made = summary_of(
        DAY, [sold(line(125)), sold(line(106, D6), payment_method="swish", number="1002")], [], CHART
    )
    assert accounts(made.voucher) == {
        1581: 12500,
        1583: 10600,
        2611: -2500,
        2631: -600,
        3001: -10000,
        3003: -10000,
    }
    assert [(one.number, one.methods, int(one.rate)) for one in made.lines] == [
        ("1001", "klarna", 25),
        ("1002", "swish", 6),
    ]


def test_refunds_stand_in_rows_of_their_own():
    sale = order(line(125))
    credit = decide(replace(sale, refunds=(Refund("1", DAY, is_full=True),)), POLICY, DAY).credits[0]
    made = summary_of(DAY, [sold(line(250))], [("1001", credit)], CHART)
    apart = {row.account: row.amount_ore for row in made.voucher.rows if row.text == REFUNDED}
    assert apart == {1581: -12500, 2611: 2500, 3001: 10000}
    assert [(one.kind, one.gross_ore) for one in made.lines] == [("sale", 25000), ("refund", -12500)]


def test_a_distance_sale_under_swedish_vat_gets_an_invoice_and_one_in_the_one_stop_shop_does_not():
    buyer = Buyer(delivery=Address(country="NL", zip_code="1011 AB"))
    below = Policy(eu_consumers="swedish")
    there = Policy(eu_consumers="oss", chart=Chart(oss={("NL", Decimal(21)): 3120}))
    assert not is_summed(decide(order(line(125), buyer=buyer), below, DAY))
    assert is_summed(decide(order(line(121, 21), buyer=buyer), there, DAY))


def test_companies_own_invoices_and_unpaid_orders_get_documents_of_their_own():
    assert is_summed(sold(line(100)))
    assert not is_summed(sold(line(100), buyer=Buyer(is_company=True)))
    assert not is_summed(sold(line(100), payment_method="invoice"))
    assert not is_summed(sold(line(100), paid_day=None))
    assert not is_summed(sold(line(100), payment_method="beads"))
    assert not is_summed(sold(line(0)))


def test_kontantmetoden_sums_the_payments_which_hold_the_sale():
    cash = decide(order(line(125)), Policy(cash_method=True), DAY)
    assert accounts(summary_of(DAY, [cash], [], CHART).voucher) == {1581: 12500, 2611: -2500, 3001: -10000}


@given(st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from([D25, D6])), min_size=1, max_size=20))
def test_a_summary_books_to_the_ore_what_its_orders_would_have_booked_alone(prices):
    raw = [order(replace(line(0, rate), unit_gross_ore=ore)) for ore, rate in prices]
    orders = [decide(replace(one, tax_ore=shop_tax(one)), POLICY, DAY) for one in raw]
    made = accounts(summary_of(DAY, orders, [], CHART).voucher)
    alone: dict[int, int] = {}
    for decision in orders:
        for voucher in decision.vouchers:
            for account, ore in accounts(voucher).items():
                alone[account] = alone.get(account, 0) + ore
    assert made == {account: ore for account, ore in alone.items() if ore}
