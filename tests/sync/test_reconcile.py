"""What Fortnox really booked, compared with what should stand there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx2
import pytest
from tests.sync.test_changes import change

from kontera.sandbox import control_fortnox
from kontera.shops import postings
from kontera.shops.models import Payout, Posting
from kontera.sync.reconcile import reconcile_now

BOTH = ("B 1 2", "C 1 2")


@pytest.fixture
def sold(shop):
    """An order that is booked and paid."""
    shop.number = shop.buys_and_tells()
    shop.drain()
    assert shop.state(shop.number) == ("done", "")
    return shop


def hand(place, voucher="B 1 2", **change):
    """Somebody's hand in Fortnox."""
    series, number, year = voucher.split()
    told = {"tenant": place.tenant, "series": series, "number": number, "year": year, **change}
    control_fortnox.edit_voucher(place.stage.world, told)


def stands(place):
    return {row.voucher: row.state for row in postings.postings_of(place.handle)}


def told(place):
    """What the comparison of this year has to say."""
    return place.chore("reconcile").told["years"]["2"]


def codes(place):
    return [one["code"] for one in told(place)["findings"]]


def test_what_is_booked_as_reckoned_is_equal_and_costs_one_request_a_year(sold):
    sold.stage.forget()
    sold.work("reconcile")
    assert stands(sold) == dict.fromkeys(BOTH, "equal")
    assert [call for call in sold.stage.calls() if "sie" in call] == ["GET /3/sie/*"]
    assert (told(sold)["compared"], told(sold)["equal"], codes(sold)) == (2, 2, [])


def test_it_is_compared_again_every_night_by_itself(sold):
    sold.work("reconcile")
    assert sold.chore("reconcile").due_at == datetime(2026, 11, 11, 2, 30, tzinfo=UTC)
    hand(sold, rows=[[1510, "199.00"], [2611, "-39.80"], [3002, "-159.20"]])
    sold.stage.advance(24 * 3600)
    sold.work()
    assert codes(sold)[0] == "booked-otherwise"


def test_a_changed_voucher_is_told_row_by_row_with_both_sides(sold):
    hand(sold, rows=[[1510, "199.00"], [2611, "-39.80"], [3002, "-159.20"]])
    sold.work("reconcile")
    assert stands(sold) == {"B 1 2": "differs", "C 1 2": "equal"}
    [finding, *_] = told(sold)["findings"]
    assert finding["facts"] == {
        "order": sold.number,
        "voucher": "B 1",
        "rows": "3001: -159.20 → 0.00; 3002: 0.00 → -159.20",
    }
    row = Posting.objects.get(voucher="B 1 2")
    assert row.found == {"1510": 19900, "2611": -3980, "3002": -15920}


def test_one_ore_may_move_between_the_vat_and_the_sale_of_its_rate_but_not_two(sold):
    hand(sold, rows=[[1510, "199.00"], [2611, "-39.79"], [3001, "-159.21"]])
    sold.work("reconcile")
    assert stands(sold)["B 1 2"] == "equal"
    hand(sold, rows=[[1510, "199.00"], [2611, "-39.78"], [3001, "-159.22"]])
    sold.work("reconcile")
    assert stands(sold)["B 1 2"] == "differs"


def test_a_voucher_that_is_gone_is_missing_and_mended_it_is_equal_again(sold):
    kept = dict(sold.company.vouchers)
    hand(sold, "C 1 2", delete=True)
    sold.work("reconcile")
    assert codes(sold) == ["booked-missing", "paid-but-open"]
    sold.company.vouchers.update(kept)
    sold.work("reconcile")
    assert codes(sold) == []


def test_a_voucher_on_our_reference_that_we_do_not_know_is_told(sold):
    text = f"Order {sold.number} kontera:{sold.key}:{sold.number}:voucher;"
    hand(sold, copy=True, text=text)
    sold.work("reconcile")
    [finding] = told(sold)["findings"]
    assert (finding["code"], finding["facts"]) == ("booked-unknown", {"voucher": "B 2", "text": text})


def test_one_order_is_compared_at_once_by_its_own_vouchers(sold):
    hand(sold, rows=[[1510, "199.00"], [2611, "-39.80"], [3002, "-159.20"]])
    assert postings.ask_to_compare(sold.handle, sold.order(sold.number)) == 2
    sold.stage.forget()
    sold.work()
    assert stands(sold) == {"B 1 2": "differs", "C 1 2": "equal"}
    asked = [call for call in sold.stage.calls() if "/3/vouchers/" in call]
    assert asked == ["GET /3/vouchers/B/1", "GET /3/vouchers/C/1"]
    hand(sold, "C 1 2", delete=True)
    postings.ask_to_compare(sold.handle, sold.order(sold.number))
    sold.work()
    assert stands(sold) == {"B 1 2": "differs", "C 1 2": "missing"}


def test_the_orders_are_the_documents_and_the_named_exceptions(sold):
    waits = sold.buys_and_tells(method="okänt sätt")
    sold.drain()
    sold.work("reconcile")
    [orders] = told(sold)["orders"]
    assert sold.state(waits)[0] == "held"
    assert orders["orders_ore"] == 2 * 19900
    assert orders["documents_ore"] == 19900
    assert orders["exceptions"] == [{"state": "held", "orders": 1, "ore": 19900}]
    assert orders["rest_ore"] == 0


def test_an_order_whose_document_has_another_total_is_an_error(sold):
    row = sold.handle.deliveries().get(kind="invoice")
    sold.handle.deliveries().filter(pk=row.pk).update(answer={**row.answer, "total_ore": 19000})
    sold.work("reconcile")
    assert codes(sold) == ["orders-not-in-books"]
    assert told(sold)["orders"][0]["apart"] == [sold.number]


def test_a_booked_order_whose_later_change_is_held_is_explained_by_that(sold):
    sold.handle.orders().filter(number=sold.number).update(state="held", total_ore=25000)
    sold.work("reconcile")
    assert "orders-not-in-books" not in codes(sold)
    [orders] = told(sold)["orders"]
    assert orders["exceptions"] == [{"state": "held", "orders": 1, "ore": 5100}]
    assert (orders["apart"], orders["rest_ore"]) == ([], 0)


def test_a_clearing_account_is_made_up_of_the_orders_that_are_not_paid_out(sold):
    sold.work("reconcile")
    [stand] = told(sold)["accounts"]
    assert (stand["balance_ore"], stand["ours_ore"], stand["others_ore"]) == (19900, 19900, 0)
    assert stand["open"] == [[sold.number, 19900]]


def test_a_paid_order_without_its_payment_in_the_books_is_an_error(sold):
    hand(sold, "C 1 2", rows=[[1581, "199.00"], [1930, "-199.00"]])
    sold.work("reconcile")
    assert "paid-but-open" in codes(sold)


def test_an_unreadable_file_is_told_and_changes_nothing(sold):
    sold.stage.world.faults.add("broken_json", service="fortnox", path="/3/sie/")
    sold.work("reconcile")
    assert sold.chore("reconcile").problem_code == "sie-unreadable"
    assert stands(sold) == dict.fromkeys(BOTH, "waiting")


def test_the_terminal_compares_the_same_way(sold):
    [year] = reconcile_now(sold.handle, sold.stage.ends)
    assert (year.number, year.compared, year.equal, year.findings) == (2, 2, 2, [])


@pytest.mark.parametrize("method", ["ACCRUAL", "CASH"])
def test_both_accounting_methods_compare_equal(stage, method):
    place = stage.open_shop(end="paid", switches={"method": method})
    number = place.buys_and_tells(discount="10.00")
    place.drain()
    assert place.state(number) == ("done", "")
    place.work("reconcile")
    assert set(stands(place).values()) == {"equal"}
    assert len(stands(place)) == (2 if method == "ACCRUAL" else 1)


def test_a_correction_compares_equal_document_by_document(stage):
    place = stage.open_shop(end="paid", after_booking="credit")
    number = place.buys_and_tells()
    place.drain()
    change(place, number)
    place.drain()
    place.work("reconcile")
    assert len(stands(place)) == 6
    assert set(stands(place).values()) == {"equal"}
    assert codes(place) == []


def test_rounding_in_fortnox_that_the_shop_writes_off_compares_equal(stage):
    place = stage.open_shop(end="paid", rounding="write_off", switches={"round_off": True})
    number = place.buys_and_tells("S-1")
    place.drain()
    assert place.state(number) == ("done", "")
    place.work("reconcile")
    assert stands(place) == dict.fromkeys(BOTH, "equal")
    assert Posting.objects.get(voucher="B 1 2").found["3740"] == -10


def test_a_payout_is_compared_as_any_other_voucher(sold):
    rows = [
        {"account": 1930, "debit": "195.00", "credit": "0.00"},
        {"account": 6570, "debit": "4.00", "credit": "0.00"},
        {"account": 1581, "debit": "0.00", "credit": "199.00"},
    ]
    hand(sold, copy=True, rows=[[1581, "-199.00"], [1930, "195.00"], [6570, "4.00"]], text="Utbetalning")
    row = Payout.objects.create(
        shop=sold.handle.shop,
        provider="klarna",
        marker="P1",
        day=date(2026, 11, 10),
        state="booked",
        voucher="B 2 2",
        preview={"voucher": {"rows": rows}},
    )
    row.lines.create(
        place=1, kind="sale", amount_ore=19900, order=sold.order(sold.number), account=1581, sek_ore=19900
    )
    sold.work("reconcile")
    assert stands(sold) == {**dict.fromkeys(BOTH, "equal"), "B 2 2": "equal"}
    assert told(sold)["accounts"] == []


def test_a_delivery_without_its_reasons_is_compared_with_what_the_page_foretold(sold):
    sold.handle.deliveries().update(told={})
    sold.work("reconcile")
    assert stands(sold) == dict.fromkeys(BOTH, "equal")


def test_what_is_sent_keeps_its_reasons(sold):
    [invoice] = sold.handle.deliveries().filter(kind="invoice")
    said = [one["sv"] for one in invoice.told["reasons"]]
    assert "Varorna levereras i Sverige: svensk moms." in said
    assert "Försäljning i Sverige med 25 % moms: konto 3001." in said
    page = [one["sv"] for one in sold.order(sold.number).preview["reasons"]]
    assert set(said) <= set(page)
    assert invoice.told["accounts"]["3001"]["box"] == "05"
    sold.choose(sales_accounts={"25": 3002, "12": 3002, "6": 3003, "0": 3004})
    sold.drain()
    invoice.refresh_from_db()
    assert [one["sv"] for one in invoice.told["reasons"]] == said


def test_a_voucher_at_the_control_address_is_changed_struck_and_copied(sold):
    http = httpx2.Client(base_url=sold.stage.places.fortnox_api.rsplit("/fortnox", 1)[0])
    told_key = {"tenant": sold.tenant, "series": "B", "number": 1, "year": 2}
    assert http.post("/_sandbox/company/voucher", json={**told_key, "copy": True}).json()["number"] == 2
    assert http.post("/_sandbox/company/voucher", json={**told_key, "delete": True}).status_code == 200
    assert http.post("/_sandbox/company/voucher", json=told_key).status_code == 400


def test_an_own_invoice_may_be_open_until_the_bank_reports_it(stage):
    place = stage.open_shop(end="paid")
    number = place.buys_and_tells(method="Faktura", status="done", overrides={"date_paid": None})
    place.drain()
    assert place.state(number) == ("done", "")
    place.work("reconcile")
    assert stands(place) == {"B 1 2": "equal"}
    assert codes(place) == []


def test_a_shop_that_lets_others_book_its_payments_has_no_open_claims(stage):
    place = stage.open_shop(end="booked")
    place.buys_and_tells()
    place.drain()
    place.work("reconcile")
    assert stands(place) == {"B 1 2": "equal"}
    assert codes(place) == []


def test_each_year_is_one_file_and_an_old_one_that_agrees_is_left_alone(stage):
    place = stage.open_shop(end="paid", start_day="2025-01-01")
    place.buys_and_tells(created="2025-12-30 09:00:00", paid="2025-12-30 09:00:00")
    place.buys_and_tells()
    place.drain()
    stage.forget()
    place.work("reconcile")
    files = stage.world.journal.requests(service="fortnox", tenant=str(place.tenant))
    assert [one.path for one in files if "/sie/" in one.path] == ["/3/sie/4", "/3/sie/4"]
    assert set(place.chore("reconcile").told["years"]) == {"1", "2"}
    assert postings.years_of(place.handle, date(2026, 6, 1)) == [2]
    postings.postings_of(place.handle).filter(voucher="B 1 1").update(state="missing")
    assert postings.years_of(place.handle, date(2026, 6, 1)) == [2, 1]
