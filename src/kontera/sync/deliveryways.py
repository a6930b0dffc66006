"""The shop's delivery method as a way of delivery (leveranssätt) of Fortnox.

A code that the shop has chosen wins. Otherwise a way of delivery with the same code or
name is found in the company's register, read once a day. What has no equal is left out:
it says nothing about the books.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kontera.fortnox import registers
from kontera.problems import Held, TryLater

if TYPE_CHECKING:
    from kontera.books.order import Order
    from kontera.choices import Choices
    from kontera.fortnox.client import Client
    from kontera.shops.handle import Handle

READ_EVERY = timedelta(days=1)
TRY_AGAIN = timedelta(minutes=10)
"""How long a register that could not be read now counts as empty."""


def chosen_way(choices: Choices, order: Order) -> str:
    """The code that the shop has chosen for this delivery method, by name or by id."""
    table = choices.table("delivery_ways")
    return str(table.get(order.shipping_name.casefold()) or table.get(order.shipping_key.casefold()) or "")


def way_for(handle: Handle, client: Client, choices: Choices, order: Order, now: datetime) -> str:
    """The code to send, or ``""``."""
    if not order.shipping_name:
        return ""
    return chosen_way(choices, order) or _register(handle, client, now).get(
        order.shipping_name.casefold(), ""
    )


def _register(handle: Handle, client: Client, now: datetime) -> dict[str, str]:
    company = handle.shop.company
    if company is None:
        return {}
    kept = company.registers.get("ways", {})
    if kept and now - datetime.fromisoformat(kept["read_at"]) < READ_EVERY:
        return dict(kept["codes"])
    codes, read_at = _read(client, now)
    handle.remember_register("ways", {"read_at": read_at.isoformat(), "codes": codes})
    return codes


def _read(client: Client, now: datetime) -> tuple[dict[str, str], datetime]:
    """Names and codes → code, and when they were read. Who does not let us read has none for us."""
    try:
        ways = registers.ways_of_delivery(client)
    except Held:
        return {}, now
    except TryLater:
        return {}, now - READ_EVERY + TRY_AGAIN
    codes = {word.casefold(): way.code for way in ways for word in (way.name, way.code) if word}
    return codes, now
