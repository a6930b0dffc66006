"""Currencies (valutor) registered in the company. Guess: a rate that is left out is 1."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.call import Call


def _rated(call: Call, record: Record) -> None:
    """Documents in the currency need a rate and a unit."""
    for name in ("BuyRate", "SellRate", "Unit"):
        record[name] = record.get(name) or Decimal(1)
    record["IsAutomatic"] = bool(record.get("IsAutomatic"))
    record["Date"] = record.get("Date") or call.today


REGISTER = Register("currencies", "Currency", "Currencies", tables.CURRENCY, absent=2000427, rule=_rated)
