"""Real HTTP: keep-alive, webhooks, control calls, the demo seed and the program itself."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from tests.sandbox.calls import KEY, NOW, TENANT, invoice_body

from kontera.sandbox.seeds import seed_demo
from kontera.sandbox.server import serve_thread


@pytest.fixture
def places(world):
    with serve_thread(world) as found:
        yield found


def test_one_connection_carries_an_order_from_shop_to_paid_invoice(world, company, shop, places):
    shop.place({"lines": [{"sku": "A1"}]})
    with httpx2.Client(limits=httpx2.Limits(max_connections=1)) as client:
        order = client.get(f"{places.quickbutik_api}/orders?order_id=1001", auth=(KEY, KEY)).json()[0]
        form = {"grant_type": "client_credentials"}
        signed = client.post(
            f"{places.fortnox_auth}/token",
            data=form,
            auth=("sandbox-client", "sandbox-secret"),
            headers={"TenantId": str(TENANT)},
        ).json()
        client.headers["Authorization"] = f"Bearer {signed['access_token']}"
        api = f"{places.fortnox_api}/3"
        assert client.post(f"{api}/customers", json={"Customer": {"Name": "Anna"}}).status_code == 201
        made = client.post(f"{api}/invoices", json={"Invoice": invoice_body_json(order["total_amount"])})
        assert made.json()["Invoice"]["Total"] == 125
        assert client.put(f"{api}/invoices/1/bookkeep", json={}).json()["Invoice"]["Booked"] is True
        pay = {"InvoicePayment": {"InvoiceNumber": 1, "Amount": 125, "ModeOfPayment": "KLARNA"}}
        assert client.post(f"{api}/invoicepayments", json=pay).status_code == 201
        assert client.put(f"{api}/invoicepayments/1/bookkeep", json={}).status_code == 200
        assert client.get(f"{api}/invoices/1").json()["Invoice"]["Balance"] == 0
    told = httpx2.get(f"{places.control}/ledger?tenant={TENANT}").json()
    assert told["balances"] == {"1510": "0.00", "1581": "125.00", "2611": "-25.00", "3001": "-100.00"}
    assert told["sum"] == "0.00"


def invoice_body_json(total):
    row = {"AccountNumber": 3001, "VAT": 25, "Price": int(Decimal(total)), "DeliveredQuantity": "1"}
    return invoice_body(row)


def test_a_lost_answer_is_a_closed_connection(world, company, places):
    world.faults.add("lost", service="fortnox")
    headers = {"Authorization": f"Bearer {world.token(TENANT)}"}
    with pytest.raises(httpx2.RemoteProtocolError):
        httpx2.post(f"{places.fortnox_api}/3/customers", json={"Customer": {"Name": "A"}}, headers=headers)
    assert list(company.customers) == ["1"]


@pytest.fixture
def listener():
    """A receiver that refuses the first call and takes the rest."""
    heard = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append((self.path, self.headers["User-Agent"]))
            self.send_response(200 if len(heard) > 1 else 503)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


def test_webhooks_are_gets_with_an_id_tried_again_and_doubled_on_command(world, shop, listener):
    address, heard = listener
    shop.settings.webhook_retries = (0.0, 0.0)
    shop.hooks = {"order.new": [f"{address}/hook/secret?x=1"]}
    shop.place({"lines": [{"sku": "A1"}]})
    assert world.sender.wait()
    assert [(one.attempt, one.status) for one in world.sender.sent] == [(1, 503), (2, 200)]
    path, agent = heard[-1]
    assert parse_qs(urlsplit(path).query) == {"x": ["1"], "event_type": ["order.new"], "order_id": ["1001"]}
    assert agent == "Quickbutik-Webhooks/1.0"
    shop.settings.webhook_copies = 3
    shop.fire(shop, "order.new", "order_id", "1001")
    assert world.sender.wait()
    assert len(heard) == 5


def test_events_that_were_not_asked_for_are_not_sent(world, shop, listener):
    address, heard = listener
    shop.hooks = {"order.done": [address]}
    shop.settings.webhook_retries = ()
    shop.place({"lines": [{"sku": "A1"}]})
    shop.place({"lines": [{"sku": "A1"}], "status": "unpaid"})
    shop.set_status("1001", "done")
    assert world.sender.wait()
    assert [parse_qs(urlsplit(path).query)["event_type"] for path, _agent in heard] == [["order.done"]]


def test_everything_can_be_steered_from_outside(places):
    with httpx2.Client(base_url=places.control) as control:

        def tell(where, **body):
            answer = control.post(where, json=body)
            assert answer.status_code == 200, answer.text
            return answer.json()

        tell("/company", tenant=7, switches={"round_off": True, "locked_until": "2026-09-30"})
        tell("/company/switch", tenant=7, accounts={"3001": {"Active": False}, "3125": {"VATCode": "MP1"}})
        product = {"sku": "A1", "title": "Kruka", "price": "99.90", "tax_rate": 25}
        tell("/shop", key="k#1", products=[product])
        order = tell("/order", key="k#1", order={"lines": [{"sku": "A1", "qty": 1}], "method": "swish"})
        assert order["total_amount"] == "99.90"
        assert tell("/order/status", key="k#1", order_id=order["order_id"], status="done")["status"] == "2"
        tell("/fault", kind="error_before", service="fortnox", path="orders", count=2)
        assert control.get("/fault").json()["faults"][0]["count"] == 2
        told = tell("/registers", numbers={"DE136695976": "Möbel GmbH"}, vies_down=True)
        assert (told["numbers"], told["vies_down"], told["rates_down"]) == (
            {"DE136695976": "Möbel GmbH"},
            True,
            False,
        )
        tell("/tune", limit=False, advance=60)
        assert (
            control.get("/orders", params={"key": "k#1"}).json()["orders"][0]["order_id"] == order["order_id"]
        )
        assert control.get("/documents", params={"tenant": "7"}).json()["invoices"] == []
        assert (
            control.post("/company/switch", json={"tenant": 7, "switches": {"moon": True}}).status_code == 400
        )
        assert control.get("/nothing").status_code == 404
        tell("/reset")
        assert control.get("/ready").json()["companies"] == []


def test_the_journal_counts_per_company(world, company, places):
    headers = {"Authorization": f"Bearer {world.token(TENANT)}"}
    for _ in range(3):
        httpx2.get(f"{places.fortnox_api}/3/customers", headers=headers)
    counted = httpx2.get(f"{places.control}/counters").json()[f"fortnox {TENANT}"]
    assert (counted["requests"], counted["GET customers"], counted["429"]) == (3, 3, 0)


def test_the_demo_is_three_shops_and_the_same_every_time(world):
    first = seed_demo(world, NOW)
    again = seed_demo(world, NOW)
    assert first == again
    shops = first["shops"]
    assert sum(shop["orders"] for shop in shops) >= 60
    for told in shops:
        shop = world.shops[told["key"]]
        assert told["tenant"] in world.companies
        assert 1 <= len(told["held"]) <= 3
        assert len(shop.orders) == told["orders"]
        aside = {row["order"] for row in (*told["held"], *told["skipped"])}
        kept = [one.record for number, one in shop.orders.items() if number not in aside]
        assert sum(Decimal(record["total_amount"]) for record in kept) == Decimal(told["total"])
        assert all(one.created <= NOW for one in shop.orders.values())
    food = world.shops[shops[1]["key"]]
    assert {one.record["date_created"] < "2026-04-01" for one in food.orders.values()} == {True, False}


def test_the_program_says_it_is_ready_and_stops_on_sigterm():
    command = [sys.executable, "-m", "kontera.sandbox", "--port", "0", "--seed", "demo", "--limit", "off"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        told = json.loads(program.stdout.readline())
        assert len(told["seed"]["shops"]) == 3
        assert httpx2.get(f"{told['ready']}/_sandbox/ready").json()["ready"] is True
        assert told["KONTERA_FORTNOX_API_URL"].startswith(told["ready"])
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
