"""The buyer's card at Fortnox: found by e-mail exactly, created or updated, then remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from kontera.books.customers import CustomerCard, card_for, fingerprint, merge
from kontera.fortnox import customers
from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome
from kontera.shops.customers import WANTED, remember_card
from kontera.shops.lanes import walking
from kontera.sync.errand import reference_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontera.books.customers import Wins
    from kontera.books.order import Order
    from kontera.books.place import Place
    from kontera.fortnox.client import Client
    from kontera.fortnox.customers import CustomerFound
    from kontera.shops.handle import Handle
    from kontera.shops.models import Link
    from kontera.shops.models import Order as Row
    from kontera.sync.ends import Ends

KIND = "customer"
DOUBTED = "doubted"
"""In what is remembered of a card: it was said to be inactive, and is looked for anew."""
WORTH_READING = 3
"""So many new buyers at once make reading the register cheaper than searching for each."""
LONGEST = 254
"""Letters of an e-mail address (RFC 5321)."""
Register = dict[str, list[customers.CustomerFound]]
Written = dict[str, Any]


def key_of(handle: Handle, order: Order) -> str:
    """What a card is remembered under: the e-mail, or the order itself for a buyer without a sensible one."""
    email = order.buyer.email
    return email if 0 < len(email) <= LONGEST else reference_of(handle.shop.key, order.number, "customer")


def register_for(client: Client, newcomers: int) -> Register | None:
    """The company's whole customer register where it is small and saves searches, else ``None``."""
    return customers.whole_register(client) if newcomers >= WORTH_READING else None


@dataclass(frozen=True, slots=True)
class Wish:
    """A card as an order wants it: in Fortnox's words, with its hash and what it is remembered under."""

    handle: Handle
    client: Client
    key: str
    name: str
    fields: dict[str, str | None]
    digest: str
    asked: bool = False
    """A person waits for it, so that it is written whatever goes by itself."""
    identity: str = ""
    """What the shop's own number of the buyer is remembered under; empty where it tells none."""

    @property
    def may_write(self) -> bool:
        return self.asked or self.handle.choices.flag("customers_automatic")


def ensure_customer(
    handle: Handle,
    ends: Ends,
    client: Client,
    order: Order,
    *,
    link: Link | None,
    register: Register | None = None,
    row: Row | None = None,
    asked: bool = False,
    place: Place | None = None,
) -> str:
    """The number of the buyer's card, written only when something about it has changed.

    A buyer without e-mail gets a card of their own: nobody else's card is ever touched.
    ``register`` has just been read and saves the search. ``row`` is told what was noticed.
    ``place`` says whose VAT the order carries, where that is decided.
    Raises ``Held("customer-inactive")`` where the shop wants to decide about inactive cards.
    """
    card = card_for(order, place)
    digest = fingerprint(card)
    if link is not None and link.fingerprint == digest:
        _drop_wish(handle, link)
        return link.number
    key = key_of(handle, order)
    name, fields = card.name[:200], customers.fields_of(card)
    wish = Wish(handle, client, key, name, fields, digest, asked, identity_of(handle, order))
    if link is not None and link.number:
        return _again(wish, link, card, row)
    # Two shops of one company may meet the same new buyer at once.
    with walking(f"customer:{handle.company_id}:{key}", wait=True):
        known = handle.links(KIND, [key]).get(key)
        if known is not None and known.fingerprint == digest:
            return known.number
        if known is not None and known.number:
            follow(wish, known.number, known.written, known.fingerprint)
            return known.number
        return _moved(wish) or _found(wish, card, register, row) or _made(wish, ends, card, begun=known)


def identity_of(handle: Handle, order: Order) -> str:
    """What the shop's own number of a buyer is remembered under, or ``""``.

    Guess: orders may tell one as ``customer.id``; no source shows it.
    """
    known = order.buyer.customer_key
    return f"id:{handle.shop.key}:{known}" if known else ""


def follow(wish: Wish, number: str, written: Written, digest: str = "") -> None:
    """Bring a card that exists up to date as far as the shop's choices let us, or remember the wish.

    ``written`` and ``digest`` are what was last written on it; nothing yet on the first meeting.
    """
    if not wish.may_write:
        wanted = {
            "shop": wish.handle.shop.key,
            "name": wish.name,
            "fields": wish.fields,
            "print": wish.digest,
        }
        known = written.get(WANTED, {})
        if known.get("print") != wish.digest:
            waiting = {**written, WANTED: {**wanted, "asked": False}}
            remember_card(wish.handle, wish.key, number, digest, waiting)
        return
    known_fields, kept = _write(wish, number, written.get("fields", {}))
    rest = {name: value for name, value in written.items() if name not in (WANTED, "kept")}
    left = {"kept": list(kept)} if kept else {}
    _remember(wish, number, {**rest, **left, "name": wish.name, "fields": known_fields})


def _write(wish: Wish, number: str, before: dict[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Write what may be written; what is ours on the card then, and what was left alone."""
    choices = wish.handle.choices
    wins, wakes = choices.text("customer_changes"), choices.text("customer_inactive") == "wake"
    if wins == "shop" and wakes:
        customers.write(wish.client, number, {**wish.fields, "Active": True})
        return _plain(wish.fields), ()
    found, there = customers.read_fields(wish.client, number)
    if not found.active and not wakes:
        raise Held("customer-inactive", {"customer": wish.name, "number": number})
    merged = merge(wish.fields, there, before, cast("Wins", wins), customers.GROUPS)
    changes = {**merged.changes, **({} if found.active else {"Active": True})}
    if changes:
        customers.write(wish.client, number, changes)
    return merged.known, merged.kept


def _plain(fields: dict[str, str | None]) -> dict[str, str]:
    return {name: value or "" for name, value in fields.items()}


def _remember(wish: Wish, number: str, written: Written) -> None:
    remember_card(wish.handle, wish.key, number, wish.digest, written)
    if wish.identity:
        remember_card(wish.handle, wish.identity, number, wish.digest, {"email": wish.key})


def _drop_wish(handle: Handle, link: Link) -> None:
    """The shop says again what is on the card already: nothing waits any more."""
    if WANTED in link.written:
        rest = {name: value for name, value in link.written.items() if name != WANTED}
        remember_card(handle, link.key, link.number, link.fingerprint, rest)


def doubt_card(handle: Handle, key: str) -> bool:
    """Fortnox said that a card which nobody had a reason to read is inactive: the next attempt reads it.

    False where no card is remembered under ``key``.
    """
    link = handle.links(KIND, [key]).get(key)
    if link is None or not link.number:
        return False
    remember_card(handle, key, link.number, "", {**link.written, DOUBTED: True})
    return True


def _again(wish: Wish, link: Link, card: CustomerCard, row: Row | None) -> str:
    """The card that is known; or, where it was put out of use, another active one with the same e-mail."""
    written = {name: value for name, value in link.written.items() if name != DOUBTED}
    if DOUBTED in link.written and card.email:
        several = customers.find_by_email(wish.client, card.email)
        best = _best(wish.client, several)
        if best is not None and best.active and best.number != link.number:
            return _found(wish, card, {card.email.casefold(): several}, row)
    follow(wish, link.number, written, link.fingerprint)
    return link.number


# -- the first meeting -----------------------------------------------------------------


def _moved(wish: Wish) -> str:
    """The card of a buyer whose e-mail has changed, known by the shop's own number of them and by their name.

    The number alone is not trusted: should all guests share one, they would share a card.
    """
    known = wish.handle.links(KIND, [wish.identity]).get(wish.identity) if wish.identity else None
    if known is None or not known.number:
        return ""
    old = str(known.written.get("email", ""))
    before = wish.handle.links(KIND, [old]).get(old)
    if before is None or _folded(str(before.written.get("name", ""))) != _folded(wish.name):
        return ""
    follow(wish, known.number, before.written, before.fingerprint)
    wish.handle.forget_link(KIND, old)
    return known.number


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _found(wish: Wish, card: CustomerCard, register: Register | None, row: Row | None) -> str:
    """The number of a card that the buyer has already, brought up to date; ``""`` when there is none."""
    if not card.email:
        # Such a card can only be recognised by our own reference on it.
        nameless = customers.find_by_reference(wish.client, card.name, wish.key)
        if nameless is not None:
            _remember(wish, nameless.number, {"name": wish.name, "fields": _plain(wish.fields)})
        return nameless.number if nameless else ""
    same = register.get(card.email.casefold(), []) if register is not None else None
    several = customers.find_by_email(wish.client, card.email) if same is None else same
    best = _best(wish.client, several)
    if best is None:
        return ""
    others = sorted(one.number for one in several if one.number != best.number)
    if others and row is not None:
        facts = {"customer": wish.name, "number": best.number, "others": ", ".join(others)}
        wish.handle.note(row, "customer-duplicates", facts)
    follow(wish, best.number, {"duplicates": others, "name": wish.name} if others else {})
    return best.number


def _best(client: Client, found: Sequence[CustomerFound]) -> CustomerFound | None:
    """The card to use. A list does not tell which are active, so several are read one by one."""
    if len(found) > 1:
        found = [customers.get(client, card.number) for card in found]
    return customers.best_of(found)


def _made(wish: Wish, ends: Ends, card: CustomerCard, *, begun: Link | None) -> str:
    """A new card, written down before it is sent: its answer may be lost and the card come late."""
    handle, key, now = wish.handle, wish.key, ends.now()
    wait = timedelta(seconds=ends.settle_seconds) - (now - begun.written_at) if begun else timedelta(0)
    if wait > timedelta(0):
        after = int(wait.total_seconds()) + 1
        raise UnknownOutcome("fortnox-unknown-outcome", {"call": "POST /3/customers"}, after=after)
    handle.remember_link(KIND, key, "", "", now=now)
    try:
        number = customers.create(wish.client, card, reference="" if card.email else key).number
    except UnknownOutcome:
        handle.remember_link(KIND, key, "", "", now=ends.now())
        raise
    except (Held, Disconnected, TryLater):
        # Refused, or never left this machine.
        handle.forget_link(KIND, key)
        raise
    _remember(wish, number, {"name": wish.name, "fields": _plain(wish.fields)})
    return number
