"""The reconciliation page, and the reasons on an order's own page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from tests.panel.scene import DAY, bought, put, signed_in

from kontera.books.decision import decide
from kontera.books.policy import DEFAULT_POLICY
from kontera.shops import chores
from kontera.shops.models import EPOCH, Delivery, Posting
from kontera.shops.undelivered import undelivered_of
from kontera.sync.telling import preview_json

NOW = datetime(2026, 11, 11, 2, 30, tzinfo=UTC)
SALE = {"1510": 34780, "2611": -3980, "3001": -30800}


@pytest.fixture
def booked(shop):
    """An order with its invoice in the books, and its preview as the worker keeps it."""
    shown = preview_json(decide(bought("1004"), DEFAULT_POLICY, DAY))
    row = put(shop, "1004", "done", preview=shown)
    delivery = Delivery.objects.create(
        shop=shop.shop,
        company=shop.shop.company,
        order=row,
        kind="invoice",
        reference="r1;",
        fingerprint="f",
        state="booked",
        number="417",
        voucher="B 17 5",
        told={"reasons": shown["reasons"][:2], "booked": SALE},
    )
    Posting.objects.create(
        shop=shop.shop,
        delivery=delivery,
        voucher="B 17 5",
        day=DAY,
        expected=SALE,
        found=SALE,
        state="equal",
        compared_at=NOW,
    )
    return row


def page(client, shop, query=""):
    return client.get(reverse("panel:reconcile", args=[shop.shop.key]) + query).content.decode()


def compared(shop, **year):
    """What the comparison has told."""
    told = {"year": 5, "first_day": "2026-01-01", "last_day": "2026-12-31", "findings": [], **year}
    chore = chores.chore_of(shop, "reconcile")
    chores.tell_chore(chore, {"left": [], "years": {"5": told}})
    chores.end_chore(chore, next_at=None, now=NOW)


def test_nothing_is_compared_before_anything_is_booked(owner, shop, people):
    shown = page(owner, shop)
    assert "Inget är bokfört än" in shown
    assert "Inte jämfört än" in shown


def test_all_equal_is_one_line(owner, shop, people, booked):
    compared(shop)
    shown = page(owner, shop)
    assert "Allt stämmer: 1 verifikation står i Fortnox precis som den ska." in shown
    assert "Skiljer sig" not in shown
    assert "All agrees: 1 voucher stands" in page(signed_in(people.owner, "en"), shop)


def test_a_difference_is_shown_with_both_sides_and_a_way_to_the_order(owner, shop, people, booked):
    found = {"1510": 34780, "2611": -3980, "3002": -30800}
    Posting.objects.update(state="differs", found=found)
    compared(shop)
    shown = page(owner, shop)
    assert "Allt stämmer" not in shown
    for text in ("Skiljer sig", "B 17", "3001", "3002", "Ska stå", "Står i Fortnox", "308,00\u00a0kr"):
        assert text in shown
    assert reverse("panel:order", args=[shop.shop.key, "1004"]) in shown
    assert shown.count('class="differs"') == 2


def test_other_findings_are_said_with_their_cure(owner, shop, people, booked):
    facts = {"order": "1004", "amount": "199.00", "account": "1510"}
    compared(shop, findings=[{"code": "paid-but-open", "facts": facts}])
    shown = page(owner, shop)
    assert "Order 1004 är betald, men 199,00 kr står kvar på konto 1510." in shown
    assert "Allt stämmer" not in shown


def test_the_sums_of_the_year_and_the_clearing_accounts_are_shown(owner, shop, people, booked):
    orders = {
        "currency": "SEK", "orders": 3, "orders_ore": 30000, "documents_ore": 20000, "rest_ore": 0,
        "exceptions": [{"state": "held", "orders": 1, "ore": 10000}],
    }  # fmt: skip
    account = {"account": 1581, "balance_ore": 5000, "ours_ore": 7000, "others_ore": -2000, "open_count": 2}
    compared(shop, orders=[orders], accounts=[account])
    shown = page(owner, shop)
    for text in (
        "Butikens ordrar (3)",
        "300,00\u00a0kr",
        "Stoppade (1)",
        "1581",
        "2 ordrar är inte utbetalda",
    ):
        assert text in shown


def test_the_vat_of_each_month_and_quarter_is_shown_with_what_agrees_and_what_does_not(
    owner, shop, people, booked
):
    fit = {
        "month": "2026-11", "rate": "25", "box": "10", "account": 2611, "sales_ore": 20000,
        "at_rate_ore": 5000, "vat_ore": 5000, "rest_ore": 0, "apart_ore": 700, "odd": [],
    }  # fmt: skip
    odd = {"name": "A 7", "sales_ore": 10000, "vat_ore": 0, "rest_ore": -1200}
    worse = {
        **fit,
        "box": "11",
        "account": 2621,
        "rate": "12",
        "rest_ore": -1200,
        "apart_ore": 0,
        "odd": [odd],
    }
    quarter = {
        "period": "2026Q4", "account": 2670, "ledger_ore": 1900, "booked_ore": 1800, "moved_ore": 300,
        "waiting_ore": 200, "rest_ore": -100,
        "apart": [{"name": "1009", "ledger_ore": 400, "booked_ore": 300}],
    }  # fmt: skip
    compared(shop, vat=[fit, worse], oss=[quarter])
    shown = page(owner, shop)
    for text in (
        "konto 2611, ruta 10",
        "25\u00a0% = 50,00\u00a0kr",
        "<small>stämmer</small>",
        "<small>skiljer -12,00\u00a0kr</small>",
        "konto 2611: 7,00\u00a0kr till, på verifikationer med andra försäljningskonton",
        "A 7 (-12,00\u00a0kr)",
        "Kvartal 4 2026: 2,00\u00a0kr har Kontera inte bokfört",
        "Kvartal 4 2026: skillnaden på 3,00\u00a0kr beror på ordrar",
        "1009 (4,00\u00a0kr → 3,00\u00a0kr)",
    ):
        assert text in shown
    assert shown.count('class="differs"') == 2


def test_the_button_asks_for_a_comparison_and_a_reader_has_none(owner, shop, people, booked):
    owner.post(reverse("panel:reconcile_now", args=[shop.shop.key]))
    assert chores.chore_of(shop, "reconcile").asked is True
    assert "hx-get" in page(owner, shop)
    assert "Jämför nu" not in page(signed_in(people.reader), shop)


def test_one_orders_vouchers_are_compared_by_a_button_on_its_page(owner, shop, people, booked):
    address = reverse("panel:order", args=[shop.shop.key, "1004"])
    assert "<strong>stämmer</strong>" in owner.get(address).content.decode()
    owner.post(reverse("panel:compare_order", args=[shop.shop.key, "1004"]))
    row = Posting.objects.get()
    assert (row.state, row.compared_at) == ("waiting", EPOCH)
    assert chores.chore_of(shop, "compare").asked is True
    waiting = owner.get(address).content.decode()
    assert "väntar på att jämföras" in waiting
    assert "hx-get" in waiting


def test_an_order_without_vouchers_has_nothing_to_compare(owner, shop, people):
    put(shop, "1001", "seen")
    shown = owner.get(reverse("panel:order", args=[shop.shop.key, "1001"])).content.decode()
    assert "Jämfört med bokföringen" not in shown
    owner.post(reverse("panel:compare_order", args=[shop.shop.key, "1001"]))
    assert chores.chore_of(shop, "compare").asked is False


def test_an_orders_page_says_why_in_the_readers_language(owner, shop, people, booked):
    address = reverse("panel:order", args=[shop.shop.key, "1004"])
    shown = owner.get(address).content.decode()
    for text in (
        "Varorna levereras i Sverige: svensk moms.",
        "Försäljning i Sverige med 6 % moms: konto 3003.",
        "Frakten följer varorna: 32,63 av 49,00 kr på 25 %.",
        "Utgående moms: 25 % på",
        "Betalsättet Klarna samlas på konto 1581",
        "Fordran Klarna",
        "ruta 10",
        "Så var det tänkt när den skickades",
    ):
        assert text in shown
    english = signed_in(people.owner, "en").get(address).content.decode()
    assert "Sale in Sweden with 6 % VAT: account 3003." in english
    assert "Varorna levereras" not in english


def test_a_held_order_says_its_rule_too(owner, shop, people):
    order = bought("1003")
    held = decide(
        type(order)(**{**{n: getattr(order, n) for n in order.__slots__}, "tax_ore": 1}), DEFAULT_POLICY, DAY
    )
    assert held.status == "held"
    put(shop, "1003", "held", preview=preview_json(held), problem_code="vat-not-proven", problem_facts={})
    shown = owner.get(reverse("panel:order", args=[shop.shop.key, "1003"])).content.decode()
    assert "Varorna levereras i Sverige: svensk moms." in shown


def test_what_was_paid_and_not_delivered_is_listed_as_of_a_day(owner, shop, people):
    shown = preview_json(decide(bought("1001"), DEFAULT_POLICY, DAY))
    put(shop, "1001", "done", preview=shown)
    put(shop, "1002", "done", preview={**shown, "days": {"paid": "2026-11-10", "delivered": "2026-11-10"}})
    put(shop, "1003", "done", preview={**shown, "days": {"paid": "2026-11-10", "delivered": "2027-01-02"}})
    put(shop, "1004", "cancelled", preview=shown)
    found = page(owner, shop, "?day=2026-12-31").split('id="undelivered"')[1]
    assert "1001</a>" in found
    assert "1003</a>" in found
    assert "1002</a>" not in found
    assert "1004</a>" not in found
    assert "2420" in found
    earlier = page(owner, shop, "?day=2026-11-09").split('id="undelivered"')[1]
    assert "1001</a>" not in earlier
    assert page(owner, shop, "?day=nonsense").count('value="') > 0


def test_an_order_delivered_on_a_day_nobody_tells_is_left_out(shop, people):
    shown = preview_json(decide(bought("1001"), DEFAULT_POLICY, DAY))
    put(shop, "1001", "done", preview=shown, status="done")
    found = undelivered_of(shop, date(2026, 12, 31))
    assert (found.orders, found.unsure) == ((), 1)


def test_the_page_says_how_many_orders_have_no_day_of_delivery(owner, shop, people):
    assert "en dag som butiken inte säger" not in page(owner, shop)
    shown = preview_json(decide(bought("1001"), DEFAULT_POLICY, DAY))
    put(shop, "1001", "done", preview=shown, status="done")
    found = page(owner, shop, "?day=2026-12-31").split('id="undelivered"')[1]
    assert "1 order är levererade en dag som butiken inte säger" in found
    english = page(signed_in(people.owner, "en"), shop, "?day=2026-12-31")
    assert "1 orders were delivered on a day the shop does not tell" in english
