"""Answers that the shop's documentation does not rule out and our own sandbox does not give."""

from __future__ import annotations

import json

import httpx2
import pytest
from tests.quickbutik.doubles import NONE, Desk, answer, shop_order

from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome
from kontera.quickbutik.creating import Created, NewProduct, create_product
from kontera.quickbutik.wait import retry_after
from kontera.quickbutik.writing import ProductChange, update_products

NEW = NewProduct("NY", "Nyhet", 12990)
BAD = answer({"code": 400, "error": "Bad request"}, 400)
NOTHING = answer(NONE, 404)
PAGE = "<!doctype html><h1>Not Found</h1>"


def spoken(content, kind="application/json"):
    return httpx2.Response(200, content=content, headers={"Content-Type": kind})


# -- reading -------------------------------------------------------------------------------------

NOTED = json.dumps([shop_order(notes="å")], ensure_ascii=False)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (NOTED.encode(), "text/html; charset=iso-8859-1"),
        (NOTED.encode("utf-8-sig"), "application/json"),
        (NOTED.encode("cp1252"), "text/plain"),
        (json.dumps([shop_order(notes="\x00å\ud800")]).encode(), "application/json"),
    ],
)
def test_json_is_read_whatever_its_header_and_marks_and_signs_nobody_can_keep(content, kind):
    assert Desk(spoken(content, kind)).client.order("1001")["notes"] == "å"


def test_a_smile_survives():
    told = json.dumps([shop_order(notes="\U0001f600\x00")]).encode()
    assert Desk(spoken(told)).client.order("1001")["notes"] == "\U0001f600"


def test_a_page_of_html_at_404_does_not_say_that_nothing_is_there():
    with pytest.raises(TryLater) as raised:
        Desk(*[answer(status=404, text=PAGE) for _ in range(5)]).client.product("7")
    assert raised.value.code == "quickbutik-unreadable"


@pytest.mark.parametrize(
    "nothing", [answer(status=404, text=""), answer(status=404, text="no"), answer(NONE)]
)
def test_nothing_may_be_said_in_other_ways(nothing):
    assert Desk(nothing).client.order("7") is None
    assert list(Desk(nothing).client.orders()) == []


@pytest.mark.parametrize("empty", ["null", "false", "[]", "{}", '{"product":null}', '{"products":[]}'])
def test_an_empty_envelope_is_an_empty_list(empty):
    assert list(Desk(answer(text=empty)).client.products()) == []
    assert Desk(answer(text=empty)).client.product("7") is None


def test_an_answer_without_content_is_nothing():
    assert list(Desk(httpx2.Response(204)).client.products()) == []


@pytest.mark.parametrize("code", [500, "503", 429, None, "down"])
def test_an_error_in_a_200_is_no_empty_list_of_orders(code):
    with pytest.raises(TryLater):
        list(Desk(*[answer({"code": code, "error": "Away"}) for _ in range(5)]).client.orders())


@pytest.mark.parametrize(("code", "kind"), [(401, Disconnected), ("403", Disconnected), (400, Held)])
def test_an_error_in_a_200_means_what_it_says(code, kind):
    with pytest.raises(kind) as raised:
        list(Desk(answer({"code": code, "error": "No"})).client.orders())
    assert raised.value.facts["status"] == str(code)


def test_an_error_beside_other_words_is_no_order():
    told = {"success": False, "error": "Away", "errors": []}
    with pytest.raises(TryLater):
        list(Desk(*[answer(told) for _ in range(5)]).client.orders())


def test_a_count_may_come_bare():
    assert [Desk(answer(told)).client.count() for told in (42, "42", {"count": 42})] == [42, 42, 42]


@pytest.mark.parametrize(
    ("told", "methods"),
    [
        (["Swish", "Klarna"], [{"name": "Swish"}, {"name": "Klarna"}]),
        ({"methods": ["Swish"]}, [{"name": "Swish"}]),
        ({"7": "Swish"}, [{"id": "7", "name": "Swish"}]),
        ({"7": {"id": 7}}, [{"id": 7}]),
        ({"id": 7, "name": "Swish"}, [{"id": 7, "name": "Swish"}]),
        ([], []),
        ({}, []),
        (NONE, []),
    ],
)
def test_methods_may_be_mere_names(told, methods):
    assert Desk(answer(told)).client.payment_methods() == methods


@pytest.mark.parametrize(("header", "seconds"), [("2.5", 2.5), ("7", 7), ("soon", None), ("", None)])
def test_a_time_to_wait_may_have_decimals(header, seconds):
    assert retry_after({"Retry-After": header}) == seconds


def product(product_id):
    return answer({"product": {"id": product_id, "sku": f"S{product_id}"}})


def test_a_shop_that_stumbles_over_a_list_of_ids_is_asked_one_by_one_from_then_on():
    stumbles = [answer(status=500, text="") for _ in range(5)]
    desk = Desk(*stumbles, product(1), product(2), product(1), product(2))
    assert list(desk.client.some_products(["1", "2"])) == ["1", "2"]
    assert list(desk.client.some_products(["1", "2"])) == ["1", "2"]
    assert desk.script.query(5)["product_id"] == "1"
    assert len(desk.script.requests) == 9


@pytest.mark.parametrize(
    "away", [[answer(status=429, text="", Retry_After="60")], [httpx2.ConnectError("gone")] * 5]
)
def test_a_shop_that_is_away_is_not_asked_for_each_product(away):
    desk = Desk(*away)
    with pytest.raises(TryLater):
        desk.client.some_products(["1", "2"])
    assert len(desk.script.requests) == len(away)


def test_many_products_are_named_in_parts():
    wanted = [str(one) for one in range(120)]
    parts = (wanted[:50], wanted[50:100], wanted[100:])
    desk = Desk(*(answer([{"id": one} for one in part]) for part in parts))
    assert list(desk.client.some_products(wanted)) == wanted


# -- writing -------------------------------------------------------------------------------------


def after_silence(left, *more):
    seen = answer({"product": {"id": 7, "qty": str(left)}})
    change = ProductChange("7", stock=4, stock_before=9)
    (outcome,) = update_products(Desk(answer(text=""), seen, *more).client, [change])
    return outcome


def test_a_write_that_is_answered_with_nothing_is_read_back():
    assert after_silence(4).is_done
    assert after_silence(9).problem.code == "product-not-saved"


def test_a_write_to_a_page_that_is_not_there_is_refused():
    outcomes = update_products(Desk(answer(status=404, text=PAGE)).client, [ProductChange("7", stock=4)])
    assert outcomes[0].problem.code == "product-refused"


@pytest.mark.parametrize("first", [BAD, answer(text=""), answer({}), answer({"success": 0})])
def test_a_product_is_sent_in_a_list_where_it_is_not_taken_alone(first):
    looks = [] if first is BAD else [NOTHING]
    desk = Desk(NOTHING, first, *looks, answer({"success": 1, "product_id": 77}))
    assert create_product(desk.client, NEW) == Created("77", is_new=True)
    alone, listed = (json.loads(one.content) for one in desk.script.requests if one.method == "POST")
    assert listed == [alone]
    assert alone["skipIfDuplicate"] is True


def test_a_product_that_is_refused_both_ways_is_refused():
    with pytest.raises(Held) as raised:
        create_product(Desk(NOTHING, BAD, BAD).client, NEW)
    assert raised.value.code == "quickbutik-refused"


def test_a_product_that_comes_to_nothing_both_ways_was_not_created():
    silent = answer(text="")
    with pytest.raises(Held) as raised:
        create_product(Desk(NOTHING, silent, NOTHING, silent, NOTHING).client, NEW)
    assert raised.value.code == "product-not-created"


def test_a_page_of_html_for_a_new_product_leaves_it_unknown():
    with pytest.raises(UnknownOutcome):
        create_product(Desk(NOTHING, answer(text=PAGE), NOTHING).client, NEW)


def test_a_refused_key_is_not_asked_twice():
    with pytest.raises(Disconnected):
        create_product(Desk(NOTHING, answer({"error": "No"}, 401)).client, NEW)
