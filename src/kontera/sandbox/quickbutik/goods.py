"""What a shop has on its shelves: products, variants, bundles, and how much is left of each.

Guess: ids of products and of variants are counted apart, so the same number can be both. Guess: a
product with variants keeps its own ``qty`` at 0; the stock lives on the variants.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.sandbox.quickbutik.arithmetic import cents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kontera.sandbox.answers import Record

NO_VARIANT = "0"
TRUE = ("1", "true", "True")
MOST_OPTIONS = 5


class ShopError(ValueError):
    """What was asked of the shop makes no sense; the text says what."""


def money(value: str | Decimal | float) -> str:
    """Kronor as the API writes them.

    >>> money("99.9")
    '99.90'
    """
    return f"{cents(Decimal(str(value))):.2f}"


def plain(value: Decimal) -> str:
    """A quantity without trailing zeros.

    >>> plain(Decimal("10.0"))
    '10'
    """
    return f"{value.normalize():f}"


@dataclass(frozen=True, slots=True)
class Ware:
    """One thing that can be sold: a product, or a variant of one."""

    product: Record
    variant: Record | None = None

    @property
    def key(self) -> tuple[str, str]:
        """(product id, variant id); ``"0"`` for no variant."""
        return self.product["id"], self.variant["id"] if self.variant else NO_VARIANT

    @property
    def record(self) -> Record:
        """Where price, stock and SKU are kept."""
        return self.variant if self.variant is not None else self.product

    @property
    def text(self) -> str:
        """Guess: how a variant is called on an order, "Röd, Large"."""
        return ", ".join(one["val"] for one in self.variant["values"]) if self.variant else ""

    @property
    def stops_at_zero(self) -> bool:
        return str(self.record.get("disable_minusqty", "")) in TRUE


def wares_of(product: Record) -> list[Ware]:
    """The product and each of its variants."""
    return [Ware(product), *(Ware(product, one) for one in product["variants"])]


class Goods:
    """The shelves of one shop; ``now_text`` says what time it is there."""

    def __init__(self, ids: Iterator[int], now_text: Callable[[], str]) -> None:
        self.products: dict[str, Record] = {}
        self._ids = ids
        self._variant_ids = itertools.count(101)
        self._now_text = now_text
        self._by_sku: dict[str, list[Ware]] = {}
        self._variants: dict[str, Ware] = {}

    # -- finding -----------------------------------------------------------------------------------

    def by_sku(self, sku: str) -> list[Ware]:
        """Every product and variant with exactly this SKU, oldest first."""
        return list(self._by_sku.get(sku, ())) if sku else []

    def ware(self, product_id: str = "", variant_id: str = "", sku: str = "") -> Ware | None:
        """What an order line or a part of a bundle names; the first one when several have the SKU."""
        if variant_id not in ("", NO_VARIANT):
            found = self._variants.get(variant_id)
            return found if found and product_id in ("", found.product["id"]) else None
        if product_id:
            product = self.products.get(product_id)
            return Ware(product) if product else None
        return next(iter(self.by_sku(sku)), None)

    # -- putting and taking away -------------------------------------------------------------------

    def add(self, record: Record, variants: Iterable[Record], parts: Iterable[Record]) -> Record:
        """Put a product (without id) on the shelf, with its variants and the parts of a bundle."""
        record["id"] = str(next(self._ids))
        record["product_package_products"] += [self.part(part) for part in parts]
        self.products[record["id"]] = record
        self._enlist(Ware(record))
        for given in variants:
            self.add_variant(record, given)
        return record

    def add_variant(self, product: Record, given: Record) -> Record:
        """``given``: any field of a variant, ``values`` as {"Färg": "Röd"} or as the API has them."""
        number = str(next(self._variant_ids))
        variant: Record = {
            "id": number,
            "product_id": product["id"],
            "ovalue_id_1": number,
            "sku": "",
            "price": product["price"],
            "qty": "0",
            "weight": product["weight"],
            "before_price": "0.00",
            "purchase_price": product["purchase_price"],
            "image_id": "0",
            "gtin": "",
            "supplier_sku": "",
            "hidden": "0",
            "qty_location": "",
            "preorder": "0",
            "min_purchase_quantity": "",
            "max_purchase_quantity": "",
            "preselected": "0",
            "disable_minusqty": False,
            **given,
            "values": values_of(given.get("values") or {}),
        }
        for name in ("price", "before_price", "purchase_price"):
            variant[name] = money(variant[name])
        variant["qty"] = str(variant["qty"])
        product["variants"].append(variant)
        product.update(hasVariants="1", qty="0")
        self._enlist(Ware(product, variant))
        return variant

    def part(self, given: Record) -> Record:
        """A part of a bundle from {sku or ids, qty}."""
        ids = (str(given.get("product_id") or ""), str(given.get("variant_id") or ""))
        ware = self.ware(*ids, sku=str(given.get("sku") or ""))
        if ware is None:
            raise ShopError(f"no such part: {given}")
        return {
            "product_id": ware.key[0],
            "variant_id": ware.key[1],
            "title": ware.product["title"],
            "variant": ware.text,
            "qty": str(given.get("qty", 1)),
            "sku": ware.record["sku"],
            "price": ware.record["price"],
        }

    def remove(self, product_id: str) -> None:
        del self.products[product_id]
        self.reindex()

    def reindex(self) -> None:
        """After SKUs changed or a product went."""
        self._by_sku, self._variants = {}, {}
        for product in self.products.values():
            for ware in wares_of(product):
                self._enlist(ware)

    def _enlist(self, ware: Ware) -> None:
        self._by_sku.setdefault(str(ware.record["sku"] or ""), []).append(ware)
        if ware.variant is not None:
            self._variants[ware.variant["id"]] = ware

    def touch(self, product: Record) -> None:
        product["date_modified"] = self._now_text()

    # -- stock ---------------------------------------------------------------------------------------

    def move(self, key: tuple[str, str], by: Decimal) -> bool:
        """Change what is left of a ware; False when it is no longer there."""
        ware = self.ware(*key)
        if ware is None or not by:
            return False
        ware.record["qty"] = plain(Decimal(str(ware.record["qty"])) + by)
        return True


def values_of(given: Any) -> list[Record]:
    """Option values as the API shows them."""
    if isinstance(given, list):
        return given
    return [
        {"ovalue_field": f"ovalue_id_{place}", "name": str(name), "val": str(val)}
        for place, (name, val) in enumerate(given.items(), start=1)
    ]


def images_of(given: Any) -> Any:
    """Pictures as an object keyed "1", "2", …. Guess: without any it is an empty list, as PHP writes one."""
    if isinstance(given, list):
        return {
            str(place): {"image": one, "alttext": ""} if isinstance(one, str) else one
            for place, one in enumerate(given, start=1)
        } or []
    return given or []
