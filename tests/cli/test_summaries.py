"""``kontera summary``: foretold, booked once, and refused with a reason, on the terminal."""

from __future__ import annotations

import pytest


@pytest.fixture
def sold(stand):
    """A shop that sums its days, with one order that waits."""
    stand.known()
    stand.house.kontera("shop", "set", stand.id, "posting_mode=daily", "start_day=2026-01-01")
    stand.number = stand.buy()
    assert stand.house.kontera("sync", "order", stand.id, stand.number).code == 0
    return stand


def summed(stand):
    return [one for one in stand.company.vouchers.values() if ":summary:" in one.text]


def the_day(stand):
    done = stand.house.kontera("summary", stand.id, "--dry-run", "--json")
    assert done.code == 0, done.err
    (told,) = done.json["summaries"]
    return told


def test_a_dry_run_shows_the_voucher_and_sends_nothing_and_the_run_books_it_once(sold):
    told = the_day(sold)
    assert (told["state"], told["orders"]) == ("waiting", 1)
    whys = {row["account"]: [why["code"] for why in row["why"]] for row in told["preview"]["rows"]}
    assert whys[1581] == ["money"]
    assert whys[2611] == ["vat"]
    assert all(whys.values())
    assert [rule["orders"] for rule in told["preview"]["rules"]] == [1]
    assert summed(sold) == []
    for _ in range(2):
        done = sold.house.kontera("summary", sold.id, "--day", told["day"], "--json")
        assert done.code == 0, done.err
        (booked,) = done.json["summaries"]
        assert (booked["state"], booked["voucher"][:2]) == ("booked", "A ")
    assert len(summed(sold)) == 1
    assert sold.house.kontera("summary", sold.id, "--dry-run").out == "Inget väntar. / Nothing waits.\n"


def test_a_locked_period_is_told_with_its_cure_and_the_status_says_held(sold):
    day = the_day(sold)["day"]
    sold.company.switches.locked_until = sold.house.world.clock.now().date()
    done = sold.house.kontera("summary", sold.id, "--day", day)
    assert done.code == 3
    assert "fortnox-period-locked" in done.err + done.out
    assert summed(sold) == []


def test_a_word_that_is_no_day_is_wrong_use(sold):
    assert sold.house.kontera("summary", sold.id, "--day", "igår").code == 2
