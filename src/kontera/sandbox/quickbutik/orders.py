"""Orders of the Quickbutik API: GET with its filters, PUT (status, lines), POST (always unpaid).

Quirks: a bare array, also for one order; nothing found is 404; PUT answers 200 with failures inside.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.sandbox.answers import Answer, Record, ok, words
from kontera.sandbox.quickbutik.goods import ShopError, money
from kontera.sandbox.quickbutik.shop import STATUS_CODE, Kept, Shop, customer_of

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 1000
SHORT = ("order_id", "date_created", "total_amount", "status")
TRUE = ("true", "1", "yes", "on")
NUMBERS = words(
    "total_amount total_pay_amount items_amount shipping_amount discount_amount tax_amount price qty"
)


class BadRequest(ValueError):
    """The request makes no sense: 400 with this text."""


class NothingFound(LookupError):
    """404 with the documented body."""


def index(shop: Shop, params: dict[str, str]) -> Answer:
    """``GET /orders``. Guess: unknown parameters are ignored, bounds are inclusive."""
    if params.get("order_id"):
        kept = shop.orders.get(params["order_id"])
        if kept is None:
            raise NothingFound
        return ok([full(shop, kept)])  # full without include_details (seen by an integrator, 2022)
    tests = _tests(params)
    offset = whole(params, "offset", 0, 0, None)
    limit = whole(params, "limit", MOST, 1, MOST)
    found = [kept for kept in shop.orders.values() if all(test(kept) for test in tests)]
    found.sort(key=_order_by(params), reverse=params.get("sort_order", "desc") == "desc")
    page = found[offset : offset + limit]
    if not page:
        raise NothingFound
    detailed = params.get("include_details", "").lower() in TRUE
    return ok([full(shop, kept) if detailed else short(kept) for kept in page])


def full(shop: Shop, kept: Kept) -> Record:
    if shop.settings.numbers == "text":
        return kept.record
    record = {name: _number(name, value) for name, value in kept.record.items()}
    record["products"] = [{k: _number(k, v) for k, v in line.items()} for line in kept.record["products"]]
    return record


def _number(name: str, value: object) -> object:
    return Decimal(str(value)) if name in NUMBERS and value is not None else value


def short(kept: Kept) -> Record:
    """Guess: what the short form holds."""
    return {name: kept.record.get(name) for name in SHORT}


def _tests(params: dict[str, str]) -> list[Callable[[Kept], bool]]:
    tests: list[Callable[[Kept], bool]] = []
    if params.get("status"):
        word = params["status"]
        if word not in STATUS_CODE:
            raise BadRequest(f"Unknown status {word}")
        tests.append(lambda kept: kept.status == word)
    if "from_date_paid" in params:
        since = moment(params, "from_date_paid")
        tests.append(lambda kept: kept.paid is not None and kept.paid >= since)
    if "to_date_paid" in params:
        until = moment(params, "to_date_paid")
        tests.append(lambda kept: kept.paid is not None and kept.paid <= until)
    if "from_status_date" in params:
        changed = moment(params, "from_status_date")
        tests.append(lambda kept: kept.status_at >= changed)
    if params.get("search"):
        low = params["search"].lower()
        tests.append(lambda kept: any(low in text for text in _searchable(kept)))
    return tests


def _searchable(kept: Kept) -> tuple[str, ...]:
    customer = kept.record.get("customer") or {}
    texts = (customer.get("full_name"), customer.get("email"), kept.record["order_id"])
    return tuple(str(text or "").lower() for text in texts)


def _order_by(params: dict[str, str]) -> Callable[[Kept], Any]:
    keys: dict[str, Callable[[Kept], Any]] = {
        "order_id": lambda kept: (len(str(kept.record["order_id"])), str(kept.record["order_id"])),
        "date": lambda kept: kept.created,
        "price": lambda kept: Decimal(str(kept.record["total_amount"])),
    }
    by = params.get("order_by", "order_id")
    if by not in keys or params.get("sort_order", "desc") not in ("asc", "desc"):
        raise BadRequest("Invalid sort order")
    return keys[by]


def moment(params: dict[str, str], name: str) -> datetime:
    """A UNIX timestamp (client code); anything else is refused (Guess)."""
    if not params[name].isdecimal():
        raise BadRequest(f"Invalid {name}")
    try:
        return datetime.fromtimestamp(int(params[name]), UTC)
    except (ValueError, OverflowError, OSError):
        raise BadRequest(f"Invalid {name}") from None


def whole(params: dict[str, str], name: str, usual: int, low: int, high: int | None) -> int:
    text = params.get(name)
    if text is None:
        return usual
    if not text.isdecimal() or int(text) < low or (high is not None and int(text) > high):
        raise BadRequest(f"Invalid {name}")
    return int(text)


# -- writing ------------------------------------------------------------------------------------


def batch(body: object) -> list[Record]:
    """The array of a batch call; the docs' example nests it once more, which is taken too."""
    if isinstance(body, list) and len(body) == 1 and isinstance(body[0], list):
        body = body[0]
    if not isinstance(body, list) or not all(isinstance(one, dict) for one in body):
        raise BadRequest("Expected an array")
    return body


def update(shop: Shop, body: object) -> Answer:
    results: Record = {}
    for change in batch(body):
        number = str(change.get("order_id", ""))
        try:
            _change(shop, number, change)
            results[number] = {"success": True, "errors": []}
        except (ShopError, ArithmeticError) as error:
            results[number] = {"success": False, "errors": [str(error)]}
    return ok({"results": results})


def _change(shop: Shop, number: str, change: Record) -> None:
    kept = shop.orders.get(number)
    if kept is None:
        raise ShopError("Order not found")
    _change_lines(shop, kept, change)
    _change_parties(kept, change)
    word = change.get("status")
    if word is None:
        return
    webhook = not (word == "paid" and str(change.get("skip_webhook", "")).lower() == "true")
    shop.set_status(number, str(word), webhook=webhook)
    if word == "done" and str(change.get("paymethod_activate", "true")).lower() == "true":
        shop.captured.append(number)


def _change_lines(shop: Shop, kept: Kept, change: Record) -> None:
    record = kept.record
    if "products" in change:
        record["products"] = [shop._line(line)[0] for line in change["products"]]  # noqa: SLF001 - its own room
    record["products"] += [shop._line(line)[0] for line in change.get("products_add", [])]  # noqa: SLF001
    for gone in change.get("products_remove", []):
        record["products"] = [line for line in record["products"] if line["sku"] != gone.get("sku")]
    if "discount_add" in change:
        added = Decimal(str(change["discount_add"].get("amount") or 0))
        record["discount_amount"] = money(Decimal(record["discount_amount"]) + added)
    if change.get("discount_remove"):
        record["discount_amount"] = money(0)
    if {"products", "products_add", "products_remove", "discount_add", "discount_remove"} & set(change):
        shop.recompute(kept)


def _change_parties(kept: Kept, change: Record) -> None:
    if "customer" in change:
        kept.record["customer"] = {**kept.record["customer"], **_customer(change["customer"])}
    if "payment" in change:
        names = {
            name: change["payment"][name]
            for name in ("method", "transaction_id")
            if name in change["payment"]
        }
        kept.record["paymethod"] = {**kept.record["paymethod"], **names}
    if "shipping" in change:
        kept.record["shipping_id"] = str(change["shipping"].get("id", kept.record["shipping_id"]))
        kept.record["shipping_name"] = change["shipping"].get("name", kept.record["shipping_name"])


def _customer(given: Record) -> Record:
    result: Record = {name: given[name] for name in ("email", "phone") if name in given}
    if "shipping_details" in given:
        result["shipping_details"] = _address(given["shipping_details"])
    if "billing_details" in given:
        result.update(_address(given["billing_details"]))
    return result


def _address(given: Record) -> Record:
    names = ("company_name", "address", "address2", "city", "zipcode", "country")
    full_name = f"{given.get('firstname', '')} {given.get('lastname', '')}".strip()
    return {**{name: given[name] for name in names if name in given}, "full_name": full_name}


def create(shop: Shop, body: object) -> Answer:
    """New orders start as unpaid, whatever is asked."""
    results: Record = {}
    for place, order in enumerate(batch(body), start=1):
        try:
            results[f"create_{place}"] = {"success": True, "errors": [], "order_id": _create(shop, order)}
        except (ShopError, ArithmeticError) as error:
            results[f"create_{place}"] = {"success": False, "errors": [str(error)]}
    return ok({"results": results})


def _create(shop: Shop, order: Record) -> str:
    if order.get("order_id") != "create" or not order.get("products"):
        raise ShopError("order_id must be create, and products are required")
    payment = order.get("payment") or {}
    spec: Record = {
        "status": "unpaid",
        "lines": order["products"],
        "method": payment.get("method", ""),
        "transaction_id": payment.get("transaction_id", ""),
        "currency": payment.get("currency"),
        "shipping": order.get("shipping"),
        "discount": (order.get("discount_add") or {}).get("amount"),
        "customer": customer_of(_customer(order.get("customer") or {})),
    }
    number = str(shop.place(spec)["order_id"])
    if order.get("metadata"):
        shop.metadata["order", number] = {name: str(value) for name, value in order["metadata"].items()}
    return number
