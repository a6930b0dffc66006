"""What the shop has to tell: what its webhooks announced, and what a poll finds besides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from kontera.problems import Held
from kontera.shops import chores
from kontera.shops.levels import ask_for_stock
from kontera.shops.models import Delivery, Order
from kontera.sync.backing import note_days
from kontera.sync.days import STOCKHOLM, stockholm_day
from kontera.sync.existing import own_policy
from kontera.sync.extent import extent_of
from kontera.sync.intake import ORDER_NUMBER, is_of_our_time, place, policy_of, show, take_in, think

if TYPE_CHECKING:
    from kontera.quickbutik.client import Client
    from kontera.shops.handle import Handle
    from kontera.shops.models import Event

log = structlog.get_logger()
POLL_EVERY = timedelta(seconds=60)
OVERLAP = timedelta(minutes=15)
"""How far each poll reaches back before the last: statuses may be dated by another clock."""
NEWEST = 25
"""So many of the newest orders are read as well, whatever their status dates say."""
FURTHER, FURTHER_EVERY = 200, timedelta(minutes=10)
"""So many of the newest are read once in a while, to find those that were edited without a new status."""
ONE_BY_ONE = 5
"""So many announced orders are read one by one; more are read by the page."""
MOST_EVENTS = 200


def follow_events(handle: Handle, client: Client, now: datetime) -> int:
    """Read again what the shop announced; the announcement itself is trusted for nothing but an id."""
    events = list(handle.events().order_by("noted_at")[:MOST_EVENTS])
    orders = [event for event in events if event.kind == "order"]
    # Before the orders: theirs are the rates after the change.
    products = {event.key for event in events if event.kind == "product"}
    if products:
        handle.expect_products(products)
        chores.ask_chore(handle, "products", at=now)
        ask_for_stock(handle, now)
    if orders:
        _read_announced(handle, client, orders, now)
    if any(event.kind == "shop" for event in events):
        rethink(handle, now)
    _look_again(handle, [event for event in events if event.kind == "fortnox"], now)
    if events:
        handle.settle_events(events)
    return len(events)


def _look_again(handle: Handle, events: list[Event], now: datetime) -> None:
    """Somebody booked, cancelled or deleted a document of ours in Fortnox: what became of it is read there.

    An order with an unbooked document is due again, and its first step is to read. What is booked
    stands, and a mere edit is not written over.
    """
    numbers = {event.key for event in events if not event.event_type.endswith("-updated-v1")}
    if numbers:
        open_ones = handle.deliveries().filter(state=Delivery.State.SENT).values("order")
        rows = handle.orders().filter(number__in=numbers, state=Order.State.DONE, pk__in=open_ones)
        rows.update(state=Order.State.DUE, urgency=Order.Urgency.RETRY, due_at=now)


def _read_announced(handle: Handle, client: Client, events: list[Event], now: datetime) -> None:
    wanted = list(dict.fromkeys(event.key for event in events if ORDER_NUMBER.fullmatch(event.key)))
    new = {event.key for event in events if event.event_type == "order.new"}
    found: dict[str, dict[str, Any]] = {}
    if len(wanted) > ONE_BY_ONE:
        since = min(event.noted_at for event in events) - OVERLAP
        for page in client.orders(changed_since=int(since.timestamp())):
            found |= {str(raw.get("order_id", "")): raw for raw in page}
            if found.keys() >= set(wanted):
                break
    for number in wanted:
        if number not in found and (raw := _one(handle, client, number)):
            found[number] = raw
    take_in(handle, client, found.values(), now, told_new=new)


def _one(handle: Handle, client: Client, number: str) -> dict[str, Any] | None:
    """One announced order. A number that the shop refuses must not keep the others waiting."""
    try:
        return client.order(number)
    except Held as refused:
        log.warning("announced order refused", shop=handle.shop.key, order=number, code=refused.code)
        return None


def read_order_now(handle: Handle, client: Client, number: str, now: datetime, *, asked: bool) -> bool:
    """Read one order by its number; false when the shop has no such order."""
    raw = client.order(number) if ORDER_NUMBER.fullmatch(number) else None
    if raw is None:
        return False
    take_in(handle, client, [raw], now, asked=[number] if asked else [])
    return True


def poll(handle: Handle, client: Client, now: datetime) -> None:
    """Find what the webhooks missed: changed orders since last time, and the newest ones."""
    handle.plan_poll(now + POLL_EVERY)
    newest = _newest(handle, client, now)
    if handle.shop.highest_number is None:
        numbers = [int(str(raw.get("order_id"))) for raw in newest if str(raw.get("order_id")).isdigit()]
        handle.remember_highest(max(numbers, default=0))
    since = handle.shop.polled_until or _start_of(handle)
    for page in client.orders(changed_since=int((since - OVERLAP).timestamp())):
        take_in(handle, client, page, now)
    take_in(handle, client, newest, now)
    handle.remember_poll(now)


def _newest(handle: Handle, client: Client, now: datetime) -> list[dict[str, Any]]:
    """The newest orders; now and then more of them, for edits that change no status and told nobody.

    Of those further back only the ones that are known already: history is not met by looking at it.
    """
    before, span = handle.shop.polled_until, int(FURTHER_EVERY.total_seconds())
    if before is not None and int(before.timestamp()) // span == int(now.timestamp()) // span:
        return client.newest(NEWEST)
    found = client.newest(FURTHER)
    further = {str(raw.get("order_id", "")) for raw in found[NEWEST:]}
    known = set(handle.orders().filter(number__in=further).values_list("number", flat=True))
    return [*found[:NEWEST], *(raw for raw in found[NEWEST:] if str(raw.get("order_id", "")) in known)]


def _start_of(handle: Handle) -> datetime:
    """The first poll reads from the shop's first day on."""
    first = handle.choices.day("start_day") or stockholm_day(handle.shop.added_at)
    return datetime(first.year, first.month, first.day, tzinfo=STOCKHOLM)


def rethink(handle: Handle, now: datetime) -> None:
    """Choices have changed: think every order that is not settled through again."""
    choices = handle.choices
    policy, today = policy_of(handle, choices), stockholm_day(now)
    open_states = (Order.State.SEEN, Order.State.HELD, Order.State.SKIPPED, Order.State.SUMMED)
    rows = list(handle.orders().filter(state__in=open_states))
    sent = handle.deliveries_of(rows)
    extent = extent_of(handle, choices, rows)
    for row in rows:
        thought = think(row, choices, own_policy(policy, sent[row.pk]), today, sent[row.pk])
        note_days(row, thought.read, today)
        show(row, thought)
        is_new = row.state == Order.State.HELD or is_of_our_time(handle, choices, row, thought)
        own = extent.choices_for(row, sent[row.pk])
        place(row, thought, own, sent[row.pk], now, is_new=is_new)
    handle.save_orders(rows)
