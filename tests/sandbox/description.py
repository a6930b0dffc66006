"""Fortnox's own API description as a judge: of answers, and of what is sent.

The description is not part of this repository. ``KONTERA_FORTNOX_OPENAPI`` (or ``FORTNOX_OPENAPI``)
names a copy; without it a copy in a ``shared/facts`` folder beside the repository is used. Where
there is none, nothing is proven and a warning says so.
"""

from __future__ import annotations

import json
import os
import warnings
from functools import cache
from pathlib import Path

import jsonschema

NAME = "fortnox-openapi.official.json"
BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "facts" / NAME

DEVIATIONS = {
    "an absent value is null": "",
    "an absent reference is the text 0": "ContractReference",
    "an absent choice is an empty text": "PaymentWay",
    "list items carry numbers as texts": "CurrencyRate QuantityInStock",
    "a list is described as one record": "",
    "createinvoice answers the order": "",
    "a file comes where a text or nothing is described": "",
    "a refusal with status 404 has capital keys": "",
}
"""How recorded answers, and so the sandbox, differ from the description, and the fields it takes to say so.

Every one of them stands in docs/apis.md with its source.
"""
ALSO = {
    "an absent reference is the text 0": {"const": "0"},
    "an absent choice is an empty text": {"const": ""},
    "list items carry numbers as texts": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
}
"""What such a field may hold beside what is described."""
LOOSE = {name: ALSO[deviation] for deviation, names in DEVIATIONS.items() for name in names.split()}
LISTS = {
    ("GET", "/3/prices"): "fortnox_PriceListItem_List",
    ("GET", "/api/warehouse/status-v1/stockbalance"): "warehouse_StockBalance",
    ("GET", "/api/warehouse/stockpoints-v1"): "warehouse_StockPoint",
    ("GET", "/api/warehouse/documentdeliveries/custom/documenttypes-v1"): "warehouse_CustomDocumentType",
}
"""Described as one record, in truth a list: of what. Those of the warehouse have nothing around them."""
BARE = {call for call in LISTS if call[1].startswith("/api/")}
OTHERS = {("PUT", "/3/orders/{DocumentNumber}/createinvoice"): "fortnox_Order_Wrap"}
"""Described as another record than what is answered."""
FILES = {
    ("GET", "/3/sie/{Type}"),
    ("GET", "/3/invoices/{DocumentNumber}/preview"),
    ("GET", "/3/invoices/{DocumentNumber}/print"),
}
"""What comes is a file, and no JSON as described."""
PARTIAL = {
    ("PUT", "/3/accounts/{Number}"),
    ("PUT", "/3/articles/{ArticleNumber}"),
    ("PUT", "/3/customers/{CustomerNumber}"),
    ("POST", "/3/vouchers"),
}
"""Changes that we send without fields which the description demands of every body."""
PAGING = {"limit", "page", "offset", "sortorder"}
"""Parameters of every list; described in the developer docs, not with each call."""
UNDESCRIBED = {
    ("GET", "/3/articleurlconnections"): {"articlenumber"},
    ("GET", "/3/accounts"): {"financialyear"},
    ("GET", "/3/vouchers"): {"financialyeardate", "fromdate", "todate"},
}
"""Parameters that we send although the description does not know them."""
METHODS = ("get", "put", "post", "delete")


def where():
    named = os.environ.get("KONTERA_FORTNOX_OPENAPI") or os.environ.get("FORTNOX_OPENAPI")
    return Path(named or BESIDE)


def described_in(path):
    """The whole description, or None after a loud warning."""
    if not path.is_file():
        warnings.warn(
            f"NOT PROVEN: Fortnox's API description is not at {path}. Set KONTERA_FORTNOX_OPENAPI to a copy "
            "to check the sandbox against it; only self-consistency was checked.",
            stacklevel=3,
        )
        return None
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def whole():
    return described_in(where())


def official():
    """The schemas of the description by name, or None."""
    return whole() and whole()["components"]["schemas"]


# -- schemas ------------------------------------------------------------------------------------


def relaxed(schema, name="", without=""):
    """The description as JSON Schema, with the deviations allowed; a field that it demands may be missing."""
    if "$ref" in schema:
        return {
            "anyOf": [{"$ref": schema["$ref"].replace("#/components/schemas/", "#/$defs/")}, {"type": "null"}]
        }
    kept = ("type", "maxLength", "maximum", "minLength", "enum")
    result = {key: value for key, value in schema.items() if key in kept}
    if "properties" in schema:
        fields = schema["properties"].items()
        result["properties"] = {key: relaxed(value, key, without) for key, value in fields}
    if "items" in schema:
        result["items"] = relaxed(schema["items"], "", without)
    if result.get("type", "object") == "object":
        return result
    others = [LOOSE[name]] if name in LOOSE and name != without else []
    return {"anyOf": [result, {"type": "null"}, *others]}


@cache
def definitions(without=""):
    return {
        name: relaxed(schema, "", without)
        for name, schema in official().items()
        if name.startswith(("fortnox_", "warehouse_"))
    }


def check(name, answer, without=""):
    """Raises ``ValidationError`` where an answer is not the described record.

    ``without``: a field that may for once not deviate.
    """
    _validate({"$ref": f"#/$defs/{name}"}, definitions(without), answer)


def asked(schema, *, whole_record):
    """The description of a body: nothing but its fields, of their types; null empties a field."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/components/schemas/", "#/$defs/")}
    result = {key: value for key, value in schema.items() if key not in ("format", "properties", "items")}
    if "properties" in schema:
        fields = {
            key: {"anyOf": [asked(value, whole_record=whole_record), {"type": "null"}]}
            for key, value in schema["properties"].items()
        }
        result |= {"properties": fields, "additionalProperties": False}
    if "items" in schema:
        result["items"] = asked(schema["items"], whole_record=whole_record)
    if not whole_record:
        result.pop("required", None)
    return result


@cache
def bodies(*, whole_record):
    return {
        name: asked(schema, whole_record=whole_record)
        for name, schema in official().items()
        if name.startswith(("fortnox_", "warehouse_"))
    }


def _validate(schema, known, value):
    plain = json.loads(json.dumps(value, default=float))
    jsonschema.Draft202012Validator({"$defs": known, **schema}).validate(plain)


# -- calls --------------------------------------------------------------------------------------


def operation_at(method, path):
    """The described path of a call, and what is described there; None: there is no such call.

    ``path`` is as it is sent, so that an encoded slash is part of a name.
    """
    fitting = [
        (template, operations[method.lower()])
        for template, operations in whole()["paths"].items()
        if method.lower() in operations and _fits(template, path)
    ]
    return min(fitting, key=lambda found: found[0].count("{"), default=None)


def _fits(template, path):
    wanted, given = template.split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        one == other or (one.startswith("{") and other) for one, other in zip(wanted, given, strict=True)
    )


def check_request(method, template, operation, params, body):
    """What is sent: described parameters, and a described body."""
    known = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    extra = UNDESCRIBED.get((method, template), set())
    assert set(params) <= known | extra | PAGING, (method, template, params)
    schema = body_schema(operation)
    if schema is None:
        assert not body, (method, template, body)
    else:
        is_whole = (method, template) not in PARTIAL
        _validate(asked(schema, whole_record=is_whole), bodies(whole_record=is_whole), body)


def body_schema(operation):
    """The described body of a call, None where there is none."""
    content = operation.get("requestBody", {}).get("content", {})
    return next(iter(content.values()))["schema"] if content else None


def check_answer(method, template, operation, status, answer):
    """What comes back: a described status with its record, or else a refusal."""
    expected = operation["responses"].get(str(status))
    if expected is None:
        assert status >= 400, (method, template, status)
        check_refusal(operation, answer)
        return
    schema = answer_schema(method, template, expected)
    if schema is None:
        assert answer is None, (method, template, answer)
    elif isinstance(answer, list):
        assert (method, template) in LISTS, (method, template)
        for one in answer:
            _validate(schema, definitions(), one)
    else:
        _validate(schema, definitions(), answer)


def answer_schema(method, template, expected, *, is_refusal=False):
    """The loosened description of an answer; None where nothing but a status is described."""
    named = LISTS.get((method, template)) or OTHERS.get((method, template))
    if named and not is_refusal:
        return {"$ref": f"#/$defs/{named}"}
    content = expected.get("content")
    return relaxed(next(iter(content.values()))["schema"]) if content else None


def check_refusal(operation, answer):
    """A refusal, whose keys may be written in capitals."""
    schema = next(iter(operation["responses"]["default"]["content"].values()))["schema"]
    folded = {
        key: {inner.lower(): one for inner, one in value.items()} if isinstance(value, dict) else value
        for key, value in answer.items()
    }
    _validate(relaxed(schema), definitions(), folded)
    told = folded.get("ErrorInformation") or folded
    assert told.keys() >= ({"code", "message"} if "ErrorInformation" in folded else {"id", "message"}), answer
