"""The article cards of a product, and of an order: the same card, whichever of them comes first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.articles import (
    FIELDS,
    MASTERED,
    NEEDED,
    ArticleCard,
    article_number,
    article_values,
    card_for,
    changed_values,
    price_as,
    same_number,
    sku_problem,
    without_activity,
)
from kontera.books.order import LineKind
from kontera.quickbutik.lines import sounds_like_gift_card
from kontera.quickbutik.read import read_product
from kontera.shops.products import prices_told
from kontera.sync import article_writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kontera.books.order import Line, Order
    from kontera.books.policy import Policy
    from kontera.choices import Choices
    from kontera.fortnox.client import Client
    from kontera.quickbutik.products import Product, Variant
    from kontera.shops.handle import Handle
    from kontera.shops.models import Link

KIND = article_writing.KIND
_LONGEST_EAN = 30
_LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a shop has chosen about its articles."""

    policy: Policy
    starts: frozenset[str]
    follows: frozenset[str]
    unit: str
    price_list: str
    with_vat: bool
    """The list's prices include VAT."""
    keeps_stock: bool
    gift_cards: frozenset[str]
    """SKUs and product ids that are gift cards."""
    is_mastered: bool = False
    """Products are edited in Fortnox."""
    shop_with_vat: bool | None = True
    """The shop's own prices include VAT; ``None``: its orders say both."""

    @property
    def digest(self) -> str:
        """Other wishes, another digest."""
        parts = (sorted(self.starts), sorted(self.follows), self.unit, self.price_list, self.with_vat)
        chart = self.policy.chart
        accounts = (sorted(chart.sales.items()), chart.gift_card, chart.gift_card_spv)
        rest = (
            self.is_mastered,
            self.shop_with_vat,
            self.keeps_stock,
            sorted(self.gift_cards),
            accounts,
            self.policy.gift_card_mode,
        )
        return hashlib.sha256(repr((parts, rest)).encode()).hexdigest()


def wishes_of(handle: Handle) -> Wishes:
    """The choices that articles depend on, and what the shop's orders tell of its prices.

    Where products are edited in Fortnox, what is edited there is given to new articles only. Stock goods
    are told so only where levels are kept, since Fortnox would else count from nothing.
    """
    choices = handle.choices
    ticks = frozenset(choices.words("product_fields"))
    is_mastered = choices.text("product_master") == "fortnox"
    return Wishes(
        policy=choices.policy(),
        starts=ticks | NEEDED,
        follows=(ticks & FIELDS) - (MASTERED if is_mastered else frozenset()),
        unit=choices.text("article_unit"),
        price_list=choices.text("price_list") or "A",
        with_vat=choices.text("price_list_vat") == "including",
        keeps_stock=choices.text("stock") != "off",
        gift_cards=frozenset(choices.words("gift_card_skus")),
        is_mastered=is_mastered,
        shop_with_vat=_shop_with_vat(handle, choices),
    )


def _shop_with_vat(handle: Handle, choices: Choices) -> bool | None:
    """Whether the shop's prices include VAT. A product does not tell, an order does ("tax on top").

    Guess: a product's price is stated as its orders' lines are. Before the first order it includes VAT, as
    the shop's documentation says of its storefront; should orders tell otherwise, all is thought anew.
    """
    chosen = choices.text("shop_prices")
    if chosen != "orders":
        return chosen == "including"
    told = prices_told(handle)
    return None if len(told) > 1 else told != {"excluding"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of one of a product's articles: its code and facts."""

    code: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Thought:
    """A product understood: the cards of its articles, by what they are written for, and what is amiss.

    ``skus``: every usable article number, as compared, also of cards that are held back.
    ``notes``: codes of what was left out on purpose.
    """

    cards: tuple[ArticleCard, ...]
    variants: tuple[str, ...]
    """The variant of each card, ``""`` for the product itself."""
    findings: tuple[Finding, ...]
    skus: tuple[str, ...]
    notes: tuple[str, ...]


def think(product: Product, wishes: Wishes) -> Thought:
    """What the articles of a product should be. Each variant is an article of its own."""
    parts: tuple[Product | Variant, ...] = product.variants or (product,)
    if product.has_variants and not product.variants:
        return Thought((), (), (Finding("product-without-variants", {"title": product.title}),), (), ())
    numbers = [same_number(part.sku) for part in parts]
    cards: list[ArticleCard] = []
    variants: list[str] = []
    findings: list[Finding] = []
    for part, number in zip(parts, numbers, strict=True):
        found = _amiss(product, part, wishes, is_twice=bool(number) and numbers.count(number) > 1)
        if found:
            findings.append(found)
        elif card := _card(product, part, wishes):
            cards.append(card)
            variants.append("" if part is product else part.id)
    skus = sorted({number for part, number in zip(parts, numbers, strict=True) if article_number(part.sku)})
    notes = sorted({note for part in parts for note in _notes(product, part, wishes)})
    return Thought(tuple(cards), tuple(variants), tuple(findings), tuple(skus), tuple(notes))


def _amiss(product: Product, part: Product | Variant, wishes: Wishes, *, is_twice: bool) -> Finding | None:
    """What keeps a part of a product from becoming an article."""
    facts = {"title": _title(product, part), "sku": part.sku.strip()}
    code = sku_problem(part.sku)
    if code:
        return Finding(code, facts)
    if is_twice:
        return Finding("product-sku-twice", {**facts, "other": product.title})
    found = None if _is_gift_card(product, part, wishes) else _vat_amiss(product, part, wishes)
    return found and replace(found, facts={**facts, **found.facts})


def _vat_amiss(product: Product, part: Product | Variant, wishes: Wishes) -> Finding | None:
    """What its VAT rate leaves unknown of the sales account or the price."""
    is_converted = "price" in wishes.starts and wishes.shop_with_vat is not wishes.with_vat
    needs_rate = "account" in wishes.follows or is_converted
    if product.rate is None:
        return Finding("product-without-rate", {}) if needs_rate else None
    if product.rate not in wishes.policy.chart.sales:
        return Finding(
            "no-account-for-rate", {"role": "försäljning", "rate": f"{product.rate.normalize():f}"}
        )
    if is_converted and wishes.shop_with_vat is None and product.rate and _stated_ore(product, part):
        return Finding("product-price-vat-unknown", {})
    return None


def _card(product: Product, part: Product | Variant, wishes: Wishes) -> ArticleCard | None:
    """The card of a product, or of one of its variants. What the variant does not say, the product does."""
    number = article_number(part.sku)
    if number is None:
        return None
    is_gift_card = _is_gift_card(product, part, wishes)
    rate = _rate(product, wishes, is_gift_card=is_gift_card)
    weight = part.weight_g if part.weight_g is not None else product.weight_g
    purchase = part.purchase_price_ore if part.purchase_price_ore is not None else product.purchase_price_ore
    ean = part.ean.strip()
    return ArticleCard(
        number,
        _title(product, part) or number,
        rate,
        unit=wishes.unit,
        ean=ean if len(ean) <= _LONGEST_EAN else None,
        weight_g=weight if weight is not None and weight >= 0 else None,
        purchase_price_ore=purchase if purchase is not None and purchase >= 0 else None,
        sales_account=_account(rate, wishes.policy, is_gift_card=is_gift_card),
        is_stocked=_is_stocked(product, part, wishes, is_gift_card=is_gift_card),
        stock_place=part.stock_place or product.stock_place,
        price_ore=_list_price(product, part, rate, wishes),
        price_list=wishes.price_list,
        picture=_picture(product),
        is_active=product.visible and not (part is not product and getattr(part, "hidden", False)),
        is_service=is_gift_card,
        follows=wishes.follows,
        starts=wishes.starts,
    )


def _title(product: Product, part: Product | Variant) -> str:
    if part is product or not part.title:
        return product.title
    return f"{product.title}, {part.title}" if product.title else part.title


def _is_gift_card(product: Product, part: Product | Variant, wishes: Wishes) -> bool:
    """By the same signs as an order's line."""
    if product.is_gift_card or not wishes.gift_cards.isdisjoint({product.id, part.sku, part.sku.strip()}):
        return True
    return product.rate == 0 and sounds_like_gift_card(product.title)


def _rate(product: Product, wishes: Wishes, *, is_gift_card: bool) -> Decimal | None:
    """A gift card good for anything bears no VAT when it is sold (flerfunktionsvoucher)."""
    if is_gift_card and wishes.policy.gift_card_mode == "mpv":
        return Decimal(0)
    return product.rate


def _account(rate: Decimal | None, policy: Policy, *, is_gift_card: bool) -> int | None:
    if is_gift_card:
        return policy.chart.gift_card if policy.gift_card_mode == "mpv" else policy.chart.gift_card_spv
    return None if rate is None else policy.chart.sales.get(rate)


def _is_stocked(
    product: Product, part: Product | Variant, wishes: Wishes, *, is_gift_card: bool
) -> bool | None:
    """A bundle has no stock of its own: its parts have."""
    if not wishes.keeps_stock:
        return None
    if is_gift_card or product.parts:
        return False
    return True if part.stock is not None else None


def _list_price(
    product: Product, part: Product | Variant, rate: Decimal | None, wishes: Wishes
) -> int | None:
    """The price in the list's terms."""
    stated = _stated_ore(product, part)
    if not stated:
        return None
    return price_as(stated, rate, has_vat=wishes.shop_with_vat, wants_vat=wishes.with_vat)


def _stated_ore(product: Product, part: Product | Variant) -> int:
    """The price as the shop states it. 0 and less is no price: it is left out."""
    stated = part.price_ore if part.price_ore is not None else product.price_ore
    return max(stated or 0, 0)


def _picture(product: Product) -> str | None:
    """The picture's address; ``""`` when there is none, ``None`` when it is no address to link to."""
    if not product.picture:
        return ""
    return product.picture if _is_address(product.picture) else None


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and len(text) <= _LONGEST_ADDRESS and text.isprintable()


def _notes(product: Product, part: Product | Variant, wishes: Wishes) -> list[str]:
    found = []
    if "price" in wishes.starts and not _stated_ore(product, part):
        found.append("price-left-out")
    if "picture" in wishes.starts and _picture(product) is None:
        found.append("picture-left-out")
    if len(part.ean.strip()) > _LONGEST_EAN:
        found.append("ean-left-out")
    return found


# -- an order's articles ---------------------------------------------------------------------------


def cards_of(order: Order, products: Mapping[str, dict[str, Any]], wishes: Wishes) -> dict[str, ArticleCard]:
    """The article cards an order needs, by SKU. Lines without a usable SKU have none.

    The card follows the product as it is now; a product the shop no longer has gives what the line knows.
    """
    cards: dict[str, ArticleCard] = {}
    for line in order.lines:
        if line.kind is LineKind.FEE or line.sku in cards:
            continue
        raw = products.get(line.product_key.partition(":")[0])
        card = _of_line(line, read_product(raw) if raw else None, wishes)
        if card is not None:
            cards[line.sku] = without_activity(card)
    return cards


def _of_line(line: Line, product: Product | None, wishes: Wishes) -> ArticleCard | None:
    is_gift_card = line.kind in (LineKind.GIFT_CARD, LineKind.GIFT_CARD_SPV)
    known = _of_product(line, product, wishes) if product else None
    if known is None:
        known = card_for(line)
        known = known and replace(known, unit=wishes.unit, is_service=is_gift_card)
    if known is None:
        return None
    rate = known.rate if known.rate is not None else line.rate
    account = _account(rate, wishes.policy, is_gift_card=is_gift_card or known.is_service)
    return replace(
        known,
        rate=rate,
        sales_account=account,
        is_service=is_gift_card or known.is_service,
        follows=wishes.follows,
        starts=wishes.starts,
    )


def _of_product(line: Line, product: Product, wishes: Wishes) -> ArticleCard | None:
    """The product's own card for what a line sold; without its SKU there, one of the product by that SKU."""
    bare = line.sku.strip()
    parts: tuple[Product | Variant, ...] = (*product.variants, product)
    part = next((one for one in parts if one.sku.strip() == bare), None)
    if part is not None:
        return _card(product, part, wishes)
    card = card_for(line)
    return card and replace(card, title=product.title or line.title, rate=product.rate, unit=wishes.unit)


def is_written(card: ArticleCard, link: Link | None) -> bool:
    """Whether the article itself is as it should be; its price and picture are the products' business."""
    return link is not None and not article_values(changed_values(card, link.written))


def ensure_article(
    handle: Handle, client: Client, card: ArticleCard, link: Link | None, *, now: datetime
) -> None:
    """Write the article when it is unknown or has changed. A taken number means: it is there, update it.

    What of it needs requests of its own is left to the products' chore.
    """
    article_writing.write_for_order(handle, client, card, link, now=now)
