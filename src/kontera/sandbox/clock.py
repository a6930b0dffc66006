"""The sandbox's clock: real, started at another moment, or standing still until moved."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Clock:
    """Tells the time of one world.

    ``Clock()`` is the machine's clock. ``Clock(moment)`` starts at ``moment`` and runs on;
    ``Clock(moment, running=False)`` stands still until ``advance`` is called.
    """

    def __init__(self, moment: datetime | None = None, *, running: bool = True) -> None:
        self._lock = threading.Lock()
        self._running = running
        start = moment if moment is not None else datetime.now(UTC)
        self._base = (
            start.astimezone(UTC) if start.tzinfo else start.replace(tzinfo=STOCKHOLM).astimezone(UTC)
        )
        self._real = moment is None and running
        self._from = time.monotonic()

    def now(self) -> datetime:
        """The moment as an aware UTC time."""
        if self._real:
            return datetime.now(UTC)
        passed = time.monotonic() - self._from if self._running else 0.0
        with self._lock:
            return self._base + timedelta(seconds=passed)

    def local(self) -> datetime:
        """The moment on a wall clock in Stockholm."""
        return self.now().astimezone(STOCKHOLM)

    def today(self) -> date:
        return self.local().date()

    def seconds(self) -> float:
        """A number that only grows, for rate windows."""
        return time.monotonic() if self._real else self.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Move a clock that is not the machine's own forward."""
        if self._real:
            raise ValueError("the machine's clock cannot be moved; build the world with a moment")
        with self._lock:
            self._base += timedelta(seconds=seconds)
