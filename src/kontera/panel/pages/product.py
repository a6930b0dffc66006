"""One product: its articles, what Kontera writes of them and what Fortnox has, and the button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from kontera.panel import gate, money, words
from kontera.panel.chain import without_secrets
from kontera.panel.pages.products import CHORE, LOOKS, STATES
from kontera.panel.screen import show, tell, warn
from kontera.problems import PROBLEMS, Text
from kontera.shops import products as kept
from kontera.shops.chores import ask_chore
from kontera.shops.models import Link, Product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from kontera.panel.gate import Visit
    from kontera.problems import Explained

State = Product.State
SENDABLE = frozenset({State.SEEN, State.HELD, State.DUE, State.DONE})
LABELS: Mapping[str, Text] = {
    "title": Text("Benämning", "Title"),
    "price": Text("Pris", "Price"),
    "purchase_price": Text("Inköpspris utan moms", "Purchase price without VAT"),
    "weight": Text("Vikt", "Weight"),
    "ean": Text("EAN", "EAN"),
    "stock_place": Text("Lagerplats", "Storage place"),
    "account": Text("Försäljningskonto", "Sales account"),
    "stock_goods": Text("Lagervara", "Stock goods"),
    "picture": Text("Bild", "Picture"),
}
NOTES: Mapping[str, Text] = {
    "price-left-out": Text(
        "Produkten har inget pris i butiken, så priset i Fortnox lämnas som det är.",
        "The product has no price in the shop, so the price in Fortnox is left as it is.",
    ),
    "picture-left-out": Text(
        "Butiken ger ingen webbadress till bilden, så den länkas inte.",
        "The shop gives no web address of the picture, so it is not linked.",
    ),
    "ean-left-out": Text(
        "EAN-koden är längre än 30 tecken och skrivs inte.",
        "The EAN code is longer than 30 characters and is not written.",
    ),
}
"""What was left out on purpose."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field of an article: as it should be, as it was last written, and whether it follows."""

    label: Text
    wanted: str
    written: str
    follows: bool


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """One article of the product. ``from_fortnox``: what Fortnox told, where products are edited there."""

    number: str
    title: str
    active: bool
    is_known: bool
    written_at: Any
    fields: list[ShownField]


def _product_of(visit: Visit, number: str) -> Product:
    found = None if "\x00" in number else visit.handle.products().filter(product_id=number).first()
    if found is None:
        raise Http404
    return found


def _articles(visit: Visit, product: Product) -> list[ShownArticle]:
    told = [one for one in product.preview.get("articles") or () if one.get("number")]
    gone = [number for number in product.articles if number not in {one["number"] for one in told}]
    has_company = visit.shop.company_id is not None
    numbers = [*(one["number"] for one in told), *gone]
    links = visit.handle.links(Link.Kind.ARTICLE, numbers) if has_company else {}
    shown = [_article(one, links.get(one["number"])) for one in told]
    rest = [{"number": number, "values": {}, "follows": [], "active": False} for number in gone]
    return shown + [_article(one, links.get(one["number"])) for one in rest]


def _article(told: Mapping[str, Any], link: Link | None) -> ShownArticle:
    written = link.written if link is not None else {}
    values, follows = told.get("values") or {}, told.get("follows") or ()
    names = [name for name in LABELS if values.get(name) not in (None, "") or written.get(name)]
    fields = [
        ShownField(
            LABELS[name], _said(name, values.get(name)), _said(name, written.get(name)), name in follows
        )
        for name in names
    ]
    title = str(values.get("title") or written.get("title") or "")
    is_active = bool(told.get("active")) and written.get("active") is not False
    return ShownArticle(
        told["number"], title, is_active, link is not None, link.written_at if link else None, fields
    )


def _said(name: str, value: Any) -> str:
    """A value as a shopkeeper reads it."""
    if value is None or value == "":
        return "–"
    if name == "price":
        price_list, _, ore = str(value).rpartition(" ")
        return f"{money.money(int(ore), 'SEK')} ({price_list})"
    if name == "purchase_price":
        return money.money(int(value), "SEK")
    if name == "weight":
        return f"{value} g"
    if name == "stock_goods":
        return words.spoken(Text("ja", "yes") if value else Text("nej", "no"))
    return str(value)


def _problem(product: Product) -> Explained | None:
    return words.reason(product.problem_code, product.problem_facts) if product.problem_code else None


@gate.shop_page("product")
def product(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    found = _product_of(visit, number)
    entry, problem = PROBLEMS.get(found.problem_code), _problem(found)
    choices = visit.handle.choices
    others = [
        words.reason(one["code"], one["facts"])
        for one in found.preview.get("findings") or ()
        if one["code"] != found.problem_code or one["facts"] != found.problem_facts
    ]
    return show(
        request,
        "panel/product.html",
        visit,
        product=found,
        state=STATES[found.state],
        look=LOOKS.get(found.state, found.state),
        problem=problem,
        cure=entry.button if entry else "retry",
        choice=entry.choice if entry else "",
        findings=others,
        notes=[NOTES[code] for code in found.preview.get("notes") or () if code in NOTES],
        articles=_articles(visit, found),
        sendable=found.state in SENDABLE,
        is_mastered=choices.text("product_master") == "fortnox",
        with_vat=choices.text("price_list_vat") == "including",
        keeps_stock=choices.text("stock") != "off",
        live=found.state == State.DUE,
        raw=without_secrets(found.raw),
    )


@gate.shop_page("send_product")
def send_product(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """The Fortnox button."""
    found = _product_of(visit, number)
    with transaction.atomic():
        rows = visit.handle.products().filter(pk=found.pk)
        marked = kept.press(visit.handle, rows, timezone.now())
        ask_chore(visit.handle, CHORE, asked=True)
    if marked or found.state == State.DUE:
        tell(request, Text("Produkten är på väg till Fortnox.", "The product is on its way to Fortnox."))
    else:
        warn(request, Text("Produkten har inget att skicka.", "The product has nothing to send."))
    return redirect("panel:product", key=visit.shop.key, number=number)
