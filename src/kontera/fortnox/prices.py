"""Prices of articles, by price list. ``SalesPrice`` on the article only shows the one of the default list.

Making an article may make its row from quantity 0 as well (integrators' code), so a price is put first
and posted only where Fortnox says that there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from kontera.fortnox import wire
from kontera.problems import Held

if TYPE_CHECKING:
    from kontera.fortnox.client import Client

PATH = "/3/prices"
_MISSING = frozenset({"fortnox-price-missing", "fortnox-not-found", "fortnox-price-taken"})
"""``fortnox-price-taken``: its code was met, years ago, also for something to be changed that is missing."""


def write(client: Client, price_list: str, number: str, ore: int) -> None:
    """The price from quantity 0 in a list. ``ore`` is in the list's terms, which as a rule exclude VAT."""
    # The public API description demands article and list in the body as well.
    row = {"ArticleNumber": number, "PriceList": price_list, "Price": wire.kronor(ore)}
    try:
        client.put(_path(price_list, number), {"Price": row})
    except Held as refused:
        if refused.code not in _MISSING:
            raise
        client.post(PATH, {"Price": {**row, "FromQuantity": 0}})


def read(client: Client, price_list: str, number: str) -> int | None:
    """The price (öre) from quantity 0 in a list, or None when there is none."""
    try:
        answer = client.get(_path(price_list, number))
    except Held as refused:
        if refused.code in _MISSING:
            return None
        raise
    return wire.ore_at(wire.inside(answer, "Price"), "Price")


def _path(price_list: str, number: str) -> str:
    return f"{PATH}/{quote(price_list, safe='')}/{quote(number, safe='')}/0"
