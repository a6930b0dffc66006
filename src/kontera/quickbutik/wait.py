"""How long to wait before a call is made again. Nothing here sleeps."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORTEST, _SPREAD = 1.0, 4.0


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds from a ``Retry-After`` header (a number or a date), or None."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.replace(".", "", 1).isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - (now or datetime.now(UTC))).total_seconds())


def pause_of(asked: float | None, jitter: float) -> float:
    """Seconds to wait: what was asked for, else 1 to 5 seconds by ``jitter`` (0 to 1)."""
    return _SHORTEST + _SPREAD * jitter if asked is None else asked
