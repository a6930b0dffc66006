"""Marks that a shopkeeper has put on an order.

Guess: no source shows tags on orders. They are read as a list, as text with commas, or as the
names and values of the order's metadata (documented as free key/value data of an order).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_KEYS = ("tags", "tag", "labels")
_NO = frozenset({"", "0", "no", "nej", "false", "none", "null"})


def tags_of(raw: Mapping[str, Any]) -> frozenset[str]:
    """The order's tags, case folded.

    >>> sorted(tags_of({"tags": "Kassa, B2B", "metadata": {"dropship": "yes", "lager": "0"}}))
    ['b2b', 'dropship', 'kassa', 'yes']
    """
    found = [word for key in _KEYS for word in _words(raw.get(key))]
    return frozenset(
        word.strip().casefold() for word in (*found, *_marks(raw.get("metadata"))) if word.strip()
    )


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from re.split(r"[,;\n]+", value)
    elif isinstance(value, Mapping):
        yield from _words([value["name"]] if "name" in value else list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _words(item)


def _marks(value: object) -> Iterator[str]:
    """Metadata: a name whose value says yes is a tag, and so is the value itself."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _marks(
                {item["key"]: item.get("value")} if isinstance(item, Mapping) and "key" in item else {}
            )
    elif isinstance(value, Mapping):
        for name, said in value.items():
            if str(said).strip().casefold() not in _NO:
                yield str(name)
                yield from _words(str(said))
