"""What is told besides the figures: countries by name, and a sentence that fails stops nothing."""

from __future__ import annotations

from dataclasses import replace

from tests.books.making import DAY, line, order

from kontera.books.decision import decide
from kontera.books.policy import DEFAULT_POLICY
from kontera.sync.telling import preview_json, why_text


def test_a_reason_that_fails_leaves_the_figures():
    decision = decide(order(line(100), line(50)), DEFAULT_POLICY, DAY)
    broken = replace(decision, order=replace(decision.order, discount_gross_ore="no amount"))
    shown = preview_json(broken)
    assert shown["reasons"] == []
    assert shown["vouchers"] == preview_json(decision)["vouchers"]


def test_the_terminal_tells_each_reason_once_and_names_every_account():
    text = why_text(decide(order(line(100), line(50)), DEFAULT_POLICY, DAY), "sv").splitlines()
    assert text[0] == "Varför:"
    assert len(text) == len(set(text))
    assert "  2611  Utgående moms på försäljning inom Sverige, 25 %" in text
    assert why_text(decide(order(line(100)), DEFAULT_POLICY, DAY), "en").startswith("Why:")
