"""``kontera summary``: what waits for its day's voucher, and a day booked now, from the terminal."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

from kontera.commands.shops import find
from kontera.commands.surroundings import SPEAKING, standing
from kontera.commands.words import DONE, HELD, TRY_LATER, WrongUse, complain_of, problem_json, say, say_json
from kontera.problems import Disconnected, Held, Side

if TYPE_CHECKING:
    from argparse import Namespace, _SubParsersAction

    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends

LOOK_EVERY = 1.0
MOST_LOOKS = 60
"""Seconds between two looks, and how many, at a summary that is on its way."""


def add_parser(commands: _SubParsersAction[Any]) -> None:
    """The words of the command."""
    parser = commands.add_parser(
        "summary", help="a day's waiting orders become one voucher; 3 if something is held"
    )
    parser.add_argument("shop")
    parser.add_argument(
        "--day", metavar="YYYY-MM-DD", help="that day, also before it is over; else all that are"
    )
    parser.add_argument("--dry-run", action="store_true", help="only show; nothing is sent")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=book_days)


def book_days(arguments: Namespace) -> int:
    """Show what waits, or book it: without a worker it is done here, with one it is waited for."""
    day = _day(arguments.day)
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415 - Django is set up by now

        handle, ends = find(arguments.shop), wiring.install(env)
        if arguments.dry_run:
            return _tell(_foretold(handle, ends, day), as_json=arguments.json)
        return _tell(_booked(handle, ends, day), as_json=arguments.json)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUse(f"”{text}” är ingen dag.", f"“{text}” is no day.") from None


def _foretold(handle: Handle, ends: Ends, day: date | None) -> list[dict[str, Any]]:
    """The vouchers that would be booked now. Nothing is kept."""
    from django.db import transaction  # noqa: PLC0415

    from kontera.sync.dayvouchers import foretold  # noqa: PLC0415

    with transaction.atomic():
        days = foretold(handle, ends)
        transaction.set_rollback(True)
    told = []
    for one, made in sorted(days.items()):
        if day is None or one == day:
            problem = problem_json(made.code, made.facts) if isinstance(made, Held) else None
            voucher = {} if isinstance(made, Held) else made
            told.append(
                {"day": one, "part": 0, "state": "waiting", "voucher": "", "problem": problem, **voucher}
            )
    return told


def _booked(handle: Handle, ends: Ends, day: date | None) -> list[dict[str, Any]]:
    from kontera.shops import across  # noqa: PLC0415
    from kontera.shops import summaries as kept  # noqa: PLC0415
    from kontera.shops.chores import ask_chore  # noqa: PLC0415
    from kontera.sync.chores import drain_chores  # noqa: PLC0415

    begun = ends.now()
    if day is not None:
        kept.ask_booking(handle, day)
    ask_chore(handle, kept.CHORE, asked=True)
    for look in range(MOST_LOOKS):
        drain_chores(handle.shop.pk, ends)
        _refuse_standstill(across.handle_by_id(handle.shop.pk))
        if not kept.under_way(handle):
            break
        if look + 1 < MOST_LOOKS:
            time.sleep(LOOK_EVERY)
    rows = [row for row in kept.summaries_of(handle).order_by("day", "part") if _is_new(row, day, begun)]
    return [_told(row) for row in rows]


def _is_new(row: Any, day: date | None, begun: Any) -> bool:
    return row.day == day or row.state != "booked" or (row.booked_at is not None and row.booked_at >= begun)


def _refuse_standstill(fresh: Handle | None) -> None:
    if fresh is None or fresh.shop.paused:
        raise WrongUse("Butiken är pausad.", "The shop is paused.", TRY_LATER)
    if code := fresh.shop.problem_code:
        side: Side = "quickbutik" if code.startswith("quickbutik") else "fortnox"
        raise Disconnected(code, fresh.shop.problem_facts, side=side)


def _told(row: Any) -> dict[str, Any]:
    preview = row.preview
    return {
        "day": row.day,
        "part": row.part,
        "state": row.state,
        "voucher": row.voucher,
        "orders": preview.get("orders", 0),
        "refunds": preview.get("refunds", 0),
        "changes": preview.get("changes", 0),
        "preview": preview.get("voucher", {}),
        "problem": problem_json(row.problem_code, row.problem_facts),
    }


def _tell(told: list[dict[str, Any]], *, as_json: bool) -> int:
    if as_json:
        say_json({"summaries": told})
    else:
        _say(told)
    for one in told:
        if one["problem"] and one["state"] != "booked":
            complain_of(one["problem"]["code"], one["problem"]["facts"])
    if any(one["problem"] and one["state"] != "booked" for one in told):
        return HELD
    return TRY_LATER if {one["state"] for one in told} & {"due", "sending"} else DONE


def _say(told: list[dict[str, Any]]) -> None:
    for one in told:
        part = f" ({one['part']})" if one["part"] > 1 else ""
        say(f"{one['day']}{part}  {one.get('orders', 0)} order  {one['state']}  {one['voucher']}".rstrip())
        for row in one.get("preview", {}).get("rows", []):
            say(f"  {row['account']}  {row['name']:<40} {row['debit']:>12} {row['credit']:>12}")
            for why in row.get("why", []):
                say(f"        {why['sv']} / {why['en']} ({why['orders']})")
    if not told:
        say("Inget väntar. / Nothing waits.")
