"""What ``python tests/golden/runner.py CASES.yaml`` does: all cases, in the books and end to end."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from tests.golden import flow, runner

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]
USUAL = Path(__file__).parent / "golden_cases.yaml"


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="runner.py", description="Orders and their vouchers.")
    parser.add_argument("cases", type=Path, metavar="CASES.yaml")
    parser.add_argument("--only-books", action="store_true", help="leave out the way through the sandbox")
    return parser.parse_args(arguments)


def read_cases(file: Path) -> Json:
    """The cases of a file; settings and conventions it does not tell are those of the worked examples."""
    told, usual = (yaml.safe_load(one.read_text(encoding="utf-8")) for one in (file, USUAL))
    return {**usual, **told}


def main(arguments: Sequence[str]) -> int:
    """0: every case in scope agrees everywhere. 1: something differs, or there is nothing in scope."""
    chosen, started = read_arguments(arguments), time.monotonic()
    cases: Json = read_cases(chosen.cases)
    report = runner.run(cases)
    in_scope = cases["cases"]
    with ExitStack() as stack:
        if not chosen.only_books:
            stack.enter_context(flow.database())
        failed = [case["id"] for case in in_scope if not _passes(case, cases, report, chosen)]
    where = "in the books" if chosen.only_books else "in the books and end to end"
    seconds = time.monotonic() - started
    _say(f"{len(in_scope) - len(failed)} golden cases agree, {len(failed)} differ, {where}; {seconds:.1f} s.")
    return 1 if failed or not in_scope else 0


def _passes(case: Json, cases: Json, report: runner.Report, chosen: argparse.Namespace) -> bool:
    """Whether a case agrees everywhere; says so in a line, and every difference in one more."""
    found = [f"books: {line}" for line in report.failed.get(case["id"], [])]
    if not chosen.only_books:
        found += [f"end to end: {line}" for line in _end_to_end(case, cases)]
    _say(f"{case['id']}  {'differs' if found else 'agrees '}  {case['title']}")
    for line in found:
        _say(f"    {line}")
    return not found


def _end_to_end(case: Json, cases: Json) -> list[str]:
    """The differences; a case that cannot even be carried through is one."""
    try:
        return flow.check(case, cases)
    except Exception as error:  # noqa: BLE001 - whatever stops a case, the others still run
        return [f"stopped: {type(error).__name__}: {error}"]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
