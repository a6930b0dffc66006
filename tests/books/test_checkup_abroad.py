"""The set-up check of sales abroad, purely."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.books.test_checkup import CHART, look

from kontera.books.chart import Chart
from kontera.books.checkup import examine
from kontera.books.registers import Account
from kontera.books.threshold import Standing
from kontera.problems import PROBLEMS

GERMANY, FINLAND = ("DE", Decimal(19)), ("FI", Decimal("25.5"))
OSS = Chart(oss={GERMANY: 3110, FINLAND: 3112})
GOOD = {
    **CHART,
    2670: Account(2670),
    3110: Account(3110, vat_code="DE19"),
    3112: Account(3112, vat_code="FI25"),
    3105: Account(3105),
    3108: Account(3108),
}
NAMES = {"oss", "untaxed", "threshold"}


def remarks(accounts=None, *, sold=(GERMANY, FINLAND), treatments=("OSS",), chart=OSS, answer="oss", **side):
    told = {"oss_sold": frozenset(sold), "treatments": frozenset(treatments), **side}
    policy = {"chart": chart, "eu_consumers": answer}
    found = examine(look(side=told, policy=policy, accounts={**GOOD, **(accounts or {})}))
    return [one for one in found if one.check in NAMES and one.mark != "green"]


def shown(found):
    return [(one.mark, one.code, one.key) for one in found]


def test_accounts_with_codes_of_their_own_are_green():
    assert remarks() == []


def test_a_country_that_is_sold_to_needs_an_account():
    assert shown(remarks(sold=[("DK", Decimal(25))])) == [("red", "oss-account-missing", "DK 25")]


@pytest.mark.parametrize("code", ["", "MP1", "MP3"])
def test_an_oss_account_needs_a_code_of_its_own(code):
    [found] = remarks({3110: Account(3110, vat_code=code)})
    assert (found.mark, found.code, found.stops) == ("red", "oss-account-without-code", ("account:3110",))


def test_a_code_that_is_not_told_may_be_right():
    assert remarks({3110: Account(3110, vat_code=None)}) == []


def test_two_accounts_with_one_code_are_told_apart_by_nobody():
    found = remarks({3112: Account(3112, vat_code="DE19")})
    assert [(one.code, one.facts["others"]) for one in found] == [
        ("oss-account-shared-code", "3112"),
        ("oss-account-shared-code", "3110"),
    ]


@pytest.mark.parametrize("number", [2670, 3110])
def test_an_account_that_is_not_in_use_stops_what_needs_it(number):
    [found] = remarks({number: Account(number, is_active=False, vat_code="DE19")})
    assert (found.code, found.stops) == ("account-not-active", (f"account:{number}",))
    assert found.creates.key == f"activate:{number}"


def test_what_is_never_sold_is_only_remarked():
    assert {one.mark for one in remarks({3110: Account(3110, vat_code="")}, sold=())} == {"yellow"}


def test_without_oss_its_accounts_do_not_matter():
    assert remarks({3110: Account(3110, vat_code="MP1")}, answer="swedish") == []


@pytest.mark.parametrize(("treatment", "number"), [("EU_B2B", 3108), ("EXPORT", 3105)])
def test_an_untaxed_account_must_be_there_and_untaxed(treatment, number):
    [taxed] = remarks({number: Account(number, vat_code="MP1")}, treatments=[treatment])
    assert (taxed.mark, taxed.code) == ("red", "account-vat-code")
    gone = {key: value for key, value in GOOD.items() if key != number}
    found = examine(look(side={"treatments": frozenset([treatment])}, accounts=gone))
    assert ("red", "account-not-in-chart", str(number)) in shown(found)


def test_swedish_vat_on_eu_consumers_needs_its_account():
    found = remarks(sold=(), treatments=["EU_B2C_SE_VAT"], answer="swedish")
    assert shown(found) == [("red", "account-not-in-chart", "3106")]


@pytest.mark.parametrize(
    ("total", "before", "code"),
    [
        (7_974_399, 0, ""),
        (7_974_400, 0, "eu-threshold-near"),
        (9_968_000, 0, "eu-threshold-near"),
        (9_968_001, 0, "eu-threshold-passed"),
        (0, 9_968_001, "eu-threshold-passed-before"),
    ],
)
def test_the_threshold_is_warned_about_at_80_and_100_percent(total, before, code):
    found = remarks(sold=(), answer="swedish", standing=Standing(2026, total, before))
    assert [one.code for one in found] == ([code] if code else [])
    assert remarks(sold=(), standing=Standing(2026, total, before)) == []


def test_currencies_of_orders_are_registered():
    found = examine(look(side={"currencies": frozenset({"SEK", "USD"})}))
    assert ("yellow", "currency-not-there", "USD") in shown(found)


def test_every_remark_has_its_words():
    wrong = {3110: Account(3110, vat_code=""), 3112: Account(3112, is_active=False)}
    wrong[3105] = replace(GOOD[3105], vat_code="MP1")
    assert all(one.code in PROBLEMS for one in remarks(wrong, sold=[("DK", Decimal(25))]))
