"""Which voucher series each kind of document is booked in."""

from __future__ import annotations

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

REGISTER = Register(
    "predefinedvoucherseries",
    "PreDefinedVoucherSeries",
    "PreDefinedVoucherSeriesCollection",
    tables.PREDEFINED_SERIES,
    absent=2000729,
    key="Name",
)
