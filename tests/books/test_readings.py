"""What an order without known rates may be read as: by product, by article number, or line by line."""

from __future__ import annotations

from decimal import Decimal

from tests.books.making import D0, D6, D12, D25, DAY, line, order

from kontera.books.chart import Chart
from kontera.books.decision import decide
from kontera.books.order import Address, Buyer, LineKind
from kontera.books.policy import Policy

OSS = Policy(chart=Chart(oss={("DE", Decimal(19)): 3110, ("DE", Decimal(7)): 3111}), eu_consumers="oss")
GERMAN = Buyer(delivery=Address(country="DE", zip_code="10115"))


def read(*lines, tax, policy=OSS, buyer=GERMAN, **more):
    return decide(order(*lines, tax=tax, buyer=buyer, **more), policy, DAY)


def proven(decision):
    assert [finding.code for finding in decision.findings if finding.holds] == []
    return [str(each.rate) for each in decision.order.lines]


def test_one_unknown_product_abroad_may_carry_a_reduced_rate_of_the_country():
    assert proven(read(line(107, None), tax=700)) == ["7"]


def test_three_rates_at_home_are_tried_as_three_rates_abroad_and_four_are_not():
    three = [line(119, D25), line(107, D12, sku="B"), line(214, D6, sku="C")]
    assert proven(read(*three, tax=4000)) == ["19", "7", "7"]
    four = read(*three, line(119, None, sku="D"), tax=5900)
    assert [finding.code for finding in four.findings] == ["vat-not-proven"]


def test_lines_of_one_product_or_one_article_number_have_one_rate_abroad():
    lines = [
        line(107, None, key="1:a", sku="P1"),
        line(119, None, key="2", sku="X"),
        line(119, None, sku="S"),
        line(107, None, key="1:b", sku="P2"),
        line(238, None, key="2", sku="Y"),
        line("59.50", None, sku="S"),
    ]
    assert proven(read(*lines, tax=700 + 1900 + 1900 + 700 + 3800 + 950)) == [
        "7",
        "19",
        "19",
        "7",
        "19",
        "19",
    ]
    apart = read(*lines, tax=700 + 1900 + 1900 + 1708 + 3800 + 950)
    assert [finding.code for finding in apart.findings] == ["vat-not-proven"]


def test_lines_that_nothing_tells_apart_are_read_one_by_one():
    assert proven(read(line(107, None, sku=""), line(119, None, sku=""), tax=700 + 1900)) == ["7", "19"]


def test_at_home_lines_of_one_product_have_one_rate_and_others_their_own():
    lines = [
        line(106, None, key="1:a", sku="P1"),
        line(125, None, key="2", sku="X"),
        line(106, None, key="1:b", sku="P2"),
        line(125, None, key="2", sku="Y"),
        line(224, None, sku="S"),
    ]
    tax = 600 + 2500 + 600 + 2500 + 2400
    assert proven(read(*lines, tax=tax, policy=Policy(), buyer=Buyer())) == ["6", "25", "6", "25", "12"]


def test_a_gift_card_sold_abroad_carries_no_vat_of_the_country():
    card = line(100, None, kind=LineKind.GIFT_CARD, sku="PK")
    decision = read(card, line(119, D25), tax=1900)
    assert proven(decision) == [str(D0), "19"]
    assert [row.account for row in decision.invoice.rows] == [2421, 3110]


def test_a_remark_on_an_order_is_made_once_though_its_rates_were_found():
    found = read(line(125, None, sku=""), tax=2500, policy=Policy(), buyer=Buyer()).findings
    assert [finding.code for finding in found] == ["line-without-sku"]
