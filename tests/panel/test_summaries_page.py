"""The page of daily summaries: what waits, the button, a day with its voucher and orders, and the list."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.panel.scene import preview, put

from kontera.shops import summaries as kept
from kontera.shops.models import Summary

DAY = date(2026, 11, 10)
VOUCHER = {
    "kind": "summary",
    "date": "2026-11-10",
    "text": "Dagssumma 2026-11-10, 1 order",
    "rows": [
        {"account": 1581, "name": "Klarna", "debit": "347.80", "credit": "0.00"},
        {"account": 3001, "name": "Försäljning", "debit": "0.00", "credit": "347.80"},
    ],
}


def page(client, shop, name="summaries", *number):
    return client.get(reverse(f"panel:{name}", args=[shop.shop.key, *number])).content.decode()


def press(client, shop, day):
    return client.post(reverse("panel:book_summary", args=[shop.shop.key]), {"day": day}, follow=True)


@pytest.fixture
def waiting(shop):
    return put(shop, "1001", "summed", preview=preview())


@pytest.fixture
def booked(shop):
    row = kept.open_one(shop, DAY)
    told = {"voucher": VOUCHER, "list": "Typ;Order\nKöp;1001\n", "orders": 1, "refunds": 0}
    kept.update(row, state=Summary.State.BOOKED, voucher="A 17 5", preview=told)
    row.orders.add(put(shop, "1001", "done"))
    return row


def test_a_change_waits_on_its_own_day_also_where_nothing_is_left_of_the_order(shop):
    row = put(shop, "1001", "summed", preview={"documents": []})
    shop.finish(row, proposal={"change": "off", "code": "changed-after-summary", "day": "2026-11-12"})
    assert kept.waiting_days(shop) == ["2026-11-12"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("sv", "Betalt med klarna. (12 ordrar)"), ("en", "Paid by klarna. (12 orders)")],
)
def test_the_reason_of_each_row_is_shown_with_how_many_orders_it_holds_for(
    owner, shop, booked, language, sentence
):
    why = {"code": "money", "sv": "Betalt med klarna.", "en": "Paid by klarna.", "orders": 12}
    rule = {"code": "home", "sv": "Svensk moms.", "en": "Swedish VAT.", "orders": 1}
    rows = [{**row, "why": [why] if row["account"] == 1581 else []} for row in VOUCHER["rows"]]
    kept.update(booked, preview={**booked.preview, "voucher": {**VOUCHER, "rows": rows, "rules": [rule]}})
    owner.cookies["django_language"] = language
    shown = page(owner, shop, "summary", booked.pk)
    assert sentence in shown
    assert ("Svensk moms. (1 order)" in shown) == (language == "sv")


def test_what_waits_is_shown_and_the_button_asks_for_it(owner, shop, waiting):
    shown = page(owner, shop)
    assert "1 order väntar på dagens verifikation." in shown
    assert "Dagssumman för 10 nov. 2026 bokförs." in press(owner, shop, "2026-11-10").content.decode()
    assert kept.asked_days(shop) == {DAY}
    assert waiting.number in [one.number for one in kept.waiting(shop)]


def test_a_word_that_is_no_day_asks_for_nothing(owner, shop, waiting):
    assert "Välj en dag." in press(owner, shop, "igår").content.decode()
    assert kept.asked_days(shop) == set()


def test_a_booked_day_shows_its_voucher_its_orders_and_the_list(owner, shop, booked):
    assert "verifikation A 17</p>" in page(owner, shop)
    shown = page(owner, shop, "summary", booked.pk)
    for text in [
        "Så bokfördes den",
        "1581",
        "Hämta (CSV)",
        reverse("panel:order", args=[shop.shop.key, "1001"]),
    ]:
        assert text in shown
    answer = owner.get(reverse("panel:summary_file", args=[shop.shop.key, booked.pk]))
    assert answer.content.decode("utf-8-sig") == "Typ;Order\nKöp;1001\n"
    assert 'filename="dagssumma-2026-11-10-1.csv"' in answer["Content-Disposition"]


def test_the_order_s_page_leads_to_the_summary_it_stands_in(owner, shop, booked):
    shown = page(owner, shop, "order", "1001")
    assert "dess del av dagssumman" in shown
    assert "Kontera bokför inte den här" not in shown
    assert reverse("panel:summary", args=[shop.shop.key, booked.pk]) in shown


def test_a_held_day_tells_its_reason_and_may_be_tried_again(owner, shop):
    row = kept.open_one(shop, DAY)
    kept.update(row, state="held", problem_code="fortnox-period-locked", problem_facts={"fortnox": "låst"})
    assert "Försök igen" in page(owner, shop, "summary", row.pk)
    press(owner, shop, "2026-11-10")
    assert kept.summaries_of(shop).get().state == "due"


def test_the_tab_is_there_only_where_the_shop_sums(owner, shop):
    here = reverse("panel:summaries", args=[shop.shop.key])
    assert here not in page(owner, shop, "orders")
    shop.save_choices({**shop.shop.choices, "posting_mode": "daily"})
    assert here in page(owner, shop, "orders")


def test_a_reader_sees_and_does_not_press_and_another_shop_s_day_is_not_there(people, scene, shop, booked):
    reader, other = scene.signed_in(people.reader), scene.signed_in(people.other)
    assert "verifikation A 17" in page(reader, shop)
    assert press(reader, shop, "2026-11-10").status_code == 403
    assert other.get(reverse("panel:summary", args=[shop.shop.key, booked.pk])).status_code == 404
