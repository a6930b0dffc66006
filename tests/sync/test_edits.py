"""An order that changes after it was booked: proposed, let stand, or credited and made anew, exactly once."""

from __future__ import annotations

from random import Random

import pytest
from tests.sync.scene import Killed, sent_of
from tests.sync.test_changes import cancel, change
from tests.sync.test_once import BOOK, BOOK_PAYMENT, FAULTS, INVOICE, PAYMENT, REDATE, break_at

from kontera.shops.models import Delivery

CREDIT = ("PUT", "/3/invoices/[0-9]+/credit$")
STEPS = {
    "credit": (CREDIT, 1),
    "name the credit": (REDATE, 1),
    "book the credit": (BOOK, 1),
    "pay back": (PAYMENT, 1),
    "book what is paid back": (BOOK_PAYMENT, 1),
    "the new invoice": (INVOICE, 1),
    "book the new invoice": (BOOK, 2),
    "the new payment": (PAYMENT, 2),
    "book the new payment": (BOOK_PAYMENT, 2),
}


def booked(stage, end="paid", **choices):
    """A shop with one order at its end."""
    place = stage.open_shop(end=end, **choices)
    number = place.buys_and_tells(lines=[{"sku": "T-1", "qty": 2}, {"sku": "S-1", "qty": 1}])
    place.drain()
    assert place.state(number) == ("done", "")
    return place, number


def answer(place, number, word):
    """A person's answer to the proposal, as the panel writes it down."""
    row = place.order(number)
    place.handle.finish(row, proposal={**row.proposal, "answer": word})
    place.press(number)


def is_mended(place, number, end="paid"):
    """One credit, one new invoice, everything settled, and the ledger of the new order alone."""
    assert place.state(number) == ("done", "")
    papers = place.invoices
    assert len(papers) == 3
    assert [one["Booked"] for one in papers] == [True] * 3
    assert sum(int(one["Total"] * 100) for one in papers) == place.order(number).total_ore
    assert len({one["ExternalInvoiceReference1"] for one in papers}) == 3
    assert [one["Balance"] for one in papers[:2]] == [0, 0]
    assert {one["Booked"] for one in place.payments} == {True}
    assert len(place.payments) == {"paid": 3, "booked": 2}[end]
    assert (papers[2]["Balance"] == 0) == (end == "paid")
    assert not Delivery.objects.filter(order__shop=place.handle.shop, state="sending").exists()
    place.adds_up(end)


@pytest.mark.parametrize("end", ["booked", "paid"])
def test_a_changed_order_is_credited_and_made_anew_by_itself_where_the_shop_wants_that(stage, end):
    place, number = booked(stage, end, after_booking="credit")
    stage.advance(86400)
    change(place, number)
    place.drain()
    is_mended(place, number, end)
    assert [one["InvoiceDate"] for one in place.invoices] == ["2026-11-10", "2026-11-11", "2026-11-11"]
    assert "credited" in [one.code for one in place.handle.notes(place.order(number))]
    assert place.order(number).proposal == {}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS)
def test_a_fault_at_any_write_of_a_correction_leaves_everything_once(stage, step, fault):
    place, number = booked(stage, after_booking="credit")
    call, nth = STEPS[step]
    break_at(stage, call, fault, nth=nth)
    change(place, number)
    place.rest()
    assert [one.struck for one in stage.world.faults.standing] == [1]
    is_mended(place, number)


@pytest.mark.parametrize("after", [False, True], ids=["before it leaves", "after its answer"])
@pytest.mark.parametrize("step", [CREDIT, REDATE, PAYMENT, BOOK_PAYMENT, INVOICE], ids=lambda one: one[1])
def test_a_death_at_any_write_of_a_correction_leaves_everything_once(stage, step, after):
    place, number = booked(stage, after_booking="credit")
    change(place, number)
    stage.wire.kill(*step, after=after)
    with pytest.raises(Killed):
        place.drain()
    stage.install()
    place.rest()
    is_mended(place, number)


def test_an_order_that_changes_back_while_it_is_credited_is_booked_as_it_is_then(stage):
    place, number = booked(stage, after_booking="credit")
    break_at(stage, CREDIT, "lost")
    change(place, number)
    place.drain()
    assert place.state(number) == ("due", "fortnox-unknown-outcome")
    change(place, number, price="199.00")
    place.rest()
    is_mended(place, number)


def test_an_order_changed_twice_is_credited_twice(stage):
    place, number = booked(stage, after_booking="credit")
    for price in ("249.00", "149.00"):
        change(place, number, price)
        place.drain()
    assert place.state(number) == ("done", "")
    assert len(place.invoices) == 5
    assert {one["Balance"] for one in place.invoices} == {0}
    place.adds_up()
    assert {"invoice", "credit", "refund-rest", "invoice-2", "credit-2", "invoice-3"} <= set(
        sent_of(place, number)
    )


@pytest.mark.parametrize("end", ["booked", "paid"])
def test_a_cancelled_order_is_credited_and_nothing_is_made_instead(stage, end):
    place, number = booked(stage, end, after_booking="credit")
    cancel(place, number)
    place.drain()
    assert place.state(number) == ("cancelled", "")
    assert place.ledger() == {}
    assert len(place.booked) == 2
    place.rest()
    assert len(place.invoices) == 2


def test_an_order_emptied_after_booking_is_credited_and_nothing_is_made_instead(stage):
    place = stage.open_shop(end="paid", after_booking="credit")
    number = place.buys_and_tells()
    place.drain()
    change(place, number, price="0.00")
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.ledger() == {}


def test_a_gift_card_s_part_is_paid_back_to_the_gift_card(stage):
    place = stage.open_shop(end="paid", after_booking="credit")
    number = place.buys_and_tells(lines=[{"sku": "T-1", "qty": 2}], gift_card="100")
    place.drain()
    cancel(place, number)
    place.drain()
    assert place.state(number) == ("cancelled", "")
    assert place.ledger() == {}
    assert len(place.payments) == 4


def test_what_fortnox_rounded_is_written_off_again_when_it_is_paid_back(stage):
    place = stage.open_shop(
        end="paid", after_booking="credit", rounding="write_off", switches={"round_off": True}
    )
    number = place.buys_and_tells(lines=[{"sku": "S-1", "qty": 3}])
    place.drain()
    assert place.state(number) == ("done", "")
    change(place, number, price="59.90")
    place.drain()
    assert place.state(number) == ("done", "")
    assert {one["Balance"] for one in place.invoices} == {0}
    place.adds_up()


def test_a_held_change_shows_the_vouchers_that_would_mend_it(stage):
    place, number = booked(stage)
    before = place.ledger()
    change(place, number)
    place.drain()
    row = place.order(number)
    assert (row.state, row.problem_code) == ("held", "changed-after-booking")
    assert [one["kind"] for one in row.proposal["vouchers"]] == ["credit", "refund", "invoice", "payment"]
    sums = dict(before)
    for voucher in row.proposal["vouchers"]:
        for line in voucher["rows"]:
            amount = round(float(line["debit"]) * 100) - round(float(line["credit"]) * 100)
            sums[line["account"]] = sums.get(line["account"], 0) + amount
    answer(place, number, "approved")
    is_mended(place, number)
    assert place.ledger() == {account: amount for account, amount in sorted(sums.items()) if amount}


def test_a_change_that_is_left_as_it_is_does_not_come_back_until_the_next_one(stage):
    place, number = booked(stage)
    before = place.ledger()
    change(place, number)
    place.drain()
    answer(place, number, "dismissed")
    assert place.state(number) == ("done", "")
    place.announce(number, "order.done")
    place.choose(our_reference="Kim")
    place.rest()
    place.press(number)
    assert place.state(number) == ("done", "")
    assert place.ledger() == before
    change(place, number, "279.00")
    place.drain()
    assert place.state(number) == ("held", "changed-after-booking")


def test_an_answer_is_about_the_change_that_was_shown_and_no_later_one(stage):
    place, number = booked(stage)
    change(place, number)
    place.drain()
    change(place, number, "279.00")
    answer(place, number, "approved")
    assert place.state(number) == ("held", "changed-after-booking")
    assert len(place.invoices) == 1


def test_a_cancellation_may_be_left_as_it_is(stage):
    place, number = booked(stage)
    before = place.ledger()
    cancel(place, number)
    place.drain()
    answer(place, number, "dismissed")
    place.rest()
    assert place.state(number) == ("cancelled", "")
    assert place.ledger() == before


def test_an_order_that_changes_back_needs_no_answer(stage):
    place, number = booked(stage)
    for price in ("249.00", "199.00"):
        change(place, number, price)
        place.drain()
    assert place.state(number) == ("done", "")
    assert place.order(number).proposal == {}


@pytest.mark.parametrize("turn", [change, cancel])
def test_with_the_cash_method_a_paid_order_that_changes_is_held_whatever_the_shop_wants(stage, turn):
    place = stage.open_shop(end="paid", after_booking="credit", switches={"method": "CASH"})
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("done", "")
    before = place.ledger()
    turn(place, number)
    place.drain()
    assert place.state(number)[0] == "held"
    assert place.state(number)[1].endswith("-after-booking")
    assert place.ledger() == before
    assert len(place.invoices) == 1


def test_an_invoice_that_somebody_credited_by_hand_is_left_to_them(stage):
    place, number = booked(stage, after_booking="credit")
    place.company.invoices[place.invoices[0]["DocumentNumber"]]["CreditInvoiceReference"] = "99"
    change(place, number)
    place.drain()
    assert place.state(number) == ("held", "credited-in-fortnox")
    answer(place, number, "dismissed")
    assert place.state(number) == ("done", "")


def test_a_credit_that_does_not_undo_its_invoice_is_not_booked(stage):
    place, number = booked(stage, after_booking="credit")
    break_at(stage, REDATE, "500 before", count=9)
    change(place, number)
    place.drain()
    credit = place.invoices[-1]
    assert credit["Credit"] == "true"
    right = {name: credit[name] for name in ("Freight", "Total", "TotalVAT", "Balance")}
    credit["Freight"] = -10
    stage.world.faults.clear()
    place.rest()
    assert place.state(number) == ("held", "credit-differs")
    assert not place.invoices[-1]["Booked"]
    place.invoices[-1].update(right)
    place.press(number)
    is_mended(place, number)


def test_an_invoice_that_a_person_booked_is_credited_and_a_draft_made_as_the_shop_wants(stage):
    place, number = booked(stage, "order_invoice", after_booking="credit")
    place.stage.ends.fortnox(place.handle.shop.company).act(
        f"/3/invoices/{place.invoices[0]['DocumentNumber']}/bookkeep"
    )
    change(place, number)
    place.drain()
    assert place.state(number) == ("done", "")
    assert [one["Booked"] for one in place.invoices] == [True, True, False]
    assert place.ledger() == {}
    assert place.invoices[-1]["Total"] * 100 == place.order(number).total_ore


TROUBLES = [*STEPS.values(), (("GET", "/3/"), 3), (("GET", "/3/invoices"), 1)]


@pytest.mark.parametrize("seed", range(12))
def test_random_edits_with_random_trouble_leave_the_ledger_of_the_orders_as_they_are(stage, seed):
    chance = Random(seed)
    end = chance.choice(["paid", "paid", "booked"])
    place = stage.open_shop(end=end, after_booking="credit")
    numbers = [
        place.buys_and_tells(qty=chance.randint(1, 3), gift_card=chance.choice(["0", "50"])) for _ in range(3)
    ]
    place.drain()
    for _ in range(4):
        for _ in range(chance.randint(0, 2)):
            call, nth = chance.choice(TROUBLES)
            break_at(stage, call, chance.choice(list(FAULTS)), nth=nth)
        number = chance.choice(numbers)
        if chance.random() < 0.2:
            cancel(place, number)
        elif place.shop.orders[number].status != "cancelled":
            change(place, number, f"{chance.randint(100, 300)}.00")
        place.drain() if chance.random() < 0.5 else place.rest()
    stage.world.faults.clear()
    place.rest()
    assert {place.state(number) for number in numbers} <= {("done", ""), ("cancelled", "")}
    place.adds_up(end)
    owed = [place.order(number).total_ore for number in numbers if place.state(number)[0] == "done"]
    balances = [int(one["Balance"] * 100) for one in place.booked if one["Balance"]]
    assert sorted(balances) == (sorted(owed) if end == "booked" else [])
