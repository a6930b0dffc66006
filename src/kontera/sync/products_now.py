"""The terminal's buttons: a product, or all of them, read and written at once; products made of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.shops import products
from kontera.shops.chores import chore_of
from kontera.shops.lanes import walking
from kontera.shops.models import Product
from kontera.shops.work import lane_lock
from kontera.sync import products_carry, products_in, products_out
from kontera.sync.products import CHORE, take_in
from kontera.sync.products_in import ARTICLES_WORK
from kontera.sync.turn import Turn

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends

State = Product.State


def carry_one(handle: Handle, ends: Ends, name: str) -> Product | None:
    """Read one product by its id or SKU and write it. ``None``: the shop has no such product.

    Raises ``TryLater`` and ``Disconnected``; where the product stands afterwards is on its row.
    """
    with _lane(handle):
        try:
            turn = _turn(handle, ends)
            client = turn.quickbutik
            raw = client.product(sku=name) or (client.product(name) if name.isdecimal() else None)
            if raw is None:
                return None
            take_in(handle, [raw], turn.now, asks=False)
            rows = handle.products().filter(product_id=str(raw.get("id") or raw.get("product_id")))
            products.press(handle, rows.exclude(state=State.DONE), turn.now)
            due = list(rows.filter(state=State.DUE))
            if due:
                products_carry.carry(turn, due)
        finally:
            _rest(handle, ends)
    return rows.first()


def carry_all(handle: Handle, ends: Ends) -> dict[str, int]:
    """Read all products, and write all that differ, those that wait for the button too."""
    with _lane(handle):
        try:
            turn = _turn(handle, ends)
            products_out.read_all_now(turn)
            _work(turn)
            # What was read for the first time may wait for the button: this is the button.
            products.press(handle, handle.products().filter(state=State.SEEN), turn.now)
            _work(turn)
        finally:
            _rest(handle, ends)
    return products.counts(handle)


def make_products(handle: Handle, ends: Ends) -> dict[str, int]:
    """Make hidden products of the web articles that the shop lacks: how many, and how many it still lacks.

    Only where products are edited in Fortnox. Raises ``Held`` with what the shop refused.
    """
    with _lane(handle):
        try:
            _work(_turn(handle, ends))
            row = chore_of(handle, ARTICLES_WORK.name)
            row.asked = True
            turn = Turn(handle, ends, row, lambda: True)
            while products_in.run(turn):
                pass
            _work(_turn(handle, ends))
        finally:
            _rest(handle, ends)
    return {name: int(turn.row.told.get(name) or 0) for name in ("made", "lacking")}


def _work(turn: Turn) -> None:
    """Turns until nothing remains."""
    while products_out.run(turn):
        pass


def _turn(handle: Handle, ends: Ends) -> Turn:
    return Turn(handle, ends, chore_of(handle, CHORE), lambda: True)


def _lane(handle: Handle) -> AbstractContextManager[bool]:
    return walking(lane_lock(handle.shop.pk, "registers"), wait=True)


def _rest(handle: Handle, ends: Ends) -> None:
    if handle.shop.company is not None:
        ends.fortnox.rest(handle.shop.company)
