"""A shop's orders: filter, search, pages, a list that keeps itself fresh, and buttons for many at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kontera.panel import gate
from kontera.panel.pages.order import LEFT_OUT, is_sendable
from kontera.panel.screen import show, tell, warn
from kontera.panel.words import MANY, reason
from kontera.problems import Text
from kontera.shops.models import Note, Order
from kontera.shops.work import wake

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, QueryDict

    from kontera.panel.gate import Visit
    from kontera.shops.handle import Handle

PAGE_SIZE = 50
LONGEST_SEARCH = 80
SHOWN = (
    "number",
    "state",
    "status",
    "ordered_day",
    "total_ore",
    "currency",
    "buyer",
    "problem_code",
    "problem_facts",
)
TROUBLED = frozenset({Order.State.HELD, Order.State.DUE, Order.State.SKIPPED})


def _ready(handle: Handle) -> Q:
    ready = ("done",) if handle.choices.text("trigger") == "done" else ("paid", "done")
    return Q(state=Order.State.SEEN, status__in=ready)


def waiting(handle: Handle) -> QuerySet[Order]:
    """Orders that wait for nothing but the button: paid, and sent where the shop waits for that."""
    return handle.orders().filter(_ready(handle))


def _searched(asked: QueryDict) -> str:
    return asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def _filtered(handle: Handle, asked: QueryDict) -> tuple[QuerySet[Order], str, str]:
    """The orders of the chosen filter, its state (empty: all) and what was searched for."""
    state, text = asked.get("state", ""), _searched(asked)
    state = state if state in MANY else ""
    found = handle.search(text)
    return (found.filter(state=state) if state else found), state, text


def _sendable(handle: Handle, found: QuerySet[Order], state: str) -> QuerySet[Order]:
    """Those of a filter that the button sends: ready or stopped; left-out ones only in their own list."""
    wanted = _ready(handle) | Q(state=Order.State.HELD)
    if state == Order.State.SKIPPED:
        wanted |= Q(state=Order.State.SKIPPED, problem_code=LEFT_OUT)
    return found.filter(wanted)


def _with_reason(order: Order) -> tuple[Order, str, bool]:
    """The order; where it is stopped, delayed or left out, why; and whether it can be sent."""
    has_reason = order.state in TROUBLED and order.problem_code
    why = reason(order.problem_code, order.problem_facts).what if has_reason else ""
    return order, why, is_sendable(order)


@gate.shop_page("orders")
def orders(request: HttpRequest, visit: Visit) -> HttpResponse:
    counts = visit.handle.counts()
    found, state, text = _filtered(visit.handle, request.GET)
    page = Paginator(found.only(*SHOWN), PAGE_SIZE).get_page(request.GET.get("page"))
    manual = visit.may_act and not visit.handle.choices.flag("automatic")
    is_narrow = visit.may_act and bool(state or text)
    return show(
        request,
        "panel/orders.html",
        visit,
        chips=[(name, words, counts[name]) for name, words in MANY.items()],
        everything=sum(counts.values()),
        state=state,
        text=text,
        page=page,
        rows=[_with_reason(order) for order in page],
        live=counts[Order.State.DUE] > 0,
        waiting=waiting(visit.handle).count() if manual else 0,
        matching=_sendable(visit.handle, found, state).count() if is_narrow else 0,
    )


@gate.shop_page("send_waiting")
def send_waiting(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every waiting order that is ready becomes due now."""
    _send(request, visit, waiting(visit.handle))
    return redirect("panel:orders", key=visit.shop.key)


@gate.shop_page("send_orders")
def send_orders(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The orders that are ticked, or all of a filter, become due now."""
    found, state, text = _filtered(visit.handle, request.POST)
    if request.POST.get("which") == "filter":
        _send(request, visit, _sendable(visit.handle, found, state))
    else:
        numbers = [number for number in request.POST.getlist("number") if "\x00" not in number]
        ticked = visit.handle.orders().filter(number__in=numbers)
        _send(
            request, visit, ticked.filter(pk__in=[one.pk for one in ticked.only(*SHOWN) if is_sendable(one)])
        )
    query = urlencode({name: value for name, value in (("state", state), ("q", text)) if value})
    return redirect(f"{reverse('panel:orders', args=[visit.shop.key])}{'?' if query else ''}{query}")


def _send(request: HttpRequest, visit: Visit, found: QuerySet[Order]) -> None:
    by = {"by": request.user.get_username()}
    with transaction.atomic():
        keys = list(found.order_by("pk").select_for_update().values_list("pk", flat=True))
        marked = (
            visit.handle.orders()
            .filter(pk__in=keys)
            .update(state=Order.State.DUE, urgency=Order.Urgency.BUTTON, due_at=timezone.now(), asked=True)
        )
        visit.handle.note_all(Note(order_id=key, code="asked", facts=by) for key in keys)
        transaction.on_commit(partial(wake, visit.shop.pk, "orders"))
    if marked == 1:
        tell(request, Text("Ordern är på väg till Fortnox.", "The order is on its way to Fortnox."))
    elif marked:
        going = Text("{n} ordrar är på väg till Fortnox.", "{n} orders are on their way to Fortnox.")
        tell(request, going, n=marked)
    else:
        warn(request, Text("Ingen av dem hade något att skicka.", "None of them had anything to send."))
