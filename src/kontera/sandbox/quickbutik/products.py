"""Products of the Quickbutik API. The answer's shape varies; see ``index``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, ok, words
from kontera.sandbox.quickbutik.orders import BadRequest, NothingFound, batch, whole
from kontera.sandbox.quickbutik.shop import Shop, money

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL = 100
MOST = 500
AMOUNTS = ("price", "before_price", "purchase_price")
TEXTS = words(
    "title description gtin supplier_name supplier_sku datafield_1 datafield_2 datafield_3 seo_title "
    "seo_description qty_location disable_minusqty headcategory_name"
)
PLAIN = ("visible", "weight", "tax_rate", "is_giftcard")
IGNORED = ("images", "metadata", "variants", "headcategory_id", "preorder", "permanent_redirect_from_url")


def show(shop: Shop, product: Record) -> Record:
    hidden = set()
    if not shop.settings.tax_rate_visible:
        hidden.add("tax_rate")
    if not shop.settings.gift_card_visible:
        hidden.add("is_giftcard")
    return {name: value for name, value in product.items() if name not in hidden}


def index(shop: Shop, params: dict[str, str]) -> Answer:
    """``GET /products`` in four shapes.

    Documented: with ``search`` a bare list, else ``{"product": […]}``; one product
    ``{"product": {…}}``. Client code reads a bare list and a bare product instead: a switch.
    """
    documented = shop.settings.product_shape == "documented"
    if params.get("product_id") or params.get("sku"):
        product = shop.product(product_id=params.get("product_id", ""), sku=params.get("sku", ""))
        if product is None:
            raise NothingFound
        shown = show(shop, product)
        return ok({"product": shown} if documented else shown)
    found = list(_searched(shop, params.get("search", "")))
    offset = whole(params, "offset", 0, 0, None)
    page = found[offset : offset + whole(params, "limit", USUAL, 1, MOST)]
    if not page:
        raise NothingFound
    shown_page = [show(shop, product) for product in page]
    return ok({"product": shown_page} if documented and not params.get("search") else shown_page)


def _searched(shop: Shop, text: str) -> Iterator[Record]:
    low = text.lower()
    for product in shop.products.values():
        if low in product["title"].lower() or low in product["sku"].lower():
            yield product


def count(shop: Shop) -> Answer:
    return ok({"count": str(len(shop.products))})


def update(shop: Shop, body: object) -> Answer:
    """``PUT /products``: 200 with the number of successes and the errors inside."""
    done, errors = 0, []
    for change in batch([body] if isinstance(body, dict) else body):
        product = shop.product(product_id=str(change.get("product_id", "")), sku=str(change.get("sku", "")))
        if product is None:
            errors.append(f"Product not found: {change.get('product_id') or change.get('sku')}")
            continue
        _apply(shop, product, change)
        done += 1
    return ok({"success": done, "errors": errors, "variants": []})


def _apply(shop: Shop, product: Record, change: Record) -> None:
    for name, value in change.items():
        _set(product, name, value)
    product["date_modified"] = shop.now_text()
    # Guess: a write through the API fires the event too.
    shop.fire(shop, "product.update", "product_id", product["id"])


def _set(product: Record, name: str, value: object) -> None:
    if name in ("product_id", "variant_id", "sku", "skipIfDuplicate", *IGNORED):
        return
    if name == "stock":
        product["qty"] = str(value)
    elif name in AMOUNTS:
        product[name] = money(Decimal(str(value)))
    elif name in TEXTS or name in PLAIN:
        product[name] = value if isinstance(value, bool) else str(value)
    else:
        raise BadRequest(f"Unknown field {name}")


def create(shop: Shop, body: object) -> Answer:
    """``POST /products``. Guess: the answer's body, which no source shows."""
    made = []
    for given in batch([body] if isinstance(body, dict) else body):
        sku = str(given.get("sku") or "")
        if given.get("skipIfDuplicate") and shop.product(sku=sku):
            continue
        product = shop.add_product(sku, str(given.get("title") or ""), Decimal(str(given.get("price") or 0)))
        for name, value in given.items():
            _set(product, name, value)
        made.append(product["id"])
        shop.fire(shop, "product.add", "product_id", product["id"])
    return ok({"success": len(made), "errors": [], "products": made})
