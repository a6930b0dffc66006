"""Control calls about a shop's products and its webhooks: what a shopkeeper does by hand, and late calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.quickbutik import hands

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontera.sandbox.answers import Record
    from kontera.sandbox.quickbutik.shop import Shop
    from kontera.sandbox.world import World


def _shop(world: World, body: Record) -> Shop:
    return world.shops[str(body["key"])]


def correct(world: World, body: Record) -> Record:
    """``{"key": …, "sku": …, "to": 5}`` or ``"by": -1``: somebody counted the stock."""
    moves = {word: int(body[word]) for word in ("to", "by") if word in body}
    return {"qty": hands.correct_stock(_shop(world, body), str(body["sku"]), **moves)}


def edit(world: World, body: Record) -> Record:
    """``{"key": …, "sku": …, "fields": {"title": …}}``."""
    return dict(hands.edit_product(_shop(world, body), str(body["sku"]), **body["fields"]))


def hide(world: World, body: Record) -> Record:
    """``{"key": …, "sku": …, "hidden": true}``."""
    hidden = bool(body.get("hidden", True))
    return dict(hands.hide_product(_shop(world, body), str(body["sku"]), hidden=hidden))


def delete(world: World, body: Record) -> Record:
    """``{"key": …, "sku": …}``."""
    return {"product_id": hands.delete_product(_shop(world, body), str(body["sku"]))}


def products(world: World, body: Record) -> Record:
    """All products of a shop, as stored."""
    shop = _shop(world, body)
    with shop.lock:
        return {"products": [dict(one) for one in shop.products.values()]}


def hold(world: World, _body: Record) -> Record:
    world.sender.hold()
    return _held(world)


def release(world: World, body: Record) -> Record:
    """``{"places": [1, 0]}``: send these of the held calls, or all; ``{"flow": true}`` also stops holding."""
    if body.get("flow"):
        world.sender.flow()
    else:
        world.sender.release(*(int(place) for place in body.get("places", ())))
    return _held(world)


def drop(world: World, body: Record) -> Record:
    """``{"places": [0]}``: lose these of the held calls, or all."""
    world.sender.drop(*(int(place) for place in body.get("places", ())))
    return _held(world)


def _held(world: World) -> Record:
    rows = [{"key": one.shop.key, "event_type": one.event, one.name: one.number} for one in world.sender.held]
    return {"holding": world.sender.holding, "held": rows}


PRODUCT_CALLS: dict[tuple[str, str], Callable[[World, Record], Record]] = {
    ("GET", "/products"): products,
    ("POST", "/product/stock"): correct,
    ("POST", "/product/edit"): edit,
    ("POST", "/product/hide"): hide,
    ("POST", "/product/delete"): delete,
    ("POST", "/webhook/hold"): hold,
    ("POST", "/webhook/release"): release,
    ("POST", "/webhook/drop"): drop,
}
