"""A settlement report becomes one voucher, once, and the clearing account returns to zero."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sync.paying import (
    DAY,
    POST,
    book,
    by_hand,
    line,
    look,
    manual,
    open_place,
    read_in,
    report,
    rows_of,
    sold,
    standing,
)
from tests.sync.scene import Killed

from kontera.problems import Held
from kontera.shops import payouts as kept
from kontera.shops.models import Posting


def test_a_payout_is_shown_before_it_is_booked_and_then_is_one_voucher(stage):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    assert standing(look(place, row)) == ("read", "")
    assert [(one["account"], one["debit"], one["credit"]) for one in row.preview["voucher"]["rows"]] == [
        (1930, "192.75", "0.00"),
        (2641, "1.25", "0.00"),
        (6570, "5.00", "0.00"),
        (1581, "0.00", "199.00"),
    ]
    assert row.preview["vat_return"] == {"48": "1.25"}
    assert row.preview["voucher"]["rows"][1]["why"]["sv"] == "Momsen på avgiften, som rapporten anger den."
    assert manual(place) == []
    assert standing(book(place, row)) == ("booked", "")
    (voucher,) = manual(place)
    assert rows_of(voucher) == {1930: 19275, 2641: 125, 6570: 500, 1581: -19900}
    assert (voucher.series, voucher.day) == ("A", DAY)
    key = place.handle.shop.key
    assert voucher.text == f"Utbetalning klarna P1 kontera:{key}:payout:klarna:P1;"
    assert row.voucher == f"A {voucher.number} {voucher.year}"
    assert 1581 not in place.ledger()
    assert Posting.objects.get(payout=row).expected == {
        "1930": 19275,
        "2641": 125,
        "6570": 500,
        "1581": -19900,
    }


def test_the_shop_chooses_bank_fee_account_vat_and_series(stage):
    place = open_place(
        stage,
        payout_bank_accounts={"stripe": 1940},
        payout_fee_accounts={"stripe": 6064},
        payout_fee_vat={"stripe": "from_report"},
        voucher_series="E",
    )
    (number,) = sold(place, method="stripe")
    (row,) = read_in(place, report(line(number, vat=0), provider="stripe"))
    assert standing(book(place, row)) == ("booked", "")
    assert rows_of(manual(place)[0]) == {1940: 19400, 6064: 500, 1582: -19900}
    assert manual(place)[0].series == "E"


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"payout_fee_vat": {"klarna": "none"}}, "payout-fee-choice"),
        ({"payout_fee_vat": {"klarna": "exempt"}}, "payout-fee-vat"),
        ({"payment_accounts": {"klarna": 1930}}, "payout-without-clearing"),
        ({"voucher_series": "FINNSEJ"}, "fortnox-series-missing"),
    ],
)
def test_what_is_chosen_wrongly_holds_the_payout(stage, choices, code):
    place = open_place(stage)
    (number,) = sold(place)
    place.choose(**choices)
    (row,) = read_in(place, report(line(number)))
    found = standing(book(place, row))
    assert found[0] == "held"
    assert found[1] == code
    assert manual(place) == []


def test_lines_that_nothing_matches_hold_the_payout_until_a_person_confirms_them(stage):
    place = open_place(stage)
    number, other = sold(place, 2)
    (row,) = read_in(place, report(line(number), line("okänd", 1000, 0, 0), line(other, 77, 0, 0)))
    assert standing(look(place, row)) == ("held", "payout-lines-open")
    assert row.problem_facts == {"provider": "klarna", "marker": "P1", "count": "2", "first": "2"}
    codes = [one.problem_code for one in kept.lines_of(row)]
    assert codes == ["", "payout-line-unknown", "payout-line-differs"]
    assert standing(book(place, row)) == ("held", "payout-lines-open")
    kept.confirm(place.handle, row, [2])
    assert standing(look(place, row))[0] == "held"
    kept.confirm(place.handle, row)
    assert standing(look(place, row)) == ("read", "")
    assert standing(book(place, row)) == ("booked", "")
    assert rows_of(manual(place)[0])[1581] == -19900 - 1000 - 77


def test_a_line_finds_its_order_by_the_transaction_and_waits_for_one_that_is_not_booked_yet(stage):
    place = open_place(stage)
    (row,) = read_in(place, report(line("", transaction="pi_42")))
    assert standing(look(place, row)) == ("held", "payout-lines-open")
    sold(place, transaction_id="pi_42")
    assert standing(look(place, row)) == ("read", "")


def test_a_payment_that_stands_with_another_provider_is_cleared_there_when_confirmed(stage):
    place = open_place(stage)
    (number,) = sold(place, method="card")
    (row,) = read_in(place, report(line(number)))
    assert standing(look(place, row)) == ("held", "payout-lines-open")
    assert kept.lines_of(row)[0].problem_code == "payout-line-elsewhere"
    kept.confirm(place.handle, row)
    assert standing(book(place, row)) == ("booked", "")
    assert {account: ore for account, ore in place.ledger().items() if 1580 <= account < 1590} == {}


def test_a_locked_period_and_a_missing_year_hold_the_payout_and_the_day_is_never_moved(stage):
    place = open_place(stage)
    (number,) = sold(place)
    place.company.switches.locked_until = DAY
    (row,) = read_in(place, report(line(number)))
    assert standing(book(place, row)) == ("held", "fortnox-period-locked")
    place.stage.advance(3600)
    assert standing(look(place, row)) == ("held", "fortnox-period-locked")
    place.company.switches.locked_until = None
    assert standing(book(place, row)) == ("booked", "")
    assert manual(place)[0].day == DAY
    (other,) = read_in(place, report(line(number), marker="P2", day=date(2019, 5, 2)))
    kept.confirm(place.handle, look(place, other))
    assert standing(book(place, other)) == ("held", "fortnox-year-missing")


# -- once only ------------------------------------------------------------------------------------


def test_the_same_file_twice_is_one_payout_and_one_voucher(stage):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    assert read_in(place, report(line(number))) == [row]
    book(place, row)
    assert read_in(place, report(line(number))) == [row]
    assert standing(book(place, row)) == ("booked", "")
    assert len(manual(place)) == 1


def test_a_booked_payout_that_comes_again_with_other_amounts_is_named(stage):
    place = open_place(stage)
    (number,) = sold(place)
    book(place, read_in(place, report(line(number)))[0])
    with pytest.raises(Held) as refused:
        read_in(place, report(line(number, 20000)))
    assert refused.value.code == "payout-marker-taken"


def test_overlapping_files_never_settle_a_payment_twice(stage):
    place = open_place(stage)
    first, second, third = sold(place, 3)
    (one,) = read_in(place, report(line(first), line(second)))
    (two,) = read_in(place, report(line(second), line(third), marker="P2"))
    assert standing(book(place, one)) == ("booked", "")
    assert standing(book(place, two)) == ("held", "payout-lines-open")
    assert [each.problem_code for each in kept.lines_of(two)] == ["payout-line-unknown", ""]
    assert len(manual(place)) == 1


@pytest.mark.parametrize("after", [False, True])
def test_killed_around_the_call_it_is_still_one_voucher(stage, after):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    look(place, row)
    stage.wire.kill(*POST, after=after)
    with pytest.raises(Killed):
        book(place, row)
    row.refresh_from_db()
    assert row.state == "sending"
    stage.install()
    place.work("payouts")
    for _ in range(3):
        stage.advance(120)
        look(place, row)
    assert standing(row) == ("booked", "")
    assert len(manual(place)) == 1
    assert 1581 not in place.ledger()


FAULTS = {
    "500 before": {"kind": "error_before", "retry_after": 0},
    "500 after": {"kind": "error_after", "retry_after": 0},
    "lost": {"kind": "lost"},
    "429": {"kind": "too_many", "retry_after": 0},
    "broken": {"kind": "broken_json"},
    "late": {"kind": "late"},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_after_a_lost_answer_it_is_looked_for_before_anything_is_sent_again(stage, fault):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    look(place, row)
    stage.world.faults.add(**FAULTS[fault], service="fortnox", method=POST[0], path=POST[1])
    book(place, row)
    for _ in range(4):
        stage.world.settle()
        stage.advance(120)
        look(place, row)
    assert standing(row) == ("booked", "")
    assert len(manual(place)) == 1


def test_not_found_is_believed_only_when_the_attempt_is_old_enough(stage):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    stage.forget()
    stage.world.faults.add(**FAULTS["500 before"], service="fortnox", method=POST[0], path=POST[1])
    book(place, row)
    stage.advance(5)
    look(place, row)
    assert (row.state, stage.calls().count("POST /3/vouchers")) == ("sending", 1)
    stage.advance(60)
    look(place, row)
    assert (row.state, stage.calls().count("POST /3/vouchers")) == ("booked", 2)


@pytest.mark.parametrize("days", [-4, 0, 5])
def test_a_voucher_by_hand_that_looks_like_the_payout_holds_it(stage, days):
    place = open_place(stage)
    (number,) = sold(place)
    by_hand(place, {1930: 19275, 6570: 625, 1581: -19900}, DAY + timedelta(days=days))
    (row,) = read_in(place, report(line(number)))
    assert standing(book(place, row)) == ("held", "payout-maybe-booked")
    assert row.problem_facts["text"] == "Utbetalning Klarna"
    assert standing(look(place, row)) == ("held", "payout-maybe-booked")
    assert kept.is_another(place.handle, row)
    assert standing(book(place, row)) == ("booked", "")


def test_a_voucher_that_is_far_away_or_of_another_amount_is_no_reason_to_hold(stage):
    place = open_place(stage)
    (number,) = sold(place)
    by_hand(place, {1930: 19275, 1581: -19275}, DAY + timedelta(days=6))
    by_hand(place, {1930: 19274, 1581: -19274})
    (row,) = read_in(place, report(line(number)))
    assert standing(book(place, row)) == ("booked", "")


def test_a_payout_that_is_booked_already_can_be_skipped_and_its_payments_are_settled(stage):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    look(place, row)
    assert kept.skip(place.handle, row)
    (again,) = read_in(place, report(line(number), marker="P2"))
    assert standing(book(place, again)) == ("held", "payout-lines-open")
    assert manual(place) == []


def test_a_voucher_of_ours_that_is_found_is_the_payout_s_own_though_nothing_was_written_down(stage):
    place = open_place(stage)
    (number,) = sold(place)
    (row,) = read_in(place, report(line(number)))
    book(place, row)
    kept.update(row, state="due", voucher="")
    assert standing(look(place, row)) == ("booked", "")
    assert len(manual(place)) == 1


# -- currencies -----------------------------------------------------------------------------------


def euro_sale(place):
    registers = place.stage.world.registers
    registers.days["EUR", "2026-11-10"] = rate = Decimal("10.75")
    registers.days["EUR", DAY.isoformat()] = rate
    return sold(place, currency="EUR", method="stripe")[0]


def test_a_payout_in_another_currency_needs_the_bank_s_amount_or_a_rate_and_books_the_difference(stage):
    place = open_place(stage)
    number = euro_sale(place)
    stripe = report(line(number, vat=0), provider="stripe", currency="EUR")
    (row,) = read_in(place, stripe)
    look(place, row)
    assert standing(row) == ("read", ""), row.problem_facts
    assert kept.tell_bank(place.handle, row, 210000)
    assert standing(book(place, row)) == ("booked", "")
    booked = rows_of(manual(place)[0])
    assert booked[1930] == 210000
    assert booked[1582] == -213925
    assert 1582 not in place.ledger()
    assert booked.get(3960, 0) + booked.get(7960, 0) == 213925 - 210000 - booked[6570]


# -- any batching -----------------------------------------------------------------------------------


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.booleans(), min_size=5, max_size=5),
    fees=st.lists(st.integers(0, 900), min_size=6, max_size=6),
)
def test_payouts_in_any_batching_return_the_clearing_account_to_zero(stage, cuts, fees):
    place = open_place(stage)
    numbers = sold(place, 6)
    batches = [[]]
    for number, cut, fee in zip(numbers, [False, *cuts], fees, strict=True):
        batches += [[]] if cut else []
        batches[-1].append(line(number, 19900, fee, fee // 4))
    for place_in_row, batch in enumerate(batches):
        (row,) = read_in(place, report(*batch, marker=f"P{place_in_row}"))
        assert standing(book(place, row)) == ("booked", "")
    assert 1581 not in place.ledger()
    assert place.ledger()[1930] + place.ledger().get(6570, 0) + place.ledger().get(2641, 0) == 6 * 19900
