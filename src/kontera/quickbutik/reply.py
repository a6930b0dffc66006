"""What the shop answers to a batch of writes, whatever shape it has.

Client code reads ``{"success": 2, "errors": ["…"], "variants": []}``; an old page of the documentation
shows ``{"success": 1, "variants": [{}], "notices": [""]}``. Both come with status 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kontera.quickbutik.values import parse_number


@dataclass(frozen=True, slots=True)
class Reply:
    """``count``: how many writes succeeded; None when the answer does not tell, as a mere "true"."""

    count: int | None
    errors: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return self.errors + self.notices


def read_reply(answer: object) -> Reply:
    """Read an answer to a write. Refuses none: what is not understood tells nothing.

    >>> read_reply({"success": "2", "errors": ["Product not found: 7"], "variants": []})
    Reply(count=2, errors=('Product not found: 7',), notices=())
    """
    if not isinstance(answer, Mapping):
        return Reply(None)
    errors = _texts(answer.get("errors")) + _texts(answer.get("error"))
    return Reply(_count(answer.get("success")), errors, _texts(answer.get("notices")))


def _count(value: object) -> int | None:
    if value is False:
        return 0
    number = None if isinstance(value, bool) else parse_number(str(value))
    return int(number) if number is not None and number == number.to_integral_value() else None


def _texts(value: object) -> tuple[str, ...]:
    """The texts in a text, a list or a map of texts, the key in front: it may be what the text is about."""
    if isinstance(value, Mapping):
        pairs = ((str(key), text) for key, one in value.items() for text in _texts(one))
        return tuple(f"{key}: {text}" for key, text in pairs)
    if isinstance(value, list):
        return tuple(text for one in value for text in _texts(one))
    text = "" if value is None or isinstance(value, bool) else str(value).strip()
    return (text,) if text else ()
