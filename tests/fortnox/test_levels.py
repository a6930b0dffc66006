"""Stock figures and Lager, as Fortnox tells and takes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import httpx2
import pytest
from tests.fortnox.doubles import Desk, answer, page, refusal

from kontera.fortnox import levels, warehouse
from kontera.fortnox.warehouse import Move
from kontera.problems import Disconnected, UnknownOutcome

DAY = date(2026, 11, 10)


def empty(status=204):
    return httpx2.Response(status)


def bare(rows):
    return httpx2.Response(200, json=rows)


def test_figures_come_as_texts_in_lists_and_missing_ones_are_not_zero():
    rows = [
        {"ArticleNumber": "A", "QuantityInStock": "7.00", "DisposableQuantity": "5"},
        {"ArticleNumber": "B", "QuantityInStock": None},
    ]
    desk = Desk(page("Articles", rows))
    found = {one.number: (one.in_stock, one.disposable) for one in levels.listed(desk.client)}
    assert found == {"A": (Decimal(7), Decimal(5)), "B": (None, None)}
    assert desk.script.query()["limit"] == "500"


def test_a_number_with_a_slash_is_written_at_its_own_address():
    told = {"ArticleNumber": "A/1", "QuantityInStock": 4, "DisposableQuantity": 3, "StockGoods": True}
    desk = Desk(answer(200, {"Article": told}))
    assert levels.set_stock(desk.client, "A/1", Decimal(4)).disposable == 3
    assert desk.script.requests[-1].url.raw_path.endswith(b"/A%2F1")
    assert desk.script.body() == {"Article": {"QuantityInStock": 4}}


def test_a_balance_is_the_sum_over_stock_points():
    rows = [
        {"itemId": "A", "stockPointCode": "1", "inStock": 4, "availableStock": 3},
        {"itemId": "A", "stockPointCode": "2", "inStock": 2, "availableStock": 2},
    ]
    desk = Desk(bare(rows))
    (found,) = warehouse.balances(desk.client, ["A", "B"])
    assert (found.number, found.in_stock, found.disposable) == ("A", 6, 5)


def balance(number, pieces=1):
    return {"itemId": number, "stockPointCode": "1", "inStock": pieces, "availableStock": pieces}


def test_balances_are_asked_for_some_hundred_articles_at_a_time():
    numbers = [f"A{n}" for n in range(150)]
    desk = Desk(bare([balance("A3")]), bare([balance("A140")]))
    assert [one.number for one in warehouse.balances(desk.client, numbers)] == ["A3", "A140"]
    assert [len(desk.script.query(at)["itemIds"].split(",")) for at in (0, 1)] == [99, 51]


@pytest.mark.parametrize(("told", "on"), [(True, True), (False, False)])
def test_lager_says_whether_it_is_on(told, on):
    desk = Desk(httpx2.Response(200, json={"activated": told, "tenantId": 1}))
    assert warehouse.is_on(desk.client) is on


def test_a_scope_that_is_missing_proves_nothing_about_lager():
    assert warehouse.is_on(Desk(refusal(2000663, status=403)).client) is None


def test_a_company_without_any_licence_is_disconnected():
    with pytest.raises(Disconnected):
        warehouse.is_on(Desk(refusal(2001103, status=403)).client)


def test_a_document_that_is_released_already_is_left_alone():
    desk = Desk(httpx2.Response(200, json={"warehouseReady": True, "voided": False}))
    warehouse.move(desk.client, Move("17", "A", -2), DAY)
    assert [one.method for one in desk.script.requests] == ["GET"]


def test_a_document_is_saved_and_then_released():
    desk = Desk(httpx2.Response(404, json={"id": "not_found"}), bare({}), empty())
    warehouse.move(desk.client, Move("17", "A", 2, Decimal("12.50")), DAY)
    paths = [one.url.path.rpartition("custom/")[2] for one in desk.script.requests]
    assert paths[1:] == ["inbound-v1/KONTERA-IN/17", "inbound-v1/KONTERA-IN/17/release"]
    assert desk.script.body(1)["rows"] == [{"itemId": "A", "quantity": 2, "directCost": Decimal("12.50")}]


def test_a_level_whose_answer_is_lost_is_not_sent_again():
    desk = Desk(httpx2.ReadTimeout("lost"))
    with pytest.raises(UnknownOutcome):
        levels.set_stock(desk.client, "A", Decimal(4))
    assert len(desk.script.requests) == 1
