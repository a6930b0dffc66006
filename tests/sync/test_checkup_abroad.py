"""The set-up check of sales abroad against the sandbox: it stops what would be reported wrong, and heals."""

from __future__ import annotations

import pytest
from tests.sync.abroad import consumer, sell_abroad
from tests.sync.test_checkup import checks, found

from kontera.books.place import Treatment
from kontera.books.returns import Supplied
from kontera.shops import supplies
from kontera.shops.sightings import agree


@pytest.fixture
def place(stage):
    return sell_abroad(stage.open_shop(end="paid"))


def to_germany(place):
    line = {"sku": "T-1", "qty": 1, "price": "119.00", "tax_rate": "19"}
    number = place.buys_and_tells(customer=consumer("DE"), lines=[line], method="klarna")
    place.drain()
    return number


def account(place, number):
    return place.company.shelf("accounts")[str(number)]


def test_a_shop_that_is_set_up_for_oss_is_green(place):
    to_germany(place)
    checks(place)
    assert found(place) == set()


def test_an_oss_account_without_its_own_code_stops_its_orders_until_it_has_one(place):
    to_germany(place)
    account(place, 3110)["VATCode"] = "MP1"
    checks(place)
    assert found(place) == {("oss-account-without-code", "3110")}
    number = to_germany(place)
    assert place.state(number) == ("held", "oss-account-without-code")
    at_home = place.buys_and_tells(method="klarna")
    place.drain()
    assert place.state(at_home) == ("done", "")
    account(place, 3110)["VATCode"] = "DE19"
    checks(place)
    place.drain()
    assert place.state(number) == ("done", "")


def test_without_2670_nothing_is_booked_in_oss(place):
    to_germany(place)
    account(place, 2670)["Active"] = False
    checks(place)
    assert found(place) == {("account-not-active", "2670")}
    assert place.state(to_germany(place)) == ("held", "account-not-active")


def test_2670_is_made_when_a_person_says_so(place):
    to_germany(place)
    del place.company.shelf("accounts")["2670"]
    checks(place)
    agree(place.handle, ["account:2670"])
    place.work("create")
    place.drain()
    assert account(place, 2670)["Active"]
    assert found(place) == set()


def test_an_order_that_waits_for_an_account_is_known_to_the_check(place):
    place.choose(oss_accounts={"FI 25.5": 3112})
    assert place.state(to_germany(place)) == ("held", "oss-account-missing")
    checks(place)
    assert found(place) == {("oss-account-missing", "DE 19")}


def test_a_currency_that_orders_use_and_fortnox_lacks_is_told(place):
    del place.company.shelf("currencies")["USD"]
    place.buys_and_tells(customer=consumer("US"), currency="USD", method="klarna", tax_free=True)
    place.drain()
    checks(place)
    assert ("currency-not-there", "USD") in found(place, "yellow")


@pytest.mark.parametrize(
    ("ore", "mark", "code"),
    [(8_000_000, "yellow", "eu-threshold-near"), (10_000_000, "red", "eu-threshold-passed")],
)
def test_the_threshold_is_warned_about_every_night(place, ore, mark, code):
    place.choose(eu_consumers="swedish")
    number = place.buys_and_tells(method="klarna")
    place.drain()
    paper = supplies.Paper(place.order(number), "r", place.stage.now().date())
    one = Supplied(Treatment.EU_B2C_SE_VAT, "DE", 25, "goods", "SEK", ore, 0, ore, 0)
    supplies.keep(place.handle, paper, [one])
    checks(place)
    assert (code, "2026") in found(place, mark)
