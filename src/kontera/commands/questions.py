"""``kontera shop ask SHOP``: the five questions of a new shop, on the terminal or as arguments."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kontera.choices import BY_NAME
from kontera.choices.questions import OWN, QUESTIONS, places_of, read_answers
from kontera.commands.shops import find
from kontera.commands.surroundings import STORING, standing
from kontera.commands.words import DONE, WrongUse, say, say_json

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from kontera.choices import Choice
    from kontera.choices.questions import Place, Question
    from kontera.shops.handle import Handle


def ask(arguments: Namespace) -> int:
    """Answers as arguments (``end=paid``, ``method.klarna=1581``, ``method.faktura=own``), else asked for."""
    with standing(STORING):
        handle = find(arguments.shop)
        places = _places(handle)
        if arguments.answers:
            answers, told = _given(arguments.answers)
        else:
            answers, told = _asked(handle, places, arguments.language)
        chosen, errors = read_answers(handle.shop.choices, answers, told)
        for name, text in errors.items():
            raise WrongUse(f"{name}: {text.sv}", f"{name}: {text.en}")
        handle.save_choices(chosen)
        handle.recheck()
        _show(handle, as_json=arguments.json)
    return DONE


def _places(handle: Handle) -> list[Place]:
    from django.utils import timezone  # noqa: PLC0415 - Django is set up by now

    from kontera.shops.evidence import used_methods  # noqa: PLC0415
    from kontera.shops.sightings import CHECK, last_round  # noqa: PLC0415

    told = [str(one.get("method", "")) for one in last_round(handle, CHECK).told.get("methods", [])]
    return places_of(handle.choices.values, [*told, *used_methods(handle, timezone.now())])


def _given(assignments: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Only what is named is changed."""
    answers: dict[str, str] = {}
    places: dict[str, str] = {}
    names = [name for question in QUESTIONS for name in question.names]
    for assignment in assignments:
        name, sign, value = assignment.partition("=")
        kind, _, method = name.strip().partition(".")
        if sign and kind == "method" and method:
            places[method] = value
        elif sign and name.strip() in names:
            answers[name.strip()] = value
        else:
            listed = ", ".join((*names, "method.NAMN"))
            raise WrongUse(f"”{assignment}”: svara på {listed}.", f"“{assignment}”: answer {listed}.")
    return answers, places


def _asked(handle: Handle, places: Sequence[Place], language: str) -> tuple[dict[str, str], dict[str, str]]:
    """One line for each; an empty line keeps what stands in brackets."""
    answers: dict[str, str] = {}
    told: dict[str, str] = {}
    for number, question in enumerate(QUESTIONS, start=1):
        say(f"\n{number}. {question.label.in_language(language)}")
        say(f"   {question.help.in_language(language)}")
        answers |= _ask_choices(handle, question, language)
        if not question.names:
            told |= {place.method: _line(_method_prompt(place, language)) or place.answer for place in places}
    return answers, told


def _ask_choices(handle: Handle, question: Question, language: str) -> dict[str, str]:
    values = handle.choices.values
    lines = {one.name: _line(_prompt(one, str(values[one.name]), language)) for one in question.choices}
    return {name: line for name, line in lines.items() if line}


def _prompt(choice: Choice, now: str, language: str) -> str:
    options = ", ".join(f"{one.value} = {one.label.in_language(language)}" for one in choice.options)
    told = f" ({options})" if options else ""
    return f"   {choice.label.in_language(language)}{told} [{now}]: "


def _method_prompt(place: Place, language: str) -> str:
    words = {"sv": f"konto, eller {OWN} för egen faktura", "en": f"account, or {OWN} for an own invoice"}
    return f"   {place.method} ({words[language]}) [{place.answer}]: "


def _line(prompt: str) -> str:
    """What was typed; a terminal that is closed answers nothing."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def _show(handle: Handle, *, as_json: bool) -> None:
    values = handle.choices.values
    names = [name for question in QUESTIONS for name in question.names]
    told = {name: values[name] for name in (*names, "payment_accounts", "own_invoice_methods")}
    if as_json:
        say_json({"id": handle.shop.key, "choices": told})
        return
    say()
    for name, value in told.items():
        say(f"  {BY_NAME[name].name} = {value}")
