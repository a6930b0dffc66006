r"""The books of a financial year as one file: SIE type 4E, read tolerantly.

One record a line, ``#LABEL`` and fields between spaces; text with spaces stands in quotes, with ``\"`` for a
quote inside; objects stand in braces (SIE group, file format 4C). Code page 437 (``#FORMAT PC8``), but a
file that is UTF-8 is read as that. Debit is positive. ``#RTRANS`` is a row that was added later and is
followed by the same row as ``#TRANS``; ``#BTRANS`` is a row that was struck out and counts no more.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kontera.fortnox.client import Client

PATH = "/3/sie/4"
_SPACES = " \t"
_THIS_YEAR = "0"


@dataclass(frozen=True, slots=True)
class SieVoucher:
    """One ``#VER``: its rows as (account, öre), debit positive. ``number`` is 0 where the file has none."""

    series: str
    number: int
    day: date | None
    text: str
    rows: tuple[tuple[int, int], ...]

    @property
    def amounts(self) -> dict[int, int]:
        """Account → öre."""
        sums: dict[int, int] = {}
        for account, amount in self.rows:
            sums[account] = sums.get(account, 0) + amount
        return sums


@dataclass(slots=True)
class Ledger:
    """A financial year: its vouchers, and what each balance account began and ended with (öre)."""

    first_day: date | None = None
    last_day: date | None = None
    names: dict[int, str] = field(default_factory=dict)
    opening: dict[int, int] = field(default_factory=dict)
    vouchers: list[SieVoucher] = field(default_factory=list)

    def balances(self) -> Counter[int]:
        """Account → what it began with and everything booked on it since (öre)."""
        sums = Counter(self.opening)
        for one in self.vouchers:
            for account, amount in one.rows:
                sums[account] += amount
        return sums


def export(client: Client, year: int) -> Ledger:
    """Everything booked in a financial year (its id), in one request. Raises ``Held("sie-unreadable")``."""
    return read(client.download(PATH, {"financialyear": year}))


def read(content: bytes) -> Ledger:
    r"""The file's content, read.

    >>> text = '#SIETYP 4\n#VER B 17 20261110 "Faktura 9"\n{\n#TRANS 1510 {} 125.00\n#TRANS 3001 {} -125\n}'
    >>> read(text.encode("cp437")).vouchers[0].amounts
    {1510: 12500, 3001: -12500}
    """
    found = Ledger()
    text = _decoded(content)
    if not text.endswith(("\n", "}")):
        # There is no record that ends the file: one that stops within a line was cut off on its way.
        raise _unreadable(text[-40:])
    records = (_fields(line) for line in io.StringIO(text))
    is_sie = False
    for record in records:
        label = record[0].upper() if record else ""
        is_sie = is_sie or label in ("#SIETYP", "#FLAGGA")
        if label == "#VER":
            found.vouchers.append(_voucher(record, records))
        else:
            _head(found, label, record)
    if not is_sie:
        raise _unreadable("#SIETYP")
    return found


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp437")


def _head(found: Ledger, label: str, record: list[str]) -> None:
    if label == "#RAR" and record[1:2] == [_THIS_YEAR]:
        found.first_day, found.last_day = _day(record, 2), _day(record, 3)
    elif label == "#KONTO":
        found.names[_account(record, 1)] = _at(record, 2)
    elif label == "#IB" and record[1:2] == [_THIS_YEAR]:
        account = _account(record, 2)
        found.opening[account] = found.opening.get(account, 0) + _ore(record, 3)


def _voucher(head: list[str], records: Iterator[list[str]]) -> SieVoucher:
    number = _at(head, 2)
    rows = tuple(_rows(_block(records, head)))
    return SieVoucher(
        _at(head, 1), int(number) if number.isdecimal() else 0, _day(head, 3), _at(head, 4), rows
    )


def _block(records: Iterator[list[str]], head: list[str]) -> Iterator[list[str]]:
    """What stands between the braces of a voucher; a file that is cut off there is no file."""
    is_open = False
    for record in records:
        if record == ["{"]:
            is_open = True
        elif record == ["}"]:
            return
        elif record and is_open:
            yield record
        elif record:
            break
    raise _unreadable(" ".join(head[:4]))


def _rows(block: Iterable[list[str]]) -> Iterator[tuple[int, int]]:
    added: tuple[int, int] | None = None
    for record in block:
        label = record[0].upper()
        if label == "#TRANS":
            row = _account(record, 1), _ore(record, 3)
            if added is not None and added != row:
                yield added
            added = None
            yield row
        elif label == "#RTRANS":
            if added is not None:
                yield added
            added = _account(record, 1), _ore(record, 3)
    if added is not None:
        yield added


def _fields(line: str) -> list[str]:
    r"""A line's fields; quotes and the backslash before one are taken away, objects stay as they stand.

    >>> _fields('#TRANS 1510 {1 "Nord \\"A\\""} -25.00 "" "två ord"')
    ['#TRANS', '1510', '{1 "Nord "A""}', '-25.00', '', 'två ord']
    """
    line = line.rstrip("\r\n")
    if '"' not in line and line.count("{") == line.count("{}"):
        return line.split()
    fields: list[str] = []
    place, end = 0, len(line)
    while place < end:
        if line[place] in _SPACES:
            place += 1
        elif line[place] == "{" and line[place:].strip() != "{":
            text, place = _taken(line, place + 1, "}")
            fields.append("{" + text + "}")
        elif line[place] == '"':
            text, place = _taken(line, place + 1, '"')
            fields.append(text)
        else:
            begin = place
            while place < end and line[place] not in _SPACES:
                place += 1
            fields.append(line[begin:place])
    return fields


def _taken(line: str, place: int, closing: str) -> tuple[str, int]:
    r"""The text up to ``closing`` and the place after it; inside an object, quotes hide a brace."""
    found: list[str] = []
    is_quoted = False
    while place < len(line):
        letter = line[place]
        if letter == "\\" and line[place + 1 : place + 2] in ('"', "\\"):
            found.append(line[place + 1])
            place += 2
            continue
        if letter == closing and not is_quoted:
            return "".join(found), place + 1
        is_quoted ^= letter == '"'
        found.append(letter)
        place += 1
    return "".join(found), place


def _at(record: list[str], place: int) -> str:
    return record[place] if place < len(record) else ""


def _account(record: list[str], place: int) -> int:
    text = _at(record, place)
    if not text.isdecimal():
        raise _unreadable(" ".join(record))
    return int(text)


def _ore(record: list[str], place: int) -> int:
    try:
        amount = Decimal(_at(record, place).replace(",", "."))
    except InvalidOperation:
        raise _unreadable(" ".join(record)) from None
    if not amount.is_finite():
        raise _unreadable(" ".join(record))
    return int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _day(record: list[str], place: int) -> date | None:
    try:
        return datetime.strptime(_at(record, place), "%Y%m%d").date()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return None


def _unreadable(line: str) -> Held:
    return Held("sie-unreadable", {"line": line[:80]})
