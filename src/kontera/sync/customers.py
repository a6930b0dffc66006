"""The buyer's card at Fortnox: found by e-mail exactly, created or updated, then remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.customers import CustomerCard, card_for, fingerprint
from kontera.fortnox import customers
from kontera.shops.lanes import walking
from kontera.sync.errand import reference_of

if TYPE_CHECKING:
    from kontera.books.order import Order
    from kontera.fortnox.client import Client
    from kontera.shops.handle import Handle
    from kontera.shops.models import Link

KIND = "customer"
WORTH_READING = 3
"""So many new buyers at once make reading the register cheaper than searching for each."""
Register = dict[str, list[customers.CustomerFound]]


def key_of(handle: Handle, order: Order) -> str:
    """What a card is remembered under: the e-mail, or the order itself for a buyer without one."""
    return order.buyer.email or reference_of(handle.shop.key, order.number, "customer")


def register_for(client: Client, newcomers: int) -> Register | None:
    """The company's whole customer register where it is small and saves searches, else ``None``."""
    return customers.whole_register(client) if newcomers >= WORTH_READING else None


def ensure_customer(
    handle: Handle, client: Client, order: Order, link: Link | None, register: Register | None = None
) -> str:
    """The number of the buyer's card, written only when something about it has changed.

    A buyer without e-mail gets a card of their own: nobody else's card is ever touched.
    ``register`` has just been read and saves the search.
    """
    card = card_for(order)
    digest = fingerprint(card)
    if link is not None and link.fingerprint == digest:
        return link.number
    key = key_of(handle, order)
    if link is not None:
        customers.update(client, link.number, card)
        handle.remember_link(KIND, key, link.number, digest)
        return link.number
    # Two shops of one company may meet the same new buyer at once.
    with walking(f"customer:{handle.company_id}:{key}", wait=True):
        known = handle.links(KIND, [key]).get(key)
        if known is not None and known.fingerprint == digest:
            return known.number
        number = known.number if known else _find_or_create(client, card, key, register)
        handle.remember_link(KIND, key, number, digest)
        return number


def _find_or_create(client: Client, card: CustomerCard, key: str, register: Register | None) -> str:
    if not card.email:
        return _nameless(client, card, key)
    if register is None:
        found = customers.best_of(customers.find_by_email(client, card.email))
    else:
        found = customers.best_of(register.get(card.email.casefold(), []))
    if found is None:
        return customers.create(client, card).number
    customers.update(client, found.number, card)
    return found.number


def _nameless(client: Client, card: CustomerCard, key: str) -> str:
    """A card that can only be recognised by our own reference on it."""
    found = customers.find_by_reference(client, card.name, key)
    return found.number if found else customers.create(client, card, reference=key).number
