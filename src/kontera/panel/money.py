"""Amounts, days and times as a reader in Sweden expects them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal

from kontera.panel.words import Language, language

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LOCALES: dict[Language, str] = {"sv": "sv_SE", "en": "en_GB"}
CENT = Decimal(100)


def _locale() -> str:
    return LOCALES[language()]


def money(ore: int, currency: str = "SEK") -> str:
    """Whole öre → "1 234,50 kr" or "SEK 1,234.50"."""
    form = "¤¤\u00a0#,##0.00" if language() == "en" else None
    return str(format_currency(Decimal(ore) / CENT, currency or "SEK", form, locale=_locale()))


def amount(kronor: str | Decimal) -> str:
    """Kronor with a decimal point → "1 234,50" or "1,234.50". What is no number stays as it is."""
    try:
        return str(format_decimal(Decimal(kronor), format="#,##0.00", locale=_locale()))
    except InvalidOperation:
        return str(kronor)


def exchange(rate: Decimal) -> str:
    """A rate of exchange with all its decimals → "10,9635"."""
    return str(format_decimal(rate, format="#,##0.00######", locale=_locale()))


def quantity(pieces: str) -> str:
    """A number of pieces without needless decimals."""
    try:
        return str(format_decimal(Decimal(pieces), format="#,##0.###", locale=_locale()))
    except InvalidOperation:
        return pieces


def day(value: date | str) -> str:
    """A day, or its ISO form → "10 nov. 2026"."""
    try:
        known = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return str(format_date(known, "d MMM y", locale=_locale()))


def moment(value: datetime) -> str:
    """A time, shown as it was in Stockholm → "10 nov. 2026 14:03"."""
    local = value.astimezone(STOCKHOLM)
    return f"{day(local.date())} {format_time(local, 'HH:mm', locale=_locale())}"
