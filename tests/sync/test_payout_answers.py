"""Payouts between a person and the worker: no answer is lost, and nothing is settled in other books."""

from __future__ import annotations

import pytest
from tests.sync.paying import book, line, look, manual, open_place, read_in, report, sold, standing

from kontera.shops import payouts as kept
from kontera.sync import payouts


@pytest.mark.parametrize("lines", [[], [line("okänd", 1000, 0, 0)]])
@pytest.mark.parametrize(("answer", "state"), [("ask_booking", "due"), ("skip", "skipped")])
def test_an_answer_that_is_given_while_the_worker_weighs_is_not_undone(stage, lines, answer, state):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number), *lines))
    (under_way,) = kept.open_payouts(place.handle)
    assert getattr(kept, answer)(place.handle, row)
    payouts.carry(place.handle, stage.ends, under_way)
    row.refresh_from_db()
    assert standing(row) == (state, "")


def test_a_payout_that_is_skipped_unseen_has_settled_its_payments_all_the_same(stage):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    assert kept.skip(place.handle, row)
    look(place, row)
    (again,) = read_in(place, report(line(number), marker="P2"))
    assert standing(book(place, again)) == ("held", "payout-lines-open")
    assert standing(row) == ("skipped", "")
    assert manual(place) == []
