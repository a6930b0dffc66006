"""Codes, periods, rates and counts are said as people say them, in the reader's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override
from tests.panel.scene import DAY, bought, preview, put, signed_in

from kontera.books.chart import DEFAULT_CHART
from kontera.books.decision import decide
from kontera.books.order import Refund
from kontera.books.policy import DEFAULT_POLICY
from kontera.books.preview import as_json
from kontera.panel import money, words
from kontera.panel.templatetags import panel as tags
from kontera.problems import explain
from kontera.shops.undelivered import undelivered_of


def page(client, shop, number="1004"):
    return client.get(reverse("panel:order", args=[shop.shop.key, number])).content.decode()


def refunded():
    order = replace(bought("1004"), refunds=(Refund("R1", DAY, is_full=True),), has_refunds=True)
    return as_json(decide(order, DEFAULT_POLICY, DAY))


def test_a_credit_that_the_shop_has_chosen_to_book_is_not_said_to_be_left_out(owner, shop, people):
    shop.save_choices({"end": "paid"})
    put(shop, "1004", "done", preview=refunded())
    shown = page(owner, shop)
    assert "Kreditfaktura" in shown
    assert "Kontera bokför inte den här" not in shown
    shop.save_choices({"end": "invoice"})
    assert page(owner, shop).count("Kontera bokför inte den här") == 4


def test_a_stopped_order_with_something_booked_does_not_say_that_nothing_is(owner, shop, people, scene):
    facts = {"order": "1004", "number": "417", "told": '[{"id": "154"}]'}
    row = put(
        shop, "1004", "held", preview={}, problem_code="refunded-after-booking", problem_facts=facts, raw={}
    )
    scene.deliver(row)
    shown = page(owner, shop)
    assert shown.count("Inga nya, så länge ordern är stoppad.") == 2
    assert "154" not in shown


def test_a_rate_of_exchange_is_said_with_its_source(owner, shop, people):
    fx = {"currency": "EUR", "rate": "10.9635", "day": "2026-11-10", "source": "riksbank"}
    put(shop, "1004", "done", evidence={"fx": fx})
    assert "10,9635 kr per EUR <small>Riksbanken, 10 nov. 2026</small>" in page(owner, shop)


def test_every_box_of_a_chart_has_a_name(shop):
    boxes = {DEFAULT_CHART.box_of(account) for account in range(1000, 9000)} - {None}
    assert boxes <= set(words.BOXES)


def test_countries_of_the_one_stop_shop_have_names(owner, shop, people):
    line = {"country": "DE", "rate": "19", "base": "504.03", "vat": "95.77", "currency": "SEK"}
    put(shop, "1004", "done", preview={**preview("1004"), "oss_return": [line]})
    assert "Tyskland · 19\xa0%" in page(owner, shop)
    assert "Germany · 19\xa0%" in page(signed_in(people.owner, "en"), shop)


@pytest.mark.parametrize(
    ("name", "sv", "en"),
    [
        ("2026Q4", "kvartal 4 2026", "quarter 4 of 2026"),
        ("2026-11", "november 2026", "November 2026"),
        ("x", "x", "x"),
    ],
)
def test_periods_are_said(name, sv, en):
    with override("sv"):
        assert money.period(name) == sv
    with override("en"):
        assert money.period(name) == en


def test_one_is_not_counted_in_the_plural():
    with override("sv"):
        assert tags.count(1, "{n} order", "{n} ordrar", "", "") == "1 order"
        assert tags.count(0, "{n} order", "{n} ordrar", "", "") == "0 ordrar"


def test_a_problem_names_the_provider_and_the_voucher_as_people_do():
    facts = {"provider": "paypal", "marker": "P1", "voucher": "A 3 5"}
    with override("sv"):
        assert "från PayPal är redan hanterad (A 3)" in words.reason("payout-marker-taken", facts).what


def test_a_large_amount_in_a_sentence_is_grouped():
    facts = {"order": "1", "refund": "9999.00", "left": "-1234567.50"}
    assert "9\xa0999,00 kr" in explain("refund-exceeds-sale", facts, "sv").what
    assert "-1\xa0234\xa0567,50 kr" in explain("refund-exceeds-sale", facts, "sv").what
    assert "25,5 %" in words.told("booked-as-voucher", {"rate": "25.5", "voucher": "A 1"})


def test_a_long_name_may_break_after_a_stroke_and_stays_harmless():
    assert tags.breakable("Företagskonto/<b>") == "Företagskonto/<wbr>&lt;b&gt;"


def test_what_was_paid_back_or_is_a_gift_card_owes_no_delivery(shop):
    def paid(number, made):
        put(shop, number, "done", preview={**made, "days": {"paid": "2026-11-10"}})

    paid("1001", preview("1001"))
    paid("1002", refunded())
    row = {"text": "Presentkort", "account": 2421, "vat_rate": "0", "gross": "500.00"}
    paid("1003", {"documents": [{"rows": [row], "totals": {"net": "500.00"}}]})
    assert [one.number for one in undelivered_of(shop, date(2026, 12, 31)).orders] == ["1001"]


def test_the_list_of_what_is_not_delivered_is_of_today_at_the_latest(owner, shop, people):
    shown = owner.get(reverse("panel:reconcile", args=[shop.shop.key])).context["day"]
    assert shown <= date.today()  # noqa: DTZ011 - the clock of the page is the machine's
