"""What the panel's tests put on the stage: orders, deliveries, people, and a browser's worth of client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.test import Client

from kontera.books.decision import decide
from kontera.books.order import Address, Buyer, Line, Order, Status
from kontera.books.policy import DEFAULT_POLICY
from kontera.books.preview import as_json
from kontera.shops import across
from kontera.shops.models import Delivery, Member, Note, Payout, PayoutLine, Product, Summary
from kontera.shops.models import Order as Row

DAY = date(2026, 11, 10)
PASSWORD = "blommor-och-bier-17"
RAW = {"order_id": "1001", "status": "1", "total_amount": "347.80", "customer": {"email": "anna@example.se"}}


@dataclass
class People:
    """Somebody of each kind; ``other`` owns another shop."""

    owner: object
    reader: object
    other: object


def bought(number="1001"):
    """An order with two rates and freight, all of it provable."""
    lines = (
        Line("Ylletröja i merinoull, grå", Decimal(1), 19900, Decimal(25), sku="T-1"),
        Line("Blåbärssylt", Decimal(2), 4990, Decimal(6), sku="S-2"),
    )
    buyer = Buyer(email="anna@example.se", billing=Address(name="Anna Bergström", city="Umeå"))
    return Order(number, Status.PAID, "SEK", DAY, DAY, None, buyer, lines, 4900, 0, 0, 34780, 5291, "klarna")


def preview(number="1001"):
    order = bought(number)
    shown = as_json(decide(order, DEFAULT_POLICY, DAY))
    assert shown["vouchers"], shown
    return shown


def put(handle, number, state, **more):
    """An order row in ``state``."""
    fields = {
        "status": "paid",
        "ordered_day": DAY,
        "total_ore": 34780,
        "currency": "SEK",
        "buyer": "Anna Bergström",
        "payment_method": "klarna",
        "raw": {**RAW, "order_id": number},
        "preview": preview(number),
        **more,
    }
    return Row.objects.create(shop=handle.shop, number=number, state=state, **fields)


def deliver(row):
    """What a booked invoice leaves behind."""
    return Delivery.objects.create(
        shop=row.shop,
        company=row.shop.company,
        order=row,
        kind="invoice",
        reference=f"kontera/{row.shop.key}/{row.number}/i.",
        fingerprint="f",
        state="booked",
        number="417",
        voucher="B 17 5",
        answer={"total_ore": 34780, "vat_ore": 5291, "round_off_ore": 0, "currency": "SEK"},
    )


def new_user(name):
    return get_user_model().objects.create_user(name, f"{name}@example.se")


def signed_in(user, language="sv"):
    client = Client(headers={"accept-language": language}, raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def open_shop(name, key, tenant):
    return across.add_shop(name, key, tenant, {})


def let_in(user, handle, role):
    Member.objects.create(user=user, shop=handle.shop, role=role)


def put_product(handle, product_id="1001", **more):
    """A product as the shop gave it, and the article it should be."""
    values = {"title": "Ylletröja", "account": 3001, "price": "A 15920", "ean": ""}
    article = {"number": "T-1", "active": True, "follows": ["title", "price"], "values": values}
    fields = {
        "title": "Ylletröja",
        "sku": "T-1",
        "skus": ["t-1"],
        "raw": {"id": product_id, "title": "Ylletröja", "sku": "T-1"},
        "raw_digest": "d",
        "preview": {"articles": [article], "findings": [], "notes": []},
        **more,
    }
    return Product.objects.create(shop=handle.shop, product_id=product_id, **fields)


def put_payout(handle, lines=(("sale", "1004", 34780),), **more):
    """A payout of Klarna as it was read in."""
    told = [{"account": 1930, "name": "Bank", "debit": "347.80", "credit": "0.00"},
            {"account": 1581, "name": "Klarna", "debit": "0.00", "credit": "347.80"}]  # fmt: skip
    fields = {
        "provider": "klarna",
        "marker": "P1",
        "day": DAY,
        "gross_ore": 34780,
        "net_ore": 34780,
        "file": b"rapport",
        "file_name": "rapport.csv",
        "preview": {"voucher": {"kind": "payout", "date": "2026-11-10", "rows": told}},
        **more,
    }
    row = Payout.objects.create(shop=handle.shop, **fields)
    for place, (kind, reference, ore) in enumerate(lines, 1):
        PayoutLine.objects.create(payout=row, place=place, kind=kind, reference=reference, amount_ore=ore)
    return row


def fill(handle):
    """One order in each state, by state."""
    held = {
        "problem_code": "unknown-payment-method",
        "problem_facts": {"method": "betalsamma", "order": "1003"},
    }
    rows = {
        "seen": put(handle, "1001", "seen"),
        "due": put(handle, "1002", "due"),
        "held": put(handle, "1003", "held", preview={}, buyer="Åke Öman", **held),
        "done": put(handle, "1004", "done"),
        "cancelled": put(handle, "1005", "cancelled", preview={}),
        "skipped": put(handle, "1006", "skipped", preview={}, total_ore=0),
    }
    deliver(rows["done"])
    put_product(handle)
    put_payout(handle, pk=1001)
    Summary.objects.create(shop=handle.shop, pk=1001, day=DAY, state="booked", voucher="A 17 5")
    Note.objects.create(order=rows["done"], code="asked", facts={"by": "agare"})
    return rows
