from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontera.fortnox import text, wire

PRINTED = re.compile(r"[’\\\u0308\u030a 0-9–:.`´’,;^¤#%§£$€¢¥©™°&/()=+\-*_!?²³½®@\u00a0\n\r]")
"""The signs in the pattern of Fortnox's developer docs; letters of any script come on top."""


def is_allowed(sign):
    return PRINTED.fullmatch(sign) or unicodedata.category(sign)[0] == "L"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ('19" hjul', "19’ hjul"),
        ("a|b", "a;b"),
        ("<b>Fet</b>", "b Fet /b"),
        ("Kruka — röd…", "Kruka – röd..."),
        ("[x] {y} ~z", "(x) (y) z"),
        ("Presen\u200bt 🎁", "Presen t"),
        ("rad 1\nrad 2", "rad 1 rad 2"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("Čeština 100 %", "Čeština 100 %"),
    ],
)
def test_a_text_keeps_its_sense_without_the_refused_characters(raw, cleaned):
    assert text.clean(raw) == cleaned


KEPT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@given(st.text())
def test_nothing_outside_the_allowed_characters_is_left(raw):
    assert all(is_allowed(sign) for sign in text.clean(raw, lines=True))


@given(st.text(), st.integers(1, 300))
def test_nothing_is_longer_than_allowed(raw, length):
    assert len(text.fit(raw, length)) <= length


@given(st.integers(-(10**12), 10**12))
def test_an_amount_survives_the_journey_to_the_ore(ore):
    sent = wire.encode({"Amount": wire.kronor(ore)})
    assert wire.ore_at(wire.decode(sent), "Amount") == ore


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | KEPT,
        lambda x: st.lists(x) | st.dictionaries(KEPT, x),
    )
)
def test_what_is_encoded_is_json(value):
    assert wire.decode(wire.encode({"x": value})) == {"x": value}


def test_a_float_is_never_sent():
    with pytest.raises(TypeError):
        wire.encode({"Price": 0.1})


@pytest.mark.parametrize("empty", [None, "", "0", 0, " 0 "])
def test_fortnox_s_empty_references_are_all_empty(empty):
    assert wire.reference_at({"InvoiceReference": empty}, "InvoiceReference") == ""


@pytest.mark.parametrize(
    ("raw", "flag"), [("true", True), (True, True), (1, True), ("false", False), (None, False)]
)
def test_truth_comes_in_several_spellings(raw, flag):
    assert wire.flag_at({"Credit": raw}, "Credit") is flag


@pytest.mark.parametrize("raw", ["x", None, True, "NaN", ""])
def test_what_is_no_number_is_none(raw):
    assert wire.decimal_at({"Total": raw}, "Total") is None


def test_numbers_are_read_exactly():
    assert wire.decode('{"Total": 0.1}') == {"Total": Decimal("0.1")}
