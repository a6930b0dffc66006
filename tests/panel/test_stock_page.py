"""The stock page: both sides, what waits, and the yes of a person."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.panel.scene import signed_in

from kontera.shops import chores, levels
from kontera.shops.models import Level


@pytest.fixture
def stocked(shop):
    """A shop where both sides take part, with one level that agrees and one that waits for a person."""
    shop.save_choices({**shop.shop.choices, "stock": "both"})
    Level.objects.create(
        shop=shop.shop,
        number="T-1",
        title="Ylletröja",
        agreed=8,
        in_shop=8,
        in_fortnox=10,
        seen={"flight": 2},
    )
    facts = {"article": "S-1", "shop": "20", "fortnox": "25"}
    Level.objects.create(
        shop=shop.shop, number="S-1", problem_code="stock-first-difference", problem_facts=facts
    )
    return shop


def page(client, shop, query=""):
    return client.get(reverse("panel:stock", args=[shop.shop.key]) + query).content.decode()


def press(client, shop, name, **fields):
    return client.post(reverse(f"panel:{name}", args=[shop.shop.key]), fields)


def test_a_shop_that_leaves_stock_alone_says_so(owner, shop, people):
    assert "rör inte lagersaldon" in page(owner, shop)


def test_both_sides_and_what_is_in_flight_are_shown(owner, stocked, people):
    shown = page(owner, stocked)
    for text in ("T-1", "Ylletröja", "<b>8</b>", "<b>10</b>", "sålt men inte i Fortnox än", "<b>2</b>"):
        assert text in shown
    assert "S-1 har 20 i butiken och 25 i Fortnox" in page(signed_in(people.reader), stocked)


def test_the_list_can_be_searched_and_narrowed(owner, stocked, people):
    assert "S-1" not in page(owner, stocked, "?q=tröja")
    assert "Ylletröja" not in page(owner, stocked, "?only=held")
    assert "Ylletröja" in page(owner, stocked, "?only=moving")


def test_the_button_asks_for_a_round_to_that_side(owner, stocked, people):
    press(owner, stocked, "press_stock", side="fortnox")
    chore = chores.chore_of(stocked, "stock")
    assert (chore.asked, chore.told["press"]) == (True, "fortnox")


def test_a_person_says_which_side_is_right(owner, stocked, people):
    press(owner, stocked, "believe_stock", side="shop")
    assert levels.levels_of(stocked).get(number="S-1").seen["right"] == "shop"
    assert "right" not in levels.levels_of(stocked).get(number="T-1").seen
    assert chores.chore_of(stocked, "stock").asked


def test_a_held_round_is_shown_and_can_be_confirmed(owner, stocked, people):
    chore = chores.chore_of(stocked, "stock")
    facts = {"side": "shop", "pieces": "120", "share": "45"}
    type(chore).objects.filter(pk=chore.pk).update(problem_code="stock-drop", problem_facts=facts)
    assert "120 stycken, 45 procent" in page(owner, stocked)
    press(owner, stocked, "confirm_stock")
    assert chores.chore_of(stocked, "stock").told["confirmed"] == {"code": "stock-drop", "facts": facts}


def test_one_held_article_can_be_confirmed(owner, stocked, people):
    facts = {"article": "T-1", "now": "8", "wanted": "-2", "side": "shop"}
    levels.levels_of(stocked).filter(number="T-1").update(problem_code="stock-negative", problem_facts=facts)
    assert "Ja, det stämmer" in page(owner, stocked)
    press(owner, stocked, "confirm_stock", article="T-1")
    assert levels.levels_of(stocked).get(number="T-1").confirmed
    assert press(owner, stocked, "confirm_stock", article="X").status_code == 404


def held(shop, code, **facts):
    told = {"article": "T-1", "shop": "9", "fortnox": "12", **facts}
    rows = levels.levels_of(shop).filter(number="T-1")
    rows.update(problem_code=code, problem_facts=told, seen={"shop": 9, "fortnox": 12})


def test_a_held_level_shows_both_sides_as_they_were_last_read(owner, stocked, people):
    held(stocked, "stock-unsure")
    shown = page(owner, stocked, "?q=T-1")
    assert "<b>9</b>" in shown
    assert "<b>12</b>" in shown
    assert "9 i butiken, 12 i Fortnox" in shown


def test_a_side_that_has_no_figure_shows_none(owner, stocked, people):
    held(stocked, "stock-no-article")
    levels.levels_of(stocked).filter(number="T-1").update(
        seen={"shop": 9, "fortnox": None}, in_fortnox=None, problem_facts={"article": "T-1"}
    )
    assert "<b>–</b>" in page(owner, stocked, "?q=T-1")


@pytest.mark.parametrize("word", ["credited", "counted"])
def test_a_person_says_whether_a_rise_was_a_credit(owner, stocked, people, word):
    held(stocked, "stock-credit-or-count", pieces="3", orders="1001")
    assert "Order 1001 är makulerad" in page(owner, stocked)
    press(owner, stocked, "believe_stock", side=word)
    assert "right" not in levels.levels_of(stocked).get(number="T-1").seen
    press(owner, stocked, "believe_stock", side=word, article="T-1")
    assert levels.levels_of(stocked).get(number="T-1").seen["right"] == word


def test_what_fortnox_refused_can_be_tried_again(owner, stocked, people):
    held(stocked, "stock-not-stocked")
    assert "Försök igen" in page(owner, stocked)
    press(owner, stocked, "confirm_stock", article="T-1")
    assert levels.levels_of(stocked).get(number="T-1").confirmed
    assert "Försök igen" not in page(owner, stocked)


def test_a_reader_sees_no_buttons(stocked, people):
    shown = page(signed_in(people.reader), stocked)
    assert "T-1" in shown
    assert "Butiken har rätt" not in shown
    assert "Hämta från Fortnox nu" not in shown
