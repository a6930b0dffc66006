"""What a document sold by rate and kind, in its currency and in kronor; and a sale booked in parts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.books.making import D6, D25, DAY, accounts, line, order
from tests.golden.reading import shop_tax

from kontera.books.chart import DEFAULT_CHART as CHART
from kontera.books.decision import decide
from kontera.books.documents import turned
from kontera.books.order import Fx, LineKind, Refund
from kontera.books.policy import Policy
from kontera.books.returns import supplies
from kontera.books.voucher import cash_voucher

EURO = {"currency": "EUR", "fx": Fx("EUR", Decimal("10.75"), DAY)}
SERVICE, CARD = LineKind.SERVICE, LineKind.GIFT_CARD


def sold(*lines, **more):
    sale = order(*lines, **more)
    invoice = decide(replace(sale, tax_ore=shop_tax(sale)), Policy(), DAY).invoice
    return [
        (str(one.rate), one.kind, one.base_ore, one.vat_ore, one.base_sek_ore, one.vat_sek_ore)
        for one in supplies(invoice, CHART)
    ]


def test_services_stand_apart_from_goods_and_freight_goes_with_the_goods():
    service = line(50, D25, kind=SERVICE, sku="S")
    assert sold(line(100, D25), service, line(10, D6, sku="B"), freight=1000) == [
        ("25", "goods", 8750, 2188, 8750, 2188),
        ("25", "services", 4000, 1000, 4000, 1000),
        ("6", "goods", 1002, 60, 1002, 60),
    ]


def test_in_another_currency_both_are_told_in_kronor_too():
    assert sold(line(125, D25), **EURO) == [("25", "goods", 10000, 2500, 107500, 26875)]


def test_a_gift_card_is_no_supply_and_what_comes_after_it_is_told():
    card = line(500, None, kind=CARD, sku="PK")
    assert sold(card) == []
    assert [row[:4] for row in sold(card, line(125, D25))] == [("25", "goods", 10000, 2500)]
    spv = replace(line(125, D25, sku="PK"), kind=LineKind.GIFT_CARD_SPV)
    assert [row[:4] for row in sold(spv, line(106, D6))] == [("6", "goods", 10000, 600)]
    beside = [row[:4] for row in sold(spv, line("37.51", D25), line(106, D6, sku="B"))]
    assert beside == [("25", "goods", 3001, 750), ("6", "goods", 10000, 600)]


def test_a_kind_alone_has_all_the_vat_of_its_rate_and_a_rounding_is_no_supply():
    three = [line("0.33", D25, sku=name) for name in "ABC"]
    assert [row[:4] for row in sold(*three)] == [("25", "goods", 79, 20)]
    rounded = replace(order(line("99.60", D25)), total_gross_ore=10000)
    invoice = decide(rounded, Policy(), DAY).invoice
    assert [(one.base_ore, one.vat_ore) for one in supplies(invoice, CHART)] == [(7968, 1992)]
    assert [(one.base_ore, one.vat_ore) for one in supplies(turned(invoice), CHART)] == [(-7968, -1992)]


def test_with_kontantmetoden_each_part_books_its_share_and_the_largest_takes_the_ore_left():
    sale = order(line("10.01", D25), line("7.77", D6, sku="B"), gift_card_ore=500)
    made = decide(sale, Policy(cash_method=True), DAY)
    vouchers = made.vouchers
    assert accounts(cash_voucher(made.invoice, made.payments[0], CHART)) == accounts(vouchers[0])
    assert [accounts(one) for one in vouchers] == [
        {2421: 500, 2611: -56, 2631: -12, 3001: -226, 3003: -206},
        {1581: 1278, 2611: -144, 2631: -32, 3001: -575, 3003: -527},
    ]


def test_with_kontantmetoden_a_repayment_in_parts_takes_its_share_of_the_credit():
    sale = order(line("10.01", D25), line("7.77", D6, sku="B"), gift_card_ore=500)
    refund = Refund("1", DAY, is_full=True)
    given_back = replace(sale, refunds=(refund,), has_refunds=True)
    [credit] = decide(given_back, Policy(cash_method=True), DAY).credits
    assert [accounts(one) for one in credit.vouchers] == [
        {2421: -500, 2611: 56, 2631: 12, 3001: 226, 3003: 206},
        {1581: -1278, 2611: 144, 2631: 32, 3001: 575, 3003: 527},
    ]
