"""A shop's shelves: variants, bundles, stock that orders move, writes, the shopkeeper's hands, late calls."""

from __future__ import annotations

import httpx2
import pytest
from tests.sandbox.calls import KEY
from tests.sandbox.test_quickbutik import answer_schema, validate

from kontera.sandbox.app import application
from kontera.sandbox.quickbutik import hands
from kontera.sandbox.quickbutik.goods import ShopError

COLOURS = [
    {"sku": "T-R", "qty": 3, "price": "200", "gtin": "735", "values": {"Färg": "Röd", "Storlek": "L"}},
    {"sku": "T-B", "qty": 4, "qty_location": "A4", "values": {"Färg": "Blå", "Storlek": "L"}},
]


@pytest.fixture
def shirt(shop):
    return shop.add_product("T", "Tröja", "199.00", 25, variants=COLOURS)


@pytest.fixture
def heard(world):
    calls = []
    world.sender.listen(lambda call: calls.append((call.event, call.number)))
    return calls


def sell(shop, *lines, **spec):
    return shop.place({"lines": [{"sku": sku, "qty": qty} for sku, qty in lines], **spec})


def left(shop, sku):
    return shop.goods.ware(sku=sku).record["qty"]


def put(api, *changes):
    answer = api.put("products", json=list(changes))
    assert answer.status_code == 200, answer.text
    return answer.json()


# -- what is shown ---------------------------------------------------------------------------------


def test_variants_are_shown_as_the_description_says(shop, shirt, quickbutik):
    shown = quickbutik.get(f"products?product_id={shirt['id']}").json()
    validate(answer_schema("get", "/v1/products"), shown)
    product = shown["product"]
    red, blue = product["variants"]
    assert (product["hasVariants"], product["qty"]) == ("1", "0")
    assert (red["qty"], red["price"], red["gtin"], red["product_id"]) == ("3", "200.00", "735", shirt["id"])
    assert (blue["price"], blue["qty_location"]) == ("199.00", "A4")
    assert [(one["name"], one["val"]) for one in red["values"]] == [("Färg", "Röd"), ("Storlek", "L")]


def test_a_product_is_found_by_the_sku_of_its_variant(shop, shirt, quickbutik):
    assert quickbutik.get("products?sku=T-B").json()["product"]["id"] == shirt["id"]
    assert quickbutik.get("products?sku=T-X").status_code == 404


def test_pictures_are_an_object_keyed_from_one_and_an_empty_list_without(shop, quickbutik):
    shop.add_product("P", "Tavla", "10", images=["https://cdn.test/1.jpg", "https://cdn.test/2.jpg"])
    pictures = quickbutik.get("products?sku=P").json()["product"]["images"]
    assert (list(pictures), pictures["1"]["image"]) == (["1", "2"], "https://cdn.test/1.jpg")
    assert quickbutik.get("products?sku=A1").json()["product"]["images"] == []


def test_ids_may_be_a_list(shop, shirt, quickbutik):
    first = shop.product(sku="A1")["id"]
    listed = quickbutik.get("products", params={"product_id": f"{first},999,{shirt['id']}"}).json()
    assert [one["id"] for one in listed["product"]] == [first, shirt["id"]]
    shop.settings.id_list = False
    assert quickbutik.get("products", params={"product_id": f"{first},{shirt['id']}"}).status_code == 404


def test_a_page_is_a_hundred_and_at_most_five_hundred(shop, quickbutik):
    for number in range(120):
        shop.add_product(f"N{number}", "Vara", "1")
    assert len(quickbutik.get("products").json()["product"]) == 100
    assert len(quickbutik.get("products?limit=500").json()["product"]) == 122
    assert quickbutik.get("products?limit=501").status_code == 400
    shop.settings.page_gives = 50
    assert len(quickbutik.get("products?limit=500&offset=100").json()["product"]) == 22
    assert len(quickbutik.get("products?limit=500").json()["product"]) == 50
    assert quickbutik.get("products?offset=122").status_code == 404


def test_a_shop_may_send_its_numbers_as_numbers(shop, shirt, quickbutik):
    shop.settings.numbers = "number"
    product = quickbutik.get(f"products?product_id={shirt['id']}").json()["product"]
    assert (product["id"], product["price"], product["variants"][0]["qty"]) == (int(shirt["id"]), 199, 3)


# -- stock that orders move ----------------------------------------------------------------------------


def test_a_sale_takes_stock_when_the_order_is_placed(shop, shirt):
    order = sell(shop, ("A1", 2), ("T-R", 1), status="unpaid")
    assert (left(shop, "A1"), left(shop, "T-R"), left(shop, "T-B")) == ("98", "2", "4")
    line = order["products"][1]
    assert (line["product_id"], line["variant_id"]) == (shirt["id"], shirt["variants"][0]["id"])
    assert (line["title"], line["variant"], line["sku"], line["price"]) == (
        "Tröja",
        "Röd, L",
        "T-R",
        "200.00",
    )


def test_or_when_it_is_paid(shop):
    shop.settings.stock_moves_at = "paid"
    number = sell(shop, ("A1", 2), status="unpaid")["order_id"]
    assert left(shop, "A1") == "100"
    shop.set_status(number, "paid")
    shop.set_status(number, "done")
    assert left(shop, "A1") == "98"


@pytest.mark.parametrize(("returns", "after"), [(True, "100"), (False, "98")])
def test_a_cancelled_order_gives_back_once_as_the_shop_is_set(shop, returns, after):
    shop.settings.cancel_returns_stock = returns
    number = sell(shop, ("A1", 2))["order_id"]
    shop.set_status(number, "cancelled")
    shop.set_status(number, "cancelled")
    assert left(shop, "A1") == after


def test_lines_changed_after_the_sale_move_the_difference(shop, quickbutik):
    number = sell(shop, ("A1", 2))["order_id"]
    change = {
        "order_id": number,
        "products_add": [{"sku": "B6", "qty": 1}],
        "products_remove": [{"sku": "A1"}],
    }
    quickbutik.put("orders", json=[change])
    assert (left(shop, "A1"), left(shop, "B6")) == ("100", "99")


def test_a_sold_bundle_takes_its_parts(shop, shirt):
    shop.add_product("SET", "Paket", "400", qty=7, parts=[{"sku": "T-B", "qty": 2}, {"sku": "A1"}])
    order = sell(shop, ("SET", 2))
    assert (left(shop, "T-B"), left(shop, "A1"), left(shop, "SET")) == ("0", "98", "7")
    parts = order["products"][0]["app"]["productpackages"]
    assert [(part["sku"], part["qty"], part["variant"]) for part in parts] == [
        ("T-B", "2", "Blå, L"),
        ("A1", "1", ""),
    ]


def test_stock_goes_below_zero_unless_the_product_may_not(shop):
    shop.add_product("FEW", "Få", "1", qty=1)
    sell(shop, ("FEW", 3))
    assert left(shop, "FEW") == "-2"
    shop.add_product("NONE", "Inga", "1", qty=1, disable_minusqty="1")
    with pytest.raises(ShopError, match="only 1 left"):
        sell(shop, ("NONE", 2))
    assert left(shop, "NONE") == "1"


def test_an_order_may_leave_the_stock_alone(shop):
    sell(shop, ("A1", 2), moves_stock=False)
    assert left(shop, "A1") == "100"


@pytest.mark.parametrize("fires", [True, False])
def test_whether_a_sale_is_an_update_is_a_switch(shop, heard, fires):
    shop.settings.sale_fires_update = fires
    sell(shop, ("A1", 1))
    assert (("product.update", shop.product(sku="A1")["id"]) in heard) is fires


# -- writing ---------------------------------------------------------------------------------------


def test_stock_is_written_by_product_by_variant_or_by_sku(shop, shirt, quickbutik):
    told = put(
        quickbutik,
        {"product_id": int(shop.product(sku="A1")["id"]), "stock": 11},
        {"variant_id": int(shirt["variants"][0]["id"]), "stock": 12},
        {"sku": "T-B", "stock": 13, "gtin": "99"},
        {"product_id": int(shirt["id"]), "variants": {"sync": [{"sku": "T-R", "qty_location": "B2"}]}},
    )
    validate(answer_schema("put", "/v1/products"), told)
    assert told == {"success": 4, "errors": [], "variants": []}
    assert [left(shop, sku) for sku in ("A1", "T-R", "T-B")] == ["11", "12", "13"]
    assert (shirt["variants"][1]["gtin"], shirt["gtin"]) == ("99", "")
    assert shirt["variants"][0]["qty_location"] == "B2"


def test_a_variant_can_be_added(shop, shirt, quickbutik):
    new = {"sku": "T-G", "qty": 5, "variant_option1_name": "Färg", "variant_option1_value": "Grön"}
    put(quickbutik, {"product_id": int(shirt["id"]), "variants": {"add": [new]}})
    assert (shirt["variants"][2]["values"][0]["val"], left(shop, "T-G")) == ("Grön", "5")


def test_what_cannot_be_found_is_an_error_inside_and_the_rest_is_done(shop, shirt, quickbutik):
    shop.add_product("A1", "Kruka igen", "1")
    told = put(
        quickbutik,
        {"sku": "A1", "stock": 1},
        {"product_id": 999, "stock": 1},
        {"product_id": int(shop.product(sku="B6")["id"]), "variant_id": int(shirt["variants"][0]["id"])},
        {"product_id": int(shirt["id"]), "stock": 1},
        {"sku": "B6", "stock": 7},
    )
    assert told["success"] == 1
    assert told["errors"][:2] == ["SKU is not unique: A1", "Product not found: 999"]
    assert len(told["errors"]) == 4
    assert (left(shop, "A1"), left(shop, "B6")) == ("100", "7")


def test_negative_stock_is_taken_or_refused(shop, quickbutik):
    assert put(quickbutik, {"sku": "A1", "stock": -3})["success"] == 1
    shop.settings.negative_stock = "refused"
    assert put(quickbutik, {"sku": "A1", "stock": -4})["errors"] == ["Invalid stock for A1"]
    assert left(shop, "A1") == "-3"


@pytest.mark.parametrize(
    "wrong",
    [{"qty": 3}, {"moon": 1}, {"stock": "x"}, {"stock": 1.5}, {"stock": True}, {"visible": 7}, {"title": []}],
)
def test_an_impossible_change_refuses_the_whole_batch(shop, quickbutik, wrong):
    answer = quickbutik.put("products", json=[{"sku": "B6", "stock": 1}, {"sku": "A1", **wrong}])
    assert answer.status_code == 400
    assert left(shop, "B6") == "100"


def test_an_answer_may_hide_its_failures(shop, quickbutik):
    shop.settings.write_answer = "notices"
    told = put(quickbutik, {"sku": "NO", "stock": 1})
    assert (told["success"], told["notices"]) == (1, ["Product not found: NO"])
    shop.settings.write_answer = "silent"
    assert put(quickbutik, {"sku": "NO", "stock": 1}) == {"success": True}


def test_a_write_calls_back_unless_the_shop_is_set_otherwise(shop, quickbutik, heard):
    number = shop.product(sku="A1")["id"]
    put(quickbutik, {"sku": "A1", "stock": 1})
    shop.settings.write_fires_update = False
    put(quickbutik, {"sku": "A1", "stock": 2})
    assert heard == [("product.update", number)]


def test_a_hidden_product_with_variants_is_created_once(shop, quickbutik, heard):
    new = {
        "title": "Mössa",
        "sku": "M",
        "price": 99.5,
        "tax_rate": 25,
        "visible": 0,
        "images": {"1": {"image": "https://cdn.test/m.jpg"}},
        "skipIfDuplicate": True,
        "variants": {"add": [{"sku": "M-1", "qty": 2, "variant_option1_name": "Färg"}]},
    }
    told = quickbutik.post("products", json=new).json()
    assert quickbutik.post("products", json=[new]).json()["products"] == []
    product = shop.products[told["products"][0]]
    assert (product["visible"], product["price"], product["images"]["1"]["image"][-5:]) == (
        "0",
        "99.50",
        "m.jpg",
    )
    assert left(shop, "M-1") == "2"
    assert heard == [("product.add", product["id"])]
    shop.settings.create_answer = "silent"
    assert quickbutik.post("products", json={"title": "x", "sku": "X"}).json() == {"success": True}


def test_a_product_can_be_deleted(shop, quickbutik, heard):
    number = shop.product(sku="A1")["id"]
    assert quickbutik.delete("products").status_code == 400
    assert quickbutik.delete("products", params={"product_id": number}).status_code == 200
    assert quickbutik.delete("products", params={"product_id": number}).status_code == 404
    assert quickbutik.get("products?sku=A1").status_code == 404
    assert heard == [("product.delete", number)]


# -- by hand, and late calls ---------------------------------------------------------------------------


def test_stock_is_corrected_by_hand(shop, shirt, heard):
    assert hands.correct_stock(shop, "T-R", to=9) == "9"
    shop.settings.correction_fires_update = False
    assert hands.correct_stock(shop, "T-R", by=-2) == "7"
    assert (left(shop, "T-R"), heard) == ("7", [("product.update", shirt["id"])])


def test_an_edit_by_hand_can_move_a_sku(shop, shirt, clock):
    clock.advance(60)
    hands.edit_product(shop, "T-R", sku="T-RED", price="150")
    assert shop.goods.ware(sku="T-R") is None
    assert shop.goods.ware(sku="T-RED").record["price"] == "150.00"
    assert shirt["date_modified"] == "2026-11-24 10:01:00"
    with pytest.raises(ShopError):
        hands.edit_product(shop, "A1", moon="1")


def test_products_and_variants_are_hidden_and_deleted_by_hand(shop, shirt, heard):
    hands.hide_product(shop, "A1")
    hands.hide_product(shop, "T-R")
    hands.hide_product(shop, "A1", hidden=False)
    assert (shop.product(sku="A1")["visible"], shirt["variants"][0]["hidden"]) == ("1", "1")
    assert hands.delete_product(shop, "T-B") == shirt["id"]
    assert heard[-1] == ("product.delete", shirt["id"])
    assert shop.goods.ware(sku="T-R") is None


def test_held_calls_come_late_twice_out_of_order_or_never(world, shop, heard):
    world.sender.hold()
    for sku in ("A1", "B6", "A1"):
        hands.edit_product(shop, sku, title="Ny")
    first, second = shop.product(sku="A1")["id"], shop.product(sku="B6")["id"]
    assert heard == []
    assert world.sender.release(1, 0, 1) == 3
    assert [number for _event, number in heard] == [second, first, second]
    assert world.sender.drop() == 1
    hands.edit_product(shop, "B6", title="Igen")
    world.sender.flow()
    hands.edit_product(shop, "A1", title="Igen")
    assert [number for _event, number in heard[3:]] == [second, first]


def test_all_of_it_can_be_steered_from_outside(world, shop):
    transport = httpx2.WSGITransport(app=application(world))
    control = httpx2.Client(transport=transport, base_url="http://test/_sandbox")

    def tell(where, **body):
        answer = control.post(where, json={"key": KEY, **body})
        assert answer.status_code == 200, answer.text
        return answer.json()

    tell("/product", product={"sku": "T", "title": "Tröja", "price": "9", "variants": COLOURS})
    assert tell("/product/stock", sku="T-R", to=8) == {"qty": "8"}
    assert tell("/webhook/hold")["holding"]
    assert tell("/product/edit", sku="A1", fields={"title": "Ny"})["title"] == "Ny"
    assert tell("/product/hide", sku="A1")["visible"] == "0"
    number = shop.product(sku="A1")["id"]
    held = tell("/webhook/drop", places=[0])["held"]
    assert held == [{"key": KEY, "event_type": "product.update", "product_id": number}]
    assert tell("/webhook/release", flow=True) == {"holding": False, "held": []}
    tell("/webhook", product_id=number)
    tell("/product/delete", sku="A1")
    shown = control.get("/products", params={"key": KEY}).json()["products"]
    assert [one["sku"] for one in shown] == ["B6", "T"]
    assert control.post("/product/stock", json={"key": KEY, "sku": "moon"}).status_code == 400
