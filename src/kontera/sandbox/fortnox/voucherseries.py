"""Voucher series (verifikationsserier), each with the next number of the current year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.register import Register

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.call import Call


class Series(Register):
    """Shows what the ledger knows beside what was registered."""

    def show(self, call: Call, record: Record) -> Record:
        year = call.company.year_of(call.today)
        number = int(year["Id"]) if year else 0
        last = call.company.voucher_numbers.get((record["Code"], number), 0)
        url = call.url(f"voucherseries/{record['Code']}?financialyear={number}")
        return {
            "@url": url,
            "Approver": None,
            "Manual": record["Code"] == "A",
            **record,
            "NextVoucherNumber": last + 1,
            "Year": number,
        }


REGISTER = Series(
    "voucherseries",
    "VoucherSeries",
    "VoucherSeriesCollection",
    tables.VOUCHER_SERIES,
    absent=2000729,
    extra=frozenset({"financialyear", "financialyeardate"}),
)
