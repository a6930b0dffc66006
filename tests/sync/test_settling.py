"""A credit of an unpaid invoice is settled against it; what cannot be settled is told to a person."""

from __future__ import annotations

import pytest
from tests.sync.scene import Killed
from tests.sync.test_changes import cancel, change
from tests.sync.test_edits import booked, is_mended
from tests.sync.test_once import BOOK_PAYMENT, FAULTS, PAYMENT, break_at

WRITES = {
    "the invoice": (PAYMENT, 1),
    "book it": (BOOK_PAYMENT, 1),
    "the credit": (PAYMENT, 2),
    "book that": (BOOK_PAYMENT, 2),
}


def open_sums(place):
    return [int(one["Balance"]) for one in place.booked if one["Balance"]]


def notes_of(place, number):
    return [one.code for one in place.handle.notes(place.order(number))]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", WRITES)
def test_a_fault_at_any_write_of_a_settlement_leaves_both_at_0_and_everything_once(stage, step, fault):
    place, number = booked(stage, "booked", after_booking="credit")
    call, nth = WRITES[step]
    break_at(stage, call, fault, nth=nth)
    change(place, number)
    place.rest()
    assert [one.struck for one in stage.world.faults.standing] == [1]
    is_mended(place, number, "booked")


@pytest.mark.parametrize("after", [False, True], ids=["before it leaves", "after its answer"])
@pytest.mark.parametrize("call", [PAYMENT, BOOK_PAYMENT], ids=["pay", "book"])
def test_a_death_while_a_credit_is_settled_leaves_both_at_0(stage, call, after):
    place, number = booked(stage, "booked", after_booking="credit")
    change(place, number)
    stage.wire.kill(*call, after=after)
    with pytest.raises(Killed):
        place.drain()
    stage.install()
    place.rest()
    is_mended(place, number, "booked")


def test_a_settlement_moves_no_account_but_receivables(stage):
    place, number = booked(stage, "booked", after_booking="credit")
    cancel(place, number)
    place.drain()
    assert place.state(number) == ("cancelled", "")
    assert open_sums(place) == []
    accounts = [account for one in place.company.vouchers.values() for account, _ in one.rows]
    assert {account for account in accounts if account < 2000} == {1510}
    assert "credited" in notes_of(place, number)


@pytest.mark.parametrize("paid", [447, 100], ids=["wholly", "in part"])
def test_what_somebody_has_paid_by_hand_is_left_to_a_person_who_is_told(stage, paid):
    place, number = booked(stage, "booked", after_booking="credit")
    invoice = place.invoices[0]
    total = invoice["Total"]
    invoice["Balance"] = 0 if paid == 447 else total - paid
    cancel(place, number)
    place.drain()
    assert place.state(number) == ("cancelled", "")
    assert place.payments == []
    assert place.invoices[1]["Balance"] == -total
    assert "credited-open" in notes_of(place, number)


def test_an_account_that_takes_no_payment_leaves_both_open_and_says_so(stage):
    place, number = booked(stage, "booked", after_booking="credit", account_receivable=1599)
    change(place, number)
    place.rest()
    assert place.state(number) == ("done", "")
    assert "credited-open" in notes_of(place, number)
    assert len(open_sums(place)) == 3
    assert place.payments == []
    assert place.ledger()[1510] == place.order(number).total_ore


def test_an_unpaid_own_invoice_of_a_shop_that_books_payments_is_settled_too(stage):
    place = stage.open_shop(end="paid", after_booking="credit", own_invoice_methods=["Faktura"])
    number = place.buys_and_tells(method="Faktura")
    place.drain()
    cancel(place, number)
    place.drain()
    assert open_sums(place) == []
    assert place.ledger() == {}


@pytest.mark.parametrize("end", ["booked", "paid"])
def test_a_period_locked_while_an_order_is_corrected_holds_it_halfway_and_it_is_ended_once(stage, end):
    place, number = booked(stage, end, after_booking="credit")
    place.company.switches.locked_until = stage.now().date()
    change(place, number)
    place.rest()
    assert place.state(number) == ("held", "fortnox-period-locked")
    assert [one["Booked"] for one in place.invoices] == [True, False]
    place.company.switches.locked_until = None
    place.press(number)
    place.rest()
    is_mended(place, number, end)


def test_an_inactive_card_does_not_stop_a_correction_halfway(stage):
    place, number = booked(stage, "paid", after_booking="credit")
    place.customers[0]["Active"] = False
    change(place, number)
    place.rest()
    is_mended(place, number)
    assert place.customers[0]["Active"] is True


@pytest.mark.parametrize("turn", [change, cancel])
def test_an_order_that_changes_before_its_payment_is_booked_is_corrected_with_it(stage, turn):
    place = stage.open_shop(end="paid", after_booking="credit")
    break_at(stage, BOOK_PAYMENT, "500 before")
    number = place.buys_and_tells(lines=[{"sku": "T-1", "qty": 2}, {"sku": "S-1", "qty": 1}])
    place.drain()
    assert [one["Booked"] for one in place.payments] == [False]
    turn(place, number)
    place.rest()
    assert open_sums(place) == []
    if turn is change:
        is_mended(place, number)
    else:
        assert place.state(number) == ("cancelled", "")
        assert place.ledger() == {}
