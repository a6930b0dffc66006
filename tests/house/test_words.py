"""Problems, choices and pages: everything has its words, in both languages, and its use."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from tests.house.places import DOCS, SOURCE, python_files, shown

from kontera.choices import BY_NAME, GROUPS, REGISTRY
from kontera.commands.serving import pages
from kontera.fortnox import errors
from kontera.panel import words
from kontera.problems import PROBLEMS

RAISERS = {"Held", "TryLater", "UnknownOutcome", "Disconnected", "Finding", "_failed", "_pause"}
PLACE = re.compile(r"{(\w+)}")


def both(text):
    return bool(text.sv.strip()) and bool(text.en.strip())


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_has_both_languages_with_the_same_facts_and_its_heading(code):
    entry = PROBLEMS[code]
    assert both(entry.what)
    assert bool(entry.cure.sv) == bool(entry.cure.en)
    for text in (entry.what, entry.cure):
        assert set(PLACE.findall(text.sv)) == set(PLACE.findall(text.en))
    assert f"\n### {code}\n" in (DOCS / "problems.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_a_problem_names_a_button_and_a_choice_that_exist(code):
    entry = PROBLEMS[code]
    assert entry.button in {"retry", "choices", "connect", "none"}
    assert entry.choice in {"", *BY_NAME}


def raised_in(path):
    """The codes a file raises: the first argument of whatever makes a problem or a finding."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in RAISERS:
            yield from (each.value for each in node.args[:2] if is_code(each))


def is_code(node):
    return isinstance(node, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z]+)+", str(node.value)) is not None


def test_every_code_that_is_raised_has_its_words():
    raised = {code: shown(path) for path in python_files() for code in raised_in(path)}
    assert len(raised) > 30
    assert {code: path for code, path in raised.items() if code not in PROBLEMS} == {}


def test_every_code_that_fortnox_s_refusals_become_has_its_words():
    several = {code for pairs in errors.SEVERAL_MEANINGS.values() for _, code in pairs}
    fragments = {code for _, code in errors.FRAGMENTS}
    assert ({*errors.CODES.values()} | several | fragments) - set(PROBLEMS) == set()


@cache
def constants():
    """Every text constant of the program outside the tables of words."""
    found = set()
    for path in python_files():
        if path.parent.name == "problems":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return found


def test_no_problem_has_words_that_nobody_can_ever_see():
    assert sorted(set(PROBLEMS) - constants()) == []


def test_every_note_on_an_order_can_be_read_by_the_shopkeeper():
    noted = set()
    for path in python_files(SOURCE / "sync"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note":
                noted |= {each.value for each in node.args if is_word(each)}
    assert noted
    assert noted - set(words.NOTES) - set(PROBLEMS) == set()


def is_word(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.parametrize("choice", REGISTRY, ids=lambda choice: choice.name)
def test_every_choice_has_label_help_and_alternatives_in_both_languages(choice):
    assert choice.group in GROUPS
    assert both(choice.label)
    assert both(choice.help)
    assert all(both(option.label) for option in choice.options)
    # Alternatives of codes are the words that may be written for them.
    assert bool(choice.options) == (choice.kind in ("option", "ticks")) or choice.kind == "codes"
    if choice.options:
        chosen = choice.default if isinstance(choice.default, list | dict) else [choice.default]
        assert {option.value for option in choice.options} >= set(chosen)


@pytest.mark.parametrize("choice", REGISTRY, ids=lambda choice: choice.name)
def test_every_choice_is_read_by_somebody(choice):
    readers = [
        shown(path)
        for path in python_files()
        if (path.parent.name != "choices" or path.name == "values.py")
        and f'"{choice.name}"' in path.read_text(encoding="utf-8")
    ]
    assert readers


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_page_that_is_made_from_tables_is_as_the_tables_are(name):
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run: make docs"
