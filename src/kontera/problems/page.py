"""``docs/problems.md``, made from the tables of problems so that it cannot lag behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.problems.abroad_rows import ABROAD_ROWS
from kontera.problems.books_rows import BOOKS_ROWS
from kontera.problems.customer_rows import CUSTOMER_ROWS
from kontera.problems.doctor_rows import DOCTOR_ROWS
from kontera.problems.edit_rows import EDIT_ROWS
from kontera.problems.fortnox_rows import FORTNOX_ROWS
from kontera.problems.import_rows import IMPORT_ROWS
from kontera.problems.payout_rows import PAYOUT_ROWS
from kontera.problems.product_rows import PRODUCT_ROWS
from kontera.problems.quickbutik_rows import QUICKBUTIK_ROWS
from kontera.problems.reconcile_rows import RECONCILE_ROWS
from kontera.problems.refund_rows import REFUND_ROWS
from kontera.problems.stock_rows import STOCK_ROWS
from kontera.problems.summary_rows import SUMMARY_ROWS
from kontera.problems.sync_rows import SYNC_ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.problems.texts import Entry, Text

ROOMS: tuple[tuple[str, Mapping[str, Entry]], ...] = (
    ("Bokföring · The books", BOOKS_ROWS),
    ("Fortnox", FORTNOX_ROWS),
    ("Quickbutik", QUICKBUTIK_ROWS),
    ("Flödet · The flow", SYNC_ROWS),
    ("Ändrade ordrar · Changed orders", EDIT_ROWS),
    ("Produkter · Products", PRODUCT_ROWS),
    ("Lager · Stock", STOCK_ROWS),
    ("Kunder · Customers", CUSTOMER_ROWS),
    ("Historik · History", IMPORT_ROWS),
    ("Kontroll · The set-up check", DOCTOR_ROWS),
    ("Utomlands · Abroad", ABROAD_ROWS),
    ("Återbetalningar · Refunds", REFUND_ROWS),
    ("Utbetalningar · Payouts", PAYOUT_ROWS),
    ("Dagssummor · Daily summaries", SUMMARY_ROWS),
    ("Avstämning · Reconciliation", RECONCILE_ROWS),
)
BUTTONS = {
    "retry": "**Försök igen** · **Try again**",
    "choices": "**Ändra valet** · **Change the choice**",
    "connect": "**Koppla på nytt** · **Connect again**",
}
_HEAD = """# Problem · Problems

Made by `make docs` from the tables of problems. Every stop, delay and remark has a code, a Swedish and an
English sentence, and what to do about it. Words in braces are filled in from the case. The order itself is
always kept, with everything the shop said about it.

On the terminal a stop that needs a person ends with code 3, one that passes by itself with 4, and a lost
connection with 5.
"""


def problems_page() -> str:
    """The page as Markdown: a heading for every code, in both languages."""
    parts = [_HEAD]
    for room, rows in ROOMS:
        parts.append(f"## {room}\n")
        parts += [_entry(code, entry) for code, entry in rows.items()]
    return "\n".join(parts)


def _entry(code: str, entry: Entry) -> str:
    shown = [f"### {code}\n", f"* {_said(entry, 'sv')}", f"* {_said(entry, 'en')}"]
    cure = _cure(entry)
    return "\n".join([*shown, *([f"* {cure}"] if cure else []), ""])


def _said(entry: Entry, language: str) -> str:
    texts: tuple[Text, ...] = (entry.what, entry.cure)
    return " ".join(text.in_language(language) for text in texts if text.in_language(language))


def _cure(entry: Entry) -> str:
    """The button of a held order and the choice that cures it; nothing where nobody needs to act."""
    button = BUTTONS.get(entry.button, "")
    choice = f"[`{entry.choice}`](settings.md)" if entry.choice else ""
    return ": ".join(part for part in (button, choice) if part)
