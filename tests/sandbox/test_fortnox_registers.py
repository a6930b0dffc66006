"""Articles, prices, article addresses and the small registers behave as Fortnox describes them."""

from __future__ import annotations

import pytest
from tests.sandbox.calls import TENANT, Fortnox, invoice_body, row
from tests.sandbox.test_stock_moves import control, goods, make_article

UNKNOWN = 2000000


# -- articles -------------------------------------------------------------------------------------


def numbers(fortnox, **params):
    status, answer = fortnox.get("articles", **params)
    assert status == 200, answer
    return [one["ArticleNumber"] for one in answer["Articles"]]


def test_articles_are_filtered(fortnox, clock):
    make_article(fortnox, "A1", EAN="7350000000001", WebshopArticle=True)
    make_article(fortnox, "A2", EAN="7350000000002", Active=False)
    assert numbers(fortnox, webshop="true") == ["A1"]
    assert numbers(fortnox, webshop="false") == ["A2"]
    assert numbers(fortnox, ean="7350000000002") == ["A2"]
    assert numbers(fortnox, filter="active") == ["A1"]
    assert numbers(fortnox, filter="inactive") == ["A2"]
    clock.advance(1800)
    fortnox.put("articles/A2", {"Article": {"Note": "x"}})
    assert numbers(fortnox, lastmodified="2026-11-24 10:15") == ["A2"]


def test_articles_are_sorted_by_number_or_stock_as_numbers(fortnox):
    for number, quantity in (("A1", 10), ("A2", 9), ("A3", -1)):
        make_article(fortnox, number, quantity)
    assert numbers(fortnox, sortby="quantityinstock") == ["A3", "A2", "A1"]
    assert numbers(fortnox, sortby="articlenumber", sortorder="descending") == ["A3", "A2", "A1"]
    assert fortnox.refusal("GET", "articles", sortby="description")[1] == 2000588


def test_a_listed_article_carries_what_a_shop_needs(fortnox):
    fields = {"EAN": "1", "StockPlace": "B4", "Unit": "st", "PurchasePrice": 12.5, "WebshopArticle": True}
    make_article(fortnox, **fields)
    fortnox.put("prices/A/A1/0", {"Price": {"Price": 80}})
    one = fortnox.get("articles")[1]["Articles"][0]
    texts = ("SalesPrice", "PurchasePrice", "VAT", "QuantityInStock", "DisposableQuantity")
    assert [one[name] for name in texts] == ["80", "12.5", "25", "10.00", "10.00"]
    assert [one[name] for name in ("EAN", "StockPlace", "Unit", "WebshopArticle")] == ["1", "B4", "st", True]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"SalesPrice": 5}, 2000321),
        ({"DisposableQuantity": 5}, 2000321),
        ({"Unit": "tunna"}, 2000432),
        ({"Unit": None}, 2000699),
        ({"Weight": 1.5}, 2000108),
        ({"Weight": -1}, 2000108),
        ({"ArticleNumber": "B1"}, 2000321),
        ({"Description": "x" * 201}, 2000107),
        ({"SalesAccount": 3999}, 2000423),
        ({"Active": "false"}, 2000134),
    ],
)
def test_a_wrong_article_field_refuses_the_update(fortnox, fields, code):
    make_article(fortnox)
    body = {"Article": {"Note": "ny"} | fields}
    assert fortnox.refusal("PUT", "articles/A1", body)[:2] == (400, code)
    assert fortnox.get("articles/A1")[1]["Article"]["Note"] == ""


@pytest.mark.parametrize("number", ["Å1", "A 1", "A*1", "A\\1"])
def test_an_article_number_of_other_signs_is_refused(fortnox, number):
    body = {"Article": {"ArticleNumber": number, "Description": "x"}}
    assert fortnox.refusal("POST", "articles", body)[1] in (2000166, 2000359)


def test_an_update_leaves_what_is_not_sent_and_clears_by_the_word(fortnox):
    make_article(fortnox, StockPlace="B4", EAN="1", Manufacturer="Höganäs")
    fortnox.put("articles/A1", {"Article": {"EAN": "API_BLANK", "StockPlace": "", "Active": False}})
    one = fortnox.get("articles/A1")[1]["Article"]
    assert [one[name] for name in ("EAN", "StockPlace", "Manufacturer")] == ["", "B4", "Höganäs"]
    assert one["Active"] is False


def test_a_deleted_article_takes_its_prices_and_addresses_along(fortnox):
    make_article(fortnox)
    connect(fortnox)
    assert fortnox.call("DELETE", "articles/A1")[0] == 204
    assert fortnox.get("articleurlconnections")[1]["ArticleUrlConnections"] == []
    assert fortnox.refusal("GET", "prices/A/A1/0")[:2] == (404, 2000430)


# -- prices ---------------------------------------------------------------------------------------


def test_by_switch_an_article_comes_without_its_price_row(fortnox, company):
    company.switches.price_row_made = False
    make_article(fortnox)
    change = {"Price": {"Price": 80}}
    assert fortnox.refusal("PUT", "prices/A/A1/0", change)[:2] == (404, 2000430)
    made = {"Price": {"ArticleNumber": "A1", "PriceList": "A", "FromQuantity": 0, "Price": 80}}
    assert fortnox.post("prices", made)[0] == 201
    assert fortnox.refusal("POST", "prices", made)[1] == 2000762
    assert fortnox.get("articles/A1")[1]["Article"]["SalesPrice"] == 80


def test_prices_are_listed_per_list_and_article(fortnox):
    fortnox.post("pricelists", {"PriceList": {"Code": "B", "Description": "Butik"}})
    make_article(fortnox)
    make_article(fortnox, "B1")
    fortnox.put("prices/A/A1/0", {"Price": {"Price": 80}})
    for price_list, quantity, price in (("A", 10, 70), ("B", 0, 90)):
        body = {"ArticleNumber": "A1", "PriceList": price_list, "FromQuantity": quantity, "Price": price}
        assert fortnox.post("prices", {"Price": body})[0] == 201
    listed = fortnox.get("prices/sublist/A/A1")[1]["Prices"]
    assert [(one["FromQuantity"], one["Price"]) for one in listed] == [(0, 80), (10, 70)]
    assert len(fortnox.get("prices")[1]["Prices"]) == 4
    assert fortnox.get("articles/A1")[1]["Article"]["SalesPrice"] == 80


def test_a_deleted_base_price_leaves_the_article_without_a_price(fortnox):
    make_article(fortnox)
    fortnox.put("prices/A/A1/0", {"Price": {"Price": 80}})
    assert fortnox.call("DELETE", "prices/A/A1/0")[0] == 204
    assert fortnox.get("articles/A1")[1]["Article"]["SalesPrice"] == 0


def test_a_price_of_an_unknown_list_or_article_is_refused(fortnox):
    make_article(fortnox)
    for fields, code in (({"PriceList": "NIX"}, 2000431), ({"ArticleNumber": "NIX"}, 2001302)):
        body = {"ArticleNumber": "A1", "PriceList": "A", "FromQuantity": 5, "Price": 1} | fields
        assert fortnox.refusal("POST", "prices", {"Price": body})[:2] == (400, code)


# -- addresses of articles ------------------------------------------------------------------------


def connect(fortnox, article="A1", address="https://cdn.example.se/kruka.jpg"):
    body = {"ArticleUrlConnection": {"ArticleNumber": article, "URLConnection": address}}
    return fortnox.post("articleurlconnections", body)


def test_an_address_is_made_read_changed_and_deleted(fortnox):
    make_article(fortnox)
    status, answer = connect(fortnox)
    assert (status, answer["ArticleUrlConnection"]["Id"]) == (201, 1)
    place = "articleurlconnections/1"
    change = {"ArticleUrlConnection": {"URLConnection": "https://cdn.example.se/ny.jpg"}}
    assert fortnox.put(place, change)[0] == 200
    assert fortnox.get(place)[1]["ArticleUrlConnection"]["URLConnection"] == "https://cdn.example.se/ny.jpg"
    assert fortnox.call("DELETE", place)[0] == 204
    assert fortnox.refusal("GET", place)[0] == 404


def test_addresses_are_listed_per_article(fortnox):
    for number in ("A1", "A10"):
        make_article(fortnox, number)
        connect(fortnox, number)
    found = fortnox.get("articleurlconnections", articlenumber="A1")[1]["ArticleUrlConnections"]
    assert [one["ArticleNumber"] for one in found] == ["A1"]


def test_an_address_needs_an_article_and_stands_once(fortnox):
    make_article(fortnox)
    connect(fortnox)
    twice = {
        "ArticleUrlConnection": {"ArticleNumber": "A1", "URLConnection": "https://cdn.example.se/kruka.jpg"}
    }
    assert fortnox.refusal("POST", "articleurlconnections", twice)[:2] == (400, UNKNOWN)
    lone = {"ArticleUrlConnection": {"ArticleNumber": "NIX", "URLConnection": "https://a.se"}}
    assert fortnox.refusal("POST", "articleurlconnections", lone)[:2] == (400, 2001302)
    bare = {"ArticleUrlConnection": {"ArticleNumber": "A1"}}
    assert fortnox.refusal("POST", "articleurlconnections", bare)[0] == 400


# -- small registers ------------------------------------------------------------------------------

REGISTERS = [
    ("units", "Unit", {"Code": "burk", "Description": "Burk"}, "Description", "settings"),
    ("costcenters", "CostCenter", {"Code": "WEBB", "Description": "Webbutik"}, "Description", "costcenter"),
    ("projects", "Project", {"ProjectNumber": "P1", "Description": "Jul"}, "Description", "project"),
    ("modesofpayments", "ModeOfPayment", {"Code": "X", "AccountNumber": "1930"}, None, "settings"),
    ("wayofdeliveries", "WayOfDelivery", {"Code": "BUD"}, None, "settings"),
    ("termsofdeliveries", "TermsOfDelivery", {"Code": "EXW", "Description": "x"}, "Description", "settings"),
    ("accounts", "Account", {"Number": 3005, "Description": "Ny"}, "Description", "bookkeeping"),
    ("currencies", "Currency", {"Code": "USD", "Description": "Dollar"}, "Description", "currency"),
]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register[0])
def test_a_register_takes_a_record_once_and_needs_its_fields(world, fortnox, register):
    path, envelope, fields, needed, scope = register
    status, answer = fortnox.post(path, {envelope: fields})
    assert status == 201, answer
    assert fields.items() <= answer[envelope].items()
    key = next(iter(fields.values()))
    assert fortnox.refusal("POST", path, {envelope: fields})[0] == 400
    assert fortnox.get(f"{path}/{key}")[1][envelope] == answer[envelope]
    if needed:
        bare = {name: value for name, value in fields.items() if name != needed}
        assert fortnox.refusal("POST", path, {envelope: bare})[0] == 400
        assert fortnox.put(f"{path}/{key}", {envelope: {needed: "Annat"}})[1][envelope][needed] == "Annat"
    assert fortnox.refusal("POST", path, {envelope: fields | {"Wheels": 4}})[1] == 2001399
    assert fortnox.refusal("GET", f"{path}/NIX")[0] == 404
    other = Fortnox(world, token=world.token(TENANT, scopes=frozenset({"customer"})))
    assert other.refusal("GET", path)[:2] == (403, 2000663)
    mine = Fortnox(world, token=world.token(TENANT, scopes=frozenset({scope})))
    assert mine.get(path)[0] == 200


def test_a_project_without_a_number_gets_one_and_lists_are_shorter(fortnox):
    made = fortnox.post("projects", {"Project": {"Description": "Jul", "Comments": "x"}})[1]["Project"]
    assert (made["ProjectNumber"], made["Status"]) == ("1", "NOTSTARTED")
    listed = fortnox.get("projects")[1]["Projects"][0]
    assert "Comments" in made
    assert "Comments" not in listed
    assert fortnox.refusal("GET", "projects/9")[:2] == (404, 2001161)


def test_a_mode_of_payment_needs_an_account_that_exists(fortnox):
    body = {"ModeOfPayment": {"Code": "X", "AccountNumber": "1999"}}
    assert fortnox.refusal("POST", "modesofpayments", body)[:2] == (400, 2000423)


def test_an_account_is_made_woken_and_put_to_sleep(fortnox, company):
    assert (
        fortnox.post("accounts", {"Account": {"Number": 3005, "Description": "Ny", "VATCode": "MP1"}})[0]
        == 201
    )
    made = fortnox.invoice({"AccountNumber": 3005, "Price": 125, "DeliveredQuantity": "1"})
    assert made["TotalVAT"] == 25
    fortnox.put("accounts/3005", {"Account": {"Active": False}})
    body = {"Invoice": invoice_body(row(account=3005))}
    assert fortnox.refusal("POST", "invoices", body)[1] == 2000550
    fortnox.put("accounts/3005", {"Account": {"Active": True}})
    assert fortnox.post("invoices", body)[0] == 201


def test_a_currency_without_a_rate_can_still_be_invoiced(fortnox):
    fortnox.post("currencies", {"Currency": {"Code": "USD", "Description": "Dollar", "BuyRate": None}})
    made = fortnox.invoice(row(), Currency="USD")
    assert (made["CurrencyRate"], made["CurrencyUnit"]) == (1, 1)


@pytest.mark.parametrize(
    ("field", "code"),
    [("Project", 2001161), ("CostCenter", UNKNOWN), ("TermsOfDelivery", 2001411), ("WayOfDelivery", 2001412)],
)
def test_a_document_naming_what_is_in_no_register_is_refused(fortnox, field, code):
    for path, envelope in (("orders", "Order"), ("invoices", "Invoice")):
        body = {envelope: {"CustomerNumber": "1", field: "NIX"}}
        assert fortnox.refusal("POST", path, body)[:2] == (400, code)


@pytest.mark.parametrize(("field", "code"), [("Project", 2001161), ("CostCenter", UNKNOWN)])
def test_a_row_naming_what_is_in_no_register_is_refused(fortnox, field, code):
    make_article(fortnox)
    body = {"Invoice": invoice_body(goods("1", **{field: "NIX"}))}
    assert fortnox.refusal("POST", "invoices", body)[:2] == (400, code)
    assert fortnox.get("articles/A1")[1]["Article"]["QuantityInStock"] == 10


def test_a_document_may_name_what_was_made_just_now(fortnox):
    fortnox.post("projects", {"Project": {"ProjectNumber": "P1", "Description": "Jul"}})
    fortnox.post("costcenters", {"CostCenter": {"Code": "WEBB", "Description": "Webbutik"}})
    made = fortnox.invoice(row(Project="P1", CostCenter="WEBB"), Project="P1", CostCenter="WEBB")
    assert (made["Project"], made["InvoiceRows"][0]["CostCenter"]) == ("P1", "WEBB")


def test_registers_are_filled_from_outside(world, fortnox):
    registers = {"projects": ["P1"], "costcenters": ["WEBB"], "stockpoints": ["BUTIK"]}
    assert control(world, "company/switch", {"registers": registers})[0] == 200
    assert fortnox.get("projects")[1]["Projects"][0]["ProjectNumber"] == "P1"
    assert fortnox.get("costcenters")[1]["CostCenters"][0]["Active"] is True


def test_registers_tell_of_their_writes(fortnox, company):
    heard = []
    company.on_event = lambda *event: heard.append(event)
    fortnox.post("costcenters", {"CostCenter": {"Code": "WEBB", "Description": "Webbutik"}})
    fortnox.put("wayofdeliveries/P", {"WayOfDelivery": {"Description": "Posten"}})
    fortnox.post("units", {"Unit": {"Code": "burk", "Description": "Burk"}})
    assert heard == [
        ("cost-centers", "cost-center-created-v1", "WEBB"),
        ("waysofdeliveries", "wayofdelivery-updated-v1", "P"),
    ]
