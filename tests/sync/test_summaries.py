"""Daily summaries on the stage: one voucher a day, booked once, to the öre what the orders book alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.sync.scene import ANNA, Killed
from tests.sync.test_changes import change

from kontera.sandbox.oauth import SCOPES
from kontera.sandbox.world import CLIENT_ID
from kontera.shops import summaries as kept
from kontera.shops.models import Delivery, Order, Posting
from kontera.shops.proposals import answer_proposal

DAILY = {"end": "booked", "posting_mode": "daily"}
DAY = 86_400
TODAY = date(2026, 11, 10)


@pytest.fixture
def shop(stage):
    return stage.open_shop(**DAILY)


def vouchers(place):
    return [one for one in place.company.vouchers.values() if ":summary:" in one.text]


FAULTS = {
    "500 before": {"kind": "error_before", "retry_after": 0},
    "500 after": {"kind": "error_after", "retry_after": 0},
    "lost": {"kind": "lost"},
    "429": {"kind": "too_many", "retry_after": 0},
    "broken": {"kind": "broken_json"},
    "late": {"kind": "late"},
}


def next_day_without_poll(place):
    place.stage.advance(DAY)
    place.work("summary")


def again(place):
    """Time passes until whatever was interrupted has been looked at."""
    for _ in range(3):
        place.stage.world.settle()
        place.stage.advance(1200)
        place.work("summary")


def rewind(place, number):
    """Our own tables as they were before the day was booked."""
    Posting.objects.all().delete()
    Delivery.objects.all().delete()
    kept.summaries_of(place.handle).delete()
    place.handle.orders().filter(number=number).update(state=Order.State.SUMMED)


def next_day(place):
    place.stage.advance(DAY)
    place.drain()
    place.work("summary")


def summaries(place):
    rows = kept.summaries_of(place.handle).order_by("day", "part")
    return [(row.day.isoformat(), row.part, row.state) for row in rows]


def test_a_day_of_consumers_becomes_one_voucher_after_midnight(shop):
    numbers = [shop.buys_and_tells("T-1"), shop.buys_and_tells("S-1", method="swish")]
    shop.drain()
    assert shop.standing() == dict.fromkeys(numbers, ("summed", ""))
    shop.work("summary")
    assert vouchers(shop) == []
    next_day(shop)
    [voucher] = vouchers(shop)
    assert voucher.day == TODAY
    assert voucher.text.endswith(f"kontera:{shop.key}:summary:2026-11-10:1;")
    assert shop.standing() == dict.fromkeys(numbers, ("done", ""))
    assert shop.invoices == []
    assert shop.ledger() == shop.predicted("paid")
    assert summaries(shop) == [("2026-11-10", 1, "booked")]
    next_day(shop)
    assert len(vouchers(shop)) == 1


def test_the_order_list_lies_with_the_voucher(shop):
    number = shop.buys_and_tells("T-1")
    shop.drain()
    next_day(shop)
    [link] = shop.company.shelf("voucherfiles").values()
    content = shop.company.shelf("files")[link["FileId"]]["content"].decode("utf-8-sig")
    assert f"Köp;{number};klarna;SE;SE;25;SEK;" in content
    assert kept.summaries_of(shop.handle).get().file_key


def test_companies_own_invoices_and_unpaid_orders_get_documents_of_their_own(shop):
    firm = {**ANNA, "customer_type": "company", "company_name": "Trä AB", "vat_number": "5560360793"}
    numbers = [
        shop.buys_and_tells(),
        shop.buys_and_tells(customer=firm),
        shop.buys_and_tells(method="Faktura"),
    ]
    shop.drain()
    assert [shop.state(number)[0] for number in numbers] == ["summed", "done", "done"]
    next_day(shop)
    assert len(shop.booked) == 2
    assert len(vouchers(shop)) == 1
    assert {**shop.ledger(), 1510: 0}[3001] == 3 * -15920


def test_a_late_order_of_a_booked_day_becomes_its_next_part(shop):
    first = shop.buys_and_tells()
    shop.drain()
    late = shop.buys()
    next_day_without_poll(shop)
    assert shop.state(first) == ("done", "")
    shop.announce(late)
    shop.drain()
    shop.stage.advance(3600)
    shop.work("summary")
    assert shop.standing() == {first: ("done", ""), late: ("done", "")}
    assert summaries(shop) == [("2026-11-10", 1, "booked"), ("2026-11-10", 2, "booked")]
    assert [one.day for one in vouchers(shop)] == [TODAY, TODAY]


def test_the_button_books_a_day_that_is_not_over_and_pressed_twice_it_books_once(shop):
    shop.buys_and_tells()
    shop.drain()
    kept.ask_booking(shop.handle, TODAY)
    kept.ask_booking(shop.handle, TODAY)
    shop.work("summary", asked=True)
    kept.ask_booking(shop.handle, TODAY)
    shop.work("summary", asked=True)
    assert len(vouchers(shop)) == 1
    assert summaries(shop) == [("2026-11-10", 1, "booked")]
    shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    assert summaries(shop) == [("2026-11-10", 1, "booked"), ("2026-11-10", 2, "booked")]


def test_an_order_that_is_cancelled_before_its_day_is_booked_is_taken_out(shop):
    number, other = shop.buys_and_tells(), shop.buys_and_tells("S-1")
    shop.drain()
    shop.shop.set_status(number, "cancelled", webhook=False)
    shop.announce(number, "order.cancelled")
    shop.drain()
    assert shop.state(number) == ("cancelled", "")
    next_day(shop)
    assert shop.state(other) == ("done", "")
    assert 2611 not in shop.ledger()


def test_an_order_that_is_cancelled_after_it_was_booked_is_held_with_its_reason(shop):
    number = shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    before = shop.ledger()
    shop.shop.set_status(number, "cancelled", webhook=False)
    shop.announce(number, "order.cancelled")
    shop.drain()
    assert shop.state(number) == ("held", "changed-after-summary")
    assert shop.order(number).problem_facts["voucher"] == "A 1"
    shop.press(number)
    next_day(shop)
    assert shop.state(number) == ("held", "changed-after-summary")
    assert shop.ledger() == before


def test_the_mode_is_switched_on_a_date_and_back(stage):
    shop = stage.open_shop(**DAILY, daily_from="2026-11-11")
    first = shop.buys_and_tells()
    shop.drain()
    assert shop.state(first) == ("done", "")
    assert len(shop.booked) == 1
    next_day(shop)
    second = shop.buys_and_tells()
    shop.drain()
    assert shop.state(second) == ("summed", "")
    shop.choose(posting_mode="invoices")
    shop.drain()
    assert shop.state(second) == ("done", "")
    assert len(shop.booked) == 2
    assert vouchers(shop) == []


def test_an_order_that_waits_when_the_mode_is_switched_off_unheard_is_let_go_by_the_chore(shop):
    number = shop.buys_and_tells()
    shop.drain()
    handle = shop.handle
    handle.save_choices({**handle.shop.choices, "posting_mode": "invoices"})
    shop.stage.advance(DAY)
    shop.work("summary")
    assert shop.state(number)[0] == "due"
    shop.drain()
    assert shop.state(number) == ("done", "")
    assert vouchers(shop) == []


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "path", ["/3/financialyears", "/3/vouchers$", "/3/inbox", "/3/voucherfileconnections"]
)
def test_a_death_at_any_step_books_the_day_once(shop, path, after):
    number = shop.buys_and_tells()
    shop.drain()
    shop.stage.advance(DAY)
    shop.drain()
    method = "GET" if "years" in path else "POST"
    shop.stage.wire.kill(method, path, after=after)
    with pytest.raises(Killed):
        shop.work("summary")
    shop.stage.install()
    again(shop)
    assert shop.state(number) == ("done", "")
    assert len(vouchers(shop)) == 1
    assert shop.ledger() == {1581: 19900, 2611: -3980, 3001: -15920}
    assert len(shop.company.shelf("voucherfiles")) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_after_a_lost_answer_it_is_looked_for_before_it_is_sent_again(shop, fault):
    shop.buys_and_tells()
    shop.drain()
    told = FAULTS[fault]
    shop.stage.world.faults.add(**told, service="fortnox", method="POST", path="/3/vouchers")
    next_day(shop)
    again(shop)
    assert len(vouchers(shop)) == 1
    assert summaries(shop) == [("2026-11-10", 1, "booked")]


def test_what_changes_while_the_voucher_is_on_its_way_is_seen_when_it_is_booked(shop):
    number = shop.buys_and_tells()
    shop.drain()
    shop.stage.advance(DAY)
    shop.drain()
    shop.stage.wire.kill("POST", "/3/vouchers$", after=True)
    with pytest.raises(Killed):
        shop.work("summary")
    shop.stage.install()
    shop.shop.set_status(number, "cancelled", webhook=False)
    shop.announce(number, "order.cancelled")
    shop.drain()
    assert shop.state(number) == ("summed", "")
    again(shop)
    assert shop.state(number) == ("held", "changed-after-summary")
    assert len(vouchers(shop)) == 1


def test_a_locked_period_holds_the_day_and_slides_nothing(shop):
    number = shop.buys_and_tells()
    shop.drain()
    shop.company.switches.locked_until = TODAY
    next_day(shop)
    row = kept.summaries_of(shop.handle).get()
    assert (row.state, row.problem_code) == ("held", "fortnox-period-locked")
    assert shop.state(number) == ("summed", "")
    assert vouchers(shop) == []
    shop.company.switches.locked_until = None
    again(shop)
    assert shop.state(number) == ("done", "")
    assert vouchers(shop)[0].day == TODAY


def test_a_voucher_with_the_reference_and_other_amounts_holds_the_day(shop):
    number = shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    rewind(shop, number)
    shop.company.vouchers[next(iter(shop.company.vouchers))].rows[0] = (1930, Decimal(1))
    again(shop)
    assert kept.summaries_of(shop.handle).get().problem_code == "summary-maybe-booked"
    assert len(vouchers(shop)) == 1


def test_a_restored_backup_finds_its_voucher_and_books_nothing_twice(shop):
    number = shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    rewind(shop, number)
    again(shop)
    assert shop.state(number) == ("done", "")
    assert len(vouchers(shop)) == 1


def test_an_order_list_that_is_not_taken_is_kept_here_and_that_is_said(shop):
    shop.buys_and_tells()
    shop.drain()
    shop.stage.world.desk.approve(CLIENT_ID, shop.tenant, SCOPES - {"inbox"})
    next_day(shop)
    row = kept.summaries_of(shop.handle).get()
    assert (row.state, row.problem_code, row.file_key) == ("booked", "summary-file-kept", "")
    assert "Köp;" in row.preview["list"]


def test_a_person_who_has_seen_to_a_change_lets_the_books_stand(shop):
    number = shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    shop.shop.set_status(number, "cancelled", webhook=False)
    shop.announce(number, "order.cancelled")
    shop.drain()
    about = shop.order(number).proposal["change"]
    assert answer_proposal(shop.handle, number, about, "dismissed", by="anna")
    shop.press(number)
    assert shop.state(number) == ("done", "")
    shop.shop.set_status(number, "paid", webhook=False)
    change(shop, number)
    shop.drain()
    assert shop.state(number) == ("held", "changed-after-summary")
    assert len(vouchers(shop)) == 1
