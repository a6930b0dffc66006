"""A shop's products: filter, search, pages, why one stands still, and buttons for one, some or all."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kontera.panel import gate
from kontera.panel.screen import show, tell, warn
from kontera.panel.words import reason
from kontera.problems import Text
from kontera.shops import products as kept
from kontera.shops.chores import ask_chore, chore_of
from kontera.shops.models import Product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, QueryDict

    from kontera.panel.gate import Visit
    from kontera.shops.handle import Handle

CHORE = "products"
PAGE_SIZE = 50
LONGEST_SEARCH = 80
State = Product.State
STATES: Mapping[str, Text] = {
    State.SEEN.value: Text("Väntar", "Waiting"),
    State.DUE.value: Text("På väg", "On its way"),
    State.HELD.value: Text("Stoppad", "Stopped"),
    State.DONE.value: Text("Klar", "Done"),
    State.GONE.value: Text("Borttagen", "Removed"),
}
"""How far one product has come."""
MANY: Mapping[str, Text] = {
    State.SEEN.value: Text("Väntar", "Waiting"),
    State.DUE.value: Text("På väg", "On their way"),
    State.HELD.value: Text("Stoppade", "Stopped"),
    State.DONE.value: Text("Klara", "Done"),
    State.GONE.value: Text("Borttagna", "Removed"),
}
"""The same of several, in the order of the filter."""
LOOKS = {State.GONE.value: "cancelled"}
"""State → how its mark looks, where that is not its own name."""


def _filtered(handle: Handle, asked: QueryDict) -> tuple[QuerySet[Product], str, str]:
    """The products of the chosen filter, its state (empty: all) and what was searched for."""
    state = asked.get("state", "")
    text = asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    state = state if state in MANY else ""
    found = kept.search(handle, text)
    return (found.filter(state=state) if state else found), state, text


def why(product: Product) -> str:
    """Why it stands still, or what is amiss though it waits."""
    if product.problem_code:
        return reason(product.problem_code, product.problem_facts).what
    findings = product.preview.get("findings") or ()
    is_open = product.state in (State.SEEN, State.DUE)
    return next((reason(one["code"], one["facts"]).what for one in findings if is_open), "")


@gate.shop_page("products")
def products(request: HttpRequest, visit: Visit) -> HttpResponse:
    handle = visit.handle
    counts = kept.counts(handle)
    found, state, text = _filtered(handle, request.GET)
    page = Paginator(found.defer("raw", "inward"), PAGE_SIZE).get_page(request.GET.get("page"))
    chore = chore_of(handle, CHORE)
    is_mastered = handle.choices.text("product_master") == "fortnox"
    lacking, is_making = kept.count_lacking(handle) if is_mastered else (0, False)
    is_narrow = visit.may_act and bool(state or text)
    return show(
        request,
        "panel/products.html",
        visit,
        chips=[(name, words, counts[name]) for name, words in MANY.items()],
        everything=sum(counts.values()),
        state=state,
        text=text,
        page=page,
        rows=[(one, STATES[one.state], LOOKS.get(one.state, one.state), why(one)) for one in page],
        waiting=counts[State.SEEN],
        matching=kept.sendable(handle, found).count() if is_narrow else 0,
        automatic=handle.choices.flag("products_automatic"),
        is_mastered=is_mastered,
        lacking=lacking,
        is_making=is_making,
        trouble=reason(chore.problem_code, chore.problem_facts) if chore.problem_code else None,
        read_at=chore.done_at,
        live=counts[State.DUE] > 0 or chore.asked or is_making,
    )


@gate.shop_page("send_products")
def send_products(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The products that are ticked, all of a filter, or all that wait, become due now."""
    found, state, text = _filtered(visit.handle, request.POST)
    which = request.POST.get("which", "")
    if which == "waiting":
        _send(request, visit, visit.handle.products().filter(state=State.SEEN))
    elif which == "filter":
        _send(request, visit, kept.sendable(visit.handle, found))
    else:
        ids = [one for one in request.POST.getlist("product") if "\x00" not in one]
        _send(request, visit, visit.handle.products().filter(product_id__in=ids))
    query = urlencode({name: value for name, value in (("state", state), ("q", text)) if value})
    return redirect(f"{reverse('panel:products', args=[visit.shop.key])}{'?' if query else ''}{query}")


def _send(request: HttpRequest, visit: Visit, rows: QuerySet[Product]) -> None:
    with transaction.atomic():
        marked = kept.press(visit.handle, rows, timezone.now())
        ask_chore(visit.handle, CHORE, asked=True)
    if marked:
        going = Text("{n} produkter är på väg till Fortnox.", "{n} products are on their way to Fortnox.")
        tell(request, going, n=marked)
    else:
        warn(request, Text("Ingen av dem hade något att skicka.", "None of them had anything to send."))


@gate.shop_page("read_products")
def read_products(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All products are read anew; products that most of the shop has lost are then believed to be gone."""
    kept.ask_reading(visit.handle)
    tell(request, Text("Alla produkter läses om.", "All products are being read again."))
    return redirect("panel:products", key=visit.shop.key)


@gate.shop_page("make_products")
def make_products(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The web articles in Fortnox that the shop lacks become hidden products."""
    if visit.handle.choices.text("product_master") == "fortnox":
        kept.ask_making(visit.handle)
        tell(request, Text("Produkterna skapas, dolda.", "The products are being made, hidden."))
    else:
        only = Text(
            "Det går bara när produkterna ändras i Fortnox.",
            "This works only where products are edited in Fortnox.",
        )
        warn(request, only)
    return redirect("panel:products", key=visit.shop.key)
