"""The form of choices: it grows out of the registry, keeps what was typed, and tells."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse
from tests.panel.scene import signed_in

from kontera.choices import BY_NAME, REGISTRY, ChoiceError, read_choice
from kontera.panel import fields
from kontera.shops import across
from kontera.shops.models import Note


def page_of(client, shop):
    return client.get(reverse("panel:choices", args=[shop.shop.key])).content.decode()


def form(shop, **changed):
    values = shop.choices.values
    texts = {choice.name: fields.written(choice, values[choice.name]) for choice in REGISTRY}
    ticked = [(choice, texts.pop(choice.name)) for choice in REGISTRY if choice.kind == "ticks"]
    texts |= {f"{choice.name}.{one}": "on" for choice, text in ticked for one in text.split("\n")}
    return {name: text for name, text in {**texts, **changed}.items() if text is not None}


def save(client, shop, **changed):
    return client.post(reverse("panel:choices", args=[shop.shop.key]), form(shop, **changed))


def stored(shop):
    return across.handle_by_key(shop.shop.key).shop.choices


def test_every_choice_is_on_the_page_with_label_help_and_anchor(people, shop):
    for language in ("sv", "en"):
        page = page_of(signed_in(people.owner, language), shop)
        for choice in REGISTRY:
            assert f'name="{choice.name}{".title" if choice.kind == "ticks" else ""}"' in page
            assert f'id="{choice.name}"' in page
            assert choice.label.in_language(language).replace("&", "&amp;") in page


def test_an_untouched_form_stores_nothing_but_what_was_there(owner, shop):
    shop.save_choices({"payment_accounts": {"nets": 1587}})
    save(owner, shop)
    assert stored(shop) == {"payment_accounts": {"nets": 1587}}


def test_choices_are_read_by_their_kind(owner, shop):
    save(
        owner,
        shop,
        end="paid",
        automatic=None,
        account_rounding="3741",
        payment_accounts="Nets = 1587\r\nKlarna=1589",
        payment_fees="svea = 29,50",
        gift_card_skus="PK-1\r\nPK-2",
        start_day="2026-11-01",
    )
    assert stored(shop) == {
        "end": "paid",
        "automatic": False,
        "account_rounding": 3741,
        "payment_accounts": {"nets": 1587, "klarna": 1589},
        "payment_fees": {"svea": "29.50"},
        "gift_card_skus": ["PK-1", "PK-2"],
        "start_day": "2026-11-01",
    }


def test_an_emptied_field_means_the_default(owner, shop):
    shop.save_choices({"account_rounding": 3741, "sales_accounts": {"25": 3011}})
    page = page_of(owner, shop)
    assert "Standard: 3740." in page
    assert "Standard: 25 = 3001, 12 = 3002, 6 = 3003, 0 = 3004." in page
    save(owner, shop, account_rounding="", sales_accounts="  ")
    assert stored(shop) == {}


def test_a_wrong_value_is_told_beside_its_field_and_everything_typed_is_kept(owner, shop):
    answer = save(owner, shop, account_rounding="37x", payment_accounts="klarna", our_reference="Eva")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "”37x” är inget konto" in page
    assert 'value="37x"' in page
    assert "namn = värde." in page
    assert 'value="Eva"' in page
    assert page.count('class="field wrong"') == 2
    assert stored(shop) == {}


def test_a_posted_value_that_is_no_alternative_is_refused(owner, shop):
    assert save(owner, shop, end="everything").status_code == 422


def test_saving_lets_stopped_orders_be_thought_through_again(
    owner, shop, orders, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        save(owner, shop, payment_accounts="betalsamma = 1588")
    assert shop.events().filter(kind="shop", key="recheck").count() == 1
    note = Note.objects.get(order=orders["held"])
    assert (note.code, note.facts) == ("choices-changed", {"by": "agare", "choices": "payment_accounts"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'lane' FROM procrastinate_jobs WHERE status = 'todo' ORDER BY 1")
        assert cursor.fetchall() == [("orders",), ("registers",)]


def test_saving_without_a_change_wakes_nobody(owner, shop, orders, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as calls:
        save(owner, shop)
    assert not calls
    assert not Note.objects.filter(code="choices-changed").exists()


def test_choices_from_another_version_survive_the_form(owner, shop):
    shop.save_choices({"from_the_future": 1})
    save(owner, shop, our_reference="Eva")
    assert stored(shop) == {"from_the_future": 1, "our_reference": "Eva"}


def test_a_reader_sees_the_choices_and_cannot_save(people, shop):
    page = page_of(signed_in(people.reader), shop)
    assert "Bara butikens ägare kan ändra." in page
    assert "Spara valen" not in page


def test_what_is_unticked_is_stored_and_all_unticked_is_nothing_at_all(owner, shop):
    save(owner, shop, **{"product_fields.picture": None})
    assert "picture" not in stored(shop)["product_fields"]
    assert "title" in stored(shop)["product_fields"]
    every = {f"product_fields.{one.value}": None for one in BY_NAME["product_fields"].options}
    save(owner, shop, **every)
    assert stored(shop)["product_fields"] == []


def test_a_number_outside_its_span_and_a_strange_word_in_braces_are_refused(owner, shop):
    page = save(owner, shop, stock_minutes="0", remarks_text="Tack {kund}")
    assert page.status_code == 422
    assert "1–1440" in page.content.decode()
    assert "{buyer}" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("fi 25,5 = 3112", {"fi 25.5": 3112}),
        ("DE 19 % = 3110\nfi 25,5=3112", {"de 19": 3110, "fi 25.5": 3112}),
        ("de 19=3110, si 9,5 % = 3113", {"de 19": 3110, "si 9.5": 3113}),
    ],
)
def test_accounts_of_the_one_stop_shop_may_be_typed_with_a_decimal_comma(typed, kept):
    assert read_choice("oss_accounts", typed) == kept


@pytest.mark.parametrize("typed", ["tyskland 19 = 3110", "de = 3110", "19 = 3110"])
def test_an_account_of_no_country_and_rate_is_refused_with_an_example(typed):
    with pytest.raises(ChoiceError) as refused:
        read_choice("oss_accounts", typed)
    assert "de 19 = 3110" in refused.value.text.sv


def test_the_vat_on_a_fee_is_written_in_words_and_kept_as_a_code(shop, people):
    client = signed_in(people.owner)
    assert (
        save(client, shop, payout_fee_vat="stripe = Omvänd moms EU\nklarna = from_report").status_code == 302
    )
    kept = across.handle_by_key(shop.shop.key)
    assert kept.choices.table("payout_fee_vat") == {"stripe": "eu_reverse_charge", "klarna": "from_report"}
    assert "stripe = omvänd moms EU" in page_of(client, shop)
    assert "klarna = enligt rapporten" in page_of(client, shop)
    assert "stripe = reverse charge EU" in page_of(signed_in(people.owner, "en"), shop)
    refused = save(client, shop, payout_fee_vat="stripe = ingen").content.decode()
    assert "”ingen” finns inte. Skriv ett av: enligt rapporten, momsfri" in refused
