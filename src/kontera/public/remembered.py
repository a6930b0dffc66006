"""A bank that is asked once in a while what it has answered already: the orders of a day share an answer.

Riksbanken lets a stranger ask five times a minute, and on a Sunday no rate is the day's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontera.books.order import Fx

AGAIN = timedelta(minutes=15)
"""So long no newer rate is looked for; each order keeps the one it was given."""
MOST_HEARD = 1000


@dataclass(frozen=True, slots=True)
class Remembered:
    """A table of rates before another one."""

    bank: Any
    now: Callable[[], datetime]
    heard: dict[tuple[str, date], tuple[datetime, Fx]] = field(default_factory=dict)

    def rate(self, currency: str, day: date) -> Fx | None:
        """As the bank's. Raises ``TryLater``."""
        at, known = self.heard.get((currency, day), (None, None))
        if at is not None and timedelta(0) <= self.now() - at < AGAIN:
            return known
        found: Fx | None = self.bank.rate(currency, day)
        if found is not None:
            if len(self.heard) >= MOST_HEARD:
                self.heard.clear()
            self.heard[currency, day] = self.now(), found
        return found

    def first_rate(self, currency: str, day: date) -> Fx | None:
        """As the bank's, asked each time."""
        found: Fx | None = self.bank.first_rate(currency, day)
        return found
