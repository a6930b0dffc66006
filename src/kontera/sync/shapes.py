"""Whose document is it? The references that connections write, and what they say of the order's number.

Known from the connections' code: BjornTech writes ``order:costcentre:project`` as the first external
reference. Wetail numbers the Fortnox order as the shop's order and writes that number as reference.
How Quickbutik's own connection writes is not documented. Guess: the order's number alone, in one of
the places a reference has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.fortnox.listings import Listed

OWN = "kontera"
QUICKBUTIK, BJORNTECH, WETAIL = "quickbutik", "bjorntech", "wetail"
_THREE = re.compile(r"([^:\s]+):[^:]*:[^:]*")
_NUMBER = re.compile(r"#?([A-Za-z0-9_-]{1,40})")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document says of itself. ``document``: which of our own it is, for our own reference."""

    origin: str
    order_number: str
    is_guess: bool = False
    document: str = ""
    needs_total: bool = False
    """So weak that it counts only with the order's very total."""


def claims_of(listed: Listed, shop_key: str) -> Iterator[Claim]:
    """Every order number that the document may stand for, the surest first.

    Another Kontera shop's documents are nobody else's.
    """
    first = listed.references[0]
    if first.startswith(f"{OWN}:"):
        yield from _own(first, shop_key)
        return
    if found := _THREE.fullmatch(first):
        yield Claim(BJORNTECH, found[1])
    for reference in listed.references:
        if plain := _NUMBER.fullmatch(reference):
            yield _plain(listed, plain[1])
    for text in (listed.your_order_number, listed.your_reference):
        if plain := _NUMBER.fullmatch(text):
            yield Claim(QUICKBUTIK, plain[1], is_guess=True)
    if listed.kind == "order" and not first:
        yield Claim(WETAIL, listed.number, is_guess=True, needs_total=True)


def _own(reference: str, shop_key: str) -> Iterator[Claim]:
    parts = reference.split(":")
    if parts[1:2] == [shop_key] and reference.endswith(";") and len(parts) == len(("", "", "", "")):
        yield Claim(OWN, parts[2], document=parts[3].rstrip(";"))


def _plain(listed: Listed, number: str) -> Claim:
    digits = "".join(filter(str.isdigit, number))
    if listed.kind == "order" and digits and digits == listed.number:
        return Claim(WETAIL, number)
    return Claim(QUICKBUTIK, number, is_guess=True)
