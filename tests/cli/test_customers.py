"""``kontera sync customer`` and ``kontera sync customers``: cards on the terminal, and their exit codes."""

from __future__ import annotations

from tests.cli.house import BUYER

KIM = BUYER["email"]


def card(stand, *words):
    return stand.house.kontera("sync", "customer", stand.id, *words)


def cards(stand, *words):
    return stand.house.kontera("sync", "customers", stand.id, *words)


def buys(stand, **customer):
    """An order that Kontera has read and sent."""
    number = stand.buy(customer={**BUYER, **customer})
    done = stand.house.kontera("sync", "order", stand.id, number)
    assert done.code == 0, done.err
    return number


def at_fortnox(stand):
    return next(iter(stand.company.customers.values()))


def test_a_card_that_waits_is_written_for_one_buyer_or_for_all(added):
    added.house.kontera("shop", "set", added.id, "customers_automatic=no", "end=invoice")
    buys(added)
    buys(added, zipcode="222 33", city="Lund", address="Nygatan 9")
    assert at_fortnox(added)["City"] == "Stockholm"
    done = card(added, KIM.upper())
    assert (done.code, done.out) == (0, f"{KIM}: {at_fortnox(added)['CustomerNumber']}\n"), done.err
    assert at_fortnox(added)["City"] == "Lund"
    buys(added, zipcode="444 55", city="Borås", address="Nygatan 9")
    assert cards(added, "--json").json == {"written": 1, "held": []}
    assert at_fortnox(added)["City"] == "Borås"
    assert cards(added).out == "0 written, 0 held\n"


def test_an_inactive_card_that_the_shop_wants_to_decide_about_ends_with_3(added):
    added.house.kontera(
        "shop", "set", added.id, "customers_automatic=no", "end=invoice", "customer_inactive=hold"
    )
    buys(added)
    buys(added, city="Lund", address="Nygatan 9")
    at_fortnox(added)["Active"] = False
    for done in (card(added, KIM, "--json"), cards(added, "--json")):
        assert done.code == 3
        assert "[customer-inactive]" in done.err
    assert done.json["held"][0]["customer"] == KIM


def test_a_buyer_the_shop_has_never_had_ends_with_2(added):
    done = card(added, "ingen@example.se")
    assert done.code == 2
    assert "Butiken har ingen order från ingen@example.se." in done.err
