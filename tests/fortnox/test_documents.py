from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.fortnox.doubles import Desk, answer, invoice, made_invoice, page, refusal

from kontera.books.documents import DocumentRow
from kontera.books.order import Address, Buyer
from kontera.fortnox import invoices, orders
from kontera.fortnox.document import Fields
from kontera.problems import Held, UnknownOutcome

REFERENCE = "kontera:s1:1001:invoice;"


def created(document=None, **fields):
    desk = Desk(answer(201, made_invoice()))
    invoices.create(
        desk.client,
        document or invoice(),
        reference=REFERENCE,
        customer_number="7",
        fields=Fields(**fields) if fields else None,
    )
    return desk.script


def test_the_whole_invoice_as_it_travels():
    script = created(article_numbers={"KRUKA-1": "KRUKA-1"}, way_of_delivery="PN", cost_centre="WEB")
    assert (script.requests[0].method, script.requests[0].url.path) == ("POST", "/3/invoices")
    assert script.body()["Invoice"] == {
        "CustomerNumber": "7",
        "Currency": "SEK",
        "VATIncluded": True,
        "Freight": 0,
        "AdministrationFee": 0,
        "YourOrderNumber": "1001",
        "ExternalInvoiceReference1": REFERENCE,
        "WayOfDelivery": "PN",
        "CostCenter": "WEB",
        "CustomerName": "Anna Åberg",
        "Address1": "Storgatan 1",
        "ZipCode": "111 22",
        "City": "Stockholm",
        "Phone1": "070-1234567",
        "DeliveryName": "Bo Berg",
        "DeliveryAddress1": "Lillgatan 2",
        "DeliveryAddress2": None,
        "DeliveryZipCode": "222 33",
        "DeliveryCity": "Lund",
        "DeliveryCountry": None,
        "InvoiceDate": "2026-11-20",
        "InvoiceRows": [
            {
                "ArticleNumber": "KRUKA-1",
                "AccountNumber": 3001,
                "Description": "Kruka ’röd’ ; stor",
                "DeliveredQuantity": "2",
                "Price": Decimal("99.50"),
                "VAT": 25,
                "Discount": Decimal("0.00"),
                "DiscountType": "AMOUNT",
            }
        ],
    }


def test_amounts_travel_digit_by_digit():
    row = DocumentRow("Kork", 3001, Decimal(25), Decimal("0.10"), 2930, 110, 183)
    content = created(invoice([row])).requests[0].content
    assert b'"Price":29.30' in content
    assert b'"Discount":1.10' in content
    assert b'"DeliveredQuantity":"0.1"' in content


def test_an_order_row_has_both_quantities():
    desk = Desk(answer(201, {"Order": {"DocumentNumber": "5", "InvoiceReference": "0", "Total": 199}}))
    made = orders.create(desk.client, invoice(), reference=REFERENCE, customer_number="7")
    sent = desk.script.body()["Order"]
    assert (sent["OrderRows"][0]["OrderedQuantity"], sent["OrderRows"][0]["DeliveredQuantity"]) == ("2", "2")
    assert sent["OrderDate"] == "2026-11-20"
    assert (made.number, made.invoice_number, made.total_ore) == ("5", "", 19900)


def test_an_article_that_fortnox_does_not_have_is_not_named():
    assert "ArticleNumber" not in created().body()["Invoice"]["InvoiceRows"][0]


def test_long_texts_are_cut_to_what_fortnox_takes():
    buyer = Buyer(delivery=Address("B", "", "x" * 90, "", "1234567890123", "Lund"))
    sent = created(
        invoice(number="N" * 40, buyer=buyer),
        your_reference="r" * 60,
        comments="c" * 2000,
        remarks="rad 1\nrad “2”",
    ).body()["Invoice"]
    assert len(sent["YourOrderNumber"]) == 30
    assert len(sent["YourReference"]) == 50
    assert len(sent["Comments"]) == 1024
    assert len(sent["DeliveryAddress1"]) == 60
    assert len(sent["DeliveryZipCode"]) == 10
    assert sent["Remarks"] == "rad 1\nrad ’2’"


def test_a_reference_that_would_be_cut_is_our_bug():
    desk = Desk()
    with pytest.raises(ValueError, match="80"):
        invoices.create(desk.client, invoice(), reference="x" * 81, customer_number="7")


def test_a_foreign_country_is_named_on_the_document():
    buyer = Buyer(billing=Address("Kari", country="NO"), delivery=Address("Kari", country="GB"))
    sent = created(invoice(buyer=buyer)).body()["Invoice"]
    assert (sent["Country"], sent["DeliveryCountry"]) == ("Norway", "United Kingdom")


def test_a_company_s_delivery_names_company_and_person():
    buyer = Buyer(delivery=Address("Bo Berg", "Krukor AB"))
    assert created(invoice(buyer=buyer)).body()["Invoice"]["DeliveryName"] == "Krukor AB, Bo Berg"


def test_more_rows_than_fortnox_takes_are_our_bug_and_nothing_is_sent():
    row = DocumentRow("Kruka", 3001, Decimal(25), Decimal(1), 100, 0, 100)
    desk = Desk()
    with pytest.raises(ValueError, match="500"):
        invoices.create(desk.client, invoice([row] * 501), reference=REFERENCE, customer_number="7")


def test_a_refused_document_names_the_accounts_it_used():
    desk = Desk(refusal(2001304, "Kunde inte hitta konto"))
    with pytest.raises(Held) as raised:
        invoices.create(desk.client, invoice(), reference=REFERENCE, customer_number="7")
    assert raised.value.facts["account"] == "3001"
    assert raised.value.facts["article"] == "KRUKA-1"


def test_an_answer_is_read_whatever_the_types():
    raw = made_invoice(
        Total="1234.50",
        TotalVAT=246.9,
        RoundOff="-0.50",
        Balance=1234,
        Booked="true",
        VoucherSeries="B",
        VoucherNumber="17",
        VoucherYear=3,
        AccountingMethod="CASH",
        OrderReference="44",
    )
    found = invoices.get(Desk(answer(200, raw)).client, "12")
    assert (found.total_ore, found.vat_ore, found.round_off_ore, found.balance_ore) == (
        123450,
        24690,
        -50,
        123400,
    )
    assert found.booked
    assert not found.credit
    assert found.by_cash_method
    assert found.voucher == ("B", 17, 3)
    assert found.order_number == "44"


def test_an_unbooked_invoice_has_no_voucher_and_no_order():
    found = invoices.get(Desk(answer(200, made_invoice())).client, "12")
    assert found.voucher is None
    assert found.order_number == ""


def test_a_created_invoice_without_a_number_is_an_unknown_outcome():
    with pytest.raises(UnknownOutcome):
        invoices.create(
            Desk(answer(201, {"Invoice": {}})).client, invoice(), reference="r;", customer_number="7"
        )


def test_found_is_only_what_carries_exactly_the_reference():
    items = [
        {"DocumentNumber": "1", "ExternalInvoiceReference1": "qb:1:100", "Total": 1, "Cancelled": False},
        {"DocumentNumber": "2", "ExternalInvoiceReference1": "qb:1:1001", "Total": 1},
        {"DocumentNumber": "3", "ExternalInvoiceReference1": "qb:1:100", "Total": 1, "Cancelled": True},
    ]
    more = [
        {"DocumentNumber": "4", "ExternalInvoiceReference1": "qb:1:100", "Total": "2", "Cancelled": False}
    ]
    desk = Desk(page("Invoices", items, 1, 2), page("Invoices", more, 2, 2))
    assert [found.number for found in invoices.find(desk.client, "qb:1:100")] == ["1", "4"]
    assert desk.script.query(0)["externalinvoicereference1"] == "qb:1:100"


def test_orders_are_found_the_same_way():
    items = [
        {"DocumentNumber": "1", "ExternalInvoiceReference1": "a;", "Cancelled": False},
        {"DocumentNumber": "2", "ExternalInvoiceReference1": "a;b"},
    ]
    assert [found.number for found in orders.find(Desk(page("Orders", items)).client, "a;")] == ["1"]


def test_book_and_cancel_are_actions():
    desk = Desk(answer(200, made_invoice(Booked=True)), answer(200, made_invoice(Cancelled=True)))
    assert invoices.bookkeep(desk.client, "12").booked
    assert invoices.cancel(desk.client, "12").cancelled
    assert [(r.method, r.url.path) for r in desk.script.requests] == [
        ("PUT", "/3/invoices/12/bookkeep"),
        ("PUT", "/3/invoices/12/cancel"),
    ]


def test_an_action_that_answers_nothing_is_read_back():
    desk = Desk(answer(200, text=""), answer(200, made_invoice(Booked=True)))
    assert invoices.bookkeep(desk.client, "12").booked


@pytest.mark.parametrize(
    "said",
    [
        {"Order": {"DocumentNumber": "5", "InvoiceReference": "12"}},
        {"Order": {"DocumentNumber": "5", "InvoiceReference": 12}},
        {"Invoice": {"DocumentNumber": "12"}},
    ],
)
def test_an_order_becomes_an_invoice_whichever_envelope_answers(said):
    desk = Desk(answer(200, said))
    assert orders.create_invoice(desk.client, "5") == "12"
    assert desk.script.requests[0].url.path == "/3/orders/5/createinvoice"


@pytest.mark.parametrize(
    "first",
    [answer(200, {"Order": {"InvoiceReference": "0"}}), refusal(2000496), refusal(2001242), refusal(2001350)],
)
def test_an_order_that_is_invoiced_already_gives_that_invoice(first):
    desk = Desk(first, answer(200, {"Order": {"DocumentNumber": "5", "InvoiceReference": "12"}}))
    assert orders.create_invoice(desk.client, "5") == "12"


def test_an_invoice_made_from_an_order_is_dated_by_us():
    desk = Desk(answer(200, made_invoice(InvoiceDate="2026-11-20")))
    assert invoices.redate(desk.client, "12", date(2026, 11, 20)).day == date(2026, 11, 20)
    assert desk.script.body() == {"Invoice": {"InvoiceDate": "2026-11-20"}}


def test_a_second_booking_is_refused_and_then_read():
    desk = Desk(refusal(1234567, "Kan ej bokföras igen"), answer(200, made_invoice(Booked=True)))
    assert invoices.bookkeep(desk.client, "12").booked


def test_a_booking_that_is_refused_for_another_reason_keeps_its_reason():
    desk = Desk(refusal(2000401, "Du har låst perioden t.o.m. 2026-11-30"), answer(200, made_invoice()))
    with pytest.raises(Held) as raised:
        invoices.bookkeep(desk.client, "12")
    assert raised.value.code == "fortnox-period-locked"


def test_a_rewritten_row_does_not_keep_the_article_that_stood_in_its_place():
    desk = Desk(answer(200, made_invoice()))
    invoices.rewrite(desk.client, "12", invoice(), reference=REFERENCE, customer_number="7")
    sent = desk.script.body()["Invoice"]
    assert desk.script.requests[0].method == "PUT"
    assert sent["InvoiceRows"][0]["ArticleNumber"] is None
    assert "InvoiceDate" not in sent
