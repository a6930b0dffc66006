"""Daily summaries: what waits, what is booked, and the order list of each day."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from kontera.panel import gate
from kontera.panel import money as figures
from kontera.panel.screen import show, tell, warn
from kontera.panel.words import language, reason, spoken
from kontera.problems import Text
from kontera.shops import summaries as kept
from kontera.shops.models import Summary

if TYPE_CHECKING:
    from django.http import HttpRequest

    from kontera.panel.gate import Visit

State = Summary.State
PAGE = 50
ONE, MANY = Text("({n} order)", "({n} order)"), Text("({n} ordrar)", "({n} orders)")
MOST_ORDERS = 500
STATES: dict[str, Text] = {
    State.OPEN.value: Text("Öppen", "Open"),
    State.DUE.value: Text("På väg", "On its way"),
    State.SENDING.value: Text("På väg", "On its way"),
    State.HELD.value: Text("Stoppad", "Stopped"),
    State.BOOKED.value: Text("Bokförd", "Booked"),
}


@gate.shop_page("summaries")
def summaries(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows = kept.summaries_of(visit.handle).order_by("-day", "-part")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "panel/summaries.html",
        visit,
        page=page,
        rows=[(row, STATES[row.state], _why(row)) for row in page],
        waiting=sorted(Counter(kept.waiting_days(visit.handle)).items(), reverse=True),
        live=any(row.state in (State.DUE, State.SENDING) for row in page),
    )


@gate.shop_page("book_summary")
def book_summary(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What waits of a day is booked at once, also before the day is over."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        warn(request, Text("Välj en dag.", "Pick a day."))
    else:
        kept.ask_booking(visit.handle, day)
        tell(
            request,
            Text("Dagssumman för {day} bokförs.", "The daily summary of {day} is being booked."),
            day=figures.day(day),
        )
    return redirect("panel:summaries", key=visit.shop.key)


@gate.shop_page("summary")
def summary(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    row = _row(visit, number)
    orders = kept.orders_in(row)
    return show(
        request,
        "panel/summary.html",
        visit,
        row=row,
        state=STATES[row.state],
        why=_why(row),
        voucher=_voucher(row),
        orders=orders[:MOST_ORDERS],
        more=max(0, orders.count() - MOST_ORDERS),
        live=row.state in (State.DUE, State.SENDING),
    )


@gate.shop_page("summary_file")
def summary_file(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:  # noqa: ARG001 - every view has it
    """The order list as it lies with the voucher."""
    row = _row(visit, number)
    content = str(row.preview.get("list", "")).encode("utf-8-sig")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"dagssumma-{row.day.isoformat()}-{row.part}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _row(visit: Visit, number: int) -> Summary:
    row = kept.summary_by_key(visit.handle, number)
    if row is None:
        raise Http404
    return row


def _why(row: Summary) -> Any:
    return reason(row.problem_code, row.problem_facts) if row.problem_code else None


def _voucher(row: Summary) -> dict[str, Any] | None:
    told = row.preview.get("voucher")
    if not told:
        return None
    sides = ("debit", "credit")
    sums = {side: str(sum((Decimal(one[side]) for one in told["rows"]), Decimal(0))) for side in sides}
    lines = [
        {**one, **{side: one[side] if Decimal(one[side]) else "" for side in sides}, "why": _reasons(one)}
        for one in told["rows"]
    ]
    return {**told, **sums, "lines": lines, "rules": [_counted(one) for one in told.get("rules", ())]}


def _reasons(row: dict[str, Any]) -> str:
    return " ".join(_counted(one) for one in row.get("why", ()))


def _counted(reason: dict[str, Any]) -> str:
    """Why, and of how many orders that holds."""
    many = spoken(MANY if reason["orders"] > 1 else ONE).format(n=reason["orders"])
    return f"{reason[language()]} {many}"
