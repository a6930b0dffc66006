"""Reconciliation: whether Fortnox has booked what it should, and each difference with both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kontera.books.comparison import differences, latitudes
from kontera.books.currency import SEK
from kontera.panel import gate, words
from kontera.panel.screen import show, tell, warn
from kontera.problems import Text
from kontera.shops.chores import ask_chore, chore_of
from kontera.shops.models import EPOCH, Posting
from kontera.shops.postings import COMPARE, RECONCILE, asked_for, owner_of, postings_of
from kontera.shops.supplies import stockholm_today
from kontera.shops.undelivered import undelivered_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from kontera.books.chart import Chart
    from kontera.panel.gate import Visit

State = Posting.State
STATES: Mapping[str, Text] = {
    State.WAITING.value: Text("väntar på att jämföras", "waits to be compared"),
    State.EQUAL.value: Text("stämmer", "agrees"),
    State.DIFFERS.value: Text("skiljer sig", "differs"),
    State.MISSING.value: Text("finns inte i Fortnox", "is not in Fortnox"),
}
EXCEPTIONS: Mapping[str, Text] = {
    **words.MANY,
    "adopted": Text("Skapade av någon annan", "Made by somebody else"),
}
OF_POSTINGS = frozenset({"booked-otherwise", "booked-missing"})
"""Findings that stand on the page as postings, with both sides."""
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One account: what should be on it and what is (öre, debit positive)."""

    account: int
    name: str
    expected: int
    found: int
    differs: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A posting as the page shows it; the rows only where something is wrong."""

    pk: int
    owner: str
    url: str
    voucher: str
    day: date
    state: str
    word: str
    rows: list[Row]
    compared_at: datetime | None


@gate.shop_page("reconcile")
def reconcile(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows, chore = postings_of(visit.handle), chore_of(visit.handle, RECONCILE)
    wrong = rows.filter(state__in=(State.DIFFERS, State.MISSING)).order_by("-day", "-id")
    chart = visit.handle.choices.policy().chart
    years = [_year(told, chart) for told in chore.told.get("years", {}).values()]
    day = _asked_day(request) or min(_last_day(years), stockholm_today())
    findings = [finding for year in years for finding in year["findings"]]
    return show(
        request,
        "panel/reconcile.html",
        visit,
        chore=chore,
        live=chore.asked or bool(chore.told.get("left")),
        problem=words.reason(chore.problem_code, chore.problem_facts) if chore.problem_code else None,
        total=rows.count(),
        waiting=rows.filter(state=State.WAITING).count(),
        equal=rows.filter(state=State.EQUAL).count(),
        wrong=list(shown_postings(wrong[:MOST_SHOWN], visit)),
        wrong_count=wrong.count(),
        findings=findings,
        years=years,
        is_well=bool(chore.done_at) and not findings and not wrong.exists(),
        undelivered=undelivered_of(visit.handle, day),
        day=day,
    )


@gate.shop_page("reconcile_now")
def reconcile_now(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.shop.company is None:
        warn(request, Text("Koppla butiken till Fortnox först.", "Connect the shop to Fortnox first."))
    else:
        ask_chore(visit.handle, RECONCILE, asked=True)
        if asked_for(visit.handle).exists():
            ask_chore(visit.handle, COMPARE, asked=True)
        tell(request, Text("Bokföringen läses i Fortnox nu.", "The books are being read in Fortnox."))
    return redirect("panel:reconcile", key=visit.shop.key)


def shown_postings(rows: QuerySet[Posting] | Iterable[Posting], visit: Visit) -> list[Shown]:
    """Postings made ready to show."""
    return list(_shown(rows, visit))


def _shown(rows: Iterable[Posting], visit: Visit) -> Iterator[Shown]:
    chart = visit.handle.choices.policy().chart
    allowed = latitudes(chart)
    for row in rows:
        expected, found = _whole(row.expected), _whole(row.found)
        apart = {one.account for one in differences(expected, found, allowed)}
        is_wrong = row.state in (State.DIFFERS, State.MISSING)
        accounts = sorted({*expected, *found}) if is_wrong else []
        lines = [
            Row(one, chart.name_of(one), expected.get(one, 0), found.get(one, 0), one in apart)
            for one in accounts
        ]
        yield Shown(
            pk=row.pk,
            owner=owner_of(row),
            url=_address(row, visit),
            voucher=" ".join(row.voucher.split()[:2]),
            day=row.day,
            state=row.state,
            word=words.word(STATES, row.state),
            rows=lines,
            compared_at=None if row.compared_at == EPOCH else row.compared_at,
        )


def _whole(kept: Mapping[str, int]) -> dict[int, int]:
    return {int(account): int(ore) for account, ore in kept.items()}


def _address(row: Posting, visit: Visit) -> str:
    if row.delivery is None:
        return ""
    return reverse("panel:order", args=[visit.shop.key, row.delivery.order.number])


def _year(told: Mapping[str, Any], chart: Chart) -> dict[str, Any]:
    """A year as it was told, its findings in words; those of postings stand above with both sides."""
    findings = [
        words.reason(one["code"], one["facts"])
        for one in told.get("findings", ())
        if one["code"] not in OF_POSTINGS
    ]
    orders = [
        {**one, "exceptions": [{**part, "word": words.word(EXCEPTIONS, part["state"])} for part in parts]}
        for one in sorted(told.get("orders", ()), key=lambda one: (one["currency"] != SEK, one["currency"]))
        for parts in [one.get("exceptions", ())]
    ]
    accounts = [
        {
            **one,
            "name": chart.name_of(int(one["account"])),
            "is_gift_card": int(one["account"]) == chart.gift_card,
        }
        for one in told.get("accounts", ())
    ]
    return {**told, "findings": findings, "orders": orders, "accounts": accounts}


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def _last_day(years: list[dict[str, Any]]) -> date:
    """The last day of the newest year that was compared, else that of this year."""
    ends = sorted(str(year.get("last_day", "")) for year in years if year.get("last_day"))
    return date.fromisoformat(ends[-1]) if ends else date(timezone.now().year, 12, 31)
