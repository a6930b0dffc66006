"""How commands speak: a problem is said in Swedish and in English, with its code."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from kontera.problems import Disconnected, Held, Problem, TryLater, explain

if TYPE_CHECKING:
    from collections.abc import Mapping

DONE, FAILED, WRONG_USE, HELD, TRY_LATER, DISCONNECTED = 0, 1, 2, 3, 4, 5


class WrongUse(Exception):
    """The command was given something it cannot use; both sentences are shown."""

    def __init__(self, sv: str, en: str, exit_code: int = WRONG_USE) -> None:
        self.sv, self.en, self.exit_code = sv, en, exit_code
        super().__init__(en)


def exit_code(problem: Problem) -> int:
    """3: a person must act. 4: later. 5: a side must be connected again."""
    if isinstance(problem, Disconnected):
        return DISCONNECTED
    if isinstance(problem, TryLater):
        return TRY_LATER
    return HELD if isinstance(problem, Held) else FAILED


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")


def say_json(value: Any) -> None:
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def complain(sv: str, en: str) -> None:
    sys.stderr.write(f"{sv}\n{en}\n")


def complain_of(code: str, facts: Mapping[str, str]) -> None:
    swedish, english = explain(code, facts, "sv"), explain(code, facts, "en")
    complain(f"[{code}] {swedish.sentence}", f"[{code}] {english.sentence}")


def refuse(wrong: WrongUse, *, as_json: bool) -> int:
    """Say why a command did not do anything, on stdout too where a program listens; its exit code."""
    complain(wrong.sv, wrong.en)
    if as_json:
        said = {"sv": {"what": wrong.sv, "cure": ""}, "en": {"what": wrong.en, "cure": ""}}
        say_json({"problem": {"code": "wrong-use", "facts": {}, **said}})
    return wrong.exit_code


def stop(problem: Problem, *, as_json: bool) -> int:
    """Say what stopped a command, on stdout too where a program listens; its exit code."""
    complain_of(problem.code, problem.facts)
    if as_json:
        say_json({"problem": problem_json(problem.code, problem.facts)})
    return exit_code(problem)


def problem_json(code: str, facts: Mapping[str, str]) -> dict[str, Any]:
    """A problem as data, with its sentences; ``{}`` for none."""
    if not code:
        return {}
    swedish, english = explain(code, facts, "sv"), explain(code, facts, "en")
    return {
        "code": code,
        "facts": dict(facts),
        "sv": {"what": swedish.what, "cure": swedish.cure},
        "en": {"what": english.what, "cure": english.cure},
    }
