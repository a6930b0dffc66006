"""A shop that tells only how much it has paid back so far: each sum it has told is a refund of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.books.order import Refund


def total_key(total_ore: int) -> str:
    """The key of the refund that made the sum of an order's refunds so large.

    >>> total_key(10000), total_in(total_key(10000)), total_in("r7")
    ('t2710', 10000, None)
    """
    return f"t{total_ore:x}"


def total_in(key: str) -> int | None:
    """The sum that a key of ``total_key`` carries; ``None`` for any other key.

    >>> total_in("t2710")
    10000
    """
    return int(key[1:], 16) if key.startswith("t") else None


def parts_of_total(total: Refund, credited: Iterable[str]) -> tuple[Refund, ...]:
    """The refunds that a sum has grown by: those ``credited`` already by their keys, and what is new.

    A sum below what was credited is given back as it is: the credits are then of refunds that are gone.

    >>> from kontera.books.order import Refund
    >>> grown = Refund(total_key(15000), None, 15000, is_total=True)
    >>> [(one.key, one.amount_ore) for one in parts_of_total(grown, ["t2710"])]
    [('t2710', 10000), ('t3a98', 5000)]
    """
    now = total.amount_ore or 0
    sums = sorted({now} | {known for key in credited if (known := total_in(key)) is not None})
    if sums[-1] > now:
        return (total,)
    return tuple(
        replace(total, key=total_key(one), amount_ore=one - before)
        for before, one in zip([0, *sums], sums, strict=False)
    )
