"""What the shop has left: one line for each product or variant that can be sold, read from its list.

Only what stock needs is read, since a round reads every product of the shop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kontera.quickbutik.products import objects_in
from kontera.quickbutik.values import Raw, parse_number, to_ore

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Left:
    """How much is left of a product or variant; ``pieces`` is None when it is missing or no whole number."""

    product_id: str
    variant_id: str
    sku: str
    title: str
    pieces: int | None
    text: str
    """The level as it came."""
    cost_ore: int | None = None
    """The purchase price, excl. VAT."""


def left_of(raw: Mapping[str, Any]) -> Iterator[Left]:
    """The levels in one product. Bundles have none of their own, gift cards none at all.

    >>> [one.pieces for one in left_of({"id": 7, "sku": "A", "qty": "12.00"})]
    [12]
    """
    if raw.get("product_package_products") or Raw(raw, "").flag("is_giftcard", "is_gift_card"):
        return
    product_id = _text(raw.get("id") or raw.get("product_id"))
    title = _text(raw.get("title") or raw.get("name"))
    variants = objects_in(raw.get("variants"))
    if not variants and Raw(raw, "").flag("hasVariants", "has_variants"):
        return
    for one in variants:
        yield _left(one, product_id, _text(one.get("id") or one.get("variant_id")), title)
    if not variants:
        yield _left(raw, product_id, "", title)


def _left(raw: Mapping[str, Any], product_id: str, variant_id: str, title: str) -> Left:
    text = _text(raw.get("qty") if raw.get("qty") not in (None, "") else raw.get("stock"))
    number = parse_number(text)
    is_whole = number is not None and abs(number) < 10**9 and number == number.to_integral_value()
    price = parse_number(_text(raw.get("purchase_price")))
    return Left(
        product_id,
        variant_id,
        _text(raw.get("sku")),
        title,
        int(number) if is_whole and number is not None else None,
        text,
        to_ore(price) if price else None,
    )


@dataclass(frozen=True, slots=True)
class SoldLine:
    """What an order says of one thing it sold; a part of a bundle is named by the bundle's line."""

    sku: str
    pieces: int | None
    is_part: bool


def sold_in(raw: Mapping[str, Any]) -> Iterator[SoldLine]:
    """What an order took from the shelves: its lines, and of a bundle its parts (so many per bundle).

    Client code shows a bundle's parts in ``app.productpackages`` of its line.
    """
    for line in objects_in(raw.get("products")):
        number = parse_number(_text(line.get("qty")))
        app = line.get("app")
        parts = objects_in(app.get("productpackages")) if isinstance(app, Mapping) else []
        if not parts:
            yield SoldLine(_text(line.get("sku")), _whole(number), is_part=False)
        for part in parts:
            each = parse_number(_text(part.get("qty", 1)))
            both = None if number is None or each is None else number * each
            yield SoldLine(_text(part.get("sku")), _whole(both), is_part=True)


def _whole(number: Any) -> int | None:
    return int(number) if number is not None and number == number.to_integral_value() else None


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, list | Mapping) else str(value).strip()
