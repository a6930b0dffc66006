"""The memory: what is known, due, sent and answered. No rules live here.

Amounts are whole öre, ``…_at`` is an aware UTC time, ``…_day`` a Stockholm date.
"""

from __future__ import annotations

from kontera.shops.models.money import Payout, PayoutLine, Posting, Rate, Summary, Supply, VatAnswer
from kontera.shops.models.orders import Delivery, Event, Note, Order
from kontera.shops.models.registers import Level, Link, Product, Sold, Topic
from kontera.shops.models.runs import Chore, Foreign, Import, Sighting
from kontera.shops.models.tenants import (
    EPOCH,
    Company,
    Member,
    Permit,
    Shop,
    new_hook_secret,
    new_key,
)

__all__ = [
    "EPOCH",
    "Chore",
    "Company",
    "Delivery",
    "Event",
    "Foreign",
    "Import",
    "Level",
    "Link",
    "Member",
    "Note",
    "Order",
    "Payout",
    "PayoutLine",
    "Permit",
    "Posting",
    "Product",
    "Rate",
    "Shop",
    "Sighting",
    "Sold",
    "Summary",
    "Supply",
    "Topic",
    "VatAnswer",
    "new_hook_secret",
    "new_key",
]
