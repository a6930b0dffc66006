"""Amounts and freight in spellings no source shows: one meaning is read, two are held."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.quickbutik.doubles import shop_line, shop_order

from kontera.problems import Held
from kontera.quickbutik.read import read_order

RATES = {"11": "25"}


def read(**fields):
    return read_order(shop_order(**fields), RATES)


def refused(**fields):
    with pytest.raises(Held) as raised:
        read(**fields)
    assert raised.value.code == "order-unreadable"
    return raised.value.facts["field"], raised.value.facts["value"]


def big(total, price, **fields):
    amounts = {"total_amount": total, "total_pay_amount": total, "shipping_amount": "0", "tax_amount": ""}
    return {
        **amounts,
        "items_amount": "",
        "discount_amount": "",
        "products": [shop_line(price=price)],
        **fields,
    }


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        ("337.15 kr", 33715),
        ("337,15kr.", 33715),
        ("SEK 337.15", 33715),
        ("337:-", 33700),
        ("12.900,00", 1290000),
        ("12,900.00", 1290000),
        ("1.234.567", 123456700),
        ("1 299,00", 129900),
        ("1\u00a0299,00", 129900),
        ("1&nbsp;299,00\u202fkr", 129900),
        ("0.125", 13),
        ("1.2345", 123),
    ],
)
def test_an_amount_with_one_meaning_is_read(written, ore):
    order = read(**big(written, written))
    assert (order.total_gross_ore, order.lines[0].unit_gross_ore) == (ore, ore)


@pytest.mark.parametrize("written", ["1.234", "1,234", "1.234 kr"])
def test_an_amount_with_two_meanings_holds_the_order(written):
    assert refused(**big(written, written)) == ("total_amount", written)
    assert refused(**big("1234", "1234", total_pay_amount=written)) == ("total_pay_amount", written)


def test_other_amounts_of_the_order_show_what_a_point_stands_for():
    assert read(**big("12.525", "12.525", tax_amount="2.51")).total_gross_ore == 1253
    assert refused(**big("12.525", "12.525", tax_amount="2,51"))[0] == "total_amount"


def test_an_amount_that_came_as_a_number_has_one_meaning():
    assert read(**big(Decimal("12.525"), Decimal("12.525"))).total_gross_ore == 1253


@pytest.mark.parametrize("written", ["337.15 EUR", "EUR 337.15", "€337.15", "kr 337.15 EUR"])
def test_an_amount_in_another_currency_than_the_orders_holds_it(written):
    assert refused(**big("337.15", written)) == ("price", written)


def test_an_order_in_euro_may_name_the_euro():
    assert read(**big("€337.15", "337.15 EUR", currency="EUR")).total_gross_ore == 33715
    assert refused(**big("337.15 kr", "337.15", currency="EUR"))[0] == "total_amount"


def test_freight_told_as_the_price_of_the_shipping_is_the_freight():
    raw = shop_order(shipping={"id": "3", "name": "DHL", "price": "49.00"})
    for key in ("shipping_amount", "shipping_id", "shipping_name"):
        del raw[key]
    order = read_order(raw, RATES)
    assert (order.shipping_gross_ore, order.shipping_key, order.shipping_name) == (4900, "3", "DHL")


def test_a_stated_freight_is_not_replaced_by_the_price_of_the_shipping():
    assert read(shipping={"price": "79.00"}).shipping_gross_ore == 4900
    order = read(**big("100.00", "100.00"), shipping={"price": "49.00"})
    assert order.shipping_gross_ore == 0


def test_a_refund_whose_amount_has_two_meanings_is_not_understood():
    order = read(**big("5000", "5000", refunds=[{"id": "7", "amount": "1.000"}]))
    assert (order.has_refunds, order.refunds) == (True, ())
    order = read(**big("5000", "5000", refunds=[{"id": "7", "amount": "1.000,00 kr"}]))
    assert [refund.amount_ore for refund in order.refunds] == [100000]
