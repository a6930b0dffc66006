"""Changes of customer cards that waited for the button, written when somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.problems import Disconnected, Held
from kontera.shops import customers as kept
from kontera.shops.lanes import walking
from kontera.sync.customers import KIND, Wish, ensure_customer, follow, key_of
from kontera.sync.days import stockholm_day
from kontera.sync.intake import policy_of, think
from kontera.sync.turn import Work

if TYPE_CHECKING:
    from kontera.fortnox.client import Client
    from kontera.shops.handle import Handle
    from kontera.shops.models import Company, Link
    from kontera.sync.ends import Ends
    from kontera.sync.turn import Turn


def run_customers(turn: Turn) -> bool:
    """Write what a person asked for; and everything, once cards go by themselves again."""
    handle = turn.handle
    waiting = (
        kept.fresh_wishes(handle) if turn.choices.flag("customers_automatic") else kept.asked_wishes(handle)
    )
    written = held = 0
    for link in list(waiting):
        if not turn.go_on():
            return True
        if write_wish(handle, turn.fortnox, link):
            written += 1
        else:
            held += 1
    turn.tell(written=written, held=held)
    return False


def write_wish(handle: Handle, client: Client, link: Link) -> bool:
    """Write one card's change; false when a person must look at it first."""
    with walking(f"customer:{handle.company_id}:{link.key}", wait=True):
        now = handle.links(KIND, [link.key]).get(link.key)
        wanted = now.written.get(kept.WANTED) if now is not None else None
        if now is None or not wanted:
            return True
        wish = Wish(handle, client, link.key, wanted["name"], wanted["fields"], wanted["print"], asked=True)
        try:
            follow(wish, now.number, now.written, now.fingerprint)
        except Held as held:
            kept.hold_wish(now, held.code, held.facts)
            return False
    return True


def write_all(handle: Handle, ends: Ends) -> int:
    """The terminal's button: every change that waits, now; how many were written."""
    company = _company(handle)
    try:
        client = ends.fortnox(company)
        return sum(write_wish(handle, client, link) for link in kept.wishes(handle))
    finally:
        ends.fortnox.rest(company)


def write_buyer(handle: Handle, ends: Ends, email: str) -> str:
    """The terminal's button for one buyer: the card as their newest order has it; its number.

    ``""`` when no order of the shop is theirs. Raises ``Held`` where the order or the card cannot be used.
    """
    row = kept.newest_order(handle, email)
    if row is None:
        return ""
    choices = handle.choices
    thought = think(row, choices, policy_of(handle, choices), stockholm_day(ends.now()))
    if thought.read is None:
        raise thought.problem or Held("order-unreadable", {"order": row.number})
    company, key = _company(handle), key_of(handle, thought.read)
    try:
        client, link = ends.fortnox(company), handle.links(KIND, [key]).get(key)
        return ensure_customer(handle, ends, client, thought.read, link=link, row=row, asked=True)
    finally:
        ends.fortnox.rest(company)


def _company(handle: Handle) -> Company:
    if handle.shop.company is None:
        raise Disconnected("fortnox-consent-missing", {"fortnox": ""}, side="fortnox")
    return handle.shop.company


CUSTOMERS_WORK = Work("customers", run_customers, lambda _choices: None)
