"""What an event of Fortnox means for us: which chores become due now, and which orders were touched.

An event only hurries what a poll would find anyway, so a lost one costs minutes and a doubled one
nothing. Our own writes come back as events, too; they are recognised by when, and as what, they were
written, and passed over.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from kontera.shops import across, topics
from kontera.shops.chores import ask_chore
from kontera.shops.handle import Handle
from kontera.shops.models import Delivery, Link
from kontera.shops.work import wake

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from kontera.choices import Choices
    from kontera.fortnox.topics import Event
    from kontera.shops.models import Company

BEFORE, AFTER = timedelta(minutes=1), timedelta(minutes=5)
"""An event this near a write of ours is its echo: clocks differ, and events take their time."""

HEARD = ("articles", "customers", "invoices", "orders", "warehouse-stockbalances")
"""The topics that are listened to."""
DOCUMENTS: Mapping[str, tuple[Delivery.Kind, ...]] = {
    "order": (Delivery.Kind.ORDER,),
    "invoice": (Delivery.Kind.INVOICE, Delivery.Kind.CREDIT),
    "invoicepayment": (Delivery.Kind.PAYMENT,),
}
"""First word of an event's type → what it is among our deliveries."""
MOVES_STOCK = frozenset({"order", "invoice"})
RELEVANT: Mapping[str, Callable[[Choices], bool]] = {
    "stock": lambda choices: choices.text("stock") != "off",
    "articles": lambda choices: choices.text("product_master") == "fortnox",
    "customers": lambda _choices: True,
}
"""A chore is woken only where the shop has chosen that Fortnox has a say."""


def follow(
    events: Collection[Event], companies: Mapping[str, Company], now: datetime, known: Collection[str]
) -> None:
    """Act on events, in one transaction with how far they reach: after a crash they come again.

    ``companies``: those that are listened for, by tenant. ``known``: the chores there are.
    """
    with transaction.atomic():
        for tenant, company in companies.items():
            told = [event for event in events if event.tenant == tenant]
            if told:
                _wake(company, chores_for(company, told), known)
                _mark(touched_by_others(company, told))
        topics.remember_offsets(
            list(companies.values()), {event.topic: event.offset for event in events}, now
        )


def _wake(company: Company, names: Iterable[str], known: Collection[str]) -> None:
    wanted = [name for name in names if name in known]
    for handle in across.shops_of_company(company) if wanted else []:
        for name in wanted:
            if RELEVANT[name](handle.choices):
                ask_chore(handle, name)


def chores_for(company: Company, events: Collection[Event]) -> list[str]:
    """The chores that these events make due, each once."""
    names = set()
    articles = _foreign(company, Link.Kind.ARTICLE, [one for one in events if one.topic == "articles"])
    balances = [event for event in events if event.topic == "warehouse-stockbalances"]
    if articles:
        names.add("articles")
    if _has_unread_stock(company, [*articles, *balances]) or _has_foreign_sale(company, events):
        names.add("stock")
    if _foreign(company, Link.Kind.CUSTOMER, [one for one in events if one.topic == "customers"]):
        names.add("customers")
    return sorted(names)


def _foreign(company: Company, kind: str, events: Collection[Event]) -> list[Event]:
    """Those by which somebody but us has touched a customer or an article."""
    links = topics.links_at(company, kind, {event.entity for event in events}) if events else {}
    written = {number: [link.written_at] for number, link in links.items()}
    return [event for event in events if not _is_near(event, written.get(event.entity, []))]


def _has_unread_stock(company: Company, events: Collection[Event]) -> bool:
    """Whether a level may have moved since it was last read, or written by ourselves."""
    read = topics.levels_read(company, {event.entity for event in events}) if events else {}
    return any(not (event.at and event.entity in read and event.at <= read[event.entity]) for event in events)


def _has_foreign_sale(company: Company, events: Collection[Event]) -> bool:
    """Whether there are orders or invoices that somebody wrote in Fortnox: they move stock."""
    wanted = [event for event in events if _word(event) in MOVES_STOCK]
    ours = {_place(row.kind, row.number) for row in _ours(company, wanted)}
    return any((_word(event), event.entity) not in ours for event in wanted)


def touched_by_others(company: Company, events: Collection[Event]) -> list[tuple[Delivery, Event]]:
    """Our documents that somebody has booked, cancelled, deleted or changed in Fortnox."""
    by_place = {_place(row.kind, row.number): row for row in _ours(company, events)}
    beside = topics.deliveries_beside(list(by_place.values()))
    pairs = [(by_place.get((_word(event), event.entity)), event) for event in events]
    return [(row, event) for row, event in pairs if row and not is_echo(row, beside[row.order_id], event)]


def is_echo(delivery: Delivery, beside: Collection[Delivery], event: Event) -> bool:
    """Whether an event tells what we did, or know, ourselves. ``beside``: all deliveries of the order.

    Writing one document of an order touches the others, so each write of the order counts.
    """
    if event.verb == "cancelled":
        return delivery.state == Delivery.State.CANCELLED
    if event.verb == "deleted":
        return False
    if event.verb == "bookkeep" and delivery.state == Delivery.State.BOOKED:
        return True
    moments = [moment for row in beside for moment in (row.sent_at, row.settled_at) if moment]
    return _is_near(event, moments)


def _mark(pairs: Iterable[tuple[Delivery, Event]]) -> None:
    """Leave word with the order, once per kind of event, and wake its shop."""
    shops = set()
    for row, event in pairs:
        Handle(row.shop).note_event("fortnox", row.order.number, event.type)
        shops.add(row.shop_id)
    for shop_id in shops:
        transaction.on_commit(partial(wake, shop_id, "orders"))


def _ours(company: Company, events: Collection[Event]) -> list[Delivery]:
    wanted = [event for event in events if _word(event) in DOCUMENTS]
    kinds = {kind for event in wanted for kind in DOCUMENTS[_word(event)]}
    return topics.deliveries_at(company, kinds, {event.entity for event in wanted}) if wanted else []


def _word(event: Event) -> str:
    """``invoicepayment-bookkeep-v1`` → ``invoicepayment``."""
    return event.type.partition("-")[0]


def _place(kind: str, number: str) -> tuple[str, str]:
    return next((word, number) for word, kinds in DOCUMENTS.items() if kind in kinds)


def _is_near(event: Event, moments: Iterable[datetime]) -> bool:
    at = event.at
    return at is not None and any(moment - BEFORE <= at <= moment + AFTER for moment in moments)
