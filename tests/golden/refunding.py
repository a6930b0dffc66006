"""Refunds of a golden case on the stage, as the sandbox's shop tells them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
WORD = "refund "


def later(raw: Json) -> Iterator[tuple[date, str, str]]:
    """Day, order and word of each refund of an order."""
    for place, one in enumerate(_refunds(raw)):
        yield date.fromisoformat(one["date"]), raw["number"], f"{WORD}{place}"


def spec_of(raw: Json, word: str) -> Json:
    """A refund as the sandbox's shop takes it."""
    one = _refunds(raw)[int(word.removeprefix(WORD))]
    kept = one.get("return_fee") or one.get("kept") or {}
    spec: Json = {"type": "full" if one["type"] == "full" else "partial"}
    if one.get("lines"):
        spec["products"] = [{"sku": line["sku"], "qty": line["qty"]} for line in one["lines"]]
    if one.get("amount"):
        spec["amount"] = one["amount"]
    if kept:
        spec["fee"] = kept["amount_incl"] if isinstance(kept, dict) else kept
    return spec


def _refunds(raw: Json) -> list[Json]:
    return list(raw.get("refunds") or ([raw["refund"]] if "refund" in raw else []))
