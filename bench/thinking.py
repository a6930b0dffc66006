"""The books alone: from an order as it is read to its balanced vouchers, with no database and no network."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.decision import decide
from kontera.books.money import vat_of
from kontera.books.order import Buyer, Line, Order, Status
from kontera.books.policy import DEFAULT_POLICY

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = date(2026, 5, 4)
TRIES = 5
SECONDS = 0.5
THREE = (25, 12, 6)
KINDS: tuple[tuple[str, int, tuple[int, ...], int | None], ...] = (
    ("2 lines, 25 %", 2, (25,), 3000),
    ("50 lines, three rates", 50, THREE, 200),
    ("100 lines, three rates", 100, THREE, None),
    ("200 lines, three rates", 200, THREE, None),
    ("400 lines, three rates", 400, THREE, None),
)
"""Name, lines, rates, and the aim in orders a second on one core."""


def order_of(lines: int, rates: Sequence[int]) -> Order:
    """A paid order of so many lines; its freight is free and its VAT stated line by line."""
    goods = [_line(n, Decimal(rates[n % len(rates)])) for n in range(lines)]
    sums = [(int(line.quantity) * line.unit_gross_ore, line.rate or Decimal(0)) for line in goods]
    return Order(
        number="1001",
        status=Status.PAID,
        currency="SEK",
        ordered_day=DAY,
        paid_day=DAY,
        delivered_day=None,
        buyer=Buyer(email="anna@example.com"),
        lines=tuple(goods),
        shipping_gross_ore=0,
        discount_gross_ore=0,
        fee_gross_ore=0,
        total_gross_ore=sum(gross for gross, _ in sums),
        tax_ore=sum(vat_of(gross, rate) for gross, rate in sums),
        payment_method="klarna",
    )


def _line(n: int, rate: Decimal) -> Line:
    return Line(f"Vara {n}", Decimal(1 + n % 3), 9_990 + 37 * n, rate, sku=f"A{n}", product_key=str(n))


def speed(order: Order) -> float:
    """Orders a second on one core: CPU time, the best of a few tries."""
    if decide(order, DEFAULT_POLICY, DAY).status != "book":
        raise RuntimeError("an order that is not booked measures nothing")
    return max(_try(order) for _ in range(TRIES))


def _try(order: Order) -> float:
    started, count = time.process_time(), 0
    while (spent := time.process_time() - started) < SECONDS:
        for _ in range(10):
            decide(order, DEFAULT_POLICY, DAY)
        count += 10
    return count / spent


def books() -> list[dict[str, Any]]:
    """How fast the books think, by kind of order. Linear: each further line costs the same."""
    rows: list[dict[str, Any]] = []
    before = (0, 0.0)
    for name, lines, rates, aim in KINDS:
        found = speed(order_of(lines, rates))
        further = (1 / found - before[1]) / (lines - before[0])
        rows.append(
            {
                "orders": name,
                "orders/s per core": round(found),
                "aim": aim or "",
                "µs per line": round(1e6 / found / lines, 1),
                "µs for each further line": round(1e6 * further, 1) if before[0] else "",
            }
        )
        before = (lines, 1 / found)
    return rows
