"""Refunds of an undocumented shape: every likely spelling is read, and the rest makes nothing of all."""

from __future__ import annotations

from datetime import date

import pytest
from tests.quickbutik.doubles import shop_order as raw_order

from kontera.quickbutik.read import read_order


def read(refunds, **more):
    return read_order({**raw_order(), "refunds": refunds, **more}, {})


def only(refunds, **more):
    (found,) = read(refunds, **more).refunds
    return found


@pytest.mark.parametrize(
    "told",
    [
        [{"id": 7, "amount": 100, "date": "2026-11-18 09:00:00"}],
        [{"refund_id": "7", "total": "100,00", "created_at": "2026-11-18T09:00:00+01:00"}],
        {"id": "7", "refund_amount": "-100.00", "date_created": "2026-11-18"},
        {"1": {"id": "7", "sum": "100 kr", "date": "2026-11-18"}},
        {"refund": {"id": "7", "amount": "100.00", "date": "2026-11-18"}},
        [{"refund": {"id": "7", "amount": "100.00", "total": "100", "created": "2026-11-18"}}],
    ],
)
def test_spellings_of_one_refund_are_the_same_refund(told):
    found = only(told)
    assert (found.key, found.amount_ore, found.day) == ("r7", 10000, date(2026, 11, 18))


@pytest.mark.parametrize("told", ["100.00", 100, "-100,00 kr", {"total_refunded": "100.00"}])
def test_a_bare_sum_is_all_that_was_paid_back_so_far(told):
    found = only(told)
    assert (found.amount_ore, found.day, found.key, found.is_total) == (10000, None, "t2710", True)


def test_a_lone_amount_that_is_one_refund_among_others_is_no_sum_of_all():
    for found in (only([{"amount": "100.00"}]), only({"amount": "100.00"}), only("", refund="100.00")):
        assert (found.amount_ore, found.key[0], found.is_total) == (10000, "x", False)


def test_refunds_without_an_id_keep_their_keys_in_any_order_and_are_told_apart():
    one, two = {"amount": "10", "date": "2026-11-18"}, {"amount": "20", "date": "2026-11-18"}
    keys = [{(each.key, each.amount_ore) for each in read(told).refunds} for told in ([one, two], [two, one])]
    assert keys[0] == keys[1]
    assert len({each.key for each in read([one, one]).refunds}) == 2


@pytest.mark.parametrize("row", [{"product_id": "0"}, {"sku": ""}])
def test_a_row_that_names_no_line_of_the_order_is_not_understood(row):
    assert read([{"products": [{**row, "qty": 1}]}]).refunds == ()


def test_given_back_pieces_are_those_of_the_order_s_lines():
    line = {**raw_order()["products"][0], "id": "501"}
    for row in ({"id": 501}, {"order_line_id": "501"}, {"product_id": 11}, {"sku": "KRUKA-1"}):
        told = [{"products": [{**row, "quantity": "-1", "amount": "-5.00"}]}]
        (piece,) = only(told, products=[line]).lines
        assert (piece.quantity, piece.sku, piece.amount_ore) == (1, "KRUKA-1", 500)


@pytest.mark.parametrize("words", [{"type": "full"}, {"full": True}, {"refund_type": "hel"}])
def test_a_full_refund_may_be_told_by_a_word(words):
    assert only([words]).is_full


def test_a_fee_that_was_kept_is_beside_or_inside_the_amount():
    total = read([]).total_gross_ore
    for amount in (total, total - 100):
        found = only([{"type": "full", "amount": f"{amount / 100:.2f}", "fee": "1.00"}])
        assert (found.amount_ore, found.kept_ore) == (total - 100, 100)
    assert read([{"amount": "10.00", "fee": "1.00"}]).refunds == ()


def test_a_gift_card_gets_back_what_was_given_back_on_it():
    assert only([{"amount": "1", "method": "Presentkort"}]).by_gift_card


@pytest.mark.parametrize(
    "told",
    [
        [{}],
        [{"amount": "about ten"}],
        [{"amount": "10", "total": "11"}],
        [{"amount": "10", "date": "soon"}],
        [{"amount": "10", "status": "pending"}],
        [{"amount": "10", "currency": "XYZ"}],
        [{"id": 1, "amount": "1"}, {"id": 1, "amount": "1"}],
        [{"products": ["A01"]}],
        [{"amount": "10"}, {"strange": "1"}],
        "Yes",
        [True],
        "2",
        20,
    ],
)
def test_what_is_not_understood_makes_nothing_of_all_and_is_kept_in_the_shop_s_words(told):
    order = read(told)
    assert order.refunds == ()
    assert order.has_refunds
    assert order.refunds_told


def test_nothing_paid_back_is_no_refund():
    assert not read([{"amount": "0.00"}]).has_refunds


def test_an_order_that_is_called_refunded_must_say_how_much():
    order = read([], status="refunded")
    assert order.has_refunds
    assert order.refunds == ()
