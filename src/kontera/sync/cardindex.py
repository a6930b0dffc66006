"""A company's customer cards by e-mail, read once for a whole import instead of searched for one by one.

Cards that Kontera makes meanwhile are remembered as links and looked up before this index. What others
make within ``FRESH_FOR`` may be missed: the price of not asking for each of thousands of buyers.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from kontera.fortnox import customers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kontera.fortnox.client import Client
    from kontera.shops.handle import Handle
    from kontera.sync.customers import Register

FRESH_FOR = timedelta(minutes=15)
MOST_KEPT = 8
"""Companies whose index a process keeps at a time."""


class _Kept:
    lock = threading.Lock()
    indexes: dict[int, tuple[datetime, Register]]


_Kept.indexes = {}


def register_of(handle: Handle, client: Client, now: datetime, go_on: Callable[[], bool]) -> Register | None:
    """The whole register of the company; ``None`` where it does not tell e-mail addresses, or time is up."""
    company = handle.company_id
    with _Kept.lock:
        kept = _Kept.indexes.get(company)
    if kept is not None and timedelta(0) <= now - kept[0] < FRESH_FOR:
        return kept[1]
    found = customers.full_register(client, go_on)
    if found is None:
        return None
    with _Kept.lock:
        while len(_Kept.indexes) >= MOST_KEPT:
            _Kept.indexes.pop(next(iter(_Kept.indexes)))
        _Kept.indexes[company] = now, found
    return found


def forget() -> None:
    """Nothing is kept any more (tests, and whoever doubts it)."""
    with _Kept.lock:
        _Kept.indexes.clear()
