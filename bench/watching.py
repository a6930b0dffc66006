"""What a running import uses: requests of Fortnox's limit, CPU and memory."""

from __future__ import annotations

import itertools
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gauges import cpu_of, memory_of
from syncing import CAPACITY, WINDOW

if TYPE_CHECKING:
    from house import House
    from kontera.shops.handle import Handle

LONG_ENOUGH = 300.0
"""Seconds of Fortnox's time that a stretch lasts."""
LOOK_EVERY = 10.0


@dataclass(slots=True)
class Watch:
    """What an import has used, looked at now and then: requests of the limit, memory, CPU."""

    house: House
    handle: Handle
    before: dict[str, int] = field(default_factory=dict)
    first: float = 0.0
    """Fortnox's time of the import's first request; nothing before it is counted."""
    started_cpu: float = 0.0
    stretches: list[tuple[float, int]] = field(default_factory=list)
    memory: dict[int, float] = field(default_factory=dict)
    _next_at: float = 0.0

    def __post_init__(self) -> None:
        self.before = self._counted()
        self.started_cpu = cpu_of(os.getpid())

    def look(self, done: int, total: int) -> None:
        """Called once a second or so."""
        tenth = 10 * done // total
        if tenth:
            self.memory.setdefault(tenth, memory_of("self"))
        if not self.first:
            # Everything is still in the journal, which keeps 20,000.
            moments = self._moments(last=20_000)[self.before["requests"] :]
            self.first = min(moments, default=0.0)
            return
        if time.monotonic() < self._next_at:
            return
        # The sandbox looks through its whole journal for the answer.
        self._next_at = time.monotonic() + LOOK_EVERY
        newest = self._moments(last=1)[-1]
        if newest - (self.stretches[-1][0] if self.stretches else self.first) >= LONG_ENOUGH:
            self.stretches.append((newest, self._made()["requests"]))

    def told(self, orders: int) -> dict[str, Any]:
        by_kind = self._made()
        made, refused = by_kind.pop("requests"), by_kind.pop("429")
        moments = self._moments(last=2 * CAPACITY)
        windows = int((moments[-1] - self.first) // WINDOW)
        left_out = sum(1 for moment in moments if moment >= self.first + windows * WINDOW)
        return {
            "seconds at Fortnox": round(moments[-1] - self.first),
            "requests": made,
            "429": refused,
            "window used %": round(100 * (made - left_out) / (windows * CAPACITY), 1) if windows else 0,
            "least in 5 minutes %": self._least(),
            "both lanes' CPU, ms an order": round(
                (cpu_of(os.getpid()) - self.started_cpu) / orders * 1000, 1
            ),
            "of them": ", ".join(f"{count} {name}" for name, count in sorted(by_kind.items()) if count),
            "memory by tenths, MB": " · ".join(f"{held:.0f}" for _, held in sorted(self.memory.items())),
        }

    def _least(self) -> float:
        """The stretch of five minutes (of Fortnox's time) in which the limit was used least."""
        marks = [(self.first, 0), *self.stretches]
        uses = [
            (after - before) * WINDOW / CAPACITY / (end - start)
            for (start, before), (end, after) in itertools.pairwise(marks)
        ]
        return round(100 * min(uses, default=0.0), 1)

    def _tenant(self) -> str:
        return self.handle.shop.company.tenant if self.handle.shop.company else ""

    def _counted(self) -> dict[str, int]:
        return self.house.ask("GET", "/counters")[f"fortnox {self._tenant()}"]  # type: ignore[no-any-return]

    def _made(self) -> dict[str, int]:
        """The import's own requests: all, those refused, and by kind."""
        return {name: count - self.before.get(name, 0) for name, count in self._counted().items()}

    def _moments(self, *, last: int) -> list[float]:
        """When the last requests came, in seconds of Fortnox's time, oldest first."""
        rows = self.house.ask("GET", "/journal", service="fortnox", tenant=self._tenant(), last=str(last))
        return sorted(float(row["at"]) for row in rows["requests"])
