"""Products of the Quickbutik API. The answer's shape varies; see ``index``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.sandbox.answers import Answer, Record, ok
from kontera.sandbox.quickbutik.fields import OF_CREATE, OF_UPDATE, ON_VARIANT, cleaned
from kontera.sandbox.quickbutik.goods import NO_VARIANT, ShopError, Ware, values_of, wares_of
from kontera.sandbox.quickbutik.orders import BadRequest, NothingFound, batch, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.sandbox.quickbutik.shop import Shop

USUAL = 100
NUMBERS = ("price", "before_price", "purchase_price", "qty", "weight", "tax_rate")
IDS = ("id", "product_id", "variant_id")


def show(shop: Shop, product: Record) -> Record:
    hidden = set()
    if not shop.settings.tax_rate_visible:
        hidden.add("tax_rate")
    if not shop.settings.gift_card_visible:
        hidden.add("is_giftcard")
    shown = {name: value for name, value in product.items() if name not in hidden}
    return shown if shop.settings.numbers == "text" else _numbered(shown)


def _numbered(record: Record) -> Record:
    return {name: _as_number(name, value) for name, value in record.items()}


def _as_number(name: str, value: Any) -> Any:
    if name in ("variants", "product_package_products"):
        return [_numbered(one) for one in value]
    if name in IDS and str(value).isdecimal():
        return int(value)
    return Decimal(str(value)) if name in NUMBERS and value not in ("", None) else value


def index(shop: Shop, params: dict[str, str]) -> Answer:
    """``GET /products`` in four shapes.

    Documented: with ``search`` a bare list, else ``{"product": […]}``; one product
    ``{"product": {…}}``. Client code reads a bare list and a bare product instead: a switch.
    Guess: ``product_id`` may be a list "1010,12,14" (named by the oldest docs), answered like a list.
    """
    documented = shop.settings.product_shape == "documented"
    if shop.settings.id_list and "," in params.get("product_id", ""):
        numbers = [one.strip() for one in params["product_id"].split(",")]
        found = [shop.products[number] for number in numbers if number in shop.products]
        return _listed(shop, found, envelope=documented)
    if params.get("product_id") or params.get("sku"):
        product = shop.product(product_id=params.get("product_id", ""), sku=params.get("sku", ""))
        if product is None:
            raise NothingFound
        shown = show(shop, product)
        return ok({"product": shown} if documented else shown)
    found = list(_searched(shop, params.get("search", "")))
    offset = whole(params, "offset", 0, 0, None)
    limit = whole(params, "limit", USUAL, 1, shop.settings.page_most)
    gives = shop.settings.page_gives
    page = found[offset : offset + (limit if gives is None else min(limit, gives))]
    return _listed(shop, page, envelope=documented and not params.get("search"))


def _listed(shop: Shop, products: list[Record], *, envelope: bool) -> Answer:
    if not products:
        raise NothingFound
    shown = [show(shop, product) for product in products]
    return ok({"product": shown} if envelope else shown)


def _searched(shop: Shop, text: str) -> Iterator[Record]:
    low = text.lower()
    for product in shop.products.values():
        if any(low in str(one or "").lower() for one in (product["title"], product["sku"])):
            yield product


def count(shop: Shop) -> Answer:
    return ok({"count": str(len(shop.products))})


# -- writing ------------------------------------------------------------------------------------


def update(shop: Shop, body: object) -> Answer:
    """``PUT /products``: 200 with the number of successes and the errors inside.

    Guess: an impossible batch is 400 before anything is done.
    """
    changes = [cleaned(change, OF_UPDATE) for change in batch([body] if isinstance(body, dict) else body)]
    done, errors = 0, []
    for change in changes:
        try:
            _apply(shop, _target(shop, change), change)
            done += 1
        except ShopError as error:
            errors.append(str(error))
    return ok(_told(shop, done, errors))


def _told(shop: Shop, done: int, errors: list[str]) -> Record:
    """Client code reads the first shape, an old page of the docs shows the second."""
    if shop.settings.write_answer == "errors":
        return {"success": done, "errors": errors, "variants": []}
    if shop.settings.write_answer == "notices":
        return {"success": 1, "variants": [{}], "notices": errors or [""]}
    return {"success": True}


def _target(shop: Shop, change: Record) -> Ware:
    """What a change means. Guess: the texts, and that a SKU beside an id is not looked at."""
    product_id, variant_id = (
        "" if change.get(name) in (None, "", "0") else str(change[name])
        for name in ("product_id", "variant_id")
    )
    if product_id or variant_id:
        found = shop.goods.ware(product_id, variant_id or NO_VARIANT)
        if found is None:
            raise ShopError(f"Product not found: {variant_id or product_id}")
        return found
    sku = change.get("sku", "")
    named = shop.goods.by_sku(sku)
    if not named:
        raise ShopError(f"Product not found: {sku}")
    if len(named) > 1:
        raise ShopError(f"SKU is not unique: {sku}")
    return named[0]


def _apply(shop: Shop, ware: Ware, change: Record) -> None:
    _set_stock(shop, ware, change)
    of_variant = ON_VARIANT if ware.variant is not None else ()
    product = ware.product
    for name, value in change.items():
        if name in ("product_id", "variant_id", "sku", "variants", "metadata", "qty"):
            continue
        if ware.variant is not None and name == "visible":
            ware.variant["hidden"] = "0" if value == "1" else "1"
        else:
            (ware.record if name in of_variant else product)[name] = value
    _change_variants(shop, product, change.get("variants") or {})
    shop.metadata.setdefault(("product", product["id"]), {}).update(change.get("metadata") or {})
    shop.goods.touch(product)
    if shop.settings.write_fires_update:
        shop.fire(shop, "product.update", "product_id", product["id"])


def _set_stock(shop: Shop, ware: Ware, change: Record) -> None:
    if "qty" not in change:
        return
    if ware.variant is None and ware.product["variants"]:
        # Guess: the documentation does not say what the product's own stock means then.
        raise ShopError(f"Stock is kept on the variants: {ware.product['id']}")
    if change["qty"].startswith("-") and shop.settings.negative_stock == "refused":
        raise ShopError(f"Invalid stock for {ware.record['sku'] or ware.product['id']}")
    ware.record["qty"] = change["qty"]


def _change_variants(shop: Shop, product: Record, changes: Record) -> None:
    """Guess: ``sync`` finds by id, SKU or option values, adds what it does not find and takes none away."""
    for given in changes.get("sync", ()):
        found = next((one for one in wares_of(product) if one.variant and _is_same(one.variant, given)), None)
        if found is None:
            shop.goods.add_variant(product, given)
        else:
            new = {name: value for name, value in given.items() if name not in ("id", "variant_id", "values")}
            found.record.update(new)
    for given in changes.get("add", ()):
        shop.goods.add_variant(product, given)
    if changes:
        shop.goods.reindex()


def _is_same(variant: Record, given: Record) -> bool:
    number = given.get("id") or given.get("variant_id")
    if number:
        return bool(variant["id"] == number)
    if given.get("sku"):
        return bool(variant["sku"] == given["sku"])
    return bool(variant["values"] == values_of(given.get("values") or {}))


def create(shop: Shop, body: object) -> Answer:
    """``POST /products``. Guess: the answer's body, which no source shows: a switch."""
    made = []
    for given in [cleaned(one, OF_CREATE) for one in batch([body] if isinstance(body, dict) else body)]:
        if given.pop("skipIfDuplicate", False) and shop.goods.by_sku(given.get("sku", "")):
            continue
        made.append(_create(shop, given)["id"])
    if shop.settings.create_answer == "products":
        return ok({"success": len(made), "errors": [], "products": made})
    if shop.settings.create_answer == "product_id" and len(made) == 1:
        return ok({"success": True, "product_id": int(made[0])})
    return ok({"success": True})


def _create(shop: Shop, given: Record) -> Record:
    """Guess: a new product is visible and has none in stock unless it says otherwise."""
    inside = {name: given.pop(name, None) or {} for name in ("variants", "metadata")}
    named = {"sku": given.pop("sku", ""), "title": given.pop("title", ""), "price": given.pop("price", "0")}
    product = shop.add_product(
        **named,
        rate=given.pop("tax_rate", "25"),
        gift_card=bool(given.pop("is_giftcard", False)),
        qty=int(given.pop("qty", 0)),
        images=given.pop("images", ()),
        **given,
    )
    _change_variants(shop, product, inside["variants"])
    if inside["metadata"]:
        shop.metadata["product", product["id"]] = inside["metadata"]
    shop.fire(shop, "product.add", "product_id", product["id"])
    return product


def delete(shop: Shop, params: dict[str, str]) -> Answer:
    """``DELETE /products?product_id=``. Guess: path, parameter and answer; only its existence is told."""
    number = params.get("product_id", "")
    if not number:
        raise BadRequest("product_id is required")
    if number not in shop.products:
        raise NothingFound
    shop.goods.remove(number)
    shop.fire(shop, "product.delete", "product_id", number)
    return ok({"success": 1, "errors": []})
