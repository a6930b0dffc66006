"""The lines of an order: goods, gift cards, and the fee of a payment method."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kontera.books.order import Line, LineKind
from kontera.quickbutik.amounts import is_in, is_twofold, word_of
from kontera.quickbutik.values import Raw, rate_of, to_ore

PRICE_ROUNDED = "price-rounded"
EMPTY_LINE = "line-without-quantity"
_GIFT_CARD = re.compile(r"presentkort|gift\s*card|gåvokort|gavekort|lahjakortti", re.IGNORECASE)
_FEE = re.compile(
    r"^\s*(fakturerings|faktura|expeditions|aviserings|betalnings|invoice|billing)[\s-]*(avgift|fee)\b",
    re.IGNORECASE,
)
_JUDGES = ("total_amount", "total_pay_amount")
_AMOUNTS = (*_JUDGES, "items_amount", "shipping_amount", "discount_amount", "tax_amount")
_NO_ID = frozenset({"", "0"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shop knows of its products beside the order.

    ``rates``: product id (or SKU) → VAT percent as text, as first seen.
    ``gift_cards``: ids and SKUs of gift cards.
    """

    rates: Mapping[str, str | None] = field(default_factory=dict)
    gift_cards: Collection[str] = ()
    gift_card_kind: LineKind = LineKind.GIFT_CARD
    tax_on_top: bool = False
    services: Collection[str] = ()
    """SKUs of services; with ``*`` at the end, how they begin."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines, what fee lines came to (öre), and the codes of what was noticed."""

    lines: tuple[Line, ...]
    fee_ore: int
    notes: tuple[str, ...]

    @property
    def goods_ore(self) -> int:
        """Price × quantity over all lines; excl. VAT in a shop that adds tax on top."""
        return sum(line_ore(line) for line in self.lines)


def line_ore(line: Line) -> int:
    """One line's amount in öre, as the shop states its prices."""
    unit = line.unit_gross_ore if line.unit_net_ore is None else line.unit_net_ore
    return int((unit * line.quantity).to_integral_value(ROUND_HALF_UP)) - line.discount_ore


def read_lines(order: Raw, rules: Rules) -> Lines:
    """All lines of ``products``; Held when the order came without them or one cannot be read."""
    lines: list[Line] = []
    notes: list[str] = []
    fee = 0
    for raw in _products(order):
        quantity = raw.number_at("qty")
        if quantity is None or quantity < 0:
            raise raw.unreadable("qty")
        line, seen = _line(raw, quantity, rules)
        notes += seen
        if quantity and line.kind is LineKind.FEE:
            fee += line_ore(line)
        elif quantity:
            lines.append(line)
    return Lines(tuple(lines), fee, tuple(dict.fromkeys(notes)))


def product_key(raw: Raw) -> str:
    """The shop's id of what was sold: ``product`` or ``product:variant``; ``""`` when there is none."""
    product, variant = raw.text("product_id"), raw.text("variant_id")
    if product in _NO_ID:
        return ""
    return product if variant in _NO_ID else f"{product}:{variant}"


def product_id_of(key: str) -> str:
    """The product's id in a line's ``product_key``."""
    return key.partition(":")[0]


def sounds_like_gift_card(title: str) -> bool:
    """Whether a title is that of a gift card; only together with a rate of 0 % it tells anything.

    >>> sounds_like_gift_card("Presentkort 500 kr"), sounds_like_gift_card("Present")
    (True, False)
    """
    return _GIFT_CARD.search(title) is not None


def _products(order: Raw) -> list[Raw]:
    """The lines as objects: a list, or a map with keys 1, 2, … as PHP makes of it."""
    value: Any = order.fields.get("products")
    items = list(value.values()) if isinstance(value, Mapping) else value
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise order.unreadable("products")
    return [Raw(item, order.number) for item in items]


def refuse_doubtful(order: Raw, currency: str) -> None:
    """Hold an order that states an amount in another currency than its own, or in two meanings.

    Two meanings matter in what is asked for and what was paid: every other amount is proven by those two.
    """
    told = [(order, key) for key in _AMOUNTS if isinstance(order.fields.get(key), str)]
    told += [(raw, "price") for raw in _products(order) if isinstance(raw.fields.get("price"), str)]
    texts = [raw.text(key) for raw, key in told]
    for raw, key in told:
        text = raw.text(key)
        if not is_in(word_of(text), currency) or (key in _JUDGES and is_twofold(text, texts)):
            raise raw.unreadable(key)


def _line(raw: Raw, quantity: Decimal, rules: Rules) -> tuple[Line, list[str]]:
    price = raw.amount_at("price")
    if price is None:
        raise raw.unreadable("price")
    key, sku, title = product_key(raw), raw.text("sku"), _title(raw)
    rate = _rate(raw, key, sku, rules.rates)
    unit = to_ore(price)
    line = Line(
        title=title,
        quantity=quantity,
        unit_gross_ore=0 if rules.tax_on_top else unit,
        rate=rate,
        kind=_kind(raw, (title, key, sku), rate, rules),
        sku=sku,
        product_key=key,
        unit_net_ore=unit if rules.tax_on_top else None,
        note=raw.text("note", "comment"),
    )
    notes = [PRICE_ROUNDED] if Decimal(unit) != price * 100 else []
    return line, [*notes, *([] if quantity else [EMPTY_LINE])]


def _title(raw: Raw) -> str:
    """``Titel, variant``; a variant that the title holds already is not repeated."""
    title, variant = raw.text("title", "name"), raw.text("variant")
    if not variant or variant.casefold() in title.casefold():
        return title or variant
    return f"{title}, {variant}" if title else variant


def _rate(raw: Raw, key: str, sku: str, rates: Mapping[str, str | None]) -> Decimal | None:
    """The line's own rate when the shop states one, else its product's as it was when first seen."""
    stated = raw.text("tax_rate", "vat_rate", "tax_percent")
    product = product_id_of(key)
    remembered = next((rates[name] for name in (product, key, sku) if name and rates.get(name)), None)
    return rate_of(stated) if stated else rate_of(remembered)


def _kind(raw: Raw, names: tuple[str, str, str], rate: Decimal | None, rules: Rules) -> LineKind:
    title, key, sku = names
    is_listed = any(name and name in rules.gift_cards for name in (product_id_of(key), sku))
    is_known = is_listed or raw.flag("is_giftcard", "is_gift_card")
    if is_known or (_GIFT_CARD.search(title) and rate == 0):
        return rules.gift_card_kind
    if not key and not sku and _FEE.match(title):
        return LineKind.FEE
    return LineKind.SERVICE if _is_service(sku, rules.services) else LineKind.GOODS


def _is_service(sku: str, services: Collection[str]) -> bool:
    """Whether a SKU is among the services; nothing that the shop tells of a product says it."""
    wanted = sku.casefold()
    return bool(wanted) and any(
        wanted.startswith(one[:-1].casefold()) if one.endswith("*") else wanted == one.casefold()
        for one in services
        if one.strip("*")
    )
