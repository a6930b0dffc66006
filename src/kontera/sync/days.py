"""Small translations at the border to the tables: Stockholm's days, and JSON that can be kept."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date, datetime

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""A NUL, but not somebody's own words "backslash, u, 0000", whose backslash JSON doubles."""


def stockholm_day(moment: datetime) -> date:
    """The date in Stockholm at an aware moment."""
    return moment.astimezone(STOCKHOLM).date()


def plain_json(raw: dict[str, Any]) -> dict[str, Any]:
    """JSON that the database can keep: exact decimals become text, and no NUL remains."""
    plain: dict[str, Any] = json.loads(_NUL.sub(r"\1", json.dumps(raw, default=str)))
    return plain
