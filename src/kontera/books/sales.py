"""How many of a sale each side's level may have counted by now, from what is known of its order.

Neither service says when exactly a level moves. So for each side there are a least and a most; where
they are one the sale is counted for certain, else the level itself tells (``books.stock.share``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontera.books.stock import Bounds

PAID = frozenset({"paid", "done"})
OPEN = frozenset({"due", "held", "seen"})
"""States of an order that is not through yet."""


def shop_bounds(status: str, quantity: int, have: int, *, refunded: bool = False) -> Bounds:
    """What the shop's level has counted: a paid sale surely, an unpaid one perhaps.

    A cancelled or refunded order may give back what was counted, and takes no more. Guess: a shop counts
    at the latest when the order is paid.

    >>> shop_bounds("paid", 2, 0), shop_bounds("unpaid", 2, 0), shop_bounds("cancelled", 2, 2)
    ((2, 2), (0, 2), (0, 2))
    """
    if status == "cancelled":
        return 0, max(have, 0)
    if refunded:
        return 0, max(quantity, have)
    return (quantity, quantity) if status in PAID else (min(have, quantity), quantity)


def shop_likely(
    status: str, quantity: int, have: int, *, at_order: bool | None, gives_back: bool | None
) -> int:
    """What the shop has most likely counted. Guess: it counts at the order, and a cancelled one gives back.

    >>> shop_likely("unpaid", 2, 0, at_order=None, gives_back=None)
    2
    """
    if status == "cancelled":
        return have if gives_back is False else 0
    return have if status not in PAID and at_order is False else quantity


def fortnox_likely(
    status: str,
    documents: Sequence[tuple[str, str]],
    quantity: int,
    have: int,
    *,
    reserves: bool,
    is_counted: bool,
    given_back: int | None = None,
) -> int:
    """What Fortnox has most likely counted. Guess: an invoice counts when it is saved, and an order reserves.

    ``reserves``: the chosen figure hears of reservations. What is called off
    stays counted until it is credited. ``given_back``: the pieces that its credits put back, where they are
    credits of refunds; ``None``: a credit is of the whole order.

    >>> fortnox_likely("paid", [("invoice", "sent")], 2, 0, reserves=False, is_counted=False)
    2
    >>> fortnox_likely("paid", [("order", "sent")], 2, 0, reserves=False, is_counted=False)
    0
    """
    kinds = {kind for kind, _ in living(documents)}
    if "credit" in kinds:
        return 0 if given_back is None else max(quantity - given_back, 0)
    if status == "cancelled" and is_counted:
        return have
    return quantity if "invoice" in kinds or (reserves and "order" in kinds) else have


def fortnox_bounds(
    state: str,
    status: str,
    documents: Sequence[tuple[str, str]],
    quantity: int,
    have: int,
    *,
    at_saving: bool | None = None,
    given_back: int | None = None,
) -> Bounds:
    """What Fortnox's level has counted: a booked invoice surely, other documents perhaps.

    Orders reserve and invoices reduce (Fortnox help, stock without Lager); whether an invoice does so when
    it is saved or when it is booked is not said, so until then the level tells. What was counted stays so,
    unless the document is cancelled or credited, or does not yet say what the order says now.

    ``documents``: (kind, state) as in the table of deliveries. ``at_saving``: whether a document that is
    saved and not booked counts, where that has been seen. ``given_back``: the pieces on credits of refunds.
    Guess: a credit puts back its negative quantity (Fortnox does not say when), and never more.

    >>> fortnox_bounds("done", "paid", [("invoice", "booked")], 2, 0)
    (2, 2)
    >>> fortnox_bounds("due", "paid", [("invoice", "sending")], 2, 0), fortnox_bounds("due", "paid", [], 2, 0)
    ((0, 2), (0, 0))
    """
    left = living(documents)
    made = [one for one in left if one[0] in ("order", "invoice")]
    if not made:
        return 0, 0
    is_credited = any(kind == "credit" for kind, _ in left)
    if status == "cancelled" or is_credited:
        most = have if at_saving is False and is_only_saved(documents) else max(have, quantity)
        is_part = is_credited and given_back is not None and ("invoice", "booked") in made
        return (max(quantity - (given_back or 0), 0), quantity) if is_part else (0, most)
    if state in OPEN and have not in (0, quantity):
        return min(have, quantity), max(have, quantity)
    if ("invoice", "booked") in made:
        return quantity, quantity
    if at_saving is None or not is_only_saved(documents):
        return min(have, quantity), quantity
    return (quantity, quantity) if at_saving else (min(have, quantity),) * 2


def is_only_saved(documents: Sequence[tuple[str, str]]) -> bool:
    """Whether its last document is saved for certain, and not booked.

    >>> is_only_saved([("invoice", "sent")]), is_only_saved([("invoice", "booked")])
    (True, False)
    """
    left = living(documents)
    return bool(left) and left[-1][0] in ("order", "invoice") and left[-1][1] == "sent"


def living(documents: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The documents that may hold stock. Guess: an order that was invoiced holds none, come what may.

    >>> living([("order", "sent"), ("invoice", "cancelled")])
    []
    """
    is_invoiced = any(kind == "invoice" for kind, _ in documents)
    return [
        (kind, state)
        for kind, state in documents
        if state != "cancelled" and not (kind == "order" and is_invoiced)
    ]


def follows(
    state: str, status: str, documents: Sequence[tuple[str, str]], *, is_ours: bool, is_told: bool = False
) -> bool:
    """Whether Fortnox will hear of the sale, or forget it, by the order's own documents or by hand.

    ``is_ours``: of the time since the shop was connected; older orders wait for nothing. ``is_told``: Fortnox
    decides about the level, so whoever keeps it must tell it of sales that get no document.

    >>> follows("due", "paid", [], is_ours=True), follows("done", "paid", [], is_ours=True)
    (True, False)
    """
    if living(documents):
        return True
    if state in ("due", "held"):
        return True
    return is_ours and (state == "seen" or (is_told and status in PAID))
