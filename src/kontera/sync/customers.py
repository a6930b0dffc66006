"""The buyer's card at Fortnox: found by e-mail exactly, created or updated, then remembered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kontera.books.customers import CustomerCard, card_for, fingerprint
from kontera.fortnox import customers
from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome
from kontera.shops.lanes import walking
from kontera.sync.errand import reference_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontera.books.order import Order
    from kontera.fortnox.client import Client
    from kontera.fortnox.customers import CustomerFound
    from kontera.shops.handle import Handle
    from kontera.shops.models import Link
    from kontera.sync.ends import Ends

KIND = "customer"
WORTH_READING = 3
"""So many new buyers at once make reading the register cheaper than searching for each."""
LONGEST = 254
"""Letters of an e-mail address (RFC 5321)."""
Register = dict[str, list[customers.CustomerFound]]


def key_of(handle: Handle, order: Order) -> str:
    """What a card is remembered under: the e-mail, or the order itself for a buyer without a sensible one."""
    email = order.buyer.email
    return email if 0 < len(email) <= LONGEST else reference_of(handle.shop.key, order.number, "customer")


def register_for(client: Client, newcomers: int) -> Register | None:
    """The company's whole customer register where it is small and saves searches, else ``None``."""
    return customers.whole_register(client) if newcomers >= WORTH_READING else None


def ensure_customer(
    handle: Handle,
    ends: Ends,
    client: Client,
    order: Order,
    *,
    link: Link | None,
    register: Register | None = None,
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
    if link is not None and link.number:
        customers.update(client, link.number, card)
        handle.remember_link(KIND, key, link.number, digest)
        return link.number
    # Two shops of one company may meet the same new buyer at once.
    with walking(f"customer:{handle.company_id}:{key}", wait=True):
        known = handle.links(KIND, [key]).get(key)
        if known is not None and known.fingerprint == digest:
            return known.number
        number = (known.number if known else "") or _find(client, card, key, register)
        if not number:
            number = _create(handle, ends, client, card, begun=known, key=key)
        handle.remember_link(KIND, key, number, digest)
        return number


def _find(client: Client, card: CustomerCard, key: str, register: Register | None) -> str:
    """The number of a card that the buyer has already, brought up to date; ``""`` when there is none."""
    if not card.email:
        # Such a card can only be recognised by our own reference on it.
        nameless = customers.find_by_reference(client, card.name, key)
        return nameless.number if nameless else ""
    same = register.get(card.email.casefold(), []) if register is not None else None
    found = _best(client, customers.find_by_email(client, card.email) if same is None else same)
    if found is not None:
        customers.update(client, found.number, card)
    return found.number if found else ""


def _best(client: Client, found: Sequence[CustomerFound]) -> CustomerFound | None:
    """The card to use. A list does not tell which are active, so several are read one by one."""
    if len(found) > 1:
        found = [customers.get(client, card.number) for card in found]
    return customers.best_of(found)


def _create(
    handle: Handle, ends: Ends, client: Client, card: CustomerCard, *, begun: Link | None, key: str
) -> str:
    """A new card, written down before it is sent: its answer may be lost and the card come late."""
    now = ends.now()
    wait = timedelta(seconds=ends.settle_seconds) - (now - begun.written_at) if begun else timedelta(0)
    if wait > timedelta(0):
        after = int(wait.total_seconds()) + 1
        raise UnknownOutcome("fortnox-unknown-outcome", {"call": "POST /3/customers"}, after=after)
    handle.remember_link(KIND, key, "", "", now=now)
    try:
        return customers.create(client, card, reference="" if card.email else key).number
    except UnknownOutcome:
        handle.remember_link(KIND, key, "", "", now=ends.now())
        raise
    except (Held, Disconnected, TryLater):
        # Refused, or never left this machine.
        handle.forget_link(KIND, key)
        raise
