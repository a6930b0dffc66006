"""A buyer has one card at Fortnox, and nobody else's is ever touched."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from tests.sync.scene import ANNA

from kontera.shops.models import Link
from kontera.sync.drain import drain

HANNA = {**ANNA, "email": "hanna@example.se", "full_name": "Hanna Sjö"}
BERIT = {"email": "berit@example.se", "full_name": "Berit Ek", "address": "Ekvägen 2", "city": "Luleå"}


def card(place, number, **fields):
    """A card the company had before we came."""
    record = {"CustomerNumber": number, "Name": "Någon", "Email": "", "Active": True, **fields}
    template = dict.fromkeys(place.customers[0]) if place.customers else {}
    place.company.customers.put(number, {**template, **record}, place.stage.world.clock.local())


def prepared(stage, **cards):
    """A shop whose company has one order of Berit's, and further cards by number."""
    place = stage.open_shop(end="invoice")
    place.buys_and_tells(customer=BERIT)
    place.drain()
    for number, fields in cards.items():
        card(place, number.removeprefix("n"), **fields)
    stage.forget()
    return place


def buyer_of(place, number):
    """The card's number on the invoice of an order."""
    return next(one["CustomerNumber"] for one in place.invoices if one["YourOrderNumber"] == number)


def test_a_card_whose_email_only_contains_the_buyer_s_is_left_alone(stage):
    place = prepared(stage, n50={"Email": "hanna@example.se", "Name": "Hanna Sjö"})
    number = place.buys_and_tells(customer={**ANNA, "email": "anna@example.se"})
    place.drain()
    assert buyer_of(place, number) != "50"
    assert place.company.customers["50"]["Name"] == "Hanna Sjö"
    assert not any(call.startswith("PUT /3/customers") for call in stage.calls())


def test_an_existing_card_is_found_by_its_email_whatever_the_case(stage):
    place = prepared(stage, n50={"Email": "Anna@Example.SE", "Name": "A Berg"})
    number = place.buys_and_tells(customer={**ANNA, "email": "ANNA@example.se"})
    place.drain()
    assert buyer_of(place, number) == "50"
    assert place.company.customers["50"]["Address1"] == "Storgatan 1"
    assert len(place.customers) == 2


def test_of_several_cards_the_active_one_with_the_lowest_number_is_used(stage):
    place = prepared(
        stage,
        n7={"Email": "anna@example.se", "Active": False},
        n100={"Email": "anna@example.se"},
        n20={"Email": "anna@example.se"},
    )
    number = place.buys_and_tells()
    place.drain()
    assert buyer_of(place, number) == "20"
    assert [place.company.customers[one]["Name"] for one in ("7", "100")] == ["Någon", "Någon"]


def test_a_buyer_without_email_gets_a_card_of_their_own(stage):
    place = prepared(stage, n50={"Email": "", "Name": "Anna Berg"})
    nameless = {**ANNA, "email": ""}
    first, second = place.buys_and_tells(customer=nameless), place.buys_and_tells(customer=nameless)
    place.drain()
    assert len({"50", buyer_of(place, first), buyer_of(place, second)}) == 3
    assert place.company.customers["50"].get("Address1") is None


def test_a_buyer_without_email_has_one_card_even_after_a_lost_answer(stage):
    place = prepared(stage)
    stage.world.faults.add("lost", service="fortnox", method="POST", path="/3/customers$")
    number = place.buys_and_tells(customer={**ANNA, "email": ""})
    place.rest()
    assert place.state(number) == ("done", "")
    assert len(place.customers) == 2


def test_a_buyer_has_one_card_even_after_a_lost_answer(stage):
    place = prepared(stage)
    stage.world.faults.add("lost", service="fortnox", method="POST", path="/3/customers$")
    first, second = place.buys_and_tells(), place.buys_and_tells()
    place.rest()
    assert place.state(first) == place.state(second) == ("done", "")
    assert [one["Email"] for one in place.customers].count("anna@example.se") == 1


@pytest.mark.parametrize("buyer", [ANNA, {**ANNA, "email": ""}], ids=["by e-mail", "without e-mail"])
def test_a_buyer_has_one_card_even_when_it_comes_late_and_somebody_is_impatient(stage, buyer):
    place = prepared(stage)
    stage.world.faults.add("late", service="fortnox", method="POST", path="/3/customers$")
    number = place.buys_and_tells(customer=buyer)
    place.drain()
    for _ in range(3):
        stage.advance(2)
        place.press(number)
        assert place.state(number)[0] == "due"
    stage.world.settle()
    place.rest()
    assert place.state(number) == ("done", "")
    assert len(place.customers) == 2


def test_a_card_that_fortnox_refused_is_tried_anew_at_once(stage):
    place = prepared(stage)
    stage.world.faults.add("error_before", service="fortnox", method="POST", path="/3/customers$", status=400)
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number)[0] == "held"
    place.press(number)
    assert place.state(number) == ("done", "")


def test_a_changed_address_is_written_once_and_an_unchanged_one_never(stage):
    place = prepared(stage)
    place.buys_and_tells()
    place.drain()
    for address, writes in (("Storgatan 1", 0), ("Nygatan 9", 1), ("Nygatan 9", 0)):
        stage.forget()
        place.buys_and_tells(customer={**ANNA, "address": address})
        place.drain()
        assert stage.calls().count("PUT /3/customers/*") == writes
    assert place.customers[-1]["Address1"] == "Nygatan 9"


def test_a_delivery_address_stands_on_the_card_and_on_the_document(stage):
    place = prepared(stage)
    shipping = {"full_name": "Kalle Berg", "address": "Sommarvägen 3", "zipcode": "11122", "city": "Solna"}
    number = place.buys_and_tells(customer={**ANNA, "shipping_details": shipping})
    place.drain()
    paper = next(one for one in place.invoices if one["YourOrderNumber"] == number)
    known = place.company.customers[paper["CustomerNumber"]]
    for record in (paper, known):
        assert (record["Address1"], record["DeliveryAddress1"]) == ("Storgatan 1", "Sommarvägen 3")


def test_a_card_that_was_deleted_at_fortnox_is_made_anew(stage):
    place = prepared(stage)
    first = place.buys_and_tells()
    place.drain()
    gone = buyer_of(place, first)
    del place.company.customers[gone]
    second = place.buys_and_tells()
    place.rest()
    assert place.state(second) == ("done", "")
    assert buyer_of(place, second) != gone


def test_an_article_that_was_deleted_at_fortnox_is_made_anew(stage):
    place = prepared(stage)
    del place.company.articles["T-1"]
    number = place.buys_and_tells()
    place.rest()
    assert place.state(number) == ("done", "")
    assert "T-1" in place.company.articles


def test_an_article_that_fortnox_has_already_is_updated(stage):
    place = prepared(stage)
    Link.objects.filter(kind="article").delete()
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("done", "")
    assert stage.calls().count("POST /3/articles") == 1
    assert len(place.company.articles) == 1


def test_two_shops_of_one_company_meet_a_new_buyer_at_once_and_make_one_card(stage):
    first = stage.open_shop(end="invoice")
    second = stage.open_shop(tenant=first.tenant, end="invoice")
    stage.world.latency = 0.02
    for place in (first, second):
        for _ in range(3):
            place.buys_and_tells()
    together = threading.Barrier(2)

    def work(place):
        together.wait()
        try:
            drain(place.handle.shop.pk, stage.ends)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in (first, second)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    for place in (first, second):
        place.rest()
    assert len(first.customers) == 1
    assert len(first.invoices) == 6
    assert set(first.standing().values()) | set(second.standing().values()) == {("done", "")}


def test_two_shops_of_one_company_may_have_orders_of_the_same_number(stage):
    first = stage.open_shop(end="paid")
    second = stage.open_shop(tenant=first.tenant, end="paid")
    number = first.buys_and_tells(order_id="1001")
    assert second.buys_and_tells(order_id="1001") == number
    first.drain()
    second.drain()
    assert len(first.booked) == 2
    assert max(first.references().values()) == 1
