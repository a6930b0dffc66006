from __future__ import annotations

import httpx2
import pytest
from tests.fortnox.doubles import Desk, answer, page, refusal

from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome

LOST = [httpx2.ReadTimeout("slow"), httpx2.ReadError("gone"), httpx2.RemoteProtocolError("closed")]
REFUSED = [httpx2.ConnectError("refused"), httpx2.ConnectTimeout("no answer")]


def test_a_call_carries_token_and_content_type_and_takes_one_permit():
    desk = Desk(answer(200, {"Customer": {}}))
    desk.client.get("/3/customers/1")
    request = desk.script.requests[0]
    assert str(request.url) == "http://fortnox.test/3/customers/1"
    assert request.headers["Authorization"] == "Bearer token-1"
    assert request.headers["Content-Type"] == "application/json"
    assert desk.permits.taken == 1
    assert desk.calls == [("GET", "/3/customers/1", 200, 0.0)]


@pytest.mark.parametrize("lost", LOST)
def test_a_post_is_never_repeated_blindly(lost):
    desk = Desk(lost)
    with pytest.raises(UnknownOutcome) as raised:
        desk.client.post("/3/invoices", {"Invoice": {}})
    assert raised.value.facts["call"] == "POST /3/invoices"
    assert len(desk.script.requests) == 1
    assert desk.calls == [("POST", "/3/invoices", 0, 0.0)]


@pytest.mark.parametrize("lost", LOST)
def test_an_action_is_never_repeated_blindly(lost):
    desk = Desk(lost)
    with pytest.raises(UnknownOutcome):
        desk.client.act("/3/invoices/7/bookkeep")
    assert len(desk.script.requests) == 1
    assert desk.script.requests[0].content == b"{}"


@pytest.mark.parametrize("status", [500, 502, 503, 408])
def test_a_server_error_leaves_the_outcome_of_a_post_unknown(status):
    desk = Desk(answer(status, text="<html>oops</html>"))
    with pytest.raises(UnknownOutcome):
        desk.client.post("/3/orders", {"Order": {}})


def test_a_system_exception_leaves_the_outcome_of_a_post_unknown():
    desk = Desk(refusal(1000003, "Ett systemfel uppstod."))
    with pytest.raises(UnknownOutcome):
        desk.client.post("/3/orders", {"Order": {}})


def test_a_created_thing_with_an_unreadable_answer_is_an_unknown_outcome():
    desk = Desk(answer(201, text='{"Invoice": {"Docum'))
    with pytest.raises(UnknownOutcome):
        desk.client.post("/3/invoices", {"Invoice": {}})


@pytest.mark.parametrize("refused", REFUSED)
def test_a_post_that_never_left_may_simply_be_tried_later(refused):
    desk = Desk(refused)
    with pytest.raises(TryLater) as raised:
        desk.client.post("/3/invoices", {"Invoice": {}})
    assert not isinstance(raised.value, UnknownOutcome)
    assert raised.value.code == "fortnox-unreachable"


@pytest.mark.parametrize(
    "trouble", [answer(503, text="later"), httpx2.ReadTimeout("slow"), answer(200, text="{broken")]
)
def test_a_read_is_repeated(trouble):
    desk = Desk(trouble, answer(200, {"Invoice": {"DocumentNumber": "1"}}))
    assert desk.client.get("/3/invoices/1")["Invoice"]["DocumentNumber"] == "1"
    assert desk.naps == [3.0]


def test_a_change_by_number_is_repeated():
    desk = Desk(answer(500, text=""), answer(200, {"Article": {}}))
    desk.client.put("/3/articles/A1", {"Article": {"Description": "Kruka"}})
    assert desk.script.requests[0].content == desk.script.requests[1].content


def test_repeats_end_and_the_work_goes_back_to_the_queue():
    desk = Desk(*[answer(503, text="") for _ in range(9)])
    with pytest.raises(TryLater) as raised:
        desk.client.get("/3/invoices/1")
    assert raised.value.code == "fortnox-down"
    assert len(desk.script.requests) == 4


def test_a_busy_fortnox_is_asked_again_after_the_time_it_says_even_for_a_post():
    desk = Desk(answer(429, text="", Retry_After="2"), answer(201, {"Invoice": {"DocumentNumber": "1"}}))
    desk.client.post("/3/invoices", {"Invoice": {}})
    assert desk.naps == [2.0]
    assert desk.permits.penalties == [2.0]
    assert desk.permits.taken == 2


def test_a_busy_fortnox_that_says_no_time_is_asked_again_after_one_to_five_seconds():
    desk = Desk(answer(429, {"message": "?"}), answer(200, {"Invoice": {}}))
    desk.client.get("/3/invoices/1")
    assert desk.naps == desk.permits.penalties == [3.0]


def test_a_date_in_retry_after_is_understood():
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    desk = Desk(answer(429, text="", Retry_After=past), answer(200, {"Invoice": {}}))
    desk.client.get("/3/invoices/1")
    assert desk.naps == [0.0]


def test_a_long_wait_goes_back_to_the_queue():
    desk = Desk(answer(429, text="", Retry_After="120"))
    with pytest.raises(TryLater) as raised:
        desk.client.get("/3/invoices/1")
    assert raised.value.after >= 120
    assert desk.naps == []
    assert desk.permits.penalties == [120.0]


def test_busy_is_not_asked_for_ever():
    desk = Desk(*[answer(429, text="") for _ in range(20)])
    with pytest.raises(TryLater) as raised:
        desk.client.post("/3/invoices", {"Invoice": {}})
    assert (raised.value.code, raised.value.after) == ("fortnox-busy", 30)
    assert not isinstance(raised.value, UnknownOutcome)
    assert len(desk.script.requests) == 6


@pytest.mark.parametrize(
    "refused",
    [
        answer(401, {"message": "unauthorized"}),
        answer(401, text=""),
        answer(403, {"message": "failed authentication"}),
        refusal(2000311, "Felaktig token", 400),
        refusal(2000310, "Ogiltig inloggning", 401),
    ],
)
def test_a_refused_token_is_renewed_once_and_the_call_made_again(refused):
    desk = Desk(refused, answer(201, {"Invoice": {}}))
    desk.client.post("/3/invoices", {"Invoice": {}})
    assert desk.tokens.renewed == ["token-1"]
    assert desk.script.requests[1].headers["Authorization"] == "Bearer token-2"


def test_a_token_that_is_refused_again_disconnects():
    desk = Desk(answer(401, {"message": "unauthorized"}), answer(401, {"message": "unauthorized"}))
    with pytest.raises(Disconnected) as raised:
        desk.client.get("/3/invoices")
    assert (raised.value.code, raised.value.side) == ("fortnox-token-refused", "fortnox")


def test_an_error_inside_a_good_status_is_an_error():
    desk = Desk(refusal(2000423, "Kan inte hitta kontot.", 200))
    with pytest.raises(Held) as raised:
        desk.client.post("/3/invoices", {"Invoice": {}})
    assert raised.value.code == "fortnox-account-missing"


def test_an_unknown_error_inside_a_good_status_of_a_post_is_an_unknown_outcome():
    desk = Desk(refusal(9999999, "Något", 200))
    with pytest.raises(UnknownOutcome):
        desk.client.post("/3/invoices", {"Invoice": {}})


def test_all_pages_are_read():
    desk = Desk(page("Invoices", [{"n": 1}], 1, 2), page("Invoices", [{"n": 2}], 2, 2))
    assert [item["n"] for item in desk.client.items("/3/invoices", "Invoices", {"ocr": "1"})] == [1, 2]
    assert desk.script.query() == {"ocr": "1", "limit": "500", "page": "2"}


def test_a_plus_in_a_search_is_encoded():
    desk = Desk(page("Customers", []))
    list(desk.client.items("/3/customers", "Customers", {"email": "a+b@x.se"}))
    assert b"a%2Bb" in desk.script.requests[0].url.raw_path
