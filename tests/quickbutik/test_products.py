"""Products as they are read: every spelling of a field, every shape of a list, every way a list ends."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.quickbutik.doubles import KEY, NONE, Desk, answer

from kontera.problems import Held, TryLater
from kontera.quickbutik.client import Client
from kontera.quickbutik.products import Part, first_picture, read_product
from kontera.sandbox.app import application
from kontera.sandbox.clock import Clock
from kontera.sandbox.world import World

TEXTS = {
    "id": "11",
    "sku": "T",
    "hasVariants": "1",
    "title": "Tröja",
    "visible": "0",
    "qty": "0",
    "price": "199.90",
    "purchase_price": "80.5",
    "weight": "250",
    "tax_rate": "25",
    "qty_location": "A4",
    "date_modified": "2026-07-01 12:00:00",
    "is_giftcard": "1",
    "images": {"2": {"image": "b.jpg"}, "1": {"image": "a.jpg", "alttext": None}},
    "variants": [
        {
            "id": "5",
            "product_id": "11",
            "sku": "T-R",
            "qty": "-2",
            "price": "200.00",
            "purchase_price": "81",
            "weight": "240",
            "gtin": "735",
            "qty_location": "B1",
            "hidden": "1",
            "values": [{"name": "Färg", "val": "Röd"}, {"name": "Storlek", "val": "L"}],
        }
    ],
    "product_package_products": [{"product_id": "12", "variant_id": "0", "sku": "K", "qty": "2"}],
}
NUMBERS = {
    **TEXTS,
    "id": 11,
    "hasVariants": True,
    "visible": 0,
    "qty": 0,
    "price": 199.9,
    "purchase_price": 80.5,
    "weight": 250,
    "tax_rate": 25,
    "is_giftcard": True,
    "images": [{"image": "a.jpg"}, {"image": "b.jpg"}],
    "variants": {
        "5": {
            **TEXTS["variants"][0],
            "id": 5,
            "qty": -2,
            "price": 200,
            "purchase_price": 81,
            "weight": 240,
            "gtin": 735,
            "hidden": 1,
            "values": {"1": {"val": "Röd"}, "2": {"val": "L"}},
        }
    },
    "product_package_products": {"0": {"product_id": 12, "variant_id": 0, "sku": "K", "qty": 2}},
}


@pytest.mark.parametrize("raw", [TEXTS, NUMBERS], ids=["texts", "numbers"])
def test_a_product_is_read_from_texts_and_lists_and_from_numbers_and_maps(raw):
    product = read_product(raw)
    assert (product.id, product.price_ore, product.purchase_price_ore, product.weight_g) == (
        "11",
        19990,
        8050,
        250,
    )
    assert (product.visible, product.is_gift_card, product.stock, product.stock_place, product.picture) == (
        False,
        True,
        0,
        "A4",
        "a.jpg",
    )
    assert product.modified_at == datetime(2026, 7, 1, 10, tzinfo=UTC)
    variant = product.variants[0]
    assert (variant.id, variant.title, variant.ean, variant.stock, variant.stock_place) == (
        "5",
        "Röd, L",
        "735",
        -2,
        "B1",
    )
    assert (variant.price_ore, variant.purchase_price_ore, variant.weight_g, variant.hidden) == (
        20000,
        8100,
        240,
        True,
    )
    assert product.parts == (Part("12", "", "K", 2),)


def test_a_product_of_nothing_is_empty_and_on_show():
    product = read_product({"id": 1})
    assert (product.stock, product.price_ore, product.picture, product.modified_at) == (None, None, "", None)
    assert (product.visible, product.has_variants, product.variants, product.parts) == (True, False, (), ())


@pytest.mark.parametrize(("told", "stock"), [("5.00", 5), ("4.5", None), ("många", None), ("", None), (7, 7)])
def test_stock_is_a_whole_number_or_unknown(told, stock):
    assert read_product({"id": 1, "qty": told}).stock == stock
    assert read_product({"id": 1, "variants": [{"qty": told}]}).variants[0].stock == stock


def test_a_product_says_that_it_has_variants_even_when_they_did_not_come():
    assert read_product({"id": 1, "hasVariants": "1"}).has_variants


@pytest.mark.parametrize(
    ("images", "address"),
    [
        ({"10": {"image": "j"}, "9": {"image": "i"}}, "i"),
        ({"1": {"image": ""}, "2": {"image": "b"}}, "b"),
        ({"1": "a"}, "a"),
        (["a", "b"], "a"),
        ({"image": "a", "alttext": ""}, "a"),
        ("a", "a"),
        ([], ""),
        (None, ""),
        ([None, 3, {}], ""),
    ],
)
def test_the_first_picture_is_found_in_every_shape(images, address):
    assert first_picture({"images": images}) == address


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(TEXTS)), junk)
def test_no_product_is_ever_refused(field, value):
    read_product({**TEXTS, field: value})
    read_product(
        {"id": 1, "variants": [{field: value, "values": value}], "product_package_products": [value]}
    )


def test_a_number_no_shop_has_is_no_number():
    product = read_product({"id": 1, "price": "9" * 40, "qty": "9" * 40, "weight": "9" * 40})
    assert (product.price_ore, product.stock, product.weight_g) == (None, None, None)


# -- lists -------------------------------------------------------------------------------------------


def products(*numbers):
    return [{"id": str(number)} for number in numbers]


def ids(client, **asked):
    return [one["id"] for page in client.products(**asked) for one in page]


@pytest.fixture
def market():
    with World(Clock(datetime(2026, 11, 20, 12, tzinfo=UTC), running=False), limit=False) as world:
        shop = world.add_shop(KEY)
        for number in range(1234):
            shop.add_product(f"N{number}", "Vara", "1")
        http = httpx2.Client(transport=httpx2.WSGITransport(app=application(world)))
        client = Client("http://test/quickbutik/v1", KEY, http, lambda: None, sleep=lambda _: None)
        yield world, shop, client


@pytest.mark.parametrize(
    ("setting", "value", "calls"),
    [("page_most", 500, 4), ("page_gives", 100, 14), ("page_gives", 7, 178), ("page_most", 100, 15)],
)
def test_every_product_comes_once_however_few_the_shop_gives(market, setting, value, calls):
    """The last call is the 404 that ends the list; a refused page size costs one more."""
    world, shop, client = market
    setattr(shop.settings, setting, value)
    assert ids(client) == list(shop.products)
    assert len(world.journal.requests(service="quickbutik")) == calls


def test_products_that_move_to_a_later_page_come_once():
    desk = Desk(answer(products(1, 2, 3)), answer(products(3, 4)), answer(NONE, 404))
    assert ids(desk.client, page_size=3) == ["1", "2", "3", "4"]
    assert [desk.script.query(index)["offset"] for index in range(3)] == ["0", "3", "5"]


def test_a_product_that_calls_its_id_product_id_counts_too():
    desk = Desk(answer([{"product_id": 1}, {"product_id": 2}]), answer(NONE, 404))
    assert [len(page) for page in desk.client.products()] == [2]


def test_a_shop_that_refuses_even_small_pages_is_refused():
    desk = Desk(*[answer({"code": 400, "error": "Bad limit"}, 400) for _ in range(2)])
    with pytest.raises(Held):
        ids(desk.client)
    assert [desk.script.query(index)["limit"] for index in (0, 1)] == ["500", "100"]


@pytest.mark.parametrize("told", [{"code": 500, "error": "Internal"}, {"error": "No", "product": None}])
def test_an_error_inside_a_200_is_not_the_end_of_the_list(told):
    desk = Desk(answer(products(1)), *[answer(told) for _ in range(5)])
    with pytest.raises(TryLater):
        ids(desk.client)
    assert ids(Desk(answer(products(1)), answer(NONE)).client) == ["1"]


@pytest.mark.parametrize("id_list", [True, False])
@pytest.mark.parametrize("shape", ["documented", "bare"])
def test_some_products_are_read_at_once_where_the_shop_can(market, id_list, shape):
    world, shop, client = market
    shop.settings.id_list, shop.settings.product_shape = id_list, shape
    wanted = [*list(shop.products)[5:8], "99999"]
    assert list(client.some_products([*wanted, wanted[0]])) == wanted[:3]
    assert len(world.journal.requests(service="quickbutik")) == (2 if id_list else 5)
    assert client.some_products([]) == {}


def test_a_shop_that_reads_a_list_of_ids_as_the_first_is_asked_for_the_rest():
    desk = Desk(answer({"product": {"id": "1"}}), answer({"product": {"id": "2"}}))
    assert list(desk.client.some_products(["1", "2"])) == ["1", "2"]


@pytest.mark.parametrize("numbers", ["text", "number"])
def test_a_shop_with_variants_and_bundles_is_read_back(market, numbers):
    _world, shop, client = market
    shop.settings.numbers = numbers
    colours = [{"sku": "T-R", "qty": 3, "price": "200", "values": {"Färg": "Röd"}}]
    shirt = shop.add_product("T", "Tröja", "199.00", variants=colours, images=["https://cdn.test/t.jpg"])
    shop.add_product("SET", "Paket", "300", parts=[{"sku": "T-R", "qty": 2}, {"sku": "N1"}])
    product, bundle = (read_product(client.product(sku=sku)) for sku in ("T-R", "SET"))
    assert (product.id, product.picture) == (shirt["id"], "https://cdn.test/t.jpg")
    assert [(one.sku, one.stock, one.price_ore, one.title) for one in product.variants] == [
        ("T-R", 3, 20000, "Röd")
    ]
    assert [(part.sku, part.variant_id, part.quantity) for part in bundle.parts] == [
        ("T-R", product.variants[0].id, 2),
        ("N1", "", 1),
    ]
