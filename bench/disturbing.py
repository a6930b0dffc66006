"""What comes in while an import runs: buttons pressed and new orders announced, and how long each waits."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from kontera.shops import imports

if TYPE_CHECKING:
    from house import House
    from kontera.shops.handle import Handle
    from kontera.shops.models import Import, Order

EVERY = 15.0
"""Seconds of the machine between two disturbances."""
SINCE = 0.2
"""From this share on: every buyer and article of the shop has its card, so neither costs a request."""


@dataclass(slots=True)
class Comers:
    """Presses a button and announces a new order by turns, and remembers when each came."""

    house: House
    handle: Handle
    run: Import
    key: str
    came: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _next_at: float = 0.0

    def look(self, done: int, total: int) -> None:
        """Called once a second or so; does something when it is time."""
        if not SINCE * total <= done <= 0.98 * total or time.monotonic() < self._next_at:
            return
        self._next_at = time.monotonic() + EVERY
        self._announce() if len(self.came) % 2 else self._press()

    def _press(self) -> None:
        """The button of the order that the import would reach last."""
        waiting = imports.orders_in(self.handle, self.run).filter(state__in=["seen", "due"], done_at=None)
        row = waiting.filter(asked=False).order_by("-pk").first()
        if row is not None:
            self.came[row.number] = "button", timezone.now()
            self.handle.ask_for(row)

    def _announce(self) -> None:
        """A customer buys, and the shop calls the hook."""
        told = {
            "lines": [{"sku": "ART-0", "qty": 1}],
            "customer": {"email": "kund0@example.com", "full_name": "Kund Nummer 0", "address": "Storgatan 0"}
            | {"zipcode": "11100", "city": "Stockholm"},
            "method": "klarna",
            "created": datetime.now(ZoneInfo("Europe/Stockholm")).strftime("%Y-%m-%d %H:%M:%S"),
            "webhook": False,
        }
        number = str(self.house.ask("POST", "/order", {"key": self.key, "order": told})["order_id"])
        self.came[number] = "new order", timezone.now()
        self.handle.note_event("order", number, "order.new")

    @property
    def announced(self) -> int:
        return sum(1 for kind, _ in self.came.values() if kind == "new order")

    def waits(self, speed: float) -> dict[str, str]:
        """Median and longest wait of each kind until paid and booked, in seconds of Fortnox's time."""
        rows = {row.number: row for row in self.handle.orders().filter(number__in=list(self.came))}
        return {
            f"{kind} waits, s": _told(
                [_waited(rows[number], at) * speed for number, (its, at) in self.came.items() if its == kind]
            )
            for kind in ("button", "new order")
        }


def _waited(row: Order, came: datetime) -> float:
    if row.state != "done" or row.done_at is None:
        raise RuntimeError(f"{row.number} came during the import and is {row.state}: {row.problem_code}")
    return (row.done_at - came).total_seconds()


def _told(waits: list[float]) -> str:
    if not waits:
        return "none came"
    return f"{statistics.median(waits):.1f} · {max(waits):.1f} ({len(waits)})"
