"""Each thing wrong in Fortnox is one finding of the set-up check, with its place, until it is mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from tests.sync.test_choice_places import Page

from kontera.problems import PROBLEMS
from kontera.sandbox.fortnox.company import LICENCES
from kontera.sandbox.oauth import SCOPES
from kontera.sandbox.world import CLIENT_ID
from kontera.shops.sightings import sightings_of


@dataclass
class Wrong:
    """How it comes to be (what becomes of a company, by the choices of the shop), and what is told then."""

    code: str
    mark: str = "red"
    shelf: str = ""
    key: str = ""
    change: dict | None = None
    """Written on the record; ``None`` takes the record away."""
    switch: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)
    make: tuple = ()
    place: str = "Fortnox"
    """Words that must stand in the Swedish cure."""


WRONG = {
    "account missing": Wrong("account-not-in-chart", shelf="accounts", key="3001", place="Kontoplan"),
    "account at rest": Wrong("account-not-active", shelf="accounts", key="3001", change={"Active": False}),
    "other VAT code": Wrong("account-vat-code", shelf="accounts", key="3001", change={"VATCode": "MP2"}),
    "no VAT code": Wrong("account-vat-code", "yellow", shelf="accounts", key="3001", change={"VATCode": ""}),
    "wants a cost centre": Wrong(
        "account-wants-cost-centre",
        shelf="accounts",
        key="3001",
        change={"CostCenterSettings": "MANDATORY"},
    ),
    "wants a project": Wrong(
        "account-wants-project", shelf="accounts", key="3001", change={"ProjectSettings": "MANDATORY"}
    ),
    "no account for claims": Wrong(
        "predefined-not-set", shelf="predefinedaccounts", key="CUSTCLAIM", change={"Account": 0}
    ),
    "claims elsewhere": Wrong(
        "predefined-differs", "yellow", shelf="predefinedaccounts", key="CUSTCLAIM", change={"Account": 1511}
    ),
    "no series": Wrong(
        "series-not-set", shelf="predefinedvoucherseries", key="INVOICE", change={"VoucherSeries": ""}
    ),
    "series gone": Wrong(
        "series-not-there", shelf="predefinedvoucherseries", key="INVOICE", change={"VoucherSeries": "Q"}
    ),
    "no year": Wrong("year-not-there", shelf="financialyears", key="2"),
    "cash method": Wrong(
        "cash-method-waits",
        "yellow",
        shelf="financialyears",
        key="2",
        change={"AccountingMethod": "CASH"},
        choices={"end": "booked"},
        place="",
    ),
    "locked": Wrong("locked-today", switch={"locked_until": date(2026, 11, 30)}),
    "no kronor": Wrong("currency-not-there", shelf="currencies", key="SEK"),
    "no euro": Wrong(
        "currency-not-there", "yellow", shelf="currencies", key="EUR", choices={"shop_currency": "EUR"}
    ),
    "mode": Wrong("mode-not-there", choices={"payment_modes": {"swish": "SWI"}}),
    "mode elsewhere": Wrong(
        "mode-other-account",
        "yellow",
        choices={"payment_modes": {"swish": "SWI"}},
        make=("modesofpayments", "SWI", {"Code": "SWI", "Description": "Swish", "AccountNumber": "1930"}),
    ),
    "terms of payment": Wrong("terms-not-there", choices={"terms_of_payment": "99"}),
    "way of delivery": Wrong("way-not-there", choices={"delivery_ways": {"postnord": "PN9"}}),
    "terms of delivery": Wrong("delivery-terms-not-there", choices={"delivery_terms": {"postnord": "XX"}}),
    "cost centre": Wrong("cost-centre-not-there", choices={"cost_center": "NORD"}),
    "project": Wrong("project-not-there", choices={"project": "7"}),
    "unit": Wrong("unit-not-there", shelf="units", key="st"),
    "price list": Wrong("price-list-not-there", shelf="pricelists", key="A"),
    "Lager": Wrong(
        "lager-read-only", "yellow", switch={"warehouse": True}, choices={"stock": "shop"}, place=""
    ),
    "licence": Wrong(
        "licence-not-there", switch={"licences": LICENCES - {"order"}}, choices={"end": "order"}
    ),
}


def told(place, code, mark):
    return list(sightings_of(place.handle).filter(code=code, mark=mark))


@pytest.mark.parametrize("name", WRONG)
def test_one_thing_wrong_in_fortnox_is_one_finding_with_its_place_until_it_is_mended(stage, name):
    wrong = WRONG[name]
    place = stage.open_shop(**{"end": "paid", **wrong.choices})
    shelf = place.company.shelf(wrong.shelf) if wrong.shelf else {}
    before = dict(shelf.get(wrong.key) or {})
    switches = {field: getattr(place.company.switches, field) for field in wrong.switch}
    for field_name, value in wrong.switch.items():
        setattr(place.company.switches, field_name, value)
    if wrong.make:
        place.company.keep(*wrong.make)
    if wrong.shelf and wrong.change is None:
        del shelf[wrong.key]
    elif wrong.shelf:
        shelf[wrong.key].update(wrong.change)
    place.work("check")
    assert place.chore("check").problem_code == ""
    (finding,) = told(place, wrong.code, wrong.mark)
    assert bool(finding.stops) == (wrong.mark == "red")
    entry = PROBLEMS[wrong.code]
    cure = entry.cure.sv.format(**finding.facts)
    assert wrong.place in cure
    assert entry.what.sv.format(**finding.facts) != entry.what.en.format(**finding.facts)
    reds = {one.code for one in sightings_of(place.handle).filter(mark="red")}
    assert reds <= {wrong.code}
    mend(place, wrong, before, switches)
    place.work("check")
    assert told(place, wrong.code, wrong.mark) == []


def mend(place, wrong, before, switches):
    """As it was before, or the choice taken back."""
    for field_name, value in switches.items():
        setattr(place.company.switches, field_name, value)
    if wrong.shelf:
        place.company.keep(wrong.shelf, wrong.key, before)
    handle = place.handle
    kept = {name: value for name, value in handle.shop.choices.items() if name not in wrong.choices}
    handle.save_choices({**kept, "end": "paid"})


@pytest.mark.parametrize(
    ("scope", "stops"),
    [("payment", ["payments"]), ("article", ["orders", "products", "stock"]), ("settings", [])],
)
def test_a_scope_that_was_not_given_is_told_and_the_shop_stays_connected(stage, scope, stops):
    place = stage.open_shop(end="paid")
    stage.world.desk.approve(CLIENT_ID, place.tenant, SCOPES - {scope})
    place.work("check")
    assert place.handle.shop.problem_code == ""
    (finding,) = told(place, "scope-not-given", "red")
    assert (finding.facts["scope"], finding.stops) == (scope, stops)
    stage.world.desk.approve(CLIENT_ID, place.tenant)
    stage.advance(3700)
    place.work("check")
    assert told(place, "scope-not-given", "red") == []


FILED = [{"posting_mode": "daily"}, {"eu_consumers": "oss"}, {"end": "paid"}]


@pytest.mark.parametrize("choices", FILED, ids=["daily", "oss", "neither"])
def test_that_files_cannot_lie_with_vouchers_is_told_where_a_shop_has_such_files(stage, choices):
    place = stage.open_shop(**choices)
    stage.world.desk.approve(CLIENT_ID, place.tenant, SCOPES - {"inbox", "connectfile"})
    place.work("check")
    found = told(place, "files-not-attached", "yellow")
    assert len(found) == ("end" not in choices)
    assert all(not one.stops for one in found)
    assert told(place, "scope-not-given", "red") == []
    stage.world.desk.approve(CLIENT_ID, place.tenant)
    stage.advance(3700)
    place.work("check")
    assert told(place, "files-not-attached", "yellow") == []
    asked = "GET /3/voucherfileconnections" in stage.calls()
    assert asked is bool(found), "a shop without such files is asked nothing"


def test_a_webhook_is_missed_until_it_is_heard_and_again_when_it_falls_silent(stage):
    place = stage.open_shop(end="paid")
    place.buys_and_tells()
    place.drain()
    place.work("check")
    assert told(place, "webhook-not-heard", "yellow")
    shop = place.handle.shop
    shop.hooked_at = stage.now()
    shop.save(update_fields=["hooked_at"])
    place.work("check")
    assert [one.mark for one in sightings_of(place.handle).filter(check_name="webhook")] == ["green"]
    stage.advance(9 * 86400)
    place.work("check")
    assert told(place, "webhook-silent", "yellow")


def test_a_shop_that_cannot_be_read_is_told_and_fortnox_is_checked_all_the_same(open_stage):
    stage = open_stage(wire=Page())
    stage.wire.path = stage.places.quickbutik_api
    stage.wire.is_broken = False
    place = stage.open_shop(end="paid")
    place.company.shelf("accounts").pop("1583")
    place.work("check")
    assert told(place, "account-not-in-chart", "red")[0].stops == ["payments:swish"]
    place.company.shelf("accounts").pop("3001")
    stage.wire.is_broken = True
    place.work("check")
    assert place.chore("check").problem_code == ""
    assert told(place, "shop-not-read", "yellow")
    assert {one.key for one in told(place, "account-not-in-chart", "red")} == {"1583", "3001"}
    stage.wire.is_broken = False
    stage.advance(1801)
    place.work()
    assert told(place, "shop-not-read", "yellow") == []
