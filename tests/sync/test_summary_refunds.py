"""Refunds of orders that stand in a daily summary: each booked once, and what changes later is seen."""

from __future__ import annotations

from datetime import date

import pytest
from tests.sync.abroad import sell_abroad, to_finland
from tests.sync.test_changes import cancel
from tests.sync.test_summaries import DAILY, TODAY, next_day, vouchers

from kontera.shops import summaries as kept
from kontera.shops.models import Delivery

TOMORROW = date(2026, 11, 11)


@pytest.fixture
def shop(stage):
    return stage.open_shop(**DAILY)


def in_summary(place):
    """An order of 199 kr that is in the voucher of its day."""
    number = place.buys_and_tells()
    place.drain()
    next_day(place)
    assert place.state(number) == ("done", "")
    return number


def told(place, number, refunds):
    """What the shop says of refunds now."""
    place.shop.orders[number].record["refunds"] = refunds
    place.announce(number, "order.done")
    place.drain()


@pytest.mark.parametrize("key", [{}, {"id": 7}])
@pytest.mark.parametrize("then", [[{"amount": "60.00", "date": "2026-11-11"}], []])
def test_a_refund_that_is_in_a_summary_and_changes_is_held_and_not_booked_again(shop, key, then):
    number = in_summary(shop)
    told(shop, number, [{**key, "amount": "50.00", "date": "2026-11-11"}])
    next_day(shop)
    before = shop.ledger()
    assert before[1581] == 14900
    told(shop, number, [{**key, **one} for one in then])
    assert shop.state(number) == ("held", "refund-changed")
    next_day(shop)
    assert shop.ledger() == before


@pytest.mark.parametrize("refund", [[{"id": 7, "amount": "50.00"}], "50.00"])
def test_a_refund_without_a_day_is_booked_in_the_summary_of_the_day_it_was_seen(shop, refund):
    number = in_summary(shop)
    told(shop, number, refund)
    assert shop.state(number) == ("summed", "")
    next_day(shop)
    assert shop.state(number) == ("done", "")
    assert [one.day for one in vouchers(shop)] == [TODAY, TOMORROW]
    assert shop.ledger()[1581] == 14900


def test_a_cancelled_order_that_was_paid_back_altogether_is_undone_by_its_refund(shop):
    number = in_summary(shop)
    cancel(shop, number)
    shop.shop.refund(number, {})
    shop.announce(number, "order.done")
    shop.drain()
    next_day(shop)
    assert shop.state(number) == ("done", "")
    assert shop.ledger() == {}


@pytest.mark.parametrize("then", [[{"amount": "30.00", "date": "2026-11-11"}], []])
def test_a_refund_that_is_booked_as_a_voucher_and_changes_is_held_too(stage, then):
    place = sell_abroad(stage.open_shop(end="paid", switches={"fractional_vat": "refuse"}))
    number = to_finland(place, method="klarna")
    place.drain()
    told(place, number, [{"amount": "20.00", "date": "2026-11-11"}])
    assert place.state(number) == ("done", "")
    before = place.ledger()
    told(place, number, then)
    assert place.state(number) == ("held", "refund-changed")
    assert place.ledger() == before


def test_the_reasons_of_a_sale_and_of_a_refund_are_kept_with_each_as_with_a_document(shop):
    number = in_summary(shop)
    told(shop, number, [{"id": 7, "amount": "50.00", "date": "2026-11-11"}])
    next_day(shop)
    sale, back = Delivery.objects.filter(order__number=number, kind="summary").order_by("pk")
    assert sale.told["booked"] == {"1581": 19900, "2611": -3980, "3001": -15920}
    assert back.told["booked"] == {"1581": -5000, "2611": 1000, "3001": 4000}
    codes = [{one["code"] for one in row.told["reasons"]} for row in (sale, back)]
    assert {"vat", "money", "claim"} <= codes[0]
    assert "credit" not in codes[0]
    assert {"credit", "vat", "money-back"} <= codes[1]
    assert all(one["sv"] and one["en"] for one in (*sale.told["reasons"], *back.told["reasons"]))


def test_the_reasons_of_a_day_s_rows_are_kept_with_its_summary(shop):
    for sku in ("T-1", "T-1", "S-1"):
        shop.buys_and_tells(sku)
    shop.drain()
    next_day(shop)
    rows = kept.summaries_of(shop.handle).get().preview["voucher"]["rows"]
    told_of = {row["account"]: [(one["code"], one["orders"]) for one in row["why"]] for row in rows}
    assert told_of[1581] == [("money", 3)]
    assert told_of[2611] == [("vat", 2)]
    assert told_of[2631] == [("vat", 1)]
    assert [many for _code, many in told_of[3001]] == [2]
