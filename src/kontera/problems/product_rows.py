"""Problems of products and articles, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontera.problems.texts import Entry

PRODUCT_ROWS: dict[str, Entry] = {}
