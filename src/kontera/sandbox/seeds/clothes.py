"""Tyg & Tråd: clothes at 25 %, many repeat customers, discounts, gift cards, several ways to pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.quickbutik.arithmetic import Rules
from kontera.sandbox.seeds.recipe import Plan, days_before, line

if TYPE_CHECKING:
    from datetime import datetime

    from kontera.sandbox.answers import Record

PRODUCTS = [
    ("TRÖJA-S", "Stickad tröja, small", "599.00", 25),
    ("BYXA-34", "Linnebyxa 34", "749.50", 25),
    ("SCARF-1", "Halsduk i ull", "299.90", 25),
    ("KNAPP-10", "Knappar, 10-pack", "39.90", 25),
    ("TYG/BLA.M", "Bomullstyg blått, meter", "119.00", 25),
    ("SYTRÅD", "Sytråd, svart", "24.50", 25),
    ("PRESENT500", "Presentkort 500 kr", "500.00", 0, True),
]
ANNA = {
    "email": "anna.berg@example.com",
    "full_name": "Anna Berg",
    "phone": "070-1234567",
    "address": "Björkgatan 4",
    "zipcode": "352 30",
    "city": "Växjö",
}
HANNA = {
    "email": "hanna.berg@example.com",
    "full_name": "Hanna Berg",
    "address": "Ekvägen 9 B",
    "zipcode": "11421",
    "city": "Stockholm",
}
OLLE = {
    "email": "Olle.Strom@Example.com",
    "full_name": "Olle Ström",
    "address": "Hamngatan 1",
    "zipcode": "41101",
    "city": "Göteborg",
}
SARA = {
    "email": "sara@example.org",
    "full_name": "Sara Öberg",
    "address": "c/o Nilsson, Åsgatan 12",
    "zipcode": "79171",
    "city": "Falun",
    "shipping_details": {
        "full_name": "Moa Öberg",
        "address": "Kyrkbacken 3",
        "zipcode": "79172",
        "city": "Falun",
    },
}
NOBODY = {"email": "", "full_name": "Kund i butiken", "address": "", "zipcode": "", "city": ""}
NORWEGIAN = {
    "email": "kari@example.no",
    "full_name": "Kari Nordmann",
    "address": "Storgata 5",
    "zipcode": "0155",
    "city": "Oslo",
    "country": "NO",
}
POST: Record = {"id": "1", "name": "PostNord", "price": "49.00"}
FREE: Record = {"id": "3", "name": "Fri frakt", "price": "0.00"}
PICK_UP: Record = {"id": "2", "name": "Hämta i butik", "price": "0.00"}
BUDBEE: Record = {"id": "4", "name": "Budbee", "price": "79.00"}


def plan(now: datetime) -> Plan:
    orders = [
        {"lines": [line("TRÖJA-S")], "customer": ANNA, "method": "klarna", "shipping": POST},
        {
            "lines": [line("BYXA-34"), line("SCARF-1", 2)],
            "customer": HANNA,
            "method": "swish",
            "shipping": FREE,
        },
        {
            "lines": [line("KNAPP-10", 3)],
            "customer": ANNA,
            "method": "card",
            "shipping": POST,
            "status": "done",
        },
        {
            "lines": [line("TYG/BLA.M", 5), line("SYTRÅD", 2)],
            "customer": OLLE,
            "method": "paypal",
            "shipping": BUDBEE,
        },
        {
            "lines": [line("SCARF-1")],
            "customer": SARA,
            "method": "klarna",
            "shipping": POST,
            "discount": "30.00",
        },
        {
            "lines": [line("TRÖJA-S"), line("SYTRÅD")],
            "customer": ANNA,
            "method": "klarna",
            "discount": "62.35",
        },
        {
            "lines": [line("BYXA-34", 2)],
            "customer": OLLE,
            "method": "card",
            "shipping": FREE,
            "discount": "100.00",
        },
        {
            "lines": [line("TRÖJA-S", 2), line("", 1, title="Paketrabatt", price="-150.00", tax_rate=25)],
            "customer": HANNA,
            "method": "klarna",
            "shipping": POST,
        },
        {"lines": [line("PRESENT500")], "customer": SARA, "method": "swish", "shipping": FREE},
        {
            "lines": [line("BYXA-34")],
            "customer": ANNA,
            "method": "klarna",
            "shipping": POST,
            "gift_card": "300.00",
        },
        {"lines": [line("SCARF-1", 3)], "customer": HANNA, "method": "swish", "shipping": POST},
        {
            "lines": [line("SYTRÅD", 7)],
            "customer": NOBODY,
            "method": "swish",
            "shipping": PICK_UP,
            "status": "done",
        },
        {
            "lines": [line("TYG/BLA.M", 2), line("KNAPP-10")],
            "customer": SARA,
            "method": "card",
            "shipping": POST,
        },
        {"lines": [line("TRÖJA-S")], "customer": OLLE, "method": "klarna", "shipping": BUDBEE},
        {
            "lines": [line("KNAPP-10", 11)],
            "customer": ANNA,
            "method": "klarna",
            "shipping": POST,
            "discount": "43.89",
        },
        {
            "lines": [line("PRESENT500"), line("SCARF-1")],
            "customer": OLLE,
            "method": "card",
            "shipping": POST,
        },
        {"lines": [line("BYXA-34"), line("TRÖJA-S")], "customer": SARA, "method": "klarna", "shipping": FREE},
        {
            "lines": [line("SCARF-1")],
            "customer": HANNA,
            "method": "paypal",
            "shipping": POST,
            "status": "done",
        },
        {
            "lines": [line("SYTRÅD"), line("KNAPP-10", 2)],
            "customer": ANNA,
            "method": "swish",
            "shipping": POST,
        },
        {
            "lines": [line("TYG/BLA.M", 12)],
            "customer": OLLE,
            "method": "klarna",
            "shipping": FREE,
            "discount": "142.80",
        },
        {
            "lines": [line("TRÖJA-S")],
            "customer": HANNA,
            "method": "klarna",
            "shipping": POST,
            "status": "unpaid",
        },
        {
            "lines": [line("SCARF-1")],
            "customer": SARA,
            "method": "klarna",
            "shipping": POST,
            "status": "cancelled",
        },
        {
            "lines": [line("TRÖJA-S")],
            "customer": ANNA,
            "method": "bonuspoäng",
            "shipping": POST,
            "hold": "unknown payment method",
        },
        {
            "lines": [line("BYXA-34")],
            "customer": OLLE,
            "method": "klarna",
            "shipping": POST,
            "overrides": {"tax_amount": "77.77"},
            "hold": "VAT cannot be explained",
        },
        {"lines": [line("SCARF-1")], "customer": NORWEGIAN, "method": "card", "hold": "delivery abroad"},
    ]
    for place, order in enumerate(orders):
        order["created"] = days_before(now, 25 - place, 8 + place % 12, place * 7 % 60)
    return Plan(
        name="Tyg & Tråd",
        key="Tt7(x#9*kQ!d2[aZ.e4)mW8vB1nR6yU0",
        tenant=100001,
        org_number="556000-0011",
        first_order=1001,
        rules=Rules(),
        products=list(PRODUCTS),
        payment_methods={
            "klarna": "Klarna",
            "swish": "Swish",
            "card": "Kort",
            "paypal": "PayPal",
            "bonuspoäng": "Bonus",
        },
        shipping_methods={
            str(way["id"]): {**way, "countries": ["SE"]} for way in (POST, PICK_UP, FREE, BUDBEE)
        },
        orders=orders,
    )
