"""Fortnox refuses what the real one refuses, with its code and its spelling of the envelope."""

from __future__ import annotations

from datetime import date

import pytest
from tests.sandbox.calls import Fortnox, invoice_body, row

UNKNOWN = 2000000


def test_an_unknown_field_is_refused_by_name(fortnox):
    status, code, message = fortnox.refusal("POST", "customers", {"Customer": {"Name": "A", "Mobile": "070"}})
    assert (status, code) == (400, 2001399)
    assert "Customer.Mobile" in message


def test_an_order_row_has_no_quantity_field(fortnox):
    body = {"Order": {"CustomerNumber": "1", "OrderRows": [{"Quantity": "1"}]}}
    assert fortnox.refusal("POST", "orders", body)[1] == 2001399


def test_an_unknown_path_is_refused(fortnox):
    assert fortnox.refusal("GET", "quantumorders")[:2] == (404, 2000764)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("YourReference", 7, 2000106),
        ("Freight", "49", 2000108),
        ("VATIncluded", "true", 2000134),
        ("Comments", "x" * 1025, 2001896),
        ("YourReference", "x" * 51, 2001600),
        ("ExternalInvoiceReference1", "x" * 81, 2000107),
        ("Remarks", "Grattis 🎂", 2000359),
        ("CustomerName", 'Kalle "Kula"', 2000359),
        ("Currency", "USD", 2000427),
        ("WayOfDelivery", "DUVA", 2001412),
        ("TermsOfPayment", "99", 2001700),
        ("CustomerNumber", "404", 2000204),
        ("Total", 1, 2000321),
        ("Country", "SE", UNKNOWN),
        ("InvoiceDate", "24/11/2026", UNKNOWN),
    ],
)
def test_a_wrong_invoice_field_refuses_the_document(fortnox, field, value, code):
    assert fortnox.refusal("POST", "invoices", {"Invoice": invoice_body() | {field: value}})[:2] == (
        400,
        code,
    )
    assert fortnox.get("invoices")[1]["Invoices"] == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"AccountNumber": 3999}, 2001304),
        ({"AccountNumber": 30011}, 2000108),
        ({"ArticleNumber": "FINNS-EJ"}, 2001302),
        ({"VAT": 19}, UNKNOWN),
        ({"VAT": 25.5}, 2000108),
        ({"Description": "x" * 256}, 2000107),
        ({"DeliveredQuantity": "ett"}, 2000108),
        ({"Discount": 101, "DiscountType": "PERCENT"}, UNKNOWN),
        ({"Unit": None}, None),
    ],
)
def test_a_wrong_row_refuses_the_document(fortnox, fields, code):
    body = {"Invoice": invoice_body(row() | fields)}
    if code is None:
        assert fortnox.post("invoices", body)[0] == 201
    else:
        assert fortnox.refusal("POST", "invoices", body)[:2] == (400, code)


def test_an_inactive_account_is_refused(fortnox, company):
    company.account(3001)["Active"] = False
    assert fortnox.refusal("POST", "invoices", {"Invoice": invoice_body()})[:2] == (400, 2000550)


def test_a_missing_addressed_record_is_404_in_capitals(fortnox):
    status, answer = fortnox.get("customers/404")
    assert status == 404
    assert answer == {"ErrorInformation": {"Error": 1, "Message": "Kan inte hitta kunden.", "Code": 2000433}}
    assert fortnox.refusal("GET", "invoices/404")[:2] == (404, 2000434)
    assert fortnox.refusal("GET", "orders/404")[:2] == (404, 2000439)
    assert fortnox.refusal("GET", "articles/404")[:2] == (404, 2000428)


def test_a_refusal_on_400_is_lower_case(fortnox):
    _status, answer = fortnox.post("customers", {"Customer": {"Name": "A", "Mobile": "1"}})
    assert set(answer["ErrorInformation"]) == {"error", "message", "code"}


def test_filters_and_parameters_must_be_known(fortnox):
    assert fortnox.refusal("GET", "invoices", filter="konstig")[1] == 2000587
    assert fortnox.refusal("GET", "orders", yourordernumber="1")[1] == 2000588
    assert fortnox.refusal("GET", "customers", limit="501")[1] == 2000588
    code = fortnox.get("customers", organizationnumber="1")[1]["ErrorInformation"]["code"]
    assert code == "2000588"


def test_the_body_must_be_wrapped_json_of_the_right_type(fortnox):
    assert fortnox.refusal("POST", "customers", {"Name": "A"})[1] == 2001392
    broken = fortnox.raw("POST", "customers", content="{")
    assert broken.json()["ErrorInformation"]["code"] == 2002115
    wrong = fortnox.raw("PUT", "invoices/1/bookkeep", headers={"Content-Type": "text/plain"})
    assert wrong.json()["ErrorInformation"]["code"] == 1000031


def test_articles_have_one_number_and_a_price_elsewhere(fortnox):
    article = {"Article": {"ArticleNumber": "A-1", "Description": "Kruka"}}
    assert fortnox.post("articles", article)[0] == 201
    assert fortnox.refusal("POST", "articles", article)[:2] == (400, 2000013)
    assert fortnox.refusal("PUT", "articles/A-1", {"Article": {"SalesPrice": 5}})[1] == 2000321
    for number in ("TRÖJA", "med blank", "x" * 51):
        bad = {"Article": {"ArticleNumber": number, "Description": "x"}}
        assert fortnox.refusal("POST", "articles", bad)[1] in (2000166, 2000107)


def test_a_customer_number_stays_used(fortnox):
    fortnox.customer(CustomerNumber="K7")
    assert fortnox.call("DELETE", "customers/K7") == (204, {})
    again = {"Customer": {"Name": "B", "CustomerNumber": "K7"}}
    assert fortnox.refusal("POST", "customers", again)[:2] == (400, 2000637)


def test_null_on_unit_and_names_of_countries_are_refused(fortnox):
    assert fortnox.refusal("POST", "articles", {"Article": {"Description": "x", "Unit": None}})[1] == 2000699
    assert (
        fortnox.refusal("POST", "customers", {"Customer": {"Name": "x", "Country": "Sverige"}})[1] == 2000321
    )
    assert (
        fortnox.refusal("POST", "customers", {"Customer": {"Name": "x", "CountryCode": "ZZ"}})[1] == UNKNOWN
    )


def test_a_token_without_the_scope_or_a_company_without_the_licence_gets_nowhere(world, fortnox, company):
    narrow = Fortnox(world, token=world.token(100001, scopes=frozenset({"customer"})))
    assert narrow.refusal("GET", "invoices")[:2] == (403, 2000663)
    company.switches.licences = frozenset({"integration", "invoice"})
    assert fortnox.refusal("GET", "orders")[:2] == (403, 2001101)
    company.switches.licences = frozenset()
    assert fortnox.refusal("GET", "customers")[:2] == (403, 2001103)


def test_a_wrong_token_has_no_error_information(world, company):
    assert Fortnox(world, token="nonsense").get("customers") == (401, {"message": "unauthorized"})


def test_a_locked_period_and_a_missing_year_stop_the_booking(fortnox, company):
    company.switches.locked_until = date(2026, 10, 31)
    old = fortnox.invoice(InvoiceDate="2026-10-31")["DocumentNumber"]
    assert fortnox.refusal("PUT", f"invoices/{old}/bookkeep")[1] == 2000401
    future = fortnox.invoice(InvoiceDate="2027-01-02")["DocumentNumber"]
    assert fortnox.refusal("PUT", f"invoices/{future}/bookkeep")[1] == UNKNOWN
    assert company.vouchers == {}


def test_a_second_bookkeep_createinvoice_or_payment_is_refused(fortnox):
    invoice = fortnox.booked()
    number = invoice["DocumentNumber"]
    assert fortnox.refusal("PUT", f"invoices/{number}/bookkeep")[0] == 400
    assert fortnox.refusal("PUT", f"invoices/{number}/cancel")[0] == 400
    order = fortnox.order(row(OrderedQuantity="1"))["DocumentNumber"]
    assert fortnox.put(f"orders/{order}/createinvoice")[0] == 200
    assert fortnox.refusal("PUT", f"orders/{order}/createinvoice")[1] == 2000496
    assert fortnox.refusal("PUT", f"orders/{order}/cancel")[1] == 2000496


def payment(invoice, amount, **fields):
    made = {"InvoiceNumber": int(invoice["DocumentNumber"]), "Amount": amount, "ModeOfPaymentAccount": 1581}
    return {"InvoicePayment": made | fields}


def test_payments_that_make_no_sense_are_refused(fortnox):
    draft = fortnox.invoice()
    assert fortnox.refusal("POST", "invoicepayments", payment(draft, 125))[0] == 400
    booked = fortnox.booked()
    early = payment(booked, 125, PaymentDate="2026-11-23")
    for body in (payment(booked, 126), payment(booked, 0), payment(booked, -1), early):
        assert fortnox.refusal("POST", "invoicepayments", body)[:2] == (400, UNKNOWN)
    assert (
        fortnox.refusal("POST", "invoicepayments", payment(booked, 1, ModeOfPaymentAccount=1599))[1]
        == 2000423
    )
    paid = fortnox.post("invoicepayments", payment(booked, 125))[1]["InvoicePayment"]["Number"]
    assert fortnox.put(f"invoicepayments/{paid}/bookkeep")[0] == 200
    assert fortnox.refusal("POST", "invoicepayments", payment(booked, 1))[1] == 2003055
    assert fortnox.refusal("PUT", f"invoicepayments/{paid}/bookkeep")[0] == 400
