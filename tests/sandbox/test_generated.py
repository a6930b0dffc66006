"""Requests that schemathesis makes from Fortnox's own description, resource by resource.

Whatever is asked, the sandbox answers as described (with the listed deviations) or refuses as described.
"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.sandbox import description, generated
from tests.sandbox.calls import NOW, TENANT, Fortnox, row

from kontera.sandbox.app import application
from kontera.sandbox.clock import Clock
from kontera.sandbox.fortnox.routes import MAP
from kontera.sandbox.world import World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CUSTOM = "http://test/fortnox/api/warehouse/documentdeliveries/custom"
RESOURCES = sorted({"/".join(rule.rule.split("/")[:3]) for rule in MAP.iter_rules()} - {generated.UPLOAD})
MOST = settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def furnished(world, *, with_warehouse):
    """A company with a record of every kind, and its token."""
    company = world.add_company(TENANT)
    api = Fortnox(world)
    api.customer()
    for number in ("A1", "A/2"):
        article = {"ArticleNumber": number, "Description": "Kruka", "StockGoods": True}
        api.post("articles", {"Article": article})
    address = {"ArticleNumber": "A1", "URLConnection": "https://cdn.example.se/kruka.jpg"}
    api.post("articleurlconnections", {"ArticleUrlConnection": address})
    api.post("costcenters", {"CostCenter": {"Code": "WEBB", "Description": "Webbutik"}})
    api.post("projects", {"Project": {"ProjectNumber": "P1", "Description": "Jul"}})
    for _ in range(2):
        api.order(row(OrderedQuantity="1", ArticleNumber="A1"))
    api.invoice()
    api.booked()
    money = {"InvoiceNumber": 2, "Amount": 5, "ModeOfPayment": "SWISH"}
    api.post("invoicepayments", {"InvoicePayment": money})
    company.switches.warehouse = with_warehouse
    if with_warehouse:
        _move_goods(api)
    return api.token


def _move_goods(api):
    document = {"date": "2026-11-24", "rows": [{"itemId": "A1", "quantity": 3}]}
    assert api.put(f"{CUSTOM}/inbound-v1/IN/1", document)[0] == 200
    assert api.put(f"{CUSTOM}/outbound-v1/UT/1", {**document, "deliveryState": "delivery"})[0] == 200


def explore(operation, token):
    """Make requests of one kind; the statuses of the answers, each of which was judged."""
    statuses = []
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    @MOST
    @given(operation.as_strategy())
    def run(case):
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        statuses.append(answer.status_code)

    run()
    return statuses


@pytest.mark.parametrize("resource", RESOURCES)
def test_whatever_is_asked_the_answer_is_a_described_one(resource):
    seen = []
    for method, template in generated.calls():
        if not f"{template}/".startswith(f"{resource}/"):
            continue
        with World(Clock(NOW, running=False), limit=False) as world:
            token = furnished(world, with_warehouse=resource.startswith("/api/"))
            schema = schemathesis.openapi.from_dict(generated.document_below("/fortnox"))
            schema.app = application(world)
            seen += explore(schema[f"/fortnox{template}"][method], token)
    assert not description.official() or any(status < 300 for status in seen)
