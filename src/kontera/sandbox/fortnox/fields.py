"""What a field may hold, and the check of a request's body against a table of fields.

A table maps a field's name to its ``Field``. The tables themselves are in ``tables``.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from kontera.sandbox.fortnox.errors import Refusal, without_code
from kontera.sandbox.fortnox.text import forbidden

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kontera.sandbox.answers import Record

Kind = Literal[
    "text", "number", "integer", "whole", "boolean", "date", "quantity", "digits", "object", "list"
]

API_BLANK = "API_BLANK"
"""The word that clears a stored text (used by widespread clients)."""

LARGEST = Decimal(999_999_999)
SMALLEST = Decimal("0.000000001")
"""Guess: numbers outside these bounds are refused as not numeric."""
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Guess: the years a date may have."""

ONE_LINE_BREAK = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: JSON type, limits and what happens when they are overstepped."""

    kind: Kind
    limit: int = 0
    """Longest text; 0 = no limit stated."""
    cut: int = 0
    """Texts are silently cut here (measured by an integrator, 2026)."""
    too_long: int = 2000107
    """Guess: one code for every text without a known one."""
    required: bool = False
    read_only: bool = False
    not_null: bool = False
    one_line: bool = False
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    exact: int = 0
    inside: Mapping[str, Field] | None = None


Table = dict[str, Field]

TEXT = Field("text")
NUMBER = Field("number")
INTEGER = Field("integer")
BOOLEAN = Field("boolean")
DATE = Field("date")
ACCOUNT = Field("integer", low=1000, high=9999)


def text(limit: int = 0, *, cut: int = 0, required: bool = False, exact: int = 0) -> Field:
    return Field("text", limit, cut=cut, required=required, exact=exact)


def one_of(*choices: str) -> Field:
    return Field("text", choices=choices)


def sealed(kind: Kind = "text") -> Field:
    """A field only Fortnox writes. Guess: sending one is refused like ``SalesPrice`` is (2000321)."""
    return Field(kind, read_only=True)


def each(names: str, field: Field) -> Table:
    """The same field under several names, space separated."""
    return dict.fromkeys(names.split(), field)


def required(field: Field) -> Field:
    return replace(field, required=True)


def check(label: str, table: Mapping[str, Field], body: Record, *, partial: bool = False) -> Record:
    """The body with every value checked and typed (numbers as ``Decimal``).

    ``partial``: an update, so required fields may be missing. Raises ``Refusal``.
    """
    clean: Record = {}
    for name, value in body.items():
        if name == "@url":
            continue  # Guess: what a client read and sends back does no harm.
        field = table.get(name)
        if field is None:
            raise Refusal(2001399, f"{label}.{name}")
        clean[name] = _value(f"{label}.{name}", field, value)
    for name, field in table.items():
        absent = name not in clean if partial else clean.get(name) in (None, "")
        if field.required and not (partial and absent) and clean.get(name) in (None, ""):
            raise without_code(f"Värde saknas för obligatoriskt fält {label}.{name}")
    return clean


def _value(name: str, field: Field, value: object) -> object:
    if field.read_only:
        raise Refusal(2000321, name)
    if value is None:
        if field.not_null:
            raise Refusal(2000699, name)
        return None
    return _READERS[field.kind](name, field, value)


def _text(name: str, field: Field, value: object) -> object:
    if not isinstance(value, str):
        raise Refusal(2000106, name)
    if field.one_line:
        value = ONE_LINE_BREAK.sub(" ", value)
    bad = forbidden(value)
    if bad:
        raise Refusal(2000359, name)
    if field.choices and value not in field.choices and value != "":
        raise without_code(f"Ogiltigt värde för {name}: {value}")
    return _measured(name, field, value)


def _measured(name: str, field: Field, value: str) -> str:
    if value == API_BLANK or not value:
        return value
    if field.exact and len(value) != field.exact:
        raise Refusal(2000106, name)
    if field.cut:
        value = value[: field.cut]
    if field.limit and len(value) > field.limit:
        raise Refusal(field.too_long, name)
    return value


def _number(name: str, field: Field, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Refusal(2000108, name)
    number = Decimal(value)
    if not number.is_finite() or (number and not SMALLEST <= abs(number) <= LARGEST):
        raise Refusal(2000108, name)
    _bounds(name, field, number)
    return number


def _integer(name: str, field: Field, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise Refusal(2000108, name)
    _bounds(name, field, Decimal(value))
    return int(value)


def _whole(name: str, field: Field, value: object) -> object:
    """A number that loses its decimals without a word."""
    return int(Decimal(str(_number(name, field, value))))


def _bounds(name: str, field: Field, value: Decimal) -> None:
    if (field.low is not None and value < field.low) or (field.high is not None and value > field.high):
        raise Refusal(2000108, f"{name}: {value}")


def _boolean(name: str, _field: Field, value: object) -> object:
    if not isinstance(value, bool):
        raise Refusal(2000134, name)
    return value


def _date(name: str, _field: Field, value: object) -> object:
    if value == "":
        return None
    if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
        with contextlib.suppress(ValueError):
            day = date.fromisoformat(value)
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day.isoformat()
    raise without_code(f"Ogiltigt datum för {name}")


def _quantity(name: str, _field: Field, value: object) -> object:
    """A quantity: text by the description, numbers are sent by clients in use too."""
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except ArithmeticError:
            raise Refusal(2000108, name) from None
    return _number(name, NUMBER, value)


def _digits(name: str, _field: Field, value: object) -> object:
    """A document number in a body: the description says integer, everywhere else it is text (Guess: both)."""
    if isinstance(value, str) and value.isdecimal():
        return value
    return str(_integer(name, INTEGER, value))


def _object(name: str, field: Field, value: object) -> object:
    if not isinstance(value, dict):
        raise Refusal(2001392, name)
    return check(name, field.inside or {}, value, partial=True)


def _list(name: str, field: Field, value: object) -> object:
    if not isinstance(value, list):
        raise Refusal(2001392, name)
    single = name.rsplit(".", maxsplit=1)[-1].removesuffix("s")
    return [_object(single, field, item) for item in value]


_READERS: dict[Kind, Callable[[str, Field, object], object]] = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "whole": _whole,
    "boolean": _boolean,
    "date": _date,
    "quantity": _quantity,
    "digits": _digits,
    "object": _object,
    "list": _list,
}
