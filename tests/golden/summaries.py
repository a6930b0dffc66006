"""The daily summary on the golden stage: every day with orders waiting is booked."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kontera.shops.handle import Handle

DAILY = "daily_summary"


def book_days(handle: Handle, ends: Any) -> None:
    """Press the button of each day, as the chore would after midnight; a refund waits for its sale."""
    from kontera.shops import summaries as kept  # noqa: PLC0415 - Django is set up by now
    from kontera.shops.chores import chore_of  # noqa: PLC0415
    from kontera.sync.summaries import run_summaries  # noqa: PLC0415
    from kontera.sync.turn import Turn  # noqa: PLC0415

    turn = Turn(handle, ends, chore_of(handle, kept.CHORE), lambda: True)
    pressed: set[str] = set()
    while days := set(kept.waiting_days(handle)) - pressed:
        for day in sorted(days):
            kept.ask_booking(handle, date.fromisoformat(day))
        while run_summaries(turn):
            pass
        pressed |= days


def oss_lines(handle: Handle, settings: dict[str, Any]) -> list[dict[str, Any]]:
    """What summed orders sold under other countries' VAT, as the order lists beside the vouchers tell it."""
    from kontera.shops import summaries as kept  # noqa: PLC0415

    if settings["posting_mode"] != DAILY:
        return []
    sums: dict[tuple[str, str, str], list[Decimal]] = {}
    for row in kept.summaries_of(handle).filter(state="booked"):
        for line in csv.DictReader(StringIO(row.preview["list"]), delimiter=";"):
            if line["Momssätt"] == "OSS":
                key = line["Land"], line["Momssats %"].replace(",", "."), line["Valuta"]
                total = sums.setdefault(key, [Decimal(0), Decimal(0)])
                for place, name in enumerate(("Netto", "Moms")):
                    total[place] += Decimal(line[name].replace(",", "."))
    return [
        {"country": country, "rate": rate, "currency": currency, "base": f"{base:.2f}", "vat": f"{vat:.2f}"}
        for (country, rate, currency), (base, vat) in sums.items()
        if base or vat
    ]


def voucher(booked: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """A booked voucher in the words of the file, if it is a summary's."""
    if ":summary:" not in booked["text"]:
        return None
    return {"kind": DAILY, "date": booked["day"], "rows": rows}
