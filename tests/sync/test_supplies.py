"""The ledger of supplies: written with the document, turned round with its credit, summed for the returns."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from tests.sync.abroad import company, consumer, sell_abroad, to_finland
from tests.sync.scene import Killed

from kontera.shops import supplies

Q4 = supplies.period_named("2026Q4")
NOVEMBER = supplies.period_named("2026-11")


@pytest.fixture
def place(stage):
    return sell_abroad(stage.open_shop(end="paid"))


def to_germany(place, price="119.00", **spec):
    line = {"sku": "T-1", "qty": 1, "price": price, "tax_rate": "19"}
    told = {"customer": consumer("DE"), "lines": [line], "method": "klarna", **spec}
    number = place.buys_and_tells(**told)
    place.drain()
    assert place.state(number) == ("done", "")
    return number


def shown(lines):
    return [(one.quarter, one.country, f"{one.rate:f}", one.base_sek_ore, one.vat_sek_ore) for one in lines]


def test_an_oss_sale_stands_in_its_quarter_by_country_and_rate(place):
    to_germany(place)
    to_germany(place)
    own, corrections = supplies.oss_lines(place.handle, Q4)
    assert shown(own) == [("2026Q4", "DE", "19", 20000, 3800)]
    assert corrections == []
    assert supplies.oss_lines(place.handle, supplies.period_named("2026Q3")) == ([], [])


def test_a_voucher_in_place_of_an_invoice_counts_as_well(place):
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert shown(supplies.oss_lines(place.handle, Q4)[0]) == [("2026Q4", "FI", "25.5", 10000, 2550)]


def test_the_currency_of_the_document_is_kept_beside_sek(place, stage):
    stage.world.registers.days["EUR", "2026-11-10"] = 11
    to_germany(place, price="11.90", currency="EUR")
    [line] = supplies.oss_lines(place.handle, Q4)[0]
    assert (line.currency, line.base_ore, line.vat_ore) == ("EUR", 1000, 190)
    assert (line.base_sek_ore, line.vat_sek_ore) == (11000, 2090)


def test_a_credit_in_a_later_quarter_is_a_correction_of_the_first(place, stage):
    number = to_germany(place)
    place.choose(after_booking="credit")
    stage.advance(60 * 24 * 3600)
    place.company.add_year(2027)
    changed = place.shop.orders[number].record
    changed.update(total_amount="238.00", total_pay_amount="238.00", tax_amount="38.00")
    changed["products"][0]["qty"] = "2"
    place.announce(number, "order.updated")
    place.rest()
    assert place.state(number) == ("done", "")
    assert shown(supplies.oss_lines(place.handle, Q4)[0]) == [("2026Q4", "DE", "19", 10000, 1900)]
    own, corrections = supplies.oss_lines(place.handle, supplies.period_named("2027Q1"))
    assert own == []
    assert shown(corrections) == [("2026Q4", "DE", "19", 10000, 1900)]


def test_a_business_stands_in_the_periodic_summary_of_its_month(place, stage):
    stage.world.registers.numbers["DE129273398"] = "Möbel GmbH"
    line = {"sku": "T-1", "qty": 2, "price": "100.00", "tax_rate": "0"}
    buyer = company("DE", "DE129273398")
    number = place.buys_and_tells(customer=buyer, lines=[line], method="klarna", tax_free=True)
    place.drain()
    assert place.state(number) == ("done", "")
    [found] = supplies.periodic_lines(place.handle, NOVEMBER)
    assert (found.vat_number, found.country, found.kind) == ("DE129273398", "DE", "goods")
    assert found.base_sek_ore == 20000
    assert supplies.periodic_lines(place.handle, supplies.period_named("2026-10")) == []
    assert supplies.oss_lines(place.handle, Q4) == ([], [])


def test_sales_at_home_are_not_kept(place):
    number = place.buys_and_tells(method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert supplies.kept_references(place.handle, place.order(number)) == set()


def test_consumers_count_towards_the_threshold_with_and_without_oss(place):
    to_germany(place)
    place.choose(eu_consumers="swedish")
    line = {"sku": "T-1", "qty": 1, "price": "125.00", "tax_rate": "25"}
    number = place.buys_and_tells(customer=consumer("DE"), lines=[line], method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert supplies.standing(place.handle, 2026).total_ore == 20000
    assert supplies.standing(place.handle, 2027).before_ore == 20000


def test_a_draft_that_nobody_books_counts_until_it_is_cancelled(stage):
    place = sell_abroad(stage.open_shop(end="invoice"))
    number = to_germany(place)
    assert shown(supplies.oss_lines(place.handle, Q4)[0]) == [("2026Q4", "DE", "19", 10000, 1900)]
    place.shop.set_status(number, "cancelled", webhook=False)
    place.announce(number, "order.cancelled")
    place.drain()
    assert place.state(number) == ("cancelled", "")
    assert supplies.oss_lines(place.handle, Q4) == ([], [])


def test_the_day_is_the_tax_point_whatever_day_the_invoice_has(stage):
    place = sell_abroad(stage.open_shop(end="paid", invoice_day="today"))
    line = {"sku": "T-1", "qty": 1, "price": "119.00", "tax_rate": "19"}
    spec = {"customer": consumer("DE"), "lines": [line], "method": "klarna"}
    place.buys_and_tells(**spec, created="2026-09-30 12:00:00")
    place.drain()
    assert list(supplies.periods(place.handle, supplies.Treatment.OSS)) == [date(2026, 9, 30)]


def test_services_stand_apart_from_goods(place):
    place.choose(service_skus=["T-1"])
    to_germany(place)
    [line] = supplies.oss_lines(place.handle, Q4)[0]
    assert (line.kind, line.base_sek_ore) == ("services", 10000)


def dies_at_the_ledger(execute, sql, params, many, context):
    """A process that is gone when the ledger of supplies is about to be written."""
    if 'INSERT INTO "shops_supply"' in sql:
        raise Killed
    return execute(sql, params, many, context)


@pytest.mark.parametrize("mode", ["invoices", "daily"])
def test_a_death_before_the_ledger_is_written_leaves_no_sale_out(place, stage, mode):
    place.choose(posting_mode=mode)
    line = {"sku": "T-1", "qty": 1, "price": "119.00", "tax_rate": "19"}
    number = place.buys_and_tells(customer=consumer("DE"), lines=[line], method="klarna")

    def until_death():
        place.drain()
        stage.advance(24 * 3600)
        place.work("summary")

    with connection.execute_wrapper(dies_at_the_ledger), pytest.raises(Killed):
        until_death()
    stage.install()
    place.rest()
    place.work("summary")
    assert place.state(number) == ("done", "")
    own, _ = supplies.oss_lines(place.handle, Q4)
    assert shown(own) == [("2026Q4", "DE", "19", 10000, 1900)]


def test_a_buyer_who_moves_while_the_voucher_of_the_day_is_on_its_way_stays_in_the_ledger(place, stage):
    place.choose(posting_mode="daily")
    line = {"sku": "T-1", "qty": 1, "price": "119.00", "tax_rate": "19"}
    number = place.buys_and_tells(customer=consumer("DE"), lines=[line], method="klarna")
    place.drain()
    stage.advance(24 * 3600)
    stage.wire.kill("POST", "/3/vouchers$", after=True)
    with pytest.raises(Killed):
        place.work("summary")
    stage.install()
    place.shop.orders[number].record["customer"]["shipping_details"]["address"] = "Neue Straße 9"
    place.announce(number, "order.done")
    stage.advance(3600)
    place.drain()
    place.work("summary")
    assert "Neue Straße 9" in str(place.order(number).raw)
    assert place.state(number) == ("done", "")
    own, _ = supplies.oss_lines(place.handle, Q4)
    assert shown(own) == [("2026Q4", "DE", "19", 10000, 1900)]
