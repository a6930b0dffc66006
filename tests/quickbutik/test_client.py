from __future__ import annotations

import base64

import httpx2
import pytest
from tests.quickbutik.doubles import KEY, NONE, Desk, answer

from kontera.problems import Disconnected, Held, TryLater
from kontera.quickbutik.client import Client
from kontera.quickbutik.pace import Pace


def orders(*numbers):
    return [{"order_id": str(number), "customer": {}, "products": []} for number in numbers]


def test_the_key_is_user_and_password_and_never_in_the_address():
    desk = Desk(answer({"count": "42"}))
    assert desk.client.count() == 42
    request = desk.script.requests[0]
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(f"{KEY}:{KEY}".encode()).decode()
    assert str(request.url) == "http://shop.test/v1/products/count"
    assert desk.steps == [1]


def test_pages_go_by_order_number_and_end_with_a_short_one():
    desk = Desk(answer(orders(1, 2)), answer(orders(3)))
    assert [len(page) for page in desk.client.orders(page_size=2)] == [2, 1]
    assert desk.script.query(0) == {
        "order_by": "order_id",
        "sort_order": "asc",
        "include_details": "true",
        "limit": "2",
        "offset": "0",
    }
    assert desk.script.query(1)["offset"] == "2"


def test_pages_end_with_404_too():
    desk = Desk(answer(orders(1, 2)), answer(NONE, 404))
    assert [len(page) for page in desk.client.orders(page_size=2)] == [2]


def test_a_server_that_gives_fewer_than_asked_is_still_read_to_the_end():
    desk = Desk(answer(orders(*range(60))), answer(orders(*range(60, 90))))
    assert [len(page) for page in desk.client.orders(page_size=200)] == [60, 30]
    assert desk.script.query(1)["offset"] == "60"


def test_a_server_that_knows_no_pages_is_not_asked_for_ever():
    every = orders(*range(250))
    assert [len(page) for page in Desk(answer(every), answer(every)).client.orders()] == [250]


@pytest.mark.parametrize("ask", [lambda client: next(client.orders()), lambda client: client.newest(25)])
@pytest.mark.parametrize("short", [{}, {"products": []}, {"customer": {}}])
def test_an_order_that_a_list_gives_without_lines_or_buyer_is_read_by_itself(ask, short):
    desk = Desk(answer([{"order_id": "7", "status": "1", **short}]), answer(orders(7)))
    assert ask(desk.client) == orders(7)
    assert desk.script.query()["order_id"] == "7"


def test_a_shop_that_never_tells_the_buyer_is_not_asked_for_each_order():
    short = [{"order_id": str(number), "products": []} for number in range(30)]
    desk = Desk(answer(short), answer(short[:1]))
    assert next(desk.client.orders()) == short
    assert len(desk.script.requests) == 2


def test_an_order_may_call_its_number_id():
    assert Desk(answer([{"id": 7, "products": []}])).client.order("7") == {"id": 7, "products": []}


def test_an_empty_shop_answers_404_and_has_no_pages():
    assert list(Desk(answer(NONE, 404)).client.orders()) == []


def test_what_changed_is_asked_for_in_unix_seconds():
    desk = Desk(answer([]))
    list(desk.client.orders(changed_since=1596097247, status="paid"))
    assert desk.script.query()["from_status_date"] == "1596097247"
    assert desk.script.query()["status"] == "paid"


@pytest.mark.parametrize(
    "shape", [orders(7), {"order_id": 7}, {"orders": orders(7)}, {"0": {"order_id": "7"}}]
)
def test_one_order_is_read_from_every_shape(shape):
    assert str(Desk(answer(shape)).client.order("7")["order_id"]) == "7"


@pytest.mark.parametrize("given", [answer(NONE, 404), answer([]), answer(orders(77)), answer(NONE)])
def test_an_order_that_is_not_there_is_none(given):
    assert Desk(given).client.order("7") is None


PRODUCT = {"id": "11", "sku": "KRUKA-1", "title": "Kruka", "variants": [{"id": "5", "sku": "KRUKA-1-R"}]}


@pytest.mark.parametrize("shape", [PRODUCT, [PRODUCT], {"product": PRODUCT}, {"product": [PRODUCT]}])
def test_one_product_is_read_from_all_four_shapes(shape):
    assert Desk(answer(shape)).client.product("11") == PRODUCT
    assert Desk(answer(shape)).client.product(sku="KRUKA-1-R") == PRODUCT


@pytest.mark.parametrize("given", [answer(NONE, 404), answer([]), answer({"product": []})])
def test_a_product_that_is_gone_is_none(given):
    assert Desk(given).client.product("11") is None


def test_a_product_is_not_asked_for_without_a_name():
    assert Desk().client.product() is None


@pytest.mark.parametrize("wrap", [lambda page: page, lambda page: {"product": page}])
def test_products_are_read_until_a_page_brings_nothing_new(wrap):
    first, second = [{"id": 1}, {"id": 2}], [{"id": 3}]
    desk = Desk(answer(wrap(first)), answer(wrap(second)), answer(NONE, 404))
    assert [len(page) for page in desk.client.products(page_size=500)] == [2, 1]
    assert [desk.script.query(index)["offset"] for index in range(3)] == ["0", "2", "3"]


def test_a_shop_that_ignores_the_offset_does_not_loop():
    desk = Desk(answer([{"id": 1}]), answer([{"id": 1}]))
    assert [len(page) for page in desk.client.products()] == [1]


def test_methods_are_listed_whatever_their_shape():
    assert Desk(answer([{"id": "1"}])).client.payment_methods() == [{"id": "1"}]
    assert Desk(answer({"1": {"id": "1"}})).client.payment_methods() == [{"id": "1"}]


@pytest.mark.parametrize(
    "trouble",
    [answer(status=503, text=""), answer(status=429, text=""), httpx2.ReadTimeout("slow"), answer(text="<!")],
)
def test_everything_is_a_read_and_may_be_repeated(trouble):
    desk = Desk(trouble, answer({"count": 3}))
    assert desk.client.count() == 3
    assert desk.naps == [3.0]


def test_retry_after_is_obeyed():
    desk = Desk(answer(status=429, text="", Retry_After="7"), answer({"count": 3}))
    desk.client.count()
    assert desk.naps == [7]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (lambda: answer(status=500, text=""), "quickbutik-busy"),
        (lambda: answer(status=429, text=""), "quickbutik-busy"),
        (lambda: httpx2.ConnectError("no"), "quickbutik-unreachable"),
        (lambda: answer(text="{broken"), "quickbutik-unreadable"),
    ],
)
def test_a_shop_that_does_not_recover_is_tried_later(trouble, code):
    desk = Desk(*[trouble() for _ in range(9)])
    with pytest.raises(TryLater) as raised:
        desk.client.count()
    assert raised.value.code == code
    assert raised.value.after >= 30
    assert len(desk.script.requests) == 5


def test_a_long_wait_is_not_slept():
    desk = Desk(answer(status=429, text="", Retry_After="300"))
    with pytest.raises(TryLater) as raised:
        desk.client.count()
    assert raised.value.after == 300
    assert desk.naps == []


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_disconnects_the_shop(status):
    desk = Desk(answer({"code": status, "error": "Unauthorized"}, status))
    with pytest.raises(Disconnected) as raised:
        desk.client.count()
    assert (raised.value.code, raised.value.side) == ("quickbutik-key-refused", "quickbutik")


def test_a_refusal_says_what_the_shop_said():
    with pytest.raises(Held) as raised:
        Desk(answer({"code": 400, "error": "Bad limit"}, 400)).client.count()
    assert raised.value.facts["quickbutik"] == "Bad limit"


def test_a_shop_without_a_key_is_not_connected():
    with pytest.raises(Disconnected):
        Client("http://shop.test/v1", " ", httpx2.Client())


def test_the_pace_leaves_half_a_second_between_calls():
    now, naps = [100.0], []
    pace = Pace(0.5, clock=lambda: now[0], sleep=naps.append)
    pace()
    pace()
    pace()
    now[0] = 200.0
    pace()
    assert naps == [0.5, 1.0]
