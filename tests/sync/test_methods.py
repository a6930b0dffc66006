"""Accounting methods that change between two financial years, and periods that are locked in between."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kontera.shops import postings

CHRISTMAS = datetime(2025, 12, 29, 11, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 5, 11, tzinfo=UTC)


def methods(place, first, second):
    """The company's method in 2025 and in 2026."""
    years = place.company.shelf("financialyears")
    if "2026-01-01" not in [year["FromDate"] for year in years.values()]:
        place.company.add_year(2026)
    for year in years.values():
        year["AccountingMethod"] = first if year["FromDate"] < "2026" else second


@pytest.fixture
def invoiced(open_stage, request):
    """An invoice of its own that was made before the new year, and is unpaid."""
    stage = open_stage(moment=CHRISTMAS)
    place = stage.open_shop(end="paid", trigger="done", start_day="2025-01-01")
    methods(place, *request.param)
    place.number = place.buys_and_tells(method="Faktura", status="done", overrides={"date_paid": None})
    place.drain()
    assert place.state(place.number) == ("done", "")
    return place


def pay(place, moment="2026-01-05 12:00:00"):
    """The shop learns that the invoice was paid, in the new year."""
    place.stage.advance((NEW_YEAR - place.stage.now()).total_seconds())
    place.shop.orders[place.number].record["date_paid"] = moment
    place.announce(place.number, "order.done")
    place.drain()


def compare(place):
    place.work("reconcile")
    return {row.voucher: row.state for row in postings.postings_of(place.handle)}


@pytest.mark.parametrize("invoiced", [("ACCRUAL", "CASH")], indirect=True)
def test_an_invoice_booked_before_the_change_is_only_paid_after_it(invoiced):
    place = invoiced
    assert [one["Booked"] for one in place.booked] == [True]
    place.work("check")
    pay(place)
    assert place.state(place.number) == ("done", "")
    assert place.ledger() == {1930: 19900, 2611: -3980, 3001: -15920}
    [payment] = [one for one in place.company.vouchers.values() if one.year == 3]
    assert [(account, int(amount)) for account, amount in payment.rows] == [(1510, -199), (1930, 199)]
    assert compare(place) == {"B 1 2": "equal", "C 1 3": "equal"}


@pytest.mark.parametrize("invoiced", [("CASH", "ACCRUAL")], indirect=True)
def test_an_invoice_made_under_the_cash_method_is_booked_by_its_payment_after_the_change(invoiced):
    place = invoiced
    assert place.booked == []
    place.work("check")
    pay(place)
    assert place.state(place.number) == ("done", "")
    assert place.ledger() == {1930: 19900, 2611: -3980, 3001: -15920}
    assert compare(place) == {"C 1 3": "equal"}


@pytest.mark.parametrize("invoiced", [("CASH", "ACCRUAL")], indirect=True)
def test_the_old_invoice_does_not_make_the_new_year_a_cash_one(invoiced):
    place = invoiced
    place.stage.advance((NEW_YEAR - place.stage.now()).total_seconds())
    place.work("check")
    assert place.handle.cash_method is False
    pay(place)
    assert place.handle.cash_method is False
    assert place.order(place.number).preview["vouchers"][0]["kind"] == "payment"
    other = place.buys_and_tells(status="done")
    place.drain()
    assert place.state(other) == ("done", "")
    assert len(place.booked) == 1


@pytest.mark.parametrize("invoiced", [("ACCRUAL", "ACCRUAL")], indirect=True)
def test_a_payment_in_a_locked_period_is_held_and_keeps_its_day_when_the_lock_is_lifted(invoiced):
    place = invoiced
    place.company.switches.locked_until = date(2026, 1, 31)
    pay(place)
    assert place.state(place.number) == ("held", "fortnox-period-locked")
    assert len(place.company.vouchers) == 1
    place.company.switches.locked_until = None
    place.press(place.number)
    assert place.state(place.number) == ("done", "")
    assert [one["PaymentDate"] for one in place.payments] == ["2026-01-05"]


def test_an_invoice_in_a_locked_period_is_held_and_its_day_is_not_moved(stage):
    place = stage.open_shop(end="paid", switches={"locked_until": date(2026, 10, 31)})
    number = place.buys_and_tells(created="2026-10-30 09:00:00", paid="2026-10-30 09:00:00")
    place.drain()
    assert place.state(number) == ("held", "fortnox-period-locked")
    assert place.company.vouchers == {}
    assert [one["InvoiceDate"] for one in place.invoices] == ["2026-10-30"]
    place.company.switches.locked_until = None
    place.press(number)
    assert [one["InvoiceDate"] for one in place.booked] == ["2026-10-30"]


def test_an_order_of_a_year_that_fortnox_does_not_have_is_held(stage):
    place = stage.open_shop(end="paid", start_day="2020-01-01")
    number = place.buys_and_tells(created="2024-12-31 23:59:00", paid="2024-12-31 23:59:00")
    place.drain()
    assert place.state(number)[0] == "held"
    assert place.company.vouchers == {}


TAX_POINTS = {
    "the last minute of March": ("2026-03-31 23:59:59", "2026-03-31"),
    "the first of April": ("2026-04-01 00:00:00", "2026-04-01"),
    "April in Stockholm, March in UTC": ("2026-03-31T22:00:00Z", "2026-04-01"),
    "March in Stockholm and in UTC": ("2026-03-31T21:59:59Z", "2026-03-31"),
    "the last minute of the year": ("2025-12-31 23:59:59", "2025-12-31"),
    "the new year in Stockholm, the old in UTC": ("2025-12-31T23:00:00+00:00", "2026-01-01"),
    "the end of a month": ("2026-10-31T22:59:59Z", "2026-10-31"),
    "the next month in winter time": ("2026-10-31T23:00:00Z", "2026-11-01"),
}


@pytest.mark.parametrize(("moment", "day"), TAX_POINTS.values(), ids=TAX_POINTS)
def test_the_tax_point_is_the_stockholm_day_of_the_payment(stage, moment, day):
    place = stage.open_shop(end="paid")
    overrides = {"date_paid": moment, "date_created": "2025-12-20 10:00:00"}
    place.choose(start_day="2025-01-01")
    number = place.buys_and_tells(overrides=overrides)
    place.drain()
    assert place.state(number) == ("done", "")
    assert [one["InvoiceDate"] for one in place.booked] == [day]


FOOD = {"2026-03-31T21:59:59Z": 12, "2026-03-31T22:00:00Z": 6}


@pytest.mark.parametrize(("moment", "rate"), FOOD.items())
def test_food_carries_the_rate_of_its_stockholm_day(stage, moment, rate):
    place = stage.open_shop(end="paid")
    place.shop.add_product("F-1", "Bröd", "112.00", rate)
    number = place.buys_and_tells("F-1", overrides={"date_paid": moment, "date_created": moment})
    place.drain()
    assert place.state(number) == ("done", "")
    account = {12: 3002, 6: 3003}[rate]
    assert account in place.ledger()


def test_an_invoice_of_the_year_before_says_nothing_of_the_method_now(open_stage):
    stage = open_stage(moment=NEW_YEAR)
    place = stage.open_shop(end="paid", start_day="2025-01-01")
    methods(place, "CASH", "ACCRUAL")
    place.handle.remember_method(cash=False, day=date(2026, 1, 5))
    number = place.buys_and_tells(created="2025-12-30 09:00:00", paid="2025-12-30 09:00:00")
    place.drain()
    assert place.state(number) == ("done", "")
    assert (len(place.booked), len(place.company.vouchers)) == (0, 1)
    assert place.handle.cash_method is False
