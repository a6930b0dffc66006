"""Which provider the orders of a settlement report were paid with, as the shop tells it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kontera.books.payments import payment_rule
from kontera.problems import Held
from kontera.shops.payouts import named_orders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kontera.books.payouts import Settlement
    from kontera.shops.handle import Handle

LINES = 200
"""So many lines of a payout tell who made it."""


def paid_with(
    handle: Handle, providers: Collection[str], settlements: Iterable[Settlement]
) -> dict[str, int]:
    """Provider → how many of the orders that the lines name were paid with it: booked on its account."""
    numbers: dict[str, str] = {}
    for one in settlements:
        few = replace(one, lines=one.lines[:LINES])
        numbers |= {order.number: order.payment_method for order in named_orders(handle, few)}
    own = handle.choices.policy().payment_accounts
    accounts = {name: _account(name, own) for name in providers}
    paid: Counter[int] = Counter()
    for method, orders in Counter(numbers.values()).items():
        paid[_account(method, own)] += orders
    return {name: paid[account] for name, account in accounts.items() if account and paid[account]}


def _account(method: str, own: Mapping[str, int]) -> int:
    """Where a method is booked in this shop; 0 where nobody knows."""
    try:
        return payment_rule(method, own, {}, ()).account
    except Held:
        return 0
