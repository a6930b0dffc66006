"""What each side's level has counted of a sale: for certain, at most, and most likely."""

from __future__ import annotations

import pytest

from kontera.books.sales import (
    follows,
    fortnox_bounds,
    fortnox_likely,
    is_only_saved,
    living,
    shop_bounds,
    shop_likely,
)

SAVED_ORDER, SAVED, BOOKED = ("order", "sent"), ("invoice", "sent"), ("invoice", "booked")
SENDING, CALLED_OFF, CREDIT = ("invoice", "sending"), ("invoice", "cancelled"), ("credit", "sent")


@pytest.mark.parametrize(
    ("status", "have", "refunded", "bounds"),
    [
        ("paid", 0, False, (2, 2)),
        ("done", 1, False, (2, 2)),
        ("unpaid", 0, False, (0, 2)),
        ("unpaid", 1, False, (1, 2)),
        ("unpaid", 3, False, (2, 2)),
        ("cancelled", 0, False, (0, 0)),
        ("cancelled", 2, False, (0, 2)),
        ("cancelled", -1, False, (0, 0)),
        ("cancelled", 1, True, (0, 1)),
        ("paid", 3, True, (0, 3)),
        ("paid", 0, True, (0, 2)),
    ],
)
def test_the_shop_counts_a_paid_sale_surely_and_takes_no_more_of_a_cancelled_one(
    status, have, refunded, bounds
):
    assert shop_bounds(status, 2, have, refunded=refunded) == bounds


@pytest.mark.parametrize(
    ("status", "at_order", "gives_back", "likely"),
    [
        ("unpaid", None, None, 2),
        ("unpaid", True, None, 2),
        ("unpaid", False, None, 1),
        ("paid", False, None, 2),
        ("done", False, None, 2),
        ("cancelled", None, None, 0),
        ("cancelled", None, True, 0),
        ("cancelled", None, False, 1),
    ],
)
def test_the_shop_most_likely_counts_at_the_order_and_gives_back_what_is_cancelled(
    status, at_order, gives_back, likely
):
    assert shop_likely(status, 2, 1, at_order=at_order, gives_back=gives_back) == likely


@pytest.mark.parametrize(
    ("status", "documents", "reserves", "is_counted", "likely"),
    [
        ("paid", [SAVED], False, False, 2),
        ("paid", [SAVED, CREDIT], False, True, 0),
        ("paid", [SAVED_ORDER], False, False, 1),
        ("paid", [SAVED_ORDER], True, False, 2),
        ("paid", [], True, False, 1),
        ("cancelled", [SAVED], False, True, 1),
        ("cancelled", [SAVED], False, False, 2),
        ("paid", [SAVED], False, True, 2),
    ],
)
def test_fortnox_most_likely_counts_the_invoice_and_a_reservation_where_it_hears_of_them(
    status, documents, reserves, is_counted, likely
):
    got = fortnox_likely(status, documents, 2, 1, reserves=reserves, is_counted=is_counted)
    assert got == likely


@pytest.mark.parametrize(
    ("order", "documents", "have", "at_saving", "bounds"),
    [
        (("due", "paid"), [], 1, None, (0, 0)),
        (("done", "paid"), [CALLED_OFF], 1, None, (0, 0)),
        (("done", "paid"), [CREDIT], 1, None, (0, 0)),
        (("done", "paid"), [BOOKED], 0, None, (2, 2)),
        (("done", "paid"), [BOOKED], 1, None, (2, 2)),
        (("due", "paid"), [BOOKED], 0, None, (2, 2)),
        (("due", "paid"), [BOOKED], 1, None, (1, 2)),
        (("due", "paid"), [BOOKED], 2, None, (2, 2)),
        (("due", "paid"), [BOOKED], 3, None, (2, 3)),
        (("done", "paid"), [SAVED], 0, None, (0, 2)),
        (("done", "paid"), [SAVED], 1, None, (1, 2)),
        (("done", "paid"), [SAVED], 0, True, (2, 2)),
        (("done", "paid"), [SAVED], 0, False, (0, 0)),
        (("done", "paid"), [SAVED], 1, False, (1, 1)),
        (("done", "paid"), [SAVED], 3, False, (2, 2)),
        (("done", "paid"), [SAVED_ORDER], 0, True, (2, 2)),
        (("done", "paid"), [SENDING], 0, True, (0, 2)),
        (("done", "paid"), [SAVED, CREDIT], 1, None, (0, 2)),
        (("done", "paid"), [BOOKED, CREDIT], 3, None, (0, 3)),
        (("done", "cancelled"), [SAVED], 1, None, (0, 2)),
        (("done", "cancelled"), [SAVED], 1, True, (0, 2)),
        (("done", "cancelled"), [SAVED], 1, False, (0, 1)),
        (("done", "cancelled"), [BOOKED], 1, False, (0, 2)),
    ],
)
def test_fortnox_counts_a_booked_invoice_surely_and_what_is_saved_as_far_as_has_been_seen(
    order, documents, have, at_saving, bounds
):
    assert fortnox_bounds(*order, documents, 2, have, at_saving=at_saving) == bounds


@pytest.mark.parametrize(
    ("documents", "saved"),
    [
        ([], False),
        ([SAVED], True),
        ([SAVED_ORDER], True),
        ([BOOKED], False),
        ([SENDING], False),
        ([CREDIT], False),
        ([SAVED, CREDIT], False),
        ([SAVED_ORDER, BOOKED], False),
    ],
)
def test_only_a_last_order_or_invoice_that_is_sent_and_not_booked_is_only_saved(documents, saved):
    assert is_only_saved(documents) is saved


def test_an_order_that_was_invoiced_holds_nothing_and_neither_does_what_was_called_off():
    assert living([SAVED_ORDER]) == [SAVED_ORDER]
    assert living([SAVED_ORDER, SAVED]) == [SAVED]
    assert living([SAVED_ORDER, CREDIT]) == [SAVED_ORDER, CREDIT]
    assert living([CALLED_OFF, CREDIT]) == [CREDIT]


@pytest.mark.parametrize(
    ("order", "documents", "is_ours", "is_told", "waits"),
    [
        (("done", "paid"), [SAVED], False, False, True),
        (("due", "paid"), [], False, False, True),
        (("held", "paid"), [], False, False, True),
        (("seen", "unpaid"), [], True, False, True),
        (("seen", "paid"), [], False, True, False),
        (("done", "paid"), [], True, False, False),
        (("done", "paid"), [], True, True, True),
        (("done", "unpaid"), [], True, True, False),
        (("done", "paid"), [], False, True, False),
    ],
)
def test_fortnox_will_hear_of_what_has_documents_or_waits_and_of_our_own_time_only(
    order, documents, is_ours, is_told, waits
):
    assert follows(*order, documents, is_ours=is_ours, is_told=is_told) is waits
