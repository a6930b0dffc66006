"""What the templates say things with: both languages side by side, money, days and times."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from kontera.panel import money as figures
from kontera.panel import words
from kontera.problems import Text

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

register = template.Library()


@register.simple_tag
def say(sv: str, en: str, **values: object) -> str:
    """The words in the reader's language; ``{name}`` is filled in, escaped."""
    text = Text(sv, en).in_language(words.language())
    if not values:
        return mark_safe(escape(text))  # noqa: S308 - escaped in the same breath
    return format_html(text, **values)


@register.simple_tag
def same(text: str) -> str:
    """Words that are the same in both languages: names."""
    return text


@register.simple_tag
def has_mail() -> bool:
    """Whether this installation can send a reset link."""
    return bool(settings.KONTERA_HAS_MAIL)


@register.filter
def spoken(text: Text) -> str:
    return words.spoken(text)


@register.filter
def money(ore: int | None, currency: str = "SEK") -> str:
    return "–" if ore is None else figures.money(ore, currency)


@register.filter
def amount(kronor: str | Decimal | None) -> str:
    return "" if kronor in (None, "") else figures.amount(str(kronor))


@register.filter
def exchange(rate: Decimal) -> str:
    return figures.exchange(rate)


@register.filter
def quantity(pieces: object) -> str:
    return figures.quantity(str(pieces))


@register.filter
def day(value: date | str | None) -> str:
    return "–" if not value else figures.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    if value is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), figures.moment(value))


@register.filter
def percent(rate: object) -> str:
    return f"{figures.quantity(str(rate))}\u00a0%"


@register.filter
def state_word(state: str) -> str:
    return words.word(words.STATES, state)


@register.filter
def many_word(state: str) -> str:
    return words.word(words.MANY, state)


@register.filter
def status_word(status: str) -> str:
    return words.word(words.SHOP_STATUS, status)


@register.filter
def kind_word(kind: str) -> str:
    return words.word(words.KINDS, kind)


@register.filter
def method_word(method: str) -> str:
    return words.word(words.METHODS, method)


@register.filter
def delivery_word(state: str) -> str:
    return words.word(words.DELIVERY_STATES, state)


@register.filter
def box_word(box: str) -> str:
    return words.word(words.BOXES, box)


@register.filter
def pretty(raw: Any) -> str:
    """JSON to read."""
    return json.dumps(raw, ensure_ascii=False, indent=2, default=str)


@register.simple_tag
def reader_language() -> str:
    return words.language()
