"""A red finding of the set-up check pauses what it would break, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.problems import Held
from kontera.shops.sightings import stops_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.books.decision import Decision
    from kontera.shops.handle import Handle
    from kontera.shops.sightings import Stop

BOOKED = frozenset({"booked", "paid"})


def stopped(stops: Iterable[Stop], decision: Decision, end: str) -> Held | None:
    """Why the order may not be sent as far as ``end``; ``None``: nothing it needs is broken.

    An order that makes no document is never stopped: cancelling one at Fortnox breaks nothing.
    """
    if decision.invoice is None:
        return None
    needed = frozenset(_needs(decision, end))
    stop = next((one for one in stops if one.words & needed), None)
    return Held(stop.code, {**stop.facts, "order": decision.order.number}) if stop else None


def _needs(decision: Decision, end: str) -> Iterable[str]:
    """What the order needs at Fortnox, in the words of a finding's ``stops``."""
    invoice = decision.invoice
    if invoice is None or end == "customers":
        return
    yield "orders"
    if end in BOOKED:
        yield "booking"
        for voucher in decision.vouchers:
            yield from (f"account:{row.account}" for row in voucher.rows)
    for row in invoice.rows:
        yield f"account:{row.account}"
    for word in (invoice.shipping_name, invoice.shipping_key):
        if word:
            yield f"shipping:{word.casefold()}"
    if end == "paid":
        for payment in decision.payments:
            yield from ("payments", f"payments:{payment.method}", f"account:{payment.account}")


def heed_stops(handle: Handle, chore: str) -> None:
    """Raises ``Held`` where a red finding stops the whole chore, such as ``products``."""
    for stop in stops_of(handle):
        if chore in stop.words:
            raise Held(stop.code, stop.facts)
