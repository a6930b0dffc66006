"""Sales abroad through the flow: the number is asked for, the answer kept, and the right tax booked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from tests.sync.abroad import company, consumer, sell_abroad
from tests.sync.past import SUMMER, carry_out, dry_run, open_past

from kontera.books.decision import decide
from kontera.books.order import Address, Buyer, Line, Order, Status
from kontera.books.policy import DEFAULT_POLICY
from kontera.panel import chain
from kontera.shops import supplies
from kontera.shops.models import Delivery, VatAnswer
from kontera.sync.intake import fingerprint_of

NUMBER, OTHER = "DE129273398", "DE811569869"
DAY = 24 * 3600


@pytest.fixture
def place(stage):
    return sell_abroad(stage.open_shop(end="paid"))


@pytest.fixture
def registers(stage):
    return stage.world.registers


def business(place, number=NUMBER, *, rate="0", price="100.00", **spec):
    line = {"sku": "T-1", "qty": 1, "price": price, "tax_rate": rate}
    told = {"customer": company("DE", number), "lines": [line], "method": "klarna"}
    order = place.buys_and_tells(**{**told, "tax_free": rate == "0", **spec})
    place.drain()
    return order


def person(place, country, postcode="10115", *, rate="25", price="125.00", **spec):
    line = {"sku": "T-1", "qty": 1, "price": price, "tax_rate": rate}
    told = {"customer": consumer(country, postcode), "lines": [line], "method": "klarna"}
    order = place.buys_and_tells(**{**told, "tax_free": rate == "0", **spec})
    place.drain()
    return order


def treatment(place, number):
    return place.order(number).preview.get("treatment")


def asked(stage):
    return [call for call in stage.calls("public") if "check-vat-number" in call]


# -- a company's number ------------------------------------------------------------------------


def test_an_invoice_without_vat_says_why_and_names_the_buyer_s_number(place, registers):
    registers.numbers[NUMBER] = "Möbel GmbH"
    business(place)
    assert place.booked[0]["Remarks"] == (
        "Undantagen från moms: leverans till annat EU-land, artikel 138 i direktiv 2006/112/EG. "
        f"Köparens momsnummer: {NUMBER}."
    )
    place.choose(language="EN", remarks_text="Thanks")
    person(place, "NO", "0150", rate="0", price="100.00")
    person(place, "SE", "11122")
    texts = [invoice["Remarks"] for invoice in place.booked[1:]]
    assert texts[0] == "Thanks\nExempt from VAT: export, Article 146 of Directive 2006/112/EC."
    assert texts[1] == "Thanks"


def test_a_valid_number_makes_an_untaxed_sale_and_the_answer_is_kept(place, registers):
    registers.numbers[NUMBER] = "Möbel GmbH"
    place.choose(vies_requester="SE556000000101")
    number = business(place)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 10000, 3108: -10000}
    kept = place.order(number).evidence["vat_check"]
    assert (kept["number"], kept["is_valid"], kept["day"]) == (NUMBER, True, "2026-11-10")
    assert kept["consultation"].startswith("WAPI")
    assert VatAnswer.objects.get(shop=place.handle.shop).consultation == kept["consultation"]
    assert place.customers[0]["VATType"] == "EUREVERSEDVAT"


def test_the_order_page_shows_the_answer_with_its_receipt(place, registers):
    registers.numbers[NUMBER] = "Möbel GmbH"
    place.choose(vies_requester="SE556000000101")
    order = place.order(business(place))
    shown = render_to_string(
        "panel/order.html",
        {
            "layout": "panel/part.html",
            "visit": SimpleNamespace(shop=place.handle.shop, may_act=False),
            "order": order,
            "preview": chain.preview_of(order.preview, place.handle.choices.policy().chart, "paid"),
        },
    )
    assert NUMBER in shown
    assert order.evidence["vat_check"]["consultation"] in shown
    assert "giltigt" in shown


@pytest.mark.parametrize(
    ("country", "vat", "postcode"),
    [("GR", "EL123456789", "10431"), ("GB", "XI123456789", "BT1 5GS"), ("FR", "FR12345678901", "75001")],
)
def test_a_company_is_known_by_the_prefix_of_its_number(place, registers, country, vat, postcode):
    registers.numbers[vat] = "Firma"
    number = business(place, customer=company(country, vat, postcode))
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 10000, 3108: -10000}
    [line] = supplies.periodic_lines(place.handle, supplies.period_named("2026-11"))
    assert line.vat_number == vat


def test_an_invalid_number_is_a_consumers_and_untaxed_it_is_held(place):
    number = business(place)
    assert place.state(number) == ("held", "vat-not-charged")
    assert place.order(number).evidence["vat_check"]["is_valid"] is False
    assert place.ledger() == {}


def test_an_invalid_number_with_the_countrys_vat_is_a_consumers(place):
    number = business(place, rate="19", price="119.00")
    assert place.state(number) == ("done", "")
    assert treatment(place, number) == "OSS"
    assert place.ledger() == {1581: 11900, 2670: -1900, 3110: -10000}


def test_a_valid_number_that_was_charged_vat_is_held(place, registers):
    registers.numbers[NUMBER] = "Möbel GmbH"
    assert place.state(business(place, rate="19", price="119.00")) == ("held", "business-charged-vat")


def test_while_vies_is_silent_the_order_waits_and_then_goes_on(place, registers, stage):
    registers.numbers[NUMBER], registers.vies_down = "Möbel GmbH", True
    number = business(place)
    assert place.state(number) == ("due", "vies-silent")
    assert place.ledger() == {}
    registers.vies_down = False
    stage.advance(3600)
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.order(number).evidence["vat_check"]["is_valid"] is True


def test_after_days_of_silence_a_person_is_told_and_the_button_asks_again(place, registers, stage):
    registers.numbers[NUMBER], registers.vies_down = "Möbel GmbH", True
    number = business(place)
    for _ in range(4):
        stage.advance(DAY)
        place.drain()
    assert place.state(number) == ("held", "vat-number-unchecked")
    assert place.order(number).problem_facts["number"] == NUMBER
    registers.vies_down = False
    place.press(number)
    assert place.state(number) == ("done", "")


def test_a_number_that_is_changed_later_is_asked_for_anew(place, registers, stage):
    number = business(place)
    assert place.state(number) == ("held", "vat-not-charged")
    registers.numbers[OTHER] = "Stühle GmbH"
    place.shop.orders[number].record["customer"]["vat_number"] = OTHER
    place.announce(number, "order.updated")
    place.drain()
    place.press(number)
    assert place.state(number) == ("done", "")
    assert place.order(number).evidence["vat_check"]["number"] == OTHER
    assert VatAnswer.objects.filter(shop=place.handle.shop).count() == 2


def test_a_number_is_asked_for_once_a_day(place, registers, stage):
    registers.numbers[NUMBER] = "Möbel GmbH"
    business(place)
    business(place)
    assert VatAnswer.objects.filter(shop=place.handle.shop).count() == 1
    stage.advance(DAY + 1)
    business(place)
    assert VatAnswer.objects.filter(shop=place.handle.shop).count() == 2


def test_what_is_delivered_in_sweden_is_swedish_whoever_buys(place, registers):
    registers.numbers[NUMBER] = "Möbel GmbH"
    buyer = {**company("DE", NUMBER), "shipping_details": {"country": "SE", "zipcode": "90325"}}
    number = business(place, rate="25", price="125.00", customer=buyer)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 12500, 2611: -2500, 3001: -10000}
    assert not VatAnswer.objects.exists()


# -- consumers ---------------------------------------------------------------------------------


def test_a_shop_that_has_not_answered_lets_consumers_wait(place):
    place.choose(eu_consumers="ask")
    number = person(place, "DE", rate="19", price="119.00")
    assert place.state(number) == ("held", "eu-consumers-not-chosen")
    place.choose(eu_consumers="oss")
    place.press(number)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 11900, 2670: -1900, 3110: -10000}


def test_below_the_threshold_swedish_vat_stands_on_its_own_account(place):
    place.choose(eu_consumers="swedish")
    number = person(place, "DE")
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 12500, 2611: -2500, 3106: -10000}


@pytest.mark.parametrize(
    ("choice", "rate", "price", "code"),
    [
        ("oss", "25", "125.00", "swedish-vat-charged"),
        ("swedish", "19", "119.00", "vat-of-the-country-charged"),
        ("oss", "0", "100.00", "vat-not-charged"),
    ],
)
def test_vat_of_the_wrong_country_is_held(place, choice, rate, price, code):
    place.choose(eu_consumers=choice)
    number = person(place, "DE", rate=rate, price=price)
    assert place.state(number) == ("held", code)
    assert place.ledger() == {}


def test_a_rate_without_its_account_is_held_until_it_has_one(place):
    place.choose(oss_accounts={})
    number = person(place, "DE", rate="19", price="119.00")
    assert place.state(number) == ("held", "oss-account-missing")
    place.choose(oss_accounts={"DE 19": 3110})
    place.press(number)
    assert place.state(number) == ("done", "")


@pytest.mark.parametrize(
    ("country", "postcode"), [("FI", "22100"), ("NO", "0150"), ("GB", "SW1A 1AA"), ("ES", "35001")]
)
def test_outside_the_vat_area_it_is_export(place, country, postcode):
    number = person(place, country, postcode, rate="0", price="100.00")
    assert place.state(number) == ("done", "")
    assert treatment(place, number) == "EXPORT"
    assert place.ledger() == {1581: 10000, 3105: -10000}


def test_northern_ireland_is_in_the_union_for_goods(place):
    number = person(place, "GB", "BT1 5GS", rate="20", price="120.00")
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 12000, 2670: -2000, 3115: -10000}


def test_foreign_tax_on_an_export_is_held(place):
    assert place.state(person(place, "NO", "0150")) == ("held", "foreign-vat-charged")


def test_without_a_postcode_that_decides_the_order_is_held(place):
    assert place.state(person(place, "ES", "", rate="0")) == ("held", "postcode-needed")


# -- services ----------------------------------------------------------------------------------


def test_services_have_accounts_of_their_own_abroad(place, registers):
    registers.numbers[NUMBER] = "Möbel GmbH"
    place.choose(service_skus=["t-*"])
    number = business(place)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 10000, 3308: -10000}
    place.choose(service_skus=["T-1"])
    assert place.state(person(place, "NO", "0150", rate="0", price="100.00")) == ("done", "")
    assert place.ledger()[3305] == -10000


def test_at_home_a_service_is_booked_as_goods(place):
    place.choose(service_skus=["T-1"])
    number = place.buys_and_tells(method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.ledger()[3001] == -15920


# -- what must not change ----------------------------------------------------------------------


def test_the_fingerprint_of_a_swedish_order_is_the_one_that_was_stored_before():
    name = Address(name="Anna Berg", city="Umeå")
    buyer = Buyer(email="anna@example.se", billing=name, delivery=name)
    day, line = date(2026, 11, 10), Line("Kruka", Decimal(1), 12500, Decimal(25), sku="A01")
    order = Order("1001", Status.PAID, "SEK", day, day, None, buyer, (line,), 0, 0, 0, 12500, 2500, "klarna")
    stored = "95d10db434ad6a8e51ca33d9ffca6f080eb051671c168f8a770538bc4fee3b18"
    assert fingerprint_of(decide(order, DEFAULT_POLICY, day)) == stored


def test_an_order_that_somebody_elses_document_stands_for_asks_no_register(place, registers):
    registers.vies_down = True
    number = business(place)
    Delivery.objects.create(
        shop=place.handle.shop,
        company=place.handle.shop.company,
        order=place.order(number),
        kind="invoice",
        reference="foreign:invoice:17",
        state="booked",
        number="17",
    )
    place.press(number)
    assert place.state(number) == ("done", "")
    assert place.invoices == []


# -- changes -----------------------------------------------------------------------------------


def test_a_sale_abroad_that_changes_is_credited_and_made_anew(place):
    place.choose(after_booking="credit")
    number = person(place, "DE", rate="19", price="119.00")
    changed = place.shop.orders[number].record
    changed.update(total_amount="238.00", total_pay_amount="238.00", tax_amount="38.00")
    changed["products"][0]["qty"] = "2"
    place.announce(number, "order.updated")
    place.rest()
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 23800, 2670: -3800, 3110: -20000}
    assert all(one["Balance"] == 0 for one in place.booked)


# -- history -----------------------------------------------------------------------------------


def test_an_import_asks_the_registers_for_what_its_orders_lack(stage, registers):
    registers.numbers[NUMBER] = "Möbel GmbH"
    place = sell_abroad(open_past(stage))
    line = {"sku": "T-1", "qty": 1, "price": "100.00", "tax_rate": "0"}
    told = {"lines": [line], "method": "klarna", "tax_free": True}
    first = place.buys(customer=company("DE", NUMBER), created=SUMMER, **told)
    second = place.buys(customer=consumer("US"), currency="USD", created=SUMMER, **told)
    carry_out(place, dry_run(place))
    assert place.state(first) == ("done", "")
    assert place.state(second) == ("done", "")
    assert place.order(second).evidence["fx"]["day"] == "2026-07-03"
    assert place.ledger() == {1581: 104510, 3105: -94510, 3108: -10000}
