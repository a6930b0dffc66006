"""Every call that the clients make, and what the sandbox answers to it, against the services' descriptions.

The descriptions: Fortnox's own (``tests.sandbox.description``), and ``quickbutik-openapi.yaml``, written out
from Quickbutik's public pages and client code.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from jsonschema import ValidationError
from tests.house.places import DOCS
from tests.sandbox import description, tours
from tests.sandbox.test_quickbutik import DESCRIPTION, checks_of

from kontera.sandbox.fortnox.routes import MAP
from kontera.sandbox.quickbutik import hands

PAPER = (DOCS / "apis.md").read_text(encoding="utf-8")
NOWHERE = {("PUT", "/3/orders/<number>/warehouseready")}
"""Calls of the sandbox that the description does not know; nothing of ours makes them."""


@pytest.fixture
def fortnox_tour(world, company):
    company.switches.limit = False
    return tours.tour_of_fortnox(world)


@pytest.fixture
def shop_tour(world, shop):
    return tours.tour_of_quickbutik(world, shop)


# -- Fortnox ------------------------------------------------------------------------------------


def test_the_tour_of_fortnox_comes_by_every_function_that_calls(fortnox_tour):
    seen, _exchanges = fortnox_tour
    assert seen == tours.FORTNOX_CALLERS
    assert len(seen) > 60


def test_every_call_to_fortnox_is_described_and_so_is_its_answer(fortnox_tour):
    _seen, exchanges = fortnox_tour
    templates = set()
    for one in exchanges if description.official() else ():
        found = description.operation_at(one.method, one.path.removeprefix("/fortnox"))
        assert found, one
        description.check_request(one.method, *found, one.params, one.sent)
        description.check_answer(one.method, *found, one.status, one.answer)
        templates.add((one.method, found[0]))
    allowed = {*description.UNDESCRIBED, *description.OTHERS, *description.PARTIAL}
    assert not description.official() or (len(templates) > 50 and allowed <= templates)


def test_every_path_of_the_sandbox_is_a_described_one():
    unknown = set()
    for rule in MAP.iter_rules() if description.official() else ():
        plain = re.sub("<[^>]*>", "x", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            if description.operation_at(method, plain) is None:
                unknown.add((method, rule.rule))
    assert unknown == NOWHERE or not description.official()


WRONG_REQUESTS = [
    ("GET", "/3/articles", {"moon": "1"}, None),
    ("GET", "/3/articles", {}, {"Article": {}}),
    ("PUT", "/3/articles/1", {}, {"Article": {"Moon": 1}}),
    ("PUT", "/3/articles/1", {}, {"Article": {"Description": 1}}),
    ("POST", "/3/articles", {}, {"Article": {"ArticleNumber": "A"}}),
    ("PUT", "/3/prices/A/1/0", {}, {"Price": {"Price": 1}}),
    ("POST", "/3/invoices", {}, {"Invoice": {"CustomerNumber": "1", "InvoiceRows": [{"Price": "1"}]}}),
]
WRONG_ANSWERS = [
    ("GET", "/3/articles", 200, {"Articles": [{"ArticleNumber": 1}]}),
    ("GET", "/3/articles/1", 200, {"Article": {"StockGoods": "true"}}),
    ("GET", "/3/articles/1", 200, {"Article": {"Description": 7}}),
    ("GET", "/3/articles", 200, {"Articles": [{"QuantityInStock": "many"}]}),
    ("GET", "/3/invoices/1", 200, {"Invoice": {"PaymentWay": "SHELLS"}}),
    ("GET", "/3/articles/1", 200, [{"ArticleNumber": "1"}]),
    ("GET", "/3/prices", 200, {"Prices": {"Price": 1}}),
    ("DELETE", "/3/articles/1", 204, {"Article": {}}),
    ("GET", "/3/articles/1", 302, None),
    ("GET", "/3/articles/1", 404, {"message": "no"}),
    ("GET", "/api/warehouse/tenants-v4", 200, {"activated": "yes"}),
    ("GET", "/api/warehouse/status-v1/stockbalance", 200, [{"inStock": "3"}]),
]


@pytest.mark.parametrize(("method", "path", "params", "body"), WRONG_REQUESTS)
def test_the_judge_sees_a_call_that_is_not_described(method, path, params, body):
    if description.official():
        found = description.operation_at(method, path)
        with pytest.raises((AssertionError, ValidationError)):
            description.check_request(method, *found, params, body)


@pytest.mark.parametrize(("method", "path", "status", "answer"), WRONG_ANSWERS)
def test_the_judge_sees_an_answer_that_is_not_described(method, path, status, answer):
    if description.official():
        found = description.operation_at(method, path)
        with pytest.raises((AssertionError, ValidationError)):
            description.check_answer(method, *found, status, answer)


# -- Quickbutik ---------------------------------------------------------------------------------


def test_the_tour_of_the_shop_comes_by_everything_that_calls(shop_tour):
    seen, used, _exchanges = shop_tour
    assert seen == tours.QUICKBUTIK_CALLERS
    assert used == tours.READERS


def test_every_call_to_the_shop_is_described_and_so_is_its_answer(shop_tour):
    _seen, _used, exchanges = shop_tour
    calls = set()
    for one in exchanges:
        checks_of(one)
        calls.add((one.method, one.path.removeprefix("/quickbutik")))
    described = {
        (method.upper(), path)
        for path, operations in DESCRIPTION["paths"].items()
        for method in operations
        if method in description.METHODS
    }
    ours = {call for call in described if call[1] != "/v1/metadata/{scope}/{id}"} - {
        ("PUT", "/v1/orders"),
        ("POST", "/v1/orders"),
        ("GET", "/v1/shippingmethods"),
    }
    assert calls == ours


@pytest.mark.parametrize(
    "change",
    [
        {"path": "/quickbutik/v1/moons"},
        {"method": "DELETE"},
        {"params": {"moon": "1"}},
        {"answer": {"product": [{"title": 7}]}},
        {"method": "PUT", "params": {}, "sent": [{"qty": 1}]},
        {"method": "PUT", "params": {}, "sent": {"stock": 1}},
        {"status": 404, "answer": {"error": "?"}},
    ],
)
def test_the_judge_sees_what_the_shop_s_description_does_not_know(change):
    said = {"method": "GET", "path": "/quickbutik/v1/products", "params": {"limit": "5"}, "sent": None}
    good = {**said, "status": 200, "answer": {"product": []}}
    checks_of(SimpleNamespace(**good))
    with pytest.raises((AssertionError, KeyError, ValidationError)):
        checks_of(SimpleNamespace(**good | change))


def test_what_the_shop_calls_out_is_described(world, shop):
    heard = set()
    world.sender.listen(lambda call: heard.add((call.event, call.name)))
    hands.edit_product(shop, "A1", title="Ny")
    shop.add_product("C1", "Kanna", "1")
    hands.delete_product(shop, "C1")
    for status in ("done", "cancelled"):
        shop.set_status(shop.place({"lines": [{"sku": "A1"}]})["order_id"], status)
    described = set()
    for webhook in DESCRIPTION["webhooks"].values():
        event, number, *_rest = webhook["get"]["parameters"]
        described |= {(word, number["name"]) for word in event["schema"]["enum"]}
    assert heard <= described
    assert len(heard) > 3


# -- the paper ----------------------------------------------------------------------------------


@pytest.mark.parametrize("deviation", sorted(description.DEVIATIONS))
def test_every_deviation_is_explained_in_the_paper(deviation):
    rows = [line for line in PAPER.splitlines() if line.startswith(f"| {deviation} |")]
    assert len(rows) == 1
    assert all(cell.strip() for cell in rows[0].strip("|").split("|"))


def test_every_call_outside_the_descriptions_stands_in_the_paper():
    outside = [path for _method, path in NOWHERE | description.UNDESCRIBED.keys() | description.PARTIAL]
    named = [re.sub("[<{][^>}]*[>}]", "{n}", path) for path in outside]
    assert [path for path in named if f"`{path}`" not in PAPER] == []


def test_every_resource_that_is_called_has_its_place_in_the_paper(fortnox_tour, shop_tour):
    called = {one.path.removeprefix("/fortnox") for one in fortnox_tour[1]}
    called |= {one.path.removeprefix("/quickbutik/v1") for one in shop_tour[2]}
    resources = {resource_of(path) for path in called}
    assert len(resources) > 25
    assert sorted(one for one in resources if f"`{one}" not in PAPER) == []


def resource_of(path):
    """``/3/prices/A/1`` → ``/3/prices``; those of the warehouse to their version, settings to their name."""
    versioned = re.match(r"/api/.*?-v\d+", path)
    settings = re.match(r"/3/settings/\w+", path)
    found = versioned or settings or re.match(r"(/3)?/\w+", path)
    return found.group()
