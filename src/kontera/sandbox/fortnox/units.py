"""Units (enheter)."""

from __future__ import annotations

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

REGISTER = Register("units", "Unit", "Units", tables.UNIT, absent=2000432)
