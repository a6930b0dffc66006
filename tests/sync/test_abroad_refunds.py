"""What was sold abroad and is paid back: credited as it was sold, and told in the returns of its own day."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.sync.abroad import consumer, sell_abroad, to_finland

from kontera.shops import supplies

DAY = 86400


@pytest.fixture
def place(stage):
    return sell_abroad(stage.open_shop(end="paid"))


def to_germany(place, qty=2, **spec):
    line = {"sku": "T-1", "qty": qty, "price": "119.00", "tax_rate": "19"}
    number = place.buys_and_tells(customer=consumer("DE"), lines=[line], method="klarna", **spec)
    place.drain()
    assert place.state(number) == ("done", "")
    return number


def refund(place, number, **spec):
    place.shop.refund(number, spec)
    place.announce(number, "order.done")
    place.rest()


def quarter(place, name):
    own, corrections = supplies.oss_lines(place.handle, supplies.period_named(name))
    return [[(one.quarter, one.base_ore, one.vat_ore) for one in lines] for lines in (own, corrections)]


def test_a_part_that_is_paid_back_at_once_lowers_the_quarter(place):
    number = to_germany(place)
    refund(place, number, products=[{"sku": "T-1", "qty": 1}])
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 11900, 2670: -1900, 3110: -10000}
    assert quarter(place, "2026Q4") == [[("2026Q4", 10000, 1900)], []]


def test_what_is_paid_back_in_a_later_quarter_is_a_correction_of_the_first(place, stage):
    number = to_germany(place)
    place.company.add_year(2027)
    stage.advance(60 * DAY)
    refund(place, number)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {}
    assert quarter(place, "2026Q4") == [[("2026Q4", 20000, 3800)], []]
    assert quarter(place, "2027Q1") == [[], [("2026Q4", -20000, -3800)]]


def test_another_currency_is_paid_back_at_the_rate_it_was_sold_at(place, stage):
    number = to_germany(place, currency="EUR")
    stage.advance(DAY)
    stage.world.registers.rates["EUR"] = Decimal(12)
    refund(place, number)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {}
    assert {one["Balance"] for one in place.invoices} == {0}
    assert quarter(place, "2026Q4") == [[("2026Q4", 0, 0)], []]


@pytest.mark.parametrize("way", ["refuse", "truncate"])
def test_an_order_that_is_a_voucher_is_paid_back_by_a_voucher(stage, way):
    place = sell_abroad(stage.open_shop(end="paid", switches={"fractional_vat": way}))
    number = to_finland(place, method="klarna")
    place.drain()
    refund(place, number)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {}
    assert len([one for one in place.company.vouchers.values() if one.reference_type == "MANUAL"]) == 2
    assert quarter(place, "2026Q4") == [[("2026Q4", 0, 0)], []]
    place.rest()
    assert place.ledger() == {}


def test_a_rate_with_decimals_that_is_taken_is_credited_as_an_invoice(stage):
    place = sell_abroad(stage.open_shop(end="paid", switches={"fractional_vat": "accept"}))
    number = to_finland(place, method="klarna")
    place.drain()
    refund(place, number, amount="25.10")
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 10040, 2670: -2040, 3112: -8000}
