"""What orders hold of the stock: taken when they are placed or paid, given back when cancelled.

Guess throughout: the public docs do not say when a sale moves the stock, nor what a cancelled order does.
A sold bundle takes its parts (so many per bundle) and nothing of its own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.quickbutik.goods import NO_VARIANT, ShopError, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.sandbox.answers import Record
    from kontera.sandbox.quickbutik.shop import Kept, Shop

Key = tuple[str, str]
ZERO = Decimal(0)


def settle(shop: Shop, kept: Kept) -> list[str]:
    """Bring what the order holds in line with its lines and status; the ids of products that moved."""
    if kept.taken is None:
        return []
    wanted = _wanted(shop, kept) if _holds(shop, kept) else {}
    freed = {key: kept.taken.get(key, ZERO) - wanted.get(key, ZERO) for key in {**kept.taken, **wanted}}
    kept.taken = wanted
    return list(dict.fromkeys(key[0] for key, number in freed.items() if shop.goods.move(key, number)))


def refuse_shortage(shop: Shop, kept: Kept) -> None:
    """Raise when a ware that may not go below zero has too little left; others go below it."""
    if not _holds(shop, kept):
        return
    for key, number in _wanted(shop, kept).items():
        ware = shop.goods.ware(*key)
        if ware and ware.stops_at_zero and number > Decimal(str(ware.record["qty"])):
            raise ShopError(f"only {ware.record['qty']} left of {ware.record['sku']}, not {plain(number)}")


def _holds(shop: Shop, kept: Kept) -> bool:
    if kept.status == "cancelled":
        return not shop.settings.cancel_returns_stock
    return kept.status in ("paid", "done") or shop.settings.stock_moves_at == "placed"


def _wanted(shop: Shop, kept: Kept) -> dict[Key, Decimal]:
    wanted: dict[Key, Decimal] = {}
    lines = kept.record["products"]
    # A test may have put anything in the place of lines; nothing odd was sold then.
    for line in [one for one in lines if isinstance(one, dict)] if isinstance(lines, list) else ():
        for part, number in _parts(line):
            ware = shop.goods.ware(*_ids(part), sku=str(part.get("sku") or ""))
            if ware is not None:
                wanted[ware.key] = wanted.get(ware.key, ZERO) + number
    return wanted


def _ids(part: Record) -> Key:
    """Ids with the API's zeros read as nothing."""
    product_id, variant_id = str(part.get("product_id") or ""), str(part.get("variant_id") or "")
    return "" if product_id == "0" else product_id, "" if variant_id == NO_VARIANT else variant_id


def _parts(line: Record) -> Iterator[tuple[Record, Decimal]]:
    number = _number(line.get("qty"))
    app = line.get("app")
    packages = app.get("productpackages") if isinstance(app, dict) else None
    if not packages:
        yield line, number
    for part in packages or ():
        yield part, number * _number(part.get("qty", 1))


def _number(value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return ZERO
    return number if number.is_finite() else ZERO
