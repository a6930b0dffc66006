"""What an article card (artikel) in Fortnox should hold, and when it has changed."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from kontera.books.order import Line

_NUMBER = re.compile(r"[A-Za-z0-9._/+-]{1,50}")


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article as it should be. Purchase price in öre excl. VAT, weight in grams, rate in percent."""

    number: str
    title: str
    rate: Decimal | None = None
    unit: str = ""
    ean: str = ""
    weight_g: int | None = None
    purchase_price_ore: int | None = None
    sales_account: int | None = None
    is_stocked: bool = False


def article_number(sku: str) -> str | None:
    """The shop's SKU as an article number, or ``None`` when Fortnox would not take it.

    Letters A–Z, digits and ``. _ / + -``, 1–50 characters. Source: Fortnox developer docs, articles; the
    safe part of the characters it allows, since the number also stands in addresses.

    >>> article_number(" A-01 "), article_number("röd"), article_number("")
    ('A-01', None, None)
    """
    number = sku.strip()
    return number if _NUMBER.fullmatch(number) else None


def card_for(line: Line) -> ArticleCard | None:
    """The card of an order's line, as far as the line knows it; ``None`` without a usable SKU.

    >>> from decimal import Decimal
    >>> from kontera.books.order import Line
    >>> card_for(Line("Kruka", Decimal(1), 12500, Decimal(25), sku="A01")).title
    'Kruka'
    """
    number = article_number(line.sku)
    return None if number is None else ArticleCard(number, line.title, line.rate)


def fingerprint(card: ArticleCard) -> str:
    """A hash of everything on the card: the same hash means that nothing needs to be written.

    >>> fingerprint(ArticleCard("A01", "Kruka")) == fingerprint(ArticleCard("A01", "Kruka stor"))
    False
    """
    return hashlib.sha256(json.dumps(asdict(card), sort_keys=True, default=str).encode()).hexdigest()
