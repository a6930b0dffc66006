"""Vouchers (verifikationer): read as Fortnox booked them, found by our reference, and booked by us.

A voucher is booked by its POST and cannot be taken back by the API. The list tells each voucher's text and
has no filter on it (the published description), so what may have been booked is looked for by its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from kontera.fortnox import text, wire
from kontera.problems import Held, UnknownOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PATH = "/3/vouchers"
DESCRIPTION, COMMENTS = 200, 1000
_FROM_DOCUMENTS = frozenset({"INVOICE", "INVOICEPAYMENT"})
"""Guess: what the list calls vouchers of invoices and of their payments."""

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

    @property
    def key(self) -> str:
        """Series, number and financial year: ``A 17 5``."""
        return f"{self.series} {self.number} {self.year}"


@dataclass(frozen=True, slots=True)
class VoucherHead:
    """A voucher as the list tells it, without its rows."""

    series: str
    number: int
    year: int
    text: str
    is_document: bool
    """It comes from an invoice or its payment."""


def get(client: Client, series: str, number: int, year: int) -> VoucherAnswer:
    """Read a voucher; ``year`` is the id of the financial year, without which the current one is meant."""
    answer = client.get(f"/3/vouchers/{quote(series, safe='')}/{number}", {"financialyear": year})
    return _read(wire.inside(answer, "Voucher"), series, number, year)


def create(
    client: Client,
    *,
    series: str,
    day: date,
    description: str,
    rows: Sequence[tuple[int, int, str]],
    comments: str = "",
) -> VoucherAnswer:
    """Book a voucher of ``rows`` (account, öre with debit positive, text), at once and for good.

    ``UnknownOutcome`` when it may or may not exist: look with ``find`` before it is sent again.
    """
    body: dict[str, object] = {
        "VoucherSeries": series,
        "TransactionDate": day.isoformat(),
        "Description": text.fit(description, DESCRIPTION),
        "VoucherRows": [_sent_row(*row) for row in rows],
        **({"Comments": text.fit(comments, COMMENTS)} if comments else {}),
    }
    raw = wire.inside(client.post(PATH, {"Voucher": body}), "Voucher")
    if not wire.decimal_at(raw, "VoucherNumber"):
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": str(sorted(raw))}, after=5)
    return _read(raw, series, 0, 0)


def listed(client: Client, first: date, last: date) -> Iterator[VoucherHead]:
    """The vouchers from the first to the last day, both within one financial year."""
    params = {
        "financialyeardate": first.isoformat(),
        "fromdate": first.isoformat(),
        "todate": last.isoformat(),
    }
    for raw in client.items(PATH, "Vouchers", params):
        yield VoucherHead(
            series=wire.text_at(raw, "VoucherSeries"),
            number=int(wire.decimal_at(raw, "VoucherNumber") or 0),
            year=int(wire.decimal_at(raw, "Year") or 0),
            text=wire.text_at(raw, "Description"),
            is_document=wire.text_at(raw, "ReferenceType").upper() in _FROM_DOCUMENTS,
        )


def find(client: Client, reference: str, day: date) -> list[VoucherAnswer]:
    """The vouchers of a day whose text carries exactly ``reference`` (which ends with a sign of its own)."""
    wanted = (head for head in listed(client, day, day) if reference in head.text)
    return [get(client, head.series, head.number, head.year) for head in wanted]


def _sent_row(account: int, amount_ore: int, note: str) -> dict[str, object]:
    side = "Debit" if amount_ore >= 0 else "Credit"
    told = {"TransactionInformation": text.fit(note, 100)} if note else {}
    return {"Account": account, side: wire.kronor(abs(amount_ore)), **told}


def _read(raw: Json, series: str, number: int, year: int) -> VoucherAnswer:
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


def series_of(client: Client, kind: str = "MANUAL") -> str:
    """The series that the company has set for vouchers of a kind, else ``A`` (as in a new company).

    Guess: the name ``MANUAL``; where Fortnox does not know it, the same series is taken.
    """
    try:
        answer = client.get(f"/3/predefinedvoucherseries/{kind}")
    except Held:
        return "A"
    return wire.text_at(wire.inside(answer, "PreDefinedVoucherSeries"), "VoucherSeries") or "A"
