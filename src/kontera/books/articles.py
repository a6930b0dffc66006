"""What an article card (artikel) in Fortnox should hold, and what of it has to be written."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kontera.books.order import Line

_NUMBER = re.compile(r"[A-Za-z0-9._/+-]{1,50}")
LONGEST_NUMBER = 50
FIELDS = frozenset(
    {"title", "price", "purchase_price", "weight", "ean", "stock_place", "account", "stock_goods", "picture"}
)
"""What may be written over an existing article; ``unit`` is given to new ones only."""
NEEDED = frozenset({"title", "account"})
"""Every new article gets these: Fortnox requires a title, and its VAT follows the sales account."""
MASTERED = frozenset({"title", "price", "purchase_price", "ean", "stock_place"})
"""What follows from Fortnox to the shop, where products are edited in Fortnox."""
SEPARATE = frozenset({"price", "picture"})
"""Written by requests of their own, not with the article."""
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article as it should be. ``None``: not known, and left as it is. ``""``: known to be empty.

    ``price_ore`` is öre as the price list has it, the purchase price öre excl. VAT, the weight grams, the
    rate percent. ``follows`` may be written over an existing article, ``starts`` is what a new one gets.
    """

    number: str
    title: str
    rate: Decimal | None = None
    unit: str = ""
    ean: str | None = None
    weight_g: int | None = None
    purchase_price_ore: int | None = None
    sales_account: int | None = None
    is_stocked: bool | None = None
    stock_place: str | None = None
    price_ore: int | None = None
    price_list: str = ""
    picture: str | None = None
    is_active: bool | None = None
    is_service: bool = False
    follows: frozenset[str] = FIELDS
    starts: frozenset[str] = FIELDS | {"unit"}


def article_number(sku: str) -> str | None:
    """The shop's SKU as an article number, or ``None`` when Fortnox would not take it.

    Letters A–Z, digits and ``. _ / + -``, 1–50 characters. Source: Fortnox developer docs, articles; the
    safe part of the characters it allows, since the number also stands in addresses.

    >>> article_number(" A-01 "), article_number("röd"), article_number("")
    ('A-01', None, None)
    """
    number = sku.strip()
    return number if _NUMBER.fullmatch(number) else None


def sku_problem(sku: str) -> str:
    """Why a SKU cannot be an article number, as a code; ``""`` when it can.

    >>> sku_problem("A-01"), sku_problem(" "), sku_problem("röd 1"), sku_problem("1" * 51)
    ('', 'product-without-sku', 'product-sku-characters', 'product-sku-too-long')
    """
    bare = sku.strip()
    if not bare:
        return "product-without-sku"
    if len(bare) > LONGEST_NUMBER:
        return "product-sku-too-long"
    return "" if article_number(bare) else "product-sku-characters"


def same_number(number: str) -> str:
    """The form in which two article numbers are compared.

    Whether Fortnox tells ``a1`` from ``A1`` is not documented, so here they are one: the shop is asked.

    >>> same_number("a-1") == same_number("A-1")
    True
    """
    return number.strip().casefold()


def net_ore(gross_ore: int, rate: Decimal) -> int:
    """A price without its VAT, in whole öre, half up.

    >>> net_ore(19900, Decimal(25)), net_ore(4990, Decimal(6)), net_ore(500, Decimal(0))
    (15920, 4708, 500)
    """
    return _whole(Decimal(gross_ore) * _HUNDRED / (_HUNDRED + rate))


def gross_ore(net_price_ore: int, rate: Decimal) -> int:
    """A price with VAT on top, in whole öre, half up.

    >>> gross_ore(15920, Decimal(25))
    19900
    """
    return _whole(Decimal(net_price_ore) * (_HUNDRED + rate) / _HUNDRED)


def price_as(ore: int, rate: Decimal | None, *, has_vat: bool | None, wants_vat: bool | None) -> int | None:
    """A price (öre) that is with or without VAT, as one that is with or without; ``None``: not known which.

    >>> price_as(19900, Decimal(25), has_vat=True, wants_vat=False)
    15920
    >>> price_as(15920, Decimal(25), has_vat=False, wants_vat=True)
    19900
    >>> price_as(500, Decimal(25), has_vat=None, wants_vat=True)
    >>> price_as(500, Decimal(0), has_vat=None, wants_vat=True)
    500
    """
    if has_vat is wants_vat and has_vat is not None:
        return ore
    if rate is None or None in (has_vat, wants_vat):
        return ore if rate == 0 else None
    return net_ore(ore, rate) if has_vat else gross_ore(ore, rate)


def _whole(ore: Decimal) -> int:
    return int(ore.quantize(Decimal(1), ROUND_HALF_UP))


def card_for(line: Line) -> ArticleCard | None:
    """The card of an order's line, as far as the line knows it; ``None`` without a usable SKU.

    >>> from decimal import Decimal
    >>> from kontera.books.order import Line
    >>> card_for(Line("Kruka", Decimal(1), 12500, Decimal(25), sku="A01")).title
    'Kruka'
    """
    number = article_number(line.sku)
    return None if number is None else ArticleCard(number, line.title, line.rate)


def values_of(card: ArticleCard) -> dict[str, Any]:
    """What the card knows, field by field, as plain JSON. The price names its list.

    >>> values_of(ArticleCard("A01", "Kruka", price_ore=10000, price_list="A"))
    {'title': 'Kruka', 'price': 'A 10000'}
    """
    price = None if card.price_ore is None else f"{card.price_list} {card.price_ore}"
    told = {
        "title": card.title,
        "price": price,
        "purchase_price": card.purchase_price_ore,
        "weight": card.weight_g,
        "ean": card.ean,
        "stock_place": card.stock_place,
        "account": card.sales_account,
        "stock_goods": card.is_stocked,
        "picture": card.picture,
    }
    return {name: value for name, value in told.items() if value is not None}


def first_values(card: ArticleCard) -> dict[str, Any]:
    """What a new article is made with: what is needed, and what the shop chose.

    >>> first_values(ArticleCard("A01", "Kruka", weight_g=9, ean="", starts=frozenset({"ean", "unit"})))
    {'title': 'Kruka'}
    """
    wanted = (NEEDED | card.starts) - SEPARATE
    found = {name: value for name, value in values_of(card).items() if name in wanted and value != ""}
    return found | ({"unit": card.unit} if card.unit and "unit" in card.starts else {})


def changed_values(card: ArticleCard, written: Mapping[str, Any]) -> dict[str, Any]:
    """What of an existing article has to be written, given what was last written of it.

    An emptied text is cleared only where we had filled it. An article that Kontera made gets what
    it starts with also later, once that is known. A hidden product's article is put to rest if it
    was not, and woken only if it was we who put it to rest.

    >>> changed_values(ArticleCard("A01", "Kruka", weight_g=9, ean=""), {"title": "Kruka", "weight": 8})
    {'weight': 9}
    """
    late = card.starts if written.get("made") else frozenset()
    found = {
        name: value
        for name, value in values_of(card).items()
        if (name in card.follows or (name in late and name not in written))
        and written.get(name) != value
        and (value != "" or written.get(name))
    }
    was_active = written.get("active", True)
    if card.is_active is False and was_active is True:
        found["active"] = False
    if card.is_active and was_active is False:
        found["active"] = True
    return found


def article_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those that are written with the article itself.

    >>> article_values({"title": "Kruka", "price": "99.00"})
    {'title': 'Kruka'}
    """
    return {name: value for name, value in values.items() if name not in SEPARATE}


def fingerprint(card: ArticleCard) -> str:
    """A hash of everything on the card: the same hash means that nothing needs to be written.

    >>> fingerprint(ArticleCard("A01", "Kruka")) == fingerprint(ArticleCard("A01", "Kruka stor"))
    False
    """
    plain = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in _fields(card)}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def _fields(card: ArticleCard) -> list[tuple[str, Any]]:
    return list(asdict(card).items())


def fingerprint_of_all(cards: Collection[ArticleCard]) -> str:
    """A hash of what may be written of a product's articles; fields that do not follow do not count.

    >>> one = ArticleCard("A01", "Kruka", weight_g=1, follows=frozenset({"title"}))
    >>> fingerprint_of_all([one]) == fingerprint_of_all([replace(one, weight_g=2)])
    True
    """
    plain = [
        {
            "number": card.number,
            "active": card.is_active,
            "follows": sorted(card.follows),
            **{name: value for name, value in values_of(card).items() if name in card.follows},
        }
        for card in cards
    ]
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def without_activity(card: ArticleCard) -> ArticleCard:
    """The card as an order writes it: whether an article rests is the product's business.

    >>> without_activity(ArticleCard("A01", "Kruka", is_active=False)).is_active
    """
    return replace(card, is_active=None)
