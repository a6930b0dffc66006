"""What the shop's products say about VAT, remembered before an order needs it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kontera.problems import Held
from kontera.quickbutik.read import read_product
from kontera.shops.models import Product
from kontera.sync.days import plain_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from kontera.quickbutik.client import Client
    from kontera.shops.handle import Handle

FRESH_FOR = timedelta(minutes=10)
"""How old what we know of a product may be when a new order freezes its rate."""
FEW = 5
"""So many products are read one by one; more are read by the page."""


def refresh_products(handle: Handle, client: Client, now: datetime) -> None:
    """Read all products, page by page, and remember them."""
    for page in client.products():
        handle.remember_products(_remembered(handle, page, now))


def frozen_rates(
    handle: Handle, client: Client, product_ids: Collection[str], now: datetime
) -> dict[str, dict[str, Any]]:
    """What is known of each product right now: ``{"rate": "25", "gift_card": false}``.

    A product that the shop no longer has is told as it was last seen, or left out if it never was.
    """
    known = handle.products_by_id(product_ids)
    stale = _stale(known, product_ids, now)
    if len(stale) > FEW:
        refresh_products(handle, client, now)
        known = handle.products_by_id(product_ids)
        stale = _stale(known, product_ids, now)
    for key in stale:
        raw = client.product(key)
        if raw is not None:
            handle.remember_products(_remembered(handle, [raw], now))
    known = handle.products_by_id(product_ids) if stale else known
    return {
        key: {"rate": product.rate, "gift_card": _is_gift_card(product)} for key, product in known.items()
    }


def _stale(known: Mapping[str, Product], product_ids: Collection[str], now: datetime) -> list[str]:
    """Products that are unknown, or were read too long ago to say what an order of now was sold at."""
    return [key for key in product_ids if key not in known or now - known[key].read_at > FRESH_FOR]


def _is_gift_card(product: Product) -> bool:
    try:
        return read_product(product.raw).is_gift_card
    except Held:
        return False


def _remembered(handle: Handle, page: Iterable[dict[str, Any]], now: datetime) -> list[Product]:
    return [row for raw in page if (row := _row(handle, raw, now))]


def _row(handle: Handle, raw: dict[str, Any], now: datetime) -> Product | None:
    """A product that cannot be read has no rate to tell; an order that needs it is then not proven."""
    try:
        product = read_product(raw)
    except Held:
        return None
    rate = "" if product.rate is None else format(product.rate.normalize(), "f")
    return Product(shop=handle.shop, product_id=product.id, rate=rate, raw=slim(raw), read_at=now)


_LONG = ("description", "seo_title", "seo_description", "images")


def slim(raw: dict[str, Any]) -> dict[str, Any]:
    """A product as plain JSON without its long texts and pictures, which nobody here reads."""
    return plain_json({name: value for name, value in raw.items() if name not in _LONG})
