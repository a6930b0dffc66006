"""What an order was paid with: one method, or several told as a list.

Only one method has been seen (client code: ``paymethod`` with ``method`` and ``transaction_id``). Guess:
several are a list, or a map with keys 1, 2, …, of such objects, perhaps with the amount of each. A gift card
and its amount are a part of its own; otherwise several methods are one name of their own, which has no
account until the shop has chosen one for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kontera.books.payments import GIFT_CARD, known_method
from kontera.problems import Held
from kontera.quickbutik.values import Raw

AND = " + "
_PLACES = ("paymethod", "payment", "payments", "payment_method")
_NAMES = ("method", "name")


@dataclass(frozen=True, slots=True)
class Paid:
    """The method as the shop spells it, its reference, and the part (öre) a gift card beside it paid."""

    method: str
    reference: str = ""
    gift_card_ore: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the payments, before it is held against the order's amounts."""

    payments: tuple[Raw, ...]

    @property
    def together(self) -> Paid:
        """All of them as one: their only method, or a name for all of it."""
        methods = self._methods()
        names = sorted(one.text(*_NAMES) for one in methods.values())
        one = self.payments[0].text("transaction_id") if len(methods) == 1 else ""
        return Paid(AND.join(names), one)

    def against(self, worth_ore: int, card_ore: int) -> Paid:
        """How it was paid; ``card_ore`` is what the order's own amounts leave to a gift card (0: nothing).

        A gift card and one method are two payments where the amounts say so and do not contradict.
        """
        rest = [one for name, one in self._methods().items() if name != GIFT_CARD]
        if len(rest) != 1 or len(self._methods()) == 1:
            return replace(self.together, gift_card_ore=card_ore)
        found = (
            card_ore if not any(one.text("amount") for one in self.payments) else self._card_ore(worth_ore)
        )
        if not found or card_ore not in (0, found):
            return replace(self.together, gift_card_ore=card_ore)
        return Paid(rest[0].text(*_NAMES), rest[0].text("transaction_id"), found)

    def _methods(self) -> dict[str, Raw]:
        methods: dict[str, Raw] = {}
        for one in self.payments:
            methods.setdefault(known_method(one.text(*_NAMES)), one)
        return methods

    def _card_ore(self, worth_ore: int) -> int:
        """What the gift cards paid; 0 where an amount is not told or they do not make the order's worth."""
        try:
            amounts = [one.ore("amount") or 0 for one in self.payments]
        except Held:
            return 0
        if min(amounts) <= 0 or sum(amounts) != worth_ore:
            return 0
        named = zip(self.payments, amounts, strict=True)
        return sum(ore for one, ore in named if known_method(one.text(*_NAMES)) == GIFT_CARD)


def read_paid(whole: Raw) -> Told:
    """What is told of how the order was paid.

    >>> told = read_paid(Raw({"paymethod": [{"method": "swish"}, {"method": "klarna"}]}, "1"))
    >>> told.against(14900, 0)
    Paid(method='klarna + swish', reference='', gift_card_ore=0)
    """
    return Told(next((found for key in _PLACES if (found := tuple(_told(whole, key)))), ()))


def _told(whole: Raw, key: str) -> Iterator[Raw]:
    """The payments under ``key`` that name a method."""
    value: Any = whole.fields.get(key)
    if isinstance(value, Mapping) and value and all(isinstance(one, Mapping) for one in value.values()):
        value = list(value.values())
    for one in value if isinstance(value, list) else [value]:
        raw = Raw(one if isinstance(one, Mapping) else {"method": one}, whole.number)
        if raw.text(*_NAMES):
            yield raw
