"""Ways of delivery (leveranssätt)."""

from __future__ import annotations

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

REGISTER = Register(
    "wayofdeliveries", "WayOfDelivery", "WayOfDeliveries", tables.WAY_OF_DELIVERY, absent=2001412
)
