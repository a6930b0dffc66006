"""Orders in other currencies: the rate is asked for, kept, sent, compared, and paid at."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.sync.abroad import consumer, sell_abroad

DAY = 24 * 3600
EUR = Decimal("10.9635")


@pytest.fixture
def place(stage):
    return sell_abroad(stage.open_shop(end="paid"))


@pytest.fixture
def registers(stage):
    return stage.world.registers


def buys(place, currency="EUR", *, country="DE", rate="19", price="119.00", **spec):
    line = {"sku": "T-1", "qty": 1, "price": price, "tax_rate": rate}
    told = {"customer": consumer(country, "0150"), "lines": [line], "method": "klarna", "currency": currency}
    number = place.buys_and_tells(**{**told, "tax_free": rate == "0", **spec})
    place.drain()
    return number


def test_the_invoice_has_the_orders_currency_and_the_rate_of_its_day(place):
    number = buys(place)
    assert place.state(number) == ("done", "")
    [invoice] = place.booked
    assert (invoice["Currency"], invoice["CurrencyRate"], invoice["Total"]) == ("EUR", EUR, 119)
    assert place.order(number).evidence["fx"] == {
        "currency": "EUR",
        "rate": "10.9635",
        "day": "2026-11-10",
        "source": "riksbank",
    }
    assert place.ledger() == {1581: 130466, 2670: -20831, 3110: -109635}


def test_every_payment_is_at_the_same_rate_and_leaves_nothing_open(place):
    number = buys(place, gift_card="50.00")
    assert place.state(number) == ("done", "")
    [invoice] = place.booked
    assert invoice["Balance"] == 0
    assert [one["AmountCurrency"] for one in place.payments] == [50, 69]
    assert {one["CurrencyRate"] for one in place.payments} == {EUR}
    assert place.ledger() == {1581: 130466 - 54818, 2421: 54818, 2670: -20831, 3110: -109635}


def test_an_export_in_dollars(place):
    number = buys(place, "USD", country="US", rate="0", price="100.00")
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 94510, 3105: -94510}


def test_at_a_weekend_the_rate_before_it_counts(place, stage):
    number = buys(place, created="2026-11-08 12:00:00")
    assert place.state(number) == ("done", "")
    assert place.order(number).evidence["fx"]["day"] == "2026-11-06"


def test_the_ecb_may_be_the_source(place):
    place.choose(rate_source="ecb")
    number = buys(place, "USD", country="US", rate="0", price="100.00")
    assert place.state(number) == ("done", "")
    assert place.order(number).evidence["fx"]["source"] == "ecb"


def test_while_the_rates_are_silent_the_order_waits_and_then_goes_on(place, registers, stage):
    registers.rates_down = True
    number = buys(place)
    assert place.state(number) == ("due", "rates-silent")
    registers.rates_down = False
    stage.advance(3600)
    place.drain()
    assert place.state(number) == ("done", "")


def test_after_days_of_silence_it_is_held_and_the_button_asks_again(place, registers, stage):
    registers.rates_down = True
    number = buys(place)
    for _ in range(4):
        stage.advance(DAY)
        place.drain()
    assert place.state(number) == ("held", "currency-without-rate")
    registers.rates_down = False
    place.press(number)
    assert place.state(number) == ("done", "")


def test_a_currency_that_no_source_knows_is_held(place):
    place.company.keep("currencies", "XAU", dict(place.company.shelf("currencies")["EUR"], Code="XAU"))
    assert place.state(buys(place, "XAU")) == ("held", "currency-without-rate")
    assert place.ledger() == {}


def test_a_currency_that_fortnox_does_not_have_is_held_until_it_has(place):
    kept = place.company.shelf("currencies").pop("USD")
    number = buys(place, "USD", country="US", rate="0", price="100.00")
    assert place.state(number) == ("held", "fortnox-currency-missing")
    place.company.shelf("currencies")["USD"] = kept
    place.press(number)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 94510, 3105: -94510}


def test_a_rate_that_fortnox_changed_is_held_until_it_stays(place):
    place.company.shelf("currencies")["EUR"]["BuyRate"] = Decimal("11.5")
    place.company.switches.currency_rate = "register"
    number = buys(place)
    assert place.state(number) == ("held", "fortnox-rate-differs")
    facts = place.order(number).problem_facts
    assert (facts["shop"], facts["fortnox"]) == ("10.9635", "11.5")
    assert place.ledger() == {}
    place.company.switches.currency_rate = "sent"
    place.press(number)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 130466, 2670: -20831, 3110: -109635}


def test_a_currency_that_is_only_shown_is_sek(place):
    place.choose(shown_currencies=["eur"])
    number = buys(place)
    assert place.state(number) == ("done", "")
    assert place.booked[0]["Currency"] == "SEK"
    assert place.ledger() == {1581: 11900, 2670: -1900, 3110: -10000}


def test_an_order_in_another_currency_that_changes_is_credited_at_its_own_rate(place, registers, stage):
    place.choose(after_booking="credit")
    number = buys(place)
    stage.advance(DAY)
    registers.rates["EUR"] = Decimal("11.5")
    changed = place.shop.orders[number].record
    changed.update(total_amount="238.00", total_pay_amount="238.00", tax_amount="38.00")
    changed["products"][0]["qty"] = "2"
    place.announce(number, "order.updated")
    place.rest()
    assert place.state(number) == ("done", "")
    assert all(one["Balance"] == 0 for one in place.booked)
    assert {one["CurrencyRate"] for one in place.booked} == {EUR}
    assert place.ledger() == {1581: 260931, 2670: -41661, 3110: -219270}
