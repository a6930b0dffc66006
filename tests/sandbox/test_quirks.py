"""The oddities of the real Fortnox that break clients."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from tests.sandbox.calls import Fortnox, row


def test_texts_are_cut_without_a_word(fortnox):
    order = fortnox.order(row(OrderedQuantity="1"), YourOrderNumber="9" * 40, DeliveryAddress1="g" * 70)
    assert len(order["YourOrderNumber"]) == 30
    assert len(order["DeliveryAddress1"]) == 60
    assert len(fortnox.invoice(YourOrderNumber="9" * 40)["YourOrderNumber"]) == 40


def test_empty_references_are_the_text_zero_and_credit_is_a_text(fortnox):
    invoice = fortnox.invoice()
    assert [invoice[name] for name in ("OrderReference", "CreditInvoiceReference", "Credit")] == [
        "0",
        "0",
        "false",
    ]
    assert invoice["InvoiceRows"][0]["DeliveredQuantity"] == "1.00"
    assert fortnox.order(row())["InvoiceReference"] == "0"


def test_list_items_carry_only_their_fields_and_other_types(fortnox):
    fortnox.invoice(YourOrderNumber="77")
    listed = fortnox.get("invoices")[1]["Invoices"][0]
    assert not {"Credit", "YourOrderNumber", "OrderReference", "InvoiceRows"} & set(listed)
    assert listed["CurrencyRate"] == "1"
    fortnox.post("articles", {"Article": {"ArticleNumber": "A1", "Description": "x", "QuantityInStock": 3}})
    assert fortnox.get("articles")[1]["Articles"][0]["QuantityInStock"] == "3.00"
    assert fortnox.get("articles/A1")[1]["Article"]["QuantityInStock"] == 3


def test_references_match_by_prefix_and_texts_anywhere(fortnox):
    for reference in ("QB-7-100.", "QB-7-1001.", "XQB-7-100."):
        fortnox.invoice(ExternalInvoiceReference1=reference)
    found = fortnox.get("invoices", externalinvoicereference1="qb-7-100")[1]["Invoices"]
    assert [one["ExternalInvoiceReference1"] for one in found] == ["QB-7-100.", "QB-7-1001."]
    fortnox.customer(Email="anna@x.se")
    fortnox.customer(Email="Hanna@x.se")
    assert len(fortnox.get("customers", email="anna@x.se")[1]["Customers"]) == 2
    assert len(fortnox.get("customers", email="")[1]["Customers"]) == 3


def test_lists_come_in_pages(fortnox):
    for number in range(2, 8):
        fortnox.customer(Name=f"Kund {number}")
    status, answer = fortnox.get("customers", limit=3, page=2)
    assert status == 200
    assert answer["MetaInformation"] == {"@TotalResources": 7, "@TotalPages": 3, "@CurrentPage": 2}
    assert [one["CustomerNumber"] for one in answer["Customers"]] == ["4", "5", "6"]
    rest = fortnox.get("customers", limit=3, offset=6)[1]["Customers"]
    assert [one["CustomerNumber"] for one in rest] == ["7"]


def test_lastmodified_finds_what_changed_since(fortnox, clock):
    clock.advance(1800)
    fortnox.put("customers/1", {"Customer": {"City": "Växjö"}})
    fortnox.customer()
    clock.advance(1200)
    fortnox.customer()
    found = fortnox.get("customers", lastmodified="2026-11-24 10:45")[1]["Customers"]
    assert [one["CustomerNumber"] for one in found] == ["3"]
    assert len(fortnox.get("customers", lastmodified="2026-11-24 10:30")[1]["Customers"]) == 3


def test_an_empty_text_clears_nothing_but_null_and_api_blank_do(fortnox):
    fortnox.customer(Phone1="1", Phone2="2", City="Umeå")
    change = {"Customer": {"Phone1": "", "Phone2": None, "City": "API_BLANK"}}
    changed = fortnox.put("customers/2", change)[1]["Customer"]
    assert (changed["Phone1"], changed["Phone2"], changed["City"]) == ("1", None, None)


def test_documents_take_addresses_from_the_card_unless_null(fortnox):
    fortnox.customer(Address1="Gatan 1", DeliveryCity="Falun", CountryCode="SE")
    taken = fortnox.invoice(CustomerNumber="2")
    assert (taken["Address1"], taken["DeliveryCity"], taken["Country"]) == ("Gatan 1", "Falun", "Sverige")
    empty = fortnox.invoice(CustomerNumber="2", DeliveryCity=None, Address1="Vägen 2")
    assert (empty["Address1"], empty["DeliveryCity"]) == ("Vägen 2", "")


def test_an_order_row_without_delivered_quantity_is_worth_nothing(fortnox):
    order = fortnox.order({"AccountNumber": 3001, "VAT": 25, "Price": 100, "OrderedQuantity": "2"})
    assert order["OrderRows"][0]["DeliveredQuantity"] == "0.00"
    assert order["Total"] == 0


def test_createinvoice_answers_the_order_and_dates_the_invoice_today(fortnox):
    order = fortnox.order(
        row(OrderedQuantity="1"), OrderDate="2026-11-01", ExternalInvoiceReference1="QB-1.", Remarks="Hej"
    )
    status, answer = fortnox.put(f"orders/{order['DocumentNumber']}/createinvoice")
    assert status == 200
    number = answer["Order"]["InvoiceReference"]
    invoice = fortnox.get(f"invoices/{number}")[1]["Invoice"]
    assert invoice["InvoiceDate"] == "2026-11-24"
    assert invoice["ExternalInvoiceReference1"] == "QB-1."
    assert invoice["OrderReference"] == order["DocumentNumber"]
    assert (invoice["Remarks"], invoice["Total"], invoice["Booked"]) == ("", 125, False)


def test_rows_are_updated_by_position_and_inherit_what_is_left_out(fortnox):
    made = fortnox.invoice(row("100", Discount=10, DiscountType="AMOUNT"), row("50"))
    change = {"Invoice": {"InvoiceRows": [{"Price": 200}]}}
    changed = fortnox.put(f"invoices/{made['DocumentNumber']}", change)[1]["Invoice"]
    assert [(one["Price"], one["Discount"]) for one in changed["InvoiceRows"]] == [(200, 10)]
    assert changed["Total"] == changed["Balance"] == 190
    assert changed["InvoiceRows"][0]["RowId"] != made["InvoiceRows"][0]["RowId"]


def test_rows_with_ids_are_kept_and_unlisted_ones_go(fortnox):
    made = fortnox.invoice(row("100"), row("50"))
    keep = {"RowId": made["InvoiceRows"][1]["RowId"]}
    change = {"Invoice": {"InvoiceRows": [keep, row("7")]}}
    changed = fortnox.put(f"invoices/{made['DocumentNumber']}", change)[1]["Invoice"]
    assert [one["Price"] for one in changed["InvoiceRows"]] == [50, 7]


def test_a_credit_points_from_the_original_and_happens_once(fortnox):
    booked = fortnox.booked(row("100", "2", Discount=20, DiscountType="AMOUNT"))
    place = f"invoices/{booked['DocumentNumber']}/credit"
    original = fortnox.put(place)[1]["Invoice"]
    assert original["DocumentNumber"] == booked["DocumentNumber"]
    credit = fortnox.get(f"invoices/{original['CreditInvoiceReference']}")[1]["Invoice"]
    assert (credit["Credit"], credit["Total"], credit["Booked"]) == ("true", -180, False)
    assert fortnox.refusal("PUT", place)[0] == 400


def test_lager_without_stock_turns_the_row_into_nothing(fortnox, company):
    article = {"ArticleNumber": "A1", "Description": "x", "StockGoods": True, "QuantityInStock": 0}
    fortnox.post("articles", {"Article": article})
    company.switches.warehouse = True
    made = fortnox.invoice(row(ArticleNumber="A1"))
    assert (made["Total"], made["WarehouseReady"]) == (0, False)
    place = f"invoices/{made['DocumentNumber']}"
    assert "klarmarkerad" in fortnox.refusal("PUT", f"{place}/bookkeep")[2]
    assert fortnox.put(f"{place}/warehouseready")[0] == 200
    assert fortnox.refusal("PUT", place, {"Invoice": {"Comments": "x"}})[1] == 2003125
    assert fortnox.put(f"{place}/bookkeep")[0] == 200


def test_a_number_of_our_own_is_taken_once(fortnox):
    assert fortnox.order(row(), DocumentNumber="4711")["DocumentNumber"] == "4711"
    body = {"Order": {"CustomerNumber": "1", "DocumentNumber": "4711"}}
    assert fortnox.refusal("POST", "orders", body)[1] == 2000861


def test_prices_live_in_lists_and_show_on_the_article(fortnox):
    fortnox.post("articles", {"Article": {"ArticleNumber": "A1", "Description": "x"}})
    assert fortnox.refusal("GET", "prices/A/NIX/0")[:2] == (404, 2000430)
    assert fortnox.put("prices/A/A1/0", {"Price": {"Price": 80}})[0] == 200
    assert fortnox.get("articles/A1")[1]["Article"]["SalesPrice"] == 80
    priced = fortnox.invoice({"ArticleNumber": "A1", "DeliveredQuantity": "1"})
    assert priced["Total"] == 100


def test_vat_follows_the_sales_account_of_the_article(fortnox):
    for account, rate in ((3002, 12), (3004, 0)):
        body = {"Article": {"Description": "x", "SalesAccount": account}}
        assert fortnox.post("articles", body)[1]["Article"]["VAT"] == rate


def test_the_row_then_the_customer_then_the_article_decides_the_account(fortnox):
    fortnox.post("articles", {"Article": {"ArticleNumber": "A1", "Description": "x", "SalesAccount": 3002}})
    fortnox.customer(SalesAccount="3003")
    bare = {"ArticleNumber": "A1", "DeliveredQuantity": "1", "Price": 100}
    accounts = [
        fortnox.invoice(bare | given, CustomerNumber=number)["InvoiceRows"][0]["AccountNumber"]
        for given, number in (({"AccountNumber": 3001}, "2"), ({}, "2"), ({}, "1"))
    ]
    assert accounts == [3001, 3003, 3002]


def test_easy_vat_picks_the_account_of_the_rate_and_refuses_others(fortnox, company):
    company.switches.easy_vat = True
    company.add_vat_rate(Decimal(19))
    bare = {"Price": 112, "DeliveredQuantity": "1", "VAT": 12}
    assert fortnox.invoice(bare)["InvoiceRows"][0]["AccountNumber"] == 3002
    body = {"Invoice": {"CustomerNumber": "1", "InvoiceRows": [bare | {"VAT": 19}]}}
    assert fortnox.refusal("POST", "invoices", body)[1] == 2004167


def test_the_registers_answer_with_their_envelopes(fortnox):
    for path, envelope in (
        ("accounts", "Accounts"),
        ("modesofpayments", "ModesOfPayments"),
        ("wayofdeliveries", "WayOfDeliveries"),
        ("termsofdeliveries", "TermsOfDeliveries"),
        ("termsofpayments", "TermsOfPayments"),
        ("units", "Units"),
        ("currencies", "Currencies"),
        ("pricelists", "PriceLists"),
        ("financialyears", "FinancialYears"),
        ("voucherseries", "VoucherSeriesCollection"),
        ("predefinedaccounts", "PreDefinedAccounts"),
        ("predefinedvoucherseries", "PreDefinedVoucherSeriesCollection"),
    ):
        assert fortnox.get(path)[1][envelope], path
    assert fortnox.get("companyinformation")[1]["CompanyInformation"]["DatabaseNumber"] == 100001
    assert fortnox.get("settings/company")[1]["CompanySettings"]["DatabaseNumber"] == "100001"
    assert fortnox.get("settings/lockedperiod")[1] == {"LockedPeriod": {"EndDate": None}}


def test_a_new_way_of_delivery_can_be_registered_and_used(fortnox):
    body = {"WayOfDelivery": {"Code": "CYKEL", "Description": "Cykelbud"}}
    assert fortnox.post("wayofdeliveries", body)[0] == 201
    assert fortnox.invoice(WayOfDelivery="CYKEL")["WayOfDelivery"] == "CYKEL"


def test_nothing_stops_a_second_document_with_the_same_reference(fortnox):
    numbers = {fortnox.invoice(ExternalInvoiceReference1="QB-7-100.")["DocumentNumber"] for _ in range(2)}
    assert len(numbers) == 2


def test_a_search_can_lag_behind_a_create_while_the_number_answers(fortnox, company, clock):
    company.switches.search_lag = 3.0
    number = fortnox.invoice(ExternalInvoiceReference1="QB-1.")["DocumentNumber"]
    assert fortnox.get("invoices", externalinvoicereference1="QB-1.")[1]["Invoices"] == []
    assert fortnox.get(f"invoices/{number}")[0] == 200
    clock.advance(3)
    assert len(fortnox.get("invoices", externalinvoicereference1="QB-1.")[1]["Invoices"]) == 1


def test_the_filters_tell_unbooked_unpaid_and_cancelled_apart(fortnox):
    draft, gone, booked = fortnox.invoice(), fortnox.invoice(), fortnox.booked()
    fortnox.put(f"invoices/{gone['DocumentNumber']}/cancel")
    for choice, paper in (("unbooked", draft), ("cancelled", gone), ("unpaid", booked)):
        found = fortnox.get("invoices", filter=choice)[1]["Invoices"]
        assert [one["DocumentNumber"] for one in found] == [paper["DocumentNumber"]], choice


def test_reading_an_email_or_print_marks_as_sent_but_a_preview_does_not(fortnox):
    number = fortnox.invoice()["DocumentNumber"]
    preview = fortnox.raw("GET", f"invoices/{number}/preview")
    assert preview.content.startswith(b"%PDF-")
    assert fortnox.get(f"invoices/{number}")[1]["Invoice"]["Sent"] is False
    fortnox.raw("GET", f"invoices/{number}/print")
    assert fortnox.get(f"invoices/{number}")[1]["Invoice"]["Sent"] is True
    wrong = fortnox.raw("GET", f"invoices/{number}/preview", headers={"Accept": "application/pdf"})
    assert wrong.json()["ErrorInformation"]["code"] == 1000030


def test_many_writers_at_once_get_a_number_each(world, company, fortnox):
    def write(_turn):
        return Fortnox(world).booked(row())["VoucherNumber"]

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(write, range(48)))
    assert sorted(numbers) == list(range(1, 49))
    assert len(company.invoices) == 48
