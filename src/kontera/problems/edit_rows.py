"""Problems of orders that change after they were sent, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontera.problems.texts import Entry

EDIT_ROWS: dict[str, Entry] = {}
