"""The rows of a payout's voucher, the shares of a claim, and what a refused report is told by."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.books.making import DAY, accounts

from kontera.books.chart import DEFAULT_CHART as CHART
from kontera.books.order import Fx
from kontera.books.payouts import (
    Claim,
    PayoutAccounts,
    ReportLine,
    Settlement,
    checked,
    fold,
    matched,
    payout_voucher,
)
from kontera.problems import Held, explain

KLARNA = PayoutAccounts(1581)


def report(*lines, **more):
    return Settlement("klarna", "P1", DAY, lines, **more)


def sale(ore, name="1001", fee=0, vat=0):
    return ReportLine("sale", ore, fee, vat, name)


@pytest.mark.parametrize(
    ("fee_vat", "rows"),
    [
        ("exempt", {1930: 9598, 6570: 402, 1581: -10000}),
        ("from_report", {1930: 9598, 6570: 402, 1581: -10000}),
        ("eu_reverse_charge", {1930: 9598, 6572: 402, 2645: 101, 2614: -101, 1581: -10000}),
        ("non_eu_reverse_charge", {1930: 9598, 6573: 402, 2645: 101, 2614: -101, 1581: -10000}),
    ],
)
def test_the_fee_stands_where_its_vat_puts_it(fee_vat, rows):
    voucher = payout_voucher(report(sale(10000, fee=402)), 10000, KLARNA, CHART, fee_vat)
    assert accounts(voucher) == rows


def test_fee_and_its_vat_are_at_the_rate_of_the_payout_and_the_rest_is_a_gain():
    euro = report(sale(20000, fee=300, vat=75), currency="EUR")
    fx = Fx("EUR", Decimal("10.75"), DAY)
    voucher = payout_voucher(euro, 215000, KLARNA, CHART, "from_report", fx=fx)
    assert accounts(voucher) == {1930: 210969, 2641: 806, 6570: 3225, 1581: -215000}
    told = payout_voucher(euro, 215000, KLARNA, CHART, "from_report", fx=fx, bank_sek_ore=210970)
    assert accounts(told)[3960] == -1


def test_a_payout_says_whose_it_is_and_names_its_accounts():
    voucher = payout_voucher(report(sale(10000, fee=400)), 10000, KLARNA, CHART, "exempt")
    assert (voucher.kind, voucher.day, voucher.text) == ("payout", DAY, "Utbetalning klarna P1")
    assert [(row.account, row.text) for row in voucher.rows][1] == (6570, CHART.name_of(6570))


def refused(ask):
    with pytest.raises(Held) as caught:
        ask()
    held = caught.value
    assert "…" not in explain(held.code, held.facts, "sv").sentence
    return held.code, dict(held.facts)


def test_a_refused_report_is_told_by_its_provider_its_mark_and_its_sums():
    whose = {"provider": "klarna", "marker": "P1"}
    assert refused(lambda: checked(report())) == ("payout-empty", whose)
    sums = {"lines": "95.00", "net": "96.00"}
    torn = report(sale(10000, fee=400, vat=100), net_ore=9600)
    assert refused(lambda: checked(torn)) == ("payout-does-not-add-up", {**whose, **sums})
    taxed = report(sale(10000, fee=400, vat=100))
    told = refused(lambda: payout_voucher(taxed, 10000, KLARNA, CHART, "exempt"))
    assert told == ("payout-fee-vat", {**whose, "vat": "1.00"})


def test_lines_of_one_order_share_its_claim_and_the_last_takes_the_rest():
    lines = (sale(1, "7"), sale(1, "7"), sale(1, "7"))
    claim = Claim("a", "sale", ("7",), 3, 32, "EUR", 1580)
    found = matched(report(*lines, currency="EUR"), [claim], 1581)
    assert [(one.claim.amount_ore, one.claim.sek_ore, one.code) for one in found] == [
        (1, 11, "payout-line-elsewhere"),
        (1, 11, "payout-line-elsewhere"),
        (1, 10, "payout-line-elsewhere"),
    ]


def test_only_a_fee_without_an_amount_settles_nothing():
    found = matched(report(ReportLine("fee", 0, 5), sale(0, "1"), ReportLine("fee", 7, 0, 0, "1")), [])
    assert [one.code for one in found] == ["", "payout-line-unknown", "payout-line-unknown"]


@pytest.mark.parametrize(
    ("account", "clearing", "code"),
    [
        (None, None, ""),
        (None, 1581, ""),
        (1580, None, ""),
        (1581, 1581, ""),
        (1580, 1581, "payout-line-elsewhere"),
    ],
)
def test_a_claim_stands_elsewhere_only_when_both_accounts_are_known_and_differ(account, clearing, code):
    claim = Claim("a", "sale", ("1001",), 100, 100, account=account)
    [found] = matched(report(sale(100)), [claim], clearing)
    assert (found.claim, found.code) == (claim, code)


@pytest.mark.parametrize(
    ("name", "folded"),
    [(" #1063 ", "1063"), ("Order 1063", "1063"), ("order", "order"), ("1063-A", "1063a"), ("##", "")],
)
def test_a_name_is_folded_to_its_letters_and_digits(name, folded):
    assert fold(name) == folded
