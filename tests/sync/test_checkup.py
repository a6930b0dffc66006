"""The set-up check against the sandbox: what it costs, what it stops, what it makes, and that it heals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kontera.books.registers import Creation
from kontera.problems import Held
from kontera.shops.sightings import agree, sightings_of
from kontera.sync.checkup import _make, next_night
from kontera.sync.stops import heed_stops

SECOND_BUYER = {"email": "bo@example.se", "full_name": "Bo Ek", "zipcode": "90325", "city": "Umeå"}


def found(place, mark="red"):
    rows = sightings_of(place.handle).filter(mark=mark)
    return {(row.code, row.key) for row in rows}


def without_account(place, number):
    del place.company.shelf("accounts")[str(number)]


def checks(place):
    place.work("check")


def test_a_new_shop_is_checked_at_once_and_then_every_night_at_three(shop):
    shop.work()
    chore = shop.chore("check")
    assert chore.done_at == shop.stage.now()
    assert chore.due_at == datetime(2026, 11, 11, 2, tzinfo=UTC)
    assert found(shop) == set()
    assert chore.told["mark"] == "yellow"
    assert found(shop, "yellow") == {("webhook-not-heard", "")}


def test_the_night_is_the_next_one_and_follows_summer_time():
    assert next_night(datetime(2026, 11, 10, 1, 59, tzinfo=UTC)) == datetime(2026, 11, 10, 2, tzinfo=UTC)
    assert next_night(datetime(2026, 7, 1, 12, tzinfo=UTC)) == datetime(2026, 7, 2, 1, tzinfo=UTC)


def test_a_whole_check_costs_at_most_fifteen_requests_and_changes_nothing(stage):
    place = stage.open_shop(end="paid", payment_modes={"swish": "SWISH"})
    place.work()
    stage.forget()
    checks(place)
    calls = stage.calls()
    assert len(calls) <= 15, calls
    assert len(calls) == len(set(calls))
    assert {call.split()[0] for call in calls} == {"GET"}
    assert len(stage.calls("quickbutik")) == 3


def test_a_choice_that_changes_has_the_shop_checked_again(shop):
    checks(shop)
    handle = shop.handle
    handle.save_choices({**handle.shop.choices, "project": "7"})
    handle.recheck()
    shop.work()
    assert found(shop) == {("project-not-there", "project-not-there")}


def test_a_red_finding_stops_the_orders_that_need_it_and_no_others(shop):
    without_account(shop, 3003)
    without_account(shop, 1583)
    shop.shop.add_product("M-1", "Lunch", "112.00", 12)
    checks(shop)
    assert found(shop) == {("account-not-in-chart", "3003"), ("account-not-in-chart", "1583")}
    jumper, jam = shop.buys_and_tells(), shop.buys_and_tells("S-1")
    swish = shop.buys_and_tells(method="swish", customer=dict(SECOND_BUYER))
    shop.stage.forget()
    shop.drain()
    assert shop.standing() == {
        jumper: ("done", ""),
        jam: ("held", "account-not-in-chart"),
        swish: ("held", "account-not-in-chart"),
    }
    assert shop.order(jam).problem_facts["account"] == "3003"
    assert len(shop.booked) == 1


def test_what_was_stopped_goes_on_by_itself_when_the_finding_is_mended(shop):
    without_account(shop, 3003)
    checks(shop)
    jam = shop.buys_and_tells("S-1")
    shop.drain()
    assert shop.state(jam) == ("held", "account-not-in-chart")
    shop.company.add_account(3003, "Försäljning 6 %", "MP3")
    checks(shop)
    assert found(shop) == set()
    shop.drain()
    assert shop.state(jam) == ("done", "")
    shop.adds_up()


def test_whoever_presses_the_button_on_a_stopped_order_has_the_shop_checked_at_once(shop):
    without_account(shop, 3003)
    checks(shop)
    jam = shop.buys_and_tells("S-1")
    shop.drain()
    shop.company.add_account(3003, "Försäljning 6 %", "MP3")
    shop.press(jam)
    assert shop.state(jam) == ("held", "account-not-in-chart")
    shop.work()
    shop.drain()
    assert shop.state(jam) == ("done", "")


def test_an_order_that_stops_short_of_the_broken_thing_goes_on(stage):
    place = stage.open_shop(end="invoice")
    place.company.switches.locked_until = stage.now().date()
    without_account(place, 1583)
    checks(place)
    assert found(place) == set()
    short = place.buys_and_tells()
    place.drain()
    assert place.state(short) == ("done", "")
    place.choose(end="booked")
    checks(place)
    stopped = place.buys_and_tells(method="swish")
    place.drain()
    assert place.state(stopped) == ("held", "locked-today")
    place.company.switches.locked_until = None
    checks(place)
    place.drain()
    assert place.state(stopped) == ("done", "")
    assert found(place, "yellow") >= {("account-not-in-chart", "1583")}


def test_a_way_of_delivery_that_is_missing_stops_the_orders_sent_that_way(stage):
    place = stage.open_shop(end="booked", delivery_ways={"hämta i butik": "BUTIK"})
    checks(place)
    assert found(place) == {("way-not-there", "BUTIK")}
    sent = place.buys_and_tells(shipping={"id": "1", "name": "PostNord", "price": 49})
    fetched = place.buys_and_tells(shipping={"id": "2", "name": "Hämta i butik", "price": 0})
    place.drain()
    assert place.standing() == {sent: ("done", ""), fetched: ("held", "way-not-there")}


def test_payments_that_nobody_makes_are_not_stopped(stage):
    place = stage.open_shop(end="paid")
    without_account(place, 1583)
    checks(place)
    place.choose(end="booked")
    number = place.buys_and_tells(method="swish")
    place.drain()
    assert place.state(number) == ("done", "")


def test_a_cancelled_order_is_cancelled_at_fortnox_whatever_is_red(stage):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells()
    place.drain()
    assert len(place.invoices) == 1
    del place.company.shelf("currencies")["SEK"]
    checks(place)
    assert found(place) == {("currency-not-there", "SEK")}
    place.shop.set_status(number, "cancelled", webhook=False)
    place.announce(number, "order.cancelled")
    place.drain()
    assert place.state(number) == ("cancelled", "")
    assert place.invoices == []


def test_what_was_agreed_to_is_made_once_and_nothing_else(shop):
    for number in (3003, 1583, 2421):
        without_account(shop, number)
    del shop.company.shelf("units")["st"]
    checks(shop)
    offered = {one["key"] for one in shop.chore("check").told["creations"]}
    assert offered == {"account:3003", "account:1583", "account:2421", "unit:st"}
    shop.stage.forget()
    agree(shop.handle, ["account:3003", "account:1583", "unit:st", "account:1910"])
    shop.work()
    made = [
        call
        for call in shop.stage.calls()
        if call.startswith("POST") and "/3/articles" not in call and "/3/prices" not in call
    ]
    assert sorted(made) == ["POST /3/accounts", "POST /3/accounts", "POST /3/units"]
    card = shop.company.account(3003)
    assert (card["Description"], card["VATCode"]) == ("Försäljning inom Sverige, 6 % moms", "MP3")
    assert found(shop) == set()
    assert {one["key"] for one in shop.chore("check").told["creations"]} == {"account:2421"}
    shop.stage.forget()
    agree(shop.handle, ["account:3003"])
    shop.work()
    assert [call for call in shop.stage.calls() if not call.startswith("GET")] == []


def test_an_account_at_rest_is_woken_and_a_mode_and_a_way_are_made(stage):
    place = stage.open_shop(
        end="paid", payment_modes={"swish": "SWI"}, delivery_ways={"hämta i butik": "BUTIK"}
    )
    place.company.account(3003)["Active"] = False
    checks(place)
    agree(place.handle, ["activate:3003", "mode:SWI", "way:BUTIK"])
    place.work()
    assert place.company.account(3003)["Active"] is True
    assert place.company.account(3003)["VATCode"] == "MP3"
    assert place.company.shelf("modesofpayments")["SWI"]["AccountNumber"] == "1583"
    assert place.company.shelf("wayofdeliveries")["BUTIK"]["Description"] == "Hämta i butik"
    assert found(place) == set()


def test_what_somebody_made_meanwhile_counts_as_made_and_a_refusal_is_told(shop):
    client = shop.stage.ends.fortnox(shop.handle.shop.company)
    assert _make(client, Creation("account", "3001", "Försäljning", "MP1")).problem == ""
    refused = _make(client, Creation("account", "3050", "Försäljning", "XX"))
    assert refused.problem == "fortnox-vat-missing"
    assert "XX" in refused.facts["fortnox"]
    assert shop.company.account(3050) is None


def test_a_lost_answer_while_making_is_looked_up_before_anything_is_made_again(shop):
    without_account(shop, 3003)
    checks(shop)
    shop.stage.world.faults.add("lost", service="fortnox", tenant=str(shop.tenant), method="POST")
    agree(shop.handle, ["account:3003"])
    shop.work()
    assert shop.chore("create").problem_code == "fortnox-unknown-outcome"
    shop.stage.advance(3600)
    shop.work()
    assert shop.chore("create").problem_code == ""
    assert found(shop) == set()


def test_a_missing_licence_is_said_and_does_not_disconnect_the_shop(shop):
    shop.company.switches.licences = frozenset({"integration", "bookkeeping"})
    checks(shop)
    assert found(shop) == {("licence-not-there", "Fakturering")}
    assert shop.handle.shop.problem_code == ""
    number = shop.buys_and_tells()
    shop.drain()
    assert shop.state(number) == ("held", "licence-not-there")


def test_without_an_api_licence_one_question_is_enough(shop):
    shop.work()
    shop.company.switches.licences = frozenset()
    shop.stage.forget()
    checks(shop)
    assert found(shop) == {("api-licence-not-there", "")}
    assert len(shop.stage.calls()) == 1


def test_a_key_that_quickbutik_refuses_is_told_among_the_rest(shop):
    shop.stage.world.faults.add("unauthorized", service="quickbutik", count=-1)
    checks(shop)
    assert found(shop) == {("shop-key-refused", "")}


def test_rounding_that_was_seen_is_told_until_a_document_shows_that_it_is_off(stage):
    place = stage.open_shop(end="booked", switches={"round_off": True})
    number = place.buys_and_tells("S-1")
    place.drain()
    assert place.state(number) == ("held", "fortnox-rounds")
    checks(place)
    assert found(place) == {("rounding-seen", "")}
    place.company.switches.round_off = False
    other = place.buys_and_tells("S-1")
    place.drain()
    assert place.state(other) == ("done", "")
    checks(place)
    assert found(place) == set()


def test_what_was_read_is_kept_for_those_who_come_after(shop):
    checks(shop)
    kept = shop.handle.shop.company.registers
    assert kept["ways"]["codes"]["postnord"] == "POSTNORD"
    assert kept["checked"]["units"] == ["förp", "h", "kg", "m", "st"]
    shop.stage.forget()
    number = shop.buys_and_tells(shipping={"id": "1", "name": "PostNord", "price": 49})
    shop.drain()
    assert shop.state(number) == ("done", "")
    assert "GET /3/wayofdeliveries" not in shop.stage.calls()


def test_a_finding_that_stays_remembers_when_it_came(shop):
    without_account(shop, 3003)
    checks(shop)
    first = sightings_of(shop.handle).get(key="3003")
    shop.stage.advance(60)
    checks(shop)
    again = sightings_of(shop.handle).get(key="3003")
    assert (again.first_at, again.seen_at - again.first_at) == (first.first_at, timedelta(seconds=60))


def test_a_whole_chore_that_is_stopped_waits_and_says_why(shop):
    del shop.company.shelf("pricelists")["A"]
    checks(shop)
    assert found(shop) == {("price-list-not-there", "list A")}
    heed_stops(shop.handle, "stock")
    with pytest.raises(Held) as held:
        heed_stops(shop.handle, "products")
    assert held.value.code == "price-list-not-there"
