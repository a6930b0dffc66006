"""How long to wait before a call is made again. Nothing here sleeps."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BUSY_TRIES = 5
"""Repeats after 429 before the work goes back to the queue."""
READ_TRIES = 4
"""Calls in all for something that may be repeated."""
LONGEST = 15.0
"""Seconds a worker thread sleeps at most before one call; a longer wait goes back to the queue."""
_SHORTEST, _SPREAD = 1.0, 4.0


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds from a ``Retry-After`` header (a number or a date), or None.

    Integrators disagree on whether Fortnox sends it, so its absence is normal.
    """
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value)) if value.replace(".", "", 1).isdigit() else _until(value, now)
    except (ValueError, OverflowError):
        return None


def pause_of(asked: float | None, jitter: float) -> float:
    """Seconds to wait: what was asked for, else 1 to 5 seconds by ``jitter`` (0 to 1)."""
    return _SHORTEST + _SPREAD * jitter if asked is None else asked


def _until(value: str, now: datetime | None) -> float:
    moment = parsedate_to_datetime(value)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - (now or datetime.now(UTC))).total_seconds())
