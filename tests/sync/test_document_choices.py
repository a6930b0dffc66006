"""What stands on the documents, which orders are left out, and orders of unreasonable size."""

from __future__ import annotations

import pytest
from tests.sync.scene import ANNA
from tests.sync.test_once import FAULTS, break_at

EMAIL = ("GET", "/3/invoices/[0-9]+/email$")
FREIGHT = {"id": "7", "name": "PostNord Ombud", "price": "49"}


def sold(stage, end="booked", order=None, **choices):
    """One order, carried; gives the shop, the number and what Fortnox has."""
    place = stage.open_shop(end=end, **choices)
    number = place.buys_and_tells(**(order or {}))
    place.drain()
    return place, number, place.invoices[0] if place.invoices else None


def emailed(stage):
    return stage.calls().count("GET /3/invoices/*/email")


def notes(place, number):
    return [note.code for note in place.handle.notes(place.order(number))]


def test_a_booked_invoice_is_emailed_once_where_the_shop_wants_that(stage):
    place, number, invoice = sold(stage, email_invoice=True)
    assert (emailed(stage), invoice["Sent"]) == (1, True)
    place.press(number)
    place.rest()
    assert emailed(stage) == 1
    assert notes(place, number) == ["invoice-emailed"]


def test_nothing_is_emailed_by_default_nor_when_the_choice_comes_later(stage):
    place, number, invoice = sold(stage)
    place.choose(email_invoice=True, end="paid")
    place.press(number)
    place.rest()
    assert (emailed(stage), invoice["Sent"]) == (0, False)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_invoice_is_emailed_once_whatever_goes_wrong(stage, fault):
    place = stage.open_shop(end="paid", email_invoice=True)
    break_at(stage, EMAIL, fault)
    number = place.buys_and_tells()
    place.rest()
    assert place.state(number) == ("done", "")
    reached = {"500 after", "lost", "broken", "late"}
    assert emailed(stage) == (1 if fault in reached else 2)
    assert place.invoices[0]["Sent"] is True
    assert notes(place, number) == ["invoice-emailed"]


def test_an_invoice_without_an_address_is_booked_all_the_same(stage):
    place, number, invoice = sold(stage, email_invoice=True, order={"customer": {**ANNA, "email": ""}})
    assert place.state(number) == ("done", "")
    assert (emailed(stage), invoice["Booked"]) == (0, True)
    assert notes(place, number) == ["invoice-without-address"]


def test_a_refused_email_is_told_and_holds_nothing(stage):
    place = stage.open_shop(end="booked", email_invoice=True)
    break_at(stage, EMAIL, "500 before")
    stage.world.faults.standing[0].status = 400
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("done", "")
    assert notes(place, number) == ["invoice-not-emailed"]


@pytest.mark.parametrize("known_as", ["postnord ombud", "7"])
def test_the_terms_of_delivery_follow_the_delivery_method(stage, known_as):
    place = stage.open_shop(end="order", delivery_terms={known_as: "FVL"})
    place.company.shelf("termsofdeliveries")["FVL"] = {"Code": "FVL", "Description": "Fritt"}
    number = place.buys_and_tells(shipping=FREIGHT)
    place.drain()
    assert place.state(number) == ("done", "")
    assert [one["TermsOfDelivery"] for one in place.company.orders.values()] == ["FVL"]


@pytest.mark.parametrize("end", ["booked", "order"])
def test_the_chosen_texts_stand_on_the_document(stage, end):
    texts = {"order_number_text": "Best. {order} {buyer} {method}", "remarks_text": "Tack för order {order}"}
    place, number, invoice = sold(stage, end, language="EN", **texts)
    paper = invoice or next(iter(place.company.orders.values()))
    assert paper["YourOrderNumber"] == f"Best. {number} Anna Berg klarna"[:30]
    assert paper["Remarks"] == f"Tack för order {number}"
    assert paper["Language"] == "EN"


def test_what_a_buyer_is_called_is_no_template(stage):
    order = {"customer": {**ANNA, "full_name": "{order}"}}
    _, _, invoice = sold(stage, order=order, remarks_text="Till {buyer}")
    assert invoice["Remarks"] == "Till (order)"


def test_the_shop_s_currency_is_that_of_orders_that_name_none(stage):
    place = stage.open_shop(end="booked", shop_currency="EUR")
    number = place.buys(overrides={"currency": ""})
    place.announce(number)
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.booked[0]["Currency"] == "EUR"


def test_a_payment_method_may_be_left_out_and_the_button_sends_it_all_the_same(stage):
    place = stage.open_shop(end="booked", skip_methods=["Bonuspoäng", "Swish Handel"])
    left = place.buys_and_tells(method="swish handel")
    unknown = place.buys_and_tells(method="bonuspoäng")
    sent = place.buys_and_tells(method="klarna")
    place.drain()
    assert place.state(left) == place.state(unknown) == ("skipped", "order-left-out")
    assert place.state(sent) == ("done", "")
    assert place.order(left).problem_facts["reason"] == "”swish handel”"
    place.press(left)
    assert place.state(left) == ("done", "")
    place.choose(skip_methods=[])
    place.drain()
    assert place.state(unknown) == ("held", "unknown-payment-method")


@pytest.mark.parametrize("choice", [{"skip_methods": ["Klarna"]}, {"skip_tags": ["Kassa"]}])
def test_an_order_that_was_due_already_is_left_out_by_a_later_choice_unless_it_is_begun(stage, choice):
    place = stage.open_shop(end="paid")
    break_at(stage, ("POST", "/3/invoices$"), "500 before")
    begun = place.buys_and_tells(method="klarna")
    place.shop.orders[begun].record["tags"] = "kassa"
    place.drain()
    assert place.state(begun)[0] == "due"
    place.handle.pause(on=True)
    due, pressed = (place.buys_and_tells(method="klarna") for _ in range(2))
    for number in (due, pressed):
        place.shop.orders[number].record["tags"] = "kassa"
    place.drain()
    place.handle.pause(on=False)
    place.choose(**choice)
    row = place.order(pressed)
    place.handle.ask_for(row, now=stage.now())
    place.rest()
    assert place.state(due) == ("skipped", "order-left-out")
    assert place.state(pressed) == ("done", "")
    assert place.state(begun) == ("done", "")
    assert len(place.invoices) == 2
    place.choose(skip_methods=[], skip_tags=[])
    place.rest()
    assert place.state(due) == ("done", "")


def test_an_order_whose_sending_was_refused_can_still_be_left_out(stage):
    place = stage.open_shop(end="paid")
    stage.world.faults.add(
        kind="too_many", retry_after=0, service="fortnox", method="POST", path="/3/invoices$", count=40
    )
    number = place.buys_and_tells(method="klarna")
    place.drain()
    assert place.state(number)[0] == "due"
    place.choose(skip_methods=["klarna"])
    stage.world.faults.clear()
    place.rest()
    assert place.state(number) == ("skipped", "order-left-out")
    assert place.invoices == []


@pytest.mark.parametrize(
    "marks",
    [
        {"tags": "Kassa, annat"},
        {"tags": ["annat", {"name": "KASSA"}]},
        {"metadata": {"kassa": "yes"}},
        {"metadata": [{"key": "kanal", "value": "kassa"}]},
    ],
    ids=["text", "list", "metadata", "metadata as a list"],
)
def test_an_order_with_a_tag_may_be_left_out(stage, marks):
    place = stage.open_shop(end="booked", skip_tags=["Kassa"])
    left, sent = (
        place.buys(overrides=marks),
        place.buys(overrides={"tags": "kassan", "metadata": {"kassa": "no"}}),
    )
    for number in (left, sent):
        place.announce(number)
    place.drain()
    assert place.state(left) == ("skipped", "order-left-out")
    assert place.state(sent) == ("done", "")


@pytest.mark.parametrize("end", ["order", "paid"])
@pytest.mark.parametrize(("lines", "freight"), [(501, 0), (500, 49)], ids=["its rows", "with its freight"])
def test_an_order_of_501_rows_is_held_before_anything_is_written(stage, end, lines, freight):
    shipping = {"id": "1", "name": "PostNord", "price": freight}
    place = stage.open_shop(end=end)
    number = place.buys_and_tells(lines=[{"sku": "T-1", "qty": 1}] * lines, shipping=shipping)
    place.drain()
    place.press(number)
    assert place.state(number) == ("held", "fortnox-too-many-rows")
    assert place.order(number).problem_facts["rows"] == "501"
    assert [call for call in stage.calls() if not call.startswith("GET")] == []
    assert len(place.order(number).raw["products"]) == lines


def test_an_order_of_500_rows_is_booked(stage):
    place = stage.open_shop(end="booked")
    number = place.buys_and_tells(lines=[{"sku": "T-1", "qty": 1}] * 500)
    place.drain()
    assert place.state(number) == ("done", "")


def test_a_note_of_10000_characters_is_cut_on_the_document_and_kept_whole_here(stage):
    note = "Hej! 🎁 " * 1500
    place, number, invoice = sold(stage, order={"overrides": {"notes": note[:10000]}})
    assert place.state(number) == ("done", "")
    assert len(invoice["Comments"]) <= 1024
    assert invoice["Comments"].startswith("Hej! Hej!")
    assert place.order(number).raw["notes"] == note[:10000]
