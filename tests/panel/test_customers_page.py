"""The page of the customer cards: what waits, what stops, and the buttons."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.panel.scene import put, signed_in
from tests.panel.test_orders import jobs

from kontera.shops import customers as kept
from kontera.shops.chores import chore_of


def page_of(client, shop):
    return client.get(reverse("panel:customers", args=[shop.shop.key])).content.decode()


def write(client, shop, **form):
    return client.post(reverse("panel:write_customers", args=[shop.shop.key]), form)


def remember(shop, key, number, **written):
    kept.remember_card(shop, key, number, "f", written)


@pytest.fixture
def waiting(shop):
    """Two cards that wait for the button, of two buyers."""
    for number, name in (("11", "anna"), ("12", "berit")):
        before = {"Name": name, "Address1": "Storgatan 1"}
        wanted = {"shop": shop.shop.key, "name": name.title(), "print": "p", "asked": False}
        fields = {"Name": name, "Address1": "Nygatan 9", "City": None}
        remember(shop, f"{name}@example.se", number, fields=before, wanted={**wanted, "fields": fields})


def asked(shop):
    return [link.key for link in kept.asked_wishes(shop)]


def test_an_empty_shop_says_so(owner, shop):
    assert "Inga kunder än." in page_of(owner, shop)


def test_what_waits_is_counted_and_says_what_would_change(owner, shop, waiting):
    page = page_of(owner, shop)
    assert "Skriv alla (2)" in page
    assert page.count('<span class="note">adress</span>') == 2


def test_a_ticked_card_is_asked_for_and_the_worker_is_woken(
    owner, shop, waiting, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        write(owner, shop, which="ticked", card=["anna@example.se", "stranger@example.se", "\x00"])
    assert asked(shop) == ["anna@example.se"]
    chore = chore_of(shop, "customers")
    assert (chore.asked, chore.due_at is not None) == (True, True)
    assert [job[2] for job in jobs()] == ["registers"]
    assert "skrivs nu" in page_of(owner, shop)
    assert 'hx-trigger="every 2s"' in page_of(owner, shop)


def test_all_cards_are_asked_for_at_once(owner, shop, waiting):
    write(owner, shop, which="all")
    assert asked(shop) == ["anna@example.se", "berit@example.se"]


def test_nothing_ticked_asks_for_nothing(owner, shop, waiting):
    write(owner, shop, which="ticked")
    assert asked(shop) == []
    assert "Inget kort var valt." in page_of(owner, shop)


def test_a_reader_sees_the_page_and_no_button(people, shop, waiting):
    page = page_of(signed_in(people.reader), shop)
    assert "Anna" in page
    assert "Skriv alla" not in page


def test_another_shop_s_wishes_are_not_shown(owner, shop, waiting):
    for link in kept.wishes(shop):
        link.written["wanted"]["shop"] = "zzzzzzzz"
        link.save()
    assert "Väntar på knappen" not in page_of(owner, shop)


def test_double_cards_and_fields_left_alone_are_listed(owner, shop):
    remember(shop, "anna@example.se", "20", name="Anna Berg", duplicates=["7", "100"])
    remember(
        shop, "berit@example.se", "21", name="Berit Ek", kept=["Address1", "City", "DeliveryCity", "Phone1"]
    )
    page = page_of(owner, shop)
    assert "Kort 20 används, inte 7, 100" in page
    assert "adress, leveransadress, telefon" in page
    english = signed_in(shop.members().get(role="owner").user, "en")
    assert "Card 20 is used, not 7, 100" in page_of(english, shop)


def test_an_order_that_an_inactive_card_holds_is_shown(owner, shop):
    facts = {"customer": "Anna Berg", "number": "50"}
    put(shop, "1001", "held", problem_code="customer-inactive", problem_facts=facts)
    page = page_of(owner, shop)
    assert "Kundkortet 50 för Anna Berg är inaktivt i Fortnox." in page
    assert reverse("panel:order", args=[shop.shop.key, "1001"]) in page


def test_a_wish_that_was_refused_says_why(owner, shop, waiting):
    link = kept.card(shop, "anna@example.se")
    kept.hold_wish(link, "customer-inactive", {"customer": "Anna", "number": "11"})
    assert "Kundkortet 11 för Anna är inaktivt" in page_of(owner, shop)
