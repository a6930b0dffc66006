"""Kontor Direkt: company customers, prices without VAT ("tax on top"), payment by invoice.

The API has no field for an organisation number; some buyers write it in their notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.quickbutik.arithmetic import Rules
from kontera.sandbox.seeds.recipe import Plan, days_before, line

if TYPE_CHECKING:
    from datetime import datetime

    from kontera.sandbox.answers import Record

PRODUCTS = [
    ("PAPPER-A4", "Kopieringspapper A4, 500 ark", "55.20", 25),
    ("PENNA-50", "Kulspetspenna, 50-pack", "119.20", 25),
    ("STOL-1", "Kontorsstol Arkiv", "1996.00", 25),
    ("LAMPA-LED", "Skrivbordslampa LED", "396.00", 25),
    ("PARM-10", "Pärm, 10-pack", "199.20", 25),
]
BYGG = {
    "email": "faktura@byggochson.example",
    "company_name": "Bygg & Son AB",
    "full_name": "Per Byggare",
    "phone": "0470-12345",
    "address": "Industrigatan 8",
    "zipcode": "35245",
    "city": "Växjö",
    "notes": "Org.nr 556677-8899",
}
SKOLA = {
    "email": "inkop@friskolan.example",
    "company_name": "Friskolan Ekonomisk förening",
    "full_name": "Lena Rektor",
    "address": "Skolvägen 1",
    "zipcode": "58330",
    "city": "Linköping",
}
BYRA = {
    "email": "kontoret@byra.example",
    "company_name": "Byrå Nord HB",
    "full_name": "Åke Nord",
    "address": "Drottninggatan 55, 3 tr",
    "zipcode": "11121",
    "city": "Stockholm",
    "notes": "Org.nr 969700-1234",
    "shipping_details": {"company_name": "Byrå Nord HB", "full_name": "Lagret", "address": "Bakgatan 2"},
}
FINNISH = {
    "email": "osto@yritys.example",
    "company_name": "Yritys Oy",
    "full_name": "Matti Meikäläinen",
    "address": "Mannerheimintie 1",
    "zipcode": "00100",
    "city": "Helsinki",
    "country": "FI",
}
POST: Record = {"id": "1", "name": "PostNord", "price": "79.20"}
PALLET: Record = {"id": "2", "name": "Pall med lastbil", "price": "396.00"}
FREE: Record = {"id": "3", "name": "Fri frakt", "price": "0.00"}


def plan(now: datetime) -> Plan:
    orders: list[Record] = [
        {"lines": [line("PAPPER-A4", 10)], "customer": BYGG, "method": "invoice", "shipping": POST},
        {"lines": [line("STOL-1", 2)], "customer": SKOLA, "method": "invoice", "shipping": PALLET},
        {
            "lines": [line("PENNA-50"), line("PARM-10")],
            "customer": BYRA,
            "method": "klarna",
            "shipping": POST,
        },
        {"lines": [line("LAMPA-LED")], "customer": BYGG, "method": "card", "shipping": POST},
        {
            "lines": [line("PAPPER-A4", 5), line("PENNA-50", 2)],
            "customer": SKOLA,
            "method": "invoice",
            "shipping": FREE,
        },
        {
            "lines": [line("STOL-1")],
            "customer": BYRA,
            "method": "swish",
            "shipping": PALLET,
            "status": "done",
        },
        {"lines": [line("PARM-10", 4)], "customer": BYGG, "method": "invoice", "shipping": POST},
        {
            "lines": [line("LAMPA-LED", 6)],
            "customer": SKOLA,
            "method": "invoice",
            "shipping": PALLET,
            "status": "done",
        },
        {"lines": [line("PAPPER-A4", 40)], "customer": BYRA, "method": "klarna", "shipping": FREE},
        {"lines": [line("PENNA-50", 3)], "customer": BYGG, "method": "card", "shipping": POST},
        {
            "lines": [line("STOL-1"), line("LAMPA-LED")],
            "customer": SKOLA,
            "method": "invoice",
            "shipping": PALLET,
        },
        {"lines": [line("PARM-10")], "customer": BYRA, "method": "invoice", "shipping": POST},
        {"lines": [line("PAPPER-A4", 2)], "customer": BYGG, "method": "swish", "shipping": POST},
        {"lines": [line("PENNA-50", 10)], "customer": SKOLA, "method": "invoice", "shipping": POST},
        {"lines": [line("LAMPA-LED", 2)], "customer": BYRA, "method": "klarna", "shipping": POST},
        {
            "lines": [line("STOL-1")],
            "customer": BYGG,
            "method": "Byteshandel",
            "shipping": PALLET,
            "hold": "unknown payment method",
        },
        {
            "lines": [line("PARM-10", 2)],
            "customer": FINNISH,
            "method": "card",
            "shipping": POST,
            "hold": "delivery abroad",
        },
    ]
    for place, order in enumerate(orders):
        order["created"] = days_before(now, 20 - place, 7 + place % 10, place * 13 % 60)
    return Plan(
        name="Kontor Direkt",
        key="Kd5!z(Yb2#Gm8*sA.q6[Uf9)oC3iE7t]",
        tenant=100003,
        org_number="556000-0037",
        first_order=9001,
        rules=Rules(on_top=True),
        products=list(PRODUCTS),
        payment_methods={"invoice": "Faktura", "klarna": "Klarna", "card": "Kort", "swish": "Swish"},
        shipping_methods={str(way["id"]): {**way, "countries": ["SE"]} for way in (POST, PALLET, FREE)},
        orders=orders,
    )
