"""Refunds become credits at the original rates, never above the sale; the gift card gets its part first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.books.making import D6, D12, D25, DAY, accounts, line, order
from tests.golden.reading import shop_tax

from kontera.books.decision import decide
from kontera.books.order import Fx, LineKind, Refund, RefundLine
from kontera.books.policy import DEFAULT_POLICY as POLICY
from kontera.books.policy import Policy

LATER = date(2026, 11, 18)


def full(key="1", **more):
    return Refund(key, LATER, is_full=True, **more)


def amount(ore, key="1", **more):
    return Refund(key, LATER, amount_ore=ore, **more)


def pieces(sku, quantity=1, key="1", **more):
    return Refund(key, LATER, lines=(RefundLine(Decimal(quantity), sku),), **more)


def refunded(sale, *refunds, policy=POLICY):
    return decide(replace(sale, refunds=refunds, has_refunds=True, tax_ore=shop_tax(sale)), policy, LATER)


def codes(decision):
    return [finding.code for finding in decision.findings if finding.holds]


def booked(decision):
    """Account → öre over all vouchers, without what came out at zero."""
    sums: dict[int, int] = {}
    for voucher in (*decision.vouchers, *(one for credit in decision.credits for one in credit.vouchers)):
        for row in voucher.rows:
            sums[row.account] = sums.get(row.account, 0) + row.amount_ore
    return {account: ore for account, ore in sums.items() if ore}


MIXED = order(
    line(349, D25, sku="A01", quantity=2), line(229, D6, sku="A02"), line(99.90, D12, sku="A03"),
    freight=5900, discount=10000,
)  # fmt: skip


def test_a_full_refund_leaves_nothing_on_any_account():
    decision = refunded(MIXED, full())
    assert decision.credits[0].is_whole
    assert booked(decision) == {}


def test_refunds_of_all_lines_one_by_one_and_the_freight_leave_nothing_open():
    sale = order(*MIXED.lines, freight=5900)
    steps = [pieces("A01", 1, "1"), pieces("A03", 1, "2"), pieces("A01", 1, "3"), pieces("A02", 1, "4"),
             amount(5900, "5")]  # fmt: skip
    decision = refunded(sale, *steps)
    assert codes(decision) == []
    assert sum(credit.invoice.total_ore for credit in decision.credits) == -sale.total_gross_ore
    assert {1510, 1581}.isdisjoint(booked(decision))
    assert not any(credit.is_whole for credit in decision.credits)


def test_pieces_of_a_discounted_line_give_back_what_they_cost_and_the_last_one_the_rest():
    sale = order(line(33.35, D25, quantity=3), discount=1000)
    decision = refunded(sale, pieces("A01", 1, "1"), pieces("A01", 2, "2"))
    assert [credit.invoice.total_ore for credit in decision.credits] == [-3002, -6003]
    for credit in decision.credits:
        for row in credit.invoice.rows:
            assert row.quantity * row.unit_gross_ore - row.discount_ore == row.gross_ore


def test_only_a_credit_of_the_whole_invoice_needs_a_discount():
    sale = order(line(33.35, D25, quantity=3), line(20, D6, sku="B"), discount=1000)
    decision = refunded(sale, amount(2, "1"), pieces("A01", 2, "2"), full("3"))
    rows = [row for credit in decision.credits for row in credit.invoice.rows]
    assert [row.discount_ore for row in rows if row.discount_ore] == []
    assert all(row.quantity * row.unit_gross_ore == row.gross_ore for row in rows)
    assert sum(row.gross_ore for row in rows) == -sale.total_gross_ore
    assert sum(row.quantity for row in rows if row.sku == "A01") == -3
    assert any(row.discount_ore for row in refunded(sale, full()).credits[0].invoice.rows)


def test_an_amount_alone_is_split_over_the_rates_of_the_sale():
    sale = order(line(100, D25), line(100, D6, sku="B"))
    credit = refunded(sale, amount(5001)).credits[0].invoice
    assert [(str(row.rate), row.gross_ore) for row in credit.rows] == [("25", -2501), ("6", -2500)]


def test_amounts_that_are_all_there_is_together_leave_nothing_on_any_sales_account():
    sale = order(line(100, D25), line(100, D6, sku="B"), freight=4000)
    for steps in ([5000, 19000], [21000, 3000], [100, 22000, 1900]):
        refunds = [amount(ore, str(place)) for place, ore in enumerate(steps)]
        left = booked(refunded(sale, *refunds))
        # VAT is counted on each document: an öre a rate and document at the most.
        assert all(abs(ore) <= len(steps) for ore in left.values()), left
        assert {1510, 1581}.isdisjoint(left)


def test_an_amount_that_is_all_there_is_undoes_the_whole_invoice():
    assert refunded(MIXED, amount(MIXED.total_gross_ore)).credits[0].is_whole


def test_a_kept_fee_is_income_on_the_credit():
    sale = order(line(299, D25), freight=4900)
    decision = refunded(sale, Refund("1", LATER, amount_ore=29900, is_full=True, kept_ore=4900))
    credit = decision.credits[0].invoice
    assert credit.total_ore == -29900
    assert [(row.account, row.gross_ore) for row in credit.rows] == [
        (3001, -29900),
        (3520, -4900),
        (3520, 4900),
    ]


def test_lines_and_the_whole_freight_are_told_apart_by_the_amount():
    sale = order(line(299, D25), line(100, D25, sku="B"), freight=4900)
    with_freight = refunded(sale, pieces("B", amount_ore=14900)).credits[0].invoice
    without = refunded(sale, pieces("B", amount_ore=10000)).credits[0].invoice
    assert [row.account for row in with_freight.rows] == [3001, 3520]
    assert [row.account for row in without.rows] == [3001]


@pytest.mark.parametrize(
    ("refunds", "code"),
    [
        ([amount(100_001)], "refund-exceeds-sale"),
        ([amount(6000, "1"), amount(6000, "2")], "refund-exceeds-sale"),
        ([full("1"), full("2")], None),
        ([full("1"), amount(1, "2")], "refund-exceeds-sale"),
        ([pieces("A01", 2)], "refund-line-unknown"),
        ([pieces("A01", 1, "1"), pieces("A01", 1, "2")], "refund-line-unknown"),
        ([pieces("Z99")], "refund-line-unknown"),
        ([pieces("A01", amount_ore=9000)], "refund-amount-unclear"),
        ([Refund("1", LATER)], "refund-amount-unclear"),
    ],
)
def test_a_refund_that_does_not_fit_the_sale_is_held_and_books_nothing(refunds, code):
    decision = refunded(order(line(100)), *refunds)
    assert codes(decision) == ([code] if code else [])
    assert bool(decision.credits) is (code is None)


def test_what_was_paid_with_a_gift_card_goes_back_to_the_card_first():
    sale = order(line(847, D25), tax=16940, gift_card_ore=50000)
    decision = refunded(sale, amount(60000, "1"), amount(24700, "2"))
    paid_back = [[(one.account, one.amount_ore) for one in credit.payments] for credit in decision.credits]
    assert paid_back == [[(2421, -50000), (1581, -10000)], [(1581, -24700)]]
    assert {1510, 1581, 2421}.isdisjoint(booked(decision))


def test_a_refund_on_a_gift_card_makes_a_new_debt():
    decision = refunded(order(line(100)), full(by_gift_card=True))
    assert accounts(decision.credits[0].vouchers[1]) == {2421: -10000, 1510: 10000}


def test_a_credit_of_an_unpaid_invoice_pays_nothing_back():
    sale = order(line(100), payment_method="invoice", paid_day=None, delivered_day=DAY)
    decision = refunded(sale, full())
    assert decision.credits[0].payments == ()
    assert booked(decision) == {}


def test_with_kontantmetoden_the_repayment_books_the_credit():
    cash = Policy(cash_method=True)
    decision = refunded(order(line(100), line(100, D6, sku="B")), amount(5000), policy=cash)
    assert [voucher.kind for voucher in decision.credits[0].vouchers] == ["refund"]
    assert accounts(decision.credits[0].vouchers[0])[1581] == -5000
    assert booked(refunded(order(line(100)), full(), policy=cash)) == {}


def test_a_full_refund_in_another_currency_leaves_nothing_at_the_original_rate():
    sale = order(
        line(59.90, D25, quantity=3), freight=990, currency="EUR", fx=Fx("EUR", Decimal("10.9635"), DAY)
    )
    assert booked(refunded(sale, full())) == {}


def test_a_gift_card_that_was_sold_is_taken_back_without_vat():
    sale = order(line(500, None, kind=LineKind.GIFT_CARD, sku="PK"), tax=0)
    decision = refunded(sale, full())
    assert accounts(decision.credits[0].vouchers[0]) == {1510: -50000, 2421: 50000}


def test_refunds_that_could_not_be_read_hold_the_order():
    assert codes(decide(replace(order(line(100)), has_refunds=True), POLICY, LATER)) == ["order-refunded"]


def test_a_line_is_credited_at_the_amount_that_was_paid_back_for_it_and_the_rest_stays():
    given = Refund("1", LATER, amount_ore=5000, lines=(RefundLine(D25 / 25, "A01", amount_ore=5000),))
    decision = refunded(order(line(349, D25)), given, full("2"))
    assert codes(decision) == []
    assert [credit.invoice.total_ore for credit in decision.credits] == [-5000, -29900]


def test_freight_alone_is_credited_as_freight():
    decision = refunded(MIXED, Refund("1", LATER, freight_ore=5900))
    assert {row.role for row in decision.credits[0].invoice.rows} == {"freight"}
    assert decision.credits[0].invoice.total_ore == -5900


def test_a_refund_without_a_day_is_of_today_and_none_is_before_its_invoice():
    decision = refunded(order(line(349, D25)), Refund("1", None, 100), Refund("2", date(2020, 1, 1), 100))
    assert [credit.invoice.day for credit in decision.credits] == [LATER, DAY]


def test_an_amount_lowers_what_was_sold_before_it_touches_a_gift_card():
    card = line(300, 0, kind=LineKind.GIFT_CARD, sku="G01")
    sale = order(card, line(249, D25), freight=4900)
    lowered = refunded(sale, amount(10000)).credits[0].invoice
    assert [(row.account, row.gross_ore) for row in lowered.rows] == [(3001, -10000)]
    most = refunded(sale, amount(35000)).credits[0].invoice
    assert [(row.account, row.gross_ore) for row in most.rows] == [
        (3001, -24900), (3520, -4900), (2421, -5200),
    ]  # fmt: skip


def test_an_amount_that_reaches_into_the_rounding_takes_that_back_too():
    sale = order(line("99.57", D25), total=10000)
    credit = refunded(sale, amount(9999)).credits[0].invoice
    assert [(row.account, row.gross_ore) for row in credit.rows] == [(3001, -9957), (3740, -42)]
    assert (credit.rounding_ore, credit.total_ore) == (-42, -9999)


def test_an_amount_is_split_over_the_rates_by_what_is_left_of_them_after_a_negative_line():
    sale = order(line(100, D25), line(-60, D25, sku="A02", title="Rabatt"), line(100, D6, sku="A03"))
    credit = refunded(sale, amount(7000)).credits[0].invoice
    assert [(row.account, row.gross_ore) for row in credit.rows] == [(3001, -2000), (3003, -5000)]


def test_a_fee_kept_where_all_goods_were_free_follows_the_freight():
    sale = order(line(0, D25), freight=4900, tax=980, refunds=(full(kept_ore=1000),), has_refunds=True)
    credit = decide(sale, POLICY, LATER).credits[0].invoice
    assert [(row.account, row.rate, row.gross_ore) for row in credit.rows][1:] == [
        (3520, D25, -4900), (3520, D25, 1000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sale", "refund"),
    [
        (MIXED, pieces("A03", kept_ore=20000)),
        (order(line(300, 0, kind=LineKind.GIFT_CARD, sku="A01")), full(kept_ore=1000)),
    ],
    ids=["more than was given back", "nothing but a gift card"],
)
def test_a_kept_fee_that_nothing_carries_is_held(sale, refund):
    assert codes(refunded(sale, refund)) == ["refund-amount-unclear"]


BUNDLE = order(line(100, D25), line(-60, D25, sku="A02", title="Rabatt"))


@pytest.mark.parametrize(
    ("sku", "code"), [("A01", "refund-exceeds-sale"), ("A02", "refund-amount-unclear")], ids=["it", "rebate"]
)
def test_pieces_of_an_order_with_a_negative_line_are_held_where_they_are_no_part_of_the_sale(sku, code):
    assert codes(refunded(BUNDLE, pieces(sku))) == [code]
    assert refunded(BUNDLE, full()).credits[0].invoice.total_ore == -4000


def test_a_fee_kept_where_the_goods_were_free_is_income_at_the_rate_of_what_was_charged():
    sale = order(line(100, D6, sku="A01"), freight=4900, discount=10000)
    decision = refunded(sale, full(kept_ore=1900))
    assert codes(decision) == []
    assert decision.credits[0].invoice.total_ore == -3000


def test_a_fee_kept_larger_than_what_was_given_back_is_held():
    sale = order(line(100, sku="A01", quantity=2))
    assert codes(refunded(sale, pieces("A01", kept_ore=10001))) == ["refund-amount-unclear"]
    assert codes(refunded(sale, pieces("A01", kept_ore=10000))) == []


def test_everything_given_back_twice_is_credited_once_and_no_empty_document_is_made():
    decision = refunded(MIXED, full("1"), full("2"))
    assert [credit.key for credit in decision.credits] == ["1"]
    assert codes(refunded(MIXED, full("1", kept_ore=4900), full("2", kept_ore=1))) == [
        "refund-amount-unclear"
    ]


def test_a_lowered_price_brings_no_piece_back_and_names_no_article():
    sale = order(line(100, sku="A01", quantity=3))
    lowered = Refund("1", LATER, lines=(RefundLine(Decimal(0), "A01", amount_ore=2000),))
    [row] = refunded(sale, lowered).credits[0].invoice.rows
    assert (row.sku, row.gross_ore, row.account) == ("", -2000, 3001)
    decision = refunded(sale, lowered, full("2"))
    rows = decision.credits[1].invoice.rows
    assert {row.sku for row in rows} == {"A01"}
    assert sum(row.quantity for row in rows) == -3


def test_pieces_that_came_back_at_another_amount_come_back_as_so_many_pieces():
    sale = order(line(100, sku="A01", quantity=3))
    worn = Refund("1", LATER, amount_ore=15001, lines=(RefundLine(Decimal(2), "A01", amount_ore=15001),))
    decision = refunded(sale, worn, full("2"))
    first, second = (credit.invoice for credit in decision.credits)
    assert [(row.sku, row.quantity, row.gross_ore) for row in first.rows] == [
        ("A01", -1, -7500), ("A01", -1, -7501),
    ]  # fmt: skip
    assert [(row.sku, row.quantity, row.gross_ore) for row in second.rows] == [("A01", -1, -14999)]


def test_what_is_left_of_a_price_when_all_pieces_are_back_is_credited_without_an_article():
    sale = order(line(100, sku="A01"))
    worn = Refund("1", LATER, amount_ore=8000, lines=(RefundLine(Decimal(1), "A01", amount_ore=8000),))
    decision = refunded(sale, worn, full("2"))
    rows = [row for credit in decision.credits for row in credit.invoice.rows]
    assert [(row.sku, row.quantity, row.gross_ore) for row in rows] == [("A01", -1, -8000), ("", -1, -2000)]
