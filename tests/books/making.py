"""Plain orders to change one thing in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kontera.books.money import line_ore, vat_of
from kontera.books.order import Buyer, Line, LineKind, Order, Status

DAY = date(2026, 11, 10)
D25, D12, D6, D0 = Decimal(25), Decimal(12), Decimal(6), Decimal(0)


def line(kronor, rate=D25, *, quantity=1, kind=LineKind.GOODS, title="Vara", sku="A01", key=""):
    rate = None if rate is None else Decimal(rate)
    return Line(title, Decimal(quantity), round(Decimal(str(kronor)) * 100), rate, kind, sku, key)


def net_line(ore, rate=D25, *, quantity=1):
    return Line("Vara", Decimal(quantity), 0, rate, sku="A01", unit_net_ore=ore)


def order(*lines, tax=None, total=None, freight=0, discount=0, fee=0, **changes):
    """A paid Klarna order in SEK. Without ``tax`` its VAT is the lines' own, each rounded for itself."""
    goods = sum(line_ore(each.quantity, each.unit_gross_ore) for each in lines)
    stated = sum(vat_of(line_ore(each.quantity, each.unit_gross_ore), each.rate or D0) for each in lines)
    parts = {
        "number": "1001",
        "status": Status.PAID,
        "currency": "SEK",
        "ordered_day": DAY,
        "paid_day": DAY,
        "delivered_day": None,
        "buyer": Buyer(email="anna@example.com"),
        "lines": lines,
        "shipping_gross_ore": freight,
        "discount_gross_ore": discount,
        "fee_gross_ore": fee,
        "total_gross_ore": goods + freight + fee - discount if total is None else total,
        "tax_ore": stated if tax is None else tax,
        "payment_method": "klarna",
    }
    return Order(**{**parts, **changes})


def accounts(voucher):
    """Account → öre of a voucher."""
    return {row.account: row.amount_ore for row in voucher.rows}
