"""Orders that the shop has chosen to leave out: by payment method, or by a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.order import Status
from kontera.books.payments import known_method
from kontera.problems import Held
from kontera.quickbutik.tags import tags_of
from kontera.shops.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Collection

    from kontera.books import order as books
    from kontera.choices import Choices
    from kontera.shops.models import Order


def left_out(
    row: Order, read: books.Order | None, choices: Choices, sent: Collection[Delivery]
) -> Held | None:
    """Why an order is not sent by itself, or ``None``. The button sends it all the same.

    One that Fortnox has, or may have, something of goes its way to the end.
    """
    if row.asked or any(one.state != Delivery.State.REFUSED for one in sent):
        return None
    if read is not None and read.status is Status.CANCELLED:
        return None
    methods, tags = choices.words("skip_methods"), choices.words("skip_tags")
    if read is not None and known_method(read.payment_method) in {known_method(word) for word in methods}:
        return _reason(row, read.payment_method)
    marked = tags_of(row.raw) if tags else frozenset()
    word = next((tag for tag in tags if tag.strip().casefold() in marked), "")
    return _reason(row, word) if word else None


def _reason(row: Order, what: str) -> Held:
    return Held("order-left-out", {"order": row.number, "reason": f"”{what}”"})
