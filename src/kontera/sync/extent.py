"""How far an order goes: as the shop chose, or as the import said that asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kontera.books.forecast import CUSTOMERS
from kontera.choices import Choices
from kontera.shops import imports
from kontera.shops.models import Import, Order

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kontera.shops.handle import Handle
    from kontera.shops.models import Delivery


@dataclass(frozen=True, slots=True)
class Extent:
    """The shop's choices, and the ends of the imports that some of its orders belong to."""

    choices: Choices
    values: Mapping[str, object]
    runs: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def choices_for(self, row: Order, sent: Collection[Delivery]) -> Choices:
        """The choices that hold for this order: the shop's, with the import's end in place of its own."""
        end = self._end(row, sent)
        # Nobody wants last year's invoices in their inbox again.
        return Choices({**self.values, "end": end, "email_invoice": False}) if end else self.choices

    def _end(self, row: Order, sent: Collection[Delivery]) -> str:
        """The import's end, or nothing where the shop's holds.

        A person's button sends documents, also where an import only wrote the buyer's card; and what a
        stopped import never began is again the shop's own.
        """
        end, state = self.runs.get(row.run_id or 0, ("", ""))
        if end == CUSTOMERS:
            is_its = row.state == Order.State.DUE and row.urgency == Order.Urgency.IMPORT
            return end if is_its and not row.asked and not sent else ""
        return "" if state == Import.State.STOPPED and not sent else end


def extent_of(handle: Handle, choices: Choices, rows: Collection[Order]) -> Extent:
    """Asks nothing of the tables where no order belongs to an import."""
    runs = imports.started(handle, {row.run_id for row in rows if row.run_id})
    return Extent(choices, handle.shop.choices, runs)


def is_cards_only(choices: Choices) -> bool:
    """Only the buyer's card is written; no document is made."""
    return choices.text("end") == CUSTOMERS
