"""The import of order history: read page by page and told (the dry run); when a person says run, carried.

Orders are kept and thought through as any others, and nothing is sent before somebody says so. Each
round of the chore is one step, so that other chores have their turn between two pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.forecast import CUSTOMERS, Forecast, forecast_of, from_json
from kontera.quickbutik import history
from kontera.quickbutik.client import number_of
from kontera.shops import imports
from kontera.shops.models import Import, Order
from kontera.sync import adoption, clearance, portions
from kontera.sync.days import stockholm_day
from kontera.sync.findings import Found
from kontera.sync.intake import ORDER_NUMBER, PART, policy_of, take_in, think
from kontera.sync.sorting import sort_order
from kontera.sync.turn import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from kontera.sync.turn import Turn

State = Import.State


def run_import(turn: Turn) -> bool:
    """One step of the shop's import; true while the dry run has more to read."""
    run = imports.newest(turn.handle)
    if run is None:
        return False
    if run.state == State.READING:
        return _read(turn, run)
    if run.state == State.RUNNING:
        portions.go_on_with(turn, run)
    elif run.state in (State.PAUSED, State.STOPPED):
        portions.settle(turn, run)
    return False


def _read(turn: Turn, run: Import) -> bool:
    # The others have waited as long: the next round comes after theirs.
    turn.row.asked = False
    phase = run.report.get("phase", "checks")
    following = _PHASES[phase](turn, run)
    imports.keep(run, report={**run.report, "phase": following}, offset=run.offset)
    if following:
        return imports.newest(turn.handle) == run
    blockers = clearance.late_blockers(turn, run, from_json(run.report.get("forecast", {})))
    if blockers:
        portions.refuse(turn, run, blockers)
    else:
        imports.keep(run, report=_finished(run.report), problem_code="", problem_facts={})
        imports.move(turn.handle, run, State.READY, was=[State.READING])
    return False


def _finished(report: Mapping[str, Any]) -> dict[str, Any]:
    """What only the reading needed is let go."""
    return {name: value for name, value in report.items() if name not in ("seen", "page", "blockers")}


# -- the phases of a dry run, each naming the one that follows ------------------------------


def _check(turn: Turn, run: Import) -> str:
    blockers = clearance.early_blockers(turn, run)
    if blockers:
        portions.refuse(turn, run, blockers)
        return "checks"
    imports.forget_unread(turn.handle)
    imports.finish_begun(turn.handle, run, turn.now)
    run.offset = history.start_of(turn.quickbutik, from_day=run.from_day, from_number=run.from_number)
    return "orders"


def _read_page(turn: Turn, run: Import) -> str:
    """One page of the shop's orders, the lowest number first."""
    page = next(turn.quickbutik.orders(offset=run.offset), [])
    if not page or _is_behind(run, page):
        return "" if run.end == CUSTOMERS else "invoice"
    wanted = [raw for raw in page if _is_wanted(run, raw)]
    found = Found.of(run.report)
    found.count("outside", len(page) - len(wanted))
    found.read += len(page)
    take_in(turn.handle, turn.quickbutik, _unhandled(turn, wanted), turn.now)
    numbers = [number for raw in wanted if ORDER_NUMBER.fullmatch(number := number_of(raw))]
    found.count("unreadable", len(wanted) - len(numbers))
    for at in range(0, len(numbers), PART):
        _think_through(turn, run, numbers[at : at + PART], found)
    run.report = {**run.report, **found.told()}
    run.offset += len(page)
    return "orders"


def _unhandled(turn: Turn, raws: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the orders that the other lane has in hand: what changes about them is for it to read."""
    numbers = [number_of(raw) for raw in raws]
    busy = turn.handle.orders().filter(number__in=numbers, state__in=(Order.State.DUE, Order.State.DONE))
    taken = set(busy.values_list("number", flat=True))
    return [raw for raw, number in zip(raws, numbers, strict=True) if number not in taken]


def _is_wanted(run: Import, raw: Mapping[str, Any]) -> bool:
    """By the day it was paid, else placed; and by its number."""
    ordered, paid = history.days_of(raw)
    day = paid or ordered
    if run.from_number and not history.reaches(number_of(dict(raw)), run.from_number):
        return False
    too_early = day is not None and run.from_day is not None and day < run.from_day
    too_late = day is not None and run.until_day is not None and day > run.until_day
    return not (too_early or too_late)


def _is_behind(run: Import, page: list[dict[str, Any]]) -> bool:
    """Whether a whole page was placed after the cut-over: then so is all that follows."""
    until = run.until_day
    days = [history.days_of(raw)[0] for raw in page]
    return until is not None and all(day is not None and day > until for day in days)


def _think_through(turn: Turn, run: Import, numbers: list[str], found: Found) -> None:
    handle, choices = turn.handle, turn.choices
    policy, today = policy_of(handle, choices), stockholm_day(turn.now)
    rows = list(handle.orders().filter(number__in=numbers).defer("preview").order_by("id"))
    sent = handle.deliveries_of(rows)
    taken: list[Order] = []
    forecast = Forecast()
    decisions = []
    for row in rows:
        thought = think(row, choices, policy, today)
        kind = sort_order(handle, choices, row, thought, sent[row.pk], cards_only=run.end == CUSTOMERS)
        found.count(kind)
        if kind == "held" and thought.problem:
            found.hold(row.number, thought.problem)
        if kind in ("sent", "held"):
            taken.append(row)
        if kind == "sent" and thought.decision is not None:
            forecast += forecast_of(thought.decision, run.end)
            decisions.append(thought.decision)
    found.add(forecast)
    found.meet(handle, decisions, cards_only=run.end == CUSTOMERS)
    imports.take_on(handle, run, taken)


def _list(kind: str, following: str) -> Callable[[Turn, Import], str]:
    def step(turn: Turn, run: Import) -> str:
        return following if adoption.list_documents(turn, run, kind) else kind

    return step


def _read_familiar(turn: Turn, run: Import) -> str:
    return "" if adoption.read_familiar(turn, run) else "familiar"


_PHASES: dict[str, Callable[[Turn, Import], str]] = {
    "checks": _check,
    "orders": _read_page,
    "invoice": _list("invoice", "order"),
    "order": _list("order", "familiar"),
    "familiar": _read_familiar,
    "": lambda _turn, _run: "",
}

IMPORT_WORK = Work(imports.CHORE, run_import, lambda _choices: None)
