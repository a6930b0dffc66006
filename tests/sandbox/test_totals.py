"""Totals as Fortnox computes them, and the vouchers that come of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sandbox.calls import Fortnox, row

from kontera.sandbox.fortnox.totals import Part, add_up, settle
from kontera.sandbox.world import World


def D(text):  # noqa: N802 - short on purpose
    return Decimal(text)


def test_prices_incl_vat_take_the_vat_out_per_document(fortnox):
    made = fortnox.invoice(row("10.01", "3"), row("99.90", "3", 3002, 12))
    assert (made["Total"], made["TotalVAT"], made["RoundOff"]) == (D("329.73"), D("6.01") + D("32.11"), 0)


def test_prices_excl_vat_put_the_vat_on_top(fortnox):
    made = fortnox.invoice(row("10.01", "3"), VATIncluded=False)
    assert (made["Net"], made["TotalVAT"], made["Total"]) == (D("30.03"), D("7.51"), D("37.54"))


def test_quantity_and_price_are_rounded_half_up_to_two_decimals(fortnox):
    made = fortnox.invoice(row("1.125", "1.005"))
    assert (made["InvoiceRows"][0]["Price"], made["InvoiceRows"][0]["DeliveredQuantity"]) == (
        D("1.13"),
        "1.01",
    )
    assert made["Total"] == D("1.14")


def test_discounts_are_per_row_or_percent_and_amount_by_default(fortnox):
    made = fortnox.invoice(
        row("100", "3", Discount=30, DiscountType="AMOUNT"),
        row("100", "3", Discount=10, DiscountType="PERCENT"),
        row("100", "1", Discount=5),
    )
    assert [one["Total"] for one in made["InvoiceRows"]] == [270, 270, 95]


def test_default_freight_and_fee_are_added_unless_zero_is_sent(fortnox, company):
    company.switches.freight = D("49")
    company.switches.fee = D("29")
    assert fortnox.invoice()["Total"] == 203
    assert fortnox.invoice(Freight=0, AdministrationFee=0)["Total"] == 125
    fortnox.customer(InvoiceFreight="99")
    assert fortnox.invoice(CustomerNumber="2", AdministrationFee=0)["Freight"] == 99


def test_header_freight_carries_the_rate_of_the_largest_sum(fortnox):
    made = fortnox.invoice(row("100"), row("500", account=3003, rate=6), Freight=106, AdministrationFee=0)
    assert made["FreightVAT"] == 6


@pytest.mark.parametrize(
    ("price", "total", "round_off"),
    [("99.90", 100, "0.10"), ("100.40", 100, "-0.40"), ("100.50", 101, "0.50")],
)
def test_whole_krona_rounding_shows_and_books_its_difference(fortnox, company, price, total, round_off):
    company.switches.round_off = True
    booked = fortnox.booked(row(price))
    assert (booked["Total"], booked["Balance"], booked["RoundOff"]) == (total, total, D(round_off))
    voucher = fortnox.voucher(booked)
    assert voucher[3740] == -D(round_off)
    assert sum(voucher.values()) == 0


def test_an_invoice_books_claim_sales_and_vat_by_the_accounts_code(fortnox):
    booked = fortnox.booked(row("599"), row("49", account=3520), row("106", account=3003, rate=6))
    assert fortnox.voucher(booked) == {
        1510: 754,
        2611: D("-129.60"),
        2631: -6,
        3001: D("-479.20"),
        3003: -100,
        3520: D("-39.20"),
    }


def test_gift_cards_book_a_debt_without_vat(fortnox):
    booked = fortnox.booked(row("500", account=2421, rate=0))
    assert fortnox.voucher(booked) == {1510: 500, 2421: -500}


def pay(fortnox, invoice, amount, **fields):
    body = {
        "InvoiceNumber": int(invoice["DocumentNumber"]),
        "Amount": D(amount),
        "ModeOfPaymentAccount": 1583,
    }
    status, answer = fortnox.post("invoicepayments", {"InvoicePayment": body | fields})
    assert status == 201, answer
    return fortnox.put(f"invoicepayments/{answer['InvoicePayment']['Number']}/bookkeep")[1]["InvoicePayment"]


def balance(fortnox, invoice):
    return fortnox.get(f"invoices/{invoice['DocumentNumber']}")[1]["Invoice"]["Balance"]


def test_a_payment_settles_the_claim_on_the_modes_account(fortnox):
    booked = fortnox.booked()
    paid = pay(fortnox, booked, "125")
    assert fortnox.voucher(paid) == {1510: -125, 1583: 125}
    assert balance(fortnox, booked) == 0
    by_mode = pay(fortnox, fortnox.booked(), "125", ModeOfPayment="KLARNA", ModeOfPaymentAccount=None)
    assert fortnox.voucher(by_mode) == {1510: -125, 1581: 125}


@pytest.mark.parametrize(
    ("price", "paid", "off"), [("99.90", "99.90", "0.10"), ("100.40", "100.40", "-0.40")]
)
def test_a_write_off_closes_the_rounding_either_way(fortnox, company, price, paid, off):
    company.switches.round_off = True
    booked = fortnox.booked(row(price))
    payment = pay(fortnox, booked, paid, WriteOffs=[{"AccountNumber": 3740, "Amount": D(off)}])
    assert fortnox.voucher(payment) == {1510: -100, 1583: D(paid), 3740: D(off)}
    assert balance(fortnox, booked) == 0


def test_under_the_cash_method_the_payment_books_everything(world):

    world.add_company(7, method="CASH")
    cash = Fortnox(world, 7)
    cash.customer()
    made = cash.invoice(row("125"), row("106", account=3003, rate=6))
    assert made["AccountingMethod"] == "CASH"
    assert cash.refusal("PUT", f"invoices/{made['DocumentNumber']}/bookkeep")[1] == 2003007
    first = cash.voucher(pay(cash, made, "77"))
    second = cash.voucher(pay(cash, made, "154"))
    both = {account: first.get(account, 0) + second.get(account, 0) for account in first | second}
    assert both == {1583: 231, 2611: -25, 2631: -6, 3001: -100, 3003: -100}
    assert sum(first.values()) == sum(second.values()) == 0


amounts = st.decimals("-5000", "5000", places=2)
parts = st.lists(
    st.builds(
        Part, st.sampled_from([3001, 3002, 3520]), st.sampled_from([D(25), D(12), D(6), D(0)]), amounts
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(parts, st.booleans(), st.booleans())
def test_totals_always_add_up(pieces, included, rounded):
    found = add_up(pieces, included=included, round_off=rounded)
    assert found.net + found.vat + found.round_off == found.total
    if included:
        assert found.exact_total == sum(piece.amount for piece in pieces)
    assert abs(found.round_off) <= D("0.5")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.decimals("-900", "900", places=4), min_size=1, max_size=9))
def test_settling_loses_no_ore(exact):
    total = sum(exact, D(0)).quantize(D("0.01"))
    parts = settle(exact, total)
    assert sum(parts) == total
    assert all(abs(part - value) < D("0.02") for part, value in zip(parts, exact, strict=True))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 99_999), st.integers(1, 9), st.sampled_from([25, 12, 6])),
        min_size=1,
        max_size=6,
    )
)
def test_every_voucher_balances(rows):

    accounts = {25: 3001, 12: 3002, 6: 3003}
    with World(limit=False) as world:
        world.add_company(100001, round_off=len(rows) % 2 == 0)
        api = Fortnox(world)
        api.customer()
        lines = [row(D(ore) / 100, str(count), accounts[rate], rate) for ore, count, rate in rows]
        booked = api.booked(*lines)
        voucher = api.voucher(booked)
    assert sum(voucher.values()) == 0
    assert voucher.get(1510, 0) == booked["Total"]  # a total of 0 leaves nothing to claim
    assert -sum(voucher.get(account, 0) for account in (2611, 2621, 2631)) == booked["TotalVAT"]
