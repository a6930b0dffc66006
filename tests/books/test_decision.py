"""From an order to documents and vouchers, or to everything that stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.books.making import D0, D6, D12, D25, DAY, accounts, line, order

from kontera.books.chart import Chart
from kontera.books.checks import CHECKS, findings_of
from kontera.books.decision import decide
from kontera.books.documents import Invoice, Payment, RateTotal
from kontera.books.gate import Answered, compare
from kontera.books.order import Address, Buyer, LineKind, Status
from kontera.books.policy import Policy
from kontera.books.voucher import Voucher, VoucherRow, payment_voucher

POLICY = Policy()


def codes(read, policy=POLICY):
    return [finding.code for finding in decide(read, policy, DAY).findings if finding.holds]


def test_everything_that_stands_in_the_way_is_shown_at_once():
    read = order(line(100), status=Status.UNKNOWN, currency="EUR", payment_method="beads", has_refunds=True)
    assert codes(read) == [
        "unknown-order-status",
        "currency-without-rate",
        "order-refunded",
        "unknown-payment-method",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": Status.UNKNOWN}, "unknown-order-status"),
        ({"currency": "EUR"}, "currency-without-rate"),
        ({"buyer": Buyer(delivery=Address(country="NO"))}, "foreign-vat-charged"),
        ({"buyer": Buyer(delivery=Address(country="AX"))}, "foreign-vat-charged"),
        ({"buyer": Buyer(delivery=Address(country=""))}, "country-unknown"),
        ({"buyer": Buyer(delivery=Address(country="DE"))}, "postcode-needed"),
        ({"lines": ()}, "order-without-lines"),
        ({"discount_gross_ore": -1}, "negative-amount"),
        ({"shipping_gross_ore": -100}, "negative-amount"),
        ({"total_gross_ore": -100}, "negative-amount"),
        ({"gift_card_ore": 10001}, "gift-card-exceeds-total"),
        ({"has_refunds": True}, "order-refunded"),
        ({"payment_method": ""}, "unknown-payment-method"),
        ({"tax_ore": None}, "vat-not-stated"),
        ({"tax_ore": 1234}, "vat-not-proven"),
        ({"total_gross_ore": 20000}, "amounts-do-not-add-up"),
    ],
)
def test_what_is_not_understood_is_held_and_books_nothing(change, code):
    decision = decide(replace(order(line(100)), **change), POLICY, DAY)
    assert decision.status == "held"
    assert code in [finding.code for finding in decision.findings if finding.holds]
    assert (decision.invoice, decision.payments, decision.vouchers) == (None, (), ())


def test_a_rate_sweden_does_not_have_is_held():
    assert codes(order(line(107, 7))) == ["vat-rate-not-in-force"]


def test_a_rate_without_an_account_is_held_with_the_rate():
    policy = Policy(chart=Chart(sales={D25: 3001}))
    finding = decide(order(line(112, D12)), policy, DAY).held
    assert (finding.code, finding.facts["rate"]) == ("no-account-for-rate", "12")


def test_odd_article_numbers_are_shown_and_hold_nothing():
    decision = decide(order(line(100, sku=""), line(50, sku="röd bok")), POLICY, DAY)
    assert [finding.code for finding in decision.findings] == ["line-without-sku", "sku-not-allowed"]
    assert (decision.status, decision.held) == ("book", None)


def test_no_check_finds_anything_on_an_ordinary_order():
    assert findings_of(order(line(100)), POLICY) == ()
    assert len(set(CHECKS)) == len(CHECKS)


def test_foreign_company_with_goods_delivered_in_sweden_pays_swedish_vat():
    buyer = Buyer(is_company=True, vat_number="DE123456789", billing=Address(country="DE"))
    assert decide(order(line(125), buyer=buyer), POLICY, DAY).invoice.vat_ore == 2500


def test_an_unpaid_order_has_no_payment_and_may_have_an_unknown_method():
    decision = decide(
        order(line(100), paid_day=None, status=Status.UNPAID, payment_method="beads"), POLICY, DAY
    )
    assert (decision.status, decision.payments) == ("book", ())
    assert [voucher.kind for voucher in decision.vouchers] == ["invoice"]


def test_an_own_invoice_is_marked_and_paid_only_when_the_money_has_come():
    unpaid = decide(order(line(100), paid_day=None, payment_method="faktura"), POLICY, DAY)
    assert (unpaid.invoice.own_invoice, unpaid.payments) == (True, ())
    paid = decide(
        order(line(100), paid_day=date(2026, 12, 10), delivered_day=DAY, payment_method="faktura"),
        POLICY,
        DAY,
    )
    assert (paid.invoice.day, paid.payments[0].day, paid.payments[0].account) == (
        DAY,
        date(2026, 12, 10),
        1930,
    )


@pytest.mark.parametrize(
    ("choice", "day"),
    [("tax_point", 11), ("ordered", 10), ("paid", 12), ("delivered", 11), ("today", 20)],
)
def test_the_invoice_day_is_the_tax_point_unless_the_shop_chose_another(choice, day):
    read = order(line(100), paid_day=date(2026, 11, 12), delivered_day=date(2026, 11, 11))
    decision = decide(read, Policy(invoice_day=choice), date(2026, 11, 20))
    assert decision.invoice.day == date(2026, 11, day)
    assert decision.payments[0].day == max(date(2026, 11, 12), decision.invoice.day)


def test_a_chosen_day_the_order_does_not_have_falls_back_on_the_tax_point():
    assert decide(order(line(100)), Policy(invoice_day="delivered"), date(2026, 12, 1)).invoice.day == DAY


def test_freight_goes_to_its_methods_own_account_at_25_only():
    chart = Chart(freight_by_method={"dhl": 3529})
    read = order(line(100), line(106, D6), freight=4900, tax=2000 + 600 + 619, shipping_name=" DHL ")
    rows = decide(read, Policy(chart=chart), DAY).invoice.rows
    assert [row.account for row in rows if row.role == "freight"] == [3529, 3003]


def test_services_use_the_sales_account_unless_they_have_their_own():
    read = order(line(100, kind=LineKind.SERVICE))
    assert decide(read, POLICY, DAY).invoice.rows[0].account == 3001
    own = Policy(chart=Chart(services={D25: 3011}))
    assert decide(read, own, DAY).invoice.rows[0].account == 3011


def test_a_gift_card_that_pays_everything_leaves_no_payment_to_its_method():
    decision = decide(order(line(100), gift_card_ore=10000, payment_method="none"), POLICY, DAY)
    assert [(payment.account, payment.amount_ore) for payment in decision.payments] == [(2421, 10000)]


def test_an_order_paid_by_the_method_gift_card_takes_it_from_the_liability():
    decision = decide(
        order(line(100), payment_method="Presentkort"), Policy(chart=Chart(gift_card=2429)), DAY
    )
    assert [payment.account for payment in decision.payments] == [2429]


def test_an_order_that_costs_nothing_books_nothing():
    decision = decide(order(line(59), discount=5900, tax=0, payment_method="none"), POLICY, DAY)
    assert (decision.status, decision.vouchers, decision.payments) == ("no_voucher_zero_total", (), ())


def test_a_free_order_that_moves_money_between_accounts_is_booked():
    spent = line(-500, kind=LineKind.GIFT_CARD_SPV)
    decision = decide(
        order(line(500), spent, tax=0, payment_method="none"), Policy(gift_card_mode="spv"), DAY
    )
    assert decision.status == "book"
    assert accounts(decision.vouchers[0]) == {2422: 40000, 3001: -40000}


def test_freight_over_free_goods_follows_what_they_would_have_cost():
    read = order(line(100), line(300, D6), discount=40000, freight=4000, tax=200 + 170)
    invoice = decide(read, POLICY, DAY).invoice
    assert [(row.rate, row.gross_ore) for row in invoice.rows if row.role == "freight"] == [
        (D25, 1000),
        (D6, 3000),
    ]


def test_the_fee_follows_the_goods_with_its_own_account_at_25():
    read = order(line(100), line(100, D12), fee=2000, tax=2000 + 1071 + 200 + 107)
    rows = decide(read, POLICY, DAY).invoice.rows
    assert [(row.account, row.gross_ore) for row in rows if row.role == "fee"] == [(3540, 1000), (3002, 1000)]


def test_fortnox_rounding_is_booked_on_3740_and_written_off_with_the_payment():
    for off in (10, -40):
        decision = decide(order(line("99.90")), POLICY, DAY, off)
        invoice, payment = (accounts(voucher) for voucher in decision.vouchers)
        assert (invoice[1510], invoice[3740]) == (9990 + off, -off)
        assert (payment[1581], payment[3740], payment[1510]) == (9990, off, -9990 - off)
        assert decision.invoice.total_ore == 9990


def test_fortnox_rounding_of_an_order_paid_by_gift_card_alone_is_written_off_with_the_card():
    decision = decide(order(line("99.90"), gift_card_ore=9990), POLICY, DAY, 10)
    assert accounts(decision.vouchers[1]) == {2421: 9990, 3740: 10, 1510: -10000}


def test_the_cash_method_books_a_part_payment_in_proportion_and_all_parts_exactly():
    decision = decide(order(line(100), line(106, D6), gift_card_ore=3333), Policy(cash_method=True), DAY)
    parts = [accounts(voucher) for voucher in decision.vouchers]
    assert [sum(part.values()) for part in parts] == [0, 0]
    assert {name: sum(part.get(name, 0) for part in parts) for name in (3001, 3003, 2611, 2631)} == {
        3001: -8000,
        3003: -10000,
        2611: -2000,
        2631: -600,
    }


def test_a_cancelled_order_books_nothing_even_when_it_could_not_be_understood():
    decision = decide(order(line(100), status=Status.CANCELLED, currency="EUR", tax=999), POLICY, DAY)
    assert (decision.status, decision.findings, decision.invoice) == ("cancelled", (), None)


def test_a_voucher_that_does_not_balance_cannot_be_made():
    with pytest.raises(ValueError, match="1 öre"):
        Voucher("invoice", DAY, (VoucherRow(1510, 100), VoucherRow(3001, -99)))


def test_a_payment_voucher_takes_a_write_off_as_an_argument_too():
    payment = Payment("klarna", 1581, "", 9990, DAY)
    assert accounts(payment_voucher(payment, Chart(), 10)) == {1581: 9990, 3740: 10, 1510: -10000}


# The öre gate.

INVOICE = Invoice(
    kind="invoice",
    number="1001",
    day=DAY,
    currency="SEK",
    rows=(),
    rates=(RateTotal(D25, 8000, 2000, 10000), RateTotal(D6, 10000, 600, 10600), RateTotal(D0, 50, 0, 50)),
    net_ore=18050,
    vat_ore=2600,
    rounding_ore=0,
    total_ore=20650,
    buyer=Buyer(),
)
WRITE_OFF = Policy(rounding="write_off")


@pytest.mark.parametrize("vat", [2598, 2600, 2602])
def test_an_answer_that_agrees_may_be_booked_with_an_ore_of_vat_per_taxed_rate(vat):
    assert compare(INVOICE, Answered(20650, vat), POLICY) is None


@pytest.mark.parametrize(
    ("answered", "policy", "code"),
    [
        (Answered(20651, 2600), POLICY, "fortnox-total-differs"),
        (Answered(20649, 2600), WRITE_OFF, "fortnox-total-differs"),
        (Answered(20650, 2603), POLICY, "fortnox-vat-differs"),
        (Answered(20650, 2597), POLICY, "fortnox-vat-differs"),
        (Answered(20650, 2600, 0, "EUR"), POLICY, "fortnox-currency-differs"),
        (Answered(20700, 2600, 50), POLICY, "fortnox-rounds"),
        (Answered(20700, 2600, 49), WRITE_OFF, "fortnox-total-differs"),
        (Answered(20701, 2600, 51), WRITE_OFF, "fortnox-rounds"),
    ],
)
def test_an_answer_that_differs_is_held(answered, policy, code):
    finding = compare(INVOICE, answered, policy)
    assert (finding.code, finding.holds) == (code, True)


def test_fortnox_rounding_passes_only_when_the_shop_writes_it_off():
    assert compare(INVOICE, Answered(20700, 2600, 50), WRITE_OFF) is None


def test_a_discount_is_spread_over_positive_goods_lines_only():
    rebate, card = line(-100), line(500, D0, kind=LineKind.GIFT_CARD)
    read = order(line(300), rebate, line(100, D6), card, discount=8000, tax=4000 - 1200 + 566 - 113)
    rows = decide(read, POLICY, DAY).invoice.rows
    assert [row.discount_ore for row in rows] == [6000, 0, 2000, 0]


def test_the_left_over_ore_of_a_net_goes_to_the_account_with_the_largest_remainder():
    read = order(line("100.02"), freight=4901, tax=2981)
    assert accounts(decide(read, POLICY, DAY).vouchers[0]) == {
        1510: 14903,
        2611: -2981,
        3001: -8001,
        3520: -3921,
    }
