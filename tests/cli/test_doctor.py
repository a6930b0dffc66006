"""``kontera doctor`` and ``kontera shop ask``: the set-up check and the five questions on the terminal."""

from __future__ import annotations

import pytest

ANSWERS = ["end=paid", "start_day=2026-01-01", "stock=off", "trigger=paid", "rounding=stop"]


def doctor(stand, *words):
    return stand.house.kontera("doctor", stand.id, *words)


def ask(stand, *words, stdin=""):
    return stand.house.kontera("shop", "ask", stand.id, *words, stdin=stdin)


@pytest.fixture
def bare(added):
    """A company that lacks an account that the shop needs, and one that it may need."""
    del added.company.shelf("accounts")["3001"]
    del added.company.shelf("accounts")["2421"]
    return added


def test_a_shop_in_order_ends_with_0_and_says_what_would_be_good(added):
    done = doctor(added)
    assert done.code == 0, done.err
    assert "! Webhook från butiken: Ingen webhook från butiken har hörts än." in done.out
    assert "punkter är i ordning." in done.out
    assert "✗" not in done.out
    assert "✓ Konton: 3001" in doctor(added, "--all").out


def test_a_red_finding_ends_with_3_and_names_its_place_and_what_can_be_made(bare):
    done = doctor(bare)
    assert done.code == 3
    assert "✗ Konton: Konto 3001 (Försäljning inom Sverige, 25 % moms) finns inte i kontoplanen." in done.out
    assert "Fortnox → Bokföring → Kontoplan" in done.out
    assert "  account:3001 Försäljning inom Sverige, 25 % moms (MP1)" in done.out
    assert bare.company.account(3001) is None
    told = doctor(bare, "--json")
    assert told.code == 3
    red = [one for one in told.json["findings"] if one["mark"] == "red"]
    assert [(one["check"], one["key"], one["stops"]) for one in red] == [
        ("accounts", "3001", ["account:3001"])
    ]
    assert red[0]["problem"]["en"]["what"].startswith("Account 3001")
    assert [one["key"] for one in told.json["creations"]] == ["account:3001", "account:2421"]


def test_what_is_offered_is_made_on_the_person_s_word_and_once(bare):
    done = doctor(bare, "--create", "--language", "en")
    assert done.code == 0, done.out
    assert "+ account:3001 Försäljning inom Sverige, 25 % moms" in done.out
    assert bare.company.account(3001)["VATCode"] == "MP1"
    again = doctor(bare, "--create", "--json").json
    assert (again["made"], again["creations"]) == ([], [])


def test_answers_can_be_given_as_arguments_and_leave_the_rest_alone(added):
    added.house.kontera("shop", "set", added.id, "project=7")
    done = ask(added, *ANSWERS, "method.poäng=1580", "method.klarna=1581", "--json")
    assert done.code == 0, done.err
    chosen = done.json["choices"]
    assert (chosen["end"], chosen["start_day"]) == ("paid", "2026-01-01")
    assert chosen["payment_accounts"] == {"poäng": 1580}
    shown = added.house.kontera("shop", "show", added.id, "--json").json["choices"]
    assert (shown["project"], shown["end"]) == ("7", "paid")


def test_the_questions_are_asked_one_by_one_and_an_empty_line_keeps_what_there_is(added):
    doctor(added)
    lines = ["paid", "", "1930", "own", "2026-02-01", "", "", "done", "write_off"]
    done = ask(added, stdin="\n".join(lines) + "\n")
    assert done.code == 0, done.err
    assert "1. Hur långt ska en order gå?" in done.out
    assert "Klarna (konto, eller own för egen faktura) [1581]:" in done.out
    shown = added.house.kontera("shop", "show", added.id, "--json").json["choices"]
    assert (shown["end"], shown["trigger"], shown["rounding"]) == ("paid", "done", "write_off")
    assert shown["payment_accounts"] == {"swish": 1930}
    assert shown["own_invoice_methods"] == ["kort"]
    assert shown["start_day"] == "2026-02-01"


@pytest.mark.parametrize("wrong", ["end=halvvägs", "färg=röd", "method.swish=hundra"])
def test_an_answer_that_cannot_be_taken_ends_with_2_and_changes_nothing(added, wrong):
    done = ask(added, "trigger=done", wrong)
    assert done.code == 2
    shown = added.house.kontera("shop", "show", added.id, "--json").json["choices"]
    assert shown["trigger"] == "paid"
