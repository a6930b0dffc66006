"""Buyers as a shop may tell them: half an address, odd e-mails, any spelling of a number; nothing is lost."""

from __future__ import annotations

import pytest
from tests.sync.past import SUMMER, carry_out, dry_run, open_past
from tests.sync.scene import ANNA

OTHER = {"email": "bo@example.se", "full_name": "Bo Ek", "zipcode": "90325", "city": "Umeå"}
FIRM = {**ANNA, "company_name": "Krukor AB"}


def bought(stage, **customer):
    """One order whose customer is told exactly so; gives the shop and the order's number."""
    place = stage.open_shop(end="invoice")
    return place, buys(place, customer)


def buys(place, customer):
    number = place.buys()
    place.shop.orders[number].record["customer"] = customer
    place.announce(number)
    place.drain()
    return number


def firm(**billing):
    """A company as the shop's billing form tells it."""
    return {**FIRM, "billing_details": {**FIRM, **billing}}


@pytest.mark.parametrize(
    ("email", "stands"),
    [
        (" Anna@Example.SE ", "anna@example.se"),
        ("anna+tröja@example.se", "anna+tröja@example.se"),
        ("anna@exämple.se", "anna@exämple.se"),
        ("anna", ""),
        ("anna@@example.se", ""),
        ("anna@example", ""),
        ("anna @example.se", ""),
        ("<anna@example.se>", ""),
        ("anna@example.se,bo@example.se", ""),
        ("anna@example.se;", ""),
        ("", ""),
        (None, ""),
        (f"{'a' * 300}@example.se", ""),
    ],
)
def test_an_odd_email_is_cleaned_or_left_out_and_the_order_goes_all_the_same(stage, email, stands):
    place, number = bought(stage, **{**ANNA, "email": email})
    assert place.state(number) == ("done", "")
    assert [one["Email"] or "" for one in place.customers] == [stands]
    assert place.order(number).raw["customer"]["email"] == email
    assert ("email-unusable" in place.order(number).preview["notes"]) == bool(email and not stands)


def test_a_good_email_elsewhere_in_the_order_is_used_for_a_bad_one(stage):
    place, number = bought(stage, **{**ANNA, "email": "anna", "billing_details": {**ANNA}})
    assert place.state(number) == ("done", "")
    assert [one["Email"] for one in place.customers] == ["anna@example.se"]


def test_buyers_with_odd_emails_never_share_a_card(stage):
    place = stage.open_shop(end="invoice")
    for email, name in (("anna", "Anna"), ("anna", "Bo"), ("", "Cia"), ("a" * 300 + "@x.se", "Dan")):
        buys(place, {**ANNA, "email": email, "full_name": name})
    assert sorted(one["Name"] for one in place.customers) == ["Anna", "Bo", "Cia", "Dan"]


@pytest.mark.parametrize(
    ("told", "kind", "stands"),
    [
        (firm(orgnr="556703-7485"), "COMPANY", "556703-7485"),
        (firm(orgnr="16556703-7485"), "COMPANY", "556703-7485"),
        (firm(orgnr="19900101-1239"), "COMPANY", "900101-1239"),
        (firm(orgnr=""), "COMPANY", ""),
        (firm(orgnr="okänt"), "COMPANY", ""),
        (firm(orgnr="SE556703748501"), "COMPANY", ""),
        ({**ANNA, "orgnr": "900101-1239"}, "PRIVATE", ""),
        ({**ANNA, "orgnr": "556703-7485"}, "COMPANY", "556703-7485"),
        ({**ANNA, "orgnr": "900101-1239", "customer_type": "company"}, "COMPANY", "900101-1239"),
    ],
    ids=["ten", "sixteen", "sole trader", "none", "words", "a VAT number", "private", "unnamed", "told"],
)
def test_a_number_makes_a_company_only_where_it_can_be_one_s(stage, told, kind, stands):
    place, number = bought(stage, **told)
    assert place.state(number) == ("done", "")
    card = place.customers[0]
    assert (card["Type"], card["OrganisationNumber"] or "") == (kind, stands)


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("SE 556703-7485 01", "SE556703748501"),
        ("de-136 695.976", "DE136695976"),
        (" at u 1358 5627 ", "ATU13585627"),
        ("GR094259216", "EL094259216"),
        ("DE136695977", "DE136695977"),
        ("GB980780684", ""),
        ("136695976", ""),
        ("finns ej", ""),
    ],
)
def test_a_vat_number_is_checked_and_written_without_its_spaces(stage, written, stands):
    place, number = bought(stage, **firm(vat_number=written))
    assert place.state(number) == ("done", "")
    assert (place.customers[0]["VATNumber"] or "") == stands
    assert ("vat-number-unusable" in place.order(number).preview["notes"]) == (not stands)
    assert place.customers[0]["VATType"] == "SEVAT"


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ({"country": "SE"}, ("Anna Berg", "Storgatan 1", "90325", "Umeå")),
        ({"full_name": "Kalle", "country": ""}, ("Kalle", "Storgatan 1", "90325", "Umeå")),
        ({"company_name": "Jobbet AB"}, ("Jobbet AB", "Storgatan 1", "90325", "Umeå")),
        ({"address": "Sommarvägen 3", "city": "Solna"}, ("", "Sommarvägen 3", "", "Solna")),
        ({"zipcode": "11122"}, ("", "", "11122", "")),
        ([], ("Anna Berg", "Storgatan 1", "90325", "Umeå")),
        ("", ("Anna Berg", "Storgatan 1", "90325", "Umeå")),
        (None, ("Anna Berg", "Storgatan 1", "90325", "Umeå")),
    ],
    ids=["country", "name", "company", "no zip code", "zip code", "list", "text", "null"],
)
def test_half_a_delivery_address_is_never_filled_with_the_other_half_of_another(stage, told, stands):
    place, number = bought(stage, **{**ANNA, "shipping_details": told})
    assert place.state(number) == ("done", "")
    names = ("DeliveryName", "DeliveryAddress1", "DeliveryZipCode", "DeliveryCity")
    for paper in (place.customers[0], place.invoices[0]):
        assert tuple(paper[name] or "" for name in names) == stands
    assert place.customers[0]["Address1"] == "Storgatan 1"


def test_a_delivery_address_that_is_gone_from_the_next_order_is_gone_from_the_card(stage):
    place = stage.open_shop(end="invoice")
    where = {"full_name": "Kalle", "company_name": "Jobbet AB", "address": "Vik 3", "address2": "c/o Ek"}
    buys(place, {**ANNA, "shipping_details": where})
    assert place.customers[0]["DeliveryAddress2"] == "c/o Ek"
    buys(place, dict(ANNA))
    card = place.customers[0]
    assert (card["DeliveryName"], card["DeliveryAddress1"]) == ("Anna Berg", "Storgatan 1")
    assert not card["DeliveryAddress2"]


def test_a_buyer_of_nothing_but_an_email_is_named_by_it(stage):
    place, number = bought(stage, email="anna@example.se")
    assert place.state(number) == ("done", "")
    assert place.customers[0]["Name"] == "anna@example.se"


@pytest.mark.parametrize("told", [None, [], "Anna", {}], ids=["null", "list", "text", "empty"])
def test_an_order_that_tells_no_buyer_has_a_card_of_its_own(stage, told):
    place = stage.open_shop(end="invoice")
    number = buys(place, told)
    buys(place, OTHER)
    assert place.state(number) == ("done", "")
    assert sorted(one["Name"] for one in place.customers) == ["Bo Ek", f"Order {number}"]


def test_letters_beyond_what_fortnox_takes_are_cut_on_the_card_and_kept_here(stage):
    name, street = "Å" * 2000, "Gränd " * 400
    place, number = bought(stage, **{**ANNA, "full_name": name, "address": street, "zipcode": "9" * 40})
    assert place.state(number) == ("done", "")
    assert set(place.customers[0]["Name"]) == {"Å"}
    assert place.order(number).raw["customer"]["full_name"] == name


@pytest.mark.parametrize(
    ("country", "number", "kind"),
    [
        ("SE", "SE556703748501", "SEVAT"),
        ("Tyskland", "DE 136 695 976", "EUREVERSEDVAT"),
        ("DE", "", "EUVAT"),
        ("DE", "SE556703748501", "EUVAT"),
        ("gr", "GR094259216", "EUREVERSEDVAT"),
        ("Norge", "", "EXPORT"),
        ("GB", "XI110305878", "EUREVERSEDVAT"),
        ("GB", "", "EXPORT"),
    ],
)
def test_the_vat_type_on_a_card_follows_the_country_and_a_number_that_can_exist(stage, country, number, kind):
    place = open_past(stage)
    order = place.buys(created=SUMMER)
    place.shop.orders[order].record["customer"] = {
        **FIRM,
        "vat_number": number,
        "shipping_details": {"address": "Weg 1", "zipcode": "10115", "city": "Berlin", "country": country},
    }
    run = dry_run(place, end="customers")
    carry_out(place, run)
    assert [one["VATType"] for one in place.customers] == [kind]
    assert place.invoices == []
