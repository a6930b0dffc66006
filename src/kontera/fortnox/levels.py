"""Stock figures of articles: read by the page, set one by one.

Lists give the figures as texts, single answers as numbers (recorded exchanges). A PUT sets the balance
to a number; there is no "two fewer" and no condition, so whoever writes has read just before. ``StockGoods``
(lagervara) is not told in lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from kontera.fortnox import wire
from kontera.problems import Held, UnknownOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PATH = "/3/articles"


@dataclass(frozen=True, slots=True)
class Figures:
    """An article's stock in pieces; ``None`` where Fortnox does not tell.

    ``disposable`` is ``in_stock`` less what orders reserve. ``is_stocked``: Fortnox keeps stock of it at all.
    """

    number: str
    in_stock: Decimal | None
    disposable: Decimal | None
    is_stocked: bool | None = None


def listed(client: Client) -> Iterator[Figures]:
    """The figures of every article, in pages as large as Fortnox gives them."""
    return map(_read, client.items(PATH, "Articles", {"sortby": "articlenumber"}))


def get(client: Client, number: str) -> Figures | None:
    """The figures of one article, or ``None`` when there is none with this number."""
    try:
        return _read(wire.inside(client.get(_path(number)), "Article"))
    except Held as problem:
        if problem.code in ("fortnox-article-missing", "fortnox-not-found"):
            return None
        raise


def set_stock(client: Client, number: str, pieces: Decimal) -> Figures:
    """Set ``QuantityInStock``; answers the figures after that.

    With the Lager module the number is ignored or refused (which is not documented), so look at the answer.
    A lost answer is ``UnknownOutcome``: sent again it would undo what somebody did in between.
    """
    answer = client.put_once(_path(number), {"Article": {"QuantityInStock": pieces}})
    found = _read(wire.inside(answer, "Article"))
    if found.number and found.in_stock == pieces:
        return found
    # The answer may be short, or say what stood there before.
    read = get(client, number)
    if read is None:
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": str(sorted(answer))}, after=5)
    return read


def _path(number: str) -> str:
    return f"{PATH}/{quote(number, safe='')}"


def _read(raw: Json) -> Figures:
    return Figures(
        number=wire.text_at(raw, "ArticleNumber"),
        in_stock=wire.decimal_at(raw, "QuantityInStock"),
        disposable=wire.decimal_at(raw, "DisposableQuantity"),
        is_stocked=wire.flag_at(raw, "StockGoods") if raw.get("StockGoods") is not None else None,
    )
