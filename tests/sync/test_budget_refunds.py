"""Requests to Fortnox for a refund: the floor, and nothing else."""

from __future__ import annotations

import pytest
from tests.sync.test_refunds import booked, is_settled, refund

JAR = {"products": [{"sku": "S-1", "qty": 1}]}
JUMPER = {"products": [{"sku": "T-1", "qty": 1}]}
LINKED = ["PUT /3/invoices/*/credit", "PUT /3/invoices/*"]
NAMED = ["POST /3/invoices"]
BOOKED = ["PUT /3/invoices/*/bookkeep"]
REPAID = ["POST /3/invoicepayments", "PUT /3/invoicepayments/*/bookkeep"]


def asked_for(place, number, **spec):
    """What one more refund asks of Fortnox."""
    place.stage.forget()
    refund(place, number, **spec)
    place.drain()
    assert place.state(number) == ("done", "")
    return place.stage.calls()


@pytest.mark.parametrize("told", [{}, JAR, {"amount": "100.00"}], ids=["whole", "a line", "an amount"])
def test_the_first_refund_costs_a_linked_credit_its_booking_and_a_booked_repayment(stage, told):
    place, number = booked(stage)
    assert asked_for(place, number, **told) == [*LINKED, *BOOKED, *REPAID]
    is_settled(place, number, 1)


def test_each_later_refund_costs_four(stage):
    place, number = booked(stage)
    asked_for(place, number, **JAR)
    assert asked_for(place, number, amount="100.00") == [*NAMED, *BOOKED, *REPAID]
    assert asked_for(place, number, **JUMPER) == [*NAMED, *BOOKED, *REPAID]
    is_settled(place, number, 3)


def test_where_the_payment_books_the_sale_the_invoice_is_looked_at_and_the_credit_not_booked(stage):
    place, number = booked(stage, switches={"method": "CASH"})
    look = ["GET /3/invoices/*"]
    assert asked_for(place, number, **JAR) == [*look, *LINKED, *REPAID]
    assert asked_for(place, number, amount="100.00") == [*look, *NAMED, *REPAID]
    is_settled(place, number, 2)


def test_a_part_that_went_to_a_gift_card_costs_one_more_repayment(stage):
    place, number = booked(stage, card="100")
    assert asked_for(place, number, amount="150.00") == [*LINKED, *BOOKED, *REPAID, *REPAID]


@pytest.mark.parametrize("end", ["order", "invoice", "order_invoice", "booked"])
def test_a_shop_that_pays_nothing_in_fortnox_asks_for_no_repayment(stage, end):
    place, number = booked(stage, end)
    assert not any("payments" in call for call in asked_for(place, number))
