"""Order history: told first, sent only when somebody says so, and never twice."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.sync.past import bought, carry_out, dry_run, open_past
from tests.sync.scene import ANNA


def test_a_dry_run_tells_what_would_be_made_and_sends_nothing(stage):
    place = open_past(stage, products_automatic=False)
    numbers = bought(place, 3)
    bought(place, 1, month=8, sku="S-1")
    stage.forget()
    run = dry_run(place)
    assert (run.state, run.problem_code) == ("ready", "")
    report = run.report
    assert report["kinds"] == {"sent": 4}
    assert report["forecast"]["documents"] == {"invoice": 4, "booked": 4, "payment": 4}
    assert (report["customers"], report["articles"]) == (1, 2)
    assert report["requests"] == 4 * 4 + 1 + 2 * 2
    assert report["seconds"] == 5
    july = {
        (rate, account): ore
        for month, rate, account, ore in report["forecast"]["lines"]
        if month == "2026-07"
    }
    assert july["25", 3001] == -3 * 15920
    assert july["25", 2611] == -3 * 3980
    assert {call.split()[0] for call in stage.calls()} == {"GET"}
    assert {place.state(number) for number in numbers} == {("seen", "")}


@pytest.mark.parametrize("end", ["customers", "order", "order_invoice", "invoice", "booked", "paid"])
def test_an_import_makes_just_the_requests_that_the_dry_run_foretold(stage, end):
    place = open_past(stage, products_automatic=False)
    place.shop.add_product("P-1", "Kruka", "79.00", 25, images=["https://butik.example/kruka.jpg"])
    bought(place, 3)
    bought(place, 2, sku="P-1", customer={**ANNA, "email": "bo@example.se"})
    run = dry_run(place, end=end)
    stage.forget()
    carry_out(place, run)
    assert run.state == "done"
    writes = [call for call in stage.calls() if not call.startswith("GET")]
    assert len(writes) == run.report["requests"], Counter(writes)


def test_an_article_that_has_its_price_costs_an_import_no_request_for_it(stage):
    place = open_past(stage, products_automatic=False)
    place.work("products")
    place.carry_one(bought(place, 1)[0])
    place.work("products")
    place.choose(sales_accounts={"25": 3002, "12": 3001, "6": 3003, "0": 3004})
    bought(place, 1)
    run = dry_run(place)
    assert run.report["kinds"] == {"sent": 1, "already": 1}
    assert (run.report["articles"], run.report["requests"]) == (1, 4 + 1)


def test_an_import_carries_every_order_once_and_is_done(stage):
    place = open_past(stage)
    numbers = bought(place, 12)
    run = dry_run(place)
    carry_out(place, run)
    assert run.state == "done"
    assert {place.state(number) for number in numbers} == {("done", "")}
    assert run.counts == {"total": 12, "done": 12, "held": 0, "unanswered": 0, "left": 0}
    place.adds_up("paid")
    foretold = {}
    for _month, _rate, account, ore in run.report["forecast"]["lines"]:
        foretold[account] = foretold.get(account, 0) + ore
    assert {key: ore for key, ore in foretold.items() if ore} == place.ledger()


def test_what_is_held_is_told_with_its_reason_and_stops_no_other(stage):
    place = open_past(stage)
    good, bad = bought(place, 2)[0], bought(place, 1, method="bonuspoäng")[0]
    run = dry_run(place)
    assert run.report["kinds"] == {"sent": 2, "held": 1}
    held = run.report["held"]["unknown-payment-method"]
    assert (held["count"], held["examples"], held["facts"]["method"]) == (1, [bad], "bonuspoäng")
    carry_out(place, run)
    assert run.state == "done"
    assert place.state(good) == ("done", "")
    assert place.state(bad) == ("held", "unknown-payment-method")
    assert (run.counts["done"], run.counts["held"]) == (2, 1)


def test_unpaid_and_cancelled_and_free_orders_are_counted_and_left(stage):
    place = open_past(stage)
    bought(place, 1, status="unpaid")
    gone = bought(place, 1)[0]
    place.shop.set_status(gone, "cancelled", webhook=False)
    place.shop.add_product("G-1", "Gåva", "0.00", 25)
    bought(place, 1, sku="G-1")
    run = dry_run(place)
    assert run.report["kinds"] == {"unpaid": 1, "cancelled": 1, "skipped": 1}
    carry_out(place, run)
    assert (run.state, place.invoices) == ("done", [])


def test_orders_of_the_automatic_flow_are_not_in_the_import_and_the_report_says_so(stage):
    place = open_past(stage)
    old, new = bought(place, 1, month=10)[0], bought(place, 1, month=11)[0]
    run = dry_run(place)
    assert run.report["kinds"] == {"sent": 1, "owned": 1}
    assert (place.order(old).run_id, place.order(new).run_id) == (run.pk, None)
    assert place.order(new).urgency == 1
    carry_out(place, run)
    place.adds_up("paid")


def test_the_cut_over_and_the_first_day_bound_the_history_by_the_day_of_payment(stage):
    place = open_past(stage)
    early, late = bought(place, 1, month=5)[0], bought(place, 1, month=9)[0]
    paid_late = place.buys(created="2026-05-30 12:00:00", paid="2026-06-02 12:00:00")
    run = dry_run(place, first="2026-06-01", until="2026-08-31")
    assert run.report["kinds"] == {"sent": 1, "outside": 2}
    assert place.order(paid_late).run_id == run.pk
    assert (place.order(early), place.order(late)) == (None, None)


def test_history_can_begin_at_an_order_number(stage):
    place = open_past(stage)
    numbers = bought(place, 4)
    run = dry_run(place, first="", number=numbers[2])
    assert run.report["kinds"] == {"sent": 2, "outside": 2}


def test_a_second_import_finds_everything_done_already(stage):
    place = open_past(stage)
    bought(place, 3)
    carry_out(place, dry_run(place))
    again = dry_run(place)
    assert again.report["kinds"] == {"already": 3}
    carry_out(place, again)
    place.adds_up("paid")


def test_an_import_goes_as_far_as_it_was_told_whatever_the_shop_chose(stage):
    place = open_past(stage, end="paid")
    number = bought(place, 1)[0]
    new = place.buys_and_tells()
    carry_out(place, dry_run(place, end="invoice"))
    states = {one["YourOrderNumber"]: one["Booked"] for one in place.invoices}
    assert states == {number: False, new: True}


def test_old_invoices_are_never_e_mailed_again(stage):
    place = open_past(stage, end="booked", email_invoice=True)
    bought(place, 2)
    carry_out(place, dry_run(place, end="booked"))
    assert len(place.booked) == 2
    assert [call for call in stage.calls() if call.endswith("/email")] == []


def test_customer_cards_can_be_sent_without_any_document(stage):
    place = open_past(stage)
    numbers = bought(place, 3)
    run = dry_run(place, end="customers")
    assert (run.report["requests"], run.report["customers"]) == (1, 1)
    carry_out(place, run)
    assert run.state == "done"
    assert [one["Email"] for one in place.customers] == ["anna@example.se"]
    assert (place.invoices, place.company.orders) == ([], {})
    assert run.counts["done"] == 3
    assert {place.state(number) for number in numbers} == {("seen", "")}


def test_an_order_whose_card_was_imported_can_still_be_sent_in_full(stage):
    place = open_past(stage)
    number = bought(place, 1)[0]
    carry_out(place, dry_run(place, end="customers"))
    place.press(number)
    assert place.state(number) == ("done", "")
    place.adds_up("paid")


def test_orders_can_be_sent_as_orders_without_booking_anything(stage):
    place = open_past(stage)
    bought(place, 2)
    carry_out(place, dry_run(place, end="order"))
    assert (len(place.company.orders), place.invoices, place.ledger()) == (2, [], {})


def test_the_card_register_is_read_once_for_all_the_buyers_of_an_import(stage):
    place = open_past(stage)
    for n in range(45):
        bought(place, 1, customer={**ANNA, "email": f"kund{n}@example.se"})
    run = dry_run(place, end="customers")
    assert run.report["customers"] == 45
    stage.forget()
    carry_out(place, run)
    asked = [call for call in stage.calls() if "/3/customers" in call]
    assert Counter(asked) == {"GET /3/customers": 1, "POST /3/customers": 45}
    assert len(place.customers) == 45
