"""One order under way: everything a beat of the flow needs to know, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kontera.fortnox.document import Fields
from kontera.shops.models import Delivery
from kontera.sync.existing import current_round, living

if TYPE_CHECKING:
    from datetime import datetime

    from kontera.books import order as books
    from kontera.books.decision import Decision
    from kontera.books.policy import Policy
    from kontera.choices import Choices
    from kontera.fortnox.client import Client
    from kontera.shops.handle import Handle
    from kontera.shops.models import Order
    from kontera.sync.ends import Ends

Kind = Delivery.Kind


def reference_of(shop_key: str, number: str, document: str) -> str:
    """Our own name of a document: names the document, carries the shop, ends with a terminator.

    Fortnox searches by prefix, so without the terminator order 100 would find 1001. Nothing
    in it can change later.

    >>> reference_of("abcd2345", "1001", "invoice")
    'kontera:abcd2345:1001:invoice;'
    """
    return f"kontera:{shop_key}:{number}:{document};"


@dataclass(slots=True)
class Errand:
    """An order on its way. Mutable on purpose: the answers of Fortnox are laid into it."""

    handle: Handle
    ends: Ends
    client: Client
    choices: Choices
    policy: Policy
    row: Order
    read: books.Order
    decision: Decision
    fingerprint: str
    deliveries: list[Delivery] = field(default_factory=list)
    customer_number: str = ""
    fields: Fields = field(default_factory=Fields)
    resumed: bool = False
    """Deliveries existed before this attempt: what Fortnox has is read, not assumed."""
    known: set[str] = field(default_factory=set)
    """References of what this attempt has made or read: Fortnox has just told how it stands."""
    is_method_told: bool = False
    """Fortnox said by which method (ACCRUAL or CASH) the invoice is booked."""
    is_redecided: bool = False
    """The decision changed with what Fortnox answered; the order's page shall show it."""

    lets_stand: bool = False
    """The order differs from what was sent, and a person has said that it may."""

    @property
    def now(self) -> datetime:
        return self.ends.now()

    def reference(self, document: str) -> str:
        """Our name of a document in the round in force: ``invoice``, and ``invoice-2`` after a credit."""
        turn = current_round(self.deliveries)
        name = document if turn == 1 else f"{document}-{turn}"
        return reference_of(self.handle.shop.key, self.row.number, name)

    def delivery(self, kind: str, reference: str = "") -> Delivery | None:
        """The living delivery of this kind (and reference, for payments)."""
        found = [one for one in living(self.deliveries) if one.kind == kind]
        return next((one for one in found if not reference or one.reference == reference), None)

    def made(self, kind: str) -> Delivery:
        """The living delivery of this kind, which has a number already."""
        row = self.delivery(kind)
        if row is None or not row.number:
            raise RuntimeError(f"the {kind} has no number yet")
        return row
