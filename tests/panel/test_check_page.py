"""The page of the set-up check: findings in words, what can be made shown first, and its two buttons."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from tests.panel.scene import signed_in

from kontera.books.registers import Creation, Remark
from kontera.shops.chores import chore_of, tell_chore
from kontera.shops.sightings import keep_sightings

FACTS = {"account": "3002", "name": "Försäljning 12 %"}
MADE = Creation("account", "3002", "Försäljning 12 %", "MP2")
RED = Remark("red", "account-not-in-chart", "3002", FACTS, ("account:3002",), MADE, "accounts")
YELLOW = Remark("yellow", "webhook-not-heard", check="webhook")
GREEN = Remark(check="terms")


def checked(shop, *remarks):
    keep_sightings(shop, remarks, timezone.now())
    offers = [
        {"key": made.key, "kind": made.kind, "code": made.code, "name": made.name, "vat_code": made.vat_code}
        for made in (one.creates for one in remarks)
        if made
    ]
    chore = chore_of(shop, "check")
    tell_chore(chore, {"creations": offers})
    type(chore).objects.filter(pk=chore.pk).update(began_at=timezone.now(), done_at=timezone.now())


def page(client, shop):
    return client.get(reverse("panel:check", args=[shop.shop.key])).content.decode()


def post(client, shop, name, **data):
    return client.post(reverse(f"panel:{name}", args=[shop.shop.key]), data)


def test_findings_are_told_with_their_cure_and_what_they_pause(shop, people, owner):
    checked(shop, RED, YELLOW, GREEN)
    html = page(owner, shop)
    assert "Konto 3002 (Försäljning 12 %) finns inte i kontoplanen." in html
    assert "Fortnox → Bokföring → Kontoplan" in html
    assert "Det som behöver detta väntar tills det är lagat." in html
    assert html.index("Måste lagas") < html.index("Bra att veta") < html.index("I ordning")
    assert "hx-get" not in html


def test_what_can_be_made_is_shown_and_waits_for_a_yes(shop, people, owner):
    checked(shop, RED)
    html = page(owner, shop)
    assert 'value="account:3002" checked' in html
    assert "momskod MP2" in html
    assert chore_of(shop, "create").told == {}
    post(owner, shop, "check_create", make=["account:3002", "account:1930"])
    chore = chore_of(shop, "create")
    assert (chore.told, chore.asked) == ({"agreed": ["account:3002"]}, True)
    assert 'hx-trigger="every 2s"' in page(owner, shop)


def test_nothing_ticked_makes_nothing(shop, people, owner):
    checked(shop, RED)
    answer = owner.post(reverse("panel:check_create", args=[shop.shop.key]), follow=True)
    assert "Inget var ikryssat." in answer.content.decode()
    assert chore_of(shop, "create").told == {}


def test_what_could_not_be_made_says_why(shop, people, owner):
    checked(shop, RED)
    made = {"kind": "account", "code": "3002", "name": "", "problem": "fortnox-right-missing", "facts": {}}
    tell_chore(chore_of(shop, "create"), {"agreed": [], "made": [made]})
    assert "Kopplingens användare saknar rättighet i Fortnox." in page(owner, shop)


def test_the_button_has_the_worker_look_again(shop, people, owner):
    checked(shop, GREEN)
    post(owner, shop, "check_again")
    assert chore_of(shop, "check").asked
    assert "Kontera läser i Fortnox och Quickbutik" in page(owner, shop)


def test_a_reader_sees_the_findings_and_no_buttons(shop, people):
    checked(shop, RED)
    html = page(signed_in(people.reader), shop)
    assert "Konto 3002" in html
    assert "Kontrollera igen" not in html
    assert "Skapa det ikryssade" not in html


def test_every_page_says_that_something_is_paused_until_it_is_mended(shop, people, owner):
    orders = reverse("panel:orders", args=[shop.shop.key])
    checked(shop, RED)
    assert "Kontrollen har hittat något som måste lagas." in owner.get(orders).content.decode()
    checked(shop, GREEN)
    assert "Kontrollen har hittat" not in owner.get(orders).content.decode()
