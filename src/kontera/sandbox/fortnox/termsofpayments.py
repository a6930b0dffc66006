"""Terms of payment (betalningsvillkor)."""

from __future__ import annotations

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

REGISTER = Register(
    "termsofpayments", "TermsOfPayment", "TermsOfPayments", tables.TERMS_OF_PAYMENT, absent=2000429
)
