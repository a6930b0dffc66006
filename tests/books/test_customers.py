"""Customer cards: the VAT treatment by country, and who wins where two disagree about a field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontera.books.customers import merge, vat_type_of
from kontera.books.order import Address, Buyer

ADDRESS = ("Address1", "City", "CountryCode")


@pytest.mark.parametrize(
    ("country", "is_company", "number", "treatment"),
    [
        ("SE", False, "", "SE"),
        ("SE", True, "SE556703748501", "SE"),
        ("SE", True, "DE136695976", "SE"),
        ("DE", False, "", "EU"),
        ("DE", True, "", "EU"),
        ("DE", False, "DE136695976", "EU"),
        ("DE", True, "DE136695976", "EU_REVERSED"),
        ("DE", True, "SE556703748501", "EU"),
        ("GR", True, "EL094259216", "EU_REVERSED"),
        ("GR", False, "", "EU"),
        ("GB", True, "XI980780684", "EU_REVERSED"),
        ("GB", True, "", "EXPORT"),
        ("NO", True, "", "EXPORT"),
        ("US", False, "", "EXPORT"),
    ],
)
def test_the_vat_treatment_follows_the_country_and_a_number_that_can_exist(
    country, is_company, number, treatment
):
    buyer = Buyer(is_company=is_company, vat_number=number, delivery=Address(country=country))
    assert vat_type_of(buyer) == treatment


def merged(wanted, there, written, wins):
    return merge(wanted, there, written, wins, (ADDRESS,))


def test_a_field_changed_by_hand_is_left_where_fortnox_wins():
    found = merged(
        {"Name": "Anna B", "Phone1": "2"},
        {"Name": "Hand", "Phone1": "1"},
        {"Name": "A", "Phone1": "1"},
        "fortnox",
    )
    assert found.changes == {"Phone1": "2"}
    assert found.kept == ("Name",)
    assert found.known == {"Name": "A", "Phone1": "2"}


def test_a_field_emptied_by_hand_stays_empty_where_fortnox_wins():
    assert merged({"Phone1": "2"}, {}, {"Phone1": "1"}, "fortnox").changes == {}
    assert merged({"Phone1": "2"}, {}, {"Phone1": "1"}, "fill").changes == {"Phone1": "2"}


def test_on_the_first_meeting_only_what_is_empty_is_filled_unless_the_shop_wins():
    wanted, there = {"Name": "Anna", "Phone1": "2"}, {"Name": "A. Berg"}
    assert merged(wanted, there, {}, "fortnox").changes == {"Phone1": "2"}
    assert merged(wanted, there, {}, "fill").changes == {"Phone1": "2"}
    assert merged(wanted, there, {}, "shop").changes == wanted


@pytest.mark.parametrize("wins", ["fortnox", "fill"])
def test_an_address_is_never_put_together_from_two(wins):
    wanted = {"Address1": "Nygatan 9", "City": "Luleå", "CountryCode": "SE"}
    there = {"Address1": "Boxen 1", "City": "", "CountryCode": "SE"}
    assert merged(wanted, there, {"Address1": "Storgatan 1", "CountryCode": "SE"}, wins).changes == {}
    assert merged(wanted, {"CountryCode": "SE"}, {}, wins).changes == {
        "Address1": "Nygatan 9",
        "City": "Luleå",
    }


WORDS = st.dictionaries(st.sampled_from(["Name", "Phone1", *ADDRESS]), st.sampled_from(["", "a", "b", "c"]))


@given(WORDS, WORDS, WORDS, st.sampled_from(["fortnox", "fill", "shop"]))
def test_what_was_written_once_leaves_nothing_to_write(wanted, there, written, wins):
    first = merged(wanted, there, written, wins)
    after = {**there, **first.changes}
    again = merged(wanted, after, first.known, wins)
    assert again.changes == {}
    assert set(first.kept) == {name for name in wanted if after.get(name, "") != wanted[name]}
