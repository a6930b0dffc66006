"""The rows of a credit, one by one: what a part of a line, an amount alone and a kept fee come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.books.making import D0, D6, D12, D25, line, order

from kontera.books.chart import Chart
from kontera.books.decision import decide
from kontera.books.order import Address, Buyer, LineKind, Refund, RefundLine
from kontera.books.policy import DEFAULT_POLICY, Policy
from kontera.problems import explain

LATER = date(2026, 11, 18)
ONE = Decimal(1)


def refunded(sale, *refunds, policy=DEFAULT_POLICY):
    return decide(replace(sale, refunds=refunds, has_refunds=True), policy, LATER)


def rows(decision, place=-1):
    """(account, rate, quantity, price, discount, gross) of each row of a credit, öre incl. VAT."""
    assert [finding.code for finding in decision.findings if finding.holds] == []
    return [
        (row.account, row.rate, row.quantity, row.unit_gross_ore, row.discount_ore, row.gross_ore)
        for row in decision.credits[place].invoice.rows
    ]


def lowered(ore, sku="A01", key="1", quantity=1):
    part = RefundLine(Decimal(quantity), sku, amount_ore=ore)
    return Refund(key, LATER, amount_ore=ore, lines=(part,))


def amount(ore, key="1", **more):
    return Refund(key, LATER, amount_ore=ore, **more)


def test_a_part_of_a_price_is_one_piece_at_that_amount_whatever_the_line_was():
    sale = order(line(349, D25, quantity=2), discount=5000, tax=12960)
    assert rows(refunded(sale, lowered(5000))) == [(3001, D25, -ONE, 5000, 0, -5000)]


def test_a_part_of_a_price_is_of_the_article_that_it_names_and_not_of_what_stands_before_it():
    sale = order(line(349, D25, sku="A01"), line(229, D6, sku="A02"))
    assert rows(refunded(sale, lowered(5000, "A02"))) == [(3003, D6, -ONE, 5000, 0, -5000)]


def test_a_part_of_a_price_goes_on_to_the_next_line_of_the_article_when_the_first_is_used_up():
    sale = order(line(100, D25), line(200, D25), line(50, D6, sku="B"))
    assert [row[-1] for row in rows(refunded(sale, lowered(15000)))] == [-10000, -5000]
    used_up = refunded(sale, lowered(10000, key="1"), lowered(5000, key="2"))
    assert rows(used_up) == [(3001, D25, -ONE, 5000, 0, -5000)]


def test_a_single_ore_of_a_line_can_be_given_back():
    assert rows(refunded(order(line(100, D25)), lowered(1))) == [(3001, D25, -ONE, 1, 0, -1)]


def test_more_than_a_line_cost_is_held_though_the_order_has_room_and_the_reason_has_no_gap():
    decision = refunded(order(line(100, D25), line(500, D6, sku="B")), lowered(12000))
    [finding] = [finding for finding in decision.findings if finding.holds]
    assert finding.code == "refund-exceeds-sale"
    assert "…" not in explain(finding.code, finding.facts, "sv").sentence
    assert finding.facts["order"] == "1001"


@pytest.mark.parametrize(
    "refund",
    [amount(100_000), lowered(700, "Z"), Refund("1", LATER), Refund("1", LATER, freight_ore=100),
     Refund("1", LATER, amount_ore=9000, lines=(RefundLine(ONE, "A01"),))],
)  # fmt: skip
def test_the_reason_a_refund_is_held_has_no_gap_and_names_the_order(refund):
    decision = refunded(order(line(100, D25)), refund)
    [finding] = [finding for finding in decision.findings if finding.holds]
    told = explain(finding.code, finding.facts, "sv")
    assert "…" not in told.sentence
    assert "1001" in told.what


def test_an_amount_alone_is_one_piece_for_each_rate_at_its_part():
    sale = order(line(100, D25, quantity=2), line(100, D6, sku="B"), discount=3000, tax=4109)
    assert rows(refunded(sale, amount(2700))) == [
        (3001, D25, -ONE, 1800, 0, -1800),
        (3003, D6, -ONE, 900, 0, -900),
    ]


def test_a_rate_whose_part_is_nothing_gets_no_row_and_the_next_one_does():
    sale = order(line("0.01", D25), line(100, D6, sku="B"))
    assert rows(refunded(sale, amount(100))) == [(3003, D6, -ONE, 100, 0, -100)]


def test_an_amount_alone_is_weighed_to_the_ore():
    tiny = order(line("0.01", D25), line("0.03", D6, sku="B"))
    assert rows(refunded(tiny, amount(2))) == [(3003, D6, -ONE, 2, 0, -2)]
    sale = order(line("0.01", D25), line(100, D6, sku="B"))
    assert [row[-1] for row in rows(refunded(sale, amount(5001)))] == [-1, -5000]


def test_a_rounding_gives_nothing_of_an_amount_alone():
    sale = replace(order(line("99.60", D25)), total_gross_ore=10000)
    assert rows(refunded(sale, amount(5000))) == [(3001, D25, -ONE, 5000, 0, -5000)]


def test_an_amount_alone_stands_on_the_account_of_the_goods_though_something_else_stands_before_them():
    fee_first = order(line(50, D25, kind=LineKind.FEE, sku="F"), line(100, D25))
    assert [row[0] for row in rows(refunded(fee_first, amount(3000)))] == [3001]


def test_an_amount_alone_of_what_was_no_goods_stands_on_the_account_of_that():
    card = order(line(500, D0, kind=LineKind.GIFT_CARD, sku="PK"), line(100, D25))
    assert {row[0] for row in rows(refunded(card, amount(12000)))} == {2421, 3001}


def test_pieces_come_at_what_the_line_cost_and_the_last_one_takes_what_is_left():
    sale = order(line("33.35", D25, quantity=3), discount=1000, tax=1801)
    steps = [Refund(str(step), LATER, lines=(RefundLine(ONE, "A01"),)) for step in (1, 2, 3)]
    decision = refunded(sale, *steps)
    assert [rows(decision, step)[0][-1] for step in range(3)] == [-3002, -3002, -3001]


def test_pieces_of_an_article_on_several_lines_are_taken_line_by_line():
    sale = order(line(100, D25), line(90, D25, quantity=2), line(5, D6, sku="B"))
    back = Refund("1", LATER, lines=(RefundLine(Decimal(2), "A01"),))
    assert [row[2:] for row in rows(refunded(sale, back))] == [
        (-ONE, 10000, 0, -10000),
        (-ONE, 9000, 0, -9000),
    ]
    again = refunded(sale, back, replace(back, key="2", lines=(RefundLine(ONE, "A01"),)))
    assert [row[2:] for row in rows(again)] == [(-ONE, 9000, 0, -9000)]
    assert len(rows(refunded(sale, replace(back, lines=(RefundLine(ONE, "A01"),))))) == 1


@pytest.mark.parametrize(
    ("sold", "line_back"),
    [
        (line(50, D0, kind=LineKind.GIFT_CARD, sku="PK"), RefundLine(ONE, "PK")),
        (line(50, D25, kind=LineKind.FEE, sku="F"), RefundLine(ONE, "F")),
        (line(50, D25, sku="", key="77"), RefundLine(ONE, "", product_key="77")),
        (line(50, D25, sku="S", key="77"), RefundLine(ONE, "other", product_key="77")),
        (line(50, D25, sku="S"), RefundLine(ONE, "S", product_key="77")),
    ],
)
def test_a_gift_card_a_fee_and_an_article_by_its_key_can_be_given_back_too(sold, line_back):
    decision = refunded(order(line(100, D25), sold), Refund("1", LATER, lines=(line_back,)))
    assert [row[-1] for row in rows(decision)] == [-5000]


@pytest.mark.parametrize(
    ("line_back", "what"),
    [
        (RefundLine(ONE, "Z", product_key="9"), "Z"),
        (RefundLine(ONE, "", product_key="9"), "9"),
        (RefundLine(ONE), "–"),
    ],
)
def test_a_line_that_the_order_does_not_have_is_named_by_what_is_known_of_it(line_back, what):
    sale = order(line(100, D25), freight=2000, tax=2400)
    decision = refunded(sale, Refund("1", LATER, lines=(line_back,)))
    [finding] = [finding for finding in decision.findings if finding.holds]
    assert (finding.code, finding.facts["what"]) == ("refund-line-unknown", what)
    assert finding.facts["quantity"] == "1"


def test_a_line_with_an_amount_that_is_its_price_is_a_piece_and_no_lowered_price():
    sale = order(line(100, D25, quantity=2))
    [row] = rows(refunded(sale, lowered(10000)))
    assert row == (3001, D25, -ONE, 10000, 0, -10000)
    two = Refund("1", LATER, amount_ore=20000, lines=(RefundLine(Decimal(2), "A01", amount_ore=20000),))
    more = order(line(100, D25, quantity=3))
    assert rows(refunded(more, two)) == [(3001, D25, Decimal(-2), 10000, 0, -20000)]


def test_a_piece_and_a_lowered_price_may_stand_in_one_refund():
    sale = order(line(100, D25, quantity=3), line(50, D25, sku="B"))
    lines = (RefundLine(Decimal(2), "A01", amount_ore=20000), RefundLine(ONE, "B", amount_ore=2500))
    back = Refund("1", LATER, amount_ore=22500, lines=lines)
    assert [row[2:] for row in rows(refunded(sale, back))] == [
        (Decimal(-2), 10000, 0, -20000),
        (-ONE, 2500, 0, -2500),
    ]


def test_the_amount_of_the_whole_refund_decides_before_that_of_a_line():
    sale = order(line(100, D25, quantity=2))
    back = Refund("1", LATER, amount_ore=10000, lines=(RefundLine(ONE, "A01", amount_ore=9000),))
    assert rows(refunded(sale, back)) == [(3001, D25, -ONE, 10000, 0, -10000)]
    untold = replace(back, amount_ore=None)
    assert rows(refunded(sale, untold)) == [(3001, D25, -ONE, 9000, 0, -9000)]


def test_a_part_of_the_freight_is_one_piece_for_each_of_its_rates_and_then_the_rest():
    sale = order(line(100, D25), line(100, D6, sku="B"), freight=2000, tax=2823)
    steps = [Refund(str(step), LATER, freight_ore=ore) for step, ore in enumerate((600, 600, 800))]
    decision = refunded(sale, *steps)
    assert rows(decision, 0) == [(3520, D25, -ONE, 300, 0, -300), (3003, D6, -ONE, 300, 0, -300)]
    assert [row[-1] for row in rows(decision, 1)] == [-300, -300]
    assert [row[-1] for row in rows(decision, 2)] == [-400, -400]
    ore = order(line(100, D25), line(100, D6, sku="B"), freight=2, tax=2566)
    assert [row[-1] for row in rows(refunded(ore, Refund("1", LATER, freight_ore=2)))] == [-1, -1]


def test_an_amount_for_a_line_without_a_number_of_pieces_lowers_its_price():
    sale = order(line(100, D25, quantity=2))
    assert rows(refunded(sale, lowered(10000, quantity=0))) == [(3001, D25, -ONE, 10000, 0, -10000)]
    untold = replace(lowered(2500, quantity=0), amount_ore=None)
    assert rows(refunded(sale, untold)) == [(3001, D25, -ONE, 2500, 0, -2500)]


def test_a_kept_fee_is_part_of_what_the_pieces_cost():
    sale = order(line(100, D25, quantity=2))
    back = Refund("1", LATER, amount_ore=9000, kept_ore=1000, lines=(RefundLine(ONE, "A01"),))
    assert [row[-1] for row in rows(refunded(sale, back))] == [-10000, 1000]


def test_what_the_pieces_cost_and_what_was_told_stand_in_the_reason():
    sale = order(line(100, D25), line(50, D25, sku="B"), freight=2000, tax=3400)
    back = Refund("1", LATER, amount_ore=9000, freight_ore=500, lines=(RefundLine(ONE, "A01"),))
    [finding] = [finding for finding in refunded(sale, back).findings if finding.holds]
    assert finding.code == "refund-amount-unclear"
    assert (finding.facts["told"], finding.facts["rows"]) == ("90.00", "105.00")


def test_more_freight_than_was_charged_is_held_with_what_there_is():
    sale = order(line(100, D25), line(50, D25, sku="B"), freight=2000, tax=3400)
    back = Refund("1", LATER, freight_ore=2500, lines=(RefundLine(ONE, "A01"),))
    [finding] = [finding for finding in refunded(sale, back).findings if finding.holds]
    assert finding.code == "refund-exceeds-sale"
    assert (finding.facts["refund"], finding.facts["left"]) == ("125.00", "120.00")


def kept(ore, **more):
    return Refund("1", LATER, is_full=True, kept_ore=ore, **more)


def test_a_kept_fee_is_split_over_the_rates_of_the_goods_alone_highest_first():
    fee = line(50, D12, kind=LineKind.FEE, sku="F")
    sale = order(line(100, D6, sku="B"), line(300, D25), fee)
    decision = refunded(sale, kept(4000, amount_ore=sale.total_gross_ore - 4000))
    own = [row for row in decision.credits[0].invoice.rows if row.gross_ore > 0]
    assert [(row.account, row.rate, row.quantity, row.unit_gross_ore, row.discount_ore) for row in own] == [
        (3520, D25, ONE, 3000, 0),
        (3003, D6, ONE, 1000, 0),
    ]
    assert {row.role for row in own} == {"freight"}


@pytest.mark.parametrize(("ore", "own"), [(2, [(D6, 2)]), (3, [(D25, 1), (D6, 2)])])
def test_a_kept_fee_is_weighed_to_the_ore_and_goods_that_cost_nothing_weigh_nothing(ore, own):
    sale = order(line("0.01", D25), line(0, D12, sku="G"), line("0.03", D6, sku="B"))
    decision = refunded(sale, kept(ore, amount_ore=4 - ore))
    credit = decision.credits[0].invoice
    assert [(row.rate, row.gross_ore) for row in credit.rows if row.gross_ore > 0] == own


def test_a_kept_fee_of_a_sale_abroad_stands_with_the_sales_of_its_country():
    abroad = Policy(chart=Chart(oss={("DE", Decimal(19)): 3110}), eu_consumers="oss")
    germany = Buyer(delivery=Address(country="DE", zip_code="10115"))
    sale = order(line(119, Decimal(19)), buyer=germany, tax=1900)
    decision = refunded(sale, kept(1000, amount_ore=10900), policy=abroad)
    assert [row[0] for row in rows(decision) if row[-1] > 0] == [3110]
