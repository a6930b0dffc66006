"""Credits and repayments compare equal, by either method, and a refund's own documents say why."""

from __future__ import annotations

import pytest
from tests.sync.test_reconcile import codes, stands
from tests.sync.test_refunds import booked, refund

SPECS = {
    "everything": {},
    "a line": {"products": [{"sku": "S-1", "qty": 1}]},
    "an amount": {"amount": "100.00"},
}


def is_equal(place, count):
    place.work("reconcile")
    assert (len(stands(place)), set(stands(place).values())) == (count, {"equal"})
    assert codes(place) == []


@pytest.mark.parametrize("method", ["ACCRUAL", "CASH"])
@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_refund_stands_as_it_was_reckoned(stage, spec, method):
    place, number = booked(stage, switches={"method": method})
    refund(place, number, **spec)
    place.drain()
    assert place.state(number) == ("done", "")
    is_equal(place, 4 if method == "ACCRUAL" else 2)


def test_two_refunds_and_a_gift_card_stand_each_for_itself(stage):
    place, number = booked(stage, card="100")
    refund(place, number, amount="150.00")
    place.drain()
    refund(place, number, products=[{"sku": "T-1", "qty": 1}])
    place.drain()
    assert place.state(number) == ("done", "")
    is_equal(place, 8)


@pytest.mark.parametrize("method", ["ACCRUAL", "CASH"])
def test_a_credit_that_fortnox_rounds_stands_with_its_rounding(stage, method):
    place, number = booked(stage, rounding="write_off", switches={"round_off": True, "method": method})
    refund(place, number, products=[{"sku": "S-1", "qty": 1}])
    place.drain()
    assert place.state(number) == ("done", "")
    is_equal(place, 4 if method == "ACCRUAL" else 2)


def test_a_credit_keeps_why_it_was_made(stage):
    place, number = booked(stage)
    refund(place, number)
    place.drain()
    [credit] = place.handle.deliveries().filter(kind="credit")
    said = [one["sv"] for one in credit.told["reasons"]]
    assert any("hela fakturan krediteras" in one for one in said)
    assert "Försäljning i Sverige med 6 % moms: konto 3003." in said
    assert {one["about"] for one in credit.told["reasons"]} >= {"order", "cred", "cred:credit"}
