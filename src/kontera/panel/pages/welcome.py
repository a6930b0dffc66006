"""The five questions of a new shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone

from kontera.choices import BY_NAME, Choices
from kontera.choices.questions import OWN, QUESTIONS, Place, places_of, read_answers
from kontera.panel import fields, gate
from kontera.panel.screen import show, tell
from kontera.problems import Text
from kontera.shops.evidence import used_methods
from kontera.shops.sightings import CHECK, last_round

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from kontera.choices.questions import Question
    from kontera.panel.gate import Visit
    from kontera.shops.handle import Handle

logger = structlog.get_logger(__name__)
USUAL = ("Klarna", "Swish", "Kort")
"""The methods that are asked about before the shop has been read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is shown."""

    question: Question
    fields: list[fields.Field]
    places: list[tuple[Place, Text | None]]


def is_unanswered(handle: Handle) -> bool:
    """Nothing has been chosen yet, and nothing has been sent."""
    return not handle.shop.choices and not handle.deliveries().exists()


def _methods(handle: Handle) -> tuple[str, ...]:
    """What the check read in the shop, and what its orders were paid by."""
    told = last_round(handle, CHECK).told.get("methods", [])
    known = [str(one.get("method", "")) for one in told]
    return (*known, *used_methods(handle, timezone.now())) or USUAL


def _asked(texts: Mapping[str, str], places: list[Place], errors: Mapping[str, Text]) -> list[Asked]:
    return [
        Asked(
            question,
            [fields.Field(one, texts.get(one.name, ""), errors.get(one.name)) for one in question.choices],
            [] if question.names else [(place, errors.get(place.method)) for place in places],
        )
        for question in QUESTIONS
    ]


@gate.shop_page("welcome")
def welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    handle, values = visit.handle, visit.handle.choices.values
    places = places_of(values, _methods(handle))
    if request.method == "POST":
        return _skipped(request, visit) if "skip" in request.POST else _answered(request, visit, places)
    names = [name for question in QUESTIONS for name in question.names]
    texts = {name: fields.written(BY_NAME[name], values[name]) for name in names}
    return show(request, "panel/welcome.html", visit, asked=_asked(texts, places, {}), own=OWN)


def _answered(request: HttpRequest, visit: Visit, places: list[Place]) -> HttpResponse:
    posted = {name: value.replace("\x00", "") for name, value in request.POST.dict().items()}
    told = [Place(place.method, _place(posted, place.method)) for place in places]
    answers = {name: posted[name] for question in QUESTIONS for name in question.names if name in posted}
    before = visit.shop.choices
    chosen, errors = read_answers(before, answers, {one.method: one.answer for one in told})
    if errors:
        return show(
            request, "panel/welcome.html", visit, status=422, asked=_asked(answers, told, errors), own=OWN
        )
    _keep(request, visit, chosen)
    tell(request, Text("Tack, svaren är sparade.", "Thank you, the answers are saved."))
    return redirect("panel:check", key=visit.shop.key)


def _place(posted: Mapping[str, str], method: str) -> str:
    return OWN if f"own:{method}" in posted else posted.get(f"place:{method}", "").strip()


def _skipped(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The defaults, written down, so that nobody is asked again."""
    _keep(request, visit, {**visit.shop.choices, "end": Choices(visit.shop.choices).text("end")})
    return redirect("panel:orders", key=visit.shop.key)


def _keep(request: HttpRequest, visit: Visit, values: dict[str, Any]) -> None:
    with transaction.atomic():
        visit.handle.save_choices(values)
        visit.handle.recheck()
    logger.info("questions-answered", shop=visit.shop.key, by=request.user.get_username())
