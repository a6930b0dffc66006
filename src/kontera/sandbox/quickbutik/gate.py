"""The way in to Quickbutik: Basic authentication with the key twice, then the handler."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, BrokenBody, decode, json_answer
from kontera.sandbox.quickbutik import metadata, methods, orders, products

if TYPE_CHECKING:
    from kontera.sandbox.quickbutik.shop import Shop

METADATA_PARTS = 4
MALFORMED = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)
"""What a body of the wrong shape raises. Guess: the real one answers 400 to all of them."""


def error(status: int, text: str) -> Answer:
    return json_answer(status, {"code": status, "error": text})


def unauthorized() -> Answer:
    return error(401, "Unauthorized - Invalid or missing authentication")


def key_of(authorization: str) -> str:
    """The API key of a Basic header, ``""`` unless user name and password are the same key."""
    kind, _, text = authorization.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(text.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    middle = len(pair) // 2
    user, colon, password = pair[:middle], pair[middle : middle + 1], pair[middle + 1 :]
    return user if colon == ":" and user == password else ""


def admitted(shop: Shop) -> bool:
    """The limit of ``settings.per_second``. Guess: real shops have none that is documented."""
    most = shop.settings.per_second
    if most is None:
        return True
    with shop.lock:
        now = shop.clock.seconds()
        while shop.times and now - shop.times[0] >= 1:
            shop.times.popleft()
        if len(shop.times) >= most:
            return False
        shop.times.append(now)
        return True


def too_many(retry_after: int | None = 1) -> Answer:
    answer = error(429, "Too many requests")
    if retry_after is not None:
        answer.headers.append(("Retry-After", str(retry_after)))
    return answer


def handle(shop: Shop, method: str, path: str, params: dict[str, str], raw: bytes) -> Answer:
    """Answer one admitted request; ``path`` starts with ``/``."""
    try:
        body = decode(raw) if method in ("POST", "PUT") else None
        with shop.lock:
            return _route(shop, method, path.rstrip("/"), params, body)
    except BrokenBody:
        return error(400, "Invalid JSON")
    except orders.BadRequest as wrong:
        return error(400, str(wrong))
    except orders.NothingFound:
        return error(404, "Resource not found")
    except MALFORMED as wrong:
        return error(400, f"Invalid request: {wrong}")


def _route(shop: Shop, method: str, path: str, params: dict[str, str], body: object) -> Answer:
    reads = {
        "/orders": orders.index,
        "/products": products.index,
        "/paymentmethods": methods.payment,
        "/shippingmethods": methods.shipping,
    }
    writes = {
        ("PUT", "/orders"): orders.update,
        ("POST", "/orders"): orders.create,
        ("PUT", "/products"): products.update,
        ("POST", "/products"): products.create,
    }
    if method == "GET" and path in reads:
        return reads[path](shop, params)
    if method == "GET" and path == "/products/count":
        return products.count(shop)
    if (method, path) == ("DELETE", "/products"):
        return products.delete(shop, params)
    if (method, path) in writes:
        return writes[method, path](shop, body)
    parts = path.split("/")
    if len(parts) == METADATA_PARTS and parts[1] == "metadata":
        scope, number = parts[2], parts[3]
        return (
            metadata.read(shop, scope, number)
            if method == "GET"
            else metadata.write(shop, scope, number, body)
        )
    raise orders.NothingFound
