"""A changed order's proposal and its answers, and buttons for many orders at once."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.panel.scene import put, signed_in
from tests.panel.test_orders import jobs, listed, numbers, press, shown

ROWS = [
    {"account": 1510, "debit": "0.00", "credit": "199.00"},
    {"account": 3001, "debit": "199.00", "credit": "0.00"},
]
PROPOSAL = {
    "change": "f2",
    "code": "changed-after-booking",
    "answer": "",
    "vouchers": [{"kind": "credit", "date": "2026-11-12", "rows": ROWS}],
}


@pytest.fixture
def changed(shop):
    facts = {"order": "1003", "number": "17"}
    return put(
        shop, "1003", "held", problem_code="changed-after-booking", problem_facts=facts, proposal=PROPOSAL
    )


def reply(client, shop, word, change="f2"):
    return client.post(
        reverse("panel:answer", args=[shop.shop.key, "1003"]), {"answer": word, "change": change}
    )


def now(shop):
    order = shop.order("1003")
    return order.state, order.asked, order.proposal["answer"]


def test_a_changed_order_shows_the_vouchers_that_would_mend_it(owner, shop, changed):
    page = shown(owner, shop, "1003")
    for text in ("Så kan det rättas", "Kreditfaktura · 12 nov. 2026", "Godkänn och rätta", "Låt det vara"):
        assert text in page


ANSWERS = {"approved": "godkände", "dismissed": "lät bokföringen stå"}


@pytest.mark.parametrize("word", ANSWERS)
def test_an_answer_is_written_down_and_the_order_goes_on(
    owner, shop, changed, word, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        reply(owner, shop, word)
    assert now(shop) == ("due", True, word)
    assert [job[2] for job in jobs()] == ["orders"]
    page = shown(owner, shop, "1003")
    assert ANSWERS[word] in page
    assert "Så kan det rättas" not in page


def test_an_answer_to_another_change_is_not_taken(owner, shop, changed):
    reply(owner, shop, "approved", change="f1")
    assert now(shop) == ("held", False, "")
    assert "Ordern har ändrats sedan du såg den." in shown(owner, shop, "1003")


def test_a_proposal_without_vouchers_can_be_left_but_not_approved(owner, shop, changed):
    shop.finish(changed, proposal={**PROPOSAL, "vouchers": []})
    assert "Godkänn" not in shown(owner, shop, "1003").split("<h2>")[1]
    reply(owner, shop, "approved")
    assert now(shop)[0] == "held"
    reply(owner, shop, "dismissed")
    assert now(shop)[0] == "due"


def test_a_reader_sees_the_proposal_and_no_button(people, shop, changed):
    page = shown(signed_in(people.reader), shop, "1003")
    assert "Så kan det rättas" in page
    assert "Låt det vara</button>" not in page


def send(client, shop, **form):
    return client.post(reverse("panel:send_orders", args=[shop.shop.key]), form)


def due(shop):
    return sorted(order.number for order in shop.orders().filter(state="due", asked=True))


def test_ticked_orders_are_sent_and_finished_ones_are_not(
    owner, shop, orders, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(owner, shop, which="ticked", number=["1001", "1003", "1004", "1006", "9999", "\x00"])
    assert due(shop) == ["1001", "1003"]
    assert [job[2] for job in jobs()] == ["orders"]
    assert answer.headers["Location"] == f"/{shop.shop.key}/orders/"
    assert "2 ordrar är på väg till Fortnox." in listed(owner, shop)
    assert "tryckte på Fortnox-knappen" in shown(owner, shop, "1001")


def test_nothing_ticked_sends_nothing(owner, shop, orders):
    send(owner, shop, which="ticked")
    assert due(shop) == []
    assert "Ingen av dem hade något att skicka." in listed(owner, shop)


def test_all_of_a_filter_are_sent_with_those_on_other_pages_and_no_others(owner, shop, orders):
    for number in range(2000, 2060):
        put(shop, str(number), "held", preview={}, buyer="Åsa Ek")
    put(shop, "3000", "seen", status="unpaid", buyer="Åsa Ek")
    assert "Skicka alla i urvalet (60)" in listed(owner, shop, "?q=åsa")
    answer = send(owner, shop, which="filter", q="åsa")
    assert len(due(shop)) == 60
    assert set(due(shop)) == {str(number) for number in range(2000, 2060)}
    assert answer.headers["Location"].startswith(f"/{shop.shop.key}/orders/?q=")


def test_the_button_for_all_is_there_only_with_a_filter(owner, shop, orders):
    assert "Skicka alla i urvalet" not in listed(owner, shop)
    assert "Skicka alla i urvalet (1)" in listed(owner, shop, "?state=held")
    assert "Skicka alla i urvalet" not in listed(owner, shop, "?state=done")


def test_a_box_stands_only_at_orders_that_can_be_sent(owner, shop, orders, people):
    page = listed(owner, shop)
    assert len(numbers(page)) == 6
    assert page.count('form="picked"') == 3
    assert "picked" not in listed(signed_in(people.reader), shop)


def test_an_order_that_a_rule_leaves_out_says_so_and_can_be_sent(owner, shop, orders):
    facts = {"order": "1006", "reason": "”kassa”"}
    shop.finish(orders["skipped"], problem_code="order-left-out", problem_facts=facts)
    assert "butiken har valt bort ”kassa”" in listed(owner, shop, "?state=skipped")
    assert "Skicka till Fortnox" in shown(owner, shop, "1006")
    send(owner, shop, which="filter", state="skipped")
    assert due(shop) == ["1006"]


def test_an_order_without_value_cannot_be_sent(owner, shop, orders):
    assert "Skicka till Fortnox" not in shown(owner, shop, "1006")
    press(owner, shop, "1006")
    assert due(shop) == []
