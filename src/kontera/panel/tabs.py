"""The pages of a shop as tabs: those used most in a row, the others under "Mer"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kontera.problems import Text

if TYPE_CHECKING:
    from kontera.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Tab:
    """A page and its word. A ``roomy`` one stands in the row of a wide screen, and under "Mer" on a phone."""

    page: str
    label: Text
    place: Literal["row", "roomy", "more"] = "more"


SUMMARIES = "summaries"
TABS = (
    Tab("orders", Text("Ordrar", "Orders"), "row"),
    Tab("products", Text("Produkter", "Products"), "row"),
    Tab("customers", Text("Kunder", "Customers"), "row"),
    Tab("stock", Text("Lager", "Stock"), "row"),
    Tab("payouts", Text("Utbetalningar", "Payouts"), "roomy"),
    Tab("reconcile", Text("Avstämning", "Reconciliation"), "roomy"),
    Tab("abroad", Text("Utomlands", "Abroad"), "roomy"),
    Tab(SUMMARIES, Text("Dagssummor", "Daily summaries")),
    Tab("history", Text("Historik", "History")),
    Tab("choices", Text("Val", "Choices")),
    Tab("check", Text("Kontroll", "Check")),
    Tab("connect", Text("Koppling", "Connection")),
)


def tabs_of(shop: Shop, here: str) -> list[Tab]:
    """All of them; daily summaries only where the shop has them."""
    has_summaries = shop.choices.get("posting_mode") == "daily" or here == SUMMARIES
    return [tab for tab in TABS if tab.page != SUMMARIES or has_summaries]


def place_of(here: str) -> str:
    """Where the tab of the page stands; empty for a page without one."""
    return next((tab.place for tab in TABS if tab.page == here), "")
