"""What a handler gives back, and how it becomes bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any

Record = dict[str, Any]

JSON_TYPE = "application/json; charset=utf-8"


class AnswerLost(ConnectionError):
    """The write was done (or will be) and the connection ends without a byte of answer."""


class BrokenBody(ValueError):
    """The body of a request is not JSON."""


@dataclass(slots=True)
class Answer:
    """A finished HTTP answer."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: list[tuple[str, str]] = field(default_factory=list)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        # Amounts carry two decimals: the shortest text of the double is the same digits.
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not JSON: {value!r}")


def encode(payload: object) -> bytes:
    return json.dumps(payload, ensure_ascii=False, default=_plain, separators=(",", ":")).encode()


def json_answer(status: int, payload: object) -> Answer:
    return Answer(status, encode(payload))


def ok(payload: object) -> Answer:
    return json_answer(HTTPStatus.OK, payload)


def created(payload: object) -> Answer:
    return json_answer(HTTPStatus.CREATED, payload)


def gone() -> Answer:
    return Answer(HTTPStatus.NO_CONTENT)


def words(text: str) -> tuple[str, ...]:
    """Names written as one line of text.

    >>> words("a b")
    ('a', 'b')
    """
    return tuple(text.split())


def decode(body: bytes) -> Any:
    """Parse JSON with amounts as ``Decimal``; NaN and Infinity are not JSON."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BrokenBody(str(error)) from error


def _refuse_constant(word: str) -> object:
    raise ValueError(word)
