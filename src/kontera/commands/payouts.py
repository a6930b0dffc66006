"""``kontera payout``: a settlement report from the terminal, shown, and each payout booked as one voucher."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontera.books.money import kronor, parse_ore
from kontera.commands.shops import find
from kontera.commands.surroundings import SPEAKING, standing
from kontera.commands.words import (
    DONE,
    HELD,
    TRY_LATER,
    WrongUse,
    complain_of,
    problem_json,
    say,
    say_json,
)
from kontera.problems import Disconnected, Held, Side

if TYPE_CHECKING:
    from argparse import Namespace, _SubParsersAction

    from kontera.payouts.forms import Format
    from kontera.payouts.reports import Report
    from kontera.shops.handle import Handle
    from kontera.shops.models import Payout
    from kontera.sync.ends import Ends

LOOK_EVERY = 1.0
MOST_LOOKS = 60
"""Seconds between two looks, and how many, at a payout that is on its way."""


def add_parser(commands: _SubParsersAction[Any]) -> None:
    """The words of the command."""
    parser = commands.add_parser(
        "payout", help="a provider's settlement report becomes a voucher; 3 if something is held"
    )
    parser.add_argument("shop")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="only show; nothing is kept or sent")
    parser.add_argument("--provider", default="", help="klarna, stripe, paypal, qliro, svea, swish")
    parser.add_argument("--format", type=Path, metavar="FILE.toml", help="a format of your own")
    parser.add_argument(
        "--confirm", action="store_true", help="lines that nothing matches are right all the same"
    )
    parser.add_argument(
        "--bank-sek", metavar="KR", help="what reached the bank, of a payout in another currency"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=book_report)


def book_report(arguments: Namespace) -> int:
    """Read the file, and book what nothing stands in the way of."""
    with standing(SPEAKING) as env:
        from django.db import transaction  # noqa: PLC0415 - Django is set up by now

        from kontera import wiring  # noqa: PLC0415

        handle = find(arguments.shop)
        report, content = _report_of(handle, arguments)
        ends = wiring.install(env)
        if arguments.dry_run:
            with transaction.atomic():
                rows, refused = _read_in(handle, ends, arguments, report, content)
                told = [_told(row) for row in rows]
                transaction.set_rollback(True)
        else:
            rows, refused = _read_in(handle, ends, arguments, report, content)
            _book(handle, ends, rows)
            told = [_told(row) for row in rows]
        return _tell(told, refused, report.left, as_json=arguments.json)


def _report_of(handle: Handle, arguments: Namespace) -> tuple[Report, bytes]:
    from kontera.payouts.forms import known_formats  # noqa: PLC0415
    from kontera.payouts.reports import read_report  # noqa: PLC0415
    from kontera.shops.paidwith import paid_with  # noqa: PLC0415

    try:
        content = arguments.file.read_bytes()
        form = _format_of(arguments.format)
    except OSError as missing:
        raise WrongUse(
            f"Filen går inte att läsa: {missing.filename}", f"The file cannot be read: {missing.filename}"
        ) from None
    name, paid = arguments.file.name, partial(paid_with, handle, known_formats())
    report = read_report(content, name=name, provider=arguments.provider, form=form, paid_with=paid)
    return report, content


def _format_of(file: Path | None) -> Format | None:
    from kontera.payouts.forms import read_format  # noqa: PLC0415

    if file is None:
        return None
    return read_format(file.read_bytes().decode("utf-8", errors="replace"), file.name)


def _read_in(
    handle: Handle, ends: Ends, arguments: Namespace, report: Report, content: bytes
) -> tuple[list[Payout], list[Held]]:
    """Keep and weigh each payout of the file; those that are handled otherwise already are refused."""
    from kontera.shops import payouts as kept  # noqa: PLC0415
    from kontera.sync import payouts  # noqa: PLC0415

    bank = _bank(arguments.bank_sek)
    name, now = arguments.file.name, ends.now()
    found, refused = kept.keep_all(handle, report.settlements, file=content, name=name, now=now)
    rows = [one.payout for one in found]
    for row in rows:
        if row.state in kept.CHANGEABLE:
            if bank is not None and kept.tell_bank(handle, row, bank):
                row.refresh_from_db()
            payouts.carry(handle, ends, row)
            if arguments.confirm and kept.confirm(handle, row):
                payouts.carry(handle, ends, row)
    return rows, refused


def _bank(text: str | None) -> int | None:
    try:
        return parse_ore(text.replace(",", ".")) if text else None
    except ValueError:
        raise WrongUse(f"”{text}” är inget belopp.", f"“{text}” is no amount.") from None


def _book(handle: Handle, ends: Ends, rows: list[Payout]) -> None:
    """Ask for it and work along: without a worker it is done here, with one it is waited for."""
    from kontera.shops import across  # noqa: PLC0415
    from kontera.shops import payouts as kept  # noqa: PLC0415
    from kontera.shops.chores import ask_chore  # noqa: PLC0415
    from kontera.sync.chores import drain_chores  # noqa: PLC0415

    asked = [row for row in rows if row.state == kept.State.READ and kept.ask_booking(handle, row)]
    for _ in range(MOST_LOOKS if asked else 0):
        ask_chore(handle, kept.CHORE, asked=True)
        drain_chores(handle.shop.pk, ends)
        for row in asked:
            row.refresh_from_db()
        _refuse_standstill(across.handle_by_id(handle.shop.pk))
        if all(row.state not in (kept.State.DUE, kept.State.SENDING) for row in asked):
            return
        time.sleep(LOOK_EVERY)


def _refuse_standstill(fresh: Handle | None) -> None:
    if fresh is None or fresh.shop.paused:
        raise WrongUse("Butiken är pausad.", "The shop is paused.", TRY_LATER)
    if code := fresh.shop.problem_code:
        side: Side = "quickbutik" if code.startswith("quickbutik") else "fortnox"
        raise Disconnected(code, fresh.shop.problem_facts, side=side)


# -- telling ------------------------------------------------------------------------------------


def _told(row: Payout) -> dict[str, Any]:
    from kontera.shops import payouts as kept  # noqa: PLC0415

    open_lines = [one for one in kept.lines_of(row) if one.problem_code and not one.is_confirmed]
    return {
        "provider": row.provider,
        "marker": row.marker,
        "day": row.day,
        "state": row.state,
        "currency": row.currency,
        "gross": kronor(row.gross_ore),
        "fee": kronor(row.fee_ore),
        "fee_vat": kronor(row.fee_vat_ore),
        "net": kronor(row.net_ore),
        "voucher": row.voucher,
        "preview": row.preview.get("voucher", {}),
        "open_lines": [
            {
                "line": one.place,
                "reference": one.reference or one.transaction,
                "amount": kronor(one.amount_ore),
                "problem": problem_json(one.problem_code, {}),
            }
            for one in open_lines
        ],
        "problem": problem_json(row.problem_code, row.problem_facts),
    }


def _tell(told: list[dict[str, Any]], refused: list[Held], left: int, *, as_json: bool) -> int:
    if as_json:
        problems = [problem_json(one.code, one.facts) for one in refused]
        say_json({"payouts": told, "refused": problems, "lines_without_payout": left})
    else:
        _say(told, left)
    states = {one["state"] for one in told}
    for one in told:
        if one["problem"] and one["state"] == "held":
            complain_of(one["problem"]["code"], one["problem"]["facts"])
    for held in refused:
        complain_of(held.code, held.facts)
    if "held" in states or refused:
        return HELD
    return TRY_LATER if states & {"due", "sending"} else DONE


def _say(told: list[dict[str, Any]], left: int) -> None:
    for one in told:
        voucher = f"  {one['voucher']}" if one["voucher"] else ""
        amount = f"{one['net']} {one['currency']}"
        say(f"{one['provider']} {one['marker']}  {one['day']}  {amount}  {one['state']}{voucher}")
        for row in one["preview"].get("rows", []):
            say(f"  {row['account']}  {row['name']:<40} {row['debit']:>12} {row['credit']:>12}")
        for line in one["open_lines"]:
            code = line["problem"]["code"]
            say(f"  ! {line['line']}: {line['reference'] or '–'} {line['amount']} {code}")
    if left:
        say(f"  rader utan utbetalning än / lines without a payout yet: {left}")
