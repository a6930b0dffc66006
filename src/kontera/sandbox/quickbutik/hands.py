"""What a shopkeeper does by hand in the shop's control panel: correct stock, edit, hide, delete.

Wares are named by SKU, of a product or of a variant. Guess: each of these calls ``product.update``
(a correction of stock only as ``settings.correction_fires_update`` says), a deletion ``product.delete``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.sandbox.quickbutik.goods import ShopError, money, plain

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.quickbutik.goods import Ware
    from kontera.sandbox.quickbutik.shop import Shop

AMOUNTS = ("price", "before_price", "purchase_price")


def correct_stock(shop: Shop, sku: str, *, to: int | None = None, by: int | None = None) -> str:
    """Somebody counted: set what is left, or change it; the quantity after that."""
    with shop.lock:
        ware = named(shop, sku)
        before = Decimal(str(ware.record["qty"]))
        ware.record["qty"] = plain(Decimal(to) if to is not None else before + (by or 0))
    if shop.settings.correction_fires_update:
        _tell(shop, ware)
    return str(ware.record["qty"])


def edit_product(shop: Shop, sku: str, /, **fields: Any) -> Record:
    """Change any fields that the answer has; for a variant's SKU those of the variant."""
    with shop.lock:
        ware = named(shop, sku)
        unknown = set(fields) - set(ware.record) - {"qty"}
        if unknown:
            raise ShopError(f"no field {sorted(unknown)}")
        amounts = {name: money(str(fields[name])) for name in AMOUNTS if name in fields}
        ware.record.update({**fields, **amounts})
        shop.goods.touch(ware.product)
        if "sku" in fields:
            shop.goods.reindex()
    _tell(shop, ware)
    return ware.record


def hide_product(shop: Shop, sku: str, *, hidden: bool = True) -> Record:
    """Take a product or a variant off the shelf, or put it back."""
    ware = named(shop, sku)
    if ware.variant is not None:
        return edit_product(shop, sku, hidden="1" if hidden else "0")
    return edit_product(shop, sku, visible="0" if hidden else "1")


def delete_product(shop: Shop, sku: str) -> str:
    """Delete the product that has this SKU, with all its variants; its id."""
    with shop.lock:
        number = str(named(shop, sku).product["id"])
        shop.goods.remove(number)
    shop.fire(shop, "product.delete", "product_id", number)
    return number


def named(shop: Shop, sku: str) -> Ware:
    """The ware with this SKU. Raises ShopError when there is none."""
    found = shop.goods.ware(sku=sku)
    if found is None:
        raise ShopError(f"no product {sku!r}")
    return found


def _tell(shop: Shop, ware: Ware) -> None:
    shop.fire(shop, "product.update", "product_id", ware.product["id"])
