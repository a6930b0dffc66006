"""What a customer card (kund) in Fortnox should hold, and when it has changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from kontera.books.order import Address

if TYPE_CHECKING:
    from kontera.books.order import Order


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer as the card should be. ``email`` is the identity and may be empty.

    ``billing`` is where invoices go, ``delivery`` where goods go; ``vat_type`` is the VAT treatment.
    """

    name: str
    email: str = ""
    is_company: bool = False
    org_number: str = ""
    vat_number: str = ""
    phone: str = ""
    contact: str = ""
    """The person at a company; empty for private buyers."""
    billing: Address = field(default_factory=Address)
    delivery: Address = field(default_factory=Address)
    vat_type: str = "SE"


def card_for(order: Order) -> CustomerCard:
    """The customer card of an order's buyer. A company is named by its name, with the person as contact.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order, Status
    >>> buyer = Buyer("anna@example.com", is_company=True, billing=Address("Anna", "Krukor AB"))
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, buyer, (), 0, 0, 0, 0, 0, "")
    >>> card_for(order).name, card_for(order).contact
    ('Krukor AB', 'Anna')
    """
    buyer = order.buyer
    billing = buyer.billing if buyer.billing.street or buyer.billing.name else buyer.delivery
    company = billing.company or buyer.delivery.company
    person = billing.name or buyer.delivery.name
    is_named = buyer.is_company and bool(company)
    return CustomerCard(
        name=(company if is_named else person or company) or buyer.email or f"Order {order.number}",
        email=buyer.email.strip().lower(),
        is_company=buyer.is_company,
        org_number=buyer.org_number,
        vat_number=buyer.vat_number,
        phone=buyer.phone,
        contact=person if is_named else "",
        billing=billing,
        delivery=buyer.delivery,
    )


def fingerprint(card: CustomerCard) -> str:
    """A hash of everything on the card: the same hash means that nothing needs to be written.

    >>> fingerprint(CustomerCard("Anna")) == fingerprint(CustomerCard("Anna"))
    True
    """
    return hashlib.sha256(json.dumps(asdict(card), sort_keys=True, ensure_ascii=True).encode()).hexdigest()
