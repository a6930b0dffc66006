"""What can go wrong, sorted by what happens next, and the sentence for each.

A *problem* is one of three:

* ``TryLater``: nobody needs to act; the work is done again after a while.
* ``Held``: a person must act. The order stays, with its reason (a code and the
  facts of the case) and a cure.
* ``Disconnected``: a shop must sign in again, at one of the two sides.

Anything else that is raised is our own bug and is allowed to look like one.
``PROBLEMS`` holds the words for each code, from one table per room (``…_rows.py``);
``docs/problems.md`` has a heading for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.problems.abroad_rows import ABROAD_ROWS
from kontera.problems.books_rows import BOOKS_ROWS
from kontera.problems.customer_rows import CUSTOMER_ROWS
from kontera.problems.doctor_rows import DOCTOR_ROWS
from kontera.problems.edit_rows import EDIT_ROWS
from kontera.problems.fortnox_rows import FORTNOX_ROWS
from kontera.problems.import_rows import IMPORT_ROWS
from kontera.problems.kinds import Disconnected, Held, Problem, Side, TryLater, UnknownOutcome
from kontera.problems.payout_rows import PAYOUT_ROWS
from kontera.problems.product_rows import PRODUCT_ROWS
from kontera.problems.quickbutik_rows import QUICKBUTIK_ROWS
from kontera.problems.reconcile_rows import RECONCILE_ROWS
from kontera.problems.refund_rows import REFUND_ROWS
from kontera.problems.stock_rows import STOCK_ROWS
from kontera.problems.summary_rows import SUMMARY_ROWS
from kontera.problems.sync_rows import SYNC_ROWS
from kontera.problems.texts import Entry, Explained, Text, filled

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "PROBLEMS",
    "Disconnected",
    "Entry",
    "Explained",
    "Held",
    "Problem",
    "Side",
    "Text",
    "TryLater",
    "UnknownOutcome",
    "explain",
]

PROBLEMS: dict[str, Entry] = {
    **BOOKS_ROWS,
    **FORTNOX_ROWS,
    **QUICKBUTIK_ROWS,
    **SYNC_ROWS,
    **PRODUCT_ROWS,
    **STOCK_ROWS,
    **CUSTOMER_ROWS,
    **IMPORT_ROWS,
    **DOCTOR_ROWS,
    **EDIT_ROWS,
    **ABROAD_ROWS,
    **REFUND_ROWS,
    **PAYOUT_ROWS,
    **SUMMARY_ROWS,
    **RECONCILE_ROWS,
}


def explain(code: str, facts: Mapping[str, str], language: str) -> Explained:
    """Put ``code`` into words. An unknown code is shown as it is, never hidden."""
    entry = PROBLEMS.get(code)
    if entry is None:
        told = "; ".join(f"{name}={value}" for name, value in facts.items())
        return Explained(code, f"{code}: {told}", "", facts)
    what, cure = entry.what.in_language(language), entry.cure.in_language(language)
    return Explained(code, filled(what, facts, language), filled(cure, facts, language), facts)
