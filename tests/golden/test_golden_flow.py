"""The golden cases pass end to end: shop, real HTTP, the flow, and the sandbox's own ledger."""

from __future__ import annotations

import copy
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from tests.golden import flow
from tests.golden.test_golden import COVERED as IN_BOOKS
from tests.golden.test_golden import altered, leaves

FOLDER = Path(__file__).parent
CASES = yaml.safe_load((FOLDER / "golden_cases.yaml").read_text(encoding="utf-8"))
COVERED = list(IN_BOOKS)
SETTINGS = {**CASES["settings"], "tolerance": CASES["conventions"]["tolerance"]}


@pytest.fixture(scope="module")
def hands():
    """The flow's threads keep their connections until the last case."""
    from kontera.sync import hands  # noqa: PLC0415 - Django is set up by now

    yield
    hands.close()


@pytest.fixture
def books(transactional_db, hands):
    """A database that the threads of the flow see."""


def case_of(name):
    return copy.deepcopy(next(case for case in COVERED if case["id"] == name))


@pytest.mark.parametrize("case", COVERED, ids=lambda case: case["id"])
def test_the_sandbox_books_what_the_case_expects_and_no_altered_amount_would_pass(case, books):
    got = flow.outcome(case, CASES["settings"])
    assert flow.differences(case, SETTINGS, got) == []
    unseen = [
        path
        for path, value in leaves(case["expect"])
        if not flow.differences({**case, "expect": altered(case["expect"], path, value)}, SETTINGS, got)
    ]
    assert unseen == []


@pytest.mark.parametrize("part", ["unit_price_incl", "vat_rate", "qty"])
def test_an_altered_order_does_not_pass(part, books):
    case = case_of("GC015")
    changed = {"unit_price_incl": "499.01", "vat_rate": "12", "qty": "2"}
    case["order"]["lines"][0][part] = changed[part]
    assert flow.differences(case, SETTINGS, flow.outcome(case, CASES["settings"]))


def test_an_altered_total_of_the_shop_does_not_pass(books):
    case = case_of("GC001")
    case["order"]["shop_total"] = "126.00"
    got = flow.outcome(case, CASES["settings"])
    assert got["status"] == "held amounts-do-not-add-up"
    assert got["documents"] == []
    assert flow.differences(case, SETTINGS, got)


def test_altered_accounts_in_the_settings_do_not_pass(books):
    settings = copy.deepcopy(SETTINGS)
    settings["accounts"]["clearing"]["klarna"] = 1589
    found = flow.differences(case_of("GC001"), settings, flow.outcome(case_of("GC001"), settings))
    assert any("1589" in line for line in found)


def split_otherwise(got, ore):
    """The same document as a Fortnox that rounds VAT per row would split it: net up, VAT down."""
    made, step = copy.deepcopy(got), Decimal(ore) / 100
    totals, rows = made["documents"][0]["totals"], made["vouchers"][0]["rows"]
    totals["net"] = str(Decimal(totals["net"]) + step)
    totals["vat_total"] = str(Decimal(totals["vat_total"]) - step)
    for row in rows:
        shift = {3001: step, 2611: -step}.get(row["account"], 0)
        row["credit"] = str(Decimal(row["credit"]) + shift)
    made["vat_return"]["05"] = str(Decimal(made["vat_return"]["05"]) + step)
    made["vat_return"]["10"] = str(Decimal(made["vat_return"]["10"]) - step)
    return made


@pytest.fixture
def case_one(books):
    return case_of("GC001"), flow.outcome(case_of("GC001"), CASES["settings"])


def test_fortnox_may_split_net_and_vat_by_one_ore_and_no_more(case_one):
    case, got = case_one
    assert flow.differences(case, SETTINGS, split_otherwise(got, 1)) == []
    assert flow.differences(case, SETTINGS, split_otherwise(got, 2))


def test_the_total_may_not_differ_at_all(case_one):
    case, got = case_one
    got["documents"][0]["totals"]["total"] = "125.01"
    assert flow.differences(case, SETTINGS, got)


def run_file(tmp_path, cases):
    file = tmp_path / "some cases.yaml"
    file.write_text(yaml.safe_dump({**CASES, "cases": cases}, allow_unicode=True), encoding="utf-8")
    command = [sys.executable, str(FOLDER / "runner.py"), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_ends_with_0_when_all_agree_and_with_1_when_an_amount_is_altered(tmp_path):
    good = run_file(tmp_path, [case_of("GC001")])
    assert good.returncode == 0, good.stdout + good.stderr
    assert "1 golden cases agree, 0 differ, in the books and end to end" in good.stdout
    case = case_of("GC001")
    case["expect"]["vouchers"][1]["rows"][0]["debit"] = "125.01"
    bad = run_file(tmp_path, [case])
    assert bad.returncode == 1
    assert "end to end: voucher pay account 1581: expected 125.01, got 125.00" in bad.stdout
