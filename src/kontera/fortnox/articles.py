"""Articles: read, create, update. The article number is the key and cannot change later.

A number with ``/`` is percent-encoded in the path. ``SalesPrice`` and the stock figures
are read-only here; VAT follows the sales account, which therefore comes from the books.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from kontera.fortnox import text, wire
from kontera.problems import Held, UnknownOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.books.articles import ArticleCard
    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PATH = "/3/articles"
_EAN = 30


@dataclass(frozen=True, slots=True)
class ArticleFound:
    """An article card in Fortnox."""

    number: str
    title: str
    active: bool
    sales_account: int | None
    ean: str


def get(client: Client, number: str) -> ArticleFound | None:
    """The article with exactly this number, or None."""
    try:
        return _answer(client.get(_path(number)))
    except Held as problem:
        if problem.code in ("fortnox-article-missing", "fortnox-not-found"):
            return None
        raise


def listed(client: Client) -> Iterator[ArticleFound]:
    """Every article, page by page."""
    return map(_read, client.items(PATH, "Articles"))


def create(client: Client, card: ArticleCard) -> ArticleFound:
    """Create an article; ``Held("fortnox-article-taken")`` when the number exists: then update it."""
    body = {"ArticleNumber": card.number, "Type": "STOCK", **_body(card)}
    return _answer(client.post(PATH, {"Article": body}))


def update(client: Client, card: ArticleCard) -> ArticleFound:
    """Write what the card gives over the article of that number; the rest stays as it is."""
    answer = client.put(_path(card.number), {"Article": _body(card)})
    return _answer(answer if wire.inside(answer, "Article") else client.get(_path(card.number)))


def _body(card: ArticleCard) -> dict[str, object]:
    price = card.purchase_price_ore
    given = {
        "Unit": card.unit,
        "EAN": text.fit(card.ean, _EAN),
        "Weight": card.weight_g,
        "PurchasePrice": None if price is None else wire.kronor(price),
        "SalesAccount": card.sales_account,
        "StockGoods": card.is_stocked or None,
    }
    return {
        "Description": text.fit(card.title, text.ARTICLE_TEXT) or card.number,
        **{name: value for name, value in given.items() if value not in (None, "")},
    }


def _path(number: str) -> str:
    return f"{PATH}/{quote(number, safe='')}"


def _answer(answer: Json) -> ArticleFound:
    found = _read(wire.inside(answer, "Article"))
    if not found.number:
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": str(sorted(answer))}, after=5)
    return found


def _read(raw: Json) -> ArticleFound:
    account = wire.decimal_at(raw, "SalesAccount")
    return ArticleFound(
        number=wire.text_at(raw, "ArticleNumber"),
        title=wire.text_at(raw, "Description"),
        active=wire.flag_at(raw, "Active") if raw.get("Active") is not None else True,
        sales_account=int(account) if account else None,
        ean=wire.text_at(raw, "EAN"),
    )
