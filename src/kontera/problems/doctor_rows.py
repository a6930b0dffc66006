"""Problems of the set-up check, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontera.problems.texts import Entry

DOCTOR_ROWS: dict[str, Entry] = {}
