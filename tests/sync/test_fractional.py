"""Rates with decimals: taken, refused, or cut by Fortnox; booked right in each case, and only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from tests.sync.abroad import sell_abroad, to_finland
from tests.sync.scene import Killed

from kontera.books.decision import decide
from kontera.books.order import Refund
from kontera.problems import Held
from kontera.sandbox.oauth import SCOPES
from kontera.sandbox.world import CLIENT_ID
from kontera.shops import supplies
from kontera.sync import fractional
from kontera.sync.days import stockholm_day
from kontera.sync.errand import Errand
from kontera.sync.intake import policy_of, think
from kontera.sync.sales import record

SALE = {1581: 12550, 2670: -2550, 3112: -10000}
WAYS = ["refuse", "truncate"]


@pytest.fixture
def finland(stage):
    def opens(way, **choices):
        place = stage.open_shop(end="paid", switches={"fractional_vat": way})
        return sell_abroad(place, **choices)

    return opens


def notes(place, number):
    return [note.code for note in place.handle.notes(place.order(number))]


def our_vouchers(place):
    return [one for one in place.company.vouchers.values() if one.reference_type == "MANUAL"]


def test_a_rate_that_is_taken_makes_an_invoice(finland):
    place = finland("accept")
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.ledger() == SALE
    assert our_vouchers(place) == []
    assert len(place.booked) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_rate_that_is_not_taken_makes_a_voucher_with_the_order_attached(finland, way):
    place = finland(way)
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.ledger() == SALE
    assert place.invoices == []
    [voucher] = our_vouchers(place)
    assert voucher.text.endswith(f":{number}:voucher;")
    assert "Moms 25.5 % på 100.00: 25.50" in voucher.comments
    [link] = place.company.shelf("voucherfiles").values()
    assert link["VoucherNumber"] == str(voucher.number)
    text = place.company.shelf("files")[link["FileId"]]["content"].decode()
    assert text.startswith(f"Order {number}, 2026-11-10")
    assert "2670" in text
    assert "booked-as-voucher" in notes(place, number)
    sent = place.handle.deliveries().get(kind="voucher")
    assert sent.told["booked"] == {str(account): ore for account, ore in SALE.items()}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_learnt_costs_the_next_order_no_failing_request(finland, stage, way):
    place = finland(way)
    to_finland(place, method="klarna")
    place.drain()
    stage.forget()
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert "POST /3/invoices" not in stage.calls()
    assert len(our_vouchers(place)) == 2


def test_an_order_in_fortnox_takes_decimals_whatever_invoices_do(finland):
    place = finland("refuse")
    to_finland(place, method="klarna")
    place.drain()
    place.choose(end="order")
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert len(place.company.orders) == 1
    assert len(our_vouchers(place)) == 1


def test_after_a_month_fortnox_is_asked_again(finland, stage):
    place = finland("refuse")
    to_finland(place, method="klarna")
    place.drain()
    place.company.switches.fractional_vat = "accept"
    stage.advance(31 * 24 * 3600)
    to_finland(place, method="klarna")
    place.drain()
    assert len(place.booked) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_shop_that_would_rather_wait_books_nothing(finland, way):
    place = finland(way, fractional_vat="hold")
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("held", "fractional-vat-not-taken")
    assert place.ledger() == {}
    place.choose(fractional_vat="voucher")
    place.press(number)
    assert place.state(number) == ("done", "")
    assert place.ledger() == SALE
    assert place.invoices == []


def test_a_shop_that_books_nothing_itself_gets_no_voucher(finland):
    place = finland("refuse", end="invoice")
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("held", "fractional-vat-not-taken")
    assert our_vouchers(place) == []


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("path", ["/3/vouchers$", "/3/inbox$", "/3/voucherfileconnections$"])
def test_death_at_any_moment_leaves_one_voucher_with_one_file(finland, stage, path, after):
    place = finland("refuse")
    number = to_finland(place, method="klarna")
    stage.wire.kill("POST", path, after=after)
    with pytest.raises(Killed):
        place.drain()
    stage.install()
    place.rest()
    assert place.state(number) == ("done", "")
    assert place.ledger() == SALE
    assert len(our_vouchers(place)) == 1
    assert len(place.company.shelf("voucherfiles")) == 1


def test_an_invoice_that_was_booked_is_never_replaced_by_a_voucher(finland):
    place = finland("accept")
    number = to_finland(place, method="klarna")
    place.drain()
    row = place.order(number)
    errand = SimpleNamespace(deliveries=place.handle.deliveries_of([row])[row.pk])
    assert not fractional.is_why(errand, Held("fortnox-vat-differs", {}))


def test_an_order_that_changes_after_its_voucher_is_held(finland):
    place = finland("refuse")
    number = to_finland(place, method="klarna")
    place.drain()
    changed = place.shop.orders[number].record
    changed.update(total_amount="251.00", total_pay_amount="251.00", tax_amount="51.00")
    changed["products"][0]["qty"] = "2"
    place.announce(number, "order.updated")
    place.drain()
    assert place.state(number) == ("held", "voucher-order-changed")
    assert place.ledger() == SALE


def test_an_order_that_is_cancelled_after_its_voucher_is_held(finland):
    place = finland("refuse")
    number = to_finland(place, method="klarna")
    place.drain()
    place.shop.set_status(number, "cancelled", webhook=False)
    place.announce(number, "order.cancelled")
    place.drain()
    assert place.state(number) == ("held", "voucher-order-changed")


def test_a_voucher_that_stands_otherwise_in_fortnox_is_told(finland, stage):
    place = finland("refuse")
    number = to_finland(place, method="klarna")
    stage.wire.kill("POST", "/3/vouchers$", after=True)
    with pytest.raises(Killed):
        place.drain()
    [voucher] = our_vouchers(place)
    voucher.rows[0] = (1582, voucher.rows[0][1])
    stage.install()
    place.rest()
    assert place.state(number) == ("held", "voucher-differs")


def test_without_the_right_to_files_the_order_is_booked_and_the_page_says_so(finland):
    place = finland("refuse")
    place.stage.world.desk.approve(CLIENT_ID, place.tenant, SCOPES - {"inbox"})
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert "voucher-without-file" in notes(place, number)


def test_with_kontantmetoden_an_own_invoice_is_booked_when_it_is_paid(stage):
    place = stage.open_shop(end="paid", switches={"fractional_vat": "refuse", "method": "CASH"})
    sell_abroad(place)
    number = to_finland(place, method="Faktura", status="done", overrides={"date_paid": None})
    place.drain()
    assert place.state(number) == ("held", "fractional-vat-not-taken")
    assert place.ledger() == {}
    place.shop.orders[number].record.update(date_paid="2026-11-10 13:00:00")
    place.announce(number)
    place.drain()
    place.press(number)
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1930: 12550, 2670: -2550, 3112: -10000}


def test_a_voucher_of_an_order_in_another_currency_is_in_sek(finland):
    place = finland("refuse")
    number = to_finland(place, method="klarna", currency="EUR", gift_card="25.50")
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 109635, 2421: 27957, 2670: -27957, 3112: -109635}
    [voucher] = our_vouchers(place)
    assert "Summa EUR: 125.50" in voucher.comments


def test_while_fortnox_takes_no_files_the_order_is_tried_again_and_then_done_without(finland, stage):
    place = finland("refuse")
    stage.world.faults.add("error_before", service="fortnox", path="/3/inbox", count=-1)
    number = to_finland(place, method="klarna")
    place.drain()
    assert place.order(number).state == "due"
    place.rest()
    assert place.state(number) == ("done", "")
    assert "voucher-without-file" in notes(place, number)
    assert len(our_vouchers(place)) == 1


def test_an_own_invoice_is_booked_as_owed_and_then_as_paid(finland, stage):
    place = finland("refuse", trigger="paid")
    number = to_finland(place, method="Faktura", status="done", overrides={"date_paid": None})
    place.drain()
    assert place.ledger() == {1510: 12550, 2670: -2550, 3112: -10000}
    stage.advance(24 * 3600)
    place.shop.orders[number].record.update(date_paid="2026-11-11 12:00:00")
    place.announce(number)
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1930: 12550, 2670: -2550, 3112: -10000}
    assert len(our_vouchers(place)) == 2


def refunded(place, number, *refunds):
    """The order's errand when the shop has paid something back."""
    handle, ends, row = place.handle, place.stage.ends, place.order(number)
    wishes, today = handle.choices, stockholm_day(place.stage.now())
    policy = policy_of(handle, wishes)
    thought = think(row, wishes, policy, today)
    read = replace(thought.read, refunds=refunds)
    errand = Errand(
        handle=handle,
        ends=ends,
        client=ends.fortnox(handle.shop.company),
        choices=wishes,
        policy=policy,
        row=row,
        read=read,
        decision=decide(read, policy, today),
        fingerprint=thought.fingerprint,
        deliveries=handle.deliveries_of([row])[row.pk],
    )
    assert fractional.is_by_voucher(errand)
    return errand


def test_refunds_of_a_voucher_are_vouchers_too_each_once(finland):
    place = finland("refuse")
    number = to_finland(place, method="klarna")
    place.drain()
    part = Refund("a", date(2026, 11, 10), 2510)
    errand = refunded(place, number, part)
    fractional.carry(errand)
    assert place.ledger() == {1581: 10040, 2670: -2040, 3112: -8000}
    record(errand)
    [line] = supplies.oss_lines(place.handle, supplies.period_named("2026Q4"))[0]
    assert (line.base_sek_ore, line.vat_sek_ore) == (8000, 2040)
    rest = Refund("b", date(2026, 11, 10), 10040)
    for _ in range(2):
        fractional.carry(refunded(place, number, part, rest))
    assert place.ledger() == {}
    assert len(our_vouchers(place)) == 3


def test_a_refund_that_a_person_wants_to_see_waits_for_the_button(finland):
    place = finland("refuse", refunds_automatic=False)
    number = to_finland(place, method="klarna")
    place.drain()
    errand = refunded(place, number, Refund("a", date(2026, 11, 10), 2510))
    with pytest.raises(Held, match="voucher-refund-waits"):
        fractional.carry(errand)
    assert place.ledger() == SALE
    errand.row.asked = True
    fractional.carry(errand)
    assert place.ledger() == {1581: 10040, 2670: -2040, 3112: -8000}
