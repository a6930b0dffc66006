"""Free keys and values on orders, products and customers; an empty value deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, ok
from kontera.sandbox.quickbutik.orders import BadRequest, NothingFound

if TYPE_CHECKING:
    from kontera.sandbox.quickbutik.shop import Shop

SCOPES = ("order", "product", "customer")


def _check(shop: Shop, scope: str, number: str) -> None:
    known = {"order": number in shop.orders, "product": number in shop.products, "customer": True}
    if not known.get(scope, False):
        raise NothingFound


def read(shop: Shop, scope: str, number: str) -> Answer:
    _check(shop, scope, number)
    return ok(shop.metadata.get((scope, number), {}))


def write(shop: Shop, scope: str, number: str, body: object) -> Answer:
    """POST and PUT alike. Guess: PUT takes the same body, and the answer is ``{"success": true}``."""
    _check(shop, scope, number)
    if not isinstance(body, dict) or not isinstance(body.get("key"), str) or "value" not in body:
        raise BadRequest("key and value are required")
    values = shop.metadata.setdefault((scope, number), {})
    if body["value"] in ("", None):
        values.pop(body["key"], None)
    else:
        values[body["key"]] = str(body["value"])
    return ok({"success": True})
