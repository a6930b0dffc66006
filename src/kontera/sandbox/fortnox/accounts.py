"""The chart of accounts of a financial year. Guess: one chart for all years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.errors import without_code
from kontera.sandbox.fortnox.register import Register

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.call import Call

DEFAULTS: Record = {
    "Active": True,
    "BalanceBroughtForward": 0,
    "CostCenterSettings": "ALLOWED",
    "ProjectSettings": "ALLOWED",
    "TransactionInformationSettings": "ALLOWED",
    "SRU": 0,
}


def _known_code(call: Call, record: Record) -> None:
    codes = {"", "MF", "MP0", "VTEU", "VEU", "ÖTEU", "ÖTTU", "OMSS", "I", "U1", "U2", "U3", "UTFU1"}
    if (record.get("VATCode") or "") not in codes | set(call.company.vat_codes):
        raise without_code(f"Kan inte hitta momskoden {record['VATCode']}")


class Accounts(Register):
    """Accounts show their year; lists leave out what only single answers carry."""

    def show(self, call: Call, record: Record) -> Record:
        year = call.company.year_of(call.today)
        number = int(year["Id"]) if year else 0
        url = call.url(f"accounts/{record['Number']}?financialyear={number}")
        return {"@url": url, **record, "Year": number}


REGISTER = Accounts(
    "accounts",
    "Account",
    "Accounts",
    tables.ACCOUNT_CARD,
    absent=2000423,
    key="Number",
    rule=_known_code,
    filters={"sru": ("SRU", "exact")},
    extra=frozenset({"financialyear", "financialyeardate"}),
    defaults=DEFAULTS,
)
