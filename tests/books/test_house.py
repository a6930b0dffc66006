"""Examples run, every code has its words, and nothing is ever a binary fraction."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

import kontera.books
from kontera.problems import PROBLEMS
from kontera.problems.books_rows import BOOKS_ROWS as PROBLEM_ROWS

FILES = sorted(Path(kontera.books.__file__).parent.glob("*.py"))
NAMES = [file.stem for file in FILES if file.stem != "__init__"]
ALLOWED = {
    *("__future__", "collections", "csv", "dataclasses", "datetime", "decimal", "enum", "fractions"),
    *("hashlib", "io", "itertools", "json", "kontera", "re", "types", "typing"),
}


def module(name):
    return importlib.import_module(f"kontera.books.{name}")


@pytest.mark.parametrize("name", NAMES)
def test_every_example_in_the_books_runs(name):
    result = doctest.testmod(module(name))
    assert result.failed == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_public_function_states_its_rule_with_an_example(name):
    functions = [
        each
        for word, each in inspect.getmembers(module(name), inspect.isfunction)
        if not word.startswith("_") and each.__module__ == f"kontera.books.{name}"
    ]
    assert [each.__name__ for each in functions if ">>> " not in (each.__doc__ or "")] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_books_hold_no_float_and_no_clock(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Div)
            and "Fraction" not in ast.unparse(node)
            and "rate" not in ast.unparse(node)
        )
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not (isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_books_import_only_what_is_pure(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert {name.partition(".")[0] for name in names} <= ALLOWED


def codes_used():
    text = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
    return set(re.findall(r'(?:Held|Finding|_hold)\(\s*"([a-z-]+)"', text))


def test_every_problem_code_of_the_books_has_its_words_and_none_is_left_over():
    assert codes_used() <= set(PROBLEMS)
    assert set(PROBLEM_ROWS) <= codes_used()


@pytest.mark.parametrize("code", sorted(PROBLEM_ROWS))
def test_a_problem_says_the_same_facts_in_both_languages_and_what_to_do(code):
    entry = PROBLEM_ROWS[code]
    for text in (entry.what, entry.cure):
        assert text.sv != text.en
        assert set(re.findall(r"{(\w+)}", text.sv)) == set(re.findall(r"{(\w+)}", text.en))
        assert text.sv.endswith(".")
        assert text.en.endswith(".")
