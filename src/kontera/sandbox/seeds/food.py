"""Skafferiet & Sidan: food and books at 25, 12 and 6 %, across the food rate's change.

Sweden taxed food at 12 % until 2026-03-31 and at 6 % from 2026-04-01. The products carry today's
rate; the older orders were charged 12 %.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.quickbutik.arithmetic import Rules
from kontera.sandbox.seeds.recipe import Plan, days_before, line

if TYPE_CHECKING:
    from datetime import datetime

    from kontera.sandbox.answers import Record

PRODUCTS = [
    ("MJOL-2", "Vetemjöl 2 kg", "32.90", 6),
    ("KAFFE-500", "Kokkaffe 500 g", "89.90", 6),
    ("HONUNG", "Honung från Öland", "79.00", 6),
    ("OST-KG", "Lagrad ost, kilo", "219.00", 6),
    ("BOK-BAK", "Bakboken", "249.00", 6),
    ("BOK-DECK", "Deckare i pocket", "79.90", 6),
    ("HANDDUK", "Kökshandduk i lin", "149.00", 25),
    ("VISP", "Visp i stål", "99.50", 25),
    ("TAVLA", "Originaltryck", "450.00", 12),
]
FOOD = ("MJOL-2", "KAFFE-500", "HONUNG", "OST-KG")
EVA = {
    "email": "eva.lind@example.com",
    "full_name": "Eva Lind",
    "phone": "0702223344",
    "address": "Ringvägen 100",
    "zipcode": "11860",
    "city": "Stockholm",
}
NILS = {
    "email": "nils@example.net",
    "full_name": "Nils Åkesson",
    "address": "Lillgatan 2",
    "zipcode": "22100",
    "city": "Lund",
}
MAJA = {
    "email": "maja+skafferi@example.com",
    "full_name": "Maja Sjö",
    "address": "Fjällvägen 7",
    "zipcode": "98131",
    "city": "Kiruna",
}
ALAND = {
    "email": "tove@example.ax",
    "full_name": "Tove Holm",
    "address": "Torggatan 1",
    "zipcode": "22100",
    "city": "Mariehamn",
    "country": "AX",
}
POST: Record = {"id": "1", "name": "PostNord", "price": "59.00"}
FREE: Record = {"id": "3", "name": "Fri frakt", "price": "0.00"}
DHL: Record = {"id": "2", "name": "DHL", "price": "69.00"}

BEFORE_DAYS = (
    "2026-03-20",
    "2026-03-22",
    "2026-03-25",
    "2026-03-27",
    "2026-03-29",
    "2026-03-30",
    "2026-03-31",
)
AFTER_DAYS = ("2026-04-01", "2026-04-02", "2026-04-04", "2026-04-07")


def charged(sku: str, qty: int = 1) -> Record:
    """A line as it was charged before the change."""
    return line(sku, qty, tax_rate=12) if sku in FOOD else line(sku, qty)


def _older() -> list[Record]:
    orders: list[Record] = [
        {"lines": [charged("KAFFE-500", 2)], "customer": EVA, "method": "klarna", "shipping": POST},
        {
            "lines": [charged("MJOL-2", 3), charged("HONUNG")],
            "customer": NILS,
            "method": "swish",
            "shipping": DHL,
        },
        {
            "lines": [charged("OST-KG"), charged("VISP")],
            "customer": MAJA,
            "method": "klarna",
            "shipping": POST,
        },
        {"lines": [charged("BOK-BAK")], "customer": EVA, "method": "card", "shipping": FREE},
        {
            "lines": [charged("HANDDUK", 2), charged("KAFFE-500")],
            "customer": NILS,
            "method": "klarna",
            "shipping": POST,
        },
        {
            "lines": [charged("HONUNG", 4)],
            "customer": MAJA,
            "method": "swish",
            "shipping": POST,
            "whole_kronor": True,
        },
        {"lines": [charged("KAFFE-500")], "customer": EVA, "method": "klarna", "shipping": FREE},
    ]
    for day, order in zip(BEFORE_DAYS, orders, strict=True):
        order["created"] = f"{day} 2{len(order['lines'])}:45:00"
    return orders


def _first_days() -> list[Record]:
    orders: list[Record] = [
        {"lines": [line("KAFFE-500")], "customer": EVA, "method": "klarna", "shipping": POST},
        {
            "lines": [line("MJOL-2", 2), line("BOK-DECK")],
            "customer": NILS,
            "method": "card",
            "shipping": POST,
        },
        {"lines": [line("OST-KG"), line("HANDDUK")], "customer": MAJA, "method": "swish", "shipping": DHL},
        {"lines": [line("HONUNG"), line("TAVLA")], "customer": EVA, "method": "klarna", "shipping": FREE},
    ]
    for day, order in zip(AFTER_DAYS, orders, strict=True):
        order["created"] = f"{day} 00:1{len(order['lines'])}:00"
    return orders


def _recent(now: datetime) -> list[Record]:
    orders: list[Record] = [
        {
            "lines": [line("BOK-BAK"), line("VISP"), line("TAVLA")],
            "customer": NILS,
            "method": "klarna",
            "shipping": POST,
        },
        {
            "lines": [line("OST-KG", 2)],
            "customer": EVA,
            "method": "swish",
            "shipping": DHL,
            "whole_kronor": True,
        },
        {
            "lines": [line("MJOL-2", 5), line("HANDDUK", 3)],
            "customer": MAJA,
            "method": "card",
            "discount": "50.00",
        },
        {
            "lines": [line("KAFFE-500", 3), line("BOK-DECK")],
            "customer": EVA,
            "method": "klarna",
            "shipping": POST,
        },
        {
            "lines": [line("VISP"), line("HONUNG")],
            "customer": NILS,
            "method": "klarna",
            "shipping": POST,
            "freight_rate": 25,
        },
        {
            "lines": [line("BOK-DECK", 3)],
            "customer": MAJA,
            "method": "swish",
            "shipping": POST,
            "whole_kronor": True,
        },
        {"lines": [line("TAVLA"), line("KAFFE-500")], "customer": EVA, "method": "klarna", "shipping": FREE},
        {
            "lines": [line("MJOL-2"), line("VISP", 2)],
            "customer": NILS,
            "method": "card",
            "shipping": POST,
            "discount": "23.19",
        },
        {
            "lines": [line("HONUNG", 2), line("BOK-BAK")],
            "customer": MAJA,
            "method": "klarna",
            "shipping": DHL,
        },
        {
            "lines": [line("HANDDUK")],
            "customer": EVA,
            "method": "swish",
            "shipping": POST,
            "whole_kronor": True,
        },
        {
            "lines": [line("KAFFE-500", 10)],
            "customer": NILS,
            "method": "klarna",
            "shipping": FREE,
            "status": "done",
        },
        {
            "lines": [line("OST-KG"), line("VISP")],
            "customer": EVA,
            "method": "klarna",
            "shipping": POST,
            "overrides": {"tax_amount": "12.34"},
            "hold": "VAT cannot be explained",
        },
        {
            "lines": [line("BOK-BAK")],
            "customer": ALAND,
            "method": "card",
            "shipping": POST,
            "hold": "delivery abroad",
        },
    ]
    for place, order in enumerate(orders):
        order["created"] = days_before(now, 14 - place, 9 + place % 10, place * 11 % 60)
    return orders


def plan(now: datetime) -> Plan:
    return Plan(
        name="Skafferiet & Sidan",
        key="Ss3*p!Qe8(Lk#2]wX.r7[Nv5)cT1hJ4z",
        tenant=100002,
        org_number="556000-0029",
        first_order=5001,
        rules=Rules(),
        products=list(PRODUCTS),
        payment_methods={"klarna": "Klarna", "swish": "Swish", "card": "Kort"},
        shipping_methods={str(way["id"]): {**way, "countries": ["SE"]} for way in (POST, DHL, FREE)},
        orders=[*_older(), *_first_days(), *_recent(now)],
    )
