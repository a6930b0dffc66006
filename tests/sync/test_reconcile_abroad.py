"""What is booked abroad, in other currencies, as vouchers and as credits compares equal too."""

from __future__ import annotations

import pytest
from tests.sync.abroad import consumer, sell_abroad, to_finland
from tests.sync.test_reconcile import codes, stands, told


def is_equal(place, count):
    place.work("reconcile")
    assert stands(place)
    assert (len(stands(place)), set(stands(place).values())) == (count, {"equal"})
    assert codes(place) == []


@pytest.mark.parametrize(("way", "vouchers"), [("accept", 2), ("refuse", 1), ("truncate", 1)])
def test_a_rate_with_decimals_however_fortnox_takes_it(stage, way, vouchers):
    place = sell_abroad(stage.open_shop(end="paid", switches={"fractional_vat": way}))
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    is_equal(place, vouchers)
    assert told(place)["accounts"][0]["open"] == [[number, 12550]]


def test_a_voucher_that_waits_for_its_money(stage):
    place = sell_abroad(stage.open_shop(end="booked"))
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    is_equal(place, 1)


def test_amounts_in_another_currency_are_compared_in_kronor(stage):
    place = sell_abroad(stage.open_shop(end="paid"))
    line = {"sku": "T-1", "qty": 1, "price": "119.00", "tax_rate": "19"}
    number = place.buys_and_tells(
        customer=consumer("DE"), lines=[line], method="klarna", currency="EUR", gift_card="50.00"
    )
    place.drain()
    assert place.state(number) == ("done", "")
    is_equal(place, 3)
    assert told(place)["orders"][0]["currency"] == "EUR"
    assert {one["account"] for one in told(place)["accounts"]} == {1581, 2421}


def test_an_ore_between_two_payments_in_another_currency_is_told_once_as_an_open_debt(stage):
    place = sell_abroad(stage.open_shop(end="paid"))
    line = {"sku": "T-1", "qty": 1, "price": "119.00", "tax_rate": "19"}
    number = place.buys_and_tells(
        customer=consumer("DE"), lines=[line], method="klarna", currency="EUR", gift_card="1.00"
    )
    place.drain()
    assert place.state(number) == ("done", "")
    place.work("reconcile")
    assert set(stands(place).values()) == {"equal"}
    assert codes(place) == ["paid-but-open"]


def test_what_is_kept_says_which_rule_decided(stage):
    place = sell_abroad(stage.open_shop(end="paid"))
    number = place.buys_and_tells(
        customer=consumer("FI", "22100"), tax_free=True, lines=[{"sku": "T-1", "qty": 1, "tax_rate": "0"}]
    )
    place.drain()
    assert place.state(number) == ("done", "")
    [invoice] = place.handle.deliveries().filter(kind="invoice")
    said = [one["sv"] for one in invoice.told["reasons"]]
    assert said[0] == "Leverans till FI-22100 är Åland: utanför EU:s momsområde, export utan moms."
    is_equal(place, 2)


def test_a_refund_of_what_was_booked_as_a_voucher(stage):
    place = sell_abroad(stage.open_shop(end="paid", switches={"fractional_vat": "refuse"}))
    number = to_finland(place, method="klarna")
    place.drain()
    place.shop.refund(number, {})
    place.announce(number, "order.done")
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.ledger() == {}
    is_equal(place, 2)
