"""The SIE 4 export of a financial year: code page 437, one record per line (SIE type 4E)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer
from kontera.sandbox.fortnox import ledger
from kontera.sandbox.fortnox.errors import Refusal, missing
from kontera.sandbox.fortnox.vouchers import chosen_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company

FIRST_RESULT_ACCOUNT = 3000
TYPES = ("1", "2", "3", "4")


def export(call: Call, kind: str) -> Answer:
    """Guess: types 1–3 are not built here and are refused."""
    call.no_params("financialyear", "financialYear", "financialyeardate")
    if kind not in TYPES:
        raise missing(2000764)
    if kind != "4":
        raise Refusal(2000588, "Type")
    if "financialYear" in call.params:
        call.params["financialyear"] = call.params.pop("financialYear")
    year = chosen_year(call)
    text = "\r\n".join(_lines(call.company, year)) + "\r\n"
    headers = [("Content-Disposition", 'attachment; filename="export.se"')]
    return Answer(200, text.encode("cp437", "replace"), "application/vnd.sie", headers)


def _lines(company: Company, year: int) -> Iterator[str]:
    card = company.shelf("financialyears")[str(year)]
    yield "#FLAGGA 0"
    yield '#PROGRAM "Fortnox" "sandbox"'
    yield "#FORMAT PC8"
    yield f"#GEN {company.clock.today():%Y%m%d}"
    yield "#SIETYP 4"
    yield f"#ORGNR {company.org_number}"
    yield f"#FNAMN {_quoted(company.name)}"
    yield f"#RAR 0 {_day(card['FromDate'])} {_day(card['ToDate'])}"
    yield "#KPTYP BAS2014"
    yield from _accounts(company, year)
    yield from _vouchers(company, year)


def _accounts(company: Company, year: int) -> Iterator[str]:
    for record in company.shelf("accounts").values():
        yield f"#KONTO {record['Number']} {_quoted(record['Description'])}"
    for account, amount in sorted(ledger.balances(company, year).items()):
        if account < FIRST_RESULT_ACCOUNT:
            yield f"#IB 0 {account} 0.00"
            yield f"#UB 0 {account} {amount:.2f}"
        else:
            yield f"#RES 0 {account} {amount:.2f}"


def _vouchers(company: Company, year: int) -> Iterator[str]:
    for voucher in sorted(company.vouchers_of(year), key=lambda one: (one.series, one.number)):
        head = f"#VER {_quoted(voucher.series)} {voucher.number} {voucher.day:%Y%m%d}"
        yield f"{head} {_quoted(voucher.text)} {voucher.moment:%Y%m%d}"
        yield "{"
        for account, amount in voucher.rows:
            yield f"   #TRANS {account} {{}} {amount:.2f}"
        yield "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _day(text: str) -> str:
    return text.replace("-", "")
