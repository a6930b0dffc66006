"""A file as a table: its encoding, its delimiter, the row of headings, and every line with its number."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.payouts.forms import plain
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kontera.payouts.forms import Format

DELIMITERS = ";,\t|"
HIGHEST_HEADING = 60
"""The table begins within so many rows."""
WIDEST = 65536
LARGEST = 10_000_000
"""Bytes of a file."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number in the file, and its cells by role (several for a role in order)."""

    line: int
    cells: Mapping[str, tuple[str, ...]]

    def text(self, role: str) -> str:
        """The first cell of a role that says anything."""
        return next((cell for cell in self.cells.get(role, ()) if cell), "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows under the headings, and what stood above them by role."""

    roles: frozenset[str]
    head: Mapping[str, str]
    rows: tuple[Row, ...]


def decode(content: bytes, name: str = "") -> str:
    """A file's text: UTF-8 or UTF-16 (with or without a mark), else Windows-1252.

    ``Held("payout-file-unreadable")`` for what is no text at all, such as a workbook of Excel.

    >>> decode("Örebro".encode("cp1252")), decode("Örebro".encode("utf-16"))
    ('Örebro', 'Örebro')
    """
    if len(content) > LARGEST or content[:2] == b"PK" or content[:4] in (b"%PDF", b"\xd0\xcf\x11\xe0"):
        raise Held("payout-file-unreadable", {"file": name or "–"})
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in content[:200]:
        encodings = ["utf-16-le" if content[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and text.strip():
            return text
    raise Held("payout-file-unreadable", {"file": name or "–"})


def rank(text: str, form: Format) -> int:
    """How many of a format's columns a file has; 0 where one that is needed is missing."""
    found = _find(text, form)
    if found is None:
        return 0
    delimiter, at = found
    lines = _lines(_top(text), delimiter, is_strict=False)
    places = _places(lines[at][1], form)
    told = {*places, *_head(lines[:at], form)}
    return len(told) if form.group not in ("marker", "day") or form.group in told else 0


def headings(text: str, form: Format) -> frozenset[str]:
    """The names in a file that a format knows, of its columns and of what stands above them; folded."""
    found = _find(text, form)
    if found is None:
        return frozenset()
    delimiter, at = found
    lines = _lines(_top(text), delimiter, is_strict=False)
    columns = {word for words in form.columns.values() for word in words}
    above = {word for words in form.head.values() for word in words}
    names = {plain(cell) for _, cells in lines[:at] for cell in cells[:1]}
    names |= {plain(cells[0].partition(":")[0]) for _, cells in lines[:at] if cells}
    return frozenset(columns & {plain(cell) for cell in lines[at][1]} | above & names)


def read_table(text: str, form: Format) -> Table:
    """The table that a format describes.

    ``Held``: ``payout-columns-missing`` says which columns were found and which are wanted;
    ``payout-line-torn`` names a line with too few or too many fields, or an open quotation mark.
    """
    found = _find(text, form)
    if found is None:
        raise Held("payout-columns-missing", _missing(text, form))
    delimiter, at = found
    lines = _lines(text, delimiter)
    places = _places(lines[at][1], form)
    body = lines[at + 1 :]
    width = len(_trimmed(lines[at][1]))
    rows = [
        Row(number, {role: tuple(cells[place].strip() for place in many) for role, many in places.items()})
        for number, cells in _whole(body, len(lines[at][1]), width, form)
    ]
    return Table(frozenset(places), _head(lines[:at], form), tuple(rows))


def _find(text: str, form: Format) -> tuple[str, int] | None:
    """The delimiter and the row of headings; the delimiter that splits them into most columns."""
    best: tuple[int, str, int] | None = None
    for delimiter in DELIMITERS:
        for at, (_, cells) in enumerate(_lines(_top(text), delimiter, is_strict=False)):
            places = _places(cells, form)
            if all(role in places for role in _needed(form)):
                if best is None or len(places) > best[0]:
                    best = (len(places), delimiter, at)
                break
    return best[1:] if best else None


def _top(text: str) -> str:
    return "\n".join(text.splitlines()[:HIGHEST_HEADING])


def _needed(form: Format) -> tuple[str, ...]:
    """A marker or a day may stand above the table instead."""
    own = (form.group,) if form.group in ("marker", "day") and form.group not in form.head else ()
    return tuple(dict.fromkeys((*form.needs, *own)))


def _places(cells: list[str], form: Format) -> dict[str, tuple[int, ...]]:
    """The columns of each role, in the order in which the format spells them."""
    folded = [plain(cell) for cell in cells]
    found = {
        role: tuple(folded.index(word) for word in words if word in folded)
        for role, words in form.columns.items()
    }
    return {role: places for role, places in found.items() if places}


def _lines(text: str, delimiter: str, *, is_strict: bool = True) -> list[tuple[int, list[str]]]:
    """Every line that is not empty, with its number."""
    csv.field_size_limit(WIDEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=is_strict)
    lines: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        raise Held("payout-line-torn", {"line": str(begins), "found": "–", "wanted": "–"}) from None
    return lines


def _whole(
    body: Iterable[tuple[int, list[str]]], columns: int, width: int, form: Format
) -> Iterable[tuple[int, list[str]]]:
    """The lines of the table; lines of totals are left out, and a torn one is refused."""
    for number, cells in body:
        if plain(next(cell for cell in cells if cell.strip())) in form.totals:
            continue
        if len(cells) < width or len(_trimmed(cells)) > columns:
            facts = {"line": str(number), "found": str(len(cells)), "wanted": str(width)}
            raise Held("payout-line-torn", facts)
        yield number, [*cells, *([""] * (columns - len(cells)))]


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _head(lines: Iterable[tuple[int, list[str]]], form: Format) -> dict[str, str]:
    """What stands above the table as a name and a value: in two cells, or with a colon between them."""
    found: dict[str, str] = {}
    for _, cells in lines:
        told = [cell.strip() for cell in cells if cell.strip()]
        name, _, value = told[0].partition(":")
        value = value.strip() or (told[1] if len(told) > 1 else "")
        for role, words in form.head.items():
            if plain(name) in words and value:
                found.setdefault(role, value)
    return found


def _missing(text: str, form: Format) -> dict[str, str]:
    """The widest row is what the file's headings may be."""
    rows = [cells for sign in DELIMITERS for _, cells in _lines(text[:WIDEST], sign, is_strict=False)[:1]]
    widest = max(rows, key=len, default=[])
    has = _places(widest, form)
    wanted = [" / ".join(form.wanted(role)) or role for role in _needed(form) if role not in has]
    found = ", ".join(cell.strip() for cell in widest if cell.strip())
    return {"provider": form.provider, "found": found[:300] or "–", "wanted": "; ".join(wanted)[:300]}
