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

    def __init__(self, sv: str, en: str) -> None:
        self.sv, self.en = sv, en
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
