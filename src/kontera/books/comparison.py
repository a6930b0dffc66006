"""What Fortnox really booked against what should stand there: equal, or the difference row by row.

The total agrees to the öre or it differs. Fortnox works out net and VAT of a rate by itself, so that one
öre may have moved between the sales accounts of a rate and its VAT account, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from kontera.books.chart import Chart
    from kontera.books.voucher import Voucher


@dataclass(frozen=True, slots=True)
class Difference:
    """An account that does not agree: what should be on it and what is (öre, debit positive)."""

    account: int
    expected_ore: int
    found_ore: int


@dataclass(frozen=True, slots=True)
class Latitude:
    """The sales accounts that a VAT account may share an öre with.

    ``is_shared``: each sales account is a rate of its own (One Stop Shop), with an öre of its own.
    """

    vat_account: int
    sales_accounts: frozenset[int]
    is_shared: bool = False


def amounts_of(vouchers: Iterable[Voucher]) -> dict[int, int]:
    """Account → öre over all the vouchers; accounts that come to nothing are left out.

    >>> from datetime import date
    >>> from kontera.books.voucher import Voucher, VoucherRow
    >>> amounts_of([Voucher("payment", date(2026, 11, 10), (VoucherRow(1581, 100), VoucherRow(1510, -100)))])
    {1510: -100, 1581: 100}
    """
    sums: dict[int, int] = {}
    for voucher in vouchers:
        for row in voucher.rows:
            sums[row.account] = sums.get(row.account, 0) + row.amount_ore
    return {account: amount for account, amount in sorted(sums.items()) if amount}


def latitudes(chart: Chart) -> tuple[Latitude, ...]:
    """Where an öre may move in this chart: within each Swedish rate, and within the One Stop Shop.

    >>> from kontera.books.chart import DEFAULT_CHART
    >>> [one.vat_account for one in latitudes(DEFAULT_CHART)]
    [2611, 2621, 2631]
    """
    at_home = (
        Latitude(vat, frozenset(sales_at(chart, rate)))
        for rate, vat in sorted(chart.output_vat.items(), reverse=True)
    )
    abroad = Latitude(chart.oss_vat, frozenset(chart.oss.values()), is_shared=True)
    return (*at_home, abroad) if chart.oss else tuple(at_home)


def in_currency(chart: Chart, accounts: Iterable[int]) -> tuple[Latitude, ...]:
    """Where an öre may move in a payment in another currency: between its account and the customer's debt.

    Guess: Fortnox books each payment at its own amount × rate, so that two payments of an invoice may come to
    an öre more or less than the invoice. No source says where it puts the öre; while it stays on the
    debt, the debt is told as open.

    >>> from kontera.books.chart import DEFAULT_CHART
    >>> in_currency(DEFAULT_CHART, [1510, 1582])
    (Latitude(vat_account=1510, sales_accounts=frozenset({1582}), is_shared=False),)
    """
    others = frozenset(accounts) - {chart.receivable}
    return (Latitude(chart.receivable, others),) if len(others) == 1 else ()


def sales_at(chart: Chart, rate: Decimal) -> Iterator[int]:
    """The accounts on which the chart books sales at a rate, single-purpose gift cards among them.

    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from decimal import Decimal
    >>> list(sales_at(DEFAULT_CHART, Decimal(12)))
    [3002, 2422]
    """
    for accounts in (chart.sales, chart.services, chart.freight, chart.fee, chart.eu_consumer):
        if rate in accounts:
            yield accounts[rate]
    if rate == max(chart.output_vat):
        yield from chart.freight_by_method.values()
    yield chart.gift_card_spv


def differences(
    expected: Mapping[int, int], found: Mapping[int, int], allowed: Iterable[Latitude] = ()
) -> tuple[Difference, ...]:
    """The accounts on which the two do not agree, by account; empty when they are equal.

    >>> moved = differences({1510: 12500, 3001: -12500}, {1510: 12500, 3001: -12400, 3740: -100})
    >>> [(one.account, one.expected_ore, one.found_ore) for one in moved]
    [(3001, -12500, -12400), (3740, 0, -100)]
    """
    apart = {account: found.get(account, 0) - expected.get(account, 0) for account in {*expected, *found}}
    apart = {account: ore for account, ore in apart.items() if ore}
    for one in allowed:
        if _is_within(one, apart, expected):
            apart = {
                account: ore
                for account, ore in apart.items()
                if account != one.vat_account and account not in one.sales_accounts
            }
    return tuple(
        Difference(account, expected.get(account, 0), found.get(account, 0)) for account in sorted(apart)
    )


def _is_within(one: Latitude, apart: Mapping[int, int], expected: Mapping[int, int]) -> bool:
    """Whether all that differs in a rate's accounts is öre that moved between accounts that were expected."""
    group = {account: ore for account, ore in apart.items() if account in one.sales_accounts}
    vat = apart.get(one.vat_account, 0)
    most = sum(account in expected for account in one.sales_accounts) if one.is_shared else 1
    is_known = all(account in expected for account in (*group, *([one.vat_account] if vat else [])))
    return (
        is_known
        and vat + sum(group.values()) == 0
        and all(abs(ore) <= most for ore in (vat, *group.values()))
    )
