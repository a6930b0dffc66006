"""Problems of payouts and settlement reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontera.problems.texts import Entry

PAYOUT_ROWS: dict[str, Entry] = {}
