"""What ways to pay, and sources of exchange rates, are called by people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.problems import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

METHOD_WORDS: Mapping[str, Text] = {
    "card": Text("kort", "card"),
    "gift_card": Text("presentkort", "gift card"),
    "bank": Text("banköverföring", "bank transfer"),
    "invoice": Text("faktura", "invoice"),
    "klarna": Text("Klarna", "Klarna"),
    "paypal": Text("PayPal", "PayPal"),
    "qliro": Text("Qliro", "Qliro"),
    "stripe": Text("Stripe", "Stripe"),
    "svea": Text("Svea", "Svea"),
    "swish": Text("Swish", "Swish"),
}
"""The others are names already, shown as the shop writes them."""
SOURCES: Mapping[str, Text] = {
    "riksbank": Text("Riksbanken", "Riksbanken"),
    "ecb": Text("Europeiska centralbanken", "the European Central Bank"),
}


def method_word(method: str, language: str) -> str:
    """A way to pay in words.

    >>> method_word("card", "sv"), method_word("bonus", "sv")
    ('kort', 'bonus')
    """
    known = METHOD_WORDS.get(method.lower())
    return known.in_language(language) if known else method


def source_word(source: str, language: str) -> str:
    """Where a rate of exchange is from.

    >>> source_word("riksbank", "sv"), source_word("", "sv")
    ('Riksbanken', '–')
    """
    known = SOURCES.get(source)
    return known.in_language(language) if known else source or "–"
