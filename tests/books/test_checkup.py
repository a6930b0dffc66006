"""The set-up check, purely: registers and choices in, remarks out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontera.books.checkup import CHECKUPS, TITLES, creations_of, examine, worst_of
from kontera.books.checkup_accounts import wanted_accounts
from kontera.books.policy import DEFAULT_POLICY
from kontera.books.registers import Account, Look, Refusal, Registers, ShopSide, Wishes, Year
from kontera.problems.doctor_rows import DOCTOR_ROWS

DAY = date(2026, 11, 10)
CODES = {3001: "MP1", 3002: "MP2", 3003: "MP3", 3004: "MF", 3520: "MP1", 3540: "MP1"}
PLAIN = (1510, 1580, 1581, 1582, 1583, 1584, 1585, 1586, 2421, 3740)
CHART = {number: Account(number, "", vat_code=code) for number, code in CODES.items()} | {
    number: Account(number) for number in PLAIN
}
REGISTERS = Registers(
    accounts=CHART,
    predefined={
        "CUSTCLAIM": 1510,
        "ROUNDOFF": 3740,
        "OUTVAT_MP1": 2611,
        "OUTVAT_MP2": 2621,
        "OUTVAT_MP3": 2631,
    },
    document_series={"INVOICE": "B", "INVOICEPAYMENT": "C"},
    series=frozenset("ABC"),
    years=(Year(date(2026, 1, 1), date(2026, 12, 31)),),
    currencies=frozenset({"SEK"}),
    units=frozenset({"st"}),
    price_lists=frozenset({"A"}),
    ways=frozenset({"PN"}),
)
SIDE = ShopSide(
    methods=("Klarna", "Swish", "Kort"),
    rates=frozenset({Decimal(25), Decimal(12), Decimal(6)}),
    products=3,
    taxed=3,
    heard_days=0,
    has_orders=True,
)
FINE = Look(DAY, REGISTERS, SIDE, Wishes(end="paid"))


def look(day=DAY, side=None, wishes=None, policy=None, **registers):
    """A healthy shop with something changed."""
    chosen = {"end": "paid", **(wishes or {})}
    if policy:
        chosen["policy"] = replace(DEFAULT_POLICY, **policy)
    return Look(day, replace(REGISTERS, **registers), replace(SIDE, **(side or {})), Wishes(**chosen))


def with_account(number, **changes):
    """The chart with one account other; ``None`` as its name takes it away."""
    if changes.get("name", "") is None:
        return {"accounts": {key: one for key, one in CHART.items() if key != number}}
    return {"accounts": {**CHART, number: replace(CHART[number], **changes)}}


def chosen(**choices):
    return {"wishes": choices}


def seen(looked):
    """What is not green, as (mark, code, key, stops)."""
    return [(one.mark, one.code, one.key, one.stops) for one in examine(looked) if one.mark != "green"]


CASES = {
    "a sales account that is missing stops what is booked on it": (
        with_account(3002, name=None),
        ("red", "account-not-in-chart", "3002", ("account:3002",)),
    ),
    "a clearing account that is missing stops payments by its method": (
        with_account(1583, name=None),
        ("red", "account-not-in-chart", "1583", ("payments:swish",)),
    ),
    "the receivable account stops all booking": (
        with_account(1510, name=None),
        ("red", "account-not-in-chart", "1510", ("booking",)),
    ),
    "gift cards stop nothing until they are sold": (
        with_account(2421, name=None),
        ("yellow", "account-not-in-chart", "2421", ()),
    ),
    "an account at rest": (
        with_account(3003, is_active=False),
        ("red", "account-not-active", "3003", ("account:3003",)),
    ),
    "a sales account with another VAT code": (
        with_account(3002, vat_code="MP1"),
        ("red", "account-vat-code", "3002", ("account:3002",)),
    ),
    "a clearing account that would make VAT": (
        with_account(1581, vat_code="MP1"),
        ("red", "account-vat-code", "1581", ("payments:klarna",)),
    ),
    "an account that demands a cost centre": (
        with_account(3001, needs_cost_centre=True),
        ("red", "account-wants-cost-centre", "3001", ("account:3001",)),
    ),
    "an account that demands a project": (
        with_account(3001, needs_project=True),
        ("red", "account-wants-project", "3001", ("account:3001",)),
    ),
    "customers' debt has no predefined account": (
        {"predefined": {**REGISTERS.predefined, "CUSTCLAIM": 0}},
        ("red", "predefined-not-set", "CUSTCLAIM", ("booking",)),
    ),
    "Fortnox rounds to another account": (
        {"predefined": {**REGISTERS.predefined, "ROUNDOFF": 3741}},
        ("yellow", "predefined-differs", "ROUNDOFF", ()),
    ),
    "no series for payments": (
        {"document_series": {"INVOICE": "B", "INVOICEPAYMENT": ""}},
        ("red", "series-not-set", "INVOICEPAYMENT", ("payments",)),
    ),
    "a series that is not there": (
        {"series": frozenset("AC")},
        ("red", "series-not-there", "INVOICE", ("booking",)),
    ),
    "no financial year": ({"years": ()}, ("red", "year-not-there", "2026-11-10", ("orders",))),
    "no next year in December": (
        {"day": date(2026, 12, 1)},
        ("yellow", "next-year-not-there", "2027-01-01", ()),
    ),
    "a lock that reaches to today": ({"locked_until": DAY}, ("red", "locked-today", "", ("booking",))),
    "the cash method waits for payment": (
        {"years": (Year(date(2026, 1, 1), date(2026, 12, 31), by_cash=True),), **chosen(end="booked")},
        ("yellow", "cash-method-waits", "", ()),
    ),
    "kronor are missing": (
        {"currencies": frozenset({"EUR"})},
        ("red", "currency-not-there", "SEK", ("orders",)),
    ),
    "the shop's currency is missing": (
        chosen(currency="EUR"),
        ("yellow", "currency-not-there", "EUR", ()),
    ),
    "a mode of payment is missing": (
        {"modes": {}, "policy": {"payment_modes": {"swish": "SW"}}},
        ("red", "mode-not-there", "SW", ("payments:swish",)),
    ),
    "a mode of payment books elsewhere": (
        {"modes": {"SW": 1930}, "policy": {"payment_modes": {"swish": "SW"}}},
        ("yellow", "mode-other-account", "SW", ()),
    ),
    "terms of payment are missing": (
        {"terms": frozenset({"30"}), **chosen(terms="60")},
        ("red", "terms-not-there", "60", ("orders",)),
    ),
    "a way of delivery is missing": (
        chosen(ways={"DHL Paket": "DHL"}),
        ("red", "way-not-there", "DHL", ("shipping:dhl paket",)),
    ),
    "terms of delivery are missing": (
        {"delivery_terms": frozenset(), **chosen(delivery_terms={"postnord": "F"})},
        ("red", "delivery-terms-not-there", "terms F", ("shipping:postnord",)),
    ),
    "a cost centre is missing": (
        {"cost_centres": {}, **chosen(cost_centre="W")},
        ("red", "cost-centre-not-there", "cost-centre-not-there", ("orders",)),
    ),
    "a cost centre is at rest": (
        {"cost_centres": {"W": False}, **chosen(cost_centre="W")},
        ("red", "cost-centre-ended", "cost-centre-not-there", ("orders",)),
    ),
    "a project is missing": (
        {"projects": {}, **chosen(project="7")},
        ("red", "project-not-there", "project-not-there", ("orders",)),
    ),
    "a project has ended": (
        {"projects": {"7": False}, **chosen(project="7")},
        ("red", "project-ended", "project-not-there", ("orders",)),
    ),
    "the unit is missing": ({"units": frozenset()}, ("red", "unit-not-there", "unit st", ("products",))),
    "the price list is missing": (
        {"price_lists": frozenset({"B"})},
        ("red", "price-list-not-there", "list A", ("products",)),
    ),
    "rounding was seen": ({"side": {"round_off_ore": 20}}, ("red", "rounding-seen", "", ())),
    "rounding was seen and is written off": (
        {"side": {"round_off_ore": 20}, "policy": {"rounding": "write_off"}},
        ("yellow", "rounding-seen", "", ()),
    ),
    "Lager is on and stock would be written": (
        {"lager": True, **chosen(stock="both")},
        ("yellow", "lager-read-only", "", ()),
    ),
    "Lager is not told": (chosen(stock="shop"), ("yellow", "lager-not-told", "", ())),
    "no API licence": (
        {"refused": {"accounts": Refusal("fortnox-api-licence-missing")}},
        ("red", "api-licence-not-there", "", ("orders", "products", "stock", "customers")),
    ),
    "no licence for invoices": (
        {"refused": {"invoices": Refusal("fortnox-licence-missing")}},
        ("red", "licence-not-there", "Fakturering", ("orders",)),
    ),
    "no licence for bookkeeping": (
        {"refused": {"accounts": Refusal("fortnox-licence-missing")}},
        ("red", "licence-not-there", "Bokföring", ("booking",)),
    ),
    "no scope for payments": (
        {"refused": {"payments": Refusal("fortnox-scope-missing")}},
        ("red", "scope-not-given", "payment", ("payments",)),
    ),
    "no scope for files": (
        {"refused": {"files": Refusal("fortnox-scope-missing")}},
        ("yellow", "files-not-attached", "", ()),
    ),
    "no right to articles": (
        {"refused": {"articles": Refusal("fortnox-right-missing")}},
        ("red", "right-not-given", "article", ("orders", "products", "stock")),
    ),
    "a register that answers strangely": (
        {"refused": {"units": Refusal("fortnox-refused", "Nej")}},
        ("yellow", "register-not-read", "units", ()),
    ),
    "the shop's key": (
        {"side": {"refused": Refusal("quickbutik-key-refused", "Unauthorized")}},
        ("red", "shop-key-refused", "", ()),
    ),
    "a shop that answers strangely": (
        {"side": {"refused": Refusal("quickbutik-refused", "Hoppsan")}},
        ("yellow", "shop-not-read", "", ()),
    ),
    "a method nobody knows": (
        {"side": {"methods": ("Poäng",)}},
        ("yellow", "method-not-known", "poäng", ()),
    ),
    "a method nobody knows, in use": (
        {"side": {"used_methods": ("Poäng",)}},
        ("red", "method-not-known", "poäng", ()),
    ),
    "products without VAT": ({"side": {"taxed": 1}}, ("yellow", "products-without-rate", "", ())),
    "a webhook never heard": ({"side": {"heard_days": None}}, ("yellow", "webhook-not-heard", "", ())),
    "a webhook gone silent": ({"side": {"heard_days": 8}}, ("yellow", "webhook-silent", "", ())),
}


def test_a_healthy_shop_is_green_in_every_check():
    remarks = examine(FINE)
    assert seen(FINE) == []
    assert {one.check for one in remarks} == set(TITLES)
    assert len(CHECKUPS) == len(TITLES)
    assert worst_of(remarks) == "green"


@pytest.mark.parametrize("name", CASES)
def test_one_thing_wrong_is_one_finding_that_stops_what_it_breaks(name):
    changes, expected = CASES[name]
    assert seen(look(**changes)) == [expected]


def test_one_account_for_two_rates_is_said_once():
    chart = replace(DEFAULT_POLICY.chart, sales={**DEFAULT_POLICY.chart.sales, Decimal(6): 3002})
    found = seen(look(policy={"chart": chart}))
    assert found == [("red", "account-two-rates", "3002", ("account:3002",))]


def test_every_finding_there_is_was_provoked_here():
    provoked = {expected[1] for _, expected in CASES.values()} | {"account-two-rates"}
    by_cash = (Year(date(2026, 1, 1), date(2026, 12, 31), by_cash=True),)
    told = [*examine(look(lager=True)), *examine(look(years=by_cash))]
    provoked |= {one.code for one in told if one.code}
    assert provoked == set(DOCTOR_ROWS)


def test_a_rate_the_shop_does_not_sell_at_is_only_told():
    found = seen(look(side={"rates": frozenset({Decimal(25)})}, **with_account(3002, name=None)))
    assert found == [("yellow", "account-not-in-chart", "3002", ())]


def test_clearing_accounts_are_not_needed_where_no_payments_are_made():
    found = seen(look(wishes={"end": "booked"}, **with_account(1583, name=None)))
    assert found == [("yellow", "account-not-in-chart", "1583", ())]


def test_a_lock_or_a_next_year_that_is_in_order_is_not_told():
    assert seen(look(locked_until=date(2026, 11, 9))) == []
    both = (*REGISTERS.years, Year(date(2027, 1, 1), date(2027, 12, 31)))
    assert seen(look(day=date(2026, 12, 31), years=both)) == []


def test_what_the_shop_leaves_out_of_the_books_needs_no_account():
    side = {"used_methods": ("Poäng",)}
    assert seen(look(side=side, wishes={"skipped_methods": ("poäng",)})) == []


def test_scopes_for_what_nobody_has_chosen_are_not_asked_for():
    refused = {name: Refusal("fortnox-scope-missing") for name in ("currencies", "cost_centres", "lager")}
    assert seen(look(refused=refused)) == []
    found = seen(look(refused=refused, wishes={"cost_centre": "W"}))
    assert [key for _, _, key, _ in found] == ["costcenter"]


def test_a_vat_code_that_fortnox_does_not_tell_is_not_guessed_at():
    assert seen(look(**with_account(3002, vat_code=None))) == []


def test_what_can_be_made_is_offered_with_name_and_vat_code():
    modes = {"modes": {}, "policy": {"payment_modes": {"swish": "SW"}}}
    accounts = {key: one for key, one in CHART.items() if key not in (3002, 1583)}
    accounts[3003] = replace(CHART[3003], is_active=False)
    looked = look(
        accounts=accounts, units=frozenset(), ways=frozenset(), **modes, wishes={"ways": {"postnord": "PN"}}
    )
    made = {one.key: one for one in creations_of(examine(looked))}
    assert sorted(made) == ["account:1583", "account:3002", "activate:3003", "mode:SW", "unit:st", "way:PN"]
    assert (made["account:3002"].name, made["account:3002"].vat_code) == (
        "Försäljning inom Sverige, 12 % moms",
        "MP2",
    )
    assert (made["account:1583"].name, made["account:1583"].vat_code) == ("Fordran Swish", "")
    assert (made["mode:SW"].name, made["mode:SW"].account) == ("Swish", 1583)


@given(st.sets(st.sampled_from(sorted(CHART))), st.sampled_from(["order", "invoice", "booked", "paid"]))
def test_making_what_is_offered_leaves_no_account_to_remark_on(missing, end):
    accounts = {key: one for key, one in CHART.items() if key not in missing}
    before = replace(FINE, registers=replace(REGISTERS, accounts=accounts), wishes=Wishes(end=end))
    made = {int(one.code): one for one in creations_of(examine(before)) if one.kind == "account"}
    assert set(made) == missing & {one.number for one in wanted_accounts(before)}
    mended = accounts | {key: Account(key, one.name, vat_code=one.vat_code) for key, one in made.items()}
    after = replace(before, registers=replace(before.registers, accounts=mended))
    assert [one for one in examine(after) if one.check == "accounts" and one.mark != "green"] == []


def test_what_the_registers_leave_untold_stops_nothing():
    found = look(document_series={"INVOICE": "B"}, predefined={"ROUNDOFF": 3740})
    assert [one for one in seen(found) if one[3]] == []
    unshown = look(**with_account(3001, vat_code=""))
    assert [(one[0], one[1], one[3]) for one in seen(unshown)] == [("yellow", "account-vat-code", ())]
