"""Summed days: refunds, other currencies and countries, kontantmetoden, and what invoices would book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.books.making import line as item
from tests.books.making import order
from tests.sync.abroad import sell_abroad, to_finland
from tests.sync.scene import Killed
from tests.sync.test_summaries import DAILY, DAY, TODAY, next_day, summaries, vouchers

from kontera.books.chart import DEFAULT_CHART
from kontera.books.daily import REFUNDED, summary_of
from kontera.books.decision import decide
from kontera.books.order import Refund
from kontera.books.policy import DEFAULT_POLICY
from kontera.books.voucher import VoucherRow
from kontera.problems import Held
from kontera.shops import postings, supplies
from kontera.shops import summaries as kept
from kontera.shops.chores import chore_of
from kontera.sync.dayorders import Known, entries_of
from kontera.sync.days import stockholm_day
from kontera.sync.daystanding import standing
from kontera.sync.dayvouchers import check
from kontera.sync.intake import Thought, fingerprint_of, policy_of, think
from kontera.sync.summaries import book_day
from kontera.sync.turn import Turn


@pytest.fixture
def shop(stage):
    return stage.open_shop(**DAILY)


def turn_of(place):
    return Turn(place.handle, place.stage.ends, chore_of(place.handle, "summary"), lambda: True)


def refunded(place, number, *refunds):
    """The order as it is when the shop has paid something back."""
    handle, row = place.handle, place.order(number)
    policy, today = policy_of(handle, handle.choices), stockholm_day(place.stage.now())
    read = replace(think(row, handle.choices, policy, today).read, refunds=refunds)
    decision = decide(read, policy, today)
    thought = Thought(read, decision, fingerprint_of(decision))
    return Known(row, thought, handle.choices, policy, handle.deliveries_of([row])[row.pk])


def test_a_refund_after_booking_goes_into_the_summary_of_its_own_day_once(shop):
    number = shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    back = Refund("a", date(2026, 11, 12), 5000)
    known = refunded(shop, number, back)
    state, held = standing(known.row, known.decision, None, known.sent, automatic=True)
    assert (state, held) == ("summed", None)
    shop.handle.finish(known.row, state=state)
    [entry] = entries_of(turn_of(shop), known)
    assert entry.day == date(2026, 11, 12)
    shop.stage.advance(DAY)
    book_day(turn_of(shop), kept.open_one(shop.handle, entry.day), [entry])
    assert shop.ledger() == {1581: 14900, 2611: -2980, 3001: -11920}
    again = refunded(shop, number, back)
    assert standing(again.row, again.decision, None, again.sent, automatic=True) == ("done", None)
    assert [one.day for one in vouchers(shop)] == [TODAY, date(2026, 11, 12)]


def test_a_refund_that_a_person_wants_to_see_waits_for_the_button(shop):
    shop.choose(refunds_automatic=False)
    number = shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    known = refunded(shop, number, Refund("a", date(2026, 11, 12), 5000))
    state, held = standing(known.row, known.decision, None, known.sent, automatic=False)
    assert (state, held.code) == ("held", "summary-refund-waits")
    known.row.asked = True
    assert standing(known.row, known.decision, None, known.sent, automatic=False)[0] == "summed"


def test_a_refund_of_the_same_day_stands_apart_in_the_same_voucher(shop):
    number = shop.buys_and_tells()
    shop.drain()
    known = refunded(shop, number, Refund("a", TODAY, 5000))
    sale, back = entries_of(turn_of(shop), known)
    assert (sale.credit, back.day) == (None, TODAY)
    book_day(turn_of(shop), kept.open_one(shop.handle, TODAY), [sale, back])
    apart = [one[:2] for one in kept.amounts_of(kept.summaries_of(shop.handle).get()) if one[2] == REFUNDED]
    assert apart == [(1581, -5000), (2611, 1000), (3001, 4000)]
    assert len(vouchers(shop)) == 1
    assert shop.ledger() == {1581: 14900, 2611: -2980, 3001: -11920}


def test_a_refund_is_not_booked_in_another_company_than_its_sale(stage):
    shop, other = stage.open_shop(**DAILY), stage.open_shop(**DAILY)
    number = shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    shop.handle.move_to(other.handle.shop.company)
    known = refunded(shop, number, Refund("a", date(2026, 11, 12), 5000))
    shop.handle.finish(known.row, state="summed")
    assert entries_of(turn_of(shop), known) == []
    assert shop.state(number) == ("held", "sent-to-another-company")


def test_kontantmetoden_books_the_same_day_the_same_way(stage):
    shop = stage.open_shop(**DAILY, switches={"method": "CASH"})
    shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    assert shop.ledger() == {1581: 19900, 2611: -3980, 3001: -15920}


def test_sales_abroad_keep_their_accounts_and_stand_in_the_reports(stage):
    shop = sell_abroad(stage.open_shop(**DAILY))
    to_finland(shop, method="klarna")
    shop.drain()
    next_day(shop)
    assert shop.ledger() == {1581: 12550, 2670: -2550, 3112: -10000}
    assert shop.invoices == []
    [line] = supplies.oss_lines(shop.handle, supplies.period_named("2026Q4"))[0]
    assert (line.base_sek_ore, line.vat_sek_ore) == (10000, 2550)


def test_another_currency_is_summed_in_sek_and_listed_as_it_was_sold(stage):
    shop = stage.open_shop(**DAILY)
    stage.world.registers.days["EUR", "2026-11-10"] = 11
    number = shop.buys_and_tells(currency="EUR", method="stripe")
    shop.drain()
    assert shop.state(number) == ("summed", "")
    next_day(shop)
    assert sum(ore for account, ore in shop.ledger().items() if account < 2000) == 199 * 11 * 100
    assert ";EUR;159,20;39,80;199,00" in kept.summaries_of(shop.handle).get().preview["list"]


def test_a_year_that_is_missing_holds_the_day(shop):
    number = shop.buys_and_tells()
    shop.drain()
    shop.company.shelf("financialyears").clear()
    next_day(shop)
    row = kept.summaries_of(shop.handle).get()
    assert (row.state, row.problem_code) == ("held", "fortnox-year-missing")
    assert shop.state(number) == ("summed", "")


def test_a_summed_shop_has_to_the_ore_the_ledger_of_a_shop_with_invoices(stage):
    daily, alone = stage.open_shop(**DAILY), stage.open_shop(end="paid")
    for place in (daily, alone):
        for sku, qty, method in [
            ("T-1", 1, "klarna"),
            ("S-1", 3, "swish"),
            ("S-1", 7, "klarna"),
            ("T-1", 2, "card"),
        ]:
            place.buys_and_tells(sku, qty, method=method)
        place.drain()
    next_day(daily)
    assert daily.ledger() == alone.ledger()
    assert len(alone.booked) == 4
    assert len(vouchers(daily)) == 1


def test_the_voucher_is_compared_with_what_fortnox_has(shop):
    number = shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    shop.work("reconcile")
    assert [row.state for row in postings.of_order(shop.handle, shop.order(number))] == ["equal"]
    assert summaries(shop) == [("2026-11-10", 1, "booked")]


def test_a_voucher_that_is_not_its_orders_sum_is_not_booked():
    sales = [decide(order(item(125)), DEFAULT_POLICY, TODAY)]
    made = summary_of(TODAY, sales, [], DEFAULT_CHART)
    check(made, sales, [])
    more = (VoucherRow(3740, -1, "Öre"), VoucherRow(1581, 1, "Öre"))
    with pytest.raises(Held, match="summary-differs"):
        check(replace(made, voucher=replace(made.voucher, rows=(*made.voucher.rows, *more))), sales, [])


def test_a_day_that_was_asked_for_in_vain_leaves_nothing_behind(shop):
    kept.ask_booking(shop.handle, TODAY)
    shop.work("summary", asked=True)
    assert summaries(shop) == []


def test_a_refund_in_the_shop_is_booked_in_the_summary_of_its_day(shop):
    number = shop.buys_and_tells()
    shop.drain()
    next_day(shop)
    shop.shop.refund(number, {"amount": "50.00"})
    shop.announce(number)
    shop.drain()
    assert shop.state(number) == ("summed", "")
    next_day(shop)
    assert shop.state(number) == ("done", "")
    assert [one.day for one in vouchers(shop)] == [TODAY, date(2026, 11, 11)]
    assert shop.ledger() == {1581: 14900, 2611: -2980, 3001: -11920}


def test_not_found_is_believed_only_when_the_last_attempt_is_old_enough(shop, stage):
    shop.buys_and_tells()
    shop.drain()
    stage.advance(DAY)
    shop.drain()
    stage.wire.kill("POST", "/3/vouchers$", after=False)
    with pytest.raises(Killed):
        shop.work("summary")
    stage.install()
    stage.advance(3600)
    stage.world.faults.add(kind="late", service="fortnox", method="POST", path="/3/vouchers")
    stage.wire.kill("POST", "/3/vouchers$", after=True)
    with pytest.raises(Killed):
        shop.work("summary")
    stage.install()
    stage.advance(5)
    shop.work("summary")
    stage.world.settle()
    stage.advance(3600)
    shop.work("summary")
    assert len(vouchers(shop)) == 1
