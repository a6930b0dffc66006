"""Three shops with their Fortnox companies, the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontera.sandbox.seeds import clothes, food, office
from kontera.sandbox.seeds.recipe import Plan, summary

if TYPE_CHECKING:
    from datetime import datetime

    from kontera.sandbox.world import World


def seed_demo(world: World, now: datetime) -> dict[str, Any]:
    """Fill ``world`` with the demo shops, their orders dated before ``now``.

    Answers ``{"client_id", "client_secret", "shops": [{name, key, tenant, orders, bookable, held:
    [{order, reason}], skipped: [{order, status}], total (of the bookable ones, kronor as text),
    payment_methods, gift_card_skus, …}]}``. No webhooks are fired. A shop that is there already
    is made anew.
    """
    plans: list[Plan] = [clothes.plan(now), food.plan(now), office.plan(now)]
    client = next(iter(world.desk.clients.values()))
    shops = [summary(world, plan) for plan in plans]
    return {"client_id": client.client_id, "client_secret": client.secret, "shops": shops}
