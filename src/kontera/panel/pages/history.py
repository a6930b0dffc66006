"""Order history: asked for, told before anything is sent, carried, and what others have made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from django.shortcuts import redirect

from kontera.books.forecast import CUSTOMERS, IMPORT_ENDS
from kontera.choices import BY_NAME
from kontera.panel import gate
from kontera.panel.screen import show, tell, warn
from kontera.panel.words import language, reason
from kontera.problems import Held, Text, explain
from kontera.shops import imports
from kontera.shops.chores import chore_of
from kontera.shops.models import Import

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from kontera.books.chart import Chart
    from kontera.panel.gate import Visit
    from kontera.shops.models import Foreign

State = Import.State
MOST_SHOWN = 50
HOUR, MINUTE = 3600, 60
KINDS: dict[str, Text] = {
    "sent": Text("Skickas", "To be sent"),
    "held": Text("Stoppas", "Would be stopped"),
    "already": Text("Redan i Fortnox", "Already in Fortnox"),
    "owned": Text("Sköts av sig själva", "Handled automatically"),
    "unpaid": Text("Inte betalda", "Not paid"),
    "cancelled": Text("Makulerade", "Cancelled"),
    "skipped": Text("Utan värde eller undantagna", "No value or left out"),
    "outside": Text("Utanför tiden", "Outside the period"),
    "unreadable": Text("Utan ordernummer", "Without a number"),
}
"""What a dry run sorts orders into, in the order they are shown."""
DOCUMENTS: dict[str, Text] = {
    "order": Text("Ordrar i Fortnox", "Orders in Fortnox"),
    "invoice": Text("Fakturor", "Invoices"),
    "booked": Text("Bokförda", "Booked"),
    "payment": Text("Betalningar", "Payments"),
}
ORIGINS: dict[str, Text] = {
    "quickbutik": Text("Quickbutiks egen Fortnox-koppling", "Quickbutik’s own Fortnox connection"),
    "bjorntech": Text("BjornTechs koppling", "BjornTech’s connection"),
    "wetail": Text("Wetails koppling", "Wetail’s connection"),
}
ENDS: dict[str, Text] = {option.value: option.label for option in BY_NAME["end"].options} | {
    CUSTOMERS: Text("Bara kundkort", "Customer cards only")
}
PACES: dict[str, Text] = {
    State.READING.value: Text("Läser orderhistoriken", "Reading the order history"),
    State.READY.value: Text("Redo att köras", "Ready to run"),
    State.RUNNING.value: Text("Pågår", "Under way"),
    State.PAUSED.value: Text("Pausad", "Paused"),
    State.STOPPED.value: Text("Stoppad", "Stopped"),
    State.DONE.value: Text("Klar", "Done"),
    State.REFUSED.value: Text("Kan inte börja", "Cannot begin"),
}
MOVES = {
    "run": (imports.run_it, Text("Historiken är på väg.", "The history is on its way.")),
    "again": (imports.try_again, Text("Kontera läser igen.", "Kontera reads again.")),
    "pause": (
        lambda handle, run: imports.halt(handle, run, State.PAUSED),
        Text("Pausad. Det som hade börjat görs klart.", "Paused. What had begun is finished."),
    ),
    "stop": (
        lambda handle, run: imports.halt(handle, run, State.STOPPED),
        Text("Stoppad. Det som hade börjat görs klart.", "Stopped. What had begun is finished."),
    ),
}


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a dry run: rows of account, name, rate, debit and credit (öre)."""

    name: str
    rows: list[dict[str, Any]]


@gate.shop_page("history")
def history(request: HttpRequest, visit: Visit) -> HttpResponse:
    run = imports.newest(visit.handle)
    state = run.state if run else ""
    return show(
        request,
        "panel/history.html",
        visit,
        run=run,
        pace=PACES.get(state),
        live=state in (State.READING, State.RUNNING),
        may_start=visit.may_act and state not in imports.OPEN,
        ends=[(name, ENDS[name]) for name in IMPORT_ENDS],
        chosen_end=visit.handle.choices.text("end"),
        **(_told(visit, run) if run else {}),
    )


def _told(visit: Visit, run: Import) -> dict[str, Any]:
    report, handle = run.report, visit.handle
    chart = handle.choices.policy().chart
    rows = imports.foreign_of(handle).exclude(origin="").order_by("origin", "id")
    open_rows = rows.filter(confirmed=None)
    chore = chore_of(handle, imports.CHORE)
    seconds = int(report.get("seconds", 0))
    return {
        "end": ENDS.get(run.end),
        "kinds": [(text, report.get("kinds", {}).get(name, 0), name) for name, text in KINDS.items()],
        "documents": [
            (text, report.get("forecast", {}).get("documents", {}).get(name, 0))
            for name, text in DOCUMENTS.items()
        ],
        "held": [_held(code, told) for code, told in report.get("held", {}).items()],
        "months": list(_months(report, chart)),
        "hours": seconds // HOUR,
        "minutes": -(-(seconds % HOUR) // MINUTE),
        "blockers": [reason(one["code"], one["facts"]) for one in report.get("blockers", [])],
        "problem": reason(chore.problem_code, chore.problem_facts) if chore.problem_code else None,
        "progress": imports.progress(handle, run) if run.started_at else None,
        "origins": [
            (name, text, open_rows.filter(origin=name, told__is_doubtful=False).count())
            for name, text in ORIGINS.items()
            if open_rows.filter(origin=name).exists()
        ],
        "unanswered": [_shown(row) for row in open_rows[:MOST_SHOWN]],
        "unanswered_count": open_rows.count(),
        "answered": [_shown(row) for row in rows.exclude(confirmed=None)[:MOST_SHOWN]],
    }


def _held(code: str, told: dict[str, Any]) -> dict[str, Any]:
    return {"why": reason(code, told["facts"]).what, "count": told["count"], "examples": told["examples"]}


def _months(report: dict[str, Any], chart: Chart) -> Iterator[Month]:
    """The dry run's amounts, month by month, account by account and rate by rate."""
    lines = report.get("forecast", {}).get("lines", [])
    for month in sorted({line[0] for line in lines}):
        rows = [
            {
                "account": account,
                "name": chart.name_of(account),
                "rate": "" if "%" in chart.name_of(account) else rate,
                "debit": ore if ore > 0 else None,
                "credit": -ore if ore < 0 else None,
            }
            for each, rate, account, ore in sorted(lines, key=lambda line: (line[2], line[1]))
            if each == month
        ]
        day, locale = date.fromisoformat(f"{month}-01"), "en_GB" if language() == "en" else "sv_SE"
        yield Month(str(format_date(day, "LLLL y", locale=locale)), rows)


def _shown(row: Foreign) -> dict[str, Any]:
    return {"row": row, "origin": ORIGINS.get(row.origin), **row.told}


@gate.shop_page("history_start")
def history_start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A dry run is asked for. Nothing is sent by it."""
    asked = {name: request.POST.get(name, "").replace("\x00", "").strip()[:40] for name in _FIELDS}
    try:
        first, until = _day(asked["from_day"]), _day(asked["until_day"])
    except ValueError:
        warn(request, Text("Skriv dagarna som åååå-mm-dd.", "Write the days as yyyy-mm-dd."))
        return redirect("panel:history", key=visit.shop.key)
    if problem := _wrong(asked, first, until):
        warn(request, problem)
        return redirect("panel:history", key=visit.shop.key)
    try:
        imports.open_import(
            visit.handle,
            end=asked["end"],
            from_day=first,
            from_number=asked["from_number"],
            until_day=until,
            by=request.user.get_username(),
        )
    except Held as held:
        warn(request, _as_text(held))
    else:
        tell(
            request,
            Text(
                "Kontera läser historiken. Inget skickas förrän du säger till.",
                "Kontera reads the history. Nothing is sent before you say so.",
            ),
        )
    return redirect("panel:history", key=visit.shop.key)


_FIELDS = ("from_day", "from_number", "until_day", "end")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _wrong(asked: dict[str, str], first: date | None, until: date | None) -> Text | None:
    if asked["end"] not in IMPORT_ENDS:
        return Text("Välj hur långt ordrarna ska gå.", "Choose how far the orders shall go.")
    if first is None and not asked["from_number"]:
        return Text("Välj en första dag eller ett ordernummer.", "Choose a first day or an order number.")
    if first and until and until < first:
        return Text("Sista dagen ligger före den första.", "The last day lies before the first.")
    return None


def _as_text(held: Held) -> Text:
    swedish, english = (explain(held.code, held.facts, spoken).sentence for spoken in ("sv", "en"))
    return Text(swedish, english)


@gate.shop_page("history_move")
def history_move(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Run, pause, go on, stop or try again."""
    run, move = imports.newest(visit.handle), MOVES.get(request.POST.get("move", ""))
    if run is None or move is None or not move[0](visit.handle, run):
        warn(request, Text("Det går inte just nu.", "That is not possible right now."))
    else:
        tell(request, move[1])
    return redirect("panel:history", key=visit.shop.key)


@gate.shop_page("history_answer")
def history_answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whether documents in Fortnox are the orders' own: one, or all of one origin whose amounts agree."""
    rows = imports.foreign_of(visit.handle).exclude(origin="")
    one, origin = request.POST.get("document", ""), request.POST.get("origin", "")
    if one.isascii() and one.isdigit():
        rows = rows.filter(pk=int(one[:15]))
    else:
        rows = rows.filter(origin=origin, confirmed=None, told__is_doubtful=False)
    counted = imports.answer_foreign(
        visit.handle,
        list(rows),
        is_ours=request.POST.get("ours") == "1",
        by=request.user.get_username(),
    )
    if counted:
        tell(request, Text("{n} svar sparade.", "{n} answers saved."), n=counted)
    else:
        warn(request, Text("Svaret kom för sent: ordern är redan skickad.", "Too late: the order is sent."))
    return redirect("panel:history", key=visit.shop.key)
