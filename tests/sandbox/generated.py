"""The described calls of the sandbox as a description that schemathesis can make requests from.

Bodies and parameters are the official ones; answers are the described ones with the listed deviations
(``tests.sandbox.description``). Path parameters name records that exist, and one that does not.
"""

from __future__ import annotations

import re
from functools import cache

from tests.sandbox import description

from kontera.sandbox.fortnox.routes import MAP

EXISTING = {
    "ArticleNumber": ["A1", "A/2"],
    "CustomerNumber": ["1"],
    "DocumentNumber": ["1", "2"],
    "FromQuantity": ["0"],
    "PriceList": ["A"],
    "VoucherSeries": ["A", "B"],
    "VoucherNumber": ["1"],
    "Type": ["4"],
    "type": ["IN", "UT"],
    "Id": ["1"],
    "id": ["1"],
    "ProjectNumber": ["P1"],
    "FileId": ["f1"],
    "name": ["CUSTOMERCLAIM"],
    "Name": ["INVOICE"],
}
"""Path parameter → values of records that are there."""
BY_RESOURCE = {
    "/3/accounts": ["3001"],
    "/3/invoicepayments": ["1"],
    "/3/costcenters": ["WEBB"],
    "/3/currencies": ["SEK", "EUR"],
    "/3/modesofpayments": ["SWISH"],
    "/3/pricelists": ["A"],
    "/3/termsofdeliveries": ["F"],
    "/3/termsofpayments": ["30"],
    "/3/units": ["st"],
    "/3/voucherseries": ["B"],
    "/3/wayofdeliveries": ["P"],
}
UNKNOWN = "999"
TAME = {
    "CustomerNumber": ["1"],
    "ArticleNumber": ["A1"],
    "InvoiceNumber": [2],
    "AccountNumber": [3001, "1930"],
    "Account": [3001, 1930],
    "Currency": ["SEK", "EUR"],
    "PriceList": ["A"],
    "VoucherSeries": ["A"],
    "CountryCode": ["SE", None],
    "ModeOfPayment": ["SWISH"],
    "TransactionDate": ["2026-11-24"],
    "FromDate": ["2028-01-01"],
    "ToDate": ["2028-12-31"],
    "InvoiceDate": ["2026-11-24"],
    "OrderDate": ["2026-11-24"],
    "PaymentDate": ["2026-11-24"],
    "DeliveredQuantity": ["1", "2.5"],
    "OrderedQuantity": ["1"],
    "VAT": [25],
    "Price": [125, 0.1],
    "Amount": [1],
    "Debit": [0],
    "Code": ["NY"],
    "Name": ["Anna"],
    "Description": ["Kruka"],
    "Number": [3099],
    "ProjectNumber": ["P2"],
    "URLConnection": ["https://cdn.example.se/1.jpg"],
    "date": ["2026-11-24"],
    "deliveryState": ["delivery"],
    "itemId": ["A1"],
    "quantity": [1],
    "category": ["INBOUND"],
    "referenceType": ["NY"],
    "code": ["NY"],
    "name": ["Butiken"],
}
"""Field → values that the furnished company takes: half of the bodies hold nothing but these."""


UPLOAD = "/3/inbox"
"""Takes a file and no JSON: held by the tests of files."""


def calls():
    """(method, described path) of everything the sandbox answers; nothing without a description."""
    if description.whole() is None:
        return []
    found = set()
    for rule in MAP.iter_rules():
        plain = re.sub("<[^>]*>", "x", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            known = description.operation_at(method, plain)
            if known and known[0] != UPLOAD:
                found.add((method, known[0]))
    return sorted(found)


@cache
def document():
    paths: dict[str, dict[str, object]] = {}
    for method, template in calls():
        paths.setdefault(template, {})[method.lower()] = _operation(method, template)
    answers = {f"answer_{name}": _moved(schema) for name, schema in description.definitions().items()}
    wild = {name: _plain(schema) for name, schema in description.official().items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Fortnox", "version": "1"},
        "paths": paths,
        "components": {"schemas": wild | answers},
    }


def document_below(root):
    """The document with every path below ``root``."""
    made = document()
    return {**made, "paths": {f"{root}{path}": one for path, one in made["paths"].items()}}


def _operation(method, template):
    _path, operation = description.operation_at(method, re.sub(r"{[^}]*}", "x", template))
    made = {"parameters": [_parameter(template, one) for one in operation.get("parameters", ())]}
    body = description.body_schema(operation)
    if body is not None:
        known = TAME | (_keys(template) if method == "PUT" else {})
        either = {"anyOf": [_plain(body), _tamed(body, known)]}
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": either}}}
    made["responses"] = {
        status: _response(method, template, status, one) for status, one in operation["responses"].items()
    }
    if (method, template) in description.FILES:
        made["responses"]["200"] = {"description": "a file", "content": {"*/*": {}}}
    return made


def _parameter(template, one):
    if one["in"] != "path":
        return {**one, "schema": _plain(one["schema"])}
    known = BY_RESOURCE.get(_resource(template)) or EXISTING[one["name"]]
    return {"name": one["name"], "in": "path", "required": True, "schema": {"enum": [*known, UNKNOWN]}}


def _keys(template):
    """A change names in its body the record that its path names."""
    here = BY_RESOURCE.get(_resource(template), ["NY"])
    return {"Code": here, "Number": [int(one) for one in here if one.isdigit()], "ProjectNumber": ["P1"]}


def _resource(template):
    return "/".join(template.split("/")[:3])


def _response(method, template, status, described):
    schema = description.answer_schema(method, template, described, is_refusal=status == "default")
    if schema is None:
        return {"description": "no body"}
    moved = _moved(schema)
    if (method, template) in description.BARE and status != "default":
        moved = {"type": "array", "items": moved}
    return {"description": "an answer", "content": {"application/json": {"schema": moved}}}


def _moved(schema):
    """References to the loosened schemas, where this document keeps them."""
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/answer_")
            if key == "$ref" and isinstance(value, str)
            else _moved(value)
            for key, value in schema.items()
        }
    return [_moved(one) for one in schema] if isinstance(schema, list) else schema


def _tamed(schema, known):
    """An object of the fields that are known to be taken, and those that hold such objects."""
    if "$ref" in schema:
        return _tamed(description.official()[schema["$ref"].rsplit("/", 1)[-1]], known)
    if "items" in schema:
        return {"type": "array", "items": _tamed(schema["items"], known), "minItems": 1, "maxItems": 2}
    if "properties" not in schema:
        return _plain(schema)
    fields = {
        name: {"enum": known[name]} if name in known else _tamed(one, known)
        for name, one in schema["properties"].items()
        if name in known or "$ref" in one or "items" in one
    }
    needed = [name for name in schema.get("required", fields) if name in fields]
    return {"type": "object", "properties": fields, "required": needed, "additionalProperties": False}


def _plain(schema):
    """Without formats and patterns, which are hints here: the sandbox says no where they matter."""
    if isinstance(schema, dict):
        return {
            key: _plain(value)
            for key, value in schema.items()
            if key not in ("format", "pattern") or not isinstance(value, str)
        }
    return [_plain(one) for one in schema] if isinstance(schema, list) else schema
