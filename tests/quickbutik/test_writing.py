"""Products and stock written to the shop: what is sent, and that no failure passes for a success."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.quickbutik.doubles import KEY, NONE, Desk, answer

from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome
from kontera.quickbutik.client import Client
from kontera.quickbutik.creating import Created, NewProduct, create_product
from kontera.quickbutik.reply import read_reply
from kontera.quickbutik.writing import BATCH, ProductChange, update_products
from kontera.sandbox.app import application
from kontera.sandbox.clock import Clock
from kontera.sandbox.quickbutik import hands
from kontera.sandbox.world import World

DONE = {"success": 1, "errors": [], "variants": []}


class Market:
    """The sandbox in this process, and a client whose wire can do things between request and answer."""

    def __init__(self, world):
        self.world, self.shop = world, world.add_shop(KEY)
        self.inner = httpx2.WSGITransport(app=application(world))
        self.after, self.bodies = {}, []
        self.client = Client(
            "http://test/quickbutik/v1",
            KEY,
            httpx2.Client(transport=httpx2.MockTransport(self.pass_on)),
            lambda: None,
            sleep=lambda _: None,
        )

    def pass_on(self, request):
        """Hand the request on; then do what ``after`` says for its method, once."""
        if body := request.read():
            self.bodies.append(json.loads(body))
        try:
            reply = self.inner.handle_request(request)
            reply.read()
        except ConnectionError as lost:
            raise httpx2.ReadError(str(lost)) from None
        finally:
            self.after.pop(request.method, lambda: None)()
        return reply

    def change(self, sku, **fields):
        ware = self.shop.goods.ware(sku=sku)
        variant_id = ware.variant["id"] if ware.variant else ""
        return ProductChange(ware.product["id"], variant_id, sku, **fields)

    def qty(self, *skus):
        return [int(self.shop.goods.ware(sku=sku).record["qty"]) for sku in skus]

    def puts(self):
        return [one for one in self.world.journal.requests(service="quickbutik") if one.method == "PUT"]


@pytest.fixture
def market():
    with World(Clock(datetime(2026, 11, 20, 12, tzinfo=UTC), running=False), limit=False) as world:
        made = Market(world)
        for sku in ("A", "B", "C"):
            made.shop.add_product(sku, f"Vara {sku}", "100.00", qty=10)
        made.shop.add_product("T", "Tröja", "199.00", variants=[{"sku": "T-R", "qty": 3}, {"sku": "T-B"}])
        yield made


def codes(outcomes):
    return [one.problem.code if one.problem else "" for one in outcomes]


def sent(desk, index=-1):
    return json.loads(desk.script.requests[index].content)


# -- what is sent --------------------------------------------------------------------------------------


def test_a_change_says_only_what_it_changes_in_exact_kronor():
    desk = Desk(answer(DONE))
    change = ProductChange("11", "5", "A", stock=-2, price_ore=1990, gtin="", stock_place="A4", visible=False)
    assert update_products(desk.client, [change])[0].is_done
    assert desk.script.requests[0].method == "PUT"
    assert desk.script.requests[0].content == (
        b'[{"product_id":11,"variant_id":5,"stock":-2,"price":19.90,"gtin":"","qty_location":"A4","visible":0}]'
    )


def test_a_change_of_nothing_costs_no_request():
    outcomes = update_products(Desk().client, [ProductChange("11", sku="A", stock_before=3)])
    assert [one.is_done for one in outcomes] == [True]


def test_many_changes_go_in_batches_and_answers_keep_their_order():
    changes = [ProductChange(str(number), stock=number) for number in range(1, BATCH + 4)]
    desk = Desk(answer({**DONE, "success": BATCH}), answer({**DONE, "success": "3"}))
    outcomes = update_products(desk.client, changes)
    assert [one.change for one in outcomes] == changes
    assert codes(outcomes) == [""] * len(changes)
    assert [len(sent(desk, index)) for index in (0, 1)] == [BATCH, 3]


def test_products_and_variants_of_a_shop_are_changed(market):
    outcomes = update_products(
        market.client,
        [
            market.change("A", stock=7, title="Ny & fin", price_ore=12345, purchase_price_ore=5000),
            market.change("T-R", stock=0, gtin="735", stock_place="B2", visible=False, weight_g=250),
        ],
    )
    assert codes(outcomes) == ["", ""]
    first, shirt = market.shop.product(sku="A"), market.shop.goods.ware(sku="T-R").variant
    assert (first["qty"], first["title"], first["price"], first["purchase_price"]) == (
        "7",
        "Ny & fin",
        "123.45",
        "50.00",
    )
    assert [shirt[name] for name in ("qty", "gtin", "qty_location", "hidden", "weight")] == [
        "0",
        "735",
        "B2",
        "1",
        "250",
    ]


# -- failures inside a 200 ---------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["errors", "notices", "silent"])
@pytest.mark.parametrize("id_list", [True, False])
def test_who_failed_is_known_whatever_the_shape_of_the_answer(market, shape, id_list):
    market.shop.settings.write_answer = shape
    market.shop.settings.id_list = id_list
    market.shop.settings.negative_stock = "refused"
    gone = market.change("C", stock=1)
    hands.delete_product(market.shop, "C")
    outcomes = update_products(
        market.client,
        [
            market.change("A", stock=7, stock_before=10),
            gone,
            market.change("B", stock=-1, stock_before=10),
            market.change("T-R", stock=5, stock_before=3),
        ],
    )
    refused = "product-not-saved" if shape == "silent" else "product-refused"
    assert codes(outcomes) == ["", "product-gone", refused, ""]
    assert all(one.is_certain for one in outcomes)
    if shape != "silent":
        assert outcomes[2].problem.facts["quickbutik"] == "Invalid stock for B"
    assert market.qty("A", "B", "T-R") == [7, 10, 5]


def test_a_clear_success_is_not_read_back(market):
    update_products(market.client, [market.change("A", stock=7), market.change("B", stock=7)])
    assert [one.method for one in market.world.journal.requests(service="quickbutik")] == ["PUT"]


def test_an_error_that_names_another_by_chance_does_not_hide_who_failed(market):
    """The text names the quantity, which is also the id of a product that was written."""
    number = market.shop.product(sku="A")["id"]
    changes = [market.change("A", stock=7, stock_before=10), market.change("B", stock=5, stock_before=10)]
    products = [{"id": change.product_id, "sku": change.sku, "qty": "10"} for change in changes]
    products[0]["qty"] = "7"
    told = {"success": 1, "errors": [f"{number} is no stock"]}
    desk = Desk(answer(told), answer({"product": products}))
    assert codes(update_products(desk.client, changes)) == ["", "product-refused"]


def test_somebody_who_buys_after_a_clear_answer_makes_no_doubt(market):
    market.shop.settings.negative_stock = "refused"
    market.after["PUT"] = lambda: market.shop.place({"lines": [{"sku": "A", "qty": 1}]})
    changes = [market.change("A", stock=7, stock_before=10), market.change("B", stock=-1, stock_before=10)]
    assert codes(update_products(market.client, changes)) == ["", "product-refused"]


def test_somebody_who_buys_after_an_unclear_answer_makes_it_unsure(market):
    market.shop.settings.write_answer = "silent"
    market.after["PUT"] = lambda: market.shop.place({"lines": [{"sku": "A", "qty": 1}]})
    outcome = update_products(market.client, [market.change("A", stock=7, stock_before=10)])[0]
    assert (outcome.problem.code, outcome.is_certain) == ("product-unsure", False)


def test_a_field_the_shop_does_not_show_does_not_speak_against_the_write():
    desk = Desk(answer({"success": True}), answer({"id": "11", "title": "Kruka"}))
    assert update_products(desk.client, [ProductChange("11", stock_place="A4", title=" Kruka ")])[0].is_done


def test_one_impossible_change_does_not_stop_the_others(market):
    odd = ProductChange("x", stock=4)
    changes = [market.change("A", stock=7), odd, market.change("B", stock=7)]
    desk = Desk(
        answer({"code": 400, "error": "Bad id"}, 400),
        answer(DONE),
        answer({"code": 400, "error": "Bad id"}, 400),
        answer({"code": 400, "error": "Bad id"}, 400),
        answer(DONE),
    )
    outcomes = update_products(desk.client, changes)
    assert codes(outcomes) == ["", "product-refused", ""]
    assert outcomes[1].problem.facts["quickbutik"] == "Bad id"


def test_a_shop_that_refuses_everything_is_not_asked_for_every_change():
    changes = [ProductChange(str(number), stock=1) for number in range(1, 3 * BATCH)]
    desk = Desk(*[answer({"code": 400, "error": "No"}, 400) for _ in range(2 * BATCH)])
    outcomes = update_products(desk.client, changes)
    assert set(codes(outcomes)) == {"product-refused", "quickbutik-refused"}
    assert len(desk.script.requests) < 2 * BATCH


# -- lost answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["lost", "error_after", "broken_json"])
def test_a_write_whose_answer_was_lost_is_not_sent_again_and_no_sale_is_undone(market, kind):
    market.world.faults.add(kind, service="quickbutik", method="PUT")
    change = market.change("A", stock=7, stock_before=10)
    assert update_products(market.client, [change])[0].is_done
    assert len(market.puts()) == 1
    assert market.qty("A") == [7]


def test_a_sale_after_a_lost_answer_is_kept_and_the_write_unsure(market):
    market.world.faults.add("lost", service="quickbutik", method="PUT")
    market.after["PUT"] = lambda: market.shop.place({"lines": [{"sku": "A", "qty": 2}]})
    changes = [market.change("A", stock=7, stock_before=10), market.change("B", stock=7, stock_before=10)]
    outcomes = update_products(market.client, changes)
    assert codes(outcomes) == ["product-unsure", ""]
    assert [one.is_certain for one in outcomes] == [False, True]
    assert market.qty("A", "B") == [5, 7]


def test_a_write_that_never_arrived_is_sent_again(market):
    market.world.faults.add("error_before", service="quickbutik", method="PUT")
    assert update_products(market.client, [market.change("A", stock=7, stock_before=10)])[0].is_done
    assert (len(market.puts()), market.qty("A")) == (2, [7])


def test_a_write_that_is_lost_twice_is_left_for_later(market):
    market.world.faults.add("error_before", service="quickbutik", method="PUT", count=2)
    outcome = update_products(market.client, [market.change("A", stock=7, stock_before=10)])[0]
    assert isinstance(outcome.problem, UnknownOutcome)
    assert (len(market.puts()), market.qty("A")) == (2, [10])


def test_other_fields_are_simply_sent_again(market):
    market.world.faults.add("error_before", service="quickbutik", method="PUT", count=3)
    assert update_products(market.client, [market.change("A", title="Ny")])[0].is_done
    assert len(market.puts()) == 4


def test_a_level_is_not_kept_over_a_wait_that_the_shop_asked_for(market):
    for _ in range(2):
        market.world.faults.add("too_many", service="quickbutik", method="PUT", retry_after=2)
    level, title = (
        update_products(market.client, [change])[0]
        for change in (market.change("A", stock=7), market.change("A", title="Ny"))
    )
    assert (level.problem.code, level.is_certain, market.qty("A")) == ("quickbutik-busy", True, [10])
    assert title.is_done


def test_a_shop_that_answers_html_is_tried_later_and_nothing_is_called_done():
    desk = Desk(*[answer(text="<html>Underhåll</html>") for _ in range(20)])
    outcomes = update_products(desk.client, [ProductChange(str(one), stock=1) for one in range(1, BATCH + 2)])
    assert set(codes(outcomes)) == {"quickbutik-unreadable"}
    assert all(isinstance(one.problem, TryLater) for one in outcomes)
    assert [one.is_certain for one in outcomes] == [False] * BATCH + [True]


def test_a_refused_key_stops_and_keeps_what_was_done():
    changes = [ProductChange(str(one), stock=1) for one in range(1, BATCH + 2)]
    desk = Desk(answer({**DONE, "success": BATCH}), answer({"code": 401, "error": "Unauthorized"}, 401))
    outcomes = update_products(desk.client, changes)
    assert [one.is_done for one in outcomes] == [True] * BATCH + [False]
    assert isinstance(outcomes[-1].problem, Disconnected)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
@settings(max_examples=50)
def test_no_answer_is_refused(value):
    for told in (value, {"success": value, "errors": value, "notices": {"7": value}}):
        read_reply(told)


def test_texts_are_found_in_maps_and_lists():
    reply = read_reply({"success": 0, "errors": {"11": ["No", ""]}, "notices": "Look"})
    assert (reply.count, reply.texts) == (0, ("11: No", "Look"))
    assert read_reply({"success": False}).count == 0
    assert read_reply("OK").count is None


# -- new products ------------------------------------------------------------------------------------

NEW = NewProduct("NY", "Nyhet", 12990, rate=12, purchase_price_ore=5050, stock=4, gtin="735", weight_g=90)


@pytest.mark.parametrize("shape", ["products", "product_id", "silent"])
def test_a_product_is_created_once_and_hidden(market, shape):
    market.shop.settings.create_answer = shape
    made = create_product(market.client, NEW)
    product = market.shop.product(sku="NY")
    assert made == Created(product["id"], is_new=True)
    wanted = {"visible": "0", "price": "129.90", "purchase_price": "50.50", "tax_rate": "12", "qty": "4"}
    assert {name: product[name] for name in wanted} == wanted
    assert create_product(market.client, NEW) == Created(product["id"], is_new=False)
    assert len(market.shop.goods.by_sku("NY")) == 1


def test_its_storage_place_is_no_field_of_a_creation_and_is_written_after_it(market):
    made = create_product(market.client, replace(NEW, stock_place="C3"))
    assert market.shop.product(sku="NY")["qty_location"] == "C3"
    assert made.is_new
    posted, changed = market.bodies[-2:]
    assert "qty_location" not in posted
    assert changed == [{"product_id": int(made.product_id), "qty_location": "C3"}]


@pytest.mark.parametrize("known", ["NY", "T-R"])
def test_the_storage_place_of_what_was_there_already_is_left_alone(market, known):
    market.shop.add_product("NY", "Redan här", "1")
    assert not create_product(market.client, replace(NEW, sku=known, stock_place="C3")).is_new
    assert market.shop.product(sku="NY")["qty_location"] == ""


def test_two_who_create_the_same_at_once_make_one(market):
    """Somebody else makes it after we looked and before we write."""
    market.after["GET"] = lambda: market.shop.add_product("NY", "Redan här", "1")
    assert create_product(market.client, NEW) == Created(market.shop.product(sku="NY")["id"], is_new=False)
    assert len(market.shop.goods.by_sku("NY")) == 1


def test_a_sku_of_a_variant_is_no_new_product(market):
    assert create_product(market.client, NewProduct("T-R", "Tröja", 100)) == Created(
        market.shop.product(sku="T")["id"], is_new=False
    )


def test_a_creation_whose_answer_was_lost_is_found(market):
    market.world.faults.add("lost", service="quickbutik", method="POST")
    assert create_product(market.client, NEW) == Created(market.shop.product(sku="NY")["id"], is_new=True)


def test_a_creation_that_never_arrived_is_left_for_later(market):
    market.world.faults.add("error_before", service="quickbutik", method="POST")
    with pytest.raises(UnknownOutcome):
        create_product(market.client, NEW)
    assert market.shop.product(sku="NY") is None


def test_a_product_that_is_not_there_afterwards_was_not_created():
    desk = Desk(answer(NONE, 404), answer({"success": 0, "errors": ["No room"]}), answer(NONE, 404))
    with pytest.raises(Held) as raised:
        create_product(desk.client, NEW)
    assert (raised.value.code, raised.value.facts["quickbutik"]) == ("product-not-created", "No room")


@pytest.mark.parametrize(
    "told",
    [
        {"product_id": "77"},
        {"id": 77},
        {"product": {"id": 77, "sku": "NY"}},
        {"products": [{"product_id": 77}]},
        {"results": {"create_1": {"success": True, "product_id": "77"}}},
        [{"id": "77"}],
    ],
)
def test_the_new_id_is_read_from_every_likely_shape(told):
    assert create_product(Desk(answer(NONE, 404), answer(told)).client, NEW) == Created("77", is_new=True)


def test_a_product_without_a_sku_is_not_created():
    with pytest.raises(ValueError, match="SKU"):
        create_product(Desk().client, NewProduct(" ", "x", 1))
