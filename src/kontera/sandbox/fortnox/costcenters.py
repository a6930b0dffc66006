"""Cost centres (kostnadsställen)."""

from __future__ import annotations

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

REGISTER = Register(
    "costcenters",
    "CostCenter",
    "CostCenters",
    tables.COST_CENTER,
    absent=2000729,  # Guess: the code is not known.
    defaults={"Active": True},
)
