"""Further worked cases agree, in the books and end to end, and no altered amount of them would pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.golden import comparing, flow, program, runner
from tests.golden.test_golden import altered, leaves
from tests.golden.test_golden_flow import SETTINGS, books, hands  # noqa: F401 - fixtures

CASES = program.read_cases(Path(__file__).parent / "more_cases.yaml")["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_books_make_what_a_further_case_expects(case):
    got = runner.outcome(case, SETTINGS)
    assert comparing.differences(case["expect"], got) == []
    unseen = [
        path
        for path, value in leaves(case["expect"])
        if not comparing.differences(altered(case["expect"], path, value), got)
    ]
    assert unseen == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_sandbox_books_what_a_further_case_expects(case, books):  # noqa: F811
    assert flow.check(case, {"settings": SETTINGS, "conventions": {"tolerance": SETTINGS["tolerance"]}}) == []
