"""The VAT boxes and the One Stop Shop account, judged on the books' file as the comparison reads it."""

from __future__ import annotations

import pytest
from tests.sync.abroad import consumer, sell_abroad, to_finland
from tests.sync.test_reconcile import codes, hand, told

from kontera.shops.models import Supply

SOLD = [[1510, "199.00"], [2611, "-39.80"], [3001, "-159.20"]]


@pytest.fixture
def sold(shop):
    """An order that is booked and paid."""
    shop.number = shop.buys_and_tells()
    shop.drain()
    assert shop.state(shop.number) == ("done", "")
    return shop


@pytest.fixture
def abroad(stage):
    """A shop in the One Stop Shop that sold to Germany."""
    place = sell_abroad(stage.open_shop(end="paid"))
    place.number = to_germany(place)
    return place


def to_germany(place, price="119.00", **spec):
    line = {"sku": "T-1", "qty": 1, "price": price, "tax_rate": "19"}
    number = place.buys_and_tells(customer=consumer("DE"), lines=[line], **{"method": "klarna", **spec})
    place.drain()
    assert place.state(number) == ("done", "")
    return number


def boxes(place):
    return [
        (one["month"], one["box"], one["sales_ore"], one["vat_ore"], one["rest_ore"])
        for one in told(place)["vat"]
    ]


def quarters(place):
    names = ("period", "ledger_ore", "booked_ore", "moved_ore", "waiting_ore", "rest_ore")
    return [tuple(one[name] for name in names) for one in told(place)["oss"]]


def findings(place, code):
    return [one["facts"] for one in told(place)["findings"] if one["code"] == code]


def test_vat_that_fits_its_sales_is_told_as_equal_at_one_request_a_year(sold):
    sold.buys_and_tells("S-1")
    sold.drain()
    sold.stage.forget()
    sold.work("reconcile")
    assert boxes(sold) == [("2026-11", "10", 15920, 3980, 0), ("2026-11", "12", 4708, 282, 0)]
    assert codes(sold) == []
    read = [call for call in sold.stage.calls() if "/sie/" in call or "/vouchers/" in call]
    assert read == ["GET /3/sie/*"]


def test_a_sale_moved_to_another_rate_is_told_in_both_boxes(sold):
    hand(sold, rows=[[1510, "199.00"], [2611, "-39.80"], [3002, "-159.20"]])
    sold.work("reconcile")
    assert boxes(sold) == [("2026-11", "10", 0, 3980, 3980), ("2026-11", "11", 15920, 0, -1910)]
    first, second = findings(sold, "vat-does-not-fit")
    assert (first["account"], first["month"], first["rest"], first["vouchers"]) == (
        "2611", "2026-11", "39.80", "B 1 (39.80)",
    )  # fmt: skip
    assert (second["account"], second["rest"]) == ("2621", "-19.10")


def test_a_voucher_by_hand_without_its_vat_is_told_with_its_number(sold):
    hand(sold, copy=True, rows=[[1930, "100.00"], [3001, "-100.00"]], text="Kontantförsäljning")
    sold.work("reconcile")
    [found] = findings(sold, "vat-does-not-fit")
    assert (found["rest"], found["vouchers"]) == ("-25.00", "B 2 (-25.00)")


def test_the_settling_of_a_period_and_other_sales_accounts_are_not_judged(sold):
    hand(sold, copy=True, rows=[[2611, "39.80"], [2650, "-39.80"]], text="Momsredovisning")
    hand(sold, copy=True, rows=[[1930, "100.00"], [3041, "-80.00"], [2611, "-20.00"]], text="Tjänster")
    sold.work("reconcile")
    [one] = told(sold)["vat"]
    assert (one["vat_ore"], one["rest_ore"], one["apart_ore"]) == (3980, 0, 2000)
    assert codes(sold) == []


def test_two_ore_on_a_vat_row_are_seen(sold):
    hand(sold, rows=[[1510, "199.00"], [2611, "-39.79"], [3001, "-159.21"]])
    sold.work("reconcile")
    assert findings(sold, "vat-does-not-fit") == []
    hand(sold, rows=[[1510, "199.00"], [2611, "-39.78"], [3001, "-159.22"]])
    sold.work("reconcile")
    [found] = findings(sold, "vat-does-not-fit")
    assert found["rest"] == "-0.03"


def test_the_ledger_of_sales_abroad_and_the_account_agree_by_quarter(abroad):
    number = to_finland(abroad, method="klarna")
    abroad.drain()
    assert abroad.state(number) == ("done", "")
    abroad.work("reconcile")
    assert quarters(abroad) == [("2026Q4", 4450, 4450, 0, 0, 0)]
    assert codes(abroad) == []


def test_a_changed_voucher_and_a_lost_row_of_the_ledger_are_told_by_order(abroad):
    hand(abroad, rows=[[1510, "119.00"], [2670, "-18.00"], [3110, "-101.00"]])
    abroad.work("reconcile")
    [found] = findings(abroad, "oss-does-not-fit")
    assert found == {
        "account": "2670",
        "quarter": "2026Q4",
        "ledger": "19.00",
        "booked": "18.00",
        "rest": "-1.00",
        "rows": f"{abroad.number}: 19.00 → 18.00",
    }
    hand(abroad, rows=[[1510, "119.00"], [2670, "-19.00"], [3110, "-100.00"]])
    Supply.objects.all().delete()
    abroad.work("reconcile")
    [found] = findings(abroad, "oss-does-not-fit")
    assert (found["ledger"], found["booked"], found["rest"]) == ("0.00", "19.00", "19.00")


def test_a_voucher_that_is_gone_leaves_the_ledger_alone(abroad):
    hand(abroad, delete=True)
    abroad.work("reconcile")
    assert quarters(abroad) == [("2026Q4", 1900, 0, 0, 0, -1900)]


def test_a_payment_of_the_quarter_is_no_difference_but_a_strange_sale_is(abroad):
    hand(abroad, copy=True, rows=[[2670, "19.00"], [1630, "-19.00"]], text="OSS betald")
    abroad.work("reconcile")
    assert codes(abroad) == []
    hand(abroad, copy=True, rows=[[1930, "119.00"], [2670, "-19.00"], [3110, "-100.00"]], text="Annat")
    abroad.work("reconcile")
    [found] = findings(abroad, "oss-does-not-fit")
    assert (found["rest"], found["rows"]) == ("19.00", "B 3: 0.00 → 19.00")


def test_a_sale_that_is_booked_in_the_next_quarter_is_moved_and_no_difference(stage):
    place = sell_abroad(stage.open_shop(end="paid", invoice_day="today"))
    to_germany(place, created="2026-09-30 12:00:00", paid="2026-09-30 12:00:00")
    place.work("reconcile")
    assert quarters(place) == [("2026Q3", 1900, 0, -1900, 0, 0), ("2026Q4", 0, 1900, 1900, 0, 0)]
    assert codes(place) == []


def test_a_draft_that_nobody_has_booked_waits(stage):
    place = sell_abroad(stage.open_shop(end="invoice"))
    to_germany(place)
    place.choose(end="paid")
    to_germany(place, price="11.90")
    place.work("reconcile")
    [one] = quarters(place)
    assert one[4:] == (1900, 0)


@pytest.mark.parametrize("method", ["ACCRUAL", "CASH"])
def test_other_currencies_gift_cards_and_both_methods_cry_no_wolf(stage, method):
    place = sell_abroad(stage.open_shop(end="paid", switches={"method": method}))
    to_germany(place, currency="EUR", price="77.77")
    to_germany(place, gift_card="50.00", price="77.77")
    place.buys_and_tells("S-1", qty=3, discount="1.11", gift_card="10.00", method="klarna")
    place.buys_and_tells("S-1", qty=3, currency="EUR", discount="1.11", method="klarna")
    place.drain()
    place.work("reconcile")
    assert codes(place) == []
    assert len(told(place)["oss"]) == 1


def test_a_daily_summary_agrees_as_a_whole(stage):
    place = sell_abroad(stage.open_shop(end="booked", posting_mode="daily"))
    line = {"sku": "T-1", "qty": 1, "price": "119.00", "tax_rate": "19"}
    for price in ("119.00", "77.77", "33.33"):
        place.buys_and_tells(customer=consumer("DE"), lines=[{**line, "price": price}], method="klarna")
        place.buys_and_tells("S-1", method="klarna")
    place.drain()
    stage.advance(24 * 3600)
    place.work("summary")
    place.drain()
    place.work("reconcile")
    assert codes(place) == []
    assert told(place)["compared"] == 1
    [one] = quarters(place)
    assert one[1] == one[2] > 3000
    assert [fit["rest_ore"] for fit in told(place)["vat"]] == [0]


def test_two_shops_of_one_company_with_accounts_of_their_own_are_judged_together(stage):
    place = sell_abroad(stage.open_shop(end="paid"))
    other = stage.open_shop(
        tenant=place.tenant, end="paid", sales_accounts={"25": 3011, "12": 3002, "6": 3003, "0": 3004}
    )
    place.company.add_account(3011, "Försäljning, andra butiken", "MP1")
    sell_abroad(other)
    to_germany(place)
    to_germany(other, price="59.50")
    other.buys_and_tells(method="klarna")
    other.drain()
    for one in (place, other):
        one.work("reconcile")
        assert codes(one) == []
        assert quarters(one) == [("2026Q4", 2850, 2850, 0, 0, 0)]
        assert boxes(one) == [("2026-11", "10", 15920, 3980, 0)]


def test_a_refund_in_the_next_year_agrees_in_both_years(stage):
    place = sell_abroad(stage.open_shop(end="paid"))
    number = to_germany(place)
    place.company.add_year(2027)
    stage.advance(60 * 24 * 3600)
    place.shop.refund(number, {})
    place.announce(number, "order.done")
    place.drain()
    assert place.state(number) == ("done", "")
    place.work("reconcile")
    years = place.chore("reconcile").told["years"].values()
    found = [
        (one["period"], one["ledger_ore"], one["booked_ore"], one["rest_ore"])
        for year in years
        for one in year["oss"]
    ]
    assert sorted(found) == [("2026Q4", 1900, 1900, 0), ("2027Q1", -1900, -1900, 0)]
    assert [year["findings"] for year in years] == [[], []]
