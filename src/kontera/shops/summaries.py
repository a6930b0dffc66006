"""Daily summaries as they are remembered: the orders that wait, the day's vouchers, and what is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from kontera.books.money import parse_ore
from kontera.shops.chores import ask_chore
from kontera.shops.models import Delivery, Order, Posting, Summary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from kontera.problems import Held
    from kontera.shops.handle import Handle

CHORE = "summary"
State = Summary.State
LARGE = ("raw", "rates", "preview", "proposal", "evidence")


@dataclass(frozen=True, slots=True)
class Item:
    """A sale or a refund that goes into a summary: its order, our reference of it, and what is kept of it."""

    order: Order
    reference: str
    fingerprint: str
    answer: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


def summaries_of(handle: Handle) -> QuerySet[Summary]:
    return Summary.objects.filter(shop=handle.shop)


def summary_by_key(handle: Handle, key: int) -> Summary | None:
    return summaries_of(handle).filter(pk=key).first()


def waiting(handle: Handle) -> QuerySet[Order]:
    """The orders that wait for the voucher of their day."""
    return handle.orders().filter(state=Order.State.SUMMED).order_by("pk")


def waiting_days(handle: Handle) -> list[str]:
    """The day of each order that waits: of its change, else of its sale or last refund, as foretold."""
    known = Delivery.objects.filter(
        shop=handle.shop, kind=Delivery.Kind.SUMMARY, order__state=Order.State.SUMMED
    )
    booked = dict(known.order_by("state").values_list("order_id", "state"))  # what is being sent comes last
    rows = waiting(handle).values_list("pk", "preview__documents", "proposal__day")
    return [
        str(changed or documents[-1 if key in booked else 0].get("date") or "")
        for key, documents, changed in rows
        if (changed or documents) and booked.get(key) != Delivery.State.SENDING
    ]


def sending(handle: Handle) -> list[Summary]:
    return list(summaries_of(handle).filter(state=State.SENDING).order_by("day", "part"))


def under_way(handle: Handle) -> bool:
    return summaries_of(handle).filter(state__in=[State.DUE, State.SENDING]).exists()


def unattached(handle: Handle) -> list[Summary]:
    """Booked, and the order list is not with the voucher yet."""
    booked = summaries_of(handle).filter(state=State.BOOKED, file_key="", problem_code="")
    return list(booked.order_by("day", "part"))


def asked_days(handle: Handle) -> set[date]:
    return set(summaries_of(handle).filter(state=State.DUE).values_list("day", flat=True))


def open_one(handle: Handle, day: date) -> Summary:
    """The summary of a day that is not booked yet; after a booked one comes the next part."""
    mine = summaries_of(handle).filter(day=day)
    row = mine.exclude(state=State.BOOKED).order_by("part").first()
    if row is None:
        part = (mine.aggregate(highest=Max("part"))["highest"] or 0) + 1
        reference = f"kontera:{handle.shop.key}:summary:{day.isoformat()}:{part};"
        row, _ = summaries_of(handle).get_or_create(
            shop=handle.shop, day=day, part=part, defaults={"reference": reference}
        )
    return row


def ask_booking(handle: Handle, day: date) -> None:
    """The button: what waits of this day is booked now. Twice pressed it is done once."""
    with transaction.atomic():
        row = open_one(handle, day)
        summaries_of(handle).filter(pk=row.pk).exclude(state__in=[State.SENDING, State.BOOKED]).update(
            state=State.DUE
        )
        ask_chore(handle, CHORE, asked=True)


def drop_empty(handle: Handle, days: Collection[date]) -> None:
    """Nothing waits of any day but these: what was asked for or held of another is done with."""
    left = summaries_of(handle).exclude(state__in=[State.SENDING, State.BOOKED])
    left.exclude(day__in=list(days)).delete()


def update(row: Summary, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    Summary.objects.filter(pk=row.pk).update(**changes)


def hold(row: Summary, problem: Held) -> None:
    update(row, state=State.HELD, problem_code=problem.code, problem_facts=dict(problem.facts))


def freeze(handle: Handle, row: Summary, items: list[Item], preview: dict[str, Any], now: datetime) -> bool:
    """Write down what is about to be booked; false when an order has changed meanwhile, and nothing is.

    From here on the orders stay until it is known whether the voucher stands.
    """
    wanted = {item.order.pk: item.order.raw_digest for item in items}
    with transaction.atomic():
        kept = waiting(handle).select_for_update().filter(pk__in=list(wanted))
        if dict(kept.values_list("pk", "raw_digest")) != wanted:
            return False
        update(row, state=State.SENDING, preview=preview, problem_code="", problem_facts={})
        row.orders.set(list(wanted))
        Delivery.objects.bulk_create(_delivery(handle, row, item, now) for item in items)
    return True


def _delivery(handle: Handle, row: Summary, item: Item, now: datetime) -> Delivery:
    return Delivery(
        shop=handle.shop,
        company_id=handle.company_id,
        order=item.order,
        kind=Delivery.Kind.SUMMARY,
        reference=item.reference,
        fingerprint=item.fingerprint,
        state=Delivery.State.SENDING,
        answer={**item.answer, "summary": row.pk},
        told=item.told,
        sent_at=now,
    )


def papers(row: Summary) -> QuerySet[Delivery]:
    """What stands of each order in this summary."""
    return Delivery.objects.filter(shop=row.shop, kind=Delivery.Kind.SUMMARY, answer__summary=row.pk)


def thaw(row: Summary, state: str) -> None:
    """It is certain that nothing was booked: the orders are as they were."""
    with transaction.atomic():
        papers(row).filter(state=Delivery.State.SENDING).delete()
        row.orders.clear()
        update(row, state=state)


def booked(row: Summary, voucher: str, now: datetime) -> list[Order]:
    """Fortnox has it; gives the orders in it."""
    number = " ".join(voucher.split()[:2])
    with transaction.atomic():
        update(row, state=State.BOOKED, voucher=voucher, booked_at=now, problem_code="", problem_facts={})
        state = Delivery.State.BOOKED
        papers(row).update(state=state, number=number, voucher=voucher, settled_at=now)
        expected = {str(account): ore for account, ore in sums_of(amounts_of(row)).items()}
        told = {"shop": row.shop, "voucher": voucher, "day": row.day, "expected": expected}
        Posting.objects.update_or_create(summary=row, defaults=told)
    return list(row.orders.order_by("pk"))


def amounts_of(row: Summary) -> list[tuple[int, int, str]]:
    """The rows of its voucher: account, öre with debit positive, text."""
    rows = row.preview.get("voucher", {}).get("rows", [])
    return [
        (int(one["account"]), parse_ore(one["debit"]) - parse_ore(one["credit"]), str(one.get("text", "")))
        for one in rows
    ]


def sums_of(rows: Iterable[tuple[int, int, str]]) -> dict[int, int]:
    """Account → öre."""
    sums: dict[int, int] = {}
    for account, amount, _ in rows:
        sums[account] = sums.get(account, 0) + amount
    return {account: ore for account, ore in sums.items() if ore}


def orders_in(row: Summary) -> QuerySet[Order]:
    return row.orders.defer(*LARGE).order_by("pk")


def of_order(handle: Handle, order: Order) -> list[Summary]:
    """The summaries an order stands in, booked or on their way."""
    return list(summaries_of(handle).filter(orders=order).defer("preview").order_by("day", "part"))
