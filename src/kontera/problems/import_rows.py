"""Problems of history imports, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontera.problems.texts import Entry

IMPORT_ROWS: dict[str, Entry] = {}
