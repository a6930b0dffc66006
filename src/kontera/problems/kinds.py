"""The three kinds of problem, sorted by what happens next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Side = Literal["fortnox", "quickbutik"]


class Problem(Exception):
    """The common root of the three kinds; never raised itself."""

    def __init__(self, code: str, facts: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.facts: dict[str, str] = {name: str(value) for name, value in (facts or {}).items()}
        super().__init__(f"{code} {self.facts}")


class TryLater(Problem):
    """Nobody needs to act: do it again in ``after`` seconds."""

    def __init__(self, code: str, facts: Mapping[str, str] | None = None, *, after: int = 60) -> None:
        self.after = after
        super().__init__(code, facts)


class UnknownOutcome(TryLater):
    """A write was sent and no trustworthy answer came: look before sending again."""


class Held(Problem):
    """A person must act before this goes on; nothing was booked on a guess."""


class Disconnected(Problem):
    """The shop must be connected again at ``side``; its flows pause until then."""

    def __init__(self, code: str, facts: Mapping[str, str] | None = None, *, side: Side) -> None:
        self.side: Side = side
        super().__init__(code, facts)
