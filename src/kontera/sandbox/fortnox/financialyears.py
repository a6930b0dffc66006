"""Financial years, each with its accounting method (ACCRUAL or CASH)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, ok
from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.errors import Refusal, missing, without_code
from kontera.sandbox.fortnox.fields import check

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call


def show(call: Call, record: Record) -> Record:
    return {"@url": call.url(f"financialyears/{record['Id']}"), **record}


def index(call: Call) -> Answer:
    """All years, or the one that holds ``date``. The description spells it ``Date``: both are taken."""
    call.no_params("date", "Date", "page", "limit", "offset")
    day = call.params.get("Date") or call.params.get("date")
    years = list(call.company.shelf("financialyears").values())
    if day:
        years = [year for year in years if year["FromDate"] <= day <= year["ToDate"]]
    years.sort(key=lambda year: str(year["FromDate"]), reverse=True)
    meta = {"@TotalResources": len(years), "@TotalPages": 1 if years else 0, "@CurrentPage": 1}
    return ok({"MetaInformation": meta, "FinancialYears": [show(call, year) for year in years]})


def read(call: Call, number: str) -> Answer:
    record = call.company.shelf("financialyears").get(number)
    if record is None:
        raise missing(2000729)
    return ok({"FinancialYear": show(call, record)})


def create(call: Call) -> Answer:
    clean = check("FinancialYear", tables.FINANCIAL_YEAR, call.body("FinancialYear"))
    if clean["FromDate"] >= clean["ToDate"]:
        raise Refusal(2000108, "FinancialYear.ToDate")
    years = call.company.shelf("financialyears")
    if any(
        year["FromDate"] <= clean["ToDate"] and clean["FromDate"] <= year["ToDate"] for year in years.values()
    ):
        raise without_code("Räkenskapsåret överlappar ett befintligt")
    number = len(years) + 1
    record: Record = {"Id": number, "AccountChartType": "BAS 2025", "AccountingMethod": "ACCRUAL", **clean}
    call.company.keep("financialyears", str(number), record)
    return created({"FinancialYear": show(call, record)})
