"""A house test: nothing is said in one language only."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils.translation import override

import kontera.panel
from kontera.choices import BY_NAME
from kontera.panel import money, words
from kontera.panel.pages import connect, consent
from kontera.panel.templatetags import panel as tags
from kontera.problems import PROBLEMS, Text

ROOM = Path(kontera.panel.__file__).parent
TEMPLATES = sorted((ROOM / "templates").rglob("*.*"))
SAID = re.compile(r"""\{%\s*say\s+("[^"]*"|'[^']*')\s+("[^"]*"|'[^']*')""")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
SEEN_ATTRIBUTES = re.compile(r'\b(?:title|alt|placeholder|aria-label|data-done)="([^"]*)"')
LETTERS = re.compile(r"[A-Za-zÅÄÖåäö]{2,}")
PLACES = re.compile(r"\{(\w*)\}")


def plain(source):
    """What a reader would see if every tag and variable were silent."""
    silent = TAG.sub("", source)
    return re.sub(r"<[^>]*>|&\w+;", " ", silent, flags=re.DOTALL)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_visible_word_of_a_template_goes_through_say_or_a_variable(template):
    source = template.read_text(encoding="utf-8")
    assert not LETTERS.findall(plain(source))
    for attribute in SEEN_ATTRIBUTES.findall(TAG.sub("", source)):
        assert not LETTERS.search(attribute)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_say_has_two_languages_that_differ_and_the_same_places(template):
    source = template.read_text(encoding="utf-8")
    pairs = [(sv[1:-1], en[1:-1]) for sv, en in SAID.findall(source)]
    assert len(pairs) == len(re.findall(r"\{%\s*say\b", source))
    for sv, en in pairs:
        assert sv.strip()
        assert en.strip()
        assert sv != en
        assert sorted(PLACES.findall(sv)) == sorted(PLACES.findall(en))


@pytest.mark.parametrize("module", [words, connect, consent], ids=lambda module: module.__name__)
def test_every_text_in_the_code_has_both_languages(module):
    found = []
    for value in vars(module).values():
        parts = value.values() if isinstance(value, dict) else [value]
        found += [part for part in parts if isinstance(part, Text)]
    assert found
    for text in found:
        assert text.sv.strip()
        assert text.en.strip()
        assert sorted(PLACES.findall(text.sv)) == sorted(PLACES.findall(text.en))


def test_the_house_test_would_see_a_naked_word():
    assert LETTERS.findall(plain('<p title="{% say "a" "b" %}">Hej {{ x }}</p>')) == ["Hej"]


def test_what_is_filled_in_is_escaped():
    with override("sv"):
        assert tags.say("Hej {n}!", "Hi {n}!", n="<b>") == "Hej &lt;b&gt;!"


def test_money_days_and_times_in_both_languages():
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    with override("sv"):
        assert money.money(123450) == "1\u00a0234,50\u00a0kr"
        assert money.money(-10, "EUR") == "-0,10\u00a0€"
        assert money.amount("1234.50") == "1\u00a0234,50"
        assert money.quantity("0.50") == "0,5"
        assert money.moment(summer) == "2 juli 2026 00:30"
    with override("en"):
        assert money.money(123450) == "SEK\u00a01,234.50"
        assert money.day(date(2026, 11, 10)) == "10 Nov 2026"
        assert money.day("not-a-day") == "not-a-day"


def test_any_language_but_english_is_read_as_swedish():
    for language, word in (("sv", "Klar"), ("en", "Done"), ("de", "Klar")):
        with override(language):
            assert words.word(words.STATES, "done") == word


def test_every_cure_leads_somewhere():
    for code, entry in PROBLEMS.items():
        assert entry.button in {"retry", "choices", "connect", "none"}, code
        assert not entry.choice or entry.choice in BY_NAME, code
