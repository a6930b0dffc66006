"""The sums of a year that the books' file proves: orders, clearing accounts, open claims, gift cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kontera.books.money import kronor
from kontera.books.payments import METHODS
from kontera.books.reconciliation import OrderSum, orders_in_books, settled
from kontera.shops import postings
from kontera.shops.models import Delivery, Order
from kontera.sync.existing import living

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kontera.books.chart import Chart
    from kontera.books.policy import Policy
    from kontera.books.reconciliation import OrdersInBooks, Settled
    from kontera.fortnox.sie import Ledger
    from kontera.shops.handle import Handle

Kind = Delivery.Kind
PART = 500
MOST_SHOWN = 200
"""So many open orders of an account are kept for the page; the sum is of them all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the comparison found: a problem code and its facts."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)


def sums_of(handle: Handle, ledger: Ledger, number: int) -> tuple[dict[str, Any], list[Finding]]:
    """The year's sums as they are told, and what in them is an error."""
    policy = handle.choices.policy()
    orders = orders_in_books(_orders(handle, ledger))
    moves = list(_moves(handle))
    accounts = _settled_accounts(policy)
    stands = settled(ledger.balances(), moves, accounts)
    told = {"orders": [_told_orders(one) for one in orders], "accounts": [_told(one) for one in stands]}
    found = [_not_in_books(one, number, ledger) for one in orders if one.rest_ore]
    return told, [*found, *_open_claims(handle, policy.chart, number)]


def _told_orders(one: OrdersInBooks) -> dict[str, Any]:
    return {
        "currency": one.currency,
        "orders": one.orders,
        "orders_ore": one.orders_ore,
        "documents_ore": one.documents_ore,
        "exceptions": [
            {"state": state, "orders": n, "ore": ore} for state, (n, ore) in one.exceptions.items()
        ],
        "apart": [row.number for row in one.apart][:MOST_SHOWN],
        "rest_ore": one.rest_ore,
    }


def _told(one: Settled) -> dict[str, Any]:
    return {
        "account": one.account,
        "balance_ore": one.balance_ore,
        "ours_ore": one.ours_ore,
        "others_ore": one.others_ore,
        "open": [list(pair) for pair in one.open_orders[:MOST_SHOWN]],
        "open_count": len(one.open_orders),
    }


def _not_in_books(one: OrdersInBooks, number: int, ledger: Ledger) -> Finding:
    facts = {
        "year": str(ledger.first_day.year) if ledger.first_day else str(number),
        "currency": one.currency,
        "orders": kronor(one.orders_ore),
        "documents": kronor(one.documents_ore),
        "waiting": kronor(one.waiting_ore),
        "rest": kronor(one.rest_ore),
    }
    return Finding("orders-not-in-books", facts)


# -- orders against documents ----------------------------------------------------------------------


def _orders(handle: Handle, ledger: Ledger) -> Iterator[OrderSum]:
    """The orders whose day is in the year; what the shop leaves out by a rule is an exception too."""
    if ledger.first_day is None or ledger.last_day is None:
        return
    of_year = handle.orders().filter(ordered_day__range=(ledger.first_day, ledger.last_day))
    rows = of_year.exclude(total_ore=None).only("number", "state", "currency", "total_ore").order_by("pk")
    for part in _parts(rows.iterator(PART)):
        sent = postings.papers_of(handle, part)
        summed = postings.summed(handle, part)
        for row in part:
            total = row.total_ore or 0
            document = total if row.pk in summed else document_total(sent[row.pk])
            state = "adopted" if row.state == Order.State.DONE and document is None else row.state
            waits = row.state == Order.State.HELD
            yield OrderSum(row.number, state, row.currency or "SEK", total, document, waits)


def _parts(rows: Iterator[Order]) -> Iterator[list[Order]]:
    part: list[Order] = []
    for row in rows:
        part.append(row)
        if len(part) == PART:
            yield part
            part = []
    if part:
        yield part


def document_total(sent: list[Delivery]) -> int | None:
    """What the order's document in force comes to in Fortnox, its own rounding left out."""
    papers = [row for row in living(sent) if row.kind in (Kind.ORDER, Kind.INVOICE, Kind.VOUCHER)]
    made = [row for row in papers if row.number and row.state in (Delivery.State.SENT, Delivery.State.BOOKED)]
    for kind in (Kind.INVOICE, Kind.VOUCHER, Kind.ORDER):
        told = next((row.answer for row in made if row.kind == kind), None)
        if told and told.get("total_ore") is not None:
            return int(told["total_ore"]) - int(told.get("round_off_ore") or 0)
    return None


# -- clearing accounts, gift cards, open claims --------------------------------------------------------


def _settled_accounts(policy: Policy) -> list[int]:
    known = {row.account for row in METHODS if not row.own_invoice} | {policy.chart.gift_card}
    return sorted((known | set(policy.payment_accounts.values())) - {policy.chart.bank})


def _moves(handle: Handle) -> Iterator[tuple[str, Mapping[int, int]]]:
    """Everything we know of in the company, of all years: (order or payout, account → öre)."""
    for row in postings.light(postings.of_company(handle)).iterator(PART):
        amounts = {int(account): ore for account, ore in row.expected.items()}
        if row.payout is not None:
            for number, account, ore in postings.paid_out(row.payout):
                amounts[account] = amounts.get(account, 0) + ore
                yield number, {account: -ore}
        yield postings.owner_of(row), amounts


def _open_claims(handle: Handle, chart: Chart, number: int) -> Iterator[Finding]:
    """Orders that are done and paid online, of which something still stands on the customers' account.

    Only where the shop has its payments booked; the invoices it collects itself wait for the bank.
    """
    if handle.choices.text("end") != "paid":
        return
    sums: dict[int, int] = {}
    orders: dict[int, Order] = {}
    rows = postings.paid_online(postings.of_year(postings.postings_of(handle), number))
    for row in rows.iterator(PART):
        if row.delivery is not None and row.delivery.order.state == Order.State.DONE:
            order = row.delivery.order
            orders[order.pk] = order
            sums[order.pk] = sums.get(order.pk, 0) + int(row.found.get(str(chart.receivable), 0))
    for pk, amount in sums.items():
        if amount and not _is_settled_elsewhere(handle, pk, number):
            facts = {"order": orders[pk].number, "amount": kronor(amount), "account": str(chart.receivable)}
            yield Finding("paid-but-open", facts)


def _is_settled_elsewhere(handle: Handle, order: int, number: int) -> bool:
    """Whether some of its vouchers stand in another financial year: paid in the next one, say."""
    mine = postings.postings_of(handle).filter(delivery__order=order)
    return mine.exclude(voucher__endswith=f" {number}").exists()
