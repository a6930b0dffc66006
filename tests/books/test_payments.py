from __future__ import annotations

from dataclasses import replace

import pytest
from tests.books.making import DAY, line, order

from kontera.books.decision import decide
from kontera.books.order import PAID_DAY_ASSUMED
from kontera.books.payments import METHODS, fold, payment_rule
from kontera.books.policy import DEFAULT_POLICY
from kontera.problems import Held


def rule(method, accounts=None, modes=None, own=()):
    return payment_rule(method, accounts or {}, modes or {}, own)


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("klarna", 1581),
        ("Klarna Checkout", 1581),
        ("klarna_payments", 1581),
        ("KCO", 1581),
        ("Stripe", 1582),
        ("swish", 1583),
        ("PayPal", 1584),
        ("Qliro One", 1585),
        ("svea-checkout", 1586),
        ("Kortbetalning", 1580),
    ],
)
def test_an_online_payment_waits_on_its_providers_account(written, account):
    found = rule(written)
    assert (found.account, found.own_invoice) == (account, False)


@pytest.mark.parametrize("written", ["bank", "Faktura", "invoice", "Banköverföring"])
def test_the_shops_own_invoices_come_to_the_bank(written):
    found = rule(written)
    assert (found.account, found.own_invoice) == (1930, True)


@pytest.mark.parametrize("written", ["", "none", "klarnax", "beads", "bankkort hos klarna"])
def test_a_method_nobody_knows_is_held_with_its_name(written):
    with pytest.raises(Held) as held:
        rule(written)
    assert held.value.code == "unknown-payment-method"
    assert held.value.facts["method"] == (written or "–")


def test_the_shops_choices_come_first_whatever_their_spelling():
    assert rule("swish", {"Swish": 1930}).account == 1930
    assert rule("Beads", {"beads": 1599}).account == 1599
    assert rule("klarna checkout", modes={"KLARNA": "KL"}).mode == "KL"


def test_a_method_the_shop_invoices_itself_comes_to_the_bank_or_to_its_chosen_account():
    assert rule("Beads", own=["beads"]) == payment_rule("beads", {}, {}, ["BEADS"])
    assert rule("Beads", own=["beads"]).account == 1930
    assert rule("Beads", {"beads": 1920}, own=["beads"]).account == 1920


def test_no_spelling_means_two_methods():
    words = [fold(word) for method in METHODS for word in (method.name, *method.spellings)]
    assert len(words) == len(set(words))


def test_an_own_invoice_is_not_paid_because_the_shop_calls_the_order_paid_without_a_day():
    told = order(line(100), payment_method="faktura")
    silent = replace(told, notes=(PAID_DAY_ASSUMED,))
    assert len(decide(told, DEFAULT_POLICY, DAY).payments) == 1
    assert decide(silent, DEFAULT_POLICY, DAY).payments == ()
