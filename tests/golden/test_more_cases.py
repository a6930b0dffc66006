"""Forms of cases beside the file's own: several orders, batches, refunds of every kind, a summed day."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from tests.golden import runner

CASES = yaml.load((Path(__file__).parent / "golden_cases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
SETTINGS = CASES["settings"]


LINE = {
    "sku": "A01",
    "name": "Vara",
    "kind": "goods",
    "qty": "2",
    "unit_price_incl": "250.00",
    "vat_rate": "25",
}


def base(**changes):
    order = {
        "number": "2001", "date": "2026-11-10", "tax_date": "2026-11-10", "currency": "SEK",
        "prices_include_vat": True, "customer": {"type": "private", "country": "SE"},
        "lines": [dict(LINE)],
        "shipping": {"amount_incl": "49.00"}, "payment": {"method": "klarna"}, "shop_total": "549.00",
    }  # fmt: skip
    return {**order, **changes}


def sums(vouchers):
    found: dict[int, Decimal] = {}
    for row in (row for voucher in vouchers for row in voucher["rows"]):
        found[row["account"]] = found.get(row["account"], 0) + Decimal(row["debit"]) - Decimal(row["credit"])
    return {account: str(amount) for account, amount in found.items() if amount}


def case(order=None, vouchers=(), override=None, **more):
    one = {"id": "X", "expect": {"vouchers": list(vouchers)}, **more}
    if order:
        one["order"] = order
    return {**one, "settings_override": override or {}}


@pytest.mark.parametrize(
    ("refund", "total"),
    [
        ({"type": "amount", "date": "2026-11-18", "amount": "100.00"}, "-100.00"),
        ({"type": "lines", "date": "2026-11-18", "lines": [{"sku": "A01", "qty": "1"}]}, "-250.00"),
        ({"type": "full", "date": "2026-11-18"}, "-549.00"),
        ({"type": "full", "date": "2026-11-18", "return_fee": "49.00"}, "-500.00"),
    ],
)
def test_a_refund_of_each_kind_becomes_one_credit(refund, total):
    got = runner.outcome(case(base(refund=refund)), SETTINGS)
    assert [document["totals"]["total"] for document in got["documents"]] == ["549.00", total]


def test_refunds_in_a_list_become_a_credit_each():
    refunds = [
        {"type": "amount", "date": "2026-11-18", "amount": "100.00"},
        {"type": "amount", "date": "2026-11-19", "amount": "449.00"},
    ]
    got = runner.outcome(case(base(refunds=refunds)), SETTINGS)
    assert [document["kind"] for document in got["documents"]] == [
        "invoice",
        "credit_invoice",
        "credit_invoice",
    ]
    assert {1510, 1581}.isdisjoint(sums(got["vouchers"]))


PAYOUT = {"kind": "payout", "date": "2026-11-20", "method": "klarna", "rows": []}


def test_a_batch_with_a_refund_inside_clears_every_order():
    orders = [base(), base(number="2002", refund={"type": "full", "date": "2026-11-12"})]
    told = {"currency": "SEK", "gross": "549.00", "fee": "20.00", "fee_vat": "5.00", "net": "524.00"}
    got = runner.outcome(case(vouchers=[{**PAYOUT, "payout": told}], orders=orders), SETTINGS)
    assert len(got["documents"]) == 3
    assert 1581 not in sums(got["vouchers"])


def test_a_payout_in_euro_books_the_exchange_difference():
    order = base(currency="EUR", fx_rate="10.9635", payment={"method": "stripe"},
                 customer={"type": "private", "country": "DE", "postcode": "10115"})  # fmt: skip
    order["lines"][0]["vat_rate"] = "19"
    told = {
        "currency": "EUR",
        "gross": "549.00",
        "fee": "9.00",
        "fee_vat": "0.00",
        "net": "540.00",
        "fx_rate": "11.0000",
    }
    got = runner.outcome(case(order, [{**PAYOUT, "method": "stripe", "payout": told}]), SETTINGS)
    rows = sums(got["vouchers"])
    assert 1582 not in rows
    assert rows[3960] == "-20.04"


def test_a_summed_day_is_one_voucher_and_the_company_keeps_its_invoice():
    orders = [
        base(),
        base(number="2002", payment={"method": "swish"}),
        base(number="2003", customer={"type": "company", "country": "SE"}),
    ]
    got = runner.outcome(case(orders=orders, override={"posting_mode": "daily_summary"}), SETTINGS)
    assert [voucher["kind"] for voucher in got["vouchers"]] == ["daily_summary", "invoice", "payment"]
    assert sums(got["vouchers"][:1]) == {
        1581: "549.00",
        1583: "549.00",
        2611: "-219.60",
        3001: "-800.00",
        3520: "-78.40",
    }
    assert got["vat_return"] == {"05": "1317.60", "10": "329.40"}


def test_an_oss_refund_takes_the_sale_out_of_the_return():
    order = base(
        customer={"type": "private", "country": "DE", "postcode": "10115"},
        refund={"type": "full", "date": "2027-02-02"},
    )
    order["lines"] = [{**copy.deepcopy(order["lines"][0]), "vat_rate": "19"}]
    assert runner.outcome(case(order), SETTINGS)["oss_return"] == []
