"""Terms of delivery (leveransvillkor)."""

from __future__ import annotations

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

REGISTER = Register(
    "termsofdeliveries", "TermsOfDelivery", "TermsOfDeliveries", tables.TERMS_OF_DELIVERY, absent=2000435
)
