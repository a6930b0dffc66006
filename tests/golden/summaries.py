"""The daily summary on the golden stage: every day with orders waiting is booked."""

from __future__ import annotations

from datetime import date
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


def voucher(booked: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """A booked voucher in the words of the file, if it is a summary's."""
    if ":summary:" not in booked["text"]:
        return None
    return {"kind": DAILY, "date": booked["day"], "rows": rows}
