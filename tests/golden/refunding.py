"""Refunds of a golden case on the stage, as the sandbox's shop tells them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.golden.reading import amount_in, is_undone, kept_of, paid_back, refunds_in

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
WORD = "refund "


def later(raw: Json) -> Iterator[tuple[date, str, str]]:
    """Day, order and word of each refund of an order; one that was called off is told so by the shop."""
    for place, one in enumerate(() if is_undone(raw) else refunds_in(raw)):
        yield date.fromisoformat(str(one["date"])), raw["number"], f"{WORD}{place}"


def spec_of(raw: Json, word: str) -> Json:
    """A refund as the sandbox's shop takes it."""
    one = refunds_in(raw)[int(word.removeprefix(WORD))]
    amount, kept = paid_back(one), kept_of(one)
    spec: Json = {"type": "full" if one["type"] == "full" else "partial"}
    if one.get("lines"):
        spec["products"] = [{"sku": line["sku"], "qty": line.get("qty", "1")} for line in one["lines"]]
    if amount is not None:
        spec["amount"] = amount
    if one.get("shipping"):
        back = one["shipping"]
        spec["shipping_amount"] = amount_in(raw["shipping"] if back is True else back)
    return {**spec, "fee": kept} if Decimal(kept) else spec
