"""The choices a shop makes, each in one entry: name, kind, default, label and help.

The form in the panel, ``kontera shop set``, the choices file and ``docs/settings.md``
all follow from ``REGISTRY``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.choices.abroad import ABROAD
from kontera.choices.accounts import ACCOUNTS
from kontera.choices.customers import CUSTOMERS
from kontera.choices.documents import DOCUMENTS
from kontera.choices.flow import FLOW
from kontera.choices.money import MONEY
from kontera.choices.payments import PAYMENTS
from kontera.choices.products import PRODUCTS
from kontera.choices.rules import RULES
from kontera.choices.stock import STOCK
from kontera.problems import Text

if TYPE_CHECKING:
    from kontera.choices.kinds import Choice

GROUPS: dict[str, Text] = {
    "flow": Text("Vad ska hända", "What shall happen"),
    "payments": Text("Betalningar", "Payments"),
    "products": Text("Produkter", "Products"),
    "stock": Text("Lager", "Stock"),
    "customers": Text("Kunder", "Customers"),
    "accounts": Text("Konton", "Accounts"),
    "abroad": Text("Utomlands", "Abroad"),
    "money": Text("Återbetalningar och utbetalningar", "Refunds and payouts"),
    "documents": Text("Order och fakturor", "Orders and invoices"),
    "rules": Text("Regler", "Rules"),
}

REGISTRY: tuple[Choice, ...] = (
    *FLOW,
    *PAYMENTS,
    *PRODUCTS,
    *STOCK,
    *CUSTOMERS,
    *ACCOUNTS,
    *ABROAD,
    *MONEY,
    *DOCUMENTS,
    *RULES,
)

BY_NAME: dict[str, Choice] = {choice.name: choice for choice in REGISTRY}
