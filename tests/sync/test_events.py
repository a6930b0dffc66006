"""What the shop tells, and what a poll finds besides."""

from __future__ import annotations

import pytest

from kontera.shops.models import Event
from kontera.sync.days import plain_json


def reads(stage):
    return stage.calls("quickbutik").count("GET /orders")


def test_an_announcement_told_five_times_is_followed_once(shop):
    number = shop.buys()
    for _ in range(5):
        shop.announce(number)
    shop.drain()
    assert shop.state(number) == ("done", "")
    for _ in range(3):
        shop.announce(number)
        shop.drain()
    shop.adds_up()
    assert len(shop.invoices) == 1
    assert Event.objects.count() == 0


def test_an_event_is_read_again_over_the_api_once_and_then_forgotten(shop):
    shop.drain()
    number = shop.buys_and_tells()
    shop.stage.forget()
    shop.drain()
    assert reads(shop.stage) == 1
    shop.stage.forget()
    shop.drain()
    assert reads(shop.stage) == 0
    assert shop.state(number) == ("done", "")


@pytest.mark.parametrize("key", ["999999", "abc", "..", "1001 OR 1=1", "å" * 60, "", "-1", "%00", "*"])
def test_an_event_that_names_no_order_is_harmless(shop, key):
    number = shop.buys()
    shop.announce(key)
    shop.announce(number)
    shop.drain()
    assert shop.standing() == {number: ("done", "")}
    assert Event.objects.count() == 0


def test_an_event_of_an_unknown_kind_is_forgotten(shop):
    shop.announce("7", "weather.changed", "weather")
    shop.drain()
    assert Event.objects.count() == 0


def test_the_number_of_another_shop_s_order_brings_nothing_of_it(stage):
    ours, theirs = stage.open_shop(end="paid"), stage.open_shop(end="paid")
    number = theirs.buys(order_id="7001")
    ours.announce(number)
    ours.drain()
    assert ours.standing() == {}
    assert len(theirs.invoices) == 0


def test_one_announcement_the_shop_refuses_does_not_stop_the_others(shop):
    shop.drain()
    for status in ("400", "422"):
        shop.stage.world.faults.add("error_before", service="quickbutik", path="/orders$", status=int(status))
    first, second, third = (shop.buys() for _ in range(3))
    for number in (first, second, third):
        shop.announce(number)
    shop.drain()
    assert [shop.state(number) for number in (first, second, third)].count(("done", "")) == 1
    shop.poll()
    assert set(shop.standing().values()) == {("done", "")}


def test_a_broken_answer_loses_no_announcement(shop):
    shop.drain()
    shop.stage.world.faults.add("broken_json", service="quickbutik", path="/orders$", count=7)
    number = shop.buys_and_tells()
    shop.drain_once()
    assert shop.state(number) is None
    assert Event.objects.count() == 1
    shop.drain()
    assert shop.state(number) == ("done", "")


def test_a_shop_that_is_down_does_not_keep_known_orders_waiting(shop):
    shop.stage.world.faults.add("error_before", service="fortnox", path="/3/invoices$", method="POST")
    number = shop.buys_and_tells()
    shop.drain()
    assert shop.state(number)[0] == "due"
    fault = shop.stage.world.faults.add("error_before", service="quickbutik", count=-1, retry_after=0)
    shop.stage.advance(120)
    shop.announce("4711")
    shop.drain_once()
    assert shop.state(number) == ("done", "")
    assert fault.struck > 0
    assert Event.objects.count() == 1


def test_more_announcements_than_one_job_follows_are_all_followed(stage):
    place = stage.open_shop(end="order", automatic=False)
    place.drain()
    numbers = [place.buys_and_tells(order_id=str(2000 + count)) for count in range(230)]
    stage.forget()
    place.drain()
    assert set(place.standing()) == set(numbers)
    assert Event.objects.count() == 0
    assert reads(stage) < 20


@pytest.mark.parametrize("count", [199, 200, 201, 400, 401])
def test_a_poll_reads_every_page(stage, count):
    place = stage.open_shop(automatic=False)
    for place_in_row in range(count):
        place.buys(order_id=str(5000 + place_in_row))
    place.drain()
    assert place.handle.orders().count() == count


def test_a_poll_finds_what_changed_without_a_word(shop):
    unpaid = [shop.buys(status="unpaid", created="2026-10-01 12:00:00") for _ in range(40)]
    shop.drain()
    assert {state for state, _ in shop.standing().values()} == {"seen"}
    shop.stage.advance(6000)
    shop.shop.set_status(unpaid[3], "paid", webhook=False)
    shop.poll()
    assert shop.state(unpaid[3]) == ("done", "")
    assert len(shop.invoices) == 1


def test_a_poll_finds_a_change_that_moved_no_date(stage):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells()
    place.drain()
    stage.advance(6000)
    place.poll()
    kept = place.shop.orders[number]
    kept.record["products"][0]["price"] = "249.00"
    place.shop.recompute(kept)
    place.poll()
    assert [str(one["Total"]) for one in place.invoices] == ["249.00"]


def test_a_page_that_breaks_halfway_is_read_again_at_the_next_poll(stage):
    place = stage.open_shop(automatic=False)
    for count in range(250):
        place.buys(order_id=str(5000 + count))
    # Of the newest, the first page and the second page, the last breaks as long as anybody asks.
    stage.world.faults.add(
        "error_before", service="quickbutik", path="/orders$", nth=3, count=5, retry_after=0
    )
    place.drain()
    assert place.handle.orders().count() == 200
    place.poll()
    assert place.handle.orders().count() == 250


def test_numbers_as_numbers_are_read_like_numbers_as_text(stage):
    place = stage.open_shop(end="paid")
    place.shop.settings.numbers = "number"
    place.shop.settings.product_shape = "bare"
    number = place.buys_and_tells(lines=[{"sku": "S-1", "qty": 3}], discount="10.10")
    place.drain()
    assert place.state(number) == ("done", "")
    place.poll()
    place.adds_up()


def test_an_order_that_cannot_be_read_is_kept_with_its_payload_and_stops_no_other(shop):
    good = shop.buys_and_tells()
    shop.shop.put_raw({"order_id": "8001", "date_created": "2026-11-10 10:00:00", "status": "1"})
    shop.announce("8001")
    shop.drain()
    assert shop.state("8001") == ("held", "order-unreadable")
    assert shop.order("8001").raw["date_created"] == "2026-11-10 10:00:00"
    assert shop.state(good) == ("done", "")


@pytest.mark.parametrize(
    ("notes", "kept"),
    [
        ("a\u0000b \U0001f600 \ud7ff", "ab \U0001f600 \ud7ff"),
        (r"C:\u0000 \\u0000", r"C:\u0000 \\u0000"),
    ],
)
def test_a_raw_order_with_a_nul_and_strange_letters_is_kept(shop, notes, kept):
    number = shop.buys_and_tells(notes=notes)
    shop.drain()
    assert shop.state(number) == ("done", "")
    assert shop.order(number).raw["notes"] == kept


def test_what_is_kept_has_no_nul_and_all_that_somebody_wrote():
    told = {"a": "x\x00\x00", "b": "\\\x00y", "c": r"\u0000"}
    assert plain_json(told) == {"a": "x", "b": "\\y", "c": r"\u0000"}


def test_an_invoice_that_somebody_cancelled_in_fortnox_is_seen_when_fortnox_tells(stage):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells()
    place.drain()
    next(iter(place.company.invoices.values()))["Cancelled"] = True
    place.announce(number, "invoice-cancelled-v1", kind="fortnox")
    place.drain()
    assert place.state(number) == ("held", "document-cancelled-in-fortnox")


def test_a_mere_edit_in_fortnox_is_not_written_over(stage):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells()
    place.drain()
    stage.forget()
    place.announce(number, "invoice-updated-v1", kind="fortnox")
    place.drain()
    assert stage.calls("fortnox") == []
    assert place.state(number) == ("done", "")


def test_orders_of_the_time_before_are_not_met_by_looking_further_back_for_edits(stage):
    place = stage.open_shop(end="booked")
    for day in range(1, 31):
        place.buys(created=f"2025-11-{day:02} 12:00:00")
    place.drain()
    stage.advance(660)
    place.poll()
    assert place.handle.orders().count() == 25
    assert place.invoices == []
