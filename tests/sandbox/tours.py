"""Each call that the clients can make, made once against the sandbox, with what went over the wire."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl

import httpx2
from tests.fortnox.doubles import BUYER, invoice
from tests.sandbox.calls import KEY, TENANT

from kontera import fortnox as fortnox_package
from kontera import quickbutik as quickbutik_package
from kontera.books.articles import ArticleCard
from kontera.books.customers import CustomerCard
from kontera.books.documents import DocumentRow
from kontera.fortnox import (
    articles,
    chart,
    client,
    customers,
    files,
    invoices,
    levels,
    listings,
    orders,
    payments,
    pictures,
    prices,
    registers,
    sie,
    vouchers,
    warehouse,
)
from kontera.fortnox.document import Fields
from kontera.quickbutik import creating, history, writing
from kontera.quickbutik.client import Client as Shopper
from kontera.sandbox.app import application

DAY = date(2026, 11, 24)
CARD = CustomerCard("Anna Åberg", "anna@example.com", billing=BUYER.billing, delivery=BUYER.delivery)
FIRM = replace(CARD, name="Bo AB", email="", is_company=True, org_number="556036-0793", contact="Bo Ek")
NUMBER = "KRUKA/1"
"""An article number whose slash must be encoded in a path."""
POT = ArticleCard(
    NUMBER,
    "Kruka “röd”",
    rate=Decimal(25),
    unit="st",
    ean="7350000000017",
    weight_g=800,
    purchase_price_ore=5000,
    sales_account=3001,
    is_stocked=True,
    stock_place="A1",
)
PICTURE = "https://cdn.example.se/kruka.jpg?a=1&b=2"
ROWS = (
    DocumentRow("Kruka “röd” 🎁", 3001, Decimal(25), Decimal("1.5"), 9950, 100, 14825, sku=NUMBER),
    DocumentRow("Frakt", 3520, Decimal(25), Decimal(1), 4900, 0, 4900, "freight"),
)
FIELDS = Fields(
    second_reference="1001",
    terms_of_payment="30",
    your_reference="Bo Ek",
    our_reference="Webben",
    remarks="Tack\nHej",
    comments="Ring först",
    way_of_delivery="POST",
    terms_of_delivery="F",
    cost_centre="WEBB",
    project="P1",
    language="sv",
    article_numbers={NUMBER: NUMBER},
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. ``path`` as it was sent; bodies decoded, ``None`` when empty."""

    method: str
    path: str
    params: dict[str, str]
    sent: object
    status: int
    answer: object


FILE_ANSWERS = ("/3/sie/4",)
"""Answered with a file; those and uploads are no JSON, and are held by tests of their own."""


class Recorder(httpx2.BaseTransport):
    """Hands requests on to a world and keeps what was said."""

    def __init__(self, world):
        self.inside = httpx2.WSGITransport(app=application(world))
        self.exchanges = []

    def handle_request(self, request):
        answer = self.inside.handle_request(request)
        said = b"".join(answer.stream)
        path, _, query = request.url.raw_path.decode().partition("?")
        is_file = "multipart" in request.headers.get("Content-Type", "") or path.endswith(FILE_ANSWERS)
        sent = json.loads(request.content) if request.content and not is_file else None
        told = json.loads(said) if said and "json" in answer.headers.get("Content-Type", "") else None
        if not is_file:
            self.exchanges.append(
                Exchange(request.method, path, dict(parse_qsl(query)), sent, answer.status_code, told)
            )
        return httpx2.Response(answer.status_code, headers=answer.headers, content=said)


class Guide:
    """Calls functions and remembers which."""

    def __init__(self, client):
        self.client = client
        self.seen = set()

    def do(self, function, *args, **more):
        self.seen.add(name_of(function))
        found = function(self.client, *args, **more)
        return list(found) if isinstance(found, Iterator) else found


def name_of(function):
    return f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"


def callers_in(package):
    """The names of all public functions of a package whose first parameter is the client."""
    for found in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters), "")
            if function.__module__ == module.__name__ and not name.startswith("_") and first == "client":
                yield name_of(function)


FORTNOX_CALLERS = frozenset(callers_in(fortnox_package))
QUICKBUTIK_CALLERS = frozenset(callers_in(quickbutik_package))


# -- Fortnox ------------------------------------------------------------------------------------


class Tokens:
    def __init__(self, token):
        self.value = token

    def token(self):
        return self.value

    def renew(self, stale):  # noqa: ARG002
        return self.value


class Permits:
    def take(self):
        return nullcontext()

    def penalty(self, seconds):
        pass


def tour_of_fortnox(world):
    """(what was seen, what was said) of a tour through everything that may be asked of Fortnox."""
    recorder = Recorder(world)
    line = client.Client(
        "http://test/fortnox",
        client.open_http(recorder),
        Tokens(world.token(TENANT)),
        Permits(),
        sleep=lambda _: None,
        jitter=lambda: 0,
    )
    guide = Guide(line)
    line.post("/3/costcenters", {"CostCenter": {"Code": "WEBB", "Description": "Webbutik"}})
    line.post("/3/pricelists", {"PriceList": {"Code": "B", "Description": "Återförsäljare"}})
    line.post("/3/projects", {"Project": {"ProjectNumber": "P1", "Description": "Jul"}})
    for visit in (_registers, _chart, _cards, _articles, _orders, _invoices, _payments):
        visit(guide)
    world.companies[TENANT].switches.warehouse = True
    _warehouse(guide)
    return guide.seen, recorder.exchanges


def _registers(guide):
    for function in (registers.company, registers.locked_until, registers.modes_of_payment):
        assert guide.do(function) or function is registers.locked_until
    for function in (registers.ways_of_delivery, registers.terms_of_delivery, registers.terms_of_payment):
        assert guide.do(function)
    for function in (registers.units, registers.currencies, registers.price_lists):
        assert guide.do(function)
    assert [one.code for one in guide.do(registers.cost_centres)] == ["WEBB"]
    assert [one.code for one in guide.do(registers.projects)] == ["P1"]
    year = guide.do(registers.financial_year, DAY)
    assert guide.do(registers.accounts, year)
    guide.do(registers.may_read, "articles")
    guide.do(registers.create_way_of_delivery, "POST", "PostNord hem")
    guide.do(registers.create_mode_of_payment, "KLARNA2", "Klarna", 1930)
    guide.do(registers.create_unit, "par", "Par")


def _chart(guide):
    guide.do(chart.create_account, 3099, "Böcker", "MP3")
    guide.do(chart.activate_account, 3099)
    for function in (chart.predefined_accounts, chart.document_series, chart.voucher_series):
        assert guide.do(function)
    assert guide.do(chart.financial_years)
    assert not guide.do(chart.lager_is_active)


def _cards(guide):
    number = guide.do(customers.create, CARD).number
    firm = guide.do(customers.create, FIRM, reference="kontera:s1:1001").number
    guide.do(customers.update, number, replace(CARD, delivery=BUYER.billing))
    guide.do(customers.write, number, {"Address2": None, "Phone1": "070"})
    assert guide.do(customers.find_by_email, CARD.email)[0].number == number
    assert guide.do(customers.find_by_reference, "Bo AB", "kontera:s1:1001").number == firm
    assert guide.do(customers.get, number)
    assert guide.do(customers.read_fields, firm)
    assert guide.do(customers.whole_register)
    assert guide.do(customers.full_register, lambda: True)


def _articles(guide):
    guide.do(articles.create, POT)
    guide.do(articles.update, POT, {"title": "Kruka blå", "ean": "", "unit": "st"})
    assert guide.do(articles.get, NUMBER).title == "Kruka blå"
    assert guide.do(articles.get, "FINNS-EJ") is None
    assert guide.do(articles.listed_page, 1, since="2026-01-01 00:00")[1]
    guide.do(articles.switch, NUMBER, active=False)
    guide.do(articles.switch, NUMBER, active=True)
    guide.do(prices.write, "A", NUMBER, 7960)
    assert guide.do(prices.read, "A", NUMBER) == 7960
    guide.do(prices.write, "B", NUMBER, 7000)
    assert guide.do(prices.read, "B", "FINNS-EJ") is None
    link = guide.do(pictures.add, NUMBER, PICTURE)
    assert guide.do(pictures.find, NUMBER, PICTURE) == link
    assert guide.do(pictures.change, link, NUMBER, PICTURE + "2")
    guide.do(pictures.remove, link)
    guide.do(levels.set_stock, NUMBER, Decimal(12))
    assert guide.do(levels.get, NUMBER).in_stock == 12
    assert guide.do(levels.listed)


def _orders(guide):
    wanted = invoice(ROWS)
    known = {"reference": "kontera:o1", "customer_number": "1", "fields": FIELDS}
    first = guide.do(orders.create, wanted, **known).number
    guide.do(orders.rewrite, first, wanted, **known)
    assert guide.do(orders.find, "kontera:o1")
    assert guide.do(orders.create_invoice, first) == guide.do(orders.create_invoice, first)
    assert guide.do(orders.get, first).invoice_number
    other = guide.do(orders.create, wanted, **known | {"reference": "kontera:o2"}).number
    assert guide.do(orders.cancel, other).cancelled
    assert guide.do(listings.listed_page, "order", first=DAY.replace(day=1), last=DAY, page=1).documents
    assert guide.do(listings.read_listed, "order", first)


def _invoices(guide):
    wanted = invoice(ROWS)
    known = {"reference": "kontera:i1", "customer_number": "1", "fields": replace(FIELDS, due_day=DAY)}
    number = guide.do(invoices.create, wanted, **known).number
    guide.do(invoices.rewrite, number, wanted, **known)
    guide.do(invoices.redate, number, DAY, DAY, customer_number="1")
    assert guide.do(invoices.find, "kontera:i1")
    guide.do(invoices.email, number)
    booked = guide.do(invoices.bookkeep, number)
    assert guide.do(vouchers.get, *booked.voucher).rows
    _vouchers(guide)
    made = guide.do(invoices.credit, number).number
    guide.do(invoices.name_credit, made, reference="kontera:c1", day=DAY, customer_number="1")
    assert guide.do(invoices.get, made).reference == "kontera:c1"
    other = guide.do(invoices.create, wanted, **known | {"reference": "kontera:i2"}).number
    assert guide.do(invoices.cancel, other).cancelled
    assert guide.do(listings.listed_page, "invoice", first=DAY.replace(day=1), last=DAY, page=1).documents


def _vouchers(guide):
    series = guide.do(vouchers.series_of)
    rows = [(1930, 100, "Bank"), (1580, -100, "")]
    made = guide.do(vouchers.create, series=series, day=DAY, description="kontera:v1;", rows=rows)
    assert guide.do(vouchers.find, "kontera:v1;", DAY)
    assert list(guide.do(vouchers.listed, DAY, DAY))
    key = guide.do(files.upload, "order.txt", b"Order 1")
    guide.do(files.attach, key, f"{made.series} {made.number} {made.year}")
    assert guide.do(files.is_attached, key)
    assert guide.do(sie.export, made.year).vouchers


def _payments(guide):
    made = guide.do(
        invoices.create, invoice(ROWS), reference="kontera:i3", customer_number="1", fields=Fields()
    )
    guide.do(invoices.bookkeep, made.number)
    paid = guide.do(
        payments.create,
        invoice_number=made.number,
        amount_ore=made.total_ore - 1,
        currency="SEK",
        day=DAY,
        account=1930,
        reference="kontera:p1",
        mode="KLARNA2",
        write_offs=[(3740, 1)],
    )
    assert guide.do(payments.listed, made.number)
    assert guide.do(payments.find, made.number, "kontera:p1")
    assert guide.do(payments.bookkeep, paid.number).booked
    assert guide.do(payments.get, paid.number)


def _warehouse(guide):
    assert guide.do(warehouse.is_on)
    coming = warehouse.Move("1", NUMBER, 5, cost=Decimal("49.50"))
    going = warehouse.Move("2", NUMBER, -2)
    for move in (coming, going):
        guide.do(warehouse.move, move, DAY)
        assert guide.do(warehouse.is_moved, move)
    assert guide.do(warehouse.balances, [NUMBER])
    guide.do(warehouse.void, going)


# -- Quickbutik ---------------------------------------------------------------------------------

COLOURS = [
    {"sku": "T-R", "qty": 3, "values": {"Färg": "Röd"}},
    {"sku": "T-B", "qty": 4, "qty_location": "A4", "gtin": "735", "values": {"Färg": "Blå"}},
]
READERS = {name for name, _found in inspect.getmembers(Shopper, inspect.isfunction) if name[0] != "_"}


def tour_of_quickbutik(world, shop):
    """The same of a shop: variants, a bundle, pictures, and orders of all of them."""
    shirt = shop.add_product("T", "Tröja", "199.00", 25, variants=COLOURS, images=["https://cdn.test/t.jpg"])
    shop.add_product("SET", "Paket", "400", parts=[{"sku": "T-B", "qty": 2}, {"sku": "A1"}])
    sold = [{"sku": "SET", "qty": 1}, {"sku": "T-R", "qty": 1}]
    shipping = {"id": "1", "name": "PostNord", "price": 49}
    number = shop.place({"lines": sold, "shipping": shipping, "discount": 10})["order_id"]
    recorder = Recorder(world)
    reader = Reader("http://test/quickbutik/v1", KEY, httpx2.Client(transport=recorder), lambda: None)
    guide = Guide(reader)
    first = shop.product(sku="A1")["id"]
    _read_shop(reader, number, [first, shirt["id"]])
    red = shirt["variants"][0]["id"]
    changes = [
        writing.ProductChange(first, stock=7, stock_before=99, title="Ny", price_ore=9900, visible=False),
        writing.ProductChange(shirt["id"], red, stock=8, gtin="99", stock_place="B1", weight_g=200),
        writing.ProductChange("999", sku="NO", stock=1),
    ]
    assert [one.is_done for one in guide.do(writing.update_products, changes)] == [True, True, False]
    new = creating.NewProduct("NY", "Mössa", 9950, rate=25, stock=2, gtin="7", weight_g=90, stock_place="C3")
    assert guide.do(creating.create_product, new).is_new
    assert guide.do(history.start_of, from_day=DAY, from_number="") == 0
    return guide.seen, reader.seen, recorder.exchanges


def _read_shop(reader, number, some):
    assert list(reader.orders(paid_since=1, changed_since=1, status="paid"))
    assert reader.newest(25)
    assert reader.order(number)
    assert reader.order("999") is None
    assert list(reader.products())
    assert set(reader.some_products(some)) == set(some)
    assert reader.product(some[0])
    assert reader.product(sku="T-B")
    assert reader.count() == 4
    assert reader.payment_methods()


class Reader(Shopper):
    """A client that remembers which of its methods were used."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.seen = set()

    def __getattribute__(self, name):
        if name in READERS:
            self.seen.add(name)
        return super().__getattribute__(name)
