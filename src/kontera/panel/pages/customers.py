"""The customer cards: what waits for the button, what stops, which are double, and what was left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import redirect

from kontera.panel import gate, words
from kontera.panel.screen import show, tell, warn
from kontera.problems import Text
from kontera.problems.customer_rows import CUSTOMER_ROWS
from kontera.shops import customers as kept
from kontera.shops.chores import ask_chore, chore_of
from kontera.shops.models import Order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from kontera.panel.gate import Visit
    from kontera.shops.models import Link

MOST_SHOWN = 200
CHORE = "customers"
FIELDS: Mapping[str, Text] = {
    "Name": Text("namn", "name"),
    "Type": Text("privat eller företag", "private or company"),
    "VATType": Text("momstyp", "VAT type"),
    "VATNumber": Text("momsregistreringsnummer", "VAT number"),
    "OrganisationNumber": Text("organisationsnummer", "organisation number"),
    "Phone1": Text("telefon", "phone"),
    "YourReference": Text("er referens", "your reference"),
    "Email": Text("e-post", "e-mail"),
}
ADDRESS, DELIVERY = Text("adress", "address"), Text("leveransadress", "delivery address")


@dataclass(frozen=True, slots=True)
class ShownCard:
    """One card: who, its number in Fortnox, what there is to say, and whether it can be ticked."""

    key: str
    name: str
    number: str
    what: str
    is_asked: bool = False


@gate.shop_page("customers")
def customers(request: HttpRequest, visit: Visit) -> HttpResponse:
    handle = visit.handle
    wishes = kept.wishes(handle)
    held = handle.orders().filter(state=Order.State.HELD, problem_code__in=list(CUSTOMER_ROWS))
    doubled, left = kept.doubled(handle), kept.left_alone(handle)
    return show(
        request,
        "panel/customers.html",
        visit,
        count=kept.cards(handle).exclude(number="").exclude(key__startswith="id:").count(),
        automatic=handle.choices.flag("customers_automatic"),
        waiting=wishes.count(),
        wishes=[_wish(link) for link in wishes[:MOST_SHOWN]],
        held=[(order, words.reason(order.problem_code, order.problem_facts)) for order in held[:MOST_SHOWN]],
        doubled=[_card(link, ", ".join(link.written["duplicates"])) for link in doubled[:MOST_SHOWN]],
        left=[_card(link, _fields(link.written["kept"])) for link in left[:MOST_SHOWN]],
        live=kept.asked_wishes(handle).exists() and chore_of(handle, CHORE).due_at is not None,
    )


@gate.shop_page("write_customers")
def write_customers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The cards that are ticked, or all that wait, are written now."""
    is_all = request.POST.get("which") == "all"
    keys = [key for key in request.POST.getlist("card") if "\x00" not in key]
    asked = kept.ask_wishes(visit.handle, None if is_all else keys)
    if asked:
        ask_chore(visit.handle, CHORE, asked=True)
        tell(
            request,
            Text("{n} kundkort skrivs i Fortnox.", "{n} cards are being written in Fortnox."),
            n=asked,
        )
    else:
        warn(request, Text("Inget kort var valt.", "No card was picked."))
    return redirect("panel:customers", key=visit.shop.key)


def _card(link: Link, what: str) -> ShownCard:
    name = str(link.written.get("name") or link.written.get(kept.WANTED, {}).get("name") or link.key)
    return ShownCard(link.key, name, link.number, what)


def _wish(link: Link) -> ShownCard:
    wanted = link.written[kept.WANTED]
    problem = wanted.get("problem")
    before = link.written.get("fields", {})
    changed = [name for name, value in wanted["fields"].items() if (value or "") != before.get(name, "")]
    what = words.reason(problem["code"], problem["facts"]).sentence if problem else _fields(changed)
    return ShownCard(link.key, str(wanted["name"]), link.number, what, is_asked=bool(wanted.get("asked")))


def _fields(names: list[str]) -> str:
    """Fields in words: each address is one thing."""
    told = [FIELDS.get(name) or (DELIVERY if name.startswith("Delivery") else ADDRESS) for name in names]
    return ", ".join(words.spoken(text) for text in dict.fromkeys(told))
