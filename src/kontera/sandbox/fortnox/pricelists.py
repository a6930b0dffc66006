"""Price lists (prislistor)."""

from __future__ import annotations

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

REGISTER = Register("pricelists", "PriceList", "PriceLists", tables.PRICE_LIST, absent=2000431)
