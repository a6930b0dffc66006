"""Problems of refunds and gift cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontera.problems.texts import Entry

REFUND_ROWS: dict[str, Entry] = {}
