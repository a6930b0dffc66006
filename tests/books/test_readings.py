"""What an order without known rates may be read as: by product, by article number, or line by line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.books.making import D0, D6, D12, D25, DAY, line, order

from kontera.books.chart import Chart
from kontera.books.decision import decide
from kontera.books.order import Address, Buyer, LineKind
from kontera.books.place import AT_HOME, Place, Treatment
from kontera.books.policy import Policy
from kontera.books.readings import all_readings, price_ore

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


def tried(*lines, place=AT_HOME, **more):
    """(codes, rates, is a probe) of every reading of an order but the plain one."""
    sale = order(*lines, tax=0, **more)
    return [
        (each.codes, tuple(int(rate) for rate in each.rates), each.is_probe)
        for each in all_readings(sale, place)
    ]


def test_more_unknown_products_than_three_are_read_at_25_and_probed_with_the_cheapest_at_12():
    lines = [line(kronor, None, sku=f"A{kronor}") for kronor in (400, 100, 300, 200)]
    assert tried(*lines) == [
        (("country_rate",), (25, 25, 25, 25), False),
        (("searched_rates",), (25, 12, 25, 25), True),
    ]
    assert len(tried(*lines[:3])) == 4**3
    assert tried(*lines, line(-50, None, sku="R")) == []


def test_more_food_than_four_lines_is_moved_together_and_probed_without_the_cheapest():
    food = [line(kronor, D12, sku=f"A{kronor}") for kronor in (300, 100, 200, 400, 500)]
    assert tried(*food) == [
        (("food_rate",), (6, 6, 6, 6, 6), False),
        (("food_rate",), (6, 12, 6, 6, 6), True),
    ]
    assert len(tried(*food[:4])) == 2**4 - 1
    service = line(100, D12, kind=LineKind.SERVICE, sku="S")
    assert tried(line(100, D12), service) == [(("food_rate",), (6, 12), False)]


def test_a_probe_stays_a_probe_whatever_else_is_read():
    food = [line(kronor, D12, sku=f"A{kronor}") for kronor in (300, 100, 200, 400, 500)]
    unknown = line(100, None, sku="U")
    probes = [rates[-1] for _, rates, is_probe in tried(*food, unknown) if is_probe]
    assert probes == [25, 12, 6, 0]
    assert any(is_probe for codes, _, is_probe in tried(*food, freight=1000) if "freight_25" in codes)


def test_freight_at_the_standard_rate_is_read_where_there_is_freight_without_a_rate_of_its_own():
    assert tried(line(106, D6), freight=1000) == [(("freight_25",), (6,), False)]
    assert tried(line(106, D6)) == tried(line(106, D6), freight=1000, freight_rate=D6) == []
    abroad = tried(line(119, D25), freight=1000, place=Place(Treatment.OSS, "DE"))
    assert (("country_standard", "freight_standard"), (19,), False) in abroad


def test_a_line_costs_its_price_less_its_discount():
    assert price_ore(replace(line(100, D25, quantity=2), discount_ore=500)) == 19500


def test_at_home_lines_of_one_article_number_have_one_rate_where_no_product_is_known():
    lines = [line(106, None, sku="S"), line(106, None, sku="S"), line(125, None, sku="T")]
    four = [*lines, line(125, None, sku="U")]
    decision = read(*four, tax=600 + 600 + 2500 + 2500, policy=Policy(), buyer=Buyer())
    assert proven(decision) == ["6", "6", "25", "25"]


ONE_RATE = Policy(chart=Chart(oss={("DE", Decimal(7)): 3111}), eu_consumers="oss")


def test_a_free_line_abroad_asks_for_no_account_of_its_own():
    for free in (line(0, D25, sku="B"), line(0, None, sku="B")):
        for book in (line(107, Decimal(7)), line(107, D6)):
            assert proven(read(book, free, tax=700, policy=ONE_RATE)) == ["7", "7"]
            assert proven(read(free, book, tax=700, policy=ONE_RATE)) == ["7", "7"]


def test_where_nothing_abroad_has_a_price_its_freight_carries_the_standard_rate():
    assert proven(read(line(0, D25), freight=11900, tax=1900)) == ["19"]


def test_a_gift_card_abroad_that_the_vat_cannot_tell_from_a_discount_is_held():
    decision = read(line(119, Decimal(19)), tax=1900, gift_card_ore=2)
    assert [finding.code for finding in decision.findings] == ["gift-card-or-discount"]
    assert proven(read(line(119, Decimal(19)), tax=1900, gift_card_ore=5000)) == ["19"]
