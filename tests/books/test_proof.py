"""The VAT of an order is proven, or the order is held. Nothing in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.books.making import D0, D6, D12, D25, DAY, line, net_line, order

from kontera.books.decision import decide
from kontera.books.documents import invoice_for
from kontera.books.order import LineKind
from kontera.books.policy import Policy
from kontera.books.proof import prove
from kontera.problems import Held

POLICY = Policy()


def held(read, policy=POLICY):
    with pytest.raises(Held) as problem:
        prove(read, policy)
    return problem.value


def rates(proof):
    return [each.rate for each in proof.order.lines]


def test_known_rates_that_fit_are_the_plain_reading_and_change_nothing():
    read = order(line(349), line(229, D6))
    proof = prove(read, POLICY)
    assert proof.hypothesis == "plain"
    assert proof.order is read


@pytest.mark.parametrize("off", [-2, -1, 1, 2])
def test_one_ore_per_taxed_row_is_forgiven_because_shops_round_per_row(off):
    read = order(line(349), line(229, D6))
    assert prove(replace(read, tax_ore=read.tax_ore + off), POLICY).hypothesis == "plain"


@pytest.mark.parametrize("off", [-3, 3])
def test_more_than_an_ore_per_row_is_not_forgiven(off):
    read = order(line(349), line(229, D6))
    problem = held(replace(read, tax_ore=read.tax_ore + off))
    assert problem.code == "vat-not-proven"
    assert problem.facts["computed"] == "82.76"


def test_rows_without_vat_earn_no_tolerance():
    assert held(order(line(100, D0), line(50, D0), tax=1)).code == "vat-not-proven"


def test_an_order_that_states_no_vat_is_held():
    assert held(replace(order(line(100)), tax_ore=None)).code == "vat-not-stated"


def test_an_unknown_product_gets_the_only_rate_that_fits():
    proof = prove(order(line(106, None), line(125), tax=600 + 2500), POLICY)
    assert proof.hypothesis == "searched_rates"
    assert rates(proof) == [D6, D25]
    assert proof.order.notes == ("searched_rates",)


def test_two_unknown_products_of_one_price_that_could_swap_rates_are_held():
    read = order(line(100, None, key="1"), line(100, None, key="2"), tax=2000 + 566)
    problem = held(read)
    assert (problem.code, problem.facts["ways"]) == ("vat-not-proven", "2")


def test_an_unknown_product_sold_without_vat_may_be_a_gift_card_and_is_held():
    problem = held(order(line(500, None, title="Presentkort"), line(125), tax=2500))
    assert (problem.code, problem.facts["title"]) == ("product-without-vat", "Presentkort")


def test_food_and_unknown_products_are_proven_together():
    read = order(line(84, D12, key="1"), line(125, None, key="2"), tax=475 + 2500)
    assert prove(read, POLICY).hypothesis == "food_rate+country_rate"


def test_lines_of_one_unknown_product_share_their_rate():
    one, two = line(100, None, key="1:10"), line(100, None, key="1:11")
    assert rates(prove(order(one, two, tax=2 * 566), POLICY)) == [D6, D6]


def test_many_unknown_products_are_proven_only_when_all_carry_the_standard_rate():
    unknown = [line(100 + place, None, key=str(place)) for place in range(6)]
    total = sum(each.unit_gross_ore for each in unknown)
    assert set(rates(prove(order(*unknown, tax=total // 5), POLICY))) == {D25}
    assert held(order(*unknown, tax=total * 6 // 106)).code == "vat-not-proven"


def test_many_unknown_products_are_held_when_a_cheap_one_could_carry_another_rate():
    unknown = [line(100 + place, None, key=str(place)) for place in range(5)]
    read = order(*unknown, line("0.05", None, key="9"), tax=10201)
    assert held(read).code == "vat-not-proven"


def test_a_shop_that_sold_without_vat_says_so_itself():
    read = order(line(100), tax=0)
    assert held(read).code == "vat-not-proven"
    proof = prove(replace(read, tax_free=True), POLICY)
    assert (proof.hypothesis, rates(proof)) == ("tax_free", [D0])


def test_food_remembered_at_12_and_sold_at_6_after_the_cut_is_proven_line_by_line():
    coffee, art = line(84, D12, key="1"), line(450, D12, key="2")
    proof = prove(order(coffee, art, tax=475 + 4821, paid_day=date(2026, 4, 2)), POLICY)
    assert (proof.hypothesis, rates(proof)) == ("food_rate", [D6, D12])


def test_food_remembered_at_6_and_sold_at_12_before_the_cut_is_proven():
    days = {"ordered_day": date(2026, 3, 30), "paid_day": date(2026, 3, 31)}
    assert rates(prove(order(line(112, D6), tax=1200, **days), POLICY)) == [D12]


def test_food_does_not_go_back_to_12_during_the_cut():
    assert held(order(line(112, D6), tax=1200)).code == "vat-not-proven"


def test_many_food_lines_are_proven_when_all_of_them_moved():
    food = [line(50 + place, D12, key=str(place)) for place in range(7)]
    total = sum(each.unit_gross_ore for each in food)
    assert set(rates(prove(order(*food, tax=round(total * 6 / 106)), POLICY))) == {D6}


def test_freight_at_a_flat_25_on_books_is_booked_as_charged_and_noted():
    proof = prove(order(line(106, D6), freight=5000, tax=600 + 1000), POLICY)
    assert proof.hypothesis == "freight_25"
    assert proof.order.freight_rate == D25
    invoice = invoice_for(proof.order, POLICY, DAY)
    assert [(row.account, row.rate) for row in invoice.rows] == [(3003, D6), (3520, D25)]


def test_readings_are_tried_together():
    read = order(line(106, None), line(250), freight=5000, tax=600 + 5000 + 1000)
    assert prove(read, POLICY).hypothesis == "searched_rates+freight_25"


def test_a_discount_that_lowers_the_vat_is_a_discount():
    proof = prove(order(line(500), discount=10000, tax=8000), POLICY)
    assert (proof.hypothesis, proof.order.gift_card_ore) == ("plain", 0)


def test_a_discount_under_which_the_vat_does_not_fall_is_a_redeemed_gift_card():
    proof = prove(order(line(500), discount=10000, tax=10000), POLICY)
    proven = proof.order
    assert proof.hypothesis == "gift_card"
    assert (proven.gift_card_ore, proven.discount_gross_ore, proven.total_gross_ore) == (10000, 0, 50000)


def test_a_gift_card_that_pays_goods_and_freight_is_proven_although_no_discount_could_be_so_large():
    proof = prove(order(line(500), freight=4900, discount=54900, tax=10980), POLICY)
    assert proof.order.gift_card_ore == 54900


def test_a_gap_to_the_payment_is_a_gift_card_when_the_vat_is_of_the_whole():
    proof = prove(order(line(500), gift_card_ore=10000), POLICY)
    assert (proof.hypothesis, proof.order.gift_card_ore) == ("plain", 10000)


def test_a_gap_to_the_payment_is_a_discount_when_the_vat_is_of_the_rest():
    proven = prove(order(line(500), gift_card_ore=10000, tax=8000), POLICY).order
    assert (proven.gift_card_ore, proven.discount_gross_ore, proven.total_gross_ore) == (0, 10000, 40000)


def test_a_gap_to_the_payment_without_any_vat_to_tell_is_held():
    assert held(order(line(500, D0), gift_card_ore=10000)).code == "gift-card-or-discount"


@pytest.mark.parametrize(
    "read",
    [
        order(line(500), gift_card_ore=10000),
        order(line(500), discount=10000, tax=10000),
        order(line(500), gift_card_ore=10000, tax=8000),
    ],
)
def test_a_shop_that_wants_to_decide_on_gift_cards_itself_gets_them_held(read):
    problem = held(read, Policy(gift_card_redeemed="hold"))
    assert problem.code == "gift-card-or-discount"
    assert problem.facts["amount"] == "100.00"


def test_an_ordinary_discount_is_not_held_by_that_choice():
    read = order(line(500), discount=10000, tax=8000)
    assert prove(read, Policy(gift_card_redeemed="hold")).hypothesis == "plain"


def test_a_missing_amount_that_is_the_methods_fee_becomes_the_fee():
    policy = Policy(payment_fees={"Klarna": 2900})
    proof = prove(order(line(599), total=62800, tax=12560), policy)
    assert proof.order.fee_gross_ore == 2900
    assert [row.account for row in invoice_for(proof.order, policy, DAY).rows] == [3001, 3540]


def test_a_fee_whose_vat_is_not_in_the_orders_vat_is_held():
    assert (
        held(order(line(599), total=62800, tax=11980), Policy(payment_fees={"klarna": 2900})).code
        == "vat-not-proven"
    )


@pytest.mark.parametrize("off", [-51, 51, 2900])
def test_parts_that_do_not_make_the_total_are_held_with_both_sums(off):
    problem = held(order(line(599), total=59900 + off))
    assert problem.code == "amounts-do-not-add-up"
    assert (problem.facts["rows"], problem.facts["total"]) == ("599.00", f"{599 + off / 100:.2f}")


@pytest.mark.parametrize("off", [-50, -1, 1, 50])
def test_half_a_krona_is_rounding_with_a_row_of_its_own(off):
    invoice = decide(order(line(599), total=59900 + off), POLICY, DAY).invoice
    assert (invoice.rounding_ore, invoice.rows[-1].account, invoice.rows[-1].gross_ore) == (off, 3740, off)


def test_a_bundle_discount_without_a_rate_is_spread_over_the_goods():
    proven = prove(order(line(200), line(-50, None), tax=3000), POLICY).order
    assert ([each.title for each in proven.lines], proven.discount_gross_ore) == (["Vara"], 5000)


def test_a_bundle_discount_with_its_own_rate_stays_a_row():
    assert len(prove(order(line(200), line(-50), tax=3000), POLICY).order.lines) == 2


def test_a_free_line_without_a_rate_hinders_nothing():
    assert prove(order(line(106, D6), line(0, None), tax=600), POLICY).hypothesis == "plain"


def test_a_gift_card_carries_no_vat_whatever_rate_its_product_has():
    read = order(line(500, D25, kind=LineKind.GIFT_CARD), line(125), tax=2500)
    proof = prove(read, POLICY)
    assert rates(proof) == [D0, D25]
    assert invoice_for(proof.order, POLICY, DAY).rows[0].account == 2421


def test_a_single_purpose_gift_card_carries_the_vat_of_its_line():
    read = order(line(500, D25, kind=LineKind.GIFT_CARD), tax=10000)
    policy = Policy(gift_card_mode="spv")
    row = invoice_for(prove(read, policy).order, policy, DAY).rows[0]
    assert (row.account, row.rate) == (2422, D25)


def test_freight_of_a_gift_card_alone_needs_a_vat_that_proves_it():
    card = line(500, D0, kind=LineKind.GIFT_CARD)
    assert prove(order(card, freight=5000, tax=1000), POLICY).hypothesis == "freight_25"
    assert held(order(card, freight=5000, tax=500)).code == "freight-without-goods"


def test_a_discount_larger_than_the_goods_is_held_with_its_own_reason():
    assert held(order(line(100), freight=4900, discount=12000, tax=123)).code == "discount-exceeds-goods"


# Prices excl. VAT, tax on top.


@pytest.mark.parametrize(
    ("total", "tax", "unit", "off", "gross"),
    [(3754, 751, 1252, 2, 3754), (3753, 750, 1251, 0, 3753)],
)
def test_three_at_10_01_net_come_out_at_the_shops_total_however_it_rounds(total, tax, unit, off, gross):
    read = order(net_line(1001, quantity=3), total=total, tax=tax, tax_on_top=True)
    row = invoice_for(prove(read, POLICY).order, POLICY, DAY).rows[0]
    assert (row.quantity, row.unit_gross_ore, row.discount_ore, row.gross_ore) == (3, unit, off, gross)


def test_net_freight_and_net_discount_become_gross():
    read = order(net_line(10000), freight=2000, discount=1000, total=13750, tax=2750, tax_on_top=True)
    proven = prove(read, POLICY).order
    assert (proven.lines[0].unit_gross_ore, proven.shipping_gross_ore, proven.discount_gross_ore) == (
        12500,
        2500,
        1250,
    )
    assert not proven.tax_on_top


def test_a_discount_stated_incl_vat_is_told_by_the_total():
    read = order(net_line(10000), discount=1250, total=11250, tax=2250, tax_on_top=True)
    assert prove(read, POLICY).order.discount_gross_ore == 1250


def test_a_whole_krona_total_of_a_tax_on_top_order_gets_a_rounding_row():
    read = order(net_line(9876), total=12300, tax=2469, tax_on_top=True)
    assert decide(read, POLICY, DAY).invoice.rounding_ore == -45


def test_a_tax_on_top_total_that_lacks_its_vat_is_held():
    problem = held(order(net_line(10000), total=10000, tax=2500, tax_on_top=True))
    assert (problem.code, problem.facts["rows"]) == ("amounts-do-not-add-up", "125.00")


def test_an_unknown_rate_is_found_in_a_tax_on_top_order_too():
    read = order(net_line(10000, None), net_line(10000), total=23100, tax=3100, tax_on_top=True)
    assert rates(prove(read, POLICY)) == [D6, D25]
