"""Old orders: what a raw order says of its days, and where in the shop's list a period begins."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kontera.problems import Held
from kontera.quickbutik.client import ORDER_PAGE, number_of
from kontera.quickbutik.values import Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from kontera.quickbutik.client import Client

LATEST_PAYMENT = timedelta(days=400)
"""An order may be paid so long after it was placed and still be found (a guess, and a generous one)."""


def days_of(raw: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The Stockholm dates an order was placed and paid on; ``None`` where it does not tell.

    >>> days_of({"date_created": "2026-03-30 11:35:39", "date_paid": None})
    (datetime.date(2026, 3, 30), None)
    """
    whole = Raw(raw, "")
    return _day(whole, "date_created", "date"), _day(whole, "date_paid", "paid_date")


def _day(whole: Raw, *keys: str) -> date | None:
    with contextlib.suppress(Held):
        return whole.day(*keys)
    return None


def reaches(number: str, first: str) -> bool:
    """Whether an order's number is ``first`` or later; numbers are compared as numbers where they are.

    >>> reaches("1001", "999"), reaches("998", "999")
    (True, False)
    """
    if number.isdigit() and first.isdigit():
        return int(number) >= int(first)
    return (len(number), number) >= (len(first), first)


def start_of(client: Client, *, from_day: date | None, from_number: str) -> int:
    """How many orders at the head of the list, by number, surely lie before the period.

    A few single orders are looked at instead of all that came before. A page too many is read
    rather than one too few.
    """

    def is_before(raw: dict[str, Any]) -> bool:
        ordered, _ = days_of(raw)
        if from_number:
            return not reaches(number_of(raw), from_number)
        return bool(from_day and ordered and ordered < from_day - LATEST_PAYMENT)

    if not from_day and not from_number:
        return 0
    return max(0, _bisect(client, is_before) - ORDER_PAGE)


def _bisect(client: Client, is_before: Callable[[dict[str, Any]], bool]) -> int:
    """The first place of the list that is not before the period, or a place before that."""
    low, high = 0, ORDER_PAGE
    while _is_before(client, high, is_before):
        low, high = high, high * 2
    while high - low > ORDER_PAGE // 2:
        middle = (low + high) // 2
        low, high = (middle, high) if _is_before(client, middle, is_before) else (low, middle)
    return low


def _is_before(client: Client, place: int, is_before: Callable[[dict[str, Any]], bool]) -> bool:
    """False behind the end of the list."""
    page = next(client.orders(page_size=1, offset=place), [])
    return bool(page) and is_before(page[0])
