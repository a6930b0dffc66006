"""A scripted Quickbutik at the transport, and one order as a shop would send it."""

from __future__ import annotations

import httpx2

from kontera.quickbutik.client import Client

KEY = "a)b(#*![."


class Script:
    """Answers in the order given; an exception is raised as a lost connection would be."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def query(self, index=-1):
        return dict(self.requests[index].url.params)


class Desk:
    def __init__(self, *answers):
        self.script, self.naps, self.steps = Script(*answers), [], []
        self.client = Client(
            "http://shop.test/v1",
            KEY,
            httpx2.Client(transport=httpx2.MockTransport(self.script)),
            lambda: self.steps.append(1),
            sleep=self.naps.append,
            jitter=lambda: 0.5,
        )


def answer(body=None, status=200, text=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if text is not None:
        return httpx2.Response(status, text=text, headers=named)
    return httpx2.Response(status, json=body, headers=named)


NONE = {"code": 404, "error": "Resource not found"}


def shop_order(**fields):
    """An order of one pot and freight: 100 + 49 = 149 kr, 25 % VAT."""
    return {
        "order_id": "1001",
        "date_created": "2026-11-19 23:35:39",
        "date_paid": "2026-11-20 00:10:00",
        "status": "1",
        "total_amount": "149.00",
        "total_pay_amount": "149.00",
        "items_amount": "100.00",
        "shipping_amount": "49.00",
        "shipping_id": "3",
        "shipping_name": "PostNord",
        "discount_amount": "0.00",
        "tax_amount": "29.80",
        "is_taxfree": False,
        "is_taxontop": False,
        "currency": "SEK",
        "notes": "",
        "paymethod": {"method": "klarna", "transaction_id": "tx-1"},
        "refunds": [],
        "customer": {
            "email": " Anna@Example.com ",
            "phone": "070",
            "customer_type": "consumer",
            "full_name": "Anna Åberg",
            "address": "Storgatan 1",
            "city": "Stockholm",
            "zipcode": "111 22",
            "country": "Sverige",
            "shipping_details": {},
        },
        "products": [shop_line()],
        **fields,
    }


def shop_line(**fields):
    return {
        "product_id": "11",
        "variant_id": "0",
        "title": "Kruka",
        "variant": "",
        "sku": "KRUKA-1",
        "price": "100.00",
        "qty": "1",
        **fields,
    }
