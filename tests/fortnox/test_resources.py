from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.fortnox.doubles import Desk, answer, page, refusal

from kontera.books.articles import ArticleCard
from kontera.books.customers import CustomerCard
from kontera.books.order import Address
from kontera.fortnox import articles, customers, payments, registers, vouchers
from kontera.fortnox.customers import CustomerFound
from kontera.problems import Held

CARD = CustomerCard(
    "Anna Åberg",
    "anna@x.se",
    billing=Address("Anna Åberg", "", "Storgatan 1", "", "111 22", "Stockholm"),
    delivery=Address("Anna Åberg", "", "Storgatan 1", "", "111 22", "Stockholm"),
)


def test_a_customer_is_found_only_by_exactly_the_same_address():
    items = [
        {"CustomerNumber": "1", "Email": "hanna@x.se", "Name": "Hanna"},
        {"CustomerNumber": "2", "Email": " Anna@X.se ", "Name": "Anna &amp; Bo"},
        {"CustomerNumber": "3", "Email": None},
    ]
    more = [{"CustomerNumber": "4", "Email": "anna@x.se", "Active": False}]
    desk = Desk(page("Customers", items, 1, 2), page("Customers", more, 2, 2))
    found = customers.find_by_email(desk.client, "anna@x.se")
    assert [(card.number, card.active, card.name) for card in found] == [
        ("2", True, "Anna & Bo"),
        ("4", False, ""),
    ]


@pytest.mark.parametrize("email", ["", "  "])
def test_nobody_is_searched_by_an_empty_address(email):
    with pytest.raises(ValueError, match="empty"):
        customers.find_by_email(Desk().client, email)


def test_of_several_cards_the_active_one_with_the_lowest_number_is_used():
    cards = [
        CustomerFound("9", "", False, ""),
        CustomerFound("12", "", True, ""),
        CustomerFound("11", "", True, ""),
    ]
    assert customers.best_of(cards).number == "11"
    assert customers.best_of([]) is None


def test_a_new_customer_is_sent_without_what_is_not_known():
    desk = Desk(answer(201, {"Customer": {"CustomerNumber": "7", "Email": "anna@x.se", "Active": True}}))
    assert customers.create(desk.client, CARD).number == "7"
    assert desk.script.body()["Customer"] == {
        "Name": "Anna Åberg",
        "Type": "PRIVATE",
        "VATType": "SEVAT",
        "Email": "anna@x.se",
        "Address1": "Storgatan 1",
        "ZipCode": "111 22",
        "City": "Stockholm",
        "CountryCode": "SE",
        "DeliveryName": "Anna Åberg",
        "DeliveryAddress1": "Storgatan 1",
        "DeliveryZipCode": "111 22",
        "DeliveryCity": "Stockholm",
        "DeliveryCountryCode": "SE",
    }


def test_an_update_clears_address_lines_that_are_gone_and_leaves_the_phone():
    desk = Desk(answer(200, {"Customer": {"CustomerNumber": "7"}}))
    customers.update(desk.client, "7", CARD)
    sent = desk.script.body()["Customer"]
    assert desk.script.requests[0].url.path == "/3/customers/7"
    assert sent["Address2"] is None
    assert "Phone1" not in sent


def test_an_article_number_with_a_slash_is_one_part_of_the_path():
    desk = Desk(answer(200, {"Article": {"ArticleNumber": "A/1", "SalesAccount": "3001"}}))
    assert articles.get(desk.client, "A/1").sales_account == 3001
    assert desk.script.requests[0].url.raw_path == b"/3/articles/A%2F1"


def test_an_article_that_is_not_there_is_none():
    assert articles.get(Desk(refusal(2000428, "Kan inte hitta artikeln.", 404)).client, "A1") is None


def test_an_article_is_created_with_only_what_the_card_gives():
    card = ArticleCard("A1", "Kruka <röd>", weight_g=250, purchase_price_ore=1999, sales_account=3001)
    desk = Desk(answer(201, {"Article": {"ArticleNumber": "A1"}}))
    articles.create(desk.client, card)
    assert desk.script.body()["Article"] == {
        "ArticleNumber": "A1",
        "Type": "STOCK",
        "Description": "Kruka röd",
        "Weight": 250,
        "PurchasePrice": Decimal("19.99"),
        "SalesAccount": 3001,
    }


def test_an_article_that_exists_is_for_the_caller_to_update():
    with pytest.raises(Held) as raised:
        articles.create(
            Desk(refusal(2000013, "Artikelnummer A1 används redan")).client, ArticleCard("A1", "Kruka")
        )
    assert raised.value.code == "fortnox-article-taken"
    desk = Desk(answer(200, {"Article": {"ArticleNumber": "A1"}}))
    articles.update(desk.client, ArticleCard("A1", "Kruka"))
    assert desk.script.body() == {"Article": {"Description": "Kruka"}}


def test_a_payment_as_it_travels():
    desk = Desk(answer(201, {"InvoicePayment": {"Number": "3", "InvoiceNumber": 12, "Amount": 198.5}}))
    made = payments.create(
        desk.client,
        invoice_number="12",
        amount_ore=19850,
        currency="SEK",
        day=date(2026, 11, 21),
        account=1581,
        reference="p;",
        mode="KLARNA",
        write_offs=[(3740, 50)],
    )
    assert (made.number, made.invoice_number, made.amount_ore, made.booked) == ("3", "12", 19850, False)
    assert desk.script.body()["InvoicePayment"] == {
        "InvoiceNumber": 12,
        "Amount": Decimal("198.50"),
        "PaymentDate": "2026-11-21",
        "ModeOfPayment": "KLARNA",
        "ModeOfPaymentAccount": 1581,
        "ExternalInvoiceReference1": "p;",
        "WriteOffs": [{"AccountNumber": 3740, "Amount": Decimal("0.50"), "Currency": "SEK"}],
    }


def test_payments_are_found_by_exact_invoice_and_reference():
    items = [
        {"Number": "1", "InvoiceNumber": 12, "Amount": "5"},
        {"Number": "2", "InvoiceNumber": 120, "Amount": 5},
        {"Number": "3", "InvoiceNumber": "12", "Amount": 5},
    ]
    details = [
        answer(
            200, {"InvoicePayment": {"Number": number, "InvoiceNumber": 12, "ExternalInvoiceReference1": ref}}
        )
        for number, ref in (("1", "p;"), ("3", "p;2"))
    ]
    desk = Desk(page("InvoicePayments", items), *details)
    assert [found.number for found in payments.find(desk.client, "12", "p;")] == ["1"]


def test_a_booked_payment_points_at_its_voucher():
    raw = {
        "Number": "3",
        "InvoiceNumber": 12,
        "Booked": True,
        "VoucherSeries": "C",
        "VoucherNumber": 4,
        "VoucherYear": 2,
    }
    desk = Desk(answer(200, {"InvoicePayment": raw}))
    assert payments.bookkeep(desk.client, "3").voucher == ("C", 4, 2)
    assert desk.script.requests[0].url.path == "/3/invoicepayments/3/bookkeep"


def test_the_company_s_number_is_the_tenant():
    raw = {"CompanyName": "Krukor &amp; Co AB", "DatabaseNumber": 123456, "OrganizationNumber": "556677-8899"}
    found = registers.company(Desk(answer(200, {"CompanyInformation": raw})).client)
    assert (found.tenant, found.name) == ("123456", "Krukor & Co AB")


def test_the_financial_year_of_a_day_tells_the_accounting_method():
    years = [
        {"Id": 1, "FromDate": "2025-01-01", "ToDate": "2025-12-31", "AccountingMethod": "ACCRUAL"},
        {"Id": 2, "FromDate": "2026-01-01", "ToDate": "2026-12-31", "AccountingMethod": "CASH"},
    ]
    desk = Desk(answer(200, {"FinancialYears": years}), answer(200, {"FinancialYears": years}))
    assert registers.financial_year(desk.client, date(2026, 3, 1)).accounting_method == "CASH"
    assert registers.financial_year(desk.client, date(2027, 3, 1)) is None


@pytest.mark.parametrize(
    ("raw", "day"), [({"EndDate": "2026-10-31"}, date(2026, 10, 31)), ({"EndDate": None}, None), ({}, None)]
)
def test_the_locked_period_is_a_day_or_none(raw, day):
    assert registers.locked_until(Desk(answer(200, {"LockedPeriod": raw})).client) == day


def test_a_way_of_delivery_is_listed_and_added():
    made = {"WayOfDelivery": {"Code": "PN", "Description": "PostNord"}}
    desk = Desk(page("WayOfDeliveries", []), answer(201, made))
    assert registers.ways_of_delivery(desk.client) == ()
    assert registers.create_way_of_delivery(desk.client, "PN", "PostNord").code == "PN"


def test_an_account_tells_whether_it_is_active_and_what_it_demands():
    item = {"Number": 3001, "Description": "Försäljning", "Active": True, "CostCenterSettings": "MANDATORY"}
    (found,) = registers.accounts(Desk(page("Accounts", [item])).client)
    assert (found.number, found.active, found.needs_cost_centre, found.needs_project) == (
        3001,
        True,
        True,
        False,
    )


def test_a_voucher_is_read_without_struck_rows_and_with_signs():
    rows = [
        {"Account": 1510, "Debit": 199, "Credit": 0},
        {"Account": 3001, "Debit": 0, "Credit": "159.20"},
        {"Account": 2611, "Debit": 0, "Credit": 39.8},
        {"Account": 9999, "Debit": 5, "Removed": True},
    ]
    raw = {"VoucherSeries": "B", "VoucherNumber": 17, "Year": 2, "VoucherRows": rows}
    desk = Desk(answer(200, {"Voucher": raw}))
    found = vouchers.get(desk.client, "B", 17, 2)
    assert [(row.account, row.amount_ore) for row in found.rows] == [
        (1510, 19900),
        (3001, -15920),
        (2611, -3980),
    ]
    assert desk.script.query() == {"financialyear": "2"}


def test_a_buyer_without_address_is_found_only_by_name_and_our_reference():
    items = [{"CustomerNumber": "1", "Name": "Bo Berg"}, {"CustomerNumber": "2", "Name": "Bo Bergman"}]
    mine = {"CustomerNumber": "1", "Name": "Bo Berg", "ExternalReference": "kontera:s1:7:customer;"}
    desk = Desk(page("Customers", items), answer(200, {"Customer": mine}))
    assert customers.find_by_reference(desk.client, "Bo Berg", "kontera:s1:7:customer;").number == "1"
    assert desk.script.query(0)["name"] == "Bo Berg"


def test_only_a_company_s_organisation_number_is_sent():
    private = CustomerCard("Anna", org_number="811218-9876")
    company = CustomerCard("Krukor AB", is_company=True, org_number="556677-8899")
    desk = Desk(*[answer(201, {"Customer": {"CustomerNumber": "7"}}) for _ in range(2)])
    customers.create(desk.client, private)
    assert "OrganisationNumber" not in desk.script.body()["Customer"]
    customers.create(desk.client, company)
    assert desk.script.body()["Customer"]["OrganisationNumber"] == "556677-8899"


def test_a_payment_that_is_booked_already_is_the_answer():
    booked = {"InvoicePayment": {"Number": "3", "InvoiceNumber": 12, "Booked": True}}
    desk = Desk(refusal(1234567, "Redan"), answer(200, booked))
    assert payments.bookkeep(desk.client, "3").booked
