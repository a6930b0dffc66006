"""Quickbutik's products: what the article register, the stock and the proof of VAT need of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kontera.quickbutik.values import STOCKHOLM, Raw, parse_number, rate_of, to_ore

if TYPE_CHECKING:
    from decimal import Decimal

_MOST_DIGITS = 12
_NO_VARIANT = "0"


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
    stock: int | None
    stock_place: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bundle: ``quantity`` of it in each bundle, None when that cannot be read."""

    product_id: str
    variant_id: str
    sku: str
    quantity: int | None


@dataclass(frozen=True, slots=True)
class Product:
    """One product. ``price_ore`` as the shop states it (incl. VAT), ``purchase_price_ore`` excl. VAT.

    ``rate_text`` is the VAT rate as it came, kept as evidence; ``rate`` is None when it says nothing usable.
    ``stock`` is None when it is missing or no whole number; with variants the stock is theirs.
    ``has_variants`` is what the shop says, also when the variants themselves did not come.
    ``picture`` is the address of the first picture as the shop gives it, ``""`` without one.
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
    stock: int | None
    stock_place: str
    variants: tuple[Variant, ...]
    has_variants: bool
    parts: tuple[Part, ...]
    picture: str
    modified_at: datetime | None


def read_product(raw: Mapping[str, Any]) -> Product:
    """The product in ``raw``. Never refuses one: what cannot be read is empty or None, also the id."""
    fields = Raw(raw, Raw(raw, "").text("id", "product_id"))
    rate_text = fields.text("tax_rate", "vat_rate", "tax")
    variants = tuple(_variant(Raw(item, fields.number)) for item in objects_in(raw.get("variants")))
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
        stock=_whole(fields, "qty", "stock"),
        stock_place=fields.text("qty_location"),
        variants=variants,
        has_variants=bool(variants) or fields.flag("hasVariants", "has_variants"),
        parts=tuple(_part(Raw(item, "")) for item in objects_in(raw.get("product_package_products"))),
        picture=first_picture(raw),
        modified_at=_moment(fields.text("date_modified")),
    )


def first_picture(raw: Mapping[str, Any]) -> str:
    """The address of the first picture: ``images`` is an object keyed "1", "2" (seen), or some list.

    >>> first_picture({"images": {"2": {"image": "b.jpg"}, "1": {"image": "a.jpg", "alttext": ""}}})
    'a.jpg'
    """
    images = raw.get("images")
    if isinstance(images, Mapping) and "image" not in images:
        images = [images[key] for key in sorted(images, key=_place)]
    candidates = images if isinstance(images, list) else [images]
    return next((found for one in candidates if (found := _address(one))), "")


def _place(key: object) -> tuple[int, str]:
    text = str(key)
    return (int(text) if text.isascii() and text.isdecimal() else 10**6, text)


def _address(image: object) -> str:
    if isinstance(image, Mapping):
        return Raw(image, "").text("image", "url", "src")
    return image.strip() if isinstance(image, str) else ""


def objects_in(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list, or of a map of objects."""
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
        stock=_whole(raw, "qty", "stock"),
        stock_place=raw.text("qty_location"),
        hidden=raw.flag("hidden"),
    )


def _part(raw: Raw) -> Part:
    variant_id = raw.text("variant_id")
    return Part(
        product_id=raw.text("product_id", "id"),
        variant_id="" if variant_id == _NO_VARIANT else variant_id,
        sku=raw.text("sku"),
        quantity=_whole(raw, "qty", "quantity"),
    )


def _values(raw: Raw) -> str:
    """The option values of a variant in order: "Röd, Large"."""
    named = (Raw(item, "").text("val", "value") for item in objects_in(raw.fields.get("values")))
    return ", ".join(text for text in named if text)


def _number(raw: Raw, *keys: str) -> Decimal | None:
    """A number of a size that occurs in a shop; anything else is no number."""
    number = parse_number(raw.text(*keys))
    return None if number is None or abs(number) >= 10**_MOST_DIGITS else number


def _whole(raw: Raw, *keys: str) -> int | None:
    number = _number(raw, *keys)
    return int(number) if number is not None and number == number.to_integral_value() else None


def _ore(raw: Raw, key: str) -> int | None:
    number = _number(raw, key)
    return None if number is None else to_ore(number)


def _grams(raw: Raw) -> int | None:
    weight = _number(raw, "weight")
    return None if weight is None else int(weight)


def _moment(text: str) -> datetime | None:
    """A time without a zone, taken as the shop's own; None when it cannot be read."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
