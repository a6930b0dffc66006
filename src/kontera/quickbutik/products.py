"""Quickbutik's products: what the article register and the proof of VAT need of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kontera.quickbutik.values import Raw, parse_number, rate_of, to_ore

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant: its own SKU, and no VAT rate (VAT is per product). Prices in öre, weight in grams."""

    id: str
    sku: str
    title: str
    ean: str
    price_ore: int | None
    purchase_price_ore: int | None
    weight_g: int | None
    stock: Decimal | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Product:
    """One product. ``price_ore`` as the shop states it (incl. VAT), ``purchase_price_ore`` excl. VAT.

    ``rate_text`` is the VAT rate as it came, kept as evidence; ``rate`` is None when it says nothing usable.
    """

    id: str
    sku: str
    title: str
    rate: Decimal | None
    rate_text: str
    is_gift_card: bool
    visible: bool
    ean: str
    price_ore: int | None
    purchase_price_ore: int | None
    weight_g: int | None
    stock: Decimal | None
    stock_place: str
    variants: tuple[Variant, ...]


def read_product(raw: Mapping[str, Any]) -> Product:
    """The product in ``raw``. Never refuses one: what cannot be read is empty or None, also the id."""
    fields = Raw(raw, Raw(raw, "").text("id", "product_id"))
    rate_text = fields.text("tax_rate", "vat_rate", "tax")
    return Product(
        id=fields.number,
        sku=fields.text("sku"),
        title=fields.text("title", "name"),
        rate=rate_of(rate_text),
        rate_text=rate_text,
        is_gift_card=fields.flag("is_giftcard", "is_gift_card"),
        visible=fields.flag("visible") if fields.has("visible") else True,
        ean=fields.text("gtin", "ean"),
        price_ore=_ore(fields, "price"),
        purchase_price_ore=_ore(fields, "purchase_price"),
        weight_g=_grams(fields),
        stock=parse_number(fields.text("qty", "stock")),
        stock_place=fields.text("qty_location"),
        variants=tuple(_variant(Raw(item, fields.number)) for item in _variants(raw)),
    )


def _variants(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    value = raw.get("variants")
    items = list(value.values()) if isinstance(value, Mapping) else value
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _variant(raw: Raw) -> Variant:
    return Variant(
        id=raw.text("id", "variant_id"),
        sku=raw.text("sku"),
        title=_values(raw) or raw.text("title", "name", "variant"),
        ean=raw.text("gtin", "ean"),
        price_ore=_ore(raw, "price"),
        purchase_price_ore=_ore(raw, "purchase_price"),
        weight_g=_grams(raw),
        stock=parse_number(raw.text("qty", "stock")),
        hidden=raw.flag("hidden"),
    )


def _values(raw: Raw) -> str:
    """The option values of a variant in order: "Röd, Large"."""
    values = raw.fields.get("values")
    items = values if isinstance(values, list) else []
    named = (str(item["val"]).strip() for item in items if isinstance(item, Mapping) and item.get("val"))
    return ", ".join(named)


def _ore(raw: Raw, key: str) -> int | None:
    number = parse_number(raw.text(key))
    return None if number is None else to_ore(number)


def _grams(raw: Raw) -> int | None:
    weight = parse_number(raw.text("weight"))
    return None if weight is None else int(weight)
