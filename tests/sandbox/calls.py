"""In-process clients of the sandbox and the bodies they send."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import httpx2

from kontera.sandbox.app import application

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TENANT = 100001
KEY = "aB3)d(#e*F!g[h].iJ4kL5mN6oP7qR8s"


class Fortnox:
    """Calls one company; answers (status, body) with amounts as ``Decimal``."""

    def __init__(self, world, tenant=TENANT, token=None):
        self.world = world
        self.token = token or world.token(tenant)
        self.client = httpx2.Client(
            transport=httpx2.WSGITransport(app=application(world)), base_url="http://test/fortnox/3/"
        )

    def raw(self, method, path, **more):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return self.client.request(method, path, headers=headers | more.pop("headers", {}), **more)

    def call(self, method, path, body=None, **params):
        content = json.dumps(body, default=float) if body is not None else None
        answer = self.raw(method, path, content=content, params=params)
        return answer.status_code, json.loads(answer.text, parse_float=Decimal) if answer.text else {}

    def get(self, path, **params):
        return self.call("GET", path, **params)

    def post(self, path, body):
        return self.call("POST", path, body)

    def put(self, path, body=None):
        return self.call("PUT", path, body if body is not None else {})

    def refusal(self, method, path, body=None, **params):
        """The status, code and message of a call that must be refused."""
        status, answer = self.call(method, path, body, **params)
        assert "ErrorInformation" in answer, answer
        inner = {key.lower(): value for key, value in answer["ErrorInformation"].items()}
        return status, int(inner["code"]), inner["message"]

    def customer(self, **fields):
        status, answer = self.post("customers", {"Customer": {"Name": "Anna Berg"} | fields})
        assert status == 201, answer
        return answer["Customer"]

    def invoice(self, *rows, **fields):
        status, answer = self.post("invoices", {"Invoice": invoice_body(*rows, **fields)})
        assert status == 201, answer
        return answer["Invoice"]

    def order(self, *rows, **fields):
        body = {"CustomerNumber": "1", "VATIncluded": True, "OrderRows": list(rows)} | fields
        status, answer = self.post("orders", {"Order": body})
        assert status == 201, answer
        return answer["Order"]

    def booked(self, *rows, **fields):
        number = self.invoice(*rows, **fields)["DocumentNumber"]
        status, answer = self.put(f"invoices/{number}/bookkeep")
        assert status == 200, answer
        return answer["Invoice"]

    def voucher(self, paper):
        """Account → amount (debit +) of what a booked document made."""
        place = f"vouchers/{paper['VoucherSeries']}/{paper['VoucherNumber']}"
        _status, answer = self.get(place, financialyear=paper["VoucherYear"])
        return {row["Account"]: row["Debit"] - row["Credit"] for row in answer["Voucher"]["VoucherRows"]}


def row(price="125.00", quantity="1", account=3001, rate=25, **fields):
    made = {"AccountNumber": account, "VAT": rate, "Price": Decimal(price), "DeliveredQuantity": quantity}
    return made | {"Description": "Vara"} | fields


def invoice_body(*rows, **fields):
    return {"CustomerNumber": "1", "VATIncluded": True, "InvoiceRows": list(rows) or [row()]} | fields
