"""The five questions: asked first of a shop that has chosen nothing, prefilled, and never asked twice."""

from __future__ import annotations

from django.urls import reverse
from tests.panel.scene import signed_in

from kontera.choices.questions import QUESTIONS
from kontera.shops import across
from kontera.shops.chores import chore_of, tell_chore

ANSWERS = {
    "end": "paid",
    "start_day": "2026-11-01",
    "product_master": "shop",
    "stock": "off",
    "trigger": "done",
    "rounding": "write_off",
}


def address(shop):
    return reverse("panel:welcome", args=[shop.shop.key])


def page(client, shop):
    return client.get(address(shop)).content.decode()


def chosen(shop):
    return across.handle_by_key(shop.shop.key).shop.choices


def offers(shop, *methods):
    told = [{"method": one} for one in methods]
    tell_chore(chore_of(shop, "check"), {"methods": told})


def test_a_shop_that_has_chosen_nothing_is_asked_first_and_only_once(shop, people, owner):
    assert owner.get("/").headers["Location"] == address(shop)
    owner.post(address(shop), ANSWERS)
    assert owner.get("/").headers["Location"] == f"/{shop.shop.key}/orders/"


def test_there_are_five_questions(shop, people, owner):
    assert len(QUESTIONS) == 5
    assert page(owner, shop).count('id="question-') == 5


def test_whoever_skips_gets_the_defaults_and_is_not_asked_again(shop, people, owner):
    answer = owner.post(address(shop), {"skip": "1"})
    assert answer.headers["Location"] == f"/{shop.shop.key}/orders/"
    assert chosen(shop) == {"end": "booked"}
    assert owner.get("/").headers["Location"] == f"/{shop.shop.key}/orders/"


def test_a_reader_is_not_asked(shop, people):
    assert signed_in(people.reader).get("/").headers["Location"] == f"/{shop.shop.key}/orders/"


def test_the_shop_s_own_methods_are_prefilled_and_an_unknown_one_is_left_open(shop, people, owner):
    offers(shop, "Klarna Checkout", "Payson", "Faktura")
    html = page(owner, shop)
    assert 'name="place:Klarna Checkout" value="1581"' in html
    assert 'name="place:Payson" value=""' in html
    assert 'name="own:Faktura" checked' in html


def test_answers_become_choices_and_what_is_known_anyway_is_not_written_down(shop, people, owner):
    offers(shop, "Klarna", "Payson", "Kredit", "Swish")
    places = {"place:Klarna": "1581", "place:Payson": "1587", "place:Swish": "", "own:Kredit": "on"}
    answer = owner.post(address(shop), ANSWERS | places)
    assert answer.headers["Location"] == f"/{shop.shop.key}/check/"
    told = chosen(shop)
    assert {name: told[name] for name in ANSWERS} == ANSWERS
    assert told["payment_accounts"] == {"payson": 1587}
    assert told["own_invoice_methods"] == ["kredit"]
    assert chore_of(shop, "check").due_at is not None


def test_a_method_can_be_given_another_account_and_its_own_again(shop, people, owner):
    offers(shop, "Klarna")
    owner.post(address(shop), ANSWERS | {"place:Klarna": "1930"})
    assert chosen(shop)["payment_accounts"] == {"klarna": 1930}
    assert 'name="place:Klarna" value="1930"' in page(owner, shop)
    owner.post(address(shop), ANSWERS | {"place:Klarna": "1581"})
    assert chosen(shop)["payment_accounts"] == {}


def test_a_wrong_answer_is_shown_where_it_stands_and_nothing_is_kept(shop, people, owner):
    offers(shop, "Payson")
    answer = owner.post(address(shop), ANSWERS | {"place:Payson": "hundra"})
    assert answer.status_code == 422
    assert "”hundra” är inget konto" in answer.content.decode()
    assert 'value="hundra"' in answer.content.decode()
    assert chosen(shop) == {}


def test_what_was_chosen_before_stays_where_the_questions_do_not_reach(shop, people, owner):
    shop.save_choices({"project": "7"})
    owner.post(address(shop), ANSWERS)
    assert chosen(shop)["project"] == "7"
