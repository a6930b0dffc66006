"""The papers of the house: they name what exists, and hold nothing that does not belong."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from tests.house.places import DOCS, ROOT, own_files, shown

from kontera.config.environment import NAMES

README = ROOT / "README.md"
NAMED = re.compile(r"\(test: (?P<file>tests/[\w/]+\.py)::(?P<test>test_\w+)\)")
BULLET = re.compile(r"^\* (?:.|\n(?=\S|  ))+?(?=\n\* |\n\n|\Z)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)[^)]*\)")
UNFINISHED = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "Not" + "ImplementedError"]))
ELSEWHERE = re.compile(
    "|".join(
        [
            r"pypi\.o" + "rg",
            r"pythonhos" + "ted",
            r"files\.python" + "hosted",
            r"registry\.npm" + "js",
            "/wo" + "rk/",
            r"(?<![\w.])/home/" + r"\w",
        ]
    )
)
PAPERS = [README, *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md")), *DOCS.glob("*.md")]


def walkthrough():
    text = README.read_text(encoding="utf-8")
    return text.partition("\n## A walkthrough\n")[2].partition("\n## ")[0]


def functions_in(file):
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_walkthrough_has_a_test_behind_every_bullet():
    bullets = [found.group() for found in BULLET.finditer(walkthrough())]
    assert len(bullets) > 10
    assert [bullet for bullet in bullets if not NAMED.search(bullet)] == []


@pytest.mark.parametrize(
    ("file", "name"), sorted({found.group("file", "test") for found in NAMED.finditer(walkthrough())})
)
def test_a_test_that_the_readme_names_exists(file, name):
    assert name in functions_in(file)


def test_the_readme_names_every_variable_of_the_environment():
    text = README.read_text(encoding="utf-8") + (DOCS / "operate.md").read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`(KONTERA_\w+)`", text) if not name.endswith("_")}
    assert named == set(NAMES)


@pytest.mark.parametrize("paper", PAPERS, ids=shown)
def test_a_link_between_papers_leads_somewhere(paper):
    links = LINK.findall(paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_nothing_is_left_unfinished_and_nothing_points_at_a_builder_s_machine():
    found = {}
    for path in own_files():
        text = path.read_text(encoding="utf-8")
        words = [] if path.suffix == ".lock" else UNFINISHED.findall(text)
        found |= {shown(path): [*words, *ELSEWHERE.findall(text)]}
    assert len(found) > 200
    assert {name: words for name, words in found.items() if words} == {}


def test_every_change_of_the_tables_has_its_migration():
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    ours = {"shops", "panel"}
    assert detector.changes(graph=loader.graph, trim_to_apps=ours, convert_apps=ours) == {}
