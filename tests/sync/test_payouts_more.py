"""The report lies with its voucher; refunds, currencies, summed days and what stands in a payout's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.sync.paying import (
    DAY,
    book,
    line,
    look,
    manual,
    open_place,
    read_in,
    report,
    rows_of,
    sold,
    standing,
)

from kontera.books.payouts import ReportLine
from kontera.shops import payouts as kept
from kontera.shops.models import Delivery, Payout

INBOX = ("POST", "/3/inbox$")
CONNECT = ("POST", "/3/voucherfileconnections$")


@pytest.fixture
def place(stage):
    return open_place(stage)


@pytest.fixture
def row(place):
    """A payout of one order that may be booked."""
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    return look(place, row)


def attached(place):
    """What lies with vouchers in Fortnox: (series, number) → the file."""
    company = place.company
    stored = company.shelf("voucherfiles").values()
    return {
        (one["VoucherSeries"], str(one["VoucherNumber"])): company.shelf("files")[one["FileId"]]["content"]
        for one in stored
    }


# -- the report itself ----------------------------------------------------------------------------


def test_the_report_lies_with_its_voucher(place, row):
    book(place, row)
    (voucher,) = manual(place)
    assert attached(place) == {("A", str(voucher.number)): bytes(Payout.objects.get(pk=row.pk).file)}
    assert row.file_key


@pytest.mark.parametrize("call", [INBOX, CONNECT])
def test_where_fortnox_does_not_take_the_report_it_is_kept_and_that_is_said(place, row, call):
    place.stage.world.faults.add(
        "error_before", service="fortnox", method=call[0], path=call[1], status=403, count=-1
    )
    assert standing(book(place, row)) == ("booked", "payout-file-kept")
    assert attached(place) == {}
    assert kept.file_of(row)


@pytest.mark.parametrize("call", [INBOX, CONNECT])
def test_a_lost_answer_never_attaches_the_report_twice(place, row, call):
    place.stage.world.faults.add("lost", service="fortnox", method=call[0], path=call[1])
    book(place, row)
    for _ in range(3):
        place.stage.advance(120)
        look(place, row)
    assert standing(row) == ("booked", "")
    assert len(attached(place)) == 1
    assert len(manual(place)) == 1


# -- lines that are more than a sale ----------------------------------------------------------------


def repaid(place, number, ore):
    """A repayment of an order, as it is left behind when it is booked."""
    order = place.order(number)
    return Delivery.objects.create(
        shop=order.shop,
        company=order.shop.company,
        order=order,
        kind="payment",
        reference=f"kontera:{order.shop.key}:{number}:refund-{ore};",
        fingerprint="f",
        state="booked",
        answer={"amount_ore": -ore, "currency": "SEK", "account": 1581, "sek_ore": -ore},
    )


def test_a_refund_in_the_batch_settles_what_was_paid_back(place):
    first, second = sold(place, 2)
    repaid(place, second, 5000)
    refund = ReportLine("refund", -5000, 0, 0, second, DAY)
    (row,) = read_in(place, report(line(first), line(second), refund))
    assert standing(book(place, row)) == ("booked", "")
    assert rows_of(manual(place)[0])[1581] == -19900 - 19900 + 5000
    assert [one.order.number for one in kept.lines_of(row)] == [first, second, second]


def test_a_fee_on_a_line_of_its_own_belongs_to_no_order(place):
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number, fee=0, vat=0), ReportLine("fee", 0, 1000, 250, "", DAY)))
    assert standing(book(place, row)) == ("booked", "")
    assert rows_of(manual(place)[0]) == {1930: 18650, 2641: 250, 6570: 1000, 1581: -19900}


def test_a_report_that_does_not_add_up_is_held(place):
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    kept.update(row, net_ore=1)
    assert standing(book(place, row)) == ("held", "payout-does-not-add-up")


def stands(order, kind, part, **answer):
    """A voucher that holds something of an order, booked."""
    return Delivery.objects.create(
        shop=order.shop,
        company=order.shop.company,
        order=order,
        kind=kind,
        reference=f"kontera:{order.shop.key}:{order.number}:{part};",
        fingerprint="f",
        state="booked",
        answer=answer,
    )


@pytest.mark.parametrize(
    ("kind", "part", "answer"),
    [
        ("summary", "summary", {"paid": True}),
        ("voucher", "voucher", {"paid": True}),
        ("voucher", "payment-rest-voucher", {}),
    ],
)
def test_an_order_in_a_summary_or_a_voucher_is_settled_once_it_is_paid_there(place, kind, part, answer):
    (number,) = sold(place)
    order = place.order(number)
    Delivery.objects.filter(order=order).delete()
    (row,) = read_in(place, report(line(number)))
    sent = stands(order, kind, part, **answer)
    Delivery.objects.filter(pk=sent.pk).update(state="sending")
    assert standing(look(place, row)) == ("held", "payout-lines-open")
    Delivery.objects.filter(pk=sent.pk).update(state="booked")
    assert standing(look(place, row)) == ("read", "")
    assert kept.lines_of(row)[0].account == 1581


def test_a_refund_in_a_summary_is_settled_only_when_it_stands_there(place):
    (number,) = sold(place)
    order = place.order(number)
    Delivery.objects.filter(order=order).delete()
    stands(order, "summary", "summary", paid=True)
    told = order.preview
    back = (
        {"account": 1581, "debit": "0.00", "credit": "50.00"},
        {"account": 1510, "debit": "50.00", "credit": "0"},
    )
    told["documents"].append({"id": "cred", "key": "k-1", "totals": {"total": "-50.00"}})
    told["vouchers"].append({"id": "ref", "kind": "refund", "document": "cred", "rows": list(back)})
    place.handle.finish(order, preview=told)
    refund = ReportLine("refund", -5000, 0, 0, number, DAY)
    (row,) = read_in(place, report(line(number), refund))
    look(place, row)
    assert [one.problem_code for one in kept.lines_of(row)] == ["", "payout-line-unknown"]
    stands(order, "summary", "credit-k-1-summary", paid=True)
    assert standing(look(place, row)) == ("read", "")
    assert [one.sek_ore for one in kept.lines_of(row)] == [19900, -5000]


# -- currencies -------------------------------------------------------------------------------------


def test_an_order_in_another_currency_is_named_on_its_line(place):
    (number,) = sold(place, method="stripe")
    (row,) = read_in(place, report(line(number, vat=0), provider="stripe", currency="EUR"))
    look(place, row)
    assert [one.problem_code for one in kept.lines_of(row)] == ["payout-line-currency"]


def test_without_a_rate_the_payout_waits_for_the_bank_s_amount(place):
    registers = place.stage.world.registers
    registers.days["EUR", "2026-11-10"] = Decimal("10.75")
    (number,) = sold(place, currency="EUR", method="stripe")
    del registers.rates["EUR"], registers.days["EUR", "2026-11-10"]
    late = DAY + timedelta(days=30)
    (row,) = read_in(
        place,
        replace(report(line(number, vat=0), provider="stripe", currency="EUR"), day=late),
    )
    assert standing(look(place, row)) == ("held", "payout-without-rate")
    kept.tell_bank(place.handle, row, 211000)
    assert standing(book(place, row)) == ("booked", "")
    booked = rows_of(manual(place)[0])
    assert (booked[1930], booked[1582]) == (211000, -213925)
    assert sum(booked.values()) == 0


def test_a_silent_register_is_asked_again_and_stops_no_other_payout(place):
    place.stage.world.registers.rates_down = True
    (number,) = sold(place)
    euro, own = read_in(place, report(line("9", vat=0), provider="stripe", currency="EUR")) + read_in(
        place, report(line(number))
    )
    kept.ask_booking(place.handle, own)
    look(place, euro)
    own.refresh_from_db()
    assert standing(own) == ("booked", "")
    assert euro.preview == {}
    place.stage.world.registers.rates_down = False
    place.stage.advance(3600)
    assert standing(look(place, euro)) == ("held", "payout-lines-open")
