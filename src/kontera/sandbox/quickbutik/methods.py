"""Payment and shipping methods. Guess: the answers' bodies, which no source shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, ok
from kontera.sandbox.quickbutik.orders import NothingFound

if TYPE_CHECKING:
    from kontera.sandbox.quickbutik.shop import Shop


def payment(shop: Shop, params: dict[str, str]) -> Answer:
    rows: list[Record] = [
        {"id": key, "name": name, "active": "1"} for key, name in shop.payment_methods.items()
    ]
    return ok(_chosen(rows, params.get("method_id")))


def shipping(shop: Shop, params: dict[str, str]) -> Answer:
    return ok(_chosen(list(shop.shipping_methods.values()), params.get("shipping_id")))


def _chosen(rows: list[Record], wanted: str | None) -> list[Record]:
    found = [row for row in rows if wanted in (None, "", row["id"])]
    if not found:
        raise NothingFound
    return found
