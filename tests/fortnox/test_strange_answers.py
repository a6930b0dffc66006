"""Answers that the public description allows and our own sandbox does not give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import httpx2
import pytest
from tests.fortnox.doubles import Desk, answer, made_invoice, page, refusal
from tests.fortnox.test_resources import CARD

from kontera.books.articles import ArticleCard
from kontera.fortnox import (
    articles,
    auth,
    chart,
    customers,
    errors,
    invoices,
    levels,
    orders,
    pictures,
    prices,
    vouchers,
    warehouse,
    wire,
)
from kontera.fortnox.warehouse import Move
from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome

DAY = date(2026, 11, 10)


def calls(desk):
    return [(one.method, one.url.raw_path.decode().partition("?")[0]) for one in desk.script.requests]


def spoken(content, kind="application/json"):
    return httpx2.Response(200, content=content, headers={"Content-Type": kind})


# -- what stands on the wire ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"Article":{"ArticleNumber":"Å"}}'.encode(), "text/html; charset=iso-8859-1"),
        ('\ufeff{"Article":{"ArticleNumber":"Å"}}'.encode(), "application/json; charset=utf-8"),
        ('{"Article":{"ArticleNumber":"Å"}}'.encode("cp1252"), "application/json"),
        (b'{"Article":{"ArticleNumber":"\\u00c5\\u0000\\ud800"}}', "text/plain"),
    ],
)
def test_json_is_read_whatever_its_header_and_marks_and_signs_nobody_can_keep(content, kind):
    assert articles.get(Desk(spoken(content, kind)).client, "Å").number == "Å"


def test_one_object_where_a_list_should_be_is_a_list_of_one():
    assert wire.listed({"Customers": {"CustomerNumber": "1"}}, "Customers") == [{"CustomerNumber": "1"}]
    assert wire.listed({"Customers": {}}, "Customers") == wire.listed({"Customers": None}, "Customers") == []


def test_a_page_of_html_for_a_read_is_tried_later_and_for_a_create_unknown():
    with pytest.raises(TryLater) as raised:
        Desk(*[answer(200, text="<html>") for _ in range(4)]).client.get("/3/articles")
    assert not isinstance(raised.value, UnknownOutcome)
    with pytest.raises(UnknownOutcome):
        Desk(answer(200, text="<html>")).client.post("/3/articles", {})


def test_a_code_without_its_envelope_is_understood_and_a_mere_status_is_none():
    bare = errors.read(400, {"error": 1, "message": "Nej", "code": "2000423"}, "")
    assert bare.problem == "fortnox-account-missing"
    assert errors.read(404, {"code": 404, "message": "Not found"}, "").problem == "fortnox-not-found"


@pytest.mark.parametrize(
    ("status", "problem"), [(400, "fortnox-refused"), (413, "fortnox-refused"), (404, "fortnox-not-found")]
)
def test_a_page_of_html_is_not_searched_for_meaning(status, problem):
    assert errors.read(status, None, "<p>Email us in any currency</p>").problem == problem


def test_an_unknown_code_at_404_is_still_not_found():
    assert articles.get(Desk(refusal(2999999, "Nej", 404)).client, "T-1") is None


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ("Kan inte hitta priset.", "fortnox-price-missing"),
        ("Kan inte hitta prislistan.", "fortnox-price-list-missing"),
        ("Kan inte hitta enheten.", "fortnox-unit-missing"),
    ],
)
def test_what_is_missing_is_told_by_its_words_too(message, problem):
    assert errors.read(400, {"ErrorInformation": {"message": message, "code": 1}}, "").problem == problem


def test_a_fresh_token_that_is_forbidden_lacks_a_scope():
    forbidden = {"id": "forbidden", "message": "Forbidden", "error": "x"}
    with pytest.raises(Disconnected) as raised:
        Desk(answer(403, forbidden), answer(403, forbidden)).client.get("/3/costcenters")
    assert raised.value.code == "fortnox-scope-missing"


def test_lager_that_forbids_the_question_proves_nothing():
    forbidden = answer(403, {"id": "forbidden", "message": "Forbidden"})
    assert warehouse.is_on(Desk(forbidden, forbidden).client) is None
    assert warehouse.is_on(Desk(answer(200, {"activated": None})).client) is None


def test_an_email_that_is_answered_with_nothing_was_sent():
    desk = Desk(httpx2.Response(200))
    invoices.email(desk.client, "12")
    assert calls(desk) == [("GET", "/3/invoices/12/email")]


# -- the token -----------------------------------------------------------------------------------


def token_of(response):
    http = httpx2.Client(transport=httpx2.MockTransport(lambda _: response))
    return auth.ClientCredentials("http://fortnox.test/oauth-v1", "id", "secret", "1", http).fetch()


def test_a_token_may_be_created_and_its_hour_a_text():
    assert token_of(answer(201, {"access_token": "t", "expires_in": "1800"})).expires_in == 1800


@pytest.mark.parametrize("status", [302, 404, 405, 408])
def test_a_page_that_is_not_the_token_s_judges_no_consent(status):
    with pytest.raises(TryLater):
        token_of(answer(status, text="<html>"))


def test_scopes_may_come_as_a_list():
    said = answer(200, {"access_token": "t", "scope": ["order", "invoice"]})
    http = httpx2.Client(transport=httpx2.MockTransport(lambda _: said))
    grant = auth.exchange_code(
        "http://fortnox.test", client_id="i", client_secret="s", code="c", redirect_uri="r", http=http
    )
    assert grant.scopes == ("order", "invoice")


# -- articles, prices, pictures ------------------------------------------------------------------


def blanked(*answers):
    desk = Desk(*(answer(200, {"Article": {"ArticleNumber": "T-1", "EAN": ean}}) for ean in answers))
    articles.update(desk.client, ArticleCard("T-1", "Tröja"), {"ean": ""})
    return [desk.script.body(at)["Article"] for at in range(len(desk.script.requests))]


@pytest.mark.parametrize("left", ["API_BLANK", "735"])
def test_a_word_that_does_not_empty_a_field_is_followed_by_null(left):
    assert blanked(left, None) == [{"EAN": "API_BLANK"}, {"EAN": None}]
    assert blanked("") == [{"EAN": "API_BLANK"}]


def test_a_number_that_is_taken_is_seen_whatever_the_refusal_says():
    desk = Desk(refusal(2999999, "Upptaget"), answer(200, {"Article": {"ArticleNumber": "T-1"}}))
    with pytest.raises(Held) as raised:
        articles.create(desk.client, ArticleCard("T-1", "Tröja"))
    assert raised.value.code == "fortnox-article-taken"
    desk = Desk(refusal(2999999, "Nej"), refusal(2000428, "Kan inte hitta artikeln.", 404))
    with pytest.raises(Held) as raised:
        articles.create(desk.client, ArticleCard("T-1", "Tröja"))
    assert raised.value.code == "fortnox-refused"


def test_a_thing_that_is_not_there_is_named_whatever_the_404_says():
    gone = answer(404, text="<h1>Not Found</h1>")
    deeds = (
        (lambda client: articles.switch(client, "T-1", active=False), "fortnox-article-missing"),
        (
            lambda client: articles.update(client, ArticleCard("T-1", "x"), {"weight": 1}),
            "fortnox-article-missing",
        ),
        (lambda client: customers.get(client, "7"), "fortnox-customer-missing"),
        (lambda client: customers.write(client, "7", {"Name": "A"}), "fortnox-customer-missing"),
        (lambda client: customers.read_fields(client, "7"), "fortnox-customer-missing"),
        (lambda client: invoices.get(client, "7"), "fortnox-invoice-missing"),
        (lambda client: orders.get(client, "7"), "fortnox-order-missing"),
    )
    for deed, code in deeds:
        with pytest.raises(Held) as raised:
            deed(Desk(gone).client)
        assert raised.value.code == code


def test_an_address_is_searched_for_as_it_is_written():
    desk = Desk(page("Customers", [{"CustomerNumber": "1", "Email": "STRASSE@x.se"}]))
    assert [one.number for one in customers.find_by_email(desk.client, "straße@x.se ")] == ["1"]
    assert desk.script.query()["email"] == "straße@x.se"


def test_a_register_of_small_pages_without_a_count_goes_on():
    full = [{"ArticleNumber": str(number)} for number in range(100)]
    desk = Desk(answer(200, {"Articles": full}), answer(200, {"Articles": full[:99]}))
    assert [articles.listed_page(desk.client, at)[1] for at in (1, 2)] == [False, True]


def test_a_missing_price_may_carry_the_code_of_a_price_that_exists():
    desk = Desk(refusal(2000762, "Artikeln saknas"), answer(201, {"Price": {}}))
    prices.write(desk.client, "A", "T-1", 100)
    assert [method for method, _path in calls(desk)] == ["PUT", "POST"]


def test_a_picture_whose_id_is_not_told_is_looked_for():
    url = "https://x.se/a.jpg?v=1&copy=2"
    found = {"Id": "8", "ArticleNumber": "T-1", "URLConnection": url}
    desk = Desk(answer(201, {"ArticleUrlConnection": {}}), page("ArticleUrlConnections", [found]))
    assert pictures.add(desk.client, "T-1", url) == 8
    coded = {**found, "URLConnection": url.replace("&", "&amp;")}
    assert pictures.find(Desk(page("ArticleUrlConnections", [coded])).client, "T-1", url) == 8


# -- levels and Lager ----------------------------------------------------------------------------


@pytest.mark.parametrize("said", [{"ArticleNumber": "A"}, {"ArticleNumber": "A", "QuantityInStock": 9}])
def test_a_level_that_the_answer_does_not_show_is_read_back(said):
    now = {"ArticleNumber": "A", "QuantityInStock": "4.00"}
    desk = Desk(answer(200, {"Article": said}), answer(200, {"Article": now}))
    assert levels.set_stock(desk.client, "A", Decimal(4)).in_stock == 4


def balance(number, **told):
    return {"itemId": number, "stockPointCode": "1", "inStock": "2", "availableStock": "1", **told}


def stock(desk, *numbers):
    return {one.number: (one.in_stock, one.disposable) for one in warehouse.balances(desk.client, numbers)}


@pytest.mark.parametrize(
    "shape",
    [
        [balance("A")],
        balance("A"),
        {"StockBalances": [balance("A")], "MetaInformation": {"@TotalPages": 1}},
    ],
)
def test_balances_are_read_bare_single_or_wrapped(shape):
    assert stock(Desk(httpx2.Response(200, json=shape)), "A") == {"A": (2, 1)}


def test_a_balance_that_is_not_told_is_not_zero():
    rows = [balance("A"), balance("A", inStock=None)]
    assert stock(Desk(httpx2.Response(200, json=rows)), "A") == {"A": (None, 2)}


def test_numbers_that_lager_does_not_find_by_commas_are_found_in_the_whole():
    desk = Desk(httpx2.Response(200, json=[]), httpx2.Response(200, json=[balance("A"), balance("Z")]))
    assert stock(desk, "A", "B") == {"A": (2, 1)}
    assert "itemIds" not in desk.script.query()


def test_balances_that_look_like_a_page_are_asked_for_in_halves():
    point = [balance("A", stockPointCode=str(one)) for one in range(60)]
    both = [*point, *(balance("B", stockPointCode=str(one)) for one in range(60))]
    desk = Desk(*(httpx2.Response(200, json=rows) for rows in (both[:100], both[:60], both[60:])))
    assert stock(desk, "A", "B") == {"A": (120, 60), "B": (120, 60)}


DOCUMENT = "/api/warehouse/documentdeliveries/custom/outbound-v1/KONTERA-UT/17"


@pytest.mark.parametrize("absent", [answer(404, text=""), answer(400, {"id": "document_not_found"})])
def test_a_document_that_is_not_there_is_written_whatever_says_so(absent):
    desk = Desk(absent, answer(200, {}), httpx2.Response(204))
    warehouse.move(desk.client, Move("17", "A", -2), DAY)
    assert calls(desk)[1:] == [("PUT", DOCUMENT), ("PUT", f"{DOCUMENT}/release")]


def test_a_release_that_is_refused_because_it_is_done_is_done():
    released = answer(200, {"warehouseReady": True, "voided": False})
    refused = answer(400, {"id": "cannot_modify_released_document", "message": "x"})
    desk = Desk(answer(404, {}), answer(200, {}), refused, released)
    warehouse.move(desk.client, Move("17", "A", -2), DAY)
    assert calls(desk)[-1] == ("GET", DOCUMENT)
    again = Desk(answer(404, {}), answer(200, {}), refused, answer(200, {"warehouseReady": False}))
    with pytest.raises(Held):
        warehouse.move(again.client, Move("17", "A", -2), DAY)


# -- customers, accounts, documents --------------------------------------------------------------


def cleared(*streets):
    cards = ({"Customer": {"CustomerNumber": "7", "Address2": street}} for street in streets)
    desk = Desk(*(answer(200, card) for card in cards))
    customers.write(desk.client, "7", {"Name": "Anna", "Address2": None})
    return [desk.script.body(at)["Customer"] for at in range(1, len(desk.script.requests))]


def test_a_field_that_null_does_not_empty_is_emptied_by_the_word_or_stays():
    assert cleared(None) == cleared("") == []
    assert cleared("c/o Bo", "") == [{"Address2": "API_BLANK"}]
    assert cleared("c/o Bo", "API_BLANK", "c/o Bo") == [{"Address2": "API_BLANK"}, {"Address2": "c/o Bo"}]


def test_a_word_that_is_refused_leaves_the_card_as_it_is():
    desk = Desk(
        answer(200, {"Customer": {"CustomerNumber": "7", "Address2": "c/o Bo"}}), refusal(2000359, "Nej")
    )
    assert customers.write(desk.client, "7", {"Address2": None}).number == "7"


def test_any_number_and_series_is_one_part_of_the_path():
    card = answer(200, {"Customer": {"CustomerNumber": "K/1 b"}})
    desk = Desk(card, card, answer(200, {"Voucher": {}}))
    customers.get(desk.client, "K/1 b")
    customers.update(desk.client, "K/1 b", CARD)
    vouchers.get(desk.client, "Å/", 1, 2)
    paths = [path for _method, path in calls(desk)]
    assert paths == ["/3/customers/K%2F1%20b", "/3/customers/K%2F1%20b", "/3/vouchers/%C3%85%2F/1"]


def test_an_account_is_woken_also_where_number_and_name_are_demanded():
    known = answer(200, {"Account": {"Number": 3002, "Description": "Varor 12 %"}})
    desk = Desk(refusal(2001392, "Felaktig indata"), known, answer(200, {"Account": {}}))
    chart.activate_account(desk.client, 3002)
    assert desk.script.body()["Account"] == {"Number": 3002, "Description": "Varor 12 %", "Active": True}
    with pytest.raises(Held) as raised:
        chart.activate_account(Desk(refusal(2000423), answer(200, {"Account": {}})).client, 3002)
    assert raised.value.code == "fortnox-account-missing"


def test_a_credit_invoice_that_is_the_answer_itself_is_not_taken_for_its_original():
    itself = made_invoice("13", CreditInvoiceReference="12", Credit="true")
    assert invoices.credit(Desk(answer(200, itself)).client, "12").number == "13"
    original = made_invoice("12", CreditInvoiceReference="13")
    assert invoices.credit(Desk(answer(200, original)).client, "12").number == "13"


def test_an_order_that_is_invoiced_already_is_seen_whatever_the_refusal_says():
    invoiced = answer(200, {"Order": {"DocumentNumber": "5", "InvoiceReference": "12"}})
    assert orders.create_invoice(Desk(refusal(2999999, "Nej"), invoiced).client, "5") == "12"
    bare = answer(200, {"Order": {"DocumentNumber": "5", "InvoiceReference": "0"}})
    with pytest.raises(Held) as raised:
        orders.create_invoice(Desk(refusal(2999999, "Nej"), bare).client, "5")
    assert raised.value.code == "fortnox-refused"
