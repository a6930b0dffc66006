"""Answers that say less than they might: what is missing is read, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from tests.fortnox.doubles import Desk, answer, invoice, made_invoice, page
from tests.fortnox.test_resources import CARD

from kontera.books.articles import ArticleCard
from kontera.fortnox import articles, customers, invoices, orders

REFERENCE = "kontera:s1:1001:invoice;"
WHOLE = made_invoice(ExternalInvoiceReference1=REFERENCE)


@pytest.mark.parametrize("gone", ["ExternalInvoiceReference1", "Total", "Cancelled"])
def test_an_invoice_is_found_although_the_list_says_less(gone):
    item = {name: value for name, value in WHOLE["Invoice"].items() if name != gone}
    desk = Desk(page("Invoices", [item]), answer(200, WHOLE))
    assert [found.number for found in invoices.find(desk.client, REFERENCE)] == ["12"]
    assert [request.url.path for request in desk.script.requests] == ["/3/invoices", "/3/invoices/12"]


def test_a_stranger_s_invoice_without_reference_in_the_list_is_not_taken():
    stranger = made_invoice(ExternalInvoiceReference1="another")
    desk = Desk(page("Invoices", [{"DocumentNumber": "12"}]), answer(200, stranger))
    assert invoices.find(desk.client, REFERENCE) == []


def test_an_order_is_found_although_the_list_leaves_out_the_reference():
    whole = {"Order": {"DocumentNumber": "5", "ExternalInvoiceReference1": REFERENCE, "Cancelled": False}}
    desk = Desk(page("Orders", [{"DocumentNumber": "5"}]), answer(200, whole))
    assert [found.number for found in orders.find(desk.client, REFERENCE)] == ["5"]


def test_a_customer_is_found_although_the_list_leaves_out_the_address():
    whole = {"Customer": {"CustomerNumber": "9", "Email": "Anna@Example.com"}}
    desk = Desk(page("Customers", [{"CustomerNumber": "9"}]), answer(200, whole))
    assert [found.number for found in customers.find_by_email(desk.client, "anna@example.com")] == ["9"]


def test_a_register_without_addresses_is_no_register():
    assert customers.whole_register(Desk(page("Customers", [{"CustomerNumber": "9"}])).client) is None


def uncounted(first, count):
    cards = [{"CustomerNumber": str(number), "Email": "x"} for number in range(first, first + count)]
    return answer(200, {"Customers": cards})


def numbers(desk):
    return [int(item["CustomerNumber"]) for item in desk.client.items("/3/customers", "Customers")]


def test_a_list_that_does_not_count_its_pages_is_read_to_its_end():
    desk = Desk(uncounted(0, 500), uncounted(500, 100), uncounted(600, 3))
    assert numbers(desk) == list(range(603))
    assert [desk.script.query(at)["page"] for at in range(3)] == ["1", "2", "3"]


def test_a_list_that_gives_the_same_page_again_ends():
    assert numbers(Desk(uncounted(0, 500), uncounted(0, 500))) == list(range(500))


def test_a_change_that_is_answered_with_nothing_is_read_back():
    card = {"Customer": {"CustomerNumber": "7", "Email": "anna@example.com"}}
    assert customers.update(Desk(answer(200, {}), answer(200, card)).client, "7", CARD).number == "7"
    article = {"Article": {"ArticleNumber": "A1"}}
    articles.update(Desk(answer(200, {}), answer(200, article)).client, ArticleCard("A1", "Kruka"))
    for change in (redate, rewrite):
        assert change(Desk(answer(200, {}), answer(200, made_invoice())).client).number == "12"


def redate(client):
    return invoices.redate(client, "12", date(2026, 11, 20))


def rewrite(client):
    return invoices.rewrite(client, "12", invoice(), reference=REFERENCE, customer_number="7")


def test_a_new_date_names_the_customer_as_the_description_of_the_api_demands():
    desk = Desk(answer(200, made_invoice()))
    invoices.redate(desk.client, "12", date(2026, 11, 20), customer_number="7")
    assert desk.script.body() == {"Invoice": {"CustomerNumber": "7", "InvoiceDate": "2026-11-20"}}


@pytest.mark.parametrize("gone", ["TotalVAT", "RoundOff", "Currency"])
def test_an_answer_without_what_the_gate_compares_is_not_whole(gone):
    said = {name: value for name, value in made_invoice()["Invoice"].items() if name != gone}
    told = invoices.get(Desk(answer(200, {"Invoice": said})).client, "12")
    assert not told.is_whole
