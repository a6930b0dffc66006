"""The sums of a credit, and where its money goes back to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.books.making import D6, D25, line, order

from kontera.books.decision import decide
from kontera.books.order import LineKind, Refund, RefundLine
from kontera.books.policy import Policy

LATER = date(2026, 11, 18)
MODES = Policy(payment_modes={"gift_card": "PK", "klarna": "KL"})


def refunded(sale, *refunds, policy=MODES):
    decision = decide(replace(sale, refunds=refunds, has_refunds=True), policy, LATER)
    assert [finding.code for finding in decision.findings if finding.holds] == []
    return decision


def full(**more):
    return Refund("1", LATER, is_full=True, **more)


def money(credit):
    return [(one.method, one.account, one.mode, one.amount_ore, one.part) for one in credit.payments]


def test_a_credit_sums_its_rates_highest_first_with_the_rounding_apart():
    sale = replace(order(line(106, D6, sku="B"), line("124.60", D25)), total_gross_ore=23100)
    decision = refunded(sale, full())
    credit = decision.credits[0].invoice
    assert [total.rate for total in credit.rates] == [D25, D6]
    assert (credit.rounding_ore, credit.total_ore) == (-40, -23100)
    assert credit.net_ore + credit.vat_ore + credit.rounding_ore == credit.total_ore
    assert (credit.kind, credit.note, credit.number) == ("credit", "", decision.invoice.number)


def test_a_whole_credit_takes_what_cost_nothing_and_what_was_below_zero_too():
    free = order(line(100, D25), line(0, D25, sku="G"))
    assert refunded(free, full()).credits[0].is_whole
    less = order(line(100, D25), line(10, D25, quantity=-1, sku="R"))
    decision = refunded(less, full())
    assert decision.credits[0].is_whole
    assert [row.quantity for row in decision.credits[0].invoice.rows] == [-1, 1]


def test_money_goes_back_by_the_same_modes_of_payment_the_card_first():
    sale = order(line(100, D25), gift_card_ore=5000)
    [credit] = refunded(sale, full()).credits
    assert money(credit) == [
        ("gift_card", 2421, "PK", -5000, "gift_card"),
        ("klarna", 1581, "KL", -5000, "rest"),
    ]
    [exact] = refunded(sale, Refund("1", LATER, amount_ore=5000)).credits
    assert money(exact) == [("gift_card", 2421, "PK", -5000, "gift_card")]
    [ore] = refunded(order(line(100, D25)), Refund("1", LATER, amount_ore=1)).credits
    assert money(ore) == [("klarna", 1581, "KL", -1, "rest")]


def test_what_a_card_paid_alone_goes_back_to_it_and_a_new_card_has_no_mode():
    [alone] = refunded(order(line(100, D25), gift_card_ore=10000), full()).credits
    assert [one.amount_ore for one in alone.payments] == [-10000]
    [new] = refunded(order(line(100, D25)), full(by_gift_card=True)).credits
    assert money(new) == [("gift_card", 2421, "", -10000, "gift_card")]


def test_the_last_freight_that_is_left_can_be_given_back_and_no_more():
    sale = order(line(100, D25), freight=2000, tax=2400)
    steps = [Refund(str(step), LATER, freight_ore=ore) for step, ore in enumerate((500, 1500, 1))]
    assert len(refunded(sale, *steps[:2]).credits) == 2
    decision = decide(replace(sale, refunds=tuple(steps), has_refunds=True), MODES, LATER)
    assert [finding.code for finding in decision.findings] == ["refund-exceeds-sale"]


def test_a_refund_that_tells_nothing_is_told_as_nothing():
    sale = replace(order(line(100, D25)), refunds=(Refund("1", LATER),), has_refunds=True)
    [finding] = decide(sale, MODES, LATER).findings
    assert (finding.facts["told"], finding.facts["rows"]) == ("–", "–")


def test_pieces_that_are_left_after_a_lowered_price_cost_what_is_left():
    part = RefundLine(Decimal(1), "A01", amount_ore=2500)
    steps = (Refund("1", LATER, amount_ore=2500, lines=(part,)), replace(full(), key="2"))
    decision = refunded(order(line(100, D25)), *steps)
    assert [credit.invoice.total_ore for credit in decision.credits] == [-2500, -7500]


def test_a_fee_kept_of_a_gift_card_alone_is_held_and_is_no_bug():
    card = order(line(500, None, kind=LineKind.GIFT_CARD, sku="PK"), tax=0)
    kept = full(amount_ore=49000, kept_ore=1000)
    [finding] = decide(replace(card, refunds=(kept,), has_refunds=True), MODES, LATER).findings
    assert (finding.code, finding.facts["told"]) == ("refund-amount-unclear", "10.00")


def test_an_amount_when_only_the_rounding_is_left_takes_of_the_rounding():
    rounded = replace(order(line("99.60", D25)), total_gross_ore=10000)
    goods = Refund("1", LATER, lines=(RefundLine(Decimal(1), "A01"),))
    refunds = goods, Refund("2", LATER, amount_ore=10)
    decision = decide(replace(rounded, refunds=refunds, has_refunds=True), MODES, LATER)
    [_, last] = decision.credits
    assert [(row.account, row.gross_ore) for row in last.invoice.rows] == [(3740, -10)]
