"""A shop's orders: filter, search, pages, and a list that keeps itself fresh."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone

from kontera.panel import gate
from kontera.panel.screen import show, tell
from kontera.panel.words import MANY, reason
from kontera.problems import Text
from kontera.shops.models import Order
from kontera.shops.work import wake

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

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
TROUBLED = frozenset({Order.State.HELD, Order.State.DUE})


def waiting(handle: Handle) -> QuerySet[Order]:
    """Orders that wait for nothing but the button: paid, and sent where the shop waits for that."""
    ready = ("done",) if handle.choices.text("trigger") == "done" else ("paid", "done")
    return handle.orders().filter(state=Order.State.SEEN, status__in=ready)


def _searched(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def _with_reason(order: Order) -> tuple[Order, str]:
    """The order and, where it is stopped or delayed, why."""
    if order.state not in TROUBLED or not order.problem_code:
        return order, ""
    return order, reason(order.problem_code, order.problem_facts).what


@gate.shop_page("orders")
def orders(request: HttpRequest, visit: Visit) -> HttpResponse:
    counts = visit.handle.counts()
    state, text = request.GET.get("state", ""), _searched(request)
    found = visit.handle.search(text).only(*SHOWN)
    if state in MANY:
        found = found.filter(state=state)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    manual = visit.may_act and not visit.handle.choices.flag("automatic")
    return show(
        request,
        "panel/orders.html",
        visit,
        chips=[(name, counts[name]) for name in MANY],
        everything=sum(counts.values()),
        state=state if state in MANY else "",
        text=text,
        page=page,
        rows=[_with_reason(order) for order in page],
        live=counts[Order.State.DUE] > 0,
        waiting=waiting(visit.handle).count() if manual else 0,
    )


@gate.shop_page("send_waiting")
def send_waiting(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every waiting order that is ready becomes due now."""
    with transaction.atomic():
        marked = waiting(visit.handle).update(
            state=Order.State.DUE, urgency=Order.Urgency.BUTTON, due_at=timezone.now(), asked=True
        )
        transaction.on_commit(partial(wake, visit.shop.pk, "orders"))
    tell(
        request,
        Text("{n} ordrar är på väg till Fortnox.", "{n} orders are on their way to Fortnox."),
        n=marked,
    )
    return redirect("panel:orders", key=visit.shop.key)
