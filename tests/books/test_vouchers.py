"""Vouchers with their texts and both sides, and a document turned round amount by amount."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.books.making import D6, D25, DAY, accounts, line, order

from kontera.books.chart import DEFAULT_CHART as CHART
from kontera.books.decision import decide
from kontera.books.documents import invoice_day, invoice_for, is_own_invoice, turned
from kontera.books.order import Refund
from kontera.books.policy import Policy
from kontera.books.voucher import direct_voucher
from kontera.problems import Held

POLICY = Policy()


def decided(*lines, policy=POLICY, **more):
    return decide(order(*lines, **more), policy, DAY)


def test_every_voucher_says_what_it_is_of_and_names_its_accounts():
    made = decided(line(100, D25))
    assert [(one.kind, one.text, one.day) for one in made.vouchers] == [
        ("invoice", "Faktura, order 1001", DAY),
        ("payment", "Betalning klarna", DAY),
    ]
    assert {row.text for one in made.vouchers for row in one.rows} >= {
        CHART.name_of(1510),
        CHART.name_of(3001),
    }


def test_with_kontantmetoden_the_voucher_names_the_method_and_the_order():
    made = decided(line(100, D25), policy=Policy(cash_method=True))
    assert [(one.kind, one.text) for one in made.vouchers] == [("payment", "Betalning klarna, order 1001")]


def test_a_sale_in_one_voucher_has_no_debt_in_between_and_leaves_what_is_not_paid():
    made = decided(line(100, D25), line(10, D6, sku="B"))
    whole = direct_voucher(made.invoice, made.payments, CHART)
    assert accounts(whole) == {1581: 11000, 2611: -2000, 2631: -57, 3001: -8000, 3003: -943}
    assert (whole.kind, whole.day, whole.text) == ("invoice", DAY, "Order 1001")
    part = replace(made.payments[0], amount_ore=10000)
    assert accounts(direct_voucher(made.invoice, [part], CHART))[1510] == 1000
    assert accounts(direct_voucher(made.invoice, [part, replace(part, amount_ore=600)], CHART))[1581] == 10600


def test_a_credit_in_one_voucher_is_the_sale_turned_round_and_says_so():
    made = decided(line(100, D25))
    back = direct_voucher(turned(made.invoice), [replace(made.payments[0], amount_ore=-10000)], CHART)
    assert accounts(back) == {1581: -10000, 2611: 2000, 3001: 8000}
    assert (back.kind, back.text) == ("credit", "Kredit, order 1001")


def test_a_document_turned_round_has_every_amount_with_the_other_sign_and_twice_is_itself():
    sale = replace(
        order(line(100, D25, quantity=2), line("9.60", D6, sku="B"), discount=1000, tax=3861),
        total_gross_ore=20000,
    )
    invoice = decide(sale, Policy(), DAY).invoice
    credit = turned(invoice)
    assert (credit.kind, credit.day, credit.number) == ("credit", DAY, "1001")
    for name in ("net_ore", "vat_ore", "rounding_ore", "total_ore"):
        assert getattr(credit, name) == -getattr(invoice, name) != 0
    for ours, theirs in zip(credit.rates, invoice.rates, strict=True):
        assert (ours.base_ore, ours.vat_ore, ours.gross_ore) == (
            -theirs.base_ore,
            -theirs.vat_ore,
            -theirs.gross_ore,
        )
    for ours, theirs in zip(credit.rows, invoice.rows, strict=True):
        assert (ours.quantity, ours.discount_ore, ours.gross_ore, ours.unit_gross_ore) == (
            -theirs.quantity,
            -theirs.discount_ore,
            -theirs.gross_ore,
            theirs.unit_gross_ore,
        )
    assert turned(credit) == invoice


@pytest.mark.parametrize("day", [date(2026, 11, 9), date(2026, 11, 12)])
def test_a_payment_is_dated_when_it_was_paid(day):
    made = decided(line(100, D25), paid_day=day)
    assert [one.day for one in made.vouchers if one.kind == "payment"] == [day]


def test_an_invoice_is_dated_on_the_chosen_day_and_else_at_the_tax_point():
    sale = order(line(100), ordered_day=date(2026, 11, 1), paid_day=date(2026, 11, 2), delivered_day=DAY)
    days = {
        chosen: invoice_day(sale, Policy(invoice_day=chosen), date(2026, 12, 1)).isoformat()
        for chosen in ("ordered", "paid", "delivered", "today", "tax_point")
    }
    assert days == {
        "ordered": "2026-11-01",
        "paid": "2026-11-02",
        "delivered": "2026-11-10",
        "today": "2026-12-01",
        "tax_point": "2026-11-02",
    }


def test_an_order_whose_method_nobody_knows_is_no_invoice_of_the_shops_own():
    assert is_own_invoice(order(line(100), payment_method="invoice"), POLICY)
    assert not is_own_invoice(order(line(100), payment_method="klarna"), POLICY)
    assert not is_own_invoice(order(line(100), payment_method="beads"), POLICY)


def test_a_repayment_says_so():
    refund = Refund("1", DAY, is_full=True)
    sale = replace(order(line(100, D25)), refunds=(refund,), has_refunds=True)
    [credit] = decide(sale, POLICY, DAY).credits
    assert [(one.kind, one.text) for one in credit.vouchers] == [
        ("credit", "Kreditfaktura, order 1001"),
        ("refund", "Återbetalning klarna"),
    ]


def test_what_fortnox_rounded_is_written_off_with_the_last_payment():
    both = decide(order(line("99.60", D25), gift_card_ore=5000), POLICY, DAY, 40)
    assert [(one.part, one.write_off_ore) for one in both.payments] == [("gift_card", 0), ("rest", 40)]
    card = decide(order(line("99.60", D25), gift_card_ore=9960), POLICY, DAY, 40)
    assert [(one.part, one.write_off_ore) for one in card.payments] == [("gift_card", 40)]


def test_an_invoice_carries_what_the_order_says_of_days_delivery_and_payment():
    told = {
        "ordered_day": date(2026, 11, 9),
        "delivered_day": date(2026, 11, 12),
        "shipping_key": "dhl",
        "shipping_name": "DHL Paket",
        "note": "Ring på",
        "payment_method": "klarna",
        "payment_reference": "T-77",
    }
    invoice = decided(line(100, D25), **told).invoice
    assert {name: getattr(invoice, name) for name in told} == told


def test_as_many_rows_as_fortnox_takes_are_booked():
    lines = [line(1, D25, sku=f"A{place}") for place in range(500)]
    assert len(decided(*lines).invoice.rows) == 500


def test_an_order_whose_rates_are_not_proven_makes_no_invoice():
    with pytest.raises(Held) as refused:
        invoice_for(order(line(100, None)), POLICY, DAY)
    assert (refused.value.code, refused.value.facts) == ("vat-not-proven", {"order": "1001"})
