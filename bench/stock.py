"""One round of stock over a large register: requests, CPU and memory."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fresh import round_of

from kontera.shops import across

if TYPE_CHECKING:
    from house import House
    from kontera.shops.handle import Handle

CHANGES = 100
_tenants = itertools.count(390001)


def rounds(house: House, articles: int) -> list[dict[str, Any]]:
    """Rounds in which Fortnox decides and in which the shop does, each with 100 changes and with none."""
    return [row for mode in ("fortnox", "shop") for row in _rounds(house, mode, articles)]


def _rounds(house: House, mode: str, articles: int) -> list[dict[str, Any]]:
    tenant = next(_tenants)
    handle = _filled(house, mode, tenant, articles)
    _measured(house, handle)
    for n in range(CHANGES):
        number = f"ART-{n * (articles // CHANGES)}"
        if mode == "fortnox":
            house.ask("POST", "/company/stock", {"tenant": tenant, "article": number, "set": "49"})
        else:
            house.ask("POST", "/product/stock", {"key": f"stock-key-{tenant}", "sku": number, "to": 49})
    changed, still = _measured(house, handle), _measured(house, handle)
    if (changed["changes"], still["changes"]) != (CHANGES, 0):
        raise RuntimeError(f"not what was to be measured: {changed} {still}")
    names = {"fortnox": "Fortnox decides", "shop": "the shop decides"}
    told = {"articles": articles}
    return [
        {"round": f"{names[mode]}, {CHANGES} changes"} | told | changed,
        {"round": f"{names[mode]}, no change"} | told | still,
    ]


def _filled(house: House, mode: str, tenant: int, articles: int) -> Handle:
    """A shop and a company that both have fifty of everything."""
    key = f"stock-key-{tenant}"
    house.ask("POST", "/company", {"tenant": tenant, "switches": {"limit": False}})
    numbers = [f"ART-{n}" for n in range(articles)]
    products = [
        {"sku": number, "title": f"Artikel {number}", "price": "99.00", "qty": 50, "description": "x" * 500}
        for number in numbers
    ]
    house.ask("POST", "/shop", {"key": key, "name": f"Butik {tenant}", "products": products})
    told = [
        {"ArticleNumber": one, "Description": f"Artikel {one}", "StockGoods": True, "QuantityInStock": 50}
        for one in numbers
    ]
    house.ask("POST", "/company/articles", {"tenant": tenant, "articles": told})
    choices: dict[str, object] = {"stock": mode, "automatic": False, "products_automatic": False}
    return across.add_shop(f"Butik {tenant}", key, str(tenant), choices)


def _measured(house: House, handle: Handle) -> dict[str, Any]:
    """One round in a fresh process, and what it asked of both services."""
    before = _counted(house, handle)
    told = round_of(replace(house.env, fortnox_limit=None), handle.shop.key)
    asked = {name: count - before.get(name, 0) for name, count in _counted(house, handle).items()}
    return {
        "changes": told.pop("changes"),
        "Fortnox reads": asked.get("fortnox GET", 0),
        "Fortnox writes": asked.get("fortnox PUT", 0),
        "shop reads": asked.get("quickbutik GET", 0),
        "shop writes": asked.get("quickbutik PUT", 0),
        **told,
    }


def _counted(house: House, handle: Handle) -> dict[str, int]:
    """Requests so far, by service and method."""
    company = handle.shop.company
    found: dict[str, int] = {}
    for service, tenant in (
        ("fortnox", company.tenant if company else ""),
        ("quickbutik", handle.shop.quickbutik_key),
    ):
        rows = house.ask("GET", "/journal", service=service, tenant=tenant, last="100000")["requests"]
        for row in rows:
            name = f"{service} {row['method']}"
            found[name] = found.get(name, 0) + 1
    return found
