"""``kontera doctor SHOP``: the set-up check on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontera.commands.shops import find
from kontera.commands.surroundings import SPEAKING, standing
from kontera.commands.words import DONE, HELD, problem_json, say, say_json
from kontera.problems import explain

if TYPE_CHECKING:
    from argparse import Namespace

    from kontera.books.registers import Creation, Remark
    from kontera.sync.checkup import Made, Verdict

SIGNS = {"red": "✗", "yellow": "!", "green": "✓"}


def doctor(arguments: Namespace) -> int:
    """Everything that is found, and what could be made; with ``--create`` it is made, and looked at again.

    Ends with 3 where something red is left, else with 0.
    """
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415 - Django is set up by now
        from kontera.sync.checkup import check_now  # noqa: PLC0415

        verdict, made = check_now(find(arguments.shop), wiring.install(env), creates=arguments.create)
    if arguments.json:
        say_json(_as_json(verdict, made))
    else:
        _tell(verdict, made, arguments.language, shown=arguments.all)
    return HELD if verdict.mark == "red" else DONE


def _as_json(verdict: Verdict, made: list[Made]) -> dict[str, Any]:
    return {
        "mark": verdict.mark,
        "findings": [_finding(one) for one in verdict.remarks],
        "creations": [_creation(one) for one in verdict.creations],
        "made": [
            {**_creation(one.creation), "problem": problem_json(one.problem, one.facts or {})} for one in made
        ],
    }


def _finding(one: Remark) -> dict[str, Any]:
    told = {"check": one.check, "key": one.key, "mark": one.mark, "stops": list(one.stops)}
    return {**told, "problem": problem_json(one.code, one.facts)}


def _creation(one: Creation) -> dict[str, Any]:
    told = {"key": one.key, "kind": one.kind, "code": one.code, "name": one.name, "vat_code": one.vat_code}
    return {name: value for name, value in told.items() if value}


def _tell(verdict: Verdict, made: list[Made], language: str, *, shown: bool) -> None:
    from kontera.books.checkup import TITLES  # noqa: PLC0415

    for mark in ("red", "yellow", "green") if shown else ("red", "yellow"):
        for one in verdict.remarks:
            if one.mark == mark:
                said = explain(one.code, one.facts, language).sentence if one.code else one.key
                title = TITLES[one.check].in_language(language)
                say(f"{SIGNS[mark]} {title}: {said}".rstrip(": "))
    for done in made:
        problem = explain(done.problem, done.facts or {}, language).sentence if done.problem else ""
        say(f"{'✗' if problem else '+'} {done.creation.key} {done.creation.name} {problem}".rstrip())
    if verdict.creations:
        offer = {"sv": "Det här kan Kontera skapa (--create):", "en": "Kontera can make this (--create):"}
        say(offer[language])
        for wanted in verdict.creations:
            code = f" ({wanted.vat_code})" if wanted.vat_code else ""
            say(f"  {wanted.key} {wanted.name}{code}")
    greens = sum(one.mark == "green" for one in verdict.remarks)
    say({"sv": f"{greens} punkter är i ordning.", "en": f"{greens} points are in order."}[language])
