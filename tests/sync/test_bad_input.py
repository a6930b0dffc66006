"""What comes in broken is named, kept and cured: no amount is guessed, nothing is booked, nothing is lost."""

from __future__ import annotations

import pytest
from tests.sync.abroad import company, consumer, sell_abroad
from tests.sync.test_refunds import credits_of

from kontera.problems import explain


@pytest.fixture
def place(stage):
    return sell_abroad(stage.open_shop(end="paid"))


def one(rate, price, **spec):
    """An order of one thing."""
    return {"lines": [{"sku": "T-1", "qty": 1, "price": price, "tax_rate": rate}], **spec}


def told(**fields):
    """A sale of 199 kr of which the shop says something else."""
    return {"overrides": fields}


DE, NO, UK = consumer("DE"), consumer("NO", "0150"), consumer("GB", "SW1A 1AA")
UNTAXED = {"tax_free": True}
BROKEN = {
    "a total that its lines do not make": (
        told(total_amount="150.00", total_pay_amount="150.00"),
        "amounts-do-not-add-up",
    ),
    "a tax that no rate explains": (told(tax_amount="1.11"), "vat-not-proven"),
    "a total below nothing": (told(total_amount="-199.00", total_pay_amount="-199.00"), "negative-amount"),
    "a tax below nothing": (told(tax_amount="-39.80"), "vat-not-proven"),
    "a Swedish rate there is none of": (
        {"lines": [{"sku": "R-7", "qty": 1}]},
        "vat-rate-not-in-force",
    ),
    "a German rate there is none of": (one("17", "117.00", customer=DE), "vat-not-proven"),
    "a currency that nobody quotes": (one("25", "125.00", currency="XTS"), "currency-without-rate"),
    "Norwegian VAT at checkout (VOEC)": (one("25", "125.00", customer=NO), "foreign-vat-charged"),
    "British VAT at checkout": (one("20", "120.00", customer=UK), "foreign-vat-charged"),
    "no VAT for a number that is not valid": (
        one("0", "100.00", customer=company("DE", "DE129273398"), **UNTAXED),
        "vat-not-charged",
    ),
    "no VAT for a number that cannot be one": (
        one("0", "100.00", customer=company("DE", "DE12"), **UNTAXED),
        "vat-not-charged",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_named_with_its_cure_and_nothing_is_booked(place, what):
    spec, code = BROKEN[what]
    place.shop.add_product("R-7", "Resa", "107.00", 7)
    number = place.buys_and_tells(**{"method": "klarna", **spec})
    good = place.buys_and_tells(method="klarna")
    place.drain()
    assert place.state(number) == ("held", code)
    row = place.order(number)
    assert row.raw["order_id"] == number
    for language in ("sv", "en"):
        shown = explain(code, row.problem_facts, language)
        assert shown.what
        assert shown.cure
        assert "{" not in shown.sentence
    assert place.state(good) == ("done", "")
    assert len(place.booked) == 1


def test_two_refunds_at_the_same_instant_are_both_paid_back_and_each_once(place):
    number = place.buys_and_tells(method="klarna")
    place.drain()
    alike = {"amount": "50.00", "date": "2026-11-10 12:00:00"}
    place.shop.orders[number].record["refunds"] = [dict(alike), dict(alike)]
    for _ in range(2):
        place.announce(number, "order.done")
        place.drain()
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 9900, 2611: -1980, 3001: -7920}
    assert len(credits_of(place)) == 2


def test_a_refund_that_is_larger_than_the_sale_is_held_and_nothing_is_paid_back(place):
    number = place.buys_and_tells(method="klarna")
    place.drain()
    before = place.ledger()
    place.shop.orders[number].record["refunds"] = [{"amount": "150.00"}, {"amount": "50.00"}]
    place.announce(number, "order.done")
    place.drain()
    assert place.state(number) == ("held", "refund-exceeds-sale")
    assert place.ledger() == before
