"""Many orders at once, a proposal and the customers, in a real browser the size of a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.panel.scene import put
from tests.panel.test_browser import overflow, sign_in, watch
from tests.panel.test_order_edits import PROPOSAL

from kontera.shops import customers as kept

expect.set_options(timeout=15_000)
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_tick_stays_while_the_list_refreshes_itself_and_sends_its_order(phone, people, shop, orders):
    complaints = watch(phone)
    sign_in(phone, people.owner)
    phone.goto(f"/{shop.shop.key}/orders/")
    phone.get_by_label("Välj order 1003").check()
    put(shop, "1007", "due")
    expect(phone.locator(".orders li")).to_have_count(7)
    expect(phone.get_by_label("Välj order 1003")).to_be_checked()
    assert overflow(phone) == 0
    phone.get_by_role("button", name="Skicka de ikryssade").click()
    expect(phone.get_by_text("Ordern är på väg till Fortnox.")).to_be_visible()
    assert shop.order("1003").asked
    assert not complaints


def test_a_proposal_is_read_and_approved_on_a_phone(phone, people, shop):
    facts = {"order": "1003", "number": "17"}
    put(shop, "1003", "held", problem_code="changed-after-booking", problem_facts=facts, proposal=PROPOSAL)
    sign_in(phone, people.owner)
    phone.goto(f"/{shop.shop.key}/orders/1003/")
    expect(phone.get_by_role("heading", name="Så kan det rättas")).to_be_visible()
    assert overflow(phone) == 0
    phone.get_by_role("button", name="Godkänn och rätta i Fortnox").click()
    expect(phone.locator("#state")).to_have_text("På väg")
    assert shop.order("1003").proposal["answer"] == "approved"


def test_a_customer_card_is_ticked_and_written_on_a_phone(phone, people, shop):
    wanted = {
        "shop": shop.shop.key,
        "name": "Anna Berg",
        "fields": {"City": "Lund"},
        "print": "p",
        "asked": False,
    }
    kept.remember_card(shop, "anna@example.se", "11", "f", {"wanted": wanted})
    sign_in(phone, people.owner)
    phone.goto(f"/{shop.shop.key}/customers/")
    phone.get_by_label("Anna Berg").check()
    assert overflow(phone) == 0
    phone.get_by_role("button", name="Skriv de ikryssade").click()
    expect(phone.get_by_text("skrivs nu")).to_be_visible()
