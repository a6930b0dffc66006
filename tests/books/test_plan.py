"""What should exist, what exists: the steps that are left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.books.making import DAY, line, order

from kontera.books.decision import decide
from kontera.books.order import Refund, Status
from kontera.books.plan import Exists, Paid, next_step, next_steps, perform
from kontera.books.policy import Policy

READ = order(line(500), gift_card_ore=10000)
DECISION = decide(READ, Policy(), DAY)
CASH = decide(READ, Policy(cash_method=True), DAY)
GONE = decide(replace(READ, status=Status.CANCELLED), Policy(), DAY)


def kinds(steps):
    return [step.kind.value + (f" {step.payment.part}" if step.payment else "") for step in steps]


@pytest.mark.parametrize(
    ("end", "steps"),
    [
        ("order", ["create_order"]),
        ("order_invoice", ["create_order", "invoice_from_order"]),
        ("invoice", ["create_invoice"]),
        ("booked", ["create_invoice", "book_invoice"]),
        (
            "paid",
            [
                "create_invoice",
                "book_invoice",
                "create_payment gift_card",
                "book_payment gift_card",
                "create_payment rest",
                "book_payment rest",
            ],
        ),
    ],
)
def test_each_end_has_its_steps_and_no_others(end, steps):
    assert kinds(next_steps(end, DECISION)) == steps


def test_the_cash_method_never_books_the_invoice_itself():
    assert kinds(next_steps("booked", CASH)) == ["create_invoice"]
    assert "book_invoice" not in kinds(next_steps("paid", CASH))


@pytest.mark.parametrize(
    ("exists", "left"),
    [
        (Exists(invoice_number="7"), ["book_invoice", "create_payment gift_card"]),
        (Exists(invoice_number="7", booked=True), ["create_payment gift_card", "book_payment gift_card"]),
        (
            Exists(invoice_number="7", booked=True, payments=(Paid("gift_card", "1"),)),
            ["book_payment gift_card", "create_payment rest"],
        ),
        (
            Exists(invoice_number="7", booked=True, payments=(Paid("rest", "1", booked=True),)),
            ["create_payment gift_card", "book_payment gift_card"],
        ),
    ],
)
def test_what_exists_is_never_made_again(exists, left):
    assert kinds(next_steps("paid", DECISION, exists))[:2] == left


def test_an_order_that_has_its_invoice_is_not_made_again_when_the_end_changes():
    assert next_steps("order", DECISION, Exists(invoice_number="7")) == ()
    assert kinds(next_steps("order_invoice", DECISION, Exists(order_number="5"))) == ["invoice_from_order"]


@pytest.mark.parametrize(
    ("exists", "steps"),
    [
        (Exists(), []),
        (Exists(order_number="5"), ["cancel_order"]),
        (Exists(order_number="5", order_cancelled=True), []),
        (Exists(invoice_number="7"), ["cancel_invoice"]),
        (Exists(order_number="5", invoice_number="7"), ["cancel_invoice"]),
        (Exists(invoice_number="7", invoice_cancelled=True), []),
        (Exists(invoice_number="7", booked=True), ["hold"]),
        (Exists(invoice_number="7", payments=(Paid("rest", "1"),)), ["hold"]),
    ],
)
def test_a_cancelled_order_cancels_what_nobody_booked_and_holds_the_rest(exists, steps):
    assert kinds(next_steps("booked", GONE, exists)) == steps


def test_a_booked_invoice_of_a_cancelled_order_says_which_document_to_credit():
    finding = next_step("booked", GONE, Exists(invoice_number="7", booked=True)).finding
    assert (finding.code, finding.facts["document"]) == ("cancelled-after-booking", "7")


def test_a_document_somebody_cancelled_in_fortnox_is_not_made_again_by_itself():
    finding = next_step("booked", DECISION, Exists(invoice_number="7", invoice_cancelled=True)).finding
    assert finding.code == "document-cancelled-in-fortnox"


def test_a_held_order_does_nothing_but_say_why():
    held = decide(replace(READ, currency="EUR"), Policy(), DAY)
    assert [(step.kind.value, step.finding.code) for step in next_steps("paid", held)] == [
        ("hold", "currency-without-rate")
    ]


@pytest.mark.parametrize(("zero_orders", "steps"), [("skip", []), ("document", ["create_invoice"])])
def test_an_order_that_books_nothing_gets_a_document_only_if_the_shop_wants_one(zero_orders, steps):
    free = order(line(59), discount=5900, tax=0, payment_method="none")
    decision = decide(free, Policy(zero_orders=zero_orders), DAY)
    assert kinds(next_steps("paid", decision)) == steps


def test_an_unpaid_order_is_booked_and_its_payment_comes_later():
    unpaid = decide(replace(READ, gift_card_ore=0, paid_day=None), Policy(), DAY)
    assert kinds(next_steps("paid", unpaid)) == ["create_invoice", "book_invoice"]
    done = Exists(invoice_number="7", booked=True)
    assert next_step("paid", unpaid, done).kind.value == "nothing"
    paid = decide(replace(READ, gift_card_ore=0), Policy(), DAY)
    assert kinds(next_steps("paid", paid, done)) == ["create_payment rest", "book_payment rest"]


@pytest.mark.parametrize("end", ["order", "order_invoice", "invoice", "booked", "paid"])
@pytest.mark.parametrize("policy", [Policy(), Policy(cash_method=True)])
@pytest.mark.parametrize("refunds", [{"amount_ore": 20000}, {"is_full": True}])
def test_after_every_step_of_a_refund_was_performed_nothing_is_left(end, policy, refunds):
    given = replace(READ, has_refunds=True, refunds=(Refund("r1", DAY, **refunds),))
    decision, exists, walked = decide(given, policy, DAY), Exists(), []
    while (step := next_step(end, decision, exists)).kind.value != "nothing":
        walked.append(step.kind.value)
        exists = perform(exists, step, "7")
    assert len(walked) == len(kinds(next_steps(end, decision)))
    assert walked.count("create_credit") == (0 if end == "order" or "cancel_invoice" in walked else 1)
    assert ("create_repayment" in walked) == (end == "paid")
