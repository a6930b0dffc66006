"""Whatever is sent, the sandbox answers with a refusal or a record, never with its own error."""

from __future__ import annotations

import json

import httpx2
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.calls import KEY, TENANT, Fortnox

from kontera.sandbox.app import application
from kontera.sandbox.fortnox import tables
from kontera.sandbox.world import World

texts = st.one_of(
    st.text(max_size=40), st.sampled_from(["", "1", "SEK", "A", "API_BLANK", "30", "2026-11-24", "3001"])
)
extreme = st.sampled_from([1e300, 1e-300, -1e20, 0, 0.005, 999_999_999, 1e9])
numbers = st.one_of(extreme, st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False))
plain = st.one_of(st.none(), st.booleans(), texts, numbers)
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2)
)

FITTING = {
    "text": texts,
    "number": numbers,
    "integer": st.integers(-(10**9), 10**9) | st.integers(1000, 9999),
    "boolean": st.booleans(),
    "date": st.dates().map(str),
    "quantity": st.decimals(allow_nan=False, allow_infinity=False).map(str) | numbers,
    "digits": st.integers(0, 99),
}

RESOURCES = {
    "customers": ("Customer", tables.CUSTOMER, {"Name": "Anna"}),
    "articles": ("Article", tables.ARTICLE, {"Description": "Kruka"}),
    "orders": ("Order", tables.ORDER, {"CustomerNumber": "1"}),
    "invoices": ("Invoice", tables.INVOICE, {"CustomerNumber": "1"}),
    "invoicepayments": ("InvoicePayment", tables.PAYMENT, {"InvoiceNumber": 1, "Amount": 1}),
    "prices": ("Price", tables.PRICE, {"ArticleNumber": "A1", "PriceList": "A"}),
    "vouchers": ("Voucher", tables.VOUCHER, {"Description": "x"}),
    "articleurlconnections": (
        "ArticleUrlConnection",
        tables.ARTICLE_URL,
        {"ArticleNumber": "A1", "URLConnection": "https://a.se"},
    ),
    "costcenters": ("CostCenter", tables.COST_CENTER, {"Code": "1", "Description": "x"}),
    "projects": ("Project", tables.PROJECT, {"Description": "x"}),
    "currencies": ("Currency", tables.CURRENCY, {"Code": "USD"}),
    "financialyears": (
        "FinancialYear",
        tables.FINANCIAL_YEAR,
        {"FromDate": "2028-01-01", "ToDate": "2028-12-31"},
    ),
}


def record(table):
    """A record of some fields of a table, mostly of the right types."""
    fitting = {name: _value(field) for name, field in tables.writable(table).items()}
    some = st.lists(st.sampled_from(sorted(fitting)), max_size=6, unique=True)
    return some.flatmap(lambda names: st.fixed_dictionaries({name: fitting[name] for name in names}))


def _value(field):
    if field.kind == "object":
        return record(field.inside)
    if field.kind == "list":
        return st.lists(record(field.inside), max_size=3)
    return st.one_of(FITTING[field.kind], FITTING[field.kind], values)


calls = st.sampled_from(sorted(RESOURCES)).flatmap(
    lambda path: st.tuples(st.just(path), record(RESOURCES[path][1]), st.booleans(), st.booleans())
)


@settings(max_examples=200, deadline=None)
@given(calls)
def test_no_body_breaks_the_sandbox(call):
    path, fields, update, rounded = call
    envelope, _table, needed = RESOURCES[path]
    with World(limit=False) as world:
        world.add_company(TENANT, round_off=rounded)
        api = Fortnox(world)
        api.customer()
        api.post("articles", {"Article": {"ArticleNumber": "A1", "Description": "x"}})
        api.booked()
        place = f"{path}/1" if update else path
        body = {envelope: fields if update else needed | fields}
        answer = api.raw("PUT" if update else "POST", place, content=json.dumps(body))
        assert answer.status_code in (200, 201, 400, 404, 405), answer.text
        assert api.get("invoices")[0] == api.get("orders")[0] == api.get("vouchers")[0] == 200
        for voucher in world.companies[TENANT].vouchers.values():
            assert sum(amount for _account, amount in voucher.rows) == 0


queries = st.dictionaries(
    st.sampled_from(
        ["order_id", "offset", "limit", "status", "from_date_paid", "sort_order", "order_by", "search", "sku"]
    ),
    st.one_of(texts, st.sampled_from(["²", "99999999999999999999", "-1", "asc"])),
    max_size=3,
)
changes = st.dictionaries(
    st.sampled_from(
        [
            "order_id",
            "status",
            "products",
            "products_add",
            "discount_add",
            "customer",
            "payment",
            "price",
            "sku",
        ]
    ),
    st.one_of(
        values,
        st.sampled_from(["1001", "A1", "create", "done", {"amount": "x"}, [{"sku": "A1", "qty": "x"}]]),
    ),
    max_size=4,
)
bodies = st.one_of(values, st.lists(changes, max_size=2))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["orders", "products", "metadata/order/1001"]),
    queries,
    st.sampled_from(["GET", "PUT", "POST"]),
    bodies,
)
def test_no_call_breaks_the_shop(path, query, method, body):
    with World() as world:
        shop = world.add_shop(KEY)
        shop.add_product("A1", "Kruka", "125")
        shop.place({"lines": [{"sku": "A1"}]})
        transport = httpx2.WSGITransport(app=application(world))
        client = httpx2.Client(transport=transport, base_url="http://test/quickbutik/v1/", auth=(KEY, KEY))
        answer = client.request(method, path, params=query, content=json.dumps(body))
        assert answer.status_code in (200, 400, 404), answer.text
