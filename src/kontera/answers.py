"""What a service answers, read as JSON before anybody looks at what it says."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def read_json(said: str | bytes) -> Any:
    r"""The JSON in an answer, its numbers as ``Decimal`` or int. Raises ``ValueError`` where there is none.

    Bytes are UTF-8 whatever their header says, as JSON is; what is not is read as Windows Latin. What no
    database keeps (NUL, half a pair of surrogates) is left out: a customer can type it into a note.

    >>> read_json(b'{"price": 19.90, "note": "hej\\u0000"}')
    {'price': Decimal('19.90'), 'note': 'hej'}
    """
    text = said if isinstance(said, str) else _text(said)
    try:
        value = json.loads(text, parse_float=Decimal)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return _kept(value) if _SUSPECT.search(text) else value


def _text(said: bytes) -> str:
    try:
        return said.decode("utf-8-sig")
    except UnicodeDecodeError:
        return said.decode("cp1252", "replace")


def _kept(value: Any) -> Any:
    """The same without the characters that cannot be kept."""
    if isinstance(value, str):
        return _UNKEPT.sub("", value)
    if isinstance(value, list):
        return [_kept(item) for item in value]
    return {_kept(key): _kept(item) for key, item in value.items()} if isinstance(value, dict) else value
