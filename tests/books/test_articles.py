"""Article cards: numbers, prices, and what of a card has to be written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontera.books.articles import (
    FIELDS,
    ArticleCard,
    article_number,
    changed_values,
    fingerprint_of_all,
    first_values,
    gross_ore,
    net_ore,
    sku_problem,
    values_of,
)

RATES = st.sampled_from([Decimal(25), Decimal(12), Decimal(6), Decimal(0)])
CARD = ArticleCard(
    *("T-1", "Tröja", Decimal(25)),
    unit="st",
    ean="739",
    weight_g=300,
    purchase_price_ore=4050,
    sales_account=3001,
    stock_place="A-1",
    price_ore=15920,
    price_list="A",
    picture="https://x.se/a.jpg",
    is_active=True,
)
WRITTEN = {**values_of(CARD), "active": True}


@given(st.text(max_size=60))
def test_a_sku_is_a_number_or_has_a_named_problem_and_never_becomes_another(sku):
    number = article_number(sku)
    assert (number is None) == bool(sku_problem(sku))
    assert number in (None, sku.strip())


@given(st.integers(0, 10**9), RATES)
def test_a_price_given_to_fortnox_and_taken_back_is_the_same_to_fortnox(gross, rate):
    net = net_ore(gross, rate)
    assert net_ore(gross_ore(net, rate), rate) == net
    assert abs(gross_ore(net, rate) - gross) <= 1


def test_half_an_ore_is_rounded_up():
    assert (net_ore(3, Decimal(25)), net_ore(63, Decimal(25)), gross_ore(2, Decimal(25))) == (2, 50, 3)


def test_what_is_written_as_it_should_be_needs_nothing():
    assert changed_values(CARD, WRITTEN) == {}


@pytest.mark.parametrize("name", sorted(FIELDS - {"stock_goods"}))
def test_a_field_is_written_when_it_differs_and_only_if_it_follows(name):
    old = {**WRITTEN, name: "annat"}
    assert changed_values(CARD, old) == {name: WRITTEN[name]}
    silent = ArticleCard(*("T-1", "Tröja"), follows=FIELDS - {name}, ean="739")
    assert name not in changed_values(silent, old)


def test_a_new_article_gets_what_is_needed_though_nothing_is_ticked():
    card = ArticleCard("T-1", "Tröja", unit="st", sales_account=3001, ean="739", starts=frozenset())
    assert first_values(card) == {"title": "Tröja", "account": 3001}


def test_a_new_article_gets_its_unit_and_an_existing_one_never():
    assert first_values(CARD)["unit"] == "st"
    assert "unit" not in changed_values(CARD, {})


def test_price_and_picture_go_by_requests_of_their_own():
    assert not {"price", "picture"} & first_values(CARD).keys()


def test_an_article_we_made_gets_later_what_it_should_have_started_with():
    card = ArticleCard("T-1", "Tröja", price_ore=100, price_list="A", follows=frozenset())
    assert changed_values(card, {"title": "Tröja", "made": True}) == {"price": "A 100"}
    assert changed_values(card, {"title": "Tröja"}) == {}
    assert changed_values(card, {"title": "Tröja", "made": True, "price": "A 50"}) == {}


@pytest.mark.parametrize(
    ("is_active", "was", "sent"),
    [
        (False, {"active": True}, {"active": False}),
        (False, {}, {"active": False}),
        (False, {"active": False}, {}),
        (False, {"active": "hidden"}, {}),
        (True, {"active": False}, {"active": True}),
        (True, {}, {}),
        (None, {"active": False}, {}),
    ],
)
def test_an_article_rests_and_wakes_only_by_what_we_did(is_active, was, sent):
    card = ArticleCard("T-1", "", is_active=is_active)
    assert changed_values(card, was) == sent


def test_an_emptied_text_is_cleared_only_where_we_had_filled_it():
    card = ArticleCard("T-1", "Tröja", ean="")
    assert changed_values(card, {"title": "Tröja", "ean": "739"}) == {"ean": ""}
    assert changed_values(card, {"title": "Tröja"}) == {}


def test_the_list_of_a_price_is_part_of_it():
    card = ArticleCard("T-1", "Tröja", price_ore=100, price_list="B")
    assert changed_values(card, {"title": "Tröja", "price": "A 100"}) == {"price": "B 100"}


def test_a_product_s_hash_knows_its_hidden_articles():
    hidden = ArticleCard("T-1", "Tröja", is_active=False)
    assert fingerprint_of_all([hidden]) != fingerprint_of_all([ArticleCard("T-1", "Tröja", is_active=True)])
