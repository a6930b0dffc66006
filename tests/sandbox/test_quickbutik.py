"""Quickbutik's API, its shapes and the shop's own arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import httpx2
import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.calls import KEY

from kontera.sandbox.app import application
from kontera.sandbox.quickbutik.arithmetic import Item, Rules, add_up

DESCRIPTION = yaml.safe_load(Path(__file__).with_name("quickbutik-openapi.yaml").read_text(encoding="utf-8"))
REFS = "https://quickbutik.invalid/"


def validate(schema, value):
    whole = {"components": DESCRIPTION["components"], "$defs": {"it": schema}, "$ref": "#/$defs/it"}
    jsonschema.Draft202012Validator(whole).validate(value)


def answer_schema(method, path, status="200"):
    return DESCRIPTION["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]


def checks_of(one):
    """Judge one exchange (``tests.sandbox.tours.Exchange``): the call and its answer."""
    path = one.path.removeprefix("/quickbutik")
    operation = DESCRIPTION["paths"][path][one.method.lower()]
    known = {found["name"] for found in operation.get("parameters", ())}
    assert set(one.params) <= known, (path, one.params)
    body = operation.get("requestBody")
    if body is None:
        assert one.sent is None
    else:
        validate(sealed(body["content"]["application/json"]["schema"]), one.sent)
    if one.status == 200 and "content" in operation["responses"]["200"]:
        validate(answer_schema(one.method.lower(), path), one.answer)
    elif one.status != 200:
        assert str(one.status) in operation["responses"]
        validate(DESCRIPTION["components"]["schemas"]["Error"], one.answer)


def sealed(schema):
    """A body may hold nothing but what is described: the description leaves its objects open."""
    if "$ref" in schema:
        inner = DESCRIPTION["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return {**inner, "additionalProperties": False}
    parts = {key: [sealed(one) for one in schema[key]] for key in ("anyOf",) if key in schema}
    return {**schema, **parts, **({"items": sealed(schema["items"])} if "items" in schema else {})}


def buy(shop, **spec):
    return shop.place({"lines": [{"sku": "A1", "qty": 2}]} | spec)


def test_every_answer_fits_the_description(shop, quickbutik):
    number = buy(shop, shipping={"id": "1", "name": "PostNord", "price": 49}, discount=10)["order_id"]
    checks = {
        "orders?include_details=true": answer_schema("get", "/v1/orders"),
        f"orders?order_id={number}": answer_schema("get", "/v1/orders"),
        "orders": answer_schema("get", "/v1/orders"),
        "products": answer_schema("get", "/v1/products"),
        "products?sku=A1": answer_schema("get", "/v1/products"),
        "products?search=Kruka": answer_schema("get", "/v1/products"),
        "products/count": answer_schema("get", "/v1/products/count"),
    }
    for path, schema in checks.items():
        answer = quickbutik.get(path)
        assert answer.status_code == 200, path
        validate(schema, answer.json())
    changed = quickbutik.put("orders", json=[{"order_id": number, "status": "done"}])
    validate(answer_schema("put", "/v1/orders"), changed.json())
    validate(
        answer_schema("put", "/v1/products"),
        quickbutik.put("products", json=[{"sku": "A1", "stock": 3}]).json(),
    )


def test_errors_fit_the_description(world, shop, quickbutik):
    error = DESCRIPTION["components"]["schemas"]["Error"]
    transport = httpx2.WSGITransport(app=application(world))
    for answer, status in (
        (quickbutik.get("orders?order_id=999"), 404),
        (quickbutik.get("orders?offset=50"), 404),
        (quickbutik.get("orders?status=eaten"), 400),
        (quickbutik.get("orders?limit=1001"), 400),
        (quickbutik.get("moons"), 404),
        (quickbutik.put("orders", content="{"), 400),
        (httpx2.Client(transport=transport).get("http://test/quickbutik/v1/orders"), 401),
        (
            httpx2.Client(transport=transport, auth=(KEY, "other")).get("http://test/quickbutik/v1/orders"),
            401,
        ),
    ):
        assert answer.status_code == status
        validate(error, answer.json())
        assert answer.json()["code"] == status


def test_orders_are_bare_arrays_of_texts_newest_first(shop, quickbutik):
    numbers = [buy(shop)["order_id"] for _ in range(3)]
    listed = quickbutik.get("orders?limit=2").json()
    assert [one["order_id"] for one in listed] == numbers[:0:-1]
    assert set(listed[0]) == {"order_id", "date_created", "total_amount", "status"}
    full = quickbutik.get("orders?sort_order=asc&include_details=1&limit=1").json()[0]
    assert (full["order_id"], full["total_amount"], full["tax_amount"], full["status"]) == (
        numbers[0],
        "250.00",
        "50.00",
        "1",
    )
    assert full["products"][0]["qty"] == "2"


def test_date_filters_are_unix_timestamps(shop, quickbutik):
    buy(shop, created="2026-11-01 12:00:00")
    late = buy(shop, created="2026-11-20 12:00:00")["order_id"]
    since = int(datetime(2026, 11, 10, tzinfo=UTC).timestamp())
    for name in ("from_date_paid", "from_status_date"):
        assert [one["order_id"] for one in quickbutik.get(f"orders?{name}={since}").json()] == [late]
    assert quickbutik.get("orders?from_date_paid=2026-11-10").status_code == 400


def test_product_answers_have_four_shapes(shop, quickbutik):
    shapes = {}
    for shape in ("documented", "bare"):
        shop.settings.product_shape = shape
        shapes[shape] = (quickbutik.get("products").json(), quickbutik.get("products?sku=A1").json())
    assert [one["sku"] for one in shapes["documented"][0]["product"]] == ["A1", "B6"]
    assert shapes["documented"][1]["product"]["tax_rate"] == "25"
    assert [one["sku"] for one in shapes["bare"][0]] == ["A1", "B6"]
    assert shapes["bare"][1]["sku"] == "A1"
    shop.settings.tax_rate_visible = False
    assert "tax_rate" not in quickbutik.get("products?sku=A1").json()


def test_a_new_order_is_unpaid_and_paying_it_moves_the_status_date(shop, quickbutik, clock):
    body = [
        {
            "order_id": "create",
            "products": [{"sku": "A1", "qty": 1, "price": 99}],
            "payment": {"method": "swish"},
        }
    ]
    number = quickbutik.post("orders", json=body).json()["results"]["create_1"]["order_id"]
    assert quickbutik.get(f"orders?order_id={number}").json()[0]["status"] == "-1"
    clock.advance(3600)
    since = int(clock.now().timestamp())
    assert quickbutik.get(f"orders?from_status_date={since}").status_code == 404
    quickbutik.put("orders", json=[{"order_id": number, "status": "paid"}])
    found = quickbutik.get(f"orders?from_status_date={since}&include_details=true").json()[0]
    assert (found["status"], found["date_paid"]) == ("1", "2026-11-24 11:00:00")


def test_a_batch_answers_200_with_failures_inside(shop, quickbutik):
    number = buy(shop)["order_id"]
    body = [{"order_id": number, "status": "cancelled"}, {"order_id": "999", "status": "done"}]
    results = quickbutik.put("orders", json=body).json()["results"]
    assert (results[number]["success"], results["999"]["success"]) == (True, False)


def test_done_captures_the_payment_unless_told_otherwise(shop, quickbutik):
    first, second = buy(shop)["order_id"], buy(shop)["order_id"]
    body = [{"order_id": first, "status": "done"}]
    quickbutik.put(
        "orders", json=[*body, {"order_id": second, "status": "done", "paymethod_activate": "false"}]
    )
    assert shop.captured == [first]


def test_metadata_is_kept_and_an_empty_value_deletes(shop, quickbutik):
    number = buy(shop)["order_id"]
    place = f"metadata/order/{number}"
    assert quickbutik.post(place, json={"key": "fortnox", "value": "17"}).status_code == 200
    assert quickbutik.get(place).json() == {"fortnox": "17"}
    quickbutik.put(place, json={"key": "fortnox", "value": ""})
    assert quickbutik.get(place).json() == {}
    assert quickbutik.get("metadata/order/999").status_code == 404


def test_a_shop_can_have_a_limit(shop, quickbutik, clock):
    shop.settings.per_second = 2
    assert [quickbutik.get("products/count").status_code for _ in range(3)] == [200, 200, 429]
    clock.advance(1)
    assert quickbutik.get("products/count").status_code == 200


def test_old_orders_keep_the_rate_they_charged(shop, quickbutik):
    number = buy(shop, lines=[{"sku": "B6", "qty": 1}])["order_id"]
    shop.set_rate("B6", 25)
    assert quickbutik.get(f"orders?order_id={number}").json()[0]["tax_amount"] == "6.00"
    assert quickbutik.get("products?sku=B6").json()["product"]["tax_rate"] == "25"


@pytest.mark.parametrize(
    ("spec", "total", "pay", "tax"),
    [
        ({}, "250.00", "250.00", "50.00"),
        ({"shipping": {"id": "1", "name": "P", "price": "49"}}, "299.00", "299.00", "59.80"),
        ({"discount": "50"}, "200.00", "200.00", "40.00"),
        ({"gift_card": "100"}, "250.00", "150.00", "50.00"),
        (
            {"lines": [{"sku": "A1", "qty": 2}, {"title": "Paketrabatt", "price": "-50"}], "discount": "25"},
            "175.00",
            "175.00",
            "35.00",
        ),
        ({"tax_free": True}, "250.00", "250.00", "0.00"),
        ({"tax_on_top": True}, "312.50", "312.50", "62.50"),
        (
            {"lines": [{"title": "x", "price": "99.60", "qty": 1}], "whole_kronor": True},
            "100.00",
            "100.00",
            "19.92",
        ),
        (
            {"lines": [{"sku": "A1"}, {"sku": "B6"}], "shipping": {"price": "23.10"}},
            "254.10",
            "254.10",
            "34.10",
        ),
        (
            {"lines": [{"sku": "A1"}, {"title": "G", "price": 500, "gift_card": True}]},
            "625.00",
            "625.00",
            "25.00",
        ),
    ],
)
def test_the_shop_adds_up(shop, spec, total, pay, tax):
    placed = buy(shop, **spec)
    assert (placed["total_amount"], placed["total_pay_amount"], placed["tax_amount"]) == (total, pay, tax)


items = st.lists(
    st.builds(
        Item,
        st.decimals("0.10", "900", places=2),
        st.integers(1, 9).map(Decimal),
        st.sampled_from([Decimal(25), Decimal(12), Decimal(6)]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(items, st.decimals("0", "99", places=2), st.sampled_from(["line", "order"]))
def test_tax_by_line_and_by_order_differ_by_half_an_ore_a_row_at_most(lines, freight, per):
    rules = Rules(tax_per=per)
    sums = add_up(lines, discount=Decimal(0), shipping=freight, fee=Decimal(0), rules=rules)
    goods = sum(line.amount for line in lines)
    exact = sum(line.amount * line.rate / (100 + line.rate) for line in lines)
    exact += sum(freight * line.amount / goods * line.rate / (100 + line.rate) for line in lines)
    assert sums.total == goods + freight
    assert abs(sums.tax - exact) <= Decimal("0.005") * (len(lines) + 3)
