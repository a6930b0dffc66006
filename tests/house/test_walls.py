"""The walls between the rooms, beyond what a type checker sees."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import pytest
from tests.house.places import ROOT, SOURCE, python_files, shown

LONGEST_FILE = 400
WORDS_ONLY = "_rows.py"
"""Tables of sentences may be longer: nobody has to follow them."""


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_no_room_imports_what_its_walls_forbid():
    command = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    run = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert "0 broken" in run.stdout


def test_the_tables_are_reached_only_through_the_room_that_keeps_them():
    reached = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
        if not path.is_relative_to(SOURCE / "shops")
    ]
    assert reached == []


def test_the_panel_calls_nobody_outside_but_to_sign_a_shop_in():
    callers = {
        path.name
        for path in python_files(SOURCE / "panel")
        if any(name.startswith(("kontera.fortnox", "kontera.quickbutik")) for name in imports_of(path))
    }
    assert callers == {"consent.py"}


def test_the_sandbox_stands_alone():
    strangers = {
        name
        for path in python_files(SOURCE / "sandbox")
        for name in imports_of(path)
        if name.startswith("kontera") and not name.startswith("kontera.sandbox")
    }
    assert strangers == set()


@pytest.mark.parametrize("room", ["books", "fortnox", "quickbutik", "problems", "choices"])
def test_money_never_becomes_a_binary_fraction(room):
    for path in python_files(SOURCE / room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            makes_one = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
            )
            assert not makes_one or "retry_after" in enclosing(path, node), f"{shown(path)}:{node.lineno}"


def enclosing(path, node):
    """The name of the function a node stands in."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef) and function.lineno <= node.lineno <= function.end_lineno:
            return function.name
    return ""


def test_no_file_is_longer_than_one_can_take_in():
    lengths = {shown(path): path.read_text(encoding="utf-8").count("\n") for path in python_files()}
    too_long = {name for name, lines in lengths.items() if lines > LONGEST_FILE}
    assert {name for name in too_long if not name.endswith(WORDS_ONLY)} == set()
