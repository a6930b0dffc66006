"""``kontera import``: order history from the terminal, from the dry run to its end."""

from __future__ import annotations

import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Any

from kontera.books.forecast import IMPORT_ENDS
from kontera.books.money import kronor
from kontera.commands.shops import find
from kontera.commands.surroundings import SPEAKING, standing
from kontera.commands.words import DONE, HELD, TRY_LATER, WrongUse, complain_of, problem_json, say, say_json
from kontera.problems import Disconnected, Side, TryLater

if TYPE_CHECKING:
    from argparse import Namespace, _SubParsersAction
    from collections.abc import Callable

    from rich.progress import Progress

    from kontera.shops.handle import Handle
    from kontera.shops.models import Import
    from kontera.sync.ends import Ends

LOOK_EVERY = 1.0
"""Seconds between two looks at an import that is under way."""
MOVES = ("run", "pause", "resume", "stop", "again")


def add_parser(commands: _SubParsersAction[Any]) -> None:
    """The words of the command."""
    parser = commands.add_parser("import", help="order history: a dry run first, then run, pause, stop")
    parser.add_argument("shop")
    parser.add_argument("--from", dest="from_day", metavar="DAY", help="first day, as 2026-01-31")
    parser.add_argument("--from-order", metavar="N", default="", help="first order number")
    parser.add_argument("--until", metavar="DAY", help="the cut-over: the last day of the history")
    parser.add_argument(
        "--end", choices=IMPORT_ENDS, help="how far the orders go; left out: as the shop chose"
    )
    parser.add_argument("--dry-run", action="store_true", help="the usual: nothing is sent without --run")
    move = parser.add_mutually_exclusive_group()
    for name in MOVES:
        move.add_argument(f"--{name}", dest="move", action="store_const", const=name)
    parser.add_argument("--status", action="store_true", help="where it stands, and nothing else")
    parser.add_argument("--no-wait", action="store_true", help="leave the work to the worker")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=import_history)


def import_history(arguments: Namespace) -> int:
    """A dry run, or a word about the one there is; shows progress until there is nothing more to wait for."""
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415 - Django is set up by now
        from kontera.shops import imports  # noqa: PLC0415

        handle = find(arguments.shop)
        ends = wiring.install(env)
        wants_new = bool(arguments.from_day or arguments.from_order)
        if wants_new and arguments.move not in (None, "run"):
            raise WrongUse(
                "En ny torrkörning kan inte pausas eller stoppas i samma kommando.",
                "A new dry run cannot be paused or stopped in the same command.",
            )
        if wants_new:
            _open(handle, arguments)
        run = imports.newest(handle)
        if run is None:
            raise WrongUse(
                "Det finns ingen historik att visa. Ange --from DAG eller --from-order N.",
                "There is no history to show. Give --from DAY or --from-order N.",
            )
        if wants_new and not arguments.no_wait:
            _work(handle, ends, run, quietly=arguments.json)
        if arguments.move and not (wants_new and run.state == run.State.REFUSED):
            _move(handle, run, arguments.move)
            if not arguments.no_wait:
                _work(handle, ends, run, quietly=arguments.json)
        return _report(handle, run, as_json=arguments.json)


def _open(handle: Handle, arguments: Namespace) -> None:
    from kontera.shops import imports  # noqa: PLC0415

    first, until = _day(arguments.from_day), _day(arguments.until)
    if first and until and until < first:
        raise WrongUse("--until ligger före --from.", "--until lies before --from.")
    imports.open_import(
        handle,
        end=arguments.end or handle.choices.text("end"),
        from_day=first,
        from_number=arguments.from_order.strip(),
        until_day=until,
        by="terminal",
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUse(
            f"”{text}” är ingen dag; skriv 2026-01-31.", f"“{text}” is no day; write 2026-01-31."
        ) from None


def _move(handle: Handle, run: Import, move: str) -> None:
    from kontera.shops import imports  # noqa: PLC0415

    moves: dict[str, Callable[[], bool]] = {
        "run": lambda: imports.run_it(handle, run),
        "resume": lambda: imports.run_it(handle, run),
        "again": lambda: imports.try_again(handle, run),
        "pause": lambda: imports.halt(handle, run, run.State.PAUSED),
        "stop": lambda: imports.halt(handle, run, run.State.STOPPED),
    }
    run.refresh_from_db()
    if not moves[move]():
        raise WrongUse(
            f"Historiken är {run.state}: det går inte.", f"The history is {run.state}: not possible."
        )


# -- waiting, and working along where no worker does --------------------------------------------


def _work(handle: Handle, ends: Ends, run: Import, *, quietly: bool) -> None:
    """Both lanes, here in the terminal too: without a worker the work is done, with one it is shared."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(file=sys.stderr), disable=quietly, transient=True) as bar:
        task = bar.add_task("", total=None)
        while _step(handle, ends, run):
            _show(bar, task, handle, run)


def _step(handle: Handle, ends: Ends, run: Import) -> bool:
    """One turn of each lane; whether there is more to wait for. ``TryLater`` where nothing can go on now."""
    from kontera.shops import across, imports  # noqa: PLC0415
    from kontera.shops.chores import chore_of  # noqa: PLC0415
    from kontera.sync.chores import drain_chores  # noqa: PLC0415
    from kontera.sync.drain import drain  # noqa: PLC0415

    more = drain_chores(handle.shop.pk, ends)
    run.refresh_from_db()
    if run.state not in (run.State.READING, run.State.RUNNING):
        return False
    if run.state == run.State.RUNNING:
        more = drain(handle.shop.pk, ends) or more
    fresh = across.handle_by_id(handle.shop.pk)
    if fresh is None or (fresh.shop.paused and run.state == run.State.RUNNING):
        raise WrongUse("Butiken är pausad.", "The shop is paused.", TRY_LATER)
    if code := fresh.shop.problem_code:
        side: Side = "quickbutik" if code.startswith("quickbutik") else "fortnox"
        raise Disconnected(code, fresh.shop.problem_facts, side=side)
    chore = chore_of(handle, imports.CHORE)
    if run.state == run.State.READING and chore.problem_code:
        raise TryLater(chore.problem_code, chore.problem_facts)
    if not more:
        time.sleep(LOOK_EVERY)
    return True


def _show(bar: Progress, task: Any, handle: Handle, run: Import) -> None:
    from kontera.shops import imports  # noqa: PLC0415

    if run.started_at is None:
        bar.update(task, description=f"{run.report.get('read', 0)} ordrar lästa / orders read")
        return
    told = imports.progress(handle, run)
    text = f"{told['done']} / {told['total']}" + (f", {told['held']} stoppade / held" if told["held"] else "")
    bar.update(task, description=text, total=told["total"], completed=told["done"] + told["held"])


# -- telling --------------------------------------------------------------------------------------


def _report(handle: Handle, run: Import, *, as_json: bool) -> int:
    from kontera.shops import imports  # noqa: PLC0415

    run.refresh_from_db()
    told = {
        "id": run.pk,
        "state": run.state,
        "end": run.end,
        "from_day": run.from_day,
        "from_order": run.from_number,
        "until": run.until_day,
        "report": {name: value for name, value in run.report.items() if name != "seen"},
        "progress": imports.progress(handle, run) if run.started_at else {},
        "problem": problem_json(run.problem_code, run.problem_facts),
        "unanswered": imports.foreign_of(handle).filter(confirmed=None).exclude(origin="").count(),
    }
    if as_json:
        say_json(told)
    else:
        _say_report(told)
    if run.state == run.State.REFUSED:
        for one in run.report.get("blockers", []):
            complain_of(one["code"], one["facts"])
        return HELD
    return TRY_LATER if run.state in (run.State.READING, run.State.RUNNING) else DONE


def _say_report(told: dict[str, Any]) -> None:
    report = told["report"]
    forecast = report.get("forecast", {})
    say(f"{told['state']} ({told['end']})")
    for name, count in report.get("kinds", {}).items():
        say(f"  {name:<12} {count:>8}")
    for name, count in forecast.get("documents", {}).items():
        say(f"  {name:<12} {count:>8}")
    for code, held in report.get("held", {}).items():
        say(f"  ! {code} × {held['count']}: {', '.join(held['examples'])}")
    for month, rate, account, ore in forecast.get("lines", []):
        say(f"  {month}  {account}  {rate + ' %' if rate else '':>5} {kronor(ore):>14}")
    say(f"  requests {report.get('requests', 0)}, seconds {report.get('seconds', 0)}")
    if told["unanswered"]:
        say(f"  dokument som väntar på svar / documents that wait for an answer: {told['unanswered']}")
    if told["progress"]:
        say("  " + ", ".join(f"{name} {count}" for name, count in told["progress"].items()))
