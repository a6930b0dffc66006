"""The rates into euro of the One Stop Shop: fetched once the quarter is over, and never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.sync.abroad import sell_abroad
from tests.sync.test_vatcheck import to_germany

from kontera.problems import TryLater
from kontera.shops import euro, supplies
from kontera.sync.eurorates import learn_rates

Q3 = supplies.period_named("2026Q3")
LAST = date(2026, 9, 30)


@pytest.fixture
def place(stage):
    """A shop that sold abroad in a quarter that is over, and in the one that is not."""
    made = sell_abroad(stage.open_shop(end="paid"))
    to_germany(made)
    to_germany(made, created="2026-09-15 12:00:00", paid="2026-09-15 12:00:00")
    stage.world.registers.days["EUR", "2026-09-30"] = Decimal("11.0500")
    return made


def lines(place, period=Q3):
    own, _ = supplies.oss_lines(place.handle, period)
    return [(one.base_cents, one.vat_cents) for one in euro.in_euros(own)]


def test_the_night_fetches_the_rate_of_a_quarter_that_is_over_once(place, stage):
    assert lines(place) == [(None, None)]
    place.work("reconcile")
    assert lines(place) == [(905, 172)]
    assert euro.rates_of(Q3)["EUR"].day == LAST
    stage.world.registers.rates_down = True
    learn_rates(place.handle, stage.ends)  # asks for nothing: what is known is known
    assert lines(place, supplies.period_named("2026Q4")) == [(None, None)]


def test_a_silent_bank_stops_no_night_and_is_asked_again(place, stage):
    stage.world.registers.rates_down = True
    place.work("reconcile")
    assert place.chore("reconcile").problem_code == ""
    assert lines(place) == [(None, None)]
    with pytest.raises(TryLater) as silent:
        learn_rates(place.handle, stage.ends)
    assert silent.value.code == "rates-silent"
    stage.world.registers.rates_down = False
    place.work("reconcile")
    assert lines(place) == [(905, 172)]


def test_other_currencies_go_by_the_same_days_rate_and_euro_by_none(place, stage):
    spec = {"created": "2026-09-16 12:00:00", "paid": "2026-09-16 12:00:00"}
    to_germany(place, currency="USD", **spec)
    to_germany(place, currency="EUR", **spec)
    learn_rates(place.handle, stage.ends)
    own, _ = supplies.oss_lines(place.handle, Q3)
    told = {one.line.currency: one.base_cents for one in euro.in_euros(own)}
    assert (told["EUR"], told["SEK"]) == (10000, 905)
    dollars = euro.rates_of(Q3)["USD"]
    assert dollars.day == LAST
    assert told["USD"] == round(10000 * dollars.rate / Decimal("11.05"))
