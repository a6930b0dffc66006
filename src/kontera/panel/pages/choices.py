"""The shop's choices."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.shortcuts import redirect

from kontera.choices import BY_NAME, REGISTRY, Choices
from kontera.panel import fields, gate
from kontera.panel.screen import show, tell
from kontera.problems import Text
from kontera.shops.models import Note, Order
from kontera.shops.work import wake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from kontera.panel.gate import Visit

logger = structlog.get_logger(__name__)


@gate.shop_page("choices")
def choices(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method == "POST":
        return _saved(request, visit)
    values = visit.handle.choices.values
    texts = {choice.name: fields.written(choice, values[choice.name]) for choice in REGISTRY}
    return show(request, "panel/choices.html", visit, groups=fields.groups(texts, {}))


def _saved(request: HttpRequest, visit: Visit) -> HttpResponse:
    posted = request.POST.dict()
    values, errors = fields.read(posted)
    if errors:
        texts = {choice.name: fields.typed(choice, posted) for choice in REGISTRY}
        grouped = fields.groups(texts, errors)
        wrong = [BY_NAME[name] for name in errors]
        return show(request, "panel/choices.html", visit, status=422, groups=grouped, wrong=wrong)
    changed = _changed(visit.handle.choices.values, Choices(values).values)
    if changed:
        _keep(request, visit, values, changed)
    tell(request, Text("Valen är sparade.", "The choices are saved."))
    return redirect("panel:choices", key=visit.shop.key)


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [name for name, value in after.items() if before[name] != value]


def _keep(request: HttpRequest, visit: Visit, values: Mapping[str, Any], changed: list[str]) -> None:
    """Store, write down who changed what, and let stopped orders be thought through again."""
    foreign = {name: value for name, value in visit.shop.choices.items() if name not in BY_NAME}
    facts = {"by": request.user.get_username(), "choices": ", ".join(changed)}
    with transaction.atomic():
        visit.handle.save_choices({**foreign, **values})
        held = visit.handle.orders().filter(state=Order.State.HELD).only("pk")
        visit.handle.note_all(Note(order=order, code="choices-changed", facts=facts) for order in held)
        visit.handle.recheck()
        transaction.on_commit(partial(wake, visit.shop.pk, "orders"))
    logger.info("choices-changed", shop=visit.shop.key, **facts)
