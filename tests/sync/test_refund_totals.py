"""A shop that tells only how much was paid back so far: what the sum grows by is credited, each once."""

from __future__ import annotations

import pytest
from tests.sync.scene import Killed
from tests.sync.test_edits import answer
from tests.sync.test_once import FAULTS, INVOICE, break_at
from tests.sync.test_refunds import CREDIT, booked, credits_of, is_settled
from tests.sync.test_summaries import DAILY, next_day
from tests.sync.test_summary_refunds import in_summary, told


def totals(place):
    return [int(one["Total"] * 100) for one in credits_of(place)]


def test_what_the_sum_has_grown_by_is_a_new_refund_each_credited_once(stage):
    place, number = booked(stage)
    for grown, many in [("100.00", 1), ("100.00", 1), ("150.00", 2), ("150,00 kr", 2), ("447.90", 3)]:
        told(place, number, grown)
        is_settled(place, number, many)
        stage.advance(86_400)
    assert totals(place) == [-10000, -5000, -29790]
    # The VAT of each credit is rounded by itself, so an öre may stay between net and VAT.
    assert sum(abs(ore) for ore in place.ledger().values()) <= 2
    assert not {1510, 1581} & set(place.ledger())


@pytest.mark.parametrize(
    "then", ["50.00", "99.99", "120.00", [{"amount": "150.00"}], {"amount": "150.00"}, ""]
)
def test_a_sum_that_shrinks_or_is_told_otherwise_is_held_and_nothing_is_credited(stage, then):
    place, number = booked(stage)
    for grown in ("100.00", "150.00"):
        told(place, number, grown)
    told(place, number, then)
    assert place.state(number) == ("held", "refund-changed")
    assert totals(place) == [-10000, -5000]
    told(place, number, "150.00")
    is_settled(place, number, 2)


@pytest.mark.parametrize("before", [[{"amount": "100.00"}], {"amount": "100.00"}])
def test_an_entry_that_has_another_amount_may_be_changed_or_another_and_is_held(stage, before):
    place, number = booked(stage)
    told(place, number, before)
    is_settled(place, number, 1)
    then = {"amount": "150.00"}
    told(place, number, [then] if isinstance(before, list) else then)
    assert place.state(number) == ("held", "refund-changed")
    assert totals(place) == [-10000]


def test_a_sum_above_the_sale_credits_nothing_more(stage):
    place, number = booked(stage)
    told(place, number, "100.00")
    told(place, number, "448.00")
    assert place.state(number) == ("held", "refund-exceeds-sale")
    assert totals(place) == [-10000]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", [CREDIT, INVOICE], ids=lambda one: one[1])
def test_a_sum_that_grows_while_a_credit_is_in_doubt_is_credited_once(stage, step, fault):
    place, number = booked(stage)
    if step is INVOICE:
        told(place, number, "100.00")
    break_at(stage, step, fault)
    told(place, number, "150.00")
    told(place, number, "200.00")
    place.rest()
    assert place.state(number) == ("done", "")
    assert sum(totals(place)) == -20000
    assert {one["Balance"] for one in place.invoices} == {0}
    assert max(place.references().values()) == 1


@pytest.mark.parametrize("after", [False, True])
def test_a_sum_that_grows_after_a_death_is_credited_once(stage, after):
    place, number = booked(stage)
    stage.wire.kill(*CREDIT, after=after)
    with pytest.raises(Killed):
        told(place, number, "100.00")
    stage.install()
    told(place, number, "150.00")
    place.rest()
    assert sum(totals(place)) == -15000
    assert place.state(number) == ("done", "")


def test_a_sum_that_grows_before_a_person_has_answered_is_proposed_anew(stage):
    place, number = booked(stage, refunds_automatic=False)
    told(place, number, "100.00")
    told(place, number, "150.00")
    assert place.state(number) == ("held", "refund-to-approve")
    answer(place, number, "approved")
    is_settled(place, number, 1)
    assert totals(place) == [-15000]


def test_in_a_summary_too_the_sum_is_booked_once_whatever_it_grows_by(stage):
    place = stage.open_shop(**DAILY)
    number = in_summary(place)
    for grown, left in [("50.00", 14900), ("50.00", 14900), ("80.00", 11900)]:
        told(place, number, grown)
        next_day(place)
        assert place.state(number) == ("done", "")
        assert place.ledger()[1581] == left
    told(place, number, "60.00")
    assert place.state(number) == ("held", "refund-changed")
