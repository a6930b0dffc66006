"""One ordinary order and what becomes of it under the default choices: what the books are explained by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kontera.books.decision import decide
from kontera.books.order import Buyer, Line, Order, Status
from kontera.books.policy import DEFAULT_POLICY

DAY = date(2026, 11, 10)
ORDER = Order(
    number="1001",
    status=Status.PAID,
    currency="SEK",
    ordered_day=DAY,
    paid_day=DAY,
    delivered_day=None,
    buyer=Buyer(),
    lines=(Line("Kruka", Decimal(1), 12500, Decimal(25), sku="A01"),),
    shipping_gross_ore=0,
    discount_gross_ore=0,
    fee_gross_ore=0,
    total_gross_ore=12500,
    tax_ore=2500,
    payment_method="klarna",
)
"""A pot of 125.00 kr incl. 25 % VAT, paid with Klarna."""
MADE = decide(ORDER, DEFAULT_POLICY, DAY)
"""Booked: invoice (1510, 2611, 3001) and payment (1581)."""
