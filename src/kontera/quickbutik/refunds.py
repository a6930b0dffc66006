"""What a shop says it has paid back. No source documents the shape of ``refunds``, only that it exists.

So every spelling that is likely is read (Guess: all of them), and whatever is not understood to the last
refund makes nothing of all: the order is held with the shop's own words. Nothing is credited on a guess.

A bare sum under ``refunds``, or one that is called the total, is all that was paid back so far (Guess): the
word is in the plural and there is but one number. When it grows, what it has grown by is a new refund, and
that is so too if the shop changed one refund upwards: both readings credit the same money. The third
reading, that only the latest refund stands there, would credit too little and never too much, and the
provider's payout would show it. An entry of a list or a record that has another amount is another matter: a
refund may have been changed, or one taken away and another made, and those credit different sums. That, and
a sum that shrinks, is held. A bare whole number up to twenty may count refunds, and is not understood.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.order import Refund, RefundLine
from kontera.books.refund_totals import total_key
from kontera.problems import Held
from kontera.quickbutik.amounts import is_twofold, parse_amount
from kontera.quickbutik.lines import product_id_of, product_key
from kontera.quickbutik.values import Raw, to_ore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontera.books.order import Line

LONGEST_TOLD = 400
"""So many characters of what was not understood are shown."""
LONGEST_KEY = 8
IDS = ("id", "refund_id", "refundId", "uuid")
DAYS = (
    "date",
    "date_created",
    "created",
    "created_at",
    "date_refunded",
    "refunded_at",
    "refund_date",
    "time",
)
AMOUNTS = ("amount", "total", "total_amount", "refund_amount", "refunded_amount", "amount_refunded", "sum")
ROWS = ("products", "items", "rows", "lines", "order_lines", "line_items", "refund_items", "articles")
PIECES = ("qty", "quantity", "count", "pieces", "antal")
FREIGHT = ("shipping", "shipping_amount", "freight", "freight_amount", "shipping_total", "frakt")
KEPT = ("fee", "return_fee", "kept", "restocking_fee", "deduction", "avdrag")
TYPES = ("type", "refund_type", "kind")
WHOLE = frozenset({"full", "all", "whole", "complete", "hel", "hela", "helt"})
DONE = frozenset({"", "1", "2", "done", "ok", "success", "succeeded", "completed", "complete", "refunded"})
"""States of a refund that was made; any other is not understood."""
WRAPPERS = ("refunds", "refund", "data")
TOTALS = ("total_refunded", "refunded_total", "refund_total")
"""Names of a lone number that say that it is the sum of all refunds."""
MOST_COUNTED = 20
_SAFE = re.compile(r"[a-z0-9]+")
_CURRENCY = re.compile(r"\s*(kr|sek|:-)\.?$", re.IGNORECASE)
_CARD = re.compile(r"presentkort|gift", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sale:
    """What the refunds are of: the order's lines (as read, and their own ids), and its sums in öre."""

    lines: Sequence[Line]
    total_ore: int
    shipping_ore: int
    currency: str
    tax_on_top: bool = False


class _Unclear(Exception):
    """Something in a refund is not understood."""


def read_refunds(whole: Raw, sale: Sale) -> tuple[tuple[Refund, ...], str]:
    """The refunds, oldest first, and ``""``; or none, and the shop's own words where one is not understood.

    >>> raw = Raw({"refunds": [{"id": 7, "date": "2026-11-18", "amount": "100,00"}]}, "1001")
    >>> found, told = read_refunds(raw, Sale((), 10000, 0, "SEK"))
    >>> found[0].key, found[0].amount_ore, told
    ('r7', 10000, '')
    """
    name = next((name for name in WRAPPERS[:2] if not _is_nothing(whole.fields.get(name))), None)
    if name is None:
        return (), ""
    told = whole.fields[name]
    try:
        if (total := _total(name, told)) is not None:
            return (Refund(total_key(total), None, total, is_total=True),), ""
        found = [_refund(Raw(entry, whole.number), whole, sale) for entry in _entries(told)]
        return _keyed(_net(sorted(filter(None, found), key=_age), sale)), ""
    except (_Unclear, Held):
        return (), json.dumps(told, ensure_ascii=False, default=str)[:LONGEST_TOLD]


def _total(name: str, told: Any) -> int | None:
    """The sum of all refunds in öre, where the shop tells one number; ``None``: it tells each refund."""
    if isinstance(told, Mapping) and len(told) == 1 and next(iter(told)) in TOTALS:
        name, told = WRAPPERS[0], next(iter(told.values()))
    if name != WRAPPERS[0] or isinstance(told, Mapping | list):
        return None
    if str(told).strip().isdecimal() and int(str(told)) <= MOST_COUNTED:
        raise _Unclear
    total = _ore(told)
    return abs(total) if total else None


def _is_nothing(value: object) -> bool:
    if isinstance(value, Mapping | list):
        return not value
    return str(value or "").strip().lower() in ("", "0", "0.00", "0,00", "false", "none", "null", "[]")


def _age(refund: Refund) -> date:
    return refund.day or date.max


def _entries(told: Any) -> Iterator[Mapping[str, Any]]:
    """One refund, a list of them, a map as PHP makes of a list, or one of these inside another name."""
    if isinstance(told, list):
        for one in told:
            yield from _entries(one)
    elif not isinstance(told, Mapping):
        yield {"amount": told}
    elif inner := next((name for name in WRAPPERS if isinstance(told.get(name), Mapping | list)), None):
        yield from _entries(told[inner])
    elif told and all(str(name).isdecimal() and isinstance(one, Mapping) for name, one in told.items()):
        yield from _entries(list(told.values()))
    else:
        yield told


def _refund(raw: Raw, whole: Raw, sale: Sale) -> Refund | None:
    """One refund; ``None`` where nothing was paid back."""
    if raw.text("status", "state").lower() not in DONE:
        raise _Unclear
    if raw.text("currency", "currency_code").upper() not in ("", sale.currency):
        raise _Unclear
    amount, lines = _amount(raw, AMOUNTS), tuple(_lines(raw, whole, sale))
    freight, kept = _freight(raw, sale), _amount(raw, KEPT) or 0
    is_full = raw.text(*TYPES).lower() in WHOLE or raw.flag("full", "is_full", "full_refund")
    if not amount and not lines and not freight and not is_full:
        if amount is None:
            raise _Unclear
        return None
    words = " ".join(raw.text(name) for name in ("method", "refund_method", "payment_method", "gateway"))
    card = bool(_CARD.search(words))
    key = _id_key(raw.text(*IDS))
    return Refund(key, raw.day(*DAYS), amount or None, lines, freight, kept, is_full, by_gift_card=card)


def _amount(raw: Raw, names: Sequence[str]) -> int | None:
    """The one amount under ``names`` in öre, without its sign; two that differ are not understood."""
    found = {abs(ore) for name in names if (ore := _ore(raw.fields.get(name))) is not None}
    if len(found) > 1:
        raise _Unclear
    return next(iter(found), None)


def _ore(value: object) -> int | None:
    if value is None or value == "":
        return None
    text = str(value)
    found = None if isinstance(value, bool | list | Mapping) else parse_amount(_CURRENCY.sub("", text))
    if found is None or found[1] or (isinstance(value, str) and is_twofold(text)):
        raise _Unclear
    return to_ore(found[0])


def _freight(raw: Raw, sale: Sale) -> int | None:
    """The freight that was paid back. A shop that adds VAT on top does not say whether it is in here."""
    told = next((raw.fields[name] for name in FREIGHT if raw.fields.get(name) not in (None, "")), None)
    if isinstance(told, bool):
        return (None if sale.tax_on_top else sale.shipping_ore) if told else 0
    amount = _amount(raw, FREIGHT)
    return None if sale.tax_on_top and amount else amount


# -- what was given back -------------------------------------------------------------------


def _lines(raw: Raw, whole: Raw, sale: Sale) -> Iterator[RefundLine]:
    told: Any = next((raw.fields[name] for name in ROWS if not _is_nothing(raw.fields.get(name))), [])
    rows = list(told.values()) if isinstance(told, Mapping) else told
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise _Unclear
    for row in rows:
        yield from _line(Raw(row, raw.number), whole, sale)


def _line(row: Raw, whole: Raw, sale: Sale) -> Iterator[RefundLine]:
    pieces = {abs(number) for name in PIECES if (number := row.number_at(name)) is not None}
    amount = _amount(row, ("amount", "total", "refund_amount", "sum", "row_total"))
    if len(pieces) > 1:
        raise _Unclear
    if pieces == {Decimal(0)} or (not pieces and amount == 0):
        return
    line = _sold(row, whole, sale)
    if not pieces and amount is None and line.quantity != 1:
        raise _Unclear
    quantity = next(iter(pieces), Decimal(0) if amount else Decimal(1))
    amount = None if sale.tax_on_top else amount
    if not quantity and amount is None:
        raise _Unclear
    yield RefundLine(quantity, line.sku, line.product_key, amount or None)


def _sold(row: Raw, whole: Raw, sale: Sale) -> Line:
    """The line of the order that a row is about: by the line's own id, the product, or the SKU."""
    key, sku = _named(row, whole)
    of_key = [line for line in sale.lines if key and line.product_key == key]
    of_sku = [line for line in sale.lines if sku and line.sku == sku]
    of_product = [line for line in sale.lines if key and product_id_of(line.product_key) == key]
    for lines in (of_key, of_sku, of_product):
        found = {(line.product_key, line.sku): line for line in lines}
        if len(found) == 1:
            return next(iter(found.values()))
    raise _Unclear


def _named(row: Raw, whole: Raw) -> tuple[str, str]:
    """Product and SKU of a row, from itself or from the order's line that it names."""
    key, sku = product_key(row), row.text("sku", "article_number")
    own = row.text("order_product_id", "order_line_id", "line_id", "row_id") or row.text("id")
    if key or sku or not own:
        return key, sku
    told: Any = whole.fields.get("products")
    lines = list(told.values()) if isinstance(told, Mapping) else told or []
    named = [Raw(one, whole.number) for one in lines if str(one.get("id")) == own]
    if len(named) != 1:
        return own, ""
    return product_key(named[0]), named[0].text("sku")


# -- what is kept, and what each is called --------------------------------------------------


def _net(refunds: Sequence[Refund], sale: Sale) -> Iterator[Refund]:
    """A fee that was held back is either inside the amount or beside it: the sums must tell which."""
    for refund in refunds:
        amount, kept = refund.amount_ore, refund.kept_ore
        if not kept or amount is None:
            yield refund
            continue
        known = [line.amount_ore for line in refund.lines]
        goods = sum(one or 0 for one in known) + (refund.freight_ore or 0) if all(known) and known else None
        worth = goods if goods is not None else sale.total_ore if refund.is_full else None
        if worth not in (amount, amount + kept):
            raise _Unclear
        yield refund if worth == amount + kept else replace(refund, amount_ore=amount - kept)


def _id_key(told: str) -> str:
    lower = told.lower()
    if not lower:
        return ""
    if len(lower) < LONGEST_KEY and _SAFE.fullmatch(lower):
        return f"r{lower}"
    return f"i{hashlib.sha256(told.encode()).hexdigest()[: LONGEST_KEY - 1]}"


def _keyed(refunds: Iterator[Refund]) -> tuple[Refund, ...]:
    """Each refund by a name of its own: its id, else a digest of what it says, counted where two are alike.

    The same id twice is not understood: nobody knows whether the money went twice.
    """
    alike: Counter[str] = Counter()
    named = []
    for refund in refunds:
        says = repr(replace(refund, key=""))
        alike[says] += 1
        digest = hashlib.sha256(f"{says} {alike[says]}".encode()).hexdigest()
        named.append(refund if refund.key else replace(refund, key=f"x{digest[: LONGEST_KEY - 1]}"))
    if len({refund.key for refund in named}) != len(named):
        raise _Unclear
    return tuple(named)
