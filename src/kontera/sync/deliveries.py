"""Written down before the call, written down after it, and adopted when the outcome is unknown.

Fortnox has no idempotency key and no guard against a second document. What makes "booked
once" true is here: a delivery is committed as *sending* before its POST; whoever finds one
that is already sending looks for its reference at Fortnox before sending again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome
from kontera.shops.models import Delivery
from kontera.sync.told import told_with

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kontera.sync.errand import Errand

Answer = TypeVar("Answer")
State = Delivery.State


def send(
    errand: Errand,
    kind: str,
    reference: str,
    *,
    create: Callable[[], Answer],
    look: Callable[[], Sequence[Answer]],
) -> tuple[Delivery, Answer, bool]:
    """Make the document exist exactly once; returns it and whether it was adopted.

    ``look`` finds what already carries ``reference``; it is asked only after an unknown outcome, or
    always in a shop that is to be ``careful``.
    """
    row = errand.delivery(kind, reference)
    if row is None and errand.handle.shop.careful and (found := _only(errand, look)) is not None:
        return _begin(errand, kind, reference, None), found, True
    if row is not None and row.state == State.SENDING and (found := _look(errand, row, look)) is not None:
        return row, found, True
    row = _begin(errand, kind, reference, row)
    try:
        return row, create(), False
    except UnknownOutcome:
        # From now on the clock runs until "not found" is believed.
        _update(errand, row, sent_at=errand.now)
        raise
    except (Held, Disconnected, TryLater):
        # Refused, or never left this machine: nothing was written.
        _update(errand, row, state=State.REFUSED, settled_at=errand.now)
        raise


def find(errand: Errand, row: Delivery, look: Callable[[], Sequence[Answer]]) -> Answer | None:
    """What became of a delivery whose outcome is unknown and that is not wanted any more."""
    found = _look(errand, row, look)
    if found is None:
        _update(errand, row, state=State.REFUSED, settled_at=errand.now)
    return found


def settle(errand: Errand, row: Delivery, **outcome: Any) -> None:
    """Write down what Fortnox answered, and with a voucher what should stand in it."""
    for name, value in outcome.items():
        setattr(row, name, value)
    if ("voucher" in outcome or "fingerprint" in outcome) and row.fingerprint == errand.fingerprint:
        outcome["told"] = told_with(errand, row)
    _update(errand, row, settled_at=errand.now, **outcome)


def _new_delivery(errand: Errand, kind: str, reference: str) -> Delivery:
    return Delivery(
        shop=errand.handle.shop,
        company_id=errand.handle.company_id,
        order=errand.row,
        kind=kind,
        reference=reference,
        fingerprint=errand.fingerprint,
        sent_at=errand.now,
    )


def _begin(errand: Errand, kind: str, reference: str, row: Delivery | None) -> Delivery:
    if row is None:
        row = _new_delivery(errand, kind, reference)
        row.told = told_with(errand, row)
        row.save(force_insert=True)
        errand.deliveries.append(row)
    else:
        # Also when it was sent before: "not found" must be as old as the last attempt to be believed.
        why = told_with(errand, row)
        _update(
            errand, row, state=State.SENDING, sent_at=errand.now, fingerprint=errand.fingerprint, told=why
        )
    return row


def _look(errand: Errand, row: Delivery, look: Callable[[], Sequence[Answer]]) -> Answer | None:
    """What exists at Fortnox under the row's reference; ``None`` once its absence is believed."""
    found = _only(errand, look)
    if found is not None:
        return found
    age = errand.now - row.sent_at
    wait = timedelta(seconds=errand.ends.settle_seconds) - age
    if wait > timedelta(0):
        raise UnknownOutcome(
            "fortnox-unknown-outcome", {"call": row.reference}, after=int(wait.total_seconds()) + 1
        )
    return None


def _only(errand: Errand, look: Callable[[], Sequence[Answer]]) -> Answer | None:
    found = list(look())
    if len(found) > 1:
        raise Held("fortnox-duplicates", {"order": errand.row.number, "count": str(len(found))})
    return found[0] if found else None


def _update(errand: Errand, row: Delivery, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    errand.handle.deliveries().filter(pk=row.pk).update(**changes)
