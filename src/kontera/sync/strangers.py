"""Vouchers that somebody else has booked, read with their rows in as few requests as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.fortnox import sie, vouchers
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kontera.fortnox.client import Client
    from kontera.fortnox.vouchers import VoucherAnswer, VoucherHead, VoucherKey

FEW_READ = 3
"""More vouchers than these are not read one by one while the SIE file tells them all."""
MOST_READ = 100
"""So many are read one by one at the most; more than any ordinary company books in a few days."""


def opened(client: Client, heads: Collection[VoucherHead], words: Collection[str]) -> Iterator[VoucherAnswer]:
    """The vouchers with their rows: a few one by one, many from the year's SIE file in one request.

    Where the file is refused and there are too many to read, those whose text says one of ``words``.
    """
    there = _in_files(client, {head.year for head in heads}) if len(heads) > FEW_READ else {}
    alone = []
    for head in heads:
        one = there.get((head.series, head.number, head.year))
        if one is None:
            alone.append(head)
        else:
            yield one
    if len(alone) > MOST_READ:
        alone = [head for head in alone if _says(head, words)][:MOST_READ]
    for head in alone:
        yield vouchers.get(client, head.series, head.number, head.year)


def _in_files(client: Client, years: Iterable[int]) -> dict[VoucherKey, VoucherAnswer]:
    """Every voucher of the financial years (their ids); nothing of a year whose file is refused."""
    found: dict[VoucherKey, VoucherAnswer] = {}
    for year in years:
        try:
            ledger = sie.export(client, year)
        except Held:
            continue
        for one in ledger.vouchers:
            rows = tuple(vouchers.VoucherRow(account, ore, "") for account, ore in one.rows)
            found[one.series, one.number, year] = vouchers.VoucherAnswer(
                one.series, one.number, year, one.day, one.text, rows
            )
    return found


def _says(head: VoucherHead, words: Iterable[str]) -> bool:
    said = head.text.casefold()
    return any(word.casefold() in said for word in words)
