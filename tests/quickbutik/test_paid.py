"""Several payments of one order: what is told is read, and the rest waits for the shop's choice."""

from __future__ import annotations

from datetime import date

import pytest
from tests.quickbutik.doubles import shop_order

from kontera.books.decision import decide
from kontera.books.policy import Policy
from kontera.quickbutik.read import read_order

DAY = date(2026, 11, 24)


def read(paymethod, **fields):
    return read_order(shop_order(paymethod=paymethod, **fields), {"11": "25"})


def debits(order, **choices):
    decision = decide(order, Policy(**choices), DAY)
    return {payment.account: payment.amount_ore for payment in decision.payments}


@pytest.mark.parametrize(
    "told",
    [
        [{"method": "klarna", "transaction_id": "t-1"}],
        {"1": {"method": "klarna", "transaction_id": "t-1"}},
        [
            {"method": "klarna", "transaction_id": "t-1"},
            {"method": "Klarna Checkout", "transaction_id": "t-2"},
        ],
    ],
)
def test_a_list_of_one_method_is_that_method(told):
    order = read(told)
    assert (order.payment_method, order.payment_reference) == ("klarna", "t-1")
    assert debits(order) == {1581: 14900}


def test_a_list_of_names_is_read_too():
    assert read(["swish"]).payment_method == "swish"
    assert read(None, payments=[{"name": "swish"}]).payment_method == "swish"


def test_a_gift_card_among_the_payments_pays_its_own_part():
    told = [{"method": "presentkort", "amount": "50.00"}, {"method": "klarna", "amount": "99.00"}]
    for paid in ("149.00", "99.00"):
        order = read(told, total_pay_amount=paid)
        assert debits(order) == {2421: 5000, 1581: 9900}


def test_several_methods_are_held_until_the_shop_has_chosen_an_account_for_them_together():
    for told in ([{"method": "klarna"}, {"method": "swish"}], [{"method": "swish"}, {"method": "klarna"}]):
        order = read(told)
        held = decide(order, Policy(), DAY).held
        assert (held.code, held.facts["method"]) == ("unknown-payment-method", "klarna + swish")
        assert debits(order, payment_accounts={"klarna + swish": 1589}) == {1589: 14900}


@pytest.mark.parametrize("amount", [None, "", "x", "0", "-5"])
def test_a_gift_card_whose_amount_is_not_told_is_not_guessed(amount):
    order = read([{"method": "presentkort", "amount": amount}, {"method": "klarna", "amount": "99"}])
    assert decide(order, Policy(), DAY).held.facts["method"] == "klarna + presentkort"


def test_amounts_that_do_not_make_the_order_are_not_guessed():
    order = read([{"method": "presentkort", "amount": "50"}, {"method": "klarna", "amount": "80"}])
    assert decide(order, Policy(), DAY).held.facts["method"] == "klarna + presentkort"
    order = read(
        [{"method": "presentkort", "amount": "50"}, {"method": "klarna", "amount": "99"}],
        total_pay_amount="109.00",
    )
    assert decide(order, Policy(), DAY).held.facts["method"] == "klarna + presentkort"


def test_the_orders_own_amounts_tell_what_a_gift_card_without_an_amount_paid():
    order = read([{"method": "presentkort"}, {"method": "klarna"}], total_pay_amount="99.00")
    assert debits(order) == {2421: 5000, 1581: 9900}
