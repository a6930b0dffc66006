"""A scripted Fortnox at the transport, and a clock that nobody waits for."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date
from decimal import Decimal

import httpx2

from kontera.books.documents import DocumentRow, Invoice, RateTotal
from kontera.books.order import Address, Buyer
from kontera.fortnox.client import Client, open_http


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
        if callable(answer):
            return answer(request)
        return answer

    def body(self, index=-1):
        return json.loads(self.requests[index].content, parse_float=Decimal)

    def query(self, index=-1):
        return dict(self.requests[index].url.params)


class Tokens:
    def __init__(self):
        self.renewed = []

    def token(self):
        return "token-1"

    def renew(self, stale):
        self.renewed.append(stale)
        return f"token-{len(self.renewed) + 1}"


class Permits:
    def __init__(self):
        self.taken = 0
        self.penalties = []

    def take(self):
        self.taken += 1
        return nullcontext()

    def penalty(self, seconds):
        self.penalties.append(seconds)


class Desk:
    """A client on a script, with everything that a test may want to look at."""

    def __init__(self, *answers):
        self.script = Script(*answers)
        self.tokens, self.permits = Tokens(), Permits()
        self.naps, self.calls = [], []
        self.client = Client(
            "http://fortnox.test",
            open_http(httpx2.MockTransport(self.script)),
            self.tokens,
            self.permits,
            on_request=lambda *call: self.calls.append(call),
            sleep=self.naps.append,
            jitter=lambda: 0.5,
            clock=lambda: 0.0,
        )


def answer(status=200, body=None, text=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if text is not None:
        return httpx2.Response(status, text=text, headers=named)
    return httpx2.Response(status, json=body, headers=named)


def refusal(code, message="Nej.", status=400, *, pascal=False):
    keys = ("Error", "Message", "Code") if pascal else ("error", "message", "code")
    return answer(status, {"ErrorInformation": dict(zip(keys, (1, message, code), strict=True))})


def page(envelope, items, number=1, last=1):
    meta = {"@TotalResources": len(items), "@TotalPages": last, "@CurrentPage": number}
    return answer(200, {"MetaInformation": meta, envelope: items})


def made_invoice(number="12", **fields):
    standard = {
        "DocumentNumber": number,
        "Total": 199,
        "TotalVAT": 39.8,
        "RoundOff": 0,
        "Currency": "SEK",
        "Booked": False,
        "Cancelled": False,
        "Credit": "false",
        "AccountingMethod": "ACCRUAL",
        "OrderReference": "0",
        "VoucherNumber": None,
    }
    return {"Invoice": {**standard, **fields}}


BUYER = Buyer(
    "anna@example.com",
    phone="070-1234567",
    billing=Address("Anna Åberg", "", "Storgatan 1", "", "111 22", "Stockholm"),
    delivery=Address("Bo Berg", "", "Lillgatan 2", "", "222 33", "Lund"),
)


def invoice(rows=None, number="1001", buyer=BUYER):
    goods = DocumentRow("Kruka “röd” | stor 🎁", 3001, Decimal(25), Decimal(2), 9950, 0, 19900, sku="KRUKA-1")
    used = (goods,) if rows is None else tuple(rows)
    total = sum(row.gross_ore for row in used)
    vat = (RateTotal(Decimal(25), 15920, 3980, 19900),)
    return Invoice("invoice", number, date(2026, 11, 20), "SEK", used, vat, 15920, 3980, 0, total, buyer)
