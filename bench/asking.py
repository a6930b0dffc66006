"""Requests for what is not an ordinary order: refunds, sales abroad, payouts, daily summaries."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stage import BUYER, staged

from kontera.payouts.reports import read_report
from kontera.sandbox.fortnox import ledger
from kontera.shops import payouts, summaries
from kontera.sync.days import stockholm_day

if TYPE_CHECKING:
    from stage import Place, Stage

    from house import House

    Rows = list[dict[str, Any]]

MANY = 20
"""Orders or refunds that a number is counted over."""
NUMBER = "DE129273398"
COLUMNS = (
    *("type", "amount", "fee", "tax", "merchant_reference1"),
    *("sale_date", "payment_reference", "payout_date", "currency_code"),
)
REFUNDS: dict[str, list[dict[str, Any]]] = {
    "whole": [{}],
    "a line, the first": [{"products": [{"sku": "S-1", "qty": 1}]}],
    "an amount, the second": [{"products": [{"sku": "S-1", "qty": 1}]}, {"amount": "100.00"}],
}


# -- refunds -----------------------------------------------------------------------------------------


def refunds(house: House) -> Rows:
    """Requests to Fortnox for one refund, booked and paid back, by how the books are kept."""
    with staged(house) as stage:
        return [
            _refund(stage, name, told, method)
            for method in ("ACCRUAL", "CASH")
            for name, told in REFUNDS.items()
        ]


def _refund(stage: Stage, name: str, told: list[dict[str, Any]], method: str) -> dict[str, Any]:
    place = stage.open_shop({"method": method}, end="paid")
    lines = [{"sku": "T-1", "qty": 2}, {"sku": "S-1", "qty": 1}]
    numbers = [place.buys(lines=lines) for _ in range(MANY)]
    place.carry()
    for spec in told:
        stage.forget()
        for number in numbers:
            place.shop.refund(number, spec)
            place.announce(number)
        place.carry()
    place.all_done()
    asked = place.asked()
    return {
        "refund": name,
        "method": method,
        "refunds": MANY,
        "requests": round(asked.total() / MANY, 2),
        "of them reads": round(asked["GET"] / MANY, 2),
    }


# -- sales abroad --------------------------------------------------------------------------------------


def abroad(house: House) -> Rows:
    """Requests for one order abroad, its buyer known: to Fortnox, and to VIES, Riksbanken or the ECB."""
    with staged(house) as stage:
        stage.world.registers.numbers[NUMBER] = "Möbel GmbH"
        return [_sold(stage, name, spec) for name, spec in SALES.items()]


def _sold(stage: Stage, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    place = stage.open_abroad()
    place.buys(**spec)
    stage.forget()
    place.carry()
    first = place.asked("public").total()
    for _ in range(MANY):
        place.buys(**spec)
    place.handle.plan_poll(datetime.now(UTC))
    stage.forget()
    place.carry()
    place.all_done()
    if place.handle.orders().count() != MANY + 1:
        raise RuntimeError("not every order was read")
    return {
        "order": name,
        "orders": MANY,
        "Fortnox requests": round(place.asked().total() / MANY, 2),
        "public registers, the first": first,
        "public registers, each later": round(place.asked("public").total() / MANY, 2),
    }


def _line(price: str, rate: str) -> list[dict[str, Any]]:
    return [{"sku": "T-1", "qty": 1, "price": price, "tax_rate": rate}]


def _buyer(country: str, postcode: str, **more: str) -> dict[str, Any]:
    return {
        **BUYER,
        "country": country,
        "zipcode": postcode,
        "shipping_details": {"country": country},
        **more,
    }


_FIRM = {"customer_type": "company", "company_name": "Möbel GmbH", "vat_number": NUMBER}
SALES: dict[str, dict[str, Any]] = {
    "EU consumer, OSS": {"customer": _buyer("DE", "10115"), "lines": _line("119.00", "19")},
    "EU company": {
        "customer": _buyer("DE", "10115", **_FIRM),
        "lines": _line("100.00", "0"),
        "tax_free": True,
    },
    "in euro": {
        "customer": _buyer("DE", "10115"),
        "lines": _line("119.00", "19"),
        "currency": "EUR",
    },
    "25.5 %, as a voucher": {"customer": _buyer("FI", "00100"), "lines": _line("125.50", "25.5")},
}


# -- payouts -------------------------------------------------------------------------------------------


def payout(house: House, lines: int) -> Rows:
    """One settlement report of so many orders: read, matched, booked, its file attached."""
    with staged(house) as stage:
        place = sold(stage, 2 * lines)
        numbers = [row.number for row in place.handle.orders().order_by("id")]
        return [paid_out(place, numbers[:lines], "P1"), paid_out(place, numbers[lines:], "P2", by_hand=40)]


def sold(stage: Stage, orders: int) -> Place:
    """A shop whose orders are booked and paid, and whose chores are at rest."""
    place = stage.open_shop(end="paid")
    for _ in range(orders):
        place.buys()
    place.carry()
    place.all_done()
    place.work(payouts.CHORE)
    return place


def paid_out(place: Place, numbers: list[str], marker: str, *, by_hand: int = 0) -> dict[str, Any]:
    now = datetime.now(UTC)
    day = stockholm_day(now)
    for _ in range(by_hand):
        ledger.post(
            place.company,
            "A",
            day=day.isoformat(),
            sums={1930: Decimal(100), 3740: Decimal(-100)},
            text="Eget",
            reference="",
            kind="MANUAL",
        )
    content = _report(numbers, marker, day.isoformat())
    started = time.thread_time()
    (settlement,) = read_report(content).settlements
    row = payouts.keep(place.handle, settlement, file=content, name="rapport.csv", now=now).payout
    read = time.thread_time() - started
    matched = place.work(payouts.CHORE)
    place.stage.forget()
    payouts.ask_booking(place.handle, row)
    booked = place.work(payouts.CHORE)
    row.refresh_from_db()
    if row.state != row.State.BOOKED:
        raise RuntimeError(f"the payout is {row.state}: {row.problem_code} {row.problem_facts}")
    asked = place.asked()
    return {
        "lines": len(numbers),
        "vouchers by hand around it": by_hand,
        "requests": asked.total(),
        "of them reads": asked["GET"],
        "read in, CPU s": round(read, 2),
        "matched and shown, CPU s": round(matched, 2),
        "matched and booked, CPU s": round(booked, 2),
    }


def _report(numbers: list[str], marker: str, day: str) -> bytes:
    """As Klarna would write it: 199 kr an order, less 5 kr and 1.25 kr VAT on it."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for number in numbers:
        table.writerow(["SALE", "199.00", "-5.00", "-1.25", number, day, marker, day, "SEK"])
    return text.getvalue().encode()


# -- daily summaries --------------------------------------------------------------------------------------


def summary(house: House, orders: int) -> Rows:
    """A day of so many consumers' orders as one voucher with its list."""
    with staged(house) as stage:
        return [summed(stage.open_shop(end="booked", posting_mode="daily"), orders)]


def summed(place: Place, orders: int) -> dict[str, Any]:
    """Yesterday's orders of a shop that sums, read and booked."""
    moment = datetime.now(UTC) - timedelta(days=1)
    for n in range(orders):
        place.buys(created=f"{moment:%Y-%m-%d} 12:{n % 60:02d}:00")
    place.stage.forget()
    place.carry()
    place.all_done("summed")
    before = place.asked().total()
    place.stage.forget()
    summaries.ask_booking(place.handle, stockholm_day(moment))
    spent = place.work(summaries.CHORE)
    place.all_done()
    asked = place.asked()
    return {
        "orders": orders,
        "requests while they are read": before,
        "requests": asked.total(),
        "of them reads": asked["GET"],
        "CPU s": round(spent, 2),
        "CPU ms an order": round(1000 * spent / orders, 2),
        "invoices instead, requests": 2 * orders,
    }
