"""Stock with the Lager module: balances per stock point, custom documents, and what they refuse."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.calls import NOW, TENANT, Fortnox, row
from tests.sandbox.test_fuzz import record
from tests.sandbox.test_stock_moves import control, goods, levels, make_article, ordered

from kontera.sandbox.clock import Clock
from kontera.sandbox.fortnox.warehouse_tables import INBOUND, OUTBOUND
from kontera.sandbox.world import World

ROOT = "http://test/fortnox/api/warehouse"
CUSTOM = f"{ROOT}/documentdeliveries/custom"
IN, OUT = f"{CUSTOM}/inbound-v1/QB_IN/17", f"{CUSTOM}/outbound-v1/QB_UT/17"


@pytest.fixture
def lager(world, company):
    """A company with Lager on and ten pieces of A1 at the main stock point."""
    company.switches.warehouse = True
    api = Fortnox(world)
    api.customer()
    make_article(api)
    control(world, "company/stock", {"article": "A1", "set": 10})
    return api


def inbound(quantity=5, item="A1", **fields):
    cost = {"directCost": 12.5}
    return {"date": "2026-11-24", "rows": [{"itemId": item, "quantity": quantity} | cost]} | fields


def outbound(quantity=5, item="A1", state="delivery", **fields):
    rows = [{"itemId": item, "quantity": quantity}]
    return {"date": "2026-11-24", "deliveryState": state, "rows": rows} | fields


def denied(api, method, path, body=None, **params):
    """The status and word of a call that Lager must refuse."""
    status, answer = api.call(method, path, body, **params)
    assert set(answer) == {"error", "id", "message"}, answer
    return status, answer["id"]


def balances(api, **params):
    answer = api.get(f"{ROOT}/status-v1/stockbalance", **params)[1]
    return {(one["itemId"], one["stockPointCode"]): (one["inStock"], one["availableStock"]) for one in answer}


def put_in(api, place, body):
    status, answer = api.put(place, body)
    assert status == 200, answer
    status, answer = api.put(f"{place}/release")
    assert (status, answer) == (204, {}), answer


# -- the article and its balance ------------------------------------------------------------------


def test_a_balance_sent_to_an_article_is_ignored(lager):
    assert lager.put("articles/A1", {"Article": {"QuantityInStock": 99, "EAN": "1"}})[0] == 200
    assert levels(lager) == (10, 0, 10)
    assert make_article(lager, "B1", 7)["QuantityInStock"] == 0


def test_by_switch_a_balance_sent_to_an_article_is_refused(lager, company):
    company.switches.warehouse_put = "refused"
    body = {"Article": {"QuantityInStock": 99, "EAN": "1"}}
    assert lager.refusal("PUT", "articles/A1", body)[:2] == (400, 2000321)
    assert lager.get("articles/A1")[1]["Article"]["EAN"] == ""


def test_balances_are_told_per_article_and_chosen_by_id(lager):
    for number in ("B1", "C1"):
        make_article(lager, number)
    make_article(lager, "TJANST", StockGoods=False)
    assert set(balances(lager)) == {("A1", "HUVUD"), ("B1", "HUVUD"), ("C1", "HUVUD")}
    assert set(balances(lager, itemIds="A1,C1")) == {("A1", "HUVUD"), ("C1", "HUVUD")}
    assert balances(lager, itemIds="A1")["A1", "HUVUD"] == (10, 10)
    assert balances(lager, itemIds="NIX") == {}


def test_balances_are_told_per_stock_point(world, lager):
    lager.post(f"{ROOT}/stockpoints-v1", {"code": "BUTIK", "name": "Butiken"})
    control(world, "company/stock", {"article": "A1", "set": 4, "point": "BUTIK"})
    assert balances(lager) == {("A1", "HUVUD"): (10, 10), ("A1", "BUTIK"): (4, 4)}
    assert set(balances(lager, stockPointCodes="BUTIK")) == {("A1", "BUTIK")}
    assert levels(lager) == (14, 0, 14)
    lager.order(ordered("3", StockPointCode="BUTIK"))
    assert balances(lager) == {("A1", "HUVUD"): (10, 10), ("A1", "BUTIK"): (4, 1)}


def test_without_the_module_its_calls_are_refused(fortnox):
    assert fortnox.get(f"{ROOT}/tenants-v4")[1] == {"activated": False, "tenantId": TENANT}
    for path in (f"{ROOT}/status-v1/stockbalance", f"{ROOT}/stockpoints-v1", IN):
        assert denied(fortnox, "GET", path) == (403, "warehouse_not_activated")


def test_custom_documents_take_a_scope_of_their_own(world, lager):
    api = Fortnox(world, token=world.token(TENANT, scopes=frozenset({"warehouse", "article"})))
    assert api.get(f"{ROOT}/stockpoints-v1")[0] == 200
    assert api.refusal("PUT", IN, inbound())[:2] == (403, 2000663)


# -- orders and invoices ----------------------------------------------------------------------------


def test_an_unready_invoice_reserves_and_a_ready_one_takes(lager):
    lager.invoice(goods("3"))
    assert levels(lager) == (10, 3, 7)
    lager.put("invoices/1/warehouseready")
    assert levels(lager) == (7, 0, 7)
    assert lager.refusal("PUT", "invoices/1/cancel")[1] == 2003125
    lager.put("invoices/1/bookkeep")
    assert levels(lager) == (7, 0, 7)


def test_goods_that_left_with_the_order_do_not_leave_again_with_its_invoice(lager):
    lager.order(ordered("10"))
    assert levels(lager) == (10, 10, 0)
    lager.put("orders/1/warehouseready")
    assert levels(lager) == (0, 0, 0)
    lager.put("orders/1/createinvoice")
    made = lager.get("invoices/1")[1]["Invoice"]
    assert (made["InvoiceRows"][0]["DeliveredQuantity"], made["Total"]) == ("10.00", 1250)
    lager.put("invoices/1/warehouseready")
    lager.put("invoices/1/bookkeep")
    assert levels(lager) == (0, 0, 0)


def test_an_order_whose_goods_have_left_is_not_cancelled(lager):
    lager.order(ordered("4"))
    lager.put("orders/1/warehouseready")
    assert lager.refusal("PUT", "orders/1/cancel")[1] == 2003125
    assert levels(lager) == (6, 0, 6)


def test_an_article_made_anew_begins_empty_at_every_stock_point(world, lager):
    lager.post(f"{ROOT}/stockpoints-v1", {"code": "BUTIK", "name": "Butiken"})
    control(world, "company/stock", {"article": "A1", "set": 4, "point": "BUTIK"})
    assert lager.call("DELETE", "articles/A1")[0] == 204
    make_article(lager)
    assert balances(lager) == {("A1", "HUVUD"): (0, 0)}


def test_an_invoice_of_an_unready_order_takes_over_its_reservation(lager):
    lager.order(ordered("4"))
    lager.put("orders/1/createinvoice")
    assert levels(lager) == (10, 4, 6)
    lager.put("invoices/1/warehouseready")
    assert levels(lager) == (6, 0, 6)


def test_a_ready_credit_brings_goods_back(lager):
    lager.invoice(goods("3"))
    for action in ("warehouseready", "bookkeep", "credit"):
        assert lager.put(f"invoices/1/{action}")[0] == 200
    assert levels(lager) == (7, 0, 7)
    lager.put("invoices/2/warehouseready")
    assert levels(lager) == (10, 0, 10)


def test_an_empty_balance_empties_the_row_unless_stock_may_go_negative(world, lager, company):
    control(world, "company/stock", {"article": "A1", "set": 0})
    assert lager.invoice(goods("3"))["InvoiceRows"][0]["DeliveredQuantity"] == "0.00"
    assert lager.invoice(goods("-1"), row())["InvoiceRows"][0]["DeliveredQuantity"] == "-1.00"
    company.switches.negative_stock = True
    assert lager.invoice(goods("3"))["InvoiceRows"][0]["DeliveredQuantity"] == "3.00"


def test_a_row_at_an_unknown_stock_point_is_refused(lager):
    body = {"Order": {"CustomerNumber": "1", "OrderRows": [ordered("1", StockPointCode="NIX")]}}
    assert "lagerställe" in lager.refusal("POST", "orders", body)[2]


def test_a_changed_balance_tells_an_event(lager, company):
    heard = []
    company.on_event = lambda *event: heard.append(event)
    lager.put(IN, inbound())
    assert heard == []
    lager.put(f"{IN}/release")
    assert heard == [("warehouse-stockbalances", "warehouse-stockbalance-changed-v1", "A1")]


# -- custom documents -------------------------------------------------------------------------------


def test_the_same_document_saved_twice_is_one_document(lager):
    first = lager.put(IN, inbound())[1]
    assert lager.put(IN, inbound())[1] == first == lager.get(IN)[1]
    assert (first["type"], first["id"], first["warehouseReady"]) == ("QB_IN", "17", False)
    assert levels(lager) == (10, 0, 10)
    assert lager.put(f"{IN}/release")[0] == 204
    assert lager.get(IN)[1]["warehouseReady"] is True
    assert levels(lager) == (15, 0, 15)


def test_a_document_that_was_read_can_be_sent_back(lager):
    for place, body in ((IN, inbound()), (OUT, outbound())):
        stored = lager.put(place, body)[1]
        assert lager.put(place, json.loads(json.dumps(stored, default=float)))[1] == stored


def test_a_released_document_can_neither_be_changed_nor_released_again(lager):
    put_in(lager, IN, inbound())
    assert denied(lager, "PUT", IN, inbound(6)) == (400, "cannot_modify_released_document")
    assert denied(lager, "PUT", f"{IN}/release") == (400, "cannot_modify_released_document")
    assert levels(lager) == (15, 0, 15)


def test_a_voided_document_has_moved_nothing_and_stays_void(lager):
    put_in(lager, IN, inbound())
    assert lager.put(f"{IN}/void")[0] == 204
    assert levels(lager) == (10, 0, 10)
    for method in (("PUT", IN, inbound()), ("PUT", f"{IN}/release"), ("PUT", f"{IN}/void")):
        assert denied(lager, *method) == (400, "document_is_voided")
    assert lager.get(IN)[1]["voided"] is True


def test_goods_that_have_left_again_keep_their_inbound_unless_forced(world, lager):
    put_in(lager, IN, inbound())
    control(world, "company/stock", {"article": "A1", "set": 4})
    assert denied(lager, "PUT", f"{IN}/void") == (400, "void_linked_outbound")
    assert lager.call("PUT", f"{IN}/void", {}, force="true")[0] == 204
    assert levels(lager) == (-1, 0, -1)


@pytest.mark.parametrize(("state", "reserved"), [("registration", 0), ("reservation", 4), ("delivery", 4)])
def test_an_outbound_document_reserves_by_its_state_until_it_is_released(lager, state, reserved):
    stored = lager.put(OUT, outbound(4, state=state))[1]
    assert stored["rows"][0]["reservedQuantity"] == reserved
    assert levels(lager) == (10, reserved, 10 - reserved)
    if state != "delivery":
        assert denied(lager, "PUT", f"{OUT}/release") == (400, "invalid_delivery_state")
        return
    assert lager.put(f"{OUT}/release")[0] == 204
    assert levels(lager) == (6, 0, 6)
    assert lager.get(OUT)[1]["rows"][0]["deliveredQuantity"] == 4
    assert lager.put(f"{OUT}/void")[0] == 204
    assert levels(lager) == (10, 0, 10)


def test_more_than_there_is_leaves_only_when_forced_or_allowed(lager, company):
    lager.put(OUT, outbound(11))
    assert denied(lager, "PUT", f"{OUT}/release") == (400, "insufficient_stock")
    company.switches.negative_stock = True
    assert lager.put(f"{OUT}/release")[0] == 204
    company.switches.negative_stock = False
    put_in(lager, f"{CUSTOM}/outbound-v1/QB_UT/18", outbound(1, forcedDelivery=True))
    assert levels(lager) == (-2, 0, -2)


@pytest.mark.parametrize("kind", ["ORDER", "invoice", "INVEN-TERING", "fak_tura", "x" * 26, "A B", "ÅR"])
def test_a_type_that_lager_keeps_for_itself_or_cannot_read_is_refused(lager, kind):
    assert denied(lager, "PUT", f"{CUSTOM}/inbound-v1/{kind}/1", inbound())[1] == "referenceTypeNotAllowed"
    body = {"category": "INBOUND", "referenceType": kind}
    assert denied(lager, "POST", f"{CUSTOM}/documenttypes-v1", body)[0] == 400


@pytest.mark.parametrize("number", ["A1", "1" * 26, "-1"])
def test_an_id_is_made_of_digits(lager, number):
    assert denied(lager, "PUT", f"{CUSTOM}/inbound-v1/QB_IN/{number}", inbound())[0] == 400


def test_a_type_belongs_to_one_direction_and_comes_with_its_first_document(lager):
    lager.put(IN, inbound())
    types = f"{CUSTOM}/documenttypes-v1"
    assert lager.get(types)[1] == [{"category": "INBOUND", "referenceType": "QB_IN"}]
    assert lager.get(f"{types}/qb_in")[1]["category"] == "INBOUND"
    word = "invalid_reference_type_category"
    assert denied(lager, "PUT", f"{CUSTOM}/outbound-v1/qb_in/1", outbound()) == (400, word)
    body = {"category": "OUTBOUND", "referenceType": "QB_UT"}
    assert [lager.post(types, body) for _twice in range(2)] == [(201, 1), (201, 0)]
    assert denied(lager, "GET", f"{types}/NIX") == (404, "not_found")


def test_a_type_is_the_same_in_lower_case(lager):
    lager.put(IN.replace("QB_IN", "qb_in"), inbound())
    assert lager.get(IN)[1]["type"] == "QB_IN"


def test_a_locked_period_takes_no_document(lager, company):
    lager.put(IN, inbound())
    company.switches.locked_until = date(2026, 11, 24)
    assert denied(lager, "PUT", f"{IN}/release") == (400, "period_locked")
    assert denied(lager, "PUT", IN, inbound()) == (400, "period_locked")
    assert levels(lager) == (10, 0, 10)


def test_a_document_of_the_future_waits(lager):
    assert lager.put(IN, inbound(date="2026-11-25"))[0] == 200
    assert denied(lager, "PUT", f"{IN}/release") == (400, "cannot_release_later_than_current_date")


@pytest.mark.parametrize(
    "body",
    [
        inbound(item="NIX"),
        inbound(item="TJANST"),
        inbound(0),
        inbound(-1),
        inbound() | {"rows": []},
        {"rows": inbound()["rows"]},
        inbound(wheels=4),
        inbound(note="x" * 1001),
        inbound() | {"rows": [{"itemId": "A1", "quantity": 1, "stockPointCode": "NIX"}]},
    ],
)
def test_a_wrong_document_is_refused_and_not_kept(lager, body):
    make_article(lager, "TJANST", StockGoods=False)
    assert denied(lager, "PUT", IN, body)[0] == 400
    assert denied(lager, "GET", IN) == (404, "not_found")


def test_goods_come_in_at_the_named_stock_point(lager):
    made = lager.post(f"{ROOT}/stockpoints-v1", {"code": "BUTIK", "name": "Butiken"})[1]
    rows = [
        {"itemId": "A1", "quantity": 2, "stockPointCode": "BUTIK"},
        {"itemId": "A1", "quantity": Decimal("0.5"), "stockPointId": made["id"]},
    ]
    put_in(lager, IN, inbound() | {"rows": rows})
    assert balances(lager)["A1", "BUTIK"] == (Decimal("2.5"), Decimal("2.5"))
    assert levels(lager) == (Decimal("12.5"), 0, Decimal("12.5"))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([(IN, INBOUND), (OUT, OUTBOUND)]).flatmap(
        lambda one: st.tuples(st.just(one[0]), record(one[1]))
    )
)
def test_no_document_breaks_the_module(drawn):
    place, fields = drawn
    with World(Clock(NOW, running=False), limit=False) as world:
        world.add_company(TENANT, warehouse=True)
        api = Fortnox(world)
        make_article(api)
        body = (inbound() if place == IN else outbound()) | fields
        for path, sent in ((place, body), (f"{place}/release", {}), (f"{place}/void", {})):
            answer = api.raw("PUT", path, content=json.dumps(sent, default=float))
            assert answer.status_code in (200, 204, 400, 404), answer.text
        assert levels(api)[1] == 0


# -- stock points -----------------------------------------------------------------------------------


def test_stock_points_are_listed_by_state_and_word(lager):
    place = f"{ROOT}/stockpoints-v1"
    made = lager.post(place, {"code": "GAMLA", "name": "Gamla lagret", "active": False})[1]
    assert [one["code"] for one in lager.get(place)[1]] == ["HUVUD"]
    assert [one["code"] for one in lager.get(place, state="ALL")[1]] == ["HUVUD", "GAMLA"]
    assert [one["code"] for one in lager.get(place, state="ALL", q="gamla")[1]] == ["GAMLA"]
    assert lager.get(f"{place}/{made['id']}")[1]["name"] == "Gamla lagret"
    assert denied(lager, "POST", place, {"code": "GAMLA", "name": "x"}) == (400, "alreadyexists")
    assert denied(lager, "POST", place, {"code": "NY"})[0] == 400
    assert denied(lager, "GET", place, state="OPEN")[0] == 400
    assert denied(lager, "GET", f"{place}/nix") == (404, "not_found")
