"""``kontera import``: told first, then run, paused, stopped, and looked at, on the terminal."""

from __future__ import annotations

from datetime import date

import pytest

PAST = {"created": "2026-07-03 12:00:00"}


def bring(stand, *words):
    return stand.house.kontera("import", stand.id, *words)


@pytest.fixture
def past(stand):
    """A shop that was connected today and has two old orders."""
    stand.known()
    stand.house.kontera("shop", "set", stand.id, "end=paid")
    stand.numbers = [stand.buy(**PAST) for _ in range(2)]
    return stand


def standing(stand):
    return [one for one in stand.company.invoices.values() if not one["Cancelled"]]


def test_a_dry_run_tells_and_sends_nothing_and_the_run_sends_it(past):
    done = bring(past, "--from", "2026-01-01", "--dry-run", "--json")
    assert done.code == 0, done.err
    told = done.json
    assert (told["state"], told["end"], told["report"]["kinds"]) == ("ready", "paid", {"sent": 2})
    card, article, price = told["report"]["customers"], told["report"]["articles"], 1
    assert told["report"]["requests"] == 2 * 4 + card + article + price
    assert standing(past) == []
    done = bring(past, "--run")
    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == "done (paid)"
    assert "2026-07  3001   25 %        -400.00" in done.out
    assert "total 2, done 2" in done.out
    assert [one["Booked"] for one in standing(past)] == [True, True]
    assert bring(past, "--status", "--json").json["progress"]["done"] == 2


def test_a_refusal_ends_with_3_and_says_why_in_both_languages(past):
    past.company.switches.locked_until = date(2026, 6, 30)
    done = bring(past, "--from", "2026-01-01", "--run")
    assert done.code == 3
    assert "[import-period-closed] Bokföringen i Fortnox är låst till och med 2026-06-30" in done.err
    assert "[import-period-closed] The books in Fortnox are closed" in done.err
    past.company.switches.locked_until = None
    assert bring(past, "--again").out.splitlines()[0] == "ready (paid)"


def test_words_that_can_be_said_to_an_import(past):
    assert bring(past, "--from-order", past.numbers[1], "--end", "order").code == 0
    started = bring(past, "--run", "--no-wait", "--json")
    assert (started.code, started.json["state"]) == (4, "running")
    assert bring(past, "--pause", "--json").json["state"] == "paused"
    assert bring(past, "--resume").code == 0
    assert len(past.company.orders) == 1
    wrong = bring(past, "--stop")
    assert (wrong.code, "Historiken är done: det går inte." in wrong.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "i våras"), "är ingen dag"),
        (("--from", "2026-02-01", "--until", "2026-01-01"), "--until ligger före --from."),
        (("--from", "2026-02-01", "--stop"), "kan inte pausas eller stoppas"),
        (("--status",), "Det finns ingen historik att visa."),
        (("--run",), "Det finns ingen historik att visa."),
    ],
)
def test_what_makes_no_sense_ends_with_2(added, words, said):
    done = bring(added, *words)
    assert (done.code, said in done.err) == (2, True), done.err


def test_a_second_import_while_one_is_under_way_ends_with_3(past):
    bring(past, "--from", "2026-01-01")
    bring(past, "--run", "--no-wait")
    done = bring(past, "--from", "2026-01-01")
    assert (done.code, "[import-open]" in done.err) == (3, True)
    assert bring(past, "--stop", "--json").json["state"] == "stopped"


def test_a_paused_shop_may_have_its_history_told_but_not_sent(past):
    past.house.kontera("shop", "set", past.id, "paused=yes")
    done = bring(past, "--from", "2026-01-01", "--dry-run", "--json")
    assert (done.code, done.json["state"]) == (0, "ready")
    done = bring(past, "--run")
    assert (done.code, "Butiken är pausad." in done.err) == (4, True)
    assert standing(past) == []
