"""Currencies (valutor) registered in the company."""

from __future__ import annotations

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

REGISTER = Register("currencies", "Currency", "Currencies", tables.CURRENCY, absent=2000427)
