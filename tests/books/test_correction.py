"""A changed order: what is undone and what is booked instead add up to the changed order alone."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontera.books.correction import Booked, as_json, correction, decide_anew, mirrored, undo
from kontera.books.decision import decide
from kontera.books.gate import Answered
from kontera.books.order import Buyer, Line, Order, Status
from kontera.books.policy import DEFAULT_POLICY

DAY, LATER = date(2026, 11, 10), date(2026, 12, 2)
RATES = {Decimal(25): Decimal("0.2"), Decimal(12): Decimal(12) / 112, Decimal(6): Decimal(6) / 106}


def order(lines, status=Status.PAID):
    """An order of (rate, öre) lines whose VAT is what the shop would say."""
    made = tuple(Line(f"Vara {n}", Decimal(1), ore, rate) for n, (rate, ore) in enumerate(lines))
    total = sum(ore for _, ore in lines)
    by_rate = Counter()
    for rate, ore in lines:
        by_rate[rate] += ore
    tax = sum(int((ore * RATES[rate]).quantize(Decimal(1), "ROUND_HALF_UP")) for rate, ore in by_rate.items())
    return Order("1", status, "SEK", DAY, DAY, None, Buyer(), made, 0, 0, 0, total, tax, "klarna")


def booked(decision, end):
    kinds = {"paid": ("invoice", "payment"), "booked": ("invoice",)}[end]
    return [
        Booked(one.kind, tuple((row.account, row.amount_ore) for row in one.rows))
        for one in decision.vouchers
        if one.kind in kinds
    ]


def sums(vouchers):
    found = Counter()
    for one in vouchers:
        rows = one.rows if isinstance(one, Booked) else [(row.account, row.amount_ore) for row in one.rows]
        for account, amount in rows:
            found[account] += amount
    return {account: amount for account, amount in found.items() if amount}


LINES = st.lists(st.tuples(st.sampled_from(list(RATES)), st.integers(100, 90000)), min_size=1, max_size=4)


@given(LINES, LINES, st.sampled_from(["booked", "paid"]))
def test_what_is_booked_and_its_correction_are_the_changed_order_alone(before, after, end):
    had = booked(decide(order(before), DEFAULT_POLICY, DAY), end)
    anew = decide_anew(order(after), DEFAULT_POLICY, LATER)
    mended = correction(had, anew, end, LATER)
    assert sums([*had, *mended]) == sums(booked(anew, end))
    assert {voucher.day for voucher in mended} == {LATER}


@given(LINES, st.sampled_from(["booked", "paid"]))
def test_a_cancelled_order_leaves_nothing(before, end):
    had = booked(decide(order(before), DEFAULT_POLICY, DAY), end)
    gone = decide_anew(order(before, Status.CANCELLED), DEFAULT_POLICY, LATER)
    assert sums([*had, *correction(had, gone, end, LATER)]) == {}


@pytest.mark.parametrize("end", ["invoice", "order", "order_invoice"])
def test_an_end_that_books_nothing_proposes_only_the_credit(end):
    had = booked(decide(order([(Decimal(25), 12500)]), DEFAULT_POLICY, DAY), "booked")
    anew = decide_anew(order([(Decimal(25), 10000)]), DEFAULT_POLICY, LATER)
    assert [voucher.kind for voucher in correction(had, anew, end, LATER)] == ["credit"]


def test_what_is_made_instead_is_dated_today_at_the_rates_of_the_sale():
    anew = decide_anew(order([(Decimal(6), 10600)]), DEFAULT_POLICY, LATER)
    assert anew.invoice.day == LATER
    assert [payment.day for payment in anew.payments] == [LATER]
    assert [total.rate for total in anew.invoice.rates] == [Decimal(6)]


@pytest.mark.parametrize(
    ("credit", "fits"),
    [
        (Answered(-10000, -2000), True),
        (Answered(-9900, -1980), False),
        (Answered(-10000, -1999), False),
        (Answered(-10000, -2000, -50), False),
        (Answered(-10000, -2000, 0, "EUR"), False),
        (Answered(10000, 2000), False),
    ],
)
def test_only_a_credit_that_undoes_its_invoice_to_the_ore_may_be_booked(credit, fits):
    assert (mirrored("17", Answered(10000, 2000), credit) is None) == fits


@pytest.mark.parametrize(("kind", "undone"), [("invoice", "credit"), ("payment", "refund")])
def test_an_invoice_is_undone_by_a_credit_and_a_payment_by_a_refund(kind, undone):
    voucher = undo(Booked(kind, ((1510, 100), (3001, -100))), LATER)
    assert (voucher.kind, voucher.day) == (undone, LATER)
    assert [(row.account, row.amount_ore) for row in voucher.rows] == [(1510, -100), (3001, 100)]


def test_what_fortnox_rounded_is_kept_when_an_order_is_decided_anew():
    sale = order([(Decimal(25), 12510)])
    assert decide_anew(sale, DEFAULT_POLICY, LATER, -10).round_off_ore == -10
    assert decide_anew(sale, DEFAULT_POLICY, LATER).round_off_ore == 0


def test_a_rounding_is_undone_with_its_invoice():
    assert mirrored("17", Answered(10000, 2000, 40), Answered(-10000, -2000, -40)) is None
    assert mirrored("17", Answered(10000, 2000, 40), Answered(-10000, -2000, 40)) is not None


def test_the_reason_not_to_book_a_credit_names_it_and_both_totals():
    finding = mirrored("17", Answered(10000, 2000), Answered(-9900, -1980))
    assert finding.facts == {"number": "17", "invoice": "100.00", "credit": "-99.00"}


def test_the_vouchers_are_plain_data_with_two_sides():
    had = booked(decide(order([(Decimal(25), 12500)]), DEFAULT_POLICY, DAY), "booked")
    anew = decide_anew(order([(Decimal(25), 12500)], Status.CANCELLED), DEFAULT_POLICY, LATER)
    (shown,) = as_json(correction(had, anew, "booked", LATER))
    assert (shown["kind"], shown["date"]) == ("credit", "2026-12-02")
    assert shown["rows"][0] == {"account": 1510, "debit": "0.00", "credit": "125.00"}
