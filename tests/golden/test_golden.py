"""The golden cases pass, and any altered amount or account in them is found."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from tests.golden import comparing, runner

FOLDER = Path(__file__).parent
FILE = FOLDER / "golden_cases.yaml"
CASES = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
COVERED = CASES["cases"]
AMOUNT = re.compile(r"-?\d+\.\d{2}")


def leaves(tree, path=()):
    """Every amount, account, rate and quantity in an expectation, by its path."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))
        elif isinstance(value, int) and not isinstance(value, bool):
            yield (*path, key), value + 1
        elif isinstance(value, str) and AMOUNT.fullmatch(value):
            yield (*path, key), str(Decimal(value) + Decimal("0.01"))
        elif key in ("rate", "vat_rate", "qty"):
            yield (*path, key), str(Decimal(value) + 1)


def altered(tree, path, value):
    changed = copy.deepcopy(tree)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


@pytest.mark.parametrize("case", COVERED, ids=lambda case: case["id"])
def test_the_books_make_exactly_what_the_case_expects(case):
    assert comparing.differences(case["expect"], runner.outcome(case, CASES["settings"])) == []


@pytest.mark.parametrize("case", COVERED, ids=lambda case: case["id"])
def test_the_runner_finds_every_altered_amount_and_account(case):
    got = runner.outcome(case, CASES["settings"])
    unseen = [
        path
        for path, value in leaves(case["expect"])
        if not comparing.differences(altered(case["expect"], path, value), got)
    ]
    assert unseen == []


@pytest.mark.parametrize("case", COVERED, ids=lambda case: case["id"])
def test_the_runner_finds_every_missing_and_every_surplus_part(case):
    got = runner.outcome(case, CASES["settings"])
    for part in ("documents", "vouchers"):
        for place in range(len(case["expect"][part])):
            fewer = copy.deepcopy(case["expect"])
            del fewer[part][place]
            more = copy.deepcopy(case["expect"])
            more[part].append(copy.deepcopy(more[part][place]))
            assert comparing.differences(fewer, got)
            assert comparing.differences(more, got)
    assert comparing.differences({**case["expect"], "status": "something_else"}, got)
    assert comparing.differences({**case["expect"], "vat_return": {"05": "1.23"}}, got)


@pytest.mark.parametrize("account", ["receivable", "gift_card_liability", "rounding"])
def test_an_altered_account_in_the_settings_is_found(account):
    changed = copy.deepcopy(CASES)
    changed["settings"]["accounts"][account] = 9999
    assert runner.run(changed).failed


def test_every_case_of_the_file_agrees():
    report = runner.run(CASES)
    assert report.failed == {}
    assert len(report.passed) == len(CASES["cases"])


def test_a_case_of_an_unknown_kind_is_a_difference_and_never_skipped():
    case = copy.deepcopy(COVERED[0])
    case["expect"]["vouchers"][0]["kind"] = "something_new"
    report = runner.run({"settings": CASES["settings"], "cases": [case]})
    assert list(report.failed) == ["GC001"]


def test_a_case_that_cannot_be_read_is_a_difference():
    case = copy.deepcopy(COVERED[0])
    del case["order"]["lines"]
    assert list(runner.run({"settings": CASES["settings"], "cases": [case]}).failed) == ["GC001"]


def run_file(path):
    command = [sys.executable, str(FOLDER / "runner.py"), str(path), "--only-books"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_ends_with_0_when_all_agree():
    done = run_file(FILE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "50 golden cases agree" in done.stdout


def test_the_command_ends_with_1_and_names_the_account_when_an_amount_is_altered(tmp_path):
    changed = copy.deepcopy(CASES)
    changed["cases"][0]["expect"]["vouchers"][0]["rows"][1]["credit"] = "25.01"
    file = tmp_path / "altered cases.yaml"
    file.write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    done = run_file(file)
    assert done.returncode == 1
    assert "GC001" in done.stdout
    assert "account 2611" in done.stdout
