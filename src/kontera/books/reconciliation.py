"""The nightly sums: orders against documents, clearing accounts against what is not paid out, open claims.

Pure, over rows that the books of a year and our own memory give. Sources: Bokföringslagen 5 kap. (each event
is booked once); BAS 158x and 2421 are settled accounts, whose balance is made up of orders.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

HELD = "held"
"""The state of an order that waits for a person, with a problem of its own that says why."""


@dataclass(frozen=True, slots=True)
class OrderSum:
    """An order of the year: its total, and the total of its document where one is booked or made.

    ``state`` names what it waits for, or why it stays out; amounts are 1/100 of ``currency``.
    """

    number: str
    state: str
    currency: str
    total_ore: int
    document_ore: int | None = None


@dataclass(slots=True)
class OrdersInBooks:
    """All orders of a year in one currency: what they are worth, what is documented, and the exceptions."""

    currency: str
    orders: int = 0
    orders_ore: int = 0
    documents_ore: int = 0
    exceptions: dict[str, tuple[int, int]] = field(default_factory=dict)
    """State → (how many, what they are worth)."""
    apart: list[OrderSum] = field(default_factory=list)
    """Orders whose document has another total."""

    @property
    def waiting_ore(self) -> int:
        return sum(amount for _, amount in self.exceptions.values())

    @property
    def rest_ore(self) -> int:
        """What has no explanation; 0 when all is well."""
        return self.orders_ore - self.documents_ore - self.waiting_ore


def orders_in_books(rows: Iterable[OrderSum]) -> list[OrdersInBooks]:
    """The sum of the orders against the sum of their documents and of the named exceptions, by currency.

    An order that was changed after booking and is held has two totals: the difference waits with it.

    >>> rows = [OrderSum("1", "done", "SEK", 100, 100), OrderSum("2", "held", "SEK", 50),
    ...         OrderSum("3", "done", "SEK", 70, 60)]
    >>> [(one.orders_ore, one.documents_ore, one.exceptions, one.rest_ore) for one in orders_in_books(rows)]
    [(220, 160, {'held': (1, 50)}, 10)]
    """
    sums: dict[str, OrdersInBooks] = {}
    for row in rows:
        one = sums.setdefault(row.currency, OrdersInBooks(row.currency))
        one.orders += 1
        one.orders_ore += row.total_ore
        document_ore = row.document_ore or 0
        one.documents_ore += document_ore
        is_apart = row.document_ore is not None and document_ore != row.total_ore
        if row.document_ore is None or (is_apart and row.state == HELD):
            count, amount = one.exceptions.get(row.state, (0, 0))
            one.exceptions[row.state] = count + 1, amount + row.total_ore - document_ore
        if is_apart:
            one.apart.append(row)
    return [sums[currency] for currency in sorted(sums)]


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled account: its balance, the part our own vouchers make up, and what is left by order (öre)."""

    account: int
    balance_ore: int
    ours_ore: int
    open_orders: tuple[tuple[str, int], ...]

    @property
    def others_ore(self) -> int:
        """Booked by others, or before our time."""
        return self.balance_ore - self.ours_ore


def settled(
    balances: Mapping[int, int], moves: Iterable[tuple[str, Mapping[int, int]]], accounts: Collection[int]
) -> list[Settled]:
    """Each of ``accounts`` that anything stands on: ``moves`` are (order or payout, account → öre) of ours.

    What a payout took is no order of its own: it stands under the name it came with.

    >>> [one] = settled({1581: 150}, [("1", {1581: 100}), ("2", {1581: 50}), ("1", {1581: -100})], [1581])
    >>> one.ours_ore, one.open_orders, one.others_ore
    (50, (('2', 50),), 100)
    """
    by_account: dict[int, dict[str, int]] = {account: {} for account in accounts}
    for owner, amounts in moves:
        for account, ore in amounts.items():
            if account in by_account:
                by_account[account][owner] = by_account[account].get(owner, 0) + ore
    found = []
    for account, owners in sorted(by_account.items()):
        left = tuple((owner, ore) for owner, ore in sorted(owners.items()) if ore)
        balance = balances.get(account, 0)
        if balance or left:
            found.append(Settled(account, balance, sum(ore for _, ore in left), left))
    return found
