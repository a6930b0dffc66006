"""Problems found when the books are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontera.problems.texts import Entry

RECONCILE_ROWS: dict[str, Entry] = {}
