"""What is written to Quickbutik: JSON with exact decimals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal


def encode(value: object) -> str:
    """JSON text of ``value``; a ``Decimal`` is written digit by digit, never through a float.

    >>> encode([{"price": Decimal("0.10"), "title": "Å", "visible": 0}])
    '[{"price":0.10,"title":"Å","visible":0}]'
    """
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{encode(str(key))}:{encode(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ",".join(encode(item) for item in value) + "]"
    if value is None or isinstance(value, str | int):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"cannot be sent to Quickbutik: {type(value).__name__}")
