"""A shop's stock: both sides side by side, what waits, and what a person must say yes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.shortcuts import get_object_or_404, redirect

from kontera.panel import gate
from kontera.panel.screen import show, tell
from kontera.panel.words import reason
from kontera.problems import Text
from kontera.shops import chores, levels

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from kontera.panel.gate import Visit
    from kontera.shops.models import Chore, Level

PAGE_SIZE = 100
LONGEST_SEARCH = 80
CHORE = "stock"
CHOOSABLE = frozenset({"stock-first-difference", "stock-unsure", "stock-open-order"})
"""Held until a person says which side is right."""
CONFIRMABLE = frozenset({"stock-negative"})
CREDITABLE = frozenset({"stock-credit-or-count"})
"""Held until a person says whether a rise in Fortnox was a credit or done by hand."""
CREDIT_WORDS = ("credited", "counted")
TRIABLE = frozenset({"stock-not-stocked", "stock-not-taken"})
"""Refused by Fortnox, and left alone for a while: a person may have it tried at once."""
ROUND_CONFIRMABLE = frozenset({"stock-all-zero", "stock-drop"})
SIDES = ("shop", "fortnox")
HELD, DIFFERENT = ~Q(problem_code=""), ~Q(in_shop=F("agreed")) | ~Q(seen__flight=0)


@gate.shop_page("stock")
def stock(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows, chore = levels.levels_of(visit.handle), chores.chore_of(visit.handle, CHORE)
    text, only = _searched(request), request.GET.get("only", "")
    filters = {"held": HELD, "moving": Q(problem_code="") & DIFFERENT}
    found = rows.filter(filters[only]) if only in filters else rows
    page = Paginator(_matching(found, text), PAGE_SIZE).get_page(request.GET.get("page"))
    choices = visit.handle.choices
    return show(
        request,
        "panel/stock.html",
        visit,
        mode=choices.text("stock"),
        by_hand=[side for side in SIDES if not choices.flag(f"stock_{_way(side)}_automatic")],
        chips=[(name, rows.filter(one).count()) for name, one in filters.items()],
        everything=rows.count(),
        only=only if only in filters else "",
        text=text,
        page=page,
        rows=[_row(level) for level in page],
        undecided=rows.filter(problem_code__in=CHOOSABLE).count(),
        chore=chore,
        held=reason(chore.problem_code, chore.problem_facts) if chore.problem_code else None,
        may_confirm=visit.may_act and chore.problem_code in ROUND_CONFIRMABLE,
        live=_is_busy(chore),
    )


def _way(side: str) -> str:
    return "in" if side == "shop" else "out"


def _is_busy(chore: Chore) -> bool:
    return chore.asked or bool(chore.told.get("press"))


def _searched(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def _matching(rows: QuerySet[Level], text: str) -> QuerySet[Level]:
    if text:
        rows = rows.filter(Q(number__icontains=text) | Q(title__icontains=text))
    return rows.order_by("problem_code", "number") if not text else rows.order_by("number")


def _row(level: Level) -> dict[str, object]:
    """A level as the page shows it."""
    code = level.problem_code
    return {
        "level": level,
        "shop": _figure(level, "shop", level.in_shop),
        "fortnox": _figure(level, "fortnox", level.in_fortnox),
        "flight": level.seen.get("flight") or "",
        "why": reason(code, level.problem_facts) if code else None,
        "may_choose": code in CHOOSABLE,
        "may_credit": code in CREDITABLE,
        "may_try": code in TRIABLE and not level.confirmed,
        "may_confirm": code in CONFIRMABLE and not level.confirmed,
    }


def _figure(level: Level, side: str, agreed: int | None) -> object:
    """As it was last read: what is held is no longer as it was last agreed. A side may have none."""
    told = level.seen.get(side, agreed)
    figure = level.problem_facts.get(side) if told is None else told
    return "–" if figure in (None, "") else figure


@gate.shop_page("press_stock")
def press_stock(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Write whatever has piled up to one side, or to both."""
    side = request.POST.get("side", "both")
    if side in (*SIDES, "both"):
        levels.press(visit.handle, side)
        tell(request, Text("Lagret läses nu.", "The stock is being read now."))
    return redirect("panel:stock", key=visit.shop.key)


@gate.shop_page("confirm_stock")
def confirm_stock(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Yes, it is right: the held round, or one held article."""
    number = request.POST.get("article", "")
    if number:
        level = get_object_or_404(levels.levels_of(visit.handle), number=number)
        levels.confirm(visit.handle, level)
    else:
        levels.confirm_round(visit.handle)
    tell(request, Text("Tack, det skrivs nu.", "Thank you, it is being written now."))
    return redirect("panel:stock", key=visit.shop.key)


@gate.shop_page("believe_stock")
def believe_stock(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Which side is right: for one article, or for all that wait for that word. Or what a rise was."""
    side, number = request.POST.get("side", ""), request.POST.get("article", "")
    if side in SIDES or (side in CREDIT_WORDS and number):
        codes = CHOOSABLE if side in SIDES else CREDITABLE
        waiting = levels.levels_of(visit.handle).filter(problem_code__in=codes)
        chosen = waiting.filter(number=number) if number else waiting
        count = levels.believe(visit.handle, list(chosen.values_list("number", flat=True)), side)
        tell(request, Text("{n} saldon rättas nu.", "{n} levels are being set right now."), n=count)
    return redirect("panel:stock", key=visit.shop.key)
