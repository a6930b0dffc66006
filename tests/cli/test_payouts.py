"""``kontera payout``: shown, booked, and refused with a reason, on the terminal."""

from __future__ import annotations

from datetime import date

import pytest
from tests.payouts.making import write

from kontera.books.payouts import ReportLine, Settlement

DAY = date(2026, 11, 13)


@pytest.fixture
def sold(stand, tmp_path):
    """A shop with one order that Klarna was paid for, and the report of its payout."""
    stand.known()
    stand.house.kontera("shop", "set", stand.id, "end=paid", "start_day=2026-01-01")
    number = stand.buy()
    assert stand.house.kontera("sync", "order", stand.id, number).code == 0
    stand.number, stand.file = number, tmp_path / "rapport.csv"
    report(stand, 25000)
    return stand


def report(stand, ore, **more):
    line = ReportLine("sale", ore, 500, 125, stand.number, DAY)
    stand.file.write_bytes(write(Settlement("klarna", "P1", DAY, (line,), **more)))


def pay_out(stand, *words):
    return stand.house.kontera("payout", stand.id, str(stand.file), *words)


def manual(stand):
    return [one for one in stand.company.vouchers.values() if one.reference_type == "MANUAL"]


def test_a_dry_run_shows_the_voucher_and_keeps_nothing_and_the_run_books_it_once(sold):
    done = pay_out(sold, "--dry-run")
    assert done.code == 0, done.err
    assert "klarna P1  2026-11-13  243.75 SEK  read" in done.out
    assert manual(sold) == []
    done = pay_out(sold, "--json")
    assert done.code == 0, done.err
    (told,) = done.json["payouts"]
    assert (told["state"], told["voucher"][:2], told["net"]) == ("booked", "A ", "243.75")
    assert pay_out(sold).code == 0
    assert [{account: str(amount) for account, amount in one.rows} for one in manual(sold)] == [
        {1581: "-250.00", 1930: "243.75", 2641: "1.25", 6570: "5.00"}
    ]


def test_open_lines_end_with_3_and_are_booked_when_confirmed(sold):
    report(sold, 25001)
    done = pay_out(sold)
    assert (done.code, "[payout-lines-open]" in done.err) == (3, True), done.err
    assert f"  ! 1: {sold.number} 250.01 payout-line-differs" in done.out
    assert manual(sold) == []
    assert pay_out(sold, "--confirm").code == 0
    assert len(manual(sold)) == 1


def test_a_file_that_cannot_be_read_ends_with_3_and_says_why(sold):
    sold.file.write_bytes(sold.file.read_bytes()[:-30])
    done = pay_out(sold, "--json")
    assert (done.code, done.json["problem"]["code"]) == (3, "payout-line-torn")
    sold.file.write_text("a;b\n1;2\n", encoding="utf-8")
    assert "[payout-columns-missing]" in pay_out(sold, "--provider", "stripe").err


def test_lines_that_belong_to_no_payout_yet_are_told(sold):
    head = "Date,Type,Gross,Fee,Net,Transaction ID\n"
    sold.file.write_text(f"{head}2026-11-10,Express Checkout Payment,1.00,0.00,1.00,A\n", encoding="utf-8")
    done = pay_out(sold, "--json")
    assert (done.code, done.json) == (0, {"payouts": [], "refused": [], "lines_without_payout": 1})


def test_a_payout_that_is_booked_otherwise_is_named_and_stops_no_other_of_the_file(sold):
    assert pay_out(sold).code == 0
    lines = [ReportLine("sale", ore, 0, 0, "9", DAY) for ore in (100, 200)]
    both = [Settlement("klarna", f"P{place}", DAY, (one,)) for place, one in enumerate(lines, 1)]
    sold.file.write_bytes(write(*both))
    done = pay_out(sold, "--confirm", "--json")
    assert (done.code, "[payout-marker-taken]" in done.err) == (3, True), done.err
    assert [(one["marker"], one["state"]) for one in done.json["payouts"]] == [("P2", "booked")]
    assert [one["facts"]["marker"] for one in done.json["refused"]] == ["P1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--bank-sek", "mycket"), "är inget belopp"),
        (("--format", "/finns/inte.toml"), "Filen går inte att läsa: /finns/inte.toml"),
    ],
)
def test_what_makes_no_sense_ends_with_2(sold, words, said):
    done = pay_out(sold, *words)
    assert (done.code, said in done.err) == (2, True), done.err
