"""Vouchers (verifikationer) as Fortnox booked them, read one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from kontera.fortnox import wire

if TYPE_CHECKING:
    from datetime import date

    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

VoucherKey = tuple[str, int, int]
"""Series, number, and the id of the financial year: how a booked document names its voucher."""


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """One living row: debit positive, credit negative, in öre SEK."""

    account: int
    amount_ore: int
    text: str


@dataclass(frozen=True, slots=True)
class VoucherAnswer:
    """One voucher, without the rows that were struck out."""

    series: str
    number: int
    year: int
    day: date | None
    text: str
    rows: tuple[VoucherRow, ...]


def get(client: Client, series: str, number: int, year: int) -> VoucherAnswer:
    """Read a voucher; ``year`` is the id of the financial year, without which the current one is meant."""
    answer = client.get(f"/3/vouchers/{quote(series, safe='')}/{number}", {"financialyear": year})
    raw = wire.inside(answer, "Voucher")
    living = [row for row in wire.listed(raw, "VoucherRows") if not wire.flag_at(row, "Removed")]
    return VoucherAnswer(
        series=wire.text_at(raw, "VoucherSeries") or series,
        number=int(wire.decimal_at(raw, "VoucherNumber") or number),
        year=int(wire.decimal_at(raw, "Year") or year),
        day=wire.day_at(raw, "TransactionDate"),
        text=wire.text_at(raw, "Description"),
        rows=tuple(map(_row, living)),
    )


def voucher_at(raw: Json) -> VoucherKey | None:
    """The voucher that an invoice or a payment points at; None until it is booked."""
    number, year = wire.decimal_at(raw, "VoucherNumber"), wire.decimal_at(raw, "VoucherYear")
    if not number or year is None:
        return None
    return wire.text_at(raw, "VoucherSeries"), int(number), int(year)


def _row(raw: Json) -> VoucherRow:
    return VoucherRow(
        account=int(wire.decimal_at(raw, "Account") or 0),
        amount_ore=(wire.ore_at(raw, "Debit") or 0) - (wire.ore_at(raw, "Credit") or 0),
        text=wire.text_at(raw, "TransactionInformation") or wire.text_at(raw, "Description"),
    )
