"""A payout is one voucher: the clearing account returns to zero and the fee's VAT is the report's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.books.making import accounts

from kontera.books.chart import DEFAULT_CHART as CHART
from kontera.books.order import Fx
from kontera.books.payouts import (
    Claim,
    PayoutAccounts,
    ReportLine,
    Settlement,
    checked,
    matched,
    payout_voucher,
    row_reason,
)
from kontera.books.returns import boxes
from kontera.books.voucher import VoucherRow
from kontera.problems import Held

DAY = date(2026, 11, 13)
KLARNA = PayoutAccounts(1581)


def report(*lines, **more):
    return Settlement("klarna", "P1", DAY, lines, **more)


def sale(ore, name="1001", fee=0, vat=0):
    return ReportLine("sale", ore, fee, vat, name)


def claim(ore, name="1001", key="1", kind="sale"):
    return Claim(key, kind, (name, f"T-{name}"), ore, ore)


def test_a_refund_in_the_batch_lowers_what_is_paid_out():
    batch = report(sale(59800, "1", 2070, 518), ReportLine("refund", -34800, 0, 0, "2"))
    voucher = payout_voucher(batch, 25000, KLARNA, CHART, "from_report")
    assert accounts(voucher) == {1930: 22412, 2641: 518, 6570: 2070, 1581: -25000}


def test_a_fee_with_reverse_charge_stands_in_the_boxes_of_purchases():
    voucher = payout_voucher(report(sale(10000, fee=400)), 10000, KLARNA, CHART, "eu_reverse_charge")
    assert accounts(voucher) == {1930: 9600, 6572: 400, 2645: 100, 2614: -100, 1581: -10000}
    assert boxes([voucher], CHART) == {"21": 400, "30": 100, "48": 100}


@pytest.mark.parametrize(("bank", "account", "difference"), [(220000, 3960, -5000), (210000, 7960, 5000)])
def test_a_payout_in_another_currency_books_the_difference_as_gain_or_loss(bank, account, difference):
    euro = report(sale(20000), currency="EUR")
    fx = Fx("EUR", Decimal("10.75"), DAY)
    rows = accounts(payout_voucher(euro, 215000, KLARNA, CHART, "exempt", fx=fx, bank_sek_ore=bank))
    assert rows == {1930: bank, account: difference, 1581: -215000}


def test_a_payout_in_another_currency_needs_a_rate_for_its_fee_whatever_the_bank_says():
    euro = report(sale(20000, fee=400), currency="EUR")
    with pytest.raises(Held) as refused:
        payout_voucher(euro, 215000, KLARNA, CHART, "exempt", bank_sek_ore=210000)
    assert refused.value.code == "payout-without-rate"


def test_vat_on_a_fee_that_should_have_none_is_held():
    with pytest.raises(Held) as refused:
        payout_voucher(report(sale(10000, fee=400, vat=100)), 10000, KLARNA, CHART, "exempt")
    assert refused.value.code == "payout-fee-vat"


@pytest.mark.parametrize(
    ("lines", "net", "code"), [((), None, "payout-empty"), ((sale(100),), 99, "payout-does-not-add-up")]
)
def test_a_torn_report_is_refused(lines, net, code):
    with pytest.raises(Held) as refused:
        checked(report(*lines, net_ore=net))
    assert refused.value.code == code


def test_a_line_is_matched_by_order_or_transaction_whatever_signs_stand_around_it():
    lines = (sale(100, "#1001"), sale(200, "order 1002"), sale(300, "t-1003"))
    claims = [claim(100, "1001", "a"), claim(200, "1002", "b"), claim(300, "1003", "c")]
    assert [match.claim.key for match in matched(report(*lines), claims)] == ["a", "b", "c"]


def test_a_claim_is_settled_once_and_another_amount_is_named():
    lines = (sale(100), sale(100), sale(50, "1002"), sale(1, "9"), sale(1, ""), ReportLine("fee", 0, 5))
    claims = [claim(100), claim(51, "1002", "2")]
    codes = [match.code for match in matched(report(*lines), claims)]
    assert codes == [
        "",
        "payout-line-unknown",
        "payout-line-differs",
        "payout-line-unknown",
        "payout-line-unknown",
        "",
    ]


def test_refunds_of_one_order_are_told_apart_by_their_amounts():
    lines = (ReportLine("refund", -20, 0, 0, "1001"), ReportLine("refund", -10, 0, 0, "1001"))
    claims = [claim(-10, key="first", kind="refund"), claim(-20, key="second", kind="refund")]
    assert [match.claim.key for match in matched(report(*lines), claims)] == ["second", "first"]


def test_lines_of_one_order_that_together_are_what_was_booked_share_it():
    lines = (sale(3333, "1"), sale(6667, "1"), sale(40, "2"), sale(50, "2"))
    claims = [Claim("a", "sale", ("1",), 10000, 107500, "SEK"), claim(100, "2", "b")]
    found = matched(report(*lines), claims)
    assert [match.code for match in found] == ["", "", "payout-line-differs", "payout-line-differs"]
    assert [(one.claim.key, one.claim.sek_ore) for one in found[:2]] == [("a", 35830), ("a", 71670)]


def test_a_payment_on_another_provider_s_account_is_matched_and_named_and_cleared_there():
    other = Claim("a", "sale", ("1",), 100, 100, account=1580)
    (found,) = matched(report(sale(100, "1")), [other], 1581)
    assert (found.claim, found.code) == (other, "payout-line-elsewhere")
    own = Claim("b", "sale", ("1",), 100, 100, account=1581)
    (found,) = matched(report(sale(100, "1")), [other, own], 1581)
    assert (found.claim, found.code) == (own, "")
    voucher = payout_voucher(report(sale(100, "1")), 0, KLARNA, CHART, "exempt", elsewhere={1580: 100})
    assert accounts(voucher) == {1930: 100, 1580: -100}


def test_an_order_in_another_currency_is_named():
    (found,) = matched(report(sale(100)), [Claim("a", "sale", ("1001",), 100, 1075, "EUR")])
    assert (found.claim, found.code) == (None, "payout-line-currency")


def test_a_line_is_found_by_its_transaction_too():
    line = ReportLine("sale", 100, reference="?", transaction="T-1001")
    assert matched(report(line), [claim(100)])[0].claim == claim(100)


def test_a_payout_in_kronor_that_leaves_a_difference_is_our_bug():
    with pytest.raises(ValueError, match="no difference"):
        payout_voucher(report(sale(100)), 99, KLARNA, CHART, "exempt")


def test_every_row_of_a_payout_says_why_it_is_there():
    voucher = payout_voucher(report(sale(10000, fee=400)), 10000, KLARNA, CHART, "eu_reverse_charge")
    said = {row.account: row_reason(row, KLARNA, CHART, "eu_reverse_charge").en for row in voucher.rows}
    assert set(said) == {1930, 6572, 2645, 2614, 1581}
    assert len(set(said.values())) == 5
    assert said[6572] == "The fee is a service from another EU country: you account for the VAT yourself."
    loss = VoucherRow(7960, 5)
    assert row_reason(loss, KLARNA, CHART, "exempt").sv == "Kursförlust mot bokförda betalningar."


@given(
    moved=st.lists(
        st.tuples(st.integers(-(10**6), 10**7).filter(bool), st.integers(0, 10**4), st.integers(0, 10**3)),
        min_size=1,
        max_size=12,
    ),
    cuts=st.sets(st.integers(1, 11)),
)
def test_sales_and_refunds_in_any_batching_return_the_clearing_account_to_zero(moved, cuts):
    left = sum(amount for amount, _, _ in moved)
    bounds = [0, *sorted(cut for cut in cuts if cut < len(moved)), len(moved)]
    for start, end in pairwise(bounds):
        lines = [
            ReportLine("sale" if amount > 0 else "refund", amount, fee, vat, str(place))
            for place, (amount, fee, vat) in enumerate(moved[start:end], start)
        ]
        batch = checked(report(*lines))
        claims = [claim(line.amount_ore, line.reference, line.reference, line.kind) for line in lines]
        cleared = sum(match.claim.sek_ore for match in matched(batch, claims))
        booked = accounts(payout_voucher(batch, cleared, KLARNA, CHART, "from_report"))
        left += booked.get(1581, 0)
        assert booked.get(1930, 0) == batch.due_ore
    assert left == 0
