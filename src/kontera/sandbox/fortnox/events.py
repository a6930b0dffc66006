"""What Fortnox tells its listeners after a write: topic, type and the id of what changed.

Topics and most types: Fortnox developer docs, WebSocket topics. Guess: the types of registers
and of deleted records follow the same pattern, and a booked payment also updates its invoice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.company import Company

TOPICS: dict[str, tuple[str, str]] = {
    "customers": ("customers", "customer"),
    "articles": ("articles", "article"),
    "orders": ("orders", "order"),
    "invoices": ("invoices", "invoice"),
    "invoicepayments": ("invoices", "invoicepayment"),
    "currencies": ("currencies", "currency"),
    "termsofdeliveries": ("termsofdeliveries", "termsofdelivery"),
    "wayofdeliveries": ("waysofdeliveries", "wayofdelivery"),
    "termsofpayments": ("termsofpayments", "termsofpayment"),
    "costcenters": ("cost-centers", "cost-center"),
    "financialyears": ("financial-years", "financial-year"),
    "projects": ("projects", "project"),
}
"""Shelf → topic and the first word of its types."""

SECOND_VERSION = frozenset({"customer-updated"})
SILENT = frozenset({"invoicepayment-created", "invoicepayment-updated"})
"""Not among the documented types."""


def unheard(_topic: str, _kind: str, _entity: str) -> None:
    """Nobody listens."""


def teller(company: Company, shelf: str) -> Callable[[str, Record | None], None] | None:
    """What a shelf calls after each of its writes; None where no topic is documented."""
    if shelf not in TOPICS:
        return None
    topic, word = TOPICS[shelf]
    states: dict[str, tuple[bool, bool]] = {}

    def told(key: str, record: Record | None) -> None:
        before = states.pop(key, None)
        after = None if record is None else (bool(record.get("Booked")), bool(record.get("Cancelled")))
        if after is not None:
            states[key] = after
        kind = f"{word}-{_happened(before, after)}"
        if kind not in SILENT:
            company.on_event(topic, f"{kind}-v{2 if kind in SECOND_VERSION else 1}", key)

    return told


def _happened(before: tuple[bool, bool] | None, after: tuple[bool, bool] | None) -> str:
    """The verb between two states, each (booked, cancelled)."""
    if after is None:
        return "deleted"
    if before is None:
        return "created"
    booked, cancelled = (now and not then for then, now in zip(before, after, strict=True))
    return "bookkeep" if booked else "cancelled" if cancelled else "updated"


def stock_changed(company: Company, article: str) -> None:
    """A balance of the Lager module moved. Guess: the entity is the article's number."""
    company.on_event("warehouse-stockbalances", "warehouse-stockbalance-changed-v1", article)
