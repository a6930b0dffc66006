"""A new shop that answers five questions is right: from an empty set of choices to booked and paid orders."""

from __future__ import annotations

import re

from django.urls import reverse
from tests.panel.scene import let_in, new_user, signed_in

from kontera.shops.sightings import sightings_of

COMPANY = {
    "email": "inkop@example.se",
    "full_name": "Eva Ek",
    "company": "Ek Bygg AB",
    "orgnr": "556036-0793",
    "address": "Byvägen 2",
    "zipcode": "90325",
    "city": "Umeå",
}
FIELD = re.compile(r'name="(place:[^"]+)" value="([^"]*)"')
OWN = re.compile(r'name="(own:[^"]+)" checked')


def page(client, place, name):
    return client.get(reverse(f"panel:{name}", args=[place.key])).content.decode()


def post(client, place, name, **data):
    return client.post(reverse(f"panel:{name}", args=[place.key]), data)


def prefilled(html):
    return dict(FIELD.findall(html)) | dict.fromkeys(OWN.findall(html), "on")


def bare_company(place):
    """What a company looks like that has never had a web shop."""
    for number in (1580, 1581, 1583, 2421, 3002):
        del place.company.shelf("accounts")[str(number)]


def test_five_answers_and_one_yes_take_a_new_shop_to_booked_and_paid_orders(stage):
    place = stage.open_shop()
    place.handle.save_choices({})
    place.shop.payment_methods["invoice"] = "Faktura"
    place.shop.add_product("M-1", "Lunchlåda", "112.00", 12)
    bare_company(place)
    owner = new_user("ny")
    let_in(owner, place.handle, "owner")
    client = signed_in(owner)
    assert client.get("/").headers["Location"] == f"/{place.key}/welcome/"
    assert 'value="1583"' in page(client, place, "welcome")
    assert "Kontera läser" in page(client, place, "check")
    place.work()
    answers = prefilled(page(client, place, "welcome"))
    assert answers == {
        "place:Klarna": "1581",
        "place:Swish": "1583",
        "place:Kort": "1580",
        "place:Faktura": "",
        "own:Faktura": "on",
    }
    told = {"end": "paid", "start_day": "2026-11-01", "product_master": "shop", "stock": "off"}
    answered = post(client, place, "welcome", trigger="paid", rounding="stop", **told, **answers)
    assert answered.headers["Location"] == f"/{place.key}/check/"
    place.work()
    shown = page(client, place, "check")
    offered = re.findall(r'name="make" value="([^"]+)"', shown)
    assert sorted(offered) == ["account:1580", "account:1581", "account:1583", "account:2421", "account:3002"]
    post(client, place, "check_create", make=offered)
    place.work()
    assert not sightings_of(place.handle).filter(mark="red").exists()
    place.buys_and_tells("T-1", 2, method="klarna")
    place.buys_and_tells("S-1", method="swish")
    place.buys_and_tells("M-1", method="card", shipping={"id": "1", "name": "PostNord", "price": 49})
    mixed = [{"sku": "T-1", "qty": 1}, {"sku": "S-1", "qty": 2}, {"sku": "M-1", "qty": 1}]
    place.buys_and_tells(lines=mixed, method="klarna", customer=dict(COMPANY))
    place.buys_and_tells("T-1", method="invoice", customer=dict(COMPANY))
    place.drain()
    assert set(place.standing().values()) == {("done", "")}
    assert len(place.booked) == 5
    assert len(place.payments) == 5
    place.adds_up()
    assert client.get("/").headers["Location"] == f"/{place.key}/orders/"
