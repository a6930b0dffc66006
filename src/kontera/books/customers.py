"""What a customer card (kund) in Fortnox should hold, when it has changed, and who wins over a field."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

from kontera.books.area import HOME, MEMBERS, NORTHERN_IRELAND
from kontera.books.order import Address
from kontera.books.place import Treatment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.books.order import Buyer, Order
    from kontera.books.place import Place

VatType = Literal["SE", "EU", "EU_REVERSED", "EXPORT"]
VAT_TYPES: dict[Treatment, VatType] = {
    Treatment.SE: "SE",
    Treatment.EU_B2C_SE_VAT: "EU",
    Treatment.OSS: "SE",
    Treatment.EU_B2B: "EU_REVERSED",
    Treatment.EXPORT: "EXPORT",
}
"""Treatment → the customer's VAT type. With the One Stop Shop the customer stays Swedish there: its accounts
carry the other country's VAT (Fortnox support on OSS)."""
Wins = Literal["fortnox", "shop", "fill"]
"""Who wins over a field that somebody changed by hand in Fortnox; ``fill``: only what is empty is written."""


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
    vat_type: VatType = "SE"


def card_for(order: Order, place: Place | None = None) -> CustomerCard:
    """The customer card of an order's buyer; ``place`` is whose VAT it carries, where that is decided.

    A company is named by its name, with the person as contact.

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
        vat_type=VAT_TYPES[place.treatment] if place else vat_type_of(buyer),
    )


def vat_type_of(buyer: Buyer) -> VatType:
    """The VAT treatment by where the goods go: Sweden, the EU with or without a VAT number, or export.

    The number is one that can exist (it is checked when it is read); a Swedish one means no company abroad.
    Source: mervärdesskattelagen on intra-Union supplies; Northern Ireland by its protocol.

    >>> from kontera.books.order import Buyer
    >>> abroad = Buyer(is_company=True, vat_number="EL094259216", delivery=Address(country="GR"))
    >>> vat_type_of(abroad), vat_type_of(Buyer(delivery=Address(country="GR"))), vat_type_of(Buyer())
    ('EU_REVERSED', 'EU', 'SE')
    """
    country, prefix = buyer.delivery.country.upper() or HOME, buyer.vat_number[:2].upper()
    if country == HOME:
        return "SE"
    has_number = buyer.is_company and bool(buyer.vat_number) and prefix != HOME
    if country == "GB" and has_number and prefix == NORTHERN_IRELAND:
        return "EU_REVERSED"
    if country not in MEMBERS:
        return "EXPORT"
    return "EU_REVERSED" if has_number else "EU"


def fingerprint(card: CustomerCard) -> str:
    """A hash of everything on the card: the same hash means that nothing needs to be written.

    >>> fingerprint(CustomerCard("Anna")) == fingerprint(CustomerCard("Anna"))
    True
    """
    return hashlib.sha256(json.dumps(asdict(card), sort_keys=True, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of a card that exists: what is written, what is ours then, and what is left alone."""

    changes: dict[str, str | None]
    known: dict[str, str]
    """Field by field what stands there because we wrote it (or would have written the same)."""
    kept: tuple[str, ...]


def merge(
    wanted: Mapping[str, str | None],
    there: Mapping[str, str],
    written: Mapping[str, str],
    wins: Wins,
    groups: tuple[tuple[str, ...], ...] = (),
) -> Merged:
    """What to write on a card that exists already.

    ``there`` is the card as Fortnox has it, ``written`` what we last wrote (empty on the first meeting):
    what differs from it was changed by hand. ``shop``: everything is written. ``fortnox``: what was changed
    by hand is left alone; on the first meeting that is all that stands there. ``fill``: only empty fields.
    The fields of a group (an address) go together, so that no address is put together from two.

    >>> merge({"Name": "Anna", "City": "Umeå"}, {"Name": "A. Berg", "City": "Luleå"}, {"City": "Luleå"},
    ...       "fortnox").changes
    {'City': 'Umeå'}
    """
    open_to = {name: _may_write(there.get(name, ""), written.get(name, ""), wins) for name in wanted}
    for group in groups:
        names = [name for name in group if name in wanted]
        together = all(open_to[name] or is_same(there.get(name, ""), wanted[name] or "") for name in names)
        open_to.update(dict.fromkeys(names, together))
    changes: dict[str, str | None] = {}
    known: dict[str, str] = {}
    kept = []
    for name, value in wanted.items():
        if is_same(there.get(name, ""), value or ""):
            known[name] = value or ""
        elif open_to[name]:
            changes[name], known[name] = value, value or ""
        else:
            kept.append(name)
            known |= {name: written[name]} if name in written else {}
    return Merged(changes, known, tuple(kept))


def _may_write(there: str, written: str, wins: Wins) -> bool:
    if wins == "shop":
        return True
    return not there.strip() if wins == "fill" else is_same(there, written)


def is_same(one: str, other: str) -> bool:
    """Whether two texts are the same field.

    >>> is_same("Bok & Papper ", "Bok & Papper")
    True
    """
    return one.strip() == other.strip()
