"""Every territory, kind of buyer and choice: exactly one rule decides, or one named reason holds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontera.books.area import MEMBERS
from kontera.books.order import Address, Buyer, Order, Status, VatCheck
from kontera.books.place import Treatment
from kontera.books.policy import Policy
from kontera.books.vat import RULES, ruling
from kontera.problems import PROBLEMS, Held

DAY = date(2026, 11, 10)
OF_RULE = {
    "home": Treatment.SE,
    "oss": Treatment.OSS,
    "below-threshold": Treatment.EU_B2C_SE_VAT,
    "eu-business": Treatment.EU_B2B,
    "export": Treatment.EXPORT,
    "territory": Treatment.EXPORT,
}
REASONS = {"country-unknown", "postcode-needed", "vat-number-unchecked", "eu-consumers-not-chosen"}
SPECIAL = {
    ("FI", "22100"): "EXPORT",
    ("ES", "35001"): "EXPORT",
    ("ES", "38001"): "EXPORT",
    ("ES", "51001"): "EXPORT",
    ("ES", "52001"): "EXPORT",
    ("DE", "78266"): "EXPORT",
    ("DE", "27498"): "EXPORT",
    ("IT", "23041"): "EXPORT",
    ("GR", "63086"): "EXPORT",
    ("FR", "97100"): "EXPORT",
    ("GB", "JE2 3AB"): "EXPORT",
    ("GB", "GY1 1AA"): "EXPORT",
    ("GB", "BT1 5GS"): "union",
    ("MC", "98000"): "union",
    ("IM", "IM1 1AA"): "EXPORT",
}
COUNTRIES = sorted(
    {*MEMBERS, "SE", "NO", "CH", "US", "GB", "AX", "MC", "IM", "JE", "GI", "SM", "VA", "IS", "XX"}
)
NUMBERS = ["", "DE129273398", "EL123456789", "XI123456789", "SE556000000101", "GB123456789", "nonsense"]


def order_of(country, postcode, *, is_company=False, number="", is_valid=None):
    check = None if is_valid is None else VatCheck(number, is_valid, DAY)
    where = Address(country=country, zip_code=postcode)
    buyer = Buyer(delivery=where, is_company=is_company, vat_number=number, vat_check=check)
    return Order("1", Status.PAID, "SEK", DAY, DAY, None, buyer, (), 0, 0, 0, 0, 0, "klarna")


def decided(order, answer):
    """The rule and treatment, or the reason."""
    try:
        ruled = ruling(order, Policy(eu_consumers=answer))
    except Held as held:
        return "held", held.code
    return ruled.rule, ruled.place.treatment


BUYERS = st.one_of(
    st.builds(dict, is_company=st.just(False), number=st.sampled_from(NUMBERS)),
    st.builds(
        dict,
        is_company=st.just(True),
        number=st.sampled_from(NUMBERS),
        is_valid=st.sampled_from([None, True, False]),
    ),
)
PLACES = st.one_of(
    st.tuples(st.sampled_from(COUNTRIES), st.from_regex(r"[0-9]{3,5}", fullmatch=True)),
    st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(["", "???", "BT1 5GS", "SW1A 1AA", "FI-22100"])),
    st.sampled_from(sorted(SPECIAL)),
)


@given(PLACES, BUYERS, st.sampled_from(["ask", "oss", "swedish"]))
def test_one_rule_decides_or_one_named_reason_holds(place, buyer, answer):
    rule, what = decided(order_of(*place, **buyer), answer)
    if rule == "held":
        assert what in REASONS
        assert what in PROBLEMS
    else:
        assert rule in RULES
        assert what is OF_RULE[rule]
    assert decided(order_of(*place, **buyer), answer) == (rule, what)


@given(PLACES, BUYERS, st.sampled_from(["ask", "oss", "swedish"]))
def test_the_rule_has_words_in_both_languages_and_the_choice_decides_consumers_only(place, buyer, answer):
    order = order_of(*place, **buyer)
    rule, what = decided(order, answer)
    if rule != "held":
        said = ruling(order, Policy(eu_consumers=answer)).text
        assert said.sv
        assert said.en
        assert "{" not in said.sv + said.en
    answers = {"ask": "eu-consumers-not-chosen", "oss": Treatment.OSS, "swedish": Treatment.EU_B2C_SE_VAT}
    for other, wanted in answers.items():
        _, then = decided(order, other)
        assert then == (wanted if what in answers.values() else what)


@pytest.mark.parametrize("answer", ["ask", "oss", "swedish"])
@pytest.mark.parametrize(("place", "wanted"), SPECIAL.items(), ids=str)
def test_a_special_territory_is_what_the_law_says(place, wanted, answer):
    rule, what = decided(order_of(*place), answer)
    if wanted == "union":
        assert what in ("eu-consumers-not-chosen", Treatment.OSS, Treatment.EU_B2C_SE_VAT)
    else:
        assert what is Treatment.EXPORT
    assert rule


@pytest.mark.parametrize("country", sorted({*MEMBERS} - {"SE"}))
def test_a_confirmed_company_is_untaxed_in_every_member_state_but_its_parts_outside(country):
    buyer = {"is_company": True, "number": "DE129273398", "is_valid": True}
    _, what = decided(order_of(country, "11111", **buyer), "ask")
    assert what is Treatment.EU_B2B
