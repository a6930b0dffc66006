"""The articles of an order: always in the register before the order is, written only when changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kontera.books.articles import ArticleCard, card_for, fingerprint
from kontera.books.order import LineKind
from kontera.fortnox import articles
from kontera.problems import Held
from kontera.quickbutik.read import read_product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.books.order import Order
    from kontera.books.policy import Policy
    from kontera.fortnox.client import Client
    from kontera.shops.handle import Handle
    from kontera.shops.models import Link

KIND = "article"


def cards_of(order: Order, products: Mapping[str, dict[str, Any]], policy: Policy) -> dict[str, ArticleCard]:
    """The article cards an order needs, by SKU. Lines without a usable SKU have none.

    The card follows the product as it is now; a product the shop no longer has gives what the line knows.
    """
    cards: dict[str, ArticleCard] = {}
    for line in order.lines:
        card = card_for(line)
        if card is None or line.kind is LineKind.FEE or line.sku in cards:
            continue
        raw = products.get(line.product_key.partition(":")[0])
        known = _from_product(card, raw, line.sku) if raw else card
        cards[line.sku] = replace(known, sales_account=_sales_account(known, line.kind, policy))
    return cards


def _from_product(card: ArticleCard, raw: Mapping[str, Any], sku: str) -> ArticleCard:
    try:
        product = read_product(raw)
    except Held:
        return card
    variant = next((one for one in product.variants if one.sku.strip() == sku.strip()), None)
    part = variant or product
    title = f"{product.title}, {variant.title}" if variant and variant.title else product.title
    return replace(
        card,
        title=title or card.title,
        rate=product.rate if product.rate is not None else card.rate,
        ean=part.ean,
        weight_g=part.weight_g,
        purchase_price_ore=part.purchase_price_ore,
    )


def _sales_account(card: ArticleCard, kind: LineKind, policy: Policy) -> int | None:
    if kind is LineKind.GIFT_CARD:
        return policy.chart.gift_card
    if kind is LineKind.GIFT_CARD_SPV:
        return policy.chart.gift_card_spv
    if card.rate is None:
        return None
    return policy.chart.sales.get(card.rate)


def is_written(card: ArticleCard, link: Link | None) -> bool:
    return link is not None and link.fingerprint == fingerprint(card)


def ensure_article(handle: Handle, client: Client, card: ArticleCard, link: Link | None) -> None:
    """Write the article when it is unknown or has changed. A taken number means: it is there, update it."""
    if link is None:
        try:
            articles.create(client, card)
        except Held as refused:
            if refused.code != "fortnox-article-taken":
                raise
            articles.update(client, card)
    else:
        articles.update(client, card)
    handle.remember_link(KIND, card.number, card.number, fingerprint(card))
