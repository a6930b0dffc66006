"""The shapes an answer of Quickbutik's may have, read before anybody looks at what it says."""

from __future__ import annotations

import json
from typing import Any

from kontera.answers import read_json

Json = dict[str, Any]

UNREADABLE = object()
_ERROR_KEYS = frozenset({"code", "detail", "error", "errors", "message", "status", "success"})
_NO_STATUS_TOLD = 500


def read_answer(content: bytes) -> object:
    """The JSON in an answer, or ``UNREADABLE``."""
    try:
        return read_json(content)
    except ValueError:
        return UNREADABLE


def looks_like_html(content: bytes) -> bool:
    """A page for people: it comes from something between us, and says nothing of the shop's things."""
    return content.lstrip().startswith(b"<")


def hidden_status(answer: object) -> int:
    """The status that an error in the body of a 200 names, else 0; 500 when it names none.

    >>> hidden_status({"code": 404, "error": "Resource not found"}), hidden_status({"count": "42"})
    (404, 0)
    """
    if not isinstance(answer, dict) or not answer.get("error") or not set(answer) <= _ERROR_KEYS:
        return 0
    code = str(answer.get("code") or "").strip()
    is_status = code.isascii() and code.isdecimal() and 300 <= int(code) <= 599  # noqa: PLR2004 - HTTP
    return int(code) if is_status else _NO_STATUS_TOLD


def error_text(said: str) -> str:
    """What a refusal says, at most 300 characters."""
    try:
        body = json.loads(said)
    except (ValueError, RecursionError):
        return said.strip()[:300]
    return str(body.get("error") or body)[:300] if isinstance(body, dict) else str(body)[:300]


def listed_in(answer: object, *envelopes: str) -> list[Json]:
    """The objects in any of the shapes: a list, one object, an envelope of either or of nothing, a map.

    >>> listed_in({"product": None}, "product"), listed_in({"1": {"id": 7}}, "product")
    ([], [{'id': 7}])
    """
    if isinstance(answer, list):
        return [item for item in answer if isinstance(item, dict)]
    if not isinstance(answer, dict):
        return []
    for envelope in envelopes:
        if isinstance(answer.get(envelope), list | dict):
            return listed_in(answer[envelope])
        if envelope in answer and not answer[envelope]:
            return []
    if answer and all(isinstance(item, dict) for item in answer.values()):
        return list(answer.values())
    is_error = set(answer) <= {"code", "error", "message"}
    return [] if is_error or not answer else [answer]


def methods_in(answer: object, *envelopes: str) -> list[Json]:
    """Methods of payment as objects; mere names, in a list or behind ids, become objects.

    >>> methods_in({"methods": ["Swish"]}, "methods"), methods_in({"7": "Klarna"})
    ([{'name': 'Swish'}], [{'id': '7', 'name': 'Klarna'}])
    """
    wrapped = answer if isinstance(answer, dict) else {}
    inner = next((wrapped[name] for name in envelopes if isinstance(wrapped.get(name), list | dict)), answer)
    if isinstance(inner, list) and all(isinstance(one, str) for one in inner):
        return [{"name": one} for one in inner]
    if isinstance(inner, dict) and all(key.isdecimal() and isinstance(inner[key], str) for key in inner):
        return [{"id": key, "name": one} for key, one in inner.items()]
    return listed_in(answer, *envelopes)
