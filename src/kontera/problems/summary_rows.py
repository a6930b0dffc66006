"""Problems of the daily summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontera.problems.texts import Entry

SUMMARY_ROWS: dict[str, Entry] = {}
