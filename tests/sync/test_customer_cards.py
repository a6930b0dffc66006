"""Customer cards kept current, by themselves or by the button, as the shop chose; nobody’s work is lost."""

from __future__ import annotations

import pytest
from tests.sync.scene import ANNA
from tests.sync.test_cards import buyer_of, prepared

from kontera.shops import customers as kept

MOVED = {**ANNA, "address": "Nygatan 9", "phone": "070-2"}


def known(stage, **choices):
    """A shop that has written Anna's card; gives the shop and the card at Fortnox."""
    place = stage.open_shop(end="invoice", **choices)
    place.buys_and_tells(customer={**ANNA, "phone": "070-1"})
    place.drain()
    stage.forget()
    return place, place.customers[0]


def buys(place, **customer):
    number = place.buys_and_tells(customer={**MOVED, **customer})
    place.drain()
    return number


@pytest.mark.parametrize(
    ("wins", "phone", "address"),
    [("fortnox", "08-hand", "Nygatan 9"), ("fill", "08-hand", "Storgatan 1"), ("shop", "070-2", "Nygatan 9")],
)
def test_a_field_changed_by_hand_in_fortnox_is_written_over_only_when_told_to(stage, wins, phone, address):
    place, there = known(stage, customer_changes=wins)
    there["Phone1"] = "08-hand"
    assert place.state(buys(place)) == ("done", "")
    now = place.customers[0]
    assert (now["Phone1"], now["Address1"]) == (phone, address)


def test_a_card_is_read_only_when_something_is_to_be_written(stage):
    place, _ = known(stage)
    buys(place, address="Storgatan 1", phone="070-1")
    assert [call for call in stage.calls() if "/3/customers" in call] == []
    buys(place)
    assert [call for call in stage.calls() if "/3/customers" in call] == [
        "GET /3/customers/*",
        "PUT /3/customers/*",
    ]


def test_where_the_shop_wins_a_card_is_written_without_being_read(stage):
    place, _ = known(stage, customer_changes="shop")
    buys(place)
    assert [call for call in stage.calls() if "/3/customers" in call] == ["PUT /3/customers/*"]


def test_a_delivery_address_follows_each_order(stage):
    place, _ = known(stage)
    buys(
        place,
        shipping_details={
            "full_name": "Kalle",
            "address": "Sommarvägen 3",
            "zipcode": "11122",
            "city": "Solna",
        },
    )
    assert place.customers[0]["DeliveryAddress1"] == "Sommarvägen 3"


def test_an_inactive_card_is_woken(stage):
    place = prepared(stage, n50={"Email": "anna@example.se", "Active": False})
    number = buys(place)
    assert buyer_of(place, number) == "50"
    assert place.company.customers["50"]["Active"] is True


def test_an_inactive_card_is_held_where_the_shop_wants_to_decide_and_goes_on_when_it_has(stage):
    place = prepared(stage, n50={"Email": "anna@example.se", "Active": False, "Name": "A. Berg"})
    place.choose(customer_inactive="hold")
    number = buys(place)
    assert place.state(number) == ("held", "customer-inactive")
    assert place.company.customers["50"]["Active"] is False
    place.company.customers["50"]["Active"] = True
    place.press(number)
    assert place.state(number) == ("done", "")


@pytest.mark.parametrize("end", ["invoice", "order_invoice"])
@pytest.mark.parametrize("wins", ["fortnox", "fill", "shop"])
def test_an_inactive_card_of_a_buyer_who_has_not_changed_is_woken_and_the_order_goes_on(stage, wins, end):
    place = stage.open_shop(end=end, customer_changes=wins)
    place.buys_and_tells(customer={**ANNA, "phone": "070-1"})
    place.drain()
    place.customers[0].update(Active=False, Phone1="08-hand")
    number = place.buys_and_tells(customer={**ANNA, "phone": "070-1"})
    place.rest()
    assert place.state(number) == ("done", "")
    assert [one["Active"] for one in place.customers] == [True]
    assert place.customers[0]["Phone1"] == ("070-1" if wins == "shop" else "08-hand")
    assert len(place.invoices) == 2


def test_an_inactive_card_of_a_buyer_who_has_not_changed_is_held_where_the_shop_wants_to_decide(stage):
    place, there = known(stage, customer_inactive="hold")
    there["Active"] = False
    number = place.buys_and_tells(customer={**ANNA, "phone": "070-1"})
    place.rest()
    assert place.state(number) == ("held", "customer-inactive")
    assert place.order(number).problem_facts == {"customer": "Anna Berg", "number": there["CustomerNumber"]}
    assert not there["Active"]
    place.choose(customer_inactive="wake")
    place.press(number)
    place.rest()
    assert place.state(number) == ("done", "")
    assert place.customers[0]["Active"] is True


def test_an_inactive_card_that_may_not_be_written_without_a_person_waits_for_one(stage):
    place, there = known(stage, customers_automatic=False)
    there["Active"] = False
    number = place.buys_and_tells(customer={**ANNA, "phone": "070-1"})
    place.rest()
    assert place.state(number) == ("held", "customer-inactive")
    assert [link.number for link in kept.wishes(place.handle)] == [there["CustomerNumber"]]
    kept.ask_wishes(place.handle)
    place.work("customers", asked=True)
    assert place.customers[0]["Active"] is True
    place.press(number)
    assert place.state(number) == ("done", "")


def test_of_two_cards_the_one_that_was_put_out_of_use_is_left_for_the_other(stage):
    place, there = known(stage)
    there["Active"] = False
    place.company.customers.put(
        "70", {**there, "CustomerNumber": "70", "Active": True, "Phone1": "08-hand"}, stage.now()
    )
    number = place.buys_and_tells(customer={**ANNA, "phone": "070-1"})
    place.rest()
    assert place.state(number) == ("done", "")
    assert buyer_of(place, number) == "70"
    assert not there["Active"]
    assert place.company.customers["70"]["Phone1"] == "08-hand"
    assert kept.card(place.handle, "anna@example.se").number == "70"


def test_several_cards_with_one_email_are_shown_on_the_order_and_in_the_list(stage):
    place = prepared(
        stage, n7={"Email": "anna@example.se", "Active": False}, n20={"Email": "anna@example.se"}
    )
    number = buys(place)
    notes = [note for note in place.handle.notes(place.order(number)) if note.code == "customer-duplicates"]
    assert [note.facts["others"] for note in notes] == ["7"]
    assert [link.number for link in kept.doubled(place.handle)] == ["20"]


def test_cards_that_do_not_go_by_themselves_are_made_but_never_changed_until_somebody_asks(stage):
    place, _ = known(stage, customers_automatic=False)
    number = buys(place)
    assert place.state(number) == ("done", "")
    assert place.customers[0]["Address1"] == "Storgatan 1"
    assert next(one for one in place.invoices if one["YourOrderNumber"] == number)["Address1"] == "Nygatan 9"
    place.work("customers")
    assert place.customers[0]["Address1"] == "Storgatan 1"
    assert kept.ask_wishes(place.handle) == 1
    place.work("customers", asked=True)
    assert place.customers[0]["Address1"] == "Nygatan 9"
    assert list(kept.wishes(place.handle)) == []
    assert place.chore("customers").told == {"written": 1, "held": 0}


def test_a_card_that_is_met_for_the_first_time_waits_for_the_button_too(stage):
    place = prepared(stage, n50={"Email": "anna@example.se", "Name": ""})
    place.choose(customers_automatic=False)
    number = buys(place)
    assert buyer_of(place, number) == "50"
    assert place.company.customers["50"].get("Address1") is None
    assert [link.key for link in kept.wishes(place.handle)] == ["anna@example.se"]


def test_what_piled_up_is_written_when_cards_go_by_themselves_again(stage):
    place, _ = known(stage, customers_automatic=False)
    buys(place)
    place.choose(customers_automatic=True)
    place.handle.recheck()
    place.work()
    assert place.customers[0]["Address1"] == "Nygatan 9"


def test_a_wish_that_fortnox_refuses_waits_with_its_reason(stage):
    place, there = known(stage, customers_automatic=False, customer_inactive="hold")
    buys(place)
    there["Active"] = False
    kept.ask_wishes(place.handle)
    place.work("customers", asked=True)
    wish = kept.wishes(place.handle).get()
    assert wish.written["wanted"]["problem"]["code"] == "customer-inactive"
    assert place.chore("customers").told == {"written": 0, "held": 1}


def test_a_shop_that_says_again_what_stands_there_waits_for_nothing(stage):
    place, _ = known(stage, customers_automatic=False)
    buys(place)
    buys(place, address="Storgatan 1", phone="070-1")
    assert list(kept.wishes(place.handle)) == []


def test_a_changed_email_is_a_new_card(stage):
    place, _ = known(stage)
    buys(place, email="anna.ny@example.se")
    assert sorted(one["Email"] for one in place.customers) == ["anna.ny@example.se", "anna@example.se"]


def test_a_changed_email_stays_on_its_card_where_the_shop_tells_who_the_customer_is(stage):
    place = stage.open_shop(end="invoice")
    for email in ("anna@example.se", "anna.ny@example.se"):
        number = place.buys(customer={**ANNA, "email": email})
        place.shop.orders[number].record["customer"]["id"] = 77
        place.announce(number)
        place.drain()
        assert place.state(number) == ("done", "")
    assert [one["Email"] for one in place.customers] == ["anna.ny@example.se"]
    assert kept.card(place.handle, "anna@example.se") is None


@pytest.mark.parametrize("key", [0, "0", -1, "", 77, None])
def test_a_number_that_several_buyers_share_never_makes_them_one(stage, key):
    place = stage.open_shop(end="invoice")
    for email, name in (("anna@example.se", "Anna Berg"), ("bo@example.se", "Bo Ek")):
        number = place.buys(customer={**ANNA, "email": email, "full_name": name})
        place.shop.orders[number].record["customer"]["id"] = key
        place.announce(number)
        place.drain()
        assert place.state(number) == ("done", "")
    assert sorted((one["Email"], one["Name"]) for one in place.customers) == [
        ("anna@example.se", "Anna Berg"),
        ("bo@example.se", "Bo Ek"),
    ]


def test_a_name_with_signs_that_fortnox_refuses_is_cleaned_and_nothing_is_lost_here(stage):
    name = '"<script>|Anna 🎁'
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells(customer={**ANNA, "full_name": name})
    place.drain()
    assert place.state(number) == ("done", "")
    assert [one["Name"] for one in place.customers] == ["’ script ;Anna"]
    assert place.order(number).raw["customer"]["full_name"] == name
    assert place.order(number).buyer == name


def test_an_unknown_country_is_held_with_its_reason(stage):
    place = stage.open_shop(end="invoice")
    number = place.buys_and_tells(customer={**ANNA, "country": "Narnia"})
    place.drain()
    assert place.state(number) == ("held", "country-unknown")
    assert place.customers == []


@pytest.mark.parametrize(("written", "stands"), [("5566778890", ""), ("16556703-7485", "556703-7485")])
def test_an_organisation_number_is_checked_and_written_as_fortnox_wants_it(stage, written, stands):
    place = stage.open_shop(end="invoice")
    company = {
        **ANNA,
        "company_name": "Krukor AB",
        "billing_details": {**ANNA, "company_name": "Krukor AB", "orgnr": written},
    }
    number = place.buys_and_tells(customer=company)
    place.drain()
    assert place.state(number) == ("done", "")
    assert (place.customers[0]["OrganisationNumber"] or "") == stands
    assert ("org-number-unusable" in place.order(number).preview["notes"]) == (not stands)


def test_a_card_of_another_shop_of_the_company_follows_the_same_memory(stage):
    place, there = known(stage)
    other = stage.open_shop(tenant=place.tenant, end="invoice")
    there["Phone1"] = "08-hand"
    buys(other)
    assert len(place.customers) == 1
    assert (place.customers[0]["Phone1"], place.customers[0]["Address1"]) == ("08-hand", "Nygatan 9")
