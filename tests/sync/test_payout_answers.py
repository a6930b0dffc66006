"""Payouts between a person and the worker: no answer is lost, and nothing is settled in other books."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from tests.payouts.making import write
from tests.sync.paying import (
    POST,
    book,
    by_hand,
    line,
    look,
    manual,
    open_place,
    read_in,
    report,
    sold,
    standing,
)
from tests.sync.scene import TENANTS, Killed

from kontera.payouts.forms import known_formats
from kontera.payouts.reports import read_report
from kontera.problems import Held
from kontera.shops import across, postings
from kontera.shops import payouts as kept
from kontera.shops.paidwith import paid_with
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


def move(place):
    """The shop's books are kept in another company from now on."""
    tenant = next(TENANTS)
    place.stage.world.add_company(tenant)
    place.handle.move_to(across.company_for(str(tenant)))
    return place.stage.world.companies[tenant]


def test_what_was_booked_in_another_company_is_not_paid_out_in_this_one(stage):
    place = open_place(stage)
    (number,) = sold(place)
    new = move(place)
    (row,) = read_in(place, report(line(number)))
    assert standing(book(place, row)) == ("held", "payout-lines-open")
    assert kept.lines_of(row)[0].problem_code == "payout-line-unknown"
    assert new.vouchers == {}


def test_what_stands_in_the_books_of_the_company_before_is_not_missed_in_those_of_today(stage):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    assert standing(book(place, row)) == ("booked", "")
    move(place)
    sold(place)
    place.work("reconcile")
    assert [one["findings"] for one in place.chore("reconcile").told["years"].values()] == [[]]
    place.handle.move_to(across.company_for(str(place.tenant)))
    place.work("reconcile")
    assert {one.state for one in postings.postings_of(place.handle)} == {"equal"}
    assert postings.postings_of(place.handle).count() == 3


def test_a_payout_that_was_on_its_way_to_another_company_is_not_sent_to_this_one(stage):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    look(place, row)
    stage.wire.kill(*POST, after=True)
    with pytest.raises(Killed):
        book(place, row)
    stage.install()
    old, new = place.company, move(place)
    for _ in range(3):
        stage.advance(3600)
        look(place, row)
    assert standing(row) == ("held", "payout-sent-elsewhere")
    assert standing(book(place, row)) == ("held", "payout-sent-elsewhere")
    assert new.vouchers == {}
    place.handle.move_to(across.company_for(str(place.tenant)))
    stage.advance(3600)
    assert standing(book(place, row)) == ("booked", "")
    assert len([one for one in old.vouchers.values() if one.reference_type == "MANUAL"]) == 1


@pytest.mark.parametrize(
    ("theirs", "ours"), [(date(2026, 12, 30), date(2027, 1, 2)), (date(2027, 1, 2), date(2026, 12, 31))]
)
def test_a_voucher_by_hand_on_the_other_side_of_new_year_holds_the_payout(stage, theirs, ours):
    place = open_place(stage)
    (number,) = sold(place)
    place.company.add_year(2027)
    by_hand(place, {1930: 19275, 6570: 625, 1581: -19900}, theirs)
    (row,) = read_in(place, report(line(number), day=ours))
    assert standing(book(place, row)) == ("held", "payout-maybe-booked")


def test_a_payout_that_never_came_to_the_old_company_is_begun_anew_by_reading_its_report(stage):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    look(place, row)
    stage.wire.kill(*POST, after=False)
    with pytest.raises(Killed):
        book(place, row)
    stage.install()
    new = move(place)
    assert standing(look(place, row)) == ("held", "payout-sent-elsewhere")
    assert read_in(place, report(line(number))) == [row]
    kept.confirm(place.handle, look(place, row))
    assert standing(book(place, row)) == ("booked", "")
    assert len(new.vouchers) == 1


def test_a_report_that_another_shop_of_the_company_has_booked_is_not_booked_here_too(stage):
    place = open_place(stage)
    other = stage.open_shop(place.tenant, end="paid")
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    assert standing(book(place, row)) == ("booked", "")
    (again,) = read_in(other, report(line(number)))
    kept.confirm(other.handle, look(other, again))
    assert standing(book(other, again)) == ("held", "payout-maybe-booked")
    assert len(manual(place)) == 1


def test_a_report_is_of_the_provider_that_its_orders_were_paid_with(stage):
    place = open_place(stage)
    (number,) = sold(place, method="qliro")
    paid = partial(paid_with, place.handle, known_formats())
    heads = "utbetalningsreferens;utbetalningsnummer;ordernummer;belopp;avgift;utbetalningsdatum\n"
    content = f"{heads}U1;U1;{number};199,00;3,00;2026-11-13\n".encode()
    assert read_report(content, paid_with=paid).settlements[0].provider == "qliro"
    with pytest.raises(Held) as held:
        read_report(write(report(line(number))), paid_with=paid)
    assert (held.value.code, held.value.facts["paid"]) == ("payout-provider-other", "qliro")
