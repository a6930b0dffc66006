"""Putting a page on the screen: the whole of it, or only its living part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from kontera.panel import words
from kontera.panel.tabs import place_of, tabs_of
from kontera.shops.sightings import stops_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from kontera.panel.gate import Visit
    from kontera.problems import Text
    from kontera.shops.models import Shop

WHOLE, PART = "panel/page.html", "panel/part.html"
TABS = {
    "orders": "orders",
    "order": "orders",
    "products": "products",
    "product": "products",
    "customers": "customers",
    "stock": "stock",
    "reconcile": "reconcile",
    "abroad": "abroad",
    "payouts": "payouts",
    "payout": "payouts",
    "summaries": "summaries",
    "summary": "summaries",
    "choices": "choices",
    "connect": "connect",
    "check": "check",
    "history": "history",
    "welcome": "choices",
}
"""The tab that is marked, by the page's name."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about the whole shop that stands in the way; ``sentence`` is empty for the plain ones."""

    kind: str
    sentence: str = ""


def alarms_of(shop: Shop) -> list[Alarm]:
    """What keeps the shop's orders from flowing, the most telling first."""
    found = [] if not shop.paused else [Alarm("paused")]
    if shop.company is None:
        found.append(Alarm("no-fortnox"))
    elif shop.company.problem_code:
        found.append(_told(shop.company.problem_code, shop.company.problem_facts))
    if not shop.quickbutik_key:
        found.append(Alarm("no-quickbutik"))
    if shop.problem_code:
        found.append(_told(shop.problem_code, shop.problem_facts))
    return list(dict.fromkeys(found))


def stopped_of(visit: Visit, here: str) -> list[Alarm]:
    """Something the set-up check found pauses a part of the shop; its own page says so by itself."""
    return [Alarm("check")] if here != "check" and stops_of(visit.handle) else []


def _told(code: str, facts: dict[str, str]) -> Alarm:
    return Alarm("problem", words.reason(code, facts).sentence)


def show(
    request: HttpRequest, template: str, visit: Visit | None = None, *, status: int = 200, **context: object
) -> HttpResponse:
    """The page, or for a live refresh only its ``live`` block."""
    part = bool(request.headers.get("HX-Request"))
    match = request.resolver_match
    here = TABS.get(match.url_name or "", "") if match else ""
    common: dict[str, object] = {"layout": PART if part else WHOLE, "visit": visit, "here": here}
    if visit is not None:
        common |= {"tabs": tabs_of(visit.shop, here), "tab_place": place_of(here)}
        common["alarms"] = [*alarms_of(visit.shop), *stopped_of(visit, here)]
    response = render(request, template, {**common, **context}, status=status)
    patch_vary_headers(response, ["HX-Request", "Cookie", "Accept-Language"])
    return response


def tell(request: HttpRequest, text: Text, **values: object) -> None:
    """A line at the top of the next page: it went well."""
    messages.success(request, words.spoken(text).format(**values))


def warn(request: HttpRequest, text: Text, **values: object) -> None:
    """A line at the top of the next page: it did not go as wished."""
    messages.error(request, words.spoken(text).format(**values))
