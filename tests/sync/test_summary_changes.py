"""An order that changes after its day was summed: the difference is booked once, on the day of the change."""

from __future__ import annotations

from datetime import date

import pytest
from tests.sync.abroad import sell_abroad, to_finland
from tests.sync.scene import Killed
from tests.sync.test_changes import cancel, change
from tests.sync.test_edits import answer
from tests.sync.test_summaries import DAILY, DAY, FAULTS, TODAY, again, next_day, summaries, vouchers
from tests.sync.test_summary_refunds import in_summary, told

from kontera.shops import postings, supplies
from kontera.shops import summaries as kept
from kontera.shops.models import Delivery

MENDING = {**DAILY, "after_booking": "credit"}
FIRST = {1581: 19900, 2611: -3980, 3001: -15920}
RAISED = {1581: 24900, 2611: -4980, 3001: -19920}
CHANGED_ON = date(2026, 11, 11)


@pytest.fixture
def shop(stage):
    return stage.open_shop(**MENDING)


def changed(place, number, price="249.00"):
    change(place, number, price)
    place.drain()


def test_a_change_is_booked_as_its_difference_on_the_day_of_the_change_once(shop):
    number = in_summary(shop)
    changed(shop, number)
    assert shop.state(number) == ("summed", "")
    for _ in range(3):
        next_day(shop)
    assert shop.state(number) == ("done", "")
    assert [one.day for one in vouchers(shop)] == [TODAY, CHANGED_ON]
    assert shop.ledger() == RAISED
    rows = kept.amounts_of(kept.summaries_of(shop.handle).get(day=CHANGED_ON))
    assert rows == [
        (1581, 5000, f"Ändrad order {number}, rättar A 1 2026-11-10"),
        (2611, -1000, f"Ändrad order {number}, rättar A 1 2026-11-10"),
        (3001, -4000, f"Ändrad order {number}, rättar A 1 2026-11-10"),
    ]


def test_the_correction_names_the_voucher_it_corrects_in_fortnox_and_in_its_list(shop):
    number = in_summary(shop)
    changed(shop, number)
    next_day(shop)
    row = kept.summaries_of(shop.handle).get(day=CHANGED_ON)
    assert row.preview["voucher"]["text"] == "Dagssumma 2026-11-11, 0 order, 1 ändring"
    listed = f"Ändring;{number};klarna (rättar A 1 2026-11-10);SE;SE;25;SEK;40,00;10,00;50,00"
    assert listed in row.preview["list"]
    assert "Summa ändring;;;;;;SEK;40,00;10,00;50,00" in row.preview["list"]


def test_a_cancelled_order_is_taken_back_whole(shop):
    number, other = in_summary(shop), shop.buys_and_tells("S-1")
    cancel(shop, number)
    shop.drain()
    next_day(shop)
    assert shop.standing() == {number: ("done", ""), other: ("done", "")}
    assert 2611 not in shop.ledger()
    assert shop.ledger()[1581] == 4990
    assert len(vouchers(shop)) == 2


def test_an_order_that_changes_back_and_forth_is_corrected_each_time(shop):
    number = in_summary(shop)
    for price, wanted in [("249.00", RAISED), ("199.00", FIRST), ("249.00", RAISED), ("0.00", {})]:
        changed(shop, number, price)
        next_day(shop)
        assert shop.state(number) == ("done", "")
        assert shop.ledger() == wanted
    cancel(shop, number)
    shop.drain()
    assert shop.state(number) == ("done", "")
    assert len(vouchers(shop)) == 5


def test_an_order_that_changes_back_before_the_day_is_over_books_nothing(shop):
    number = in_summary(shop)
    changed(shop, number)
    changed(shop, number, "199.00")
    assert shop.state(number) == ("done", "")
    next_day(shop)
    assert len(vouchers(shop)) == 1
    changed(shop, number)
    next_day(shop)
    assert [one.day for one in vouchers(shop)] == [TODAY, date(2026, 11, 12)]


def test_a_shop_that_wants_to_see_it_first_approves_the_difference(stage):
    shop = stage.open_shop(**DAILY)
    number = in_summary(shop)
    changed(shop, number)
    assert shop.state(number) == ("held", "changed-after-summary")
    [proposed] = shop.order(number).proposal["vouchers"]
    assert [(one["account"], one["debit"], one["credit"]) for one in proposed["rows"]] == [
        (1581, "50.00", "0.00"),
        (2611, "0.00", "10.00"),
        (3001, "0.00", "40.00"),
    ]
    next_day(shop)
    assert shop.ledger() == FIRST
    answer(shop, number, "approved")
    assert shop.state(number) == ("summed", "")
    next_day(shop)
    assert shop.state(number) == ("done", "")
    assert shop.ledger() == RAISED
    assert [one.day for one in vouchers(shop)] == [TODAY, date(2026, 11, 12)]


def test_an_answer_is_about_that_change_and_no_later_one(stage):
    shop = stage.open_shop(**DAILY)
    number = in_summary(shop)
    changed(shop, number)
    answer(shop, number, "approved")
    changed(shop, number, "299.00")
    assert shop.state(number) == ("held", "changed-after-summary")
    next_day(shop)
    assert shop.ledger() == FIRST


def test_a_locked_old_day_is_not_touched_and_the_correction_is_of_its_own_day(shop):
    number = in_summary(shop)
    shop.company.switches.locked_until = TODAY
    changed(shop, number)
    next_day(shop)
    assert shop.state(number) == ("done", "")
    assert [one.day for one in vouchers(shop)] == [TODAY, CHANGED_ON]


def test_a_correction_waits_over_midnight_and_keeps_its_day(shop):
    number = in_summary(shop)
    changed(shop, number)
    shop.stage.advance(3 * DAY)
    shop.drain()
    shop.work("summary")
    assert shop.state(number) == ("done", "")
    assert [one.day for one in vouchers(shop)] == [TODAY, CHANGED_ON]


ELSEWHERE = {
    "to a company": {"customer_type": "company", "company_name": "Trä AB", "vat_number": "5560360793"},
    "to another country": {"country": "NO", "shipping_details": {"country": "NO", "zipcode": "0150"}},
}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_change_of_where_or_to_whom_it_was_sold_is_not_summed(shop, where):
    number = in_summary(shop)
    shop.shop.orders[number].record["customer"].update(ELSEWHERE[where])
    changed(shop, number)
    assert shop.state(number)[0] == "held"
    next_day(shop)
    assert shop.ledger() == FIRST


def test_a_change_beside_a_refund_cannot_be_told_and_is_held(shop):
    number = in_summary(shop)
    shop.shop.orders[number].record["refunds"] = [{"id": 1, "amount": "50.00", "date": "2026-11-11"}]
    changed(shop, number, "149.00")
    assert shop.state(number) == ("held", "changed-after-summary")
    assert shop.order(number).proposal["vouchers"] == []
    next_day(shop)
    assert shop.ledger() == FIRST


def test_a_change_after_a_refund_that_is_booked_cannot_be_told_and_is_held(shop):
    number = in_summary(shop)
    told(shop, number, [{"id": 1, "amount": "50.00", "date": "2026-11-11"}])
    next_day(shop)
    before = shop.ledger()
    changed(shop, number, "149.00")
    assert shop.state(number) == ("held", "changed-after-summary")
    next_day(shop)
    assert shop.ledger() == before


def test_what_was_summed_before_it_was_kept_what_was_booked_cannot_be_told(shop):
    number = in_summary(shop)
    Delivery.objects.filter(order__number=number).update(told={})
    changed(shop, number)
    assert shop.state(number) == ("held", "changed-after-summary")
    assert shop.order(number).proposal["vouchers"] == []


@pytest.mark.parametrize("after", [False, True])
def test_a_death_while_the_correction_is_booked_books_it_once(shop, after):
    number = in_summary(shop)
    changed(shop, number)
    shop.stage.advance(DAY)
    shop.stage.wire.kill("POST", "/3/vouchers$", after=after)
    with pytest.raises(Killed):
        shop.work("summary")
    shop.stage.install()
    again(shop)
    assert shop.state(number) == ("done", "")
    assert shop.ledger() == RAISED
    assert len(vouchers(shop)) == 2


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_answer_books_the_correction_once(shop, fault):
    number = in_summary(shop)
    changed(shop, number)
    shop.stage.world.faults.add(**FAULTS[fault], service="fortnox", method="POST", path="/3/vouchers")
    next_day(shop)
    again(shop)
    assert shop.state(number) == ("done", "")
    assert shop.ledger() == RAISED


def test_a_change_of_a_sale_abroad_is_the_difference_in_the_report_too(stage):
    shop = sell_abroad(stage.open_shop(**MENDING))
    number = to_finland(shop, method="klarna")
    shop.drain()
    next_day(shop)
    change(shop, number, "251.00")
    shop.shop.orders[number].record["tax_amount"] = "51.00"
    shop.drain()
    next_day(shop)
    assert shop.state(number) == ("done", "")
    assert shop.ledger() == {1581: 25100, 2670: -5100, 3112: -20000}
    [line] = supplies.oss_lines(shop.handle, supplies.period_named("2026Q4"))[0]
    assert (line.base_sek_ore, line.vat_sek_ore) == (20000, 5100)
    cancel(shop, number)
    shop.drain()
    next_day(shop)
    assert shop.ledger() == {}
    [line] = supplies.oss_lines(shop.handle, supplies.period_named("2026Q4"))[0]
    assert (line.base_sek_ore, line.vat_sek_ore) == (0, 0)


def test_the_corrected_vouchers_are_compared_with_fortnox_and_equal(shop):
    number = in_summary(shop)
    changed(shop, number)
    next_day(shop)
    shop.work("reconcile")
    found = [row.state for row in postings.of_order(shop.handle, shop.order(number))]
    assert found == ["equal", "equal"]
    assert summaries(shop) == [("2026-11-10", 1, "booked"), ("2026-11-11", 1, "booked")]
