"""A day's summary: its text, its list of orders, and what was given back beside what was sold."""

from __future__ import annotations

from dataclasses import replace

from tests.books.making import D6, D25, DAY, line, order

from kontera.books.chart import DEFAULT_CHART as CHART
from kontera.books.daily import REFUNDED, is_summed, summary_of
from kontera.books.decision import decide
from kontera.books.order import Buyer, Refund
from kontera.books.policy import Policy


def decided(*lines, **more):
    return decide(order(*lines, **more), Policy(), DAY)


def test_a_summary_says_its_day_and_its_orders_and_names_its_accounts():
    made = summary_of(DAY, [decided(line(100, D25)), decided(line(106, D6), number="1002")], [], CHART)
    assert (made.voucher.kind, made.voucher.day) == ("summary", DAY)
    assert made.voucher.text == "Dagssumma 2026-11-10, 2 order"
    assert {row.account: row.text for row in made.voucher.rows}[3001] == CHART.name_of(3001)
    assert (made.day, made.orders, made.refunds) == (DAY, 2, 0)


def test_each_order_stands_in_the_list_with_its_methods_and_a_row_for_each_rate():
    by_card = decided(line(100, D25), line(106, D6, sku="B"), gift_card_ore=5000)
    [first, second] = summary_of(DAY, [by_card], [], CHART).lines
    assert (first.kind, first.number, first.methods) == ("sale", "1001", "gift_card + klarna")
    assert (first.rate, first.net_ore, first.vat_ore, first.gross_ore) == (D25, 8000, 2000, 10000)
    assert (second.rate, second.net_ore, second.vat_ore, second.gross_ore) == (D6, 10000, 600, 10600)
    assert (first.country, first.treatment, first.currency) == ("SE", "SE", "SEK")


def test_what_was_given_back_stands_in_rows_of_its_own_that_say_so():
    back = replace(order(line(100, D25)), refunds=(Refund("1", DAY, is_full=True),), has_refunds=True)
    decision = decide(back, Policy(), DAY)
    made = summary_of(DAY, [decision], [("1001", decision.credits[0])], CHART)
    rows = [(row.account, row.amount_ore, row.text) for row in made.voucher.rows]
    assert (3001, -8000, CHART.name_of(3001)) in rows
    assert (3001, 8000, REFUNDED) in rows
    assert [(one.kind, one.number, one.gross_ore) for one in made.lines] == [
        ("sale", "1001", 10000),
        ("refund", "1001", -10000),
    ]
    assert made.refunds == 1


def test_only_a_consumers_order_that_is_booked_and_paid_in_full_is_summed():
    assert is_summed(decided(line(100, D25)))
    assert not is_summed(decided(line(100, D25), payment_method="beads"))
    assert not is_summed(decided(line(100, D25), buyer=Buyer(is_company=True)))
    assert not is_summed(decided(line(100, D25), paid_day=None))
    assert not is_summed(decided(line(100, D25), payment_method="invoice"))
    assert not is_summed(decided(line(0, D25)))
