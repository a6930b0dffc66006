"""Articles: read, create, update. The article number is the key and cannot change later.

A number with ``/`` is percent-encoded in the path. ``SalesPrice`` and the stock figures
are read-only here; VAT follows the sales account, which therefore comes from the books.
An empty text leaves a field as it is; ``API_BLANK`` empties it (seen in integrators' code
for customers; Guess: articles are no different). Where it does not, the answer shows it: then ``null``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kontera.books.articles import article_values, first_values, values_of
from kontera.fortnox import text, wire
from kontera.fortnox.client import PAGE_SIZE, USUAL_PAGE
from kontera.fortnox.errors import NOT_FOUND, REFUSED, addressed
from kontera.problems import Held, UnknownOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kontera.books.articles import ArticleCard
    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PATH = "/3/articles"
_EAN = 30
_PLACE = 100
_BLANK = "API_BLANK"
_MISSING = "fortnox-article-missing"


@dataclass(frozen=True, slots=True)
class ArticleFound:
    """An article card in Fortnox. Lists tell neither ``active`` nor the sales account.

    ``price_ore`` is the price in the default price list, in that list's terms.
    """

    number: str
    title: str
    active: bool
    sales_account: int | None
    ean: str
    price_ore: int | None = None
    purchase_price_ore: int | None = None
    stock_place: str = ""
    rate: int | None = None
    is_webshop: bool = False


def get(client: Client, number: str) -> ArticleFound | None:
    """The article with exactly this number, or None."""
    try:
        return _answer(client.get(_path(number)))
    except Held as problem:
        if problem.code in (_MISSING, NOT_FOUND):
            return None
        raise


def listed_page(client: Client, page: int, *, since: str = "") -> tuple[list[ArticleFound], bool]:
    """One page of the register (from 1), and whether it is the last.

    ``since``: only what was changed from that minute on, ``YYYY-MM-DD HH:MM`` in Swedish time.
    Guess: a price that is changed by itself may not count as a change of its article.
    """
    params: dict[str, str | int] = {"limit": PAGE_SIZE, "page": page}
    if since:
        params["lastmodified"] = since
    answer = client.get(PATH, params)
    found = [_read(item) for item in wire.listed(answer, "Articles")]
    total = wire.decimal_at(wire.inside(answer, "MetaInformation"), "@TotalPages")
    return found, not found or (page >= total if total is not None else len(found) < USUAL_PAGE)


def create(client: Client, card: ArticleCard) -> ArticleFound:
    """Create an article; ``Held("fortnox-article-taken")`` when the number exists: then update it."""
    kind = "SERVICE" if card.is_service else "STOCK"
    body = {"ArticleNumber": card.number, "Type": kind, **_body(card.number, first_values(card))}
    try:
        return _answer(client.post(PATH, {"Article": body}))
    except Held as refused:
        # A number that is taken may be told in other words than those that are known.
        if refused.code == REFUSED and get(client, card.number) is not None:
            raise Held("fortnox-article-taken", refused.facts) from None
        raise


def update(client: Client, card: ArticleCard, values: Mapping[str, Any] | None = None) -> ArticleFound:
    """Write ``values``, or else all the card knows, over its article; the rest stays as it is."""
    if values is None:
        values = {name: value for name, value in values_of(card).items() if value != ""}
    body = _body(card.number, article_values(values))
    answer = _put(client, card.number, body)
    left = [name for name, value in body.items() if value == _BLANK and _shows(answer, name)]
    if left:
        answer = _put(client, card.number, dict.fromkeys(left))
    return _answer(answer)


def switch(client: Client, number: str, *, active: bool) -> None:
    """Put an article to rest, or wake it. It is never deleted: documents refer to it."""
    with addressed(_MISSING):
        client.put(_path(number), {"Article": {"Active": active}})


_FIELDS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "title": ("Description", lambda value: text.fit(value, text.ARTICLE_TEXT)),
    "unit": ("Unit", str),
    "ean": ("EAN", lambda value: text.fit(value, _EAN) or _BLANK),
    "weight": ("Weight", int),
    "purchase_price": ("PurchasePrice", wire.kronor),
    "stock_place": ("StockPlace", lambda value: text.fit(value, _PLACE) or _BLANK),
    "account": ("SalesAccount", int),
    "stock_goods": ("StockGoods", bool),
    "active": ("Active", bool),
}
"""Our name → Fortnox's, and how the value is put."""


def _body(number: str, values: Mapping[str, Any]) -> dict[str, object]:
    body: dict[str, object] = {}
    for name, value in values.items():
        told, put = _FIELDS[name]
        body[told] = put(value)
    if body.get("Description") == "":
        body["Description"] = number
    return body


def _path(number: str) -> str:
    return f"{PATH}/{quote(number, safe='')}"


def _put(client: Client, number: str, body: Mapping[str, object]) -> Json:
    with addressed(_MISSING):
        answer = client.put(_path(number), {"Article": body})
    return answer if wire.inside(answer, "Article") else client.get(_path(number))


def _shows(answer: Json, name: str) -> bool:
    """Whether a field that was to be emptied still holds something, such as the word that should empty it."""
    return wire.text_at(wire.inside(answer, "Article"), name) != ""


def _answer(answer: Json) -> ArticleFound:
    found = _read(wire.inside(answer, "Article"))
    if not found.number:
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": str(sorted(answer))}, after=5)
    return found


def _read(raw: Json) -> ArticleFound:
    account, rate = wire.decimal_at(raw, "SalesAccount"), wire.decimal_at(raw, "VAT")
    return ArticleFound(
        number=wire.text_at(raw, "ArticleNumber"),
        title=wire.text_at(raw, "Description"),
        active=wire.flag_at(raw, "Active") if raw.get("Active") is not None else True,
        sales_account=int(account) if account else None,
        ean=wire.text_at(raw, "EAN"),
        price_ore=wire.ore_at(raw, "SalesPrice"),
        purchase_price_ore=wire.ore_at(raw, "PurchasePrice"),
        stock_place=wire.text_at(raw, "StockPlace"),
        rate=None if rate is None else int(rate),
        is_webshop=wire.flag_at(raw, "WebshopArticle"),
    )
