"""Writing an article at Fortnox, part by part: only what differs from what was last written.

What was written is remembered after each request, so that whatever comes between is made up for by
the parts that are missing, and twice is the same as once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kontera.books.articles import (
    SEPARATE,
    article_values,
    changed_values,
    fingerprint,
    first_values,
    same_number,
)
from kontera.fortnox import articles, pictures, prices
from kontera.problems import Held
from kontera.shops import products
from kontera.shops.chores import ask_chore
from kontera.shops.models import Link

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kontera.books.articles import ArticleCard
    from kontera.fortnox.client import Client
    from kontera.shops.handle import Handle

KIND = Link.Kind.ARTICLE.value
CHORE = "products"
MISSING = "fortnox-article-missing"
_BESIDE = ("active", "shop", "picture_id")
"""What is remembered beside the values, and counts also where all is written anew."""
HIDDEN = "hidden"
"""``active`` of an article that was there before its product, which has never been on sale."""


def write_for_order(
    handle: Handle, client: Client, card: ArticleCard, link: Link | None, *, now: datetime
) -> None:
    """What an order needs: the article itself. Price and picture follow by the products' chore.

    An article that another shop of the company keeps, or that two products claim, serves the order as it is.
    """
    if link is not None and (keeper_of(handle, link) or _is_claimed_twice(handle, card)):
        return
    written = write_article(handle, client, card, link, now=now, needs_unit=False)
    # What waits for the button has no longer to wait: the order has taken it along.
    if written is not link or SEPARATE & changed_values(card, written.written).keys():
        products.make_due(handle, [same_number(card.number)], now)
        ask_chore(handle, CHORE)


def _is_claimed_twice(handle: Handle, card: ArticleCard) -> bool:
    number = same_number(card.number)
    return len(products.sellers(handle, [number])[number]) > 1


def keeper_of(handle: Handle, link: Link) -> str:
    """The name of another shop of the company that wrote the article and still sells it."""
    key = str(link.written.get("shop") or "")
    if key in ("", handle.shop.key):
        return ""
    other = products.seller_elsewhere(handle, key, same_number(link.number))
    return other.name if other else ""


def write_article(
    handle: Handle,
    client: Client,
    card: ArticleCard,
    link: Link | None,
    *,
    now: datetime,
    force: bool = False,
    needs_unit: bool = True,
) -> Link:
    """The article itself, without its price and picture. Its link, which tells what is written now.

    ``force``: write all that may be written. ``needs_unit`` False: an unknown unit is left out.
    """
    if link is None:
        return _create(handle, client, card, now, needs_unit=needs_unit)
    values = article_values(changed_values(card, _bare(link.written) if force else link.written))
    shown = {"active": True} if card.is_active and link.written.get("active") == HIDDEN else {}
    if not values:
        return _remember(handle, card, shown, now) if shown else link
    try:
        articles.update(client, card, values)
    except Held as refused:
        if refused.code != MISSING:
            raise
        handle.forget_link(KIND, card.number)
        return _create(handle, client, card, now, needs_unit=needs_unit)
    return _remember(handle, card, {**shown, **values}, now)


def _bare(written: Mapping[str, Any]) -> dict[str, Any]:
    return {name: written[name] for name in _BESIDE if name in written}


def _create(handle: Handle, client: Client, card: ArticleCard, now: datetime, *, needs_unit: bool) -> Link:
    values = first_values(card)
    try:
        articles.create(client, card)
    except Held as refused:
        if refused.code == "fortnox-unit-missing" and not needs_unit:
            return _create(handle, client, replace(card, unit=""), now, needs_unit=True)
        if refused.code != "fortnox-article-taken":
            raise
        return _adopt(handle, client, card, now)
    return _remember(handle, card, {**values, "made": True, "active": True}, now)


def _adopt(handle: Handle, client: Client, card: ArticleCard, now: datetime) -> Link:
    """The number exists: what follows is written over it, everything else is left as it is."""
    values = article_values(changed_values(card, {}))
    if values:
        articles.update(client, card, values)
    return _remember(handle, card, {"active": True, **values}, now)


def _remember(handle: Handle, card: ArticleCard, patch: Mapping[str, Any], now: datetime) -> Link:
    told = {**patch, "shop": handle.shop.key}
    return products.remember_article(handle, card.number, told, fingerprint(card), now)


# -- price and picture -----------------------------------------------------------------------------


def write_price(
    handle: Handle, client: Client, card: ArticleCard, link: Link, *, now: datetime, force: bool = False
) -> Link:
    """The price in the shop's list, when it differs from the one last written."""
    values = changed_values(card, _bare(link.written) if force else link.written)
    if "price" not in values or card.price_ore is None:
        return link
    prices.write(client, card.price_list, card.number, card.price_ore)
    return _remember(handle, card, {"price": values["price"]}, now)


def write_picture(
    handle: Handle, client: Client, card: ArticleCard, link: Link, *, now: datetime, force: bool = False
) -> Link:
    """The link to the picture: added, changed, or taken away with the picture."""
    del force  # An address is an address; nobody edits it by hand.
    values = changed_values(card, link.written)
    if "picture" not in values:
        return link
    url, link_id = str(values["picture"]), int(link.written.get("picture_id") or 0)
    if not url:
        if link_id:
            pictures.remove(client, link_id)
        return _remember(handle, card, {"picture": "", "picture_id": 0}, now)
    if not (link_id and pictures.change(client, link_id, card.number, url)):
        was_asked = link.written.get("picture_asked") == url
        _remember(handle, card, {"picture_asked": url}, now)
        link_id = _add_picture(client, card.number, url, was_asked=was_asked)
    return _remember(handle, card, {"picture": url, "picture_id": link_id, "picture_asked": ""}, now)


def _add_picture(client: Client, number: str, url: str, *, was_asked: bool) -> int:
    """A new link; one that was asked for before, without an answer, is looked for first."""
    if was_asked and (found := pictures.find(client, number, url)):
        return found
    try:
        return pictures.add(client, number, url)
    except Held:
        found = pictures.find(client, number, url)
        if not found:
            raise
        return found


def put_to_rest(handle: Handle, client: Client, link: Link, now: datetime) -> None:
    """The shop does not sell it any more: inactive, never deleted. One that Fortnox lacks is forgotten."""
    if link.written.get("active", True) is not True:
        return
    try:
        articles.switch(client, link.number, active=False)
    except Held as refused:
        if refused.code != MISSING:
            raise
        handle.forget_link(KIND, link.key)
        return
    products.remember_article(handle, link.number, {"active": False}, link.fingerprint, now)


def differs(card: ArticleCard, link: Link) -> bool:
    """Whether another shop's article is to be other than that shop wrote it; whether it rests is theirs."""
    return bool(changed_values(replace(card, is_active=None), link.written))
