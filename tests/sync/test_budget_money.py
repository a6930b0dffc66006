"""Requests for sales abroad, payouts and daily summaries: what they need, whatever their size."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.sync.abroad import sell_abroad, to_finland
from tests.sync.paying import DAY, book, by_hand, line, open_place, read_in, report, sold, standing
from tests.sync.test_abroad import NUMBER, business, person
from tests.sync.test_budget import FLOOR
from tests.sync.test_currencies import buys
from tests.sync.test_summaries import DAILY, TODAY

from kontera.shops.summaries import ask_booking

LOOKS = ["GET /3/financialyears", "GET /3/vouchers"]
VOUCHER = ["POST /3/vouchers", "POST /3/inbox", "POST /3/voucherfileconnections"]
SIE = "GET /3/sie/*"
ONE = "one voucher"


@pytest.fixture
def abroad(stage):
    stage.world.registers.numbers[NUMBER] = "Möbel GmbH"
    return sell_abroad(stage.open_shop(end="paid"))


def oss(place):
    return person(place, "DE", rate="19", price="119.00")


@pytest.mark.parametrize("sell", [oss, business, buys], ids=["oss", "company", "euro"])
def test_a_second_order_abroad_costs_the_floor_and_asks_no_public_register(abroad, sell):
    sell(abroad)
    abroad.stage.forget()
    number = sell(abroad)
    assert abroad.state(number) == ("done", "")
    assert abroad.stage.calls() == FLOOR["paid"]
    assert abroad.stage.calls("public") == []


@pytest.mark.parametrize("sell", [business, buys], ids=["company", "euro"])
def test_the_first_one_asks_its_public_register_once(abroad, sell):
    sell(abroad)
    assert len(abroad.stage.calls("public")) == 1


def test_a_rate_that_no_invoice_takes_costs_a_voucher_and_its_file(abroad):
    for _ in range(2):
        abroad.stage.forget()
        to_finland(abroad)
        abroad.drain()
    assert abroad.stage.calls() == VOUCHER


@pytest.mark.parametrize("many", [1, 12])
def test_a_payout_costs_two_looks_and_three_writes_however_many_its_lines(stage, many):
    place = open_place(stage)
    (row,) = read_in(place, report(*map(line, sold(place, many))))
    place.work("check")
    stage.forget()
    assert standing(book(place, row)) == ("booked", "")
    assert stage.calls() == [*LOOKS, *VOUCHER]


@pytest.mark.parametrize(("many", "looks"), [(3, [ONE] * 3), (12, [SIE])])
def test_many_vouchers_by_hand_are_read_in_one_request(stage, many, looks):
    place = open_place(stage)
    numbers = sold(place)
    for _ in range(many):
        by_hand(place, {1930: 100, 3740: -100})
    (row,) = read_in(place, report(*map(line, numbers)))
    place.work("check")
    stage.forget()
    assert standing(book(place, row)) == ("booked", "")
    asked = [ONE if call.startswith("GET /3/vouchers/") else call for call in stage.calls()]
    assert Counter(asked) == Counter([*LOOKS, *looks, *VOUCHER])


@pytest.mark.parametrize("is_refused", [False, True])
def test_among_many_vouchers_by_hand_the_one_that_looks_like_the_payout_holds_it(stage, is_refused):
    place = open_place(stage)
    (number,) = sold(place)
    for _ in range(6):
        by_hand(place, {1930: 100, 3740: -100})
    by_hand(place, {1930: 19275, 6570: 625, 1581: -19900}, text="Insättning")
    place.work("check")
    if is_refused:
        stage.world.faults.add("error_before", service="fortnox", path="/3/sie/4", status=400, count=-1)
    (row,) = read_in(place, report(line(number)))
    stage.forget()
    assert standing(book(place, row)) == ("held", "payout-maybe-booked")
    assert any(call.startswith("GET /3/vouchers/") for call in stage.calls()) is is_refused
    assert (row.problem_facts["text"], row.problem_facts["day"]) == ("Insättning", str(DAY))


@pytest.mark.parametrize("many", [1, 60])
def test_a_summary_costs_two_looks_and_three_writes_however_many_its_orders(stage, many):
    place = stage.open_shop(**DAILY)
    for _ in range(many):
        place.buys_and_tells()
    place.drain()
    place.work("check")
    ask_booking(place.handle, TODAY)
    stage.forget()
    place.work("summary", asked=True)
    assert stage.calls() == [*LOOKS, *VOUCHER]


def test_a_quiet_day_of_a_shop_that_sums_and_pays_out_costs_nothing(stage):
    place = stage.open_shop(**DAILY)
    place.work("check")
    stage.forget()
    place.work("summary", "payouts")
    assert stage.calls() == []
