"""Stock without the Lager module: orders reserve, invoices take out, returns bring back."""

from __future__ import annotations

import json
from decimal import Decimal

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.calls import NOW, TENANT, Fortnox, row

from kontera.sandbox.app import application
from kontera.sandbox.clock import Clock
from kontera.sandbox.world import World


@pytest.fixture
def article(fortnox):
    """Ten pieces of A1 in stock."""
    return make_article(fortnox)


def make_article(fortnox, number="A1", quantity=10, **fields):
    made = {"ArticleNumber": number, "Description": "Kruka", "StockGoods": True, "QuantityInStock": quantity}
    status, answer = fortnox.post("articles", {"Article": made | fields})
    assert status == 201, answer
    return answer["Article"]


def levels(fortnox, number="A1"):
    """(in stock, reserved, disposable)."""
    one = fortnox.get(f"articles/{number}")[1]["Article"]
    return one["QuantityInStock"], one["ReservedQuantity"], one["DisposableQuantity"]


def goods(quantity="2", **fields):
    return row(quantity=quantity, ArticleNumber="A1", **fields)


def ordered(quantity="2", **fields):
    return goods(quantity, OrderedQuantity=quantity, **fields)


def control(world, path, body):
    client = httpx2.Client(transport=httpx2.WSGITransport(app=application(world)), base_url="http://test")
    answer = client.post(f"/_sandbox/{path}", json={"tenant": TENANT} | body)
    return answer.status_code, json.loads(answer.text, parse_float=Decimal)


def test_an_order_reserves_what_is_ordered(fortnox, article):
    made = fortnox.order(ordered("3"), ordered("1"))
    assert levels(fortnox) == (10, 4, 6)
    assert [one["ReservedQuantity"] for one in made["OrderRows"]] == ["3.00", "1.00"]


def test_an_order_that_is_only_registered_reserves_nothing(fortnox, article):
    made = fortnox.order(ordered("3"), DeliveryState="registration")
    assert levels(fortnox) == (10, 0, 10)
    assert made["OrderRows"][0]["ReservedQuantity"] == "0.00"


def test_an_invoice_takes_its_goods_when_it_is_saved(fortnox, article):
    fortnox.invoice(goods("3"))
    assert levels(fortnox) == (7, 0, 7)


def test_by_switch_an_invoice_takes_its_goods_when_it_is_booked(fortnox, company, article):
    company.switches.stock_moves_at = "bookkeep"
    made = fortnox.invoice(goods("3"))
    assert levels(fortnox) == (10, 0, 10)
    fortnox.put(f"invoices/{made['DocumentNumber']}/bookkeep")
    assert levels(fortnox) == (7, 0, 7)


def test_by_switch_an_invoice_of_the_cash_method_still_takes_its_goods(world, clock):
    world.add_company(7, method="CASH", stock_moves_at="bookkeep")
    api = Fortnox(world, 7)
    api.customer()
    make_article(api)
    api.invoice(goods("3"))
    assert levels(api) == (7, 0, 7)


def test_createinvoice_releases_the_reservation_and_takes_what_is_delivered(fortnox, article):
    made = fortnox.order(ordered("3") | {"DeliveredQuantity": "2"})
    assert levels(fortnox) == (10, 3, 7)
    fortnox.put(f"orders/{made['DocumentNumber']}/createinvoice")
    assert levels(fortnox) == (8, 0, 8)


def test_booking_does_not_take_the_goods_again(fortnox, article):
    fortnox.booked(goods("3"))
    assert levels(fortnox) == (7, 0, 7)


def test_a_cancelled_order_reserves_no_more(fortnox, article):
    made = fortnox.order(ordered("3"))
    fortnox.put(f"orders/{made['DocumentNumber']}/cancel")
    assert levels(fortnox) == (10, 0, 10)


def test_a_cancelled_invoice_puts_its_goods_back(fortnox, article):
    made = fortnox.invoice(goods("3"))
    fortnox.put(f"invoices/{made['DocumentNumber']}/cancel")
    assert levels(fortnox) == (10, 0, 10)


def test_a_credit_invoice_puts_goods_back(fortnox, article):
    booked = fortnox.booked(goods("3"))
    fortnox.put(f"invoices/{booked['DocumentNumber']}/credit")
    assert levels(fortnox) == (10, 0, 10)


def test_a_partial_credit_puts_back_only_its_part(fortnox, article):
    booked = fortnox.booked(goods("3"))
    credit = fortnox.put(f"invoices/{booked['DocumentNumber']}/credit")[1]["Invoice"][
        "CreditInvoiceReference"
    ]
    fortnox.put(f"invoices/{credit}", {"Invoice": {"InvoiceRows": [{"DeliveredQuantity": "-1"}]}})
    assert levels(fortnox) == (8, 0, 8)


def test_a_negative_row_puts_goods_back(fortnox, article):
    fortnox.invoice(goods("-2"), row("1000"))
    assert levels(fortnox) == (12, 0, 12)


def test_a_rewritten_invoice_moves_only_the_difference(fortnox, article):
    made = fortnox.invoice(goods("3"))
    place = f"invoices/{made['DocumentNumber']}"
    fortnox.put(place, {"Invoice": {"InvoiceRows": [{"DeliveredQuantity": "1"}]}})
    assert levels(fortnox) == (9, 0, 9)
    fortnox.put(place, {"Invoice": {"Remarks": "x"}})
    assert levels(fortnox) == (9, 0, 9)


def test_a_rewritten_order_reserves_anew(fortnox, article):
    make_article(fortnox, "B1")
    made = fortnox.order(ordered("3"))
    change = {"Order": {"OrderRows": [{"ArticleNumber": "B1", "OrderedQuantity": "2"}]}}
    fortnox.put(f"orders/{made['DocumentNumber']}", change)
    assert (levels(fortnox), levels(fortnox, "B1")) == ((10, 0, 10), (10, 2, 8))


def test_a_refused_write_moves_nothing(fortnox, article):
    fortnox.refusal(
        "POST", "invoices", {"Invoice": {"CustomerNumber": "1", "InvoiceRows": [goods("1", VAT=19)]}}
    )
    made = fortnox.invoice(goods("3"))
    place = f"invoices/{made['DocumentNumber']}"
    fortnox.refusal(
        "PUT", place, {"Invoice": {"InvoiceRows": [{"DeliveredQuantity": "1", "AccountNumber": 9}]}}
    )
    assert levels(fortnox) == (7, 0, 7)


def test_an_article_that_is_no_stock_goods_never_moves(fortnox):
    make_article(fortnox, StockGoods=False)
    fortnox.order(ordered())
    fortnox.invoice(goods())
    assert levels(fortnox) == (10, 0, 10)


def test_stock_may_go_below_zero(fortnox, article):
    assert fortnox.invoice(goods("12.5"))["InvoiceRows"][0]["DeliveredQuantity"] == "12.50"
    assert levels(fortnox) == (Decimal("-2.5"), 0, Decimal("-2.5"))


def test_a_balance_that_is_written_is_absolute_and_has_two_decimals(fortnox, article):
    fortnox.order(ordered("3"))
    fortnox.put("articles/A1", {"Article": {"QuantityInStock": 4.005}})
    assert levels(fortnox) == (Decimal("4.01"), 3, Decimal("1.01"))
    fortnox.put("articles/A1", {"Article": {"QuantityInStock": -7}})
    assert levels(fortnox) == (-7, 3, -10)


def test_stock_value_follows_the_balance(fortnox):
    make_article(fortnox, PurchasePrice=12.5)
    fortnox.invoice(goods("2"))
    assert fortnox.get("articles/A1")[1]["Article"]["StockValue"] == 100


def test_a_list_tells_what_is_left_as_texts(fortnox, article):
    fortnox.order(ordered("3"))
    one = fortnox.get("articles")[1]["Articles"][0]
    names = ("QuantityInStock", "ReservedQuantity", "DisposableQuantity")
    assert [one[name] for name in names] == ["10.00", "3.00", "7.00"]


@pytest.mark.parametrize(("touches", "seen"), [(False, []), (True, ["A1"])])
def test_a_mere_stock_change_shows_in_lastmodified_only_by_switch(fortnox, company, clock, touches, seen):
    make_article(fortnox)
    company.switches.touches_lastmodified = touches
    clock.advance(1800)
    fortnox.invoice(goods("3"))
    found = fortnox.get("articles", lastmodified="2026-11-24 10:15")[1]["Articles"]
    assert [one["ArticleNumber"] for one in found] == seen


def test_a_person_corrects_stock_by_hand(world, fortnox, article):
    fortnox.order(ordered("3"))
    assert control(world, "company/stock", {"article": "A1", "add": "-1.5"})[0] == 200
    assert levels(fortnox) == (Decimal("8.5"), 3, Decimal("5.5"))
    assert control(world, "company/stock", {"article": "A1", "set": 20})[1]["DisposableQuantity"] == 17
    assert control(world, "company/stock", {"article": "NIX", "set": 20})[0] == 400


def test_a_person_edits_an_article_and_its_price_by_hand(world, fortnox, article, clock):
    clock.advance(1800)
    fields = {"Description": "Stor kruka", "EAN": "7350000000001", "SalesPrice": "99.50"}
    assert control(world, "company/article", {"article": "A1", "fields": fields})[0] == 200
    one = fortnox.get("articles/A1")[1]["Article"]
    assert (one["Description"], one["SalesPrice"]) == ("Stor kruka", Decimal("99.5"))
    assert fortnox.get("prices/A/A1/0")[1]["Price"]["Price"] == Decimal("99.5")
    assert len(fortnox.get("articles", lastmodified="2026-11-24 10:15")[1]["Articles"]) == 1
    assert control(world, "company/article", {"article": "A1", "fields": {"Wheels": 4}})[0] == 400


def test_a_person_edits_a_customer_by_hand(world, fortnox):
    body = {"customer": "1", "fields": {"Email": "anna@example.se", "Active": False}}
    assert control(world, "company/customer", body)[0] == 200
    one = fortnox.get("customers/1")[1]["Customer"]
    assert (one["Email"], one["Active"]) == ("anna@example.se", False)


def test_the_switches_of_stock_are_turned_from_outside(world, company):
    turned = {"stock_moves_at": "bookkeep", "touches_lastmodified": True, "warehouse_put": "refused"}
    assert control(world, "company/switch", {"switches": turned | {"price_row_made": False}})[0] == 200
    switches = company.switches
    assert (switches.stock_moves_at, switches.touches_lastmodified) == ("bookkeep", True)
    assert (switches.warehouse_put, switches.price_row_made) == ("refused", False)
    assert control(world, "company/switch", {"switches": {"stock_moves_at": "never"}})[0] == 400


# -- events -------------------------------------------------------------------------------------


@pytest.fixture
def heard(company):
    events = []
    company.on_event = lambda *event: events.append(event)
    return events


def test_every_write_of_a_document_tells_an_event(fortnox, heard):
    made = fortnox.order(row(OrderedQuantity="1"))["DocumentNumber"]
    fortnox.put(f"orders/{made}", {"Order": {"Remarks": "x"}})
    fortnox.put(f"orders/{made}/createinvoice")
    fortnox.put("invoices/1", {"Invoice": {"Remarks": "x"}})
    fortnox.put("invoices/1/bookkeep")
    assert heard == [
        ("orders", "order-created-v1", "1"),
        ("orders", "order-updated-v1", "1"),
        ("invoices", "invoice-created-v1", "1"),
        ("orders", "order-updated-v1", "1"),
        ("invoices", "invoice-updated-v1", "1"),
        ("invoices", "invoice-bookkeep-v1", "1"),
    ]


def test_cancelled_documents_tell_so(fortnox, heard):
    fortnox.order(row())
    fortnox.invoice(row())
    fortnox.put("orders/1/cancel")
    fortnox.put("invoices/1/cancel")
    assert [kind for _topic, kind, _id in heard[2:]] == ["order-cancelled-v1", "invoice-cancelled-v1"]


def test_payments_tell_when_they_are_booked_or_deleted(fortnox, heard):
    fortnox.booked(row())
    del heard[:]
    body = {"InvoicePayment": {"InvoiceNumber": 1, "Amount": 25, "ModeOfPayment": "SWISH"}}
    fortnox.post("invoicepayments", body)
    fortnox.call("DELETE", "invoicepayments/1")
    fortnox.post("invoicepayments", body)
    fortnox.put("invoicepayments/2/bookkeep")
    assert heard == [
        ("invoices", "invoicepayment-deleted-v1", "1"),
        ("invoices", "invoicepayment-bookkeep-v1", "2"),
        ("invoices", "invoice-updated-v1", "1"),
    ]


def test_cards_tell_of_every_write_and_a_refusal_tells_nothing(world, fortnox, heard):
    make_article(fortnox)
    fortnox.put("articles/A1", {"Article": {"QuantityInStock": 4}})
    fortnox.put("customers/1", {"Customer": {"City": "Lund"}})
    control(world, "company/article", {"article": "A1", "fields": {"EAN": "1"}})
    fortnox.refusal("PUT", "articles/A1", {"Article": {"SalesPrice": 1}})
    fortnox.call("DELETE", "articles/A1")
    fortnox.get("articles")
    assert heard == [
        ("articles", "article-created-v1", "A1"),
        ("articles", "article-updated-v1", "A1"),
        ("customers", "customer-updated-v2", "1"),
        ("articles", "article-updated-v1", "A1"),
        ("articles", "article-deleted-v1", "A1"),
    ]


def test_a_mere_stock_change_is_silent_without_lager(world, fortnox, company, article, heard):
    control(world, "company/stock", {"article": "A1", "add": 1})
    assert heard == []
    company.switches.touches_lastmodified = True
    control(world, "company/stock", {"article": "A1", "add": 1})
    assert heard == [("articles", "article-updated-v1", "A1")]


# -- any history --------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(["order", "invoice", "change", "cancel", "createinvoice", "bookkeep", "credit"]),
        st.integers(1, 4),
        st.integers(-3, 9),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_after_any_history_stock_is_what_the_standing_documents_leave(history):
    with World(Clock(NOW, running=False), limit=False) as world:
        world.add_company(TENANT)
        api = Fortnox(world)
        api.customer()
        make_article(api)
        for what, number, quantity in history:
            play(api, what, number, str(quantity))
        company = world.companies[TENANT]
        taken = sum(
            Decimal(one["InvoiceRows"][0]["DeliveredQuantity"])
            for one in company.invoices.values()
            if not one["Cancelled"]
        )
        reserved = sum(
            Decimal(one["OrderRows"][0]["OrderedQuantity"])
            for one in company.orders.values()
            if not one["Cancelled"] and one["InvoiceReference"] == "0"
        )
        assert levels(api) == (10 - taken, reserved, 10 - taken - reserved)


def play(api, what, number, quantity):
    """One step; whatever Fortnox refuses is part of the history too."""
    if what == "order":
        api.order(ordered(quantity))
    elif what == "invoice":
        api.invoice(goods(quantity))
    elif what == "change":
        api.put(f"invoices/{number}", {"Invoice": {"InvoiceRows": [{"DeliveredQuantity": quantity}]}})
    else:
        shelf = (
            "orders" if what == "createinvoice" or (what == "cancel" and int(quantity) % 2) else "invoices"
        )
        api.put(f"{shelf}/{number}/{what}")
