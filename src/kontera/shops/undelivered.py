"""The orders of a shop that were paid and not delivered at the end of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models.fields.json import KeyTransform

from kontera.books.money import parse_ore
from kontera.books.undelivered import PaidOrder, Undelivered, undelivered
from kontera.shops.models import Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from kontera.shops.handle import Handle

LOOKED_BACK = timedelta(days=400)
"""Nothing is on its way for longer."""
OFF = (Order.State.CANCELLED, Order.State.SKIPPED)
PART = 500


def undelivered_of(handle: Handle, day: date) -> Undelivered:
    """As of the end of ``day`` (Stockholm), by what the shop told when each order was read last.

    An order that was paid back altogether, or sold nothing but a gift card, owes no delivery.
    """
    return undelivered((one for one in _paid(handle, day) if one.net_ore != 0), day)


def _paid(handle: Handle, day: date) -> Iterator[PaidOrder]:
    gift_card = handle.choices.policy().chart.gift_card
    rows = handle.orders().filter(ordered_day__range=(day - LOOKED_BACK, day)).exclude(state__in=OFF)
    for row in _light(rows):
        days = row.preview.get("days") or {}
        if days.get("paid") and row.status != "cancelled":
            yield PaidOrder(
                number=row.number,
                paid_day=date.fromisoformat(days["paid"]),
                delivered_day=date.fromisoformat(days["delivered"]) if days.get("delivered") else None,
                is_done=row.status == "done",
                currency=row.currency or "SEK",
                net_ore=_net(row.preview, gift_card),
            )


def _light(rows: QuerySet[Order]) -> Iterator[Order]:
    """The orders with the two parts of their previews that are looked at: the rest is ten times as much."""
    days, papers = KeyTransform("days", "preview"), KeyTransform("documents", "preview")
    parts = rows.annotate(days=days, papers=papers)
    told = parts.values_list("number", "status", "currency", "days", "papers")
    for number, status, currency, on, documents in told.iterator(PART):
        preview = {"days": on, "documents": documents}
        yield Order(number=number, status=status, currency=currency, preview=preview)


def _net(preview: Mapping[str, Any], gift_card: int) -> int | None:
    """What the order sold for without VAT, what was given back and gift cards (a debt already) taken off."""
    papers = [one for one in preview.get("documents") or () if "totals" in one]
    cards = (row["gross"] for one in papers for row in one.get("rows") or () if row["account"] == gift_card)
    nets = sum(parse_ore(one["totals"]["net"]) for one in papers)
    return nets - sum(map(parse_ore, cards)) if papers else None
