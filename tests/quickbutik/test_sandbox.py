"""The client against the sandbox on real HTTP: two parties who share nothing but the documentation."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx2
import pytest

from kontera.books.order import LineKind, Status
from kontera.problems import Disconnected
from kontera.quickbutik.client import Client
from kontera.quickbutik.read import read_order, read_product
from kontera.sandbox.clock import Clock
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import World

KEY = "x)7(#*![."
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BUYER = {
    "full_name": "Anna Åberg",
    "email": "anna@example.com",
    "address": "Storgatan 1",
    "city": "Stockholm",
}


class Counter:
    """Sells the same basket as often as asked."""

    def __init__(self, world, addresses, http):
        self.shop, self.address, self.http = world.add_shop(KEY), addresses.quickbutik_api, http
        self.client = self.with_key(KEY)
        self.pot = self.shop.add_product("KRUKA-1", "Kruka", "100.00", 25)
        self.book = self.shop.add_product("BOK", "Bok", "80.00", 6)

    def with_key(self, key):
        return Client(self.address, key, self.http, lambda: None, sleep=lambda _: None, jitter=lambda: 0)

    def sell(self, **spec):
        lines = [{"sku": "KRUKA-1", "qty": 2}, {"sku": "BOK"}]
        freight = {"id": "1", "name": "PostNord", "price": "49.00"}
        return self.shop.place({"lines": lines, "shipping": freight, "customer": BUYER, **spec})["order_id"]

    def read(self, number):
        raw = self.client.order(number)
        rates = {self.pot["id"]: "25", self.book["id"]: "6"}
        return read_order(raw, rates)


@pytest.fixture(scope="module")
def served():
    with World(Clock(NOON, running=False)) as world, serve_thread(world) as addresses:
        yield world, addresses


@pytest.fixture
def counter(served):
    world, addresses = served
    world.reset()
    with httpx2.Client() as http:
        yield Counter(world, addresses, http)


@pytest.mark.parametrize("numbers", ["text", "number"])
def test_a_sold_basket_is_read_to_the_ore(counter, numbers):
    counter.shop.settings.numbers = numbers
    order = counter.read(counter.sell(discount="20.00"))
    assert (order.status, order.ordered_day, order.paid_day) == (
        Status.PAID,
        date(2026, 11, 20),
        date(2026, 11, 20),
    )
    assert [(line.unit_gross_ore, line.quantity, line.rate) for line in order.lines] == [
        (10000, 2, 25),
        (8000, 1, 6),
    ]
    assert (order.shipping_gross_ore, order.discount_gross_ore, order.total_gross_ore) == (4900, 2000, 30900)
    assert order.buyer.delivery.country == "SE"
    assert order.notes == ()


def test_a_used_gift_card_is_what_was_not_paid(counter):
    assert counter.read(counter.sell(gift_card="100.00")).gift_card_ore == 10000


def test_a_shop_with_tax_on_top_gives_net_prices(counter):
    order = counter.read(counter.sell(tax_on_top=True))
    assert order.tax_on_top
    assert order.lines[0].unit_net_ore == 10000
    assert order.total_gross_ore == 28000 + 4900 + order.tax_ore


def test_a_gift_card_on_sale_is_known_by_its_mark(counter):
    card = counter.shop.add_product("GC", "Presentkort", "500.00", 0, gift_card=True)
    raw = counter.client.order(counter.sell(lines=[{"sku": "GC"}]))
    assert read_order(raw, {card["id"]: "0"}).lines[0].kind is LineKind.GIFT_CARD


@pytest.mark.parametrize("shape", ["documented", "bare"])
def test_products_are_read_in_both_of_their_shapes(counter, shape):
    counter.shop.settings.product_shape = shape
    listed = [read_product(raw) for page in counter.client.products(page_size=1) for raw in page]
    assert [(product.sku, product.rate) for product in listed] == [("KRUKA-1", 25), ("BOK", 6)]
    assert read_product(counter.client.product(counter.pot["id"])).sku == "KRUKA-1"
    assert counter.client.product(sku="BOK")["id"] == counter.book["id"]
    assert counter.client.product("999") is None


def test_all_orders_come_in_pages_oldest_first(counter):
    numbers = [counter.sell() for _ in range(5)]
    pages = list(counter.client.orders(page_size=2))
    assert [raw["order_id"] for page in pages for raw in page] == numbers
    assert all(raw["products"] for page in pages for raw in page)


def test_nothing_is_none(counter):
    assert list(counter.client.orders(status="paid")) == []
    assert counter.client.order("77") is None


def test_changes_since_a_moment_are_asked_for(counter):
    number = counter.sell()
    now = int(NOON.timestamp())
    assert [raw["order_id"] for page in counter.client.orders(changed_since=now) for raw in page] == [number]
    assert list(counter.client.orders(changed_since=now + 60)) == []


@pytest.mark.parametrize("kind", ["too_many", "error_before", "lost", "broken_json"])
def test_a_stumble_is_got_over(served, counter, kind):
    served[0].faults.add(kind, service="quickbutik", path="/products/count")
    assert counter.client.count() == 2


def test_a_wrong_key_disconnects(counter):
    with pytest.raises(Disconnected):
        counter.with_key("wrong").count()


def test_methods_are_listed(counter):
    assert counter.client.payment_methods()
