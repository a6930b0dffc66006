"""A refund in the shop becomes a credit and a repayment, once, and both sides end at zero."""

from __future__ import annotations

import pytest
from tests.sync.scene import Killed
from tests.sync.test_changes import cancel
from tests.sync.test_edits import answer
from tests.sync.test_once import BOOK, BOOK_PAYMENT, FAULTS, INVOICE, PAYMENT, REDATE, break_at

from kontera.shops.models import Delivery

CREDIT = ("PUT", "/3/invoices/[0-9]+/credit$")
STEPS = [CREDIT, REDATE, BOOK, PAYMENT, BOOK_PAYMENT]


def booked(stage, end="paid", *, switches=None, card="0", **choices):
    """A shop with one order of 447.90 kr at its end."""
    place = stage.open_shop(end=end, switches=switches, **choices)
    lines = [{"sku": "T-1", "qty": 2}, {"sku": "S-1", "qty": 1}]
    number = place.buys_and_tells(lines=lines, gift_card=card)
    place.drain()
    assert place.state(number) == ("done", "")
    return place, number


def refund(place, number, **spec):
    place.shop.refund(number, spec)
    place.announce(number, "order.done")


def credits_of(place):
    return [one for one in place.invoices if one["Credit"] == "true"]


def is_settled(place, number, many, end="paid"):
    """So many credits, all booked, no document twice, and no balance open."""
    assert place.state(number) == ("done", ""), place.order(number).problem_facts
    made = credits_of(place)
    assert len(made) == many
    assert max(place.references().values()) == 1
    assert not Delivery.objects.filter(order__shop=place.handle.shop, state="sending").exists()
    if end == "paid":
        assert {one["Balance"] for one in place.invoices} == {0}
        assert {one["Booked"] for one in place.payments} == {True}
    sold = [one["Total"] for one in place.invoices if one["Credit"] != "true"]
    assert sum(one["Total"] for one in made) >= -sum(sold)


@pytest.mark.parametrize("method", ["ACCRUAL", "CASH"])
def test_a_full_refund_is_credited_by_the_invoice_itself_and_leaves_nothing(stage, method):
    place, number = booked(stage, switches={"method": method})
    stage.advance(86400)
    refund(place, number)
    place.drain()
    is_settled(place, number, 1)
    assert place.ledger() == {}
    credit = credits_of(place)[0]
    assert credit["InvoiceDate"] == "2026-11-11"
    assert place.invoices[0]["CreditInvoiceReference"] == credit["DocumentNumber"]
    place.rest()
    is_settled(place, number, 1)


@pytest.mark.parametrize("method", ["ACCRUAL", "CASH"])
def test_refunds_one_after_another_are_credited_one_by_one(stage, method):
    place, number = booked(stage, switches={"method": method})
    refund(place, number, products=[{"sku": "S-1", "qty": 1}])
    place.drain()
    is_settled(place, number, 1)
    refund(place, number, amount="100.00")
    place.drain()
    is_settled(place, number, 2)
    refund(place, number, products=[{"sku": "T-1", "qty": 1}])
    place.drain()
    assert [one["Total"] * 100 for one in credits_of(place)][:2] == [-4990, -10000]
    is_settled(place, number, 3)


def test_two_refunds_at_the_same_instant_become_two_credits(stage):
    place, number = booked(stage)
    place.shop.refund(number, {"amount": "10.00"})
    refund(place, number, amount="10.00")
    place.drain()
    is_settled(place, number, 2)
    second = credits_of(place)[1]
    assert place.invoices[0]["DocumentNumber"] in second["Remarks"]


def test_an_order_refunded_before_it_was_met_is_booked_and_credited(stage):
    place = stage.open_shop(end="paid")
    number = place.buys()
    refund(place, number)
    place.drain()
    is_settled(place, number, 1)
    assert place.ledger() == {}


def test_a_gift_card_gets_its_part_back_first(stage):
    place, number = booked(stage, card="100")
    refund(place, number, amount="150.00")
    place.drain()
    is_settled(place, number, 1)
    assert [one["Amount"] for one in place.payments][-2:] == [-100, -50]
    assert 2421 not in place.ledger()


def test_a_fee_that_is_kept_stays_as_income(stage):
    place, number = booked(stage)
    refund(place, number, fee="49.00")
    place.drain()
    is_settled(place, number, 1)
    assert place.ledger()[1581] == 4900


def test_a_cancelled_order_that_was_paid_back_altogether_is_credited(stage):
    place, number = booked(stage)
    cancel(place, number)
    refund(place, number)
    place.drain()
    is_settled(place, number, 1)
    assert place.ledger() == {}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS, ids=lambda one: one[1])
def test_a_fault_at_any_write_of_a_credit_leaves_everything_once(stage, step, fault):
    place, number = booked(stage)
    break_at(stage, step, fault)
    refund(place, number, products=[{"sku": "S-1", "qty": 1}])
    place.rest()
    assert [one.struck for one in stage.world.faults.standing] == [1]
    is_settled(place, number, 1)


@pytest.mark.parametrize("after", [False, True], ids=["before it leaves", "after its answer"])
@pytest.mark.parametrize("step", [*STEPS, INVOICE], ids=lambda one: one[1])
def test_a_death_at_any_write_of_two_credits_leaves_everything_once(stage, step, after):
    place, number = booked(stage)
    place.shop.refund(number, {"amount": "10.00"})
    refund(place, number, products=[{"sku": "T-1", "qty": 1}])
    stage.wire.kill(*step, after=after)
    with pytest.raises(Killed):
        place.drain()
    stage.install()
    place.rest()
    is_settled(place, number, 2)


def test_where_the_shop_wants_to_see_it_first_the_credit_is_a_proposal(stage):
    place, number = booked(stage, refunds_automatic=False)
    before = place.ledger()
    refund(place, number)
    place.drain()
    assert place.state(number) == ("held", "refund-to-approve")
    assert [one["kind"] for one in place.order(number).proposal["vouchers"]] == ["credit", "refund"]
    assert place.ledger() == before
    answer(place, number, "approved")
    is_settled(place, number, 1)


def test_a_proposed_credit_may_be_left(stage):
    place, number = booked(stage, refunds_automatic=False)
    refund(place, number)
    place.drain()
    answer(place, number, "dismissed")
    place.rest()
    assert place.state(number) == ("done", "")
    assert credits_of(place) == []


@pytest.mark.parametrize(("end", "made"), [("order", 0), ("invoice", 0), ("order_invoice", 0), ("booked", 1)])
def test_each_end_credits_as_far_as_it_goes(stage, end, made):
    place, number = booked(stage, end)
    refund(place, number)
    place.drain()
    assert place.state(number) == ("done", "")
    assert len(credits_of(place)) == made
    assert place.payments == []
    assert place.ledger() == {}
    place.rest()
    assert place.state(number) == ("done", "")


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ([{"amount": "9999.00"}], "refund-exceeds-sale"),
        ([{"amount": "447.90"}, {"amount": "1.00"}], "refund-exceeds-sale"),
        ([{"products": [{"sku": "T-1", "qty": 3}]}], "refund-line-unknown"),
        ([{"amount": "1.00", "products": [{"sku": "T-1", "qty": 1}]}], "refund-amount-unclear"),
        ([{"products": [{"sku": "X-9", "qty": 1}]}], "refunded-after-booking"),
        ([{"strange": "1"}], "refunded-after-booking"),
        ([{"id": 1, "amount": "1.00"}, {"id": 1, "amount": "1.00"}], "refunded-after-booking"),
    ],
)
def test_what_is_not_understood_is_held_and_nothing_is_credited(stage, told, problem):
    place, number = booked(stage)
    before = place.ledger()
    place.shop.orders[number].record["refunds"] = told
    place.announce(number, "order.done")
    place.drain()
    assert place.state(number) == ("held", problem)
    assert place.ledger() == before
    assert place.order(number).raw["refunds"] == told


def test_a_credited_refund_that_changes_in_the_shop_is_held(stage):
    place, number = booked(stage)
    refund(place, number, id="7", amount="10.00")
    place.drain()
    place.shop.orders[number].record["refunds"][0]["amount"] = "20.00"
    place.announce(number, "order.done")
    place.drain()
    assert place.state(number) == ("held", "refund-changed")
    assert len(credits_of(place)) == 1


def test_what_was_credited_by_hand_is_left_to_the_person(stage):
    place, number = booked(stage)
    place.company.invoices[place.invoices[0]["DocumentNumber"]]["CreditInvoiceReference"] = "99"
    refund(place, number)
    place.drain()
    assert place.state(number) == ("held", "credited-in-fortnox")
    answer(place, number, "dismissed")
    assert place.state(number) == ("done", "")
    assert credits_of(place) == []


def test_a_credit_rounded_by_fortnox_is_written_off_and_settled(stage):
    place, number = booked(stage, switches={"round_off": True}, rounding="write_off")
    refund(place, number, products=[{"sku": "S-1", "qty": 1}])
    place.drain()
    is_settled(place, number, 1)


def test_a_credit_whose_rows_do_not_come_out_right_is_cancelled_and_made_by_itself(stage):
    place, number = booked(stage, switches={"keeps_rows": True})
    refund(place, number, products=[{"sku": "S-1", "qty": 1}])
    place.drain()
    is_settled(place, number, 1)
    assert [one["Cancelled"] for one in place.company.invoices.values()] == [False, True, False]
    assert credits_of(place)[0]["Remarks"].startswith("Kredit av faktura 1")


@pytest.mark.parametrize("step", [("PUT", "cancel$"), INVOICE], ids=lambda one: one[1])
def test_a_fault_while_it_is_made_by_itself_leaves_everything_once(stage, step):
    place, number = booked(stage, switches={"keeps_rows": True})
    break_at(stage, step, "lost")
    refund(place, number, products=[{"sku": "S-1", "qty": 1}])
    place.rest()
    is_settled(place, number, 1)


@pytest.mark.parametrize(
    ("method", "code"), [("Faktura", "refund-credited-open"), ("klarna", "refund-credited")]
)
def test_a_credit_of_an_unpaid_own_invoice_is_told_with_what_is_left_to_do(stage, method, code):
    place = stage.open_shop(end="paid")
    number = place.buys_and_tells(method=method, overrides={"date_paid": None})
    place.drain()
    refund(place, number, amount="50.00")
    place.drain()
    assert place.state(number)[0] == "done"
    told = {note.code: note.facts for note in place.handle.notes(place.order(number))}
    assert told[code] == {"number": "2", "invoice": "1"}
    open_sums = [int(one["Balance"]) for one in place.booked if one["Balance"]]
    assert open_sums == ([199, -50] if method == "Faktura" else [])
