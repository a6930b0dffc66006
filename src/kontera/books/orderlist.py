"""The order list of a daily summary: a table that Swedish spreadsheets open, one row per order and rate."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from kontera.books.money import kronor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kontera.books.daily import DayLine

HEAD = ("Typ", "Order", "Betalsätt", "Land", "Momssätt", "Momssats %", "Valuta", "Netto", "Moms", "Brutto")
KINDS = {"sale": "Köp", "refund": "Återbetalning", "change": "Ändring"}


def as_csv(lines: Sequence[DayLine]) -> str:
    """Semicolons and decimal commas; the sums of each kind and currency stand last.

    >>> from decimal import Decimal
    >>> from kontera.books.daily import DayLine
    >>> print(as_csv([DayLine("sale", "1001", "klarna", "SE", "SE", Decimal(25), "SEK", 10000, 2500, 12500)]))
    Typ;Order;Betalsätt;Land;Momssätt;Momssats %;Valuta;Netto;Moms;Brutto
    Köp;1001;klarna;SE;SE;25;SEK;100,00;25,00;125,00
    Summa köp;;;;;;SEK;100,00;25,00;125,00
    <BLANKLINE>
    """
    out = StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\n")
    table.writerow(HEAD)
    for line in lines:
        told = (KINDS[line.kind], _safe(line.number), _safe(line.methods), line.country, line.treatment)
        amounts = (line.net_ore, line.vat_ore, line.gross_ore)
        table.writerow((*told, _rate(line), line.currency, *map(_comma, amounts)))
    for (kind, currency), sums in _totals(lines).items():
        table.writerow((f"Summa {KINDS[kind].lower()}", *[""] * 5, currency, *map(_comma, sums)))
    return out.getvalue()


def _safe(text: str) -> str:
    """What a buyer or a shop wrote is never run as a formula by a spreadsheet."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _rate(line: DayLine) -> str:
    return f"{line.rate.normalize():f}".replace(".", ",")


def _comma(ore: int) -> str:
    return kronor(ore).replace(".", ",")


def _totals(lines: Iterable[DayLine]) -> dict[tuple[str, str], tuple[int, int, int]]:
    sums: dict[tuple[str, str], tuple[int, int, int]] = {}
    for line in lines:
        net, vat, gross = sums.get((line.kind, line.currency), (0, 0, 0))
        sums[line.kind, line.currency] = (net + line.net_ore, vat + line.vat_ore, gross + line.gross_ore)
    return sums
