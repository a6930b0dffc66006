"""How a demo shop is written down, and how it is placed in a world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.sandbox.clock import STOCKHOLM
from kontera.sandbox.quickbutik.shop import FORM

if TYPE_CHECKING:
    from datetime import datetime

    from kontera.sandbox.answers import Record
    from kontera.sandbox.quickbutik.arithmetic import Rules
    from kontera.sandbox.quickbutik.shop import Shop
    from kontera.sandbox.world import World


@dataclass(slots=True)
class Plan:
    """One shop and its company; ``orders`` are specs of ``Shop.place`` plus ``hold`` (a reason)."""

    name: str
    key: str
    tenant: int
    org_number: str
    first_order: int
    rules: Rules
    products: list[tuple[Any, ...]]
    """(sku, title, price, rate of today[, gift card])"""
    payment_methods: dict[str, str]
    shipping_methods: dict[str, Record]
    orders: list[Record] = field(default_factory=list)


def days_before(now: datetime, days: int, hour: int = 10, minute: int = 0) -> str:
    """A wall-clock text so many days before ``now``, never after it."""
    local = now.astimezone(STOCKHOLM)
    then = (local - timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return min(then, local.replace(microsecond=0)).strftime(FORM)


def line(sku: str, qty: int = 1, **more: Any) -> Record:
    return {"sku": sku, "qty": qty, **more}


def summary(world: World, plan: Plan) -> Record:
    """Place the shop and its orders; tell what a careful connector should make of them."""
    world.add_company(plan.tenant, name=f"{plan.name} AB", org_number=plan.org_number)
    shop = world.add_shop(plan.key, name=plan.name, first_order=plan.first_order)
    shop.settings.rules = plan.rules
    shop.payment_methods = dict(plan.payment_methods)
    shop.shipping_methods = dict(plan.shipping_methods)
    for sku, title, price, rate, *gift in plan.products:
        shop.add_product(sku, title, price, rate, gift_card=bool(gift and gift[0]))
    return _placed(shop, plan)


def _placed(shop: Shop, plan: Plan) -> Record:
    total, held, skipped = Decimal(0), [], []
    for spec in plan.orders:
        record = shop.place({**spec, "webhook": False})
        number, status = str(record["order_id"]), str(spec.get("status", "paid"))
        if status in ("unpaid", "cancelled"):
            skipped.append({"order": number, "status": status})
        elif spec.get("hold"):
            held.append({"order": number, "reason": spec["hold"]})
        else:
            total += Decimal(record["total_amount"])
    return {
        "name": plan.name,
        "key": plan.key,
        "tenant": plan.tenant,
        "orders": len(plan.orders),
        "bookable": len(plan.orders) - len(held) - len(skipped),
        "held": held,
        "skipped": skipped,
        "total": f"{total:.2f}",
        "payment_methods": sorted({str(spec.get("method", "klarna")) for spec in plan.orders}),
        "shipping_methods": [method["name"] for method in plan.shipping_methods.values()],
        "gift_card_skus": [sku for sku, _title, _price, _rate, *gift in plan.products if gift and gift[0]],
        "skus": [sku for sku, *_rest in plan.products],
        "tax_on_top": plan.rules.on_top,
    }
