"""The VAT of a financial year, judged on the books' file: boxes 10–12 by month, the One Stop Shop by quarter.

Both look at the whole company, as its returns do. Nothing more is asked of Fortnox.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kontera.books.money import kronor
from kontera.books.oss import Part, quarters
from kontera.books.vatboxes import SETTLING, Booked, boxed, fits
from kontera.shops import across, postings, supplies
from kontera.sync.sums import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from kontera.books.chart import Chart
    from kontera.books.oss import Quarter
    from kontera.books.vatboxes import Fit
    from kontera.fortnox.sie import Ledger, SieVoucher
    from kontera.shops.handle import Handle
    from kontera.shops.models import Posting
    from kontera.shops.postings import Reckoned

MOST_NAMED = 5
"""So many vouchers stand in a sentence; the page has more."""
MOST_SHOWN = 50
BANK = range(1900, 2000)
"""BAS: kassa och bank."""


def vat_of(handle: Handle, ledger: Ledger, number: int) -> tuple[dict[str, Any], list[Finding]]:
    """Both checks as they are told, and what in them does not fit."""
    charts = _charts(handle)
    of_year = postings.of_year(postings.of_company(handle), number)
    ours = {one.voucher: one for one in postings.reckoned(of_year)}
    months = fits(boxed(charts), _vouchers(ledger, ours, number))
    shop = _quarters(handle, ledger, ours, number, charts)
    account = handle.choices.policy().chart.oss_vat
    told = {
        "vat": [_fit_told(one) for one in months],
        "oss": [{"account": account, **_quarter_told(one)} for one in shop],
    }
    found = [_unfit(one) for one in months if one.rest_ore]
    return told, [*found, *(_oss_unfit(one, account) for one in shop if one.rest_ore)]


def _charts(handle: Handle) -> list[Chart]:
    """Of all the shops whose books are kept in the company; what they have booked is written down as well."""
    company = handle.shop.company
    shops = across.shops_of_company(company) if company is not None else [handle]
    for one in shops:
        postings.fill(one)
    return [one.choices.policy().chart for one in shops]


def _key(one: SieVoucher, number: int) -> str:
    return f"{one.series} {one.number} {number}"


# -- boxes 10–12 --------------------------------------------------------------------------------------


def _vouchers(ledger: Ledger, ours: Mapping[str, Reckoned], number: int) -> Iterator[Booked]:
    for one in ledger.vouchers:
        day = one.day or ledger.first_day
        if day is not None:
            mine = ours.get(_key(one, number))
            expected = None if mine is None else mine.expected
            yield Booked(f"{one.series} {one.number}", day, one.amounts, expected)


def _fit_told(one: Fit) -> dict[str, Any]:
    return {**asdict(one), "rate": f"{one.rate:f}", "odd": [asdict(row) for row in one.odd[:MOST_SHOWN]]}


def _unfit(one: Fit) -> Finding:
    named = [f"{row.name} ({kronor(row.rest_ore)})" for row in one.odd]
    facts = {
        "account": str(one.account),
        "box": one.box,
        "month": one.month,
        "rate": f"{one.rate:f}",
        "sales": kronor(one.sales_ore),
        "vat": kronor(one.vat_ore),
        "rest": kronor(one.rest_ore),
        "vouchers": _some(named),
    }
    return Finding("vat-does-not-fit", facts)


def _some(named: list[str]) -> str:
    return ", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")


# -- the One Stop Shop -------------------------------------------------------------------------------


def _quarters(
    handle: Handle, ledger: Ledger, ours: Mapping[str, Reckoned], number: int, charts: list[Chart]
) -> list[Quarter]:
    first, last = ledger.first_day, ledger.last_day
    if first is None or last is None:
        return []
    vat = {chart.oss_vat for chart in charts}
    sales = {account for chart in charts for account in chart.oss.values()}
    touching = postings.touching(handle, vat)
    sold = _sold(handle, first, last, postings.of_year(touching, number))
    others = postings.reckoned(touching.exclude(voucher__endswith=f" {number}"))
    booked = [
        *_booked(ledger, ours, number, vat, sales),
        *_gone(ledger, ours, number, vat),
        *(Part(one.unit, one.owner, "", _credit(one.expected, vat)) for one in others),
    ]
    return quarters(_periods(first, last), sold, booked)


def _sold(handle: Handle, first: date, last: date, booked: QuerySet[Posting]) -> Iterator[Part]:
    summed = postings.summaries_of(handle)
    for row in supplies.oss_of_year(handle, first, last, booked):
        unit = postings.unit_of(row.order_id, summed.get((row.shop_id, row.reference), ""))
        period = supplies.quarter_of(row.day).name if first <= row.day <= last else ""
        yield Part(unit, row.order.number, period, row.vat_sek_ore)


def _periods(first: date, last: date) -> list[str]:
    names: list[str] = []
    while first <= last:
        quarter = supplies.quarter_of(first)
        names.append(quarter.name)
        first = quarter.last + timedelta(days=1)
    return names


def _booked(
    ledger: Ledger, ours: Mapping[str, Reckoned], number: int, vat: set[int], sales: set[int]
) -> Iterator[Part]:
    """What stands on the account; the settling of a quarter is left out."""
    for one in ledger.vouchers:
        mine = ours.get(_key(one, number))
        touched = {*one.amounts, *(mine.expected if mine is not None else ())}
        if one.day is None or vat.isdisjoint(touched):
            continue
        if mine is None and sales.isdisjoint(touched) and _settles(touched):
            continue
        unit, name = (mine.unit, mine.owner) if mine is not None else ("", f"{one.series} {one.number}")
        yield Part(unit, name, supplies.quarter_of(one.day).name, _credit(one.amounts, vat))


def _settles(accounts: set[int]) -> bool:
    return any(account in SETTLING or account in BANK for account in accounts)


def _credit(amounts: Mapping[int, int], vat: set[int]) -> int:
    return -sum(ore for account, ore in amounts.items() if account in vat)


def _gone(ledger: Ledger, ours: Mapping[str, Reckoned], number: int, vat: set[int]) -> Iterator[Part]:
    """Ours that should be in this file and are not."""
    there = {_key(one, number) for one in ledger.vouchers}
    for one in ours.values():
        if one.voucher not in there and not vat.isdisjoint(one.expected):
            yield Part(one.unit, one.owner, "", 0)


def _quarter_told(one: Quarter) -> dict[str, Any]:
    return {**asdict(one), "apart": [asdict(row) for row in one.apart[:MOST_SHOWN]]}


def _oss_unfit(one: Quarter, account: int) -> Finding:
    rows = [f"{row.name}: {kronor(row.ledger_ore)} → {kronor(row.booked_ore)}" for row in one.apart]
    facts = {
        "account": str(account),
        "quarter": one.period,
        "ledger": kronor(one.ledger_ore),
        "booked": kronor(one.booked_ore),
        "rest": kronor(one.rest_ore),
        "rows": _some(rows),
    }
    return Finding("oss-does-not-fit", facts)
