"""The set-up check: what it found, what Kontera could make itself, and the button to look again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import structlog
from django.shortcuts import redirect

from kontera.books.checkup import TITLES
from kontera.panel import gate, words
from kontera.panel.screen import show, tell, warn
from kontera.problems import PROBLEMS, Text
from kontera.shops.chores import ask_chore
from kontera.shops.sightings import CHECK, CREATE, agree, last_round, sightings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from kontera.panel.gate import Visit
    from kontera.shops.models import Chore, Sighting

logger = structlog.get_logger(__name__)
MAKING: Mapping[str, Text] = {
    "account": Text("Konto {code} {name}", "Account {code} {name}"),
    "activate": Text("Aktivera konto {code} {name}", "Activate account {code} {name}"),
    "mode": Text("Betalningssätt {code} {name}", "Mode of payment {code} {name}"),
    "way": Text("Leveranssätt {code} {name}", "Way of delivery {code} {name}"),
    "unit": Text("Enhet {code} {name}", "Unit {code} {name}"),
}
MARKS: Mapping[str, Text] = {
    "red": Text("Måste lagas", "Must be mended"),
    "yellow": Text("Bra att veta", "Good to know"),
    "green": Text("I ordning", "In order"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding in words."""

    title: str
    what: str
    cure: str
    choice: str
    since: datetime
    pauses: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing Kontera can make, in words; ``key`` is how the form names it."""

    key: str
    text: str
    vat_code: str
    problem: str = ""


def _finding(row: Sighting) -> Finding:
    said = words.reason(row.code, row.facts) if row.code else None
    entry = PROBLEMS.get(row.code)
    title = words.spoken(TITLES[row.check_name]) if row.check_name in TITLES else row.check_name
    shown = {"what": said.what, "cure": said.cure} if said else {"what": _plain(row), "cure": ""}
    return Finding(
        title, **shown, choice=entry.choice if entry else "", since=row.first_at, pauses=bool(row.stops)
    )


def _plain(row: Sighting) -> str:
    """What a green finding without words of its own is about."""
    return str(row.facts.get("account", ""))


def _grouped(rows: Iterable[Sighting]) -> list[tuple[str, str, list[Finding]]]:
    by_mark: dict[str, list[Finding]] = {mark: [] for mark in MARKS}
    for row in rows:
        by_mark[row.mark].append(_finding(row))
    by_mark["green"] = _joined(by_mark["green"])
    return [(mark, words.spoken(MARKS[mark]), found) for mark, found in by_mark.items() if found]


def _joined(found: Iterable[Finding]) -> list[Finding]:
    """What is in order takes one line for each check."""
    lines: dict[str, list[Finding]] = {}
    for one in found:
        lines.setdefault(one.title, []).append(one)
    return [replace(alike[0], what=", ".join(one.what for one in alike)) for alike in lines.values()]


def _offers(told: Iterable[Mapping[str, Any]]) -> list[Offer]:
    return [
        Offer(
            str(one.get("key", "")),
            words.spoken(MAKING[one["kind"]]).format(code=one["code"], name=one["name"]).strip(),
            str(one.get("vat_code", "")),
            words.reason(one["problem"], one.get("facts", {})).what if one.get("problem") else "",
        )
        for one in told
        if one.get("kind") in MAKING
    ]


def _is_busy(*rows: Chore) -> bool:
    """Somebody waits for it, or it is under way."""
    return any(
        row.asked or (not row.problem_code and row.done_at is not None and row.began_at > row.done_at)
        for row in rows
    )


@gate.shop_page("check")
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    looked, made = last_round(visit.handle, CHECK), last_round(visit.handle, CREATE)
    return show(
        request,
        "panel/check.html",
        visit,
        groups=_grouped(sightings_of(visit.handle).order_by("id")),
        offers=_offers(looked.told.get("creations", [])),
        failed=[one for one in _offers(made.told.get("made", [])) if one.problem],
        looked=looked,
        problem=words.reason(looked.problem_code, looked.problem_facts) if looked.problem_code else None,
        live=visit.shop.company is not None and (looked.done_at is None or _is_busy(looked, made)),
    )


@gate.shop_page("check_again")
def check_again(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The worker looks again, before anything else it has to do for the shop."""
    ask_chore(visit.handle, CHECK, asked=True)
    tell(request, Text("Kontrollen görs nu.", "The check is being made."))
    return redirect("panel:check", key=visit.shop.key)


@gate.shop_page("check_create")
def check_create(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is ticked is made, as far as it was offered."""
    offered = {str(one["key"]) for one in last_round(visit.handle, CHECK).told.get("creations", [])}
    agreed = sorted(offered & set(request.POST.getlist("make")))
    if not agreed:
        warn(request, Text("Inget var ikryssat.", "Nothing was ticked."))
        return redirect("panel:check", key=visit.shop.key)
    agree(visit.handle, agreed)
    logger.info("creations-agreed", shop=visit.shop.key, by=request.user.pk, creations=", ".join(agreed))
    tell(request, Text("{n} saker skapas i Fortnox.", "{n} things are being made in Fortnox."), n=len(agreed))
    return redirect("panel:check", key=visit.shop.key)
