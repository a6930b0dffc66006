"""The rule of stock alone: what two levels mean, and how a drop is explained."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontera.books.sales import follows, fortnox_bounds, shop_bounds
from kontera.books.stock import CREDIT, FIRST, UNSURE, Known, Mode, Pending, Sale, Side, look, share
from kontera.books.stock_guards import Round, objection

AGREED = Known(10, 10, 10)
SMALL = st.integers(-9, 9)
SOLD = st.integers(0, 5)


def sold(pieces, *, in_fortnox=(0, 0), **more):
    """A new, paid sale."""
    return Sale(1, pieces, shop=(pieces, pieces), fortnox=in_fortnox, is_new=True, **more)


@given(ours=SMALL, theirs=SMALL, pieces=SOLD, is_made=st.booleans())
def test_changes_by_hand_are_added_up_and_a_sale_counts_once(ours, theirs, pieces, is_made):
    made = pieces if is_made else 0
    sale = sold(pieces, in_fortnox=(made, made))
    seen = look(Mode.BOTH, AGREED, 10 + ours - pieces, 10 + theirs - made, [sale])
    left = 10 + ours + theirs - pieces
    assert (seen.for_shop, seen.for_fortnox) == (left, left + pieces - made)


@given(shop=SMALL, fortnox=SMALL, pieces=SOLD)
def test_a_master_is_believed_but_for_what_is_in_flight(shop, fortnox, pieces):
    sale = sold(pieces)
    assert look(Mode.SHOP, AGREED, shop, fortnox, [sale]).for_fortnox == shop + pieces
    assert look(Mode.FORTNOX, AGREED, shop, fortnox, [sale]).for_shop == fortnox - pieces


@given(mode=st.sampled_from(Mode), by=SMALL, pieces=SOLD)
def test_what_was_written_leaves_nothing_to_write(mode, by, pieces):
    sale = sold(pieces)
    seen = look(mode, AGREED, 10 + by - pieces, 10, [sale])
    known = Known(seen.truth, seen.for_shop, seen.for_fortnox)
    again = look(
        mode, known, seen.for_shop, seen.for_fortnox, [replace(one, is_new=False) for one in seen.sales]
    )
    assert (again.for_shop, again.for_fortnox) == (seen.for_shop, seen.for_fortnox)


@given(drop=st.integers(-20, 20), bounds=st.lists(st.tuples(SOLD, SOLD).map(sorted).map(tuple), max_size=4))
def test_every_piece_of_a_drop_is_explained_once(drop, bounds):
    counted, hand = share(drop, [0] * len(bounds), bounds)
    assert sum(counted) - hand == drop
    assert all(low <= one <= high for one, (low, high) in zip(counted, bounds, strict=True))
    assert not hand or all(
        one == (high if hand < 0 else low) for one, (low, high) in zip(counted, bounds, strict=True)
    )


@given(is_counted=st.booleans(), is_done=st.booleans(), pieces=st.integers(1, 5))
def test_a_sale_over_which_a_level_was_set_is_taken_off_again(is_counted, is_done, pieces):
    known = Known(15, 10, 15, Pending(Side.SHOP, 10, 15, is_done))
    seen = look(Mode.BOTH, known, 15 - pieces * is_counted, 15, [sold(pieces)])
    assert (seen.code, seen.for_shop, seen.for_fortnox) == ("", 15 - pieces, 15)


def called_off(pieces, **more):
    """Cancelled after its invoice: counted at both sides until each gives it back."""
    bounds = (0, pieces)
    return Sale(
        1,
        pieces,
        pieces,
        pieces,
        shop=bounds,
        fortnox=bounds,
        likely_shop=0,
        likely_fortnox=pieces,
        is_off=True,
    )


def test_what_is_called_off_is_given_back_whole_or_not_at_all():
    seen = look(Mode.BOTH, AGREED, 10 + 2 - 1, 10, [called_off(2)])
    assert (seen.for_shop, seen.in_flight) == (11, -2)
    assert look(Mode.BOTH, AGREED, 10, 10, [called_off(2)]).in_flight == 0


@pytest.mark.parametrize(("rise", "code"), [(2, CREDIT), (1, ""), (3, "")])
def test_a_rise_as_large_as_a_credit_is_for_a_person(rise, code):
    sale = replace(called_off(2), awaits_credit=True)
    assert look(Mode.BOTH, AGREED, 12, 10 + rise, [sale]).code == code
    assert look(Mode.FORTNOX, AGREED, 12, 10 + rise, [sale]).code == code
    assert look(Mode.SHOP, AGREED, 12, 10 + rise, [sale]).code == ""
    counted = look(Mode.BOTH, AGREED, 12, 10 + rise, [sale], by_count=True)
    assert (counted.code, counted.for_shop, counted.for_fortnox) == ("", 12 + rise, 10 + rise)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("is_set", [True, False])
def test_a_write_without_word_of_its_end_is_told_by_the_level(side, is_set):
    known = Known(15, 15, 15) if side is Side.FORTNOX else Known(15, 10, 15)
    known = replace(known, in_fortnox=10) if side is Side.FORTNOX else known
    known = replace(known, pending=Pending(side, 10, 15))
    now = 15 if is_set else 10
    seen = look(Mode.BOTH, known, *((now, 15) if side is Side.SHOP else (15, now)), [])
    assert (seen.code, seen.for_shop, seen.for_fortnox) == ("", 15, 15)


@pytest.mark.parametrize("side", list(Side))
def test_a_write_in_doubt_and_a_count_besides_are_for_a_person(side):
    known = Known(15, 10, 10, Pending(side, 10, 15))
    shop, fortnox = (22, 10) if side is Side.SHOP else (10, 22)
    assert look(Mode.BOTH, known, shop, fortnox, []).code == UNSURE
    assert look(Mode.BOTH, known, shop, fortnox, [], right=Side.SHOP).for_fortnox == shop
    assert look(Mode.SHOP, known, shop, fortnox, []).code == ""


@pytest.mark.parametrize(("at_order", "left"), [(True, 13), (False, 15)])
def test_an_unpaid_order_of_the_moment_of_a_write_counts_as_the_shop_does(at_order, left):
    known = Known(15, 10, 15, Pending(Side.SHOP, 10, 15, is_done=True))
    order = Sale(1, 2, shop=(0, 2), is_new=True)
    assert look(Mode.BOTH, known, 15, 15, [order], at_order=at_order).for_shop == left
    assert look(Mode.BOTH, known, 15, 15, [order]).code == "stock-open-order"


def test_the_first_look_agrees_only_where_both_sides_do():
    assert look(Mode.BOTH, Known(), 10, 10, []).code == ""
    assert look(Mode.BOTH, Known(), 8, 10, [sold(2)]).code == ""
    assert look(Mode.BOTH, Known(), 8, 10, []).code == FIRST


def test_a_document_that_may_count_later_is_told_by_the_first_look():
    sale = sold(2, in_fortnox=(0, 2))
    assert look(Mode.BOTH, Known(), 8, 10, [sale]).in_flight == 2
    assert look(Mode.BOTH, Known(), 8, 8, [sale]).in_flight == 0


def test_what_was_counted_stays_counted_until_it_is_called_off():
    saved = [("invoice", "sent")]
    assert fortnox_bounds("done", "paid", saved, 2, 2) == (2, 2)
    assert fortnox_bounds("due", "cancelled", saved, 2, 2) == (0, 2)
    assert fortnox_bounds("done", "paid", saved, 2, 0, at_saving=True) == (2, 2)
    assert fortnox_bounds("done", "paid", saved, 2, 0, at_saving=False) == (0, 0)
    assert fortnox_bounds("done", "paid", [("invoice", "cancelled")], 2, 2) == (0, 0)
    assert shop_bounds("unpaid", 2, 2) == (2, 2)
    assert shop_bounds("paid", 2, 2, refunded=True) == (0, 2)


def test_only_sales_of_our_time_are_waited_for():
    assert follows("seen", "paid", [], is_ours=True)
    assert not follows("seen", "paid", [], is_ours=False)
    assert not follows("skipped", "paid", [], is_ours=True)
    assert follows("skipped", "paid", [], is_ours=True, is_told=True)
    assert not follows("cancelled", "cancelled", [("invoice", "cancelled")], is_ours=True)


@pytest.mark.parametrize(
    ("changes", "told", "there", "code"),
    [
        ([(100, 0)], 0, 100, "stock-all-zero"),
        ([(100, 60)], 60, 100, "stock-drop"),
        ([(100, 70)], 70, 100, None),
        ([(9, 0)], 0, 9, None),
        ([(0, 500)], 500, 0, None),
    ],
)
def test_a_round_that_would_empty_a_side_waits(changes, told, there, code):
    found = objection(Round(Side.SHOP, changes, told, there), 30)
    assert (found[0] if found else None) == code
