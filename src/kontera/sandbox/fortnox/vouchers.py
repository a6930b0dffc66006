"""Vouchers: the ledger as the API shows it, and manual vouchers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, ok
from kontera.sandbox.fortnox import ledger, lists, tables
from kontera.sandbox.fortnox.company import Shelf, Voucher
from kontera.sandbox.fortnox.errors import Refusal, missing, without_code
from kontera.sandbox.fortnox.fields import check
from kontera.sandbox.fortnox.totals import ZERO, half_up

if TYPE_CHECKING:
    from decimal import Decimal

    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company

YEAR_PARAMS = ("financialyear", "financialyeardate")


def chosen_year(call: Call) -> int:
    """The year of ``financialyear`` (id) or ``financialyeardate``; the current one by default."""
    text = call.params.get("financialyear")
    if text is not None:
        if text not in call.company.shelf("financialyears"):
            raise Refusal(2000588, "financialyear")
        return int(text)
    year = call.company.year_of(call.params.get("financialyeardate", call.today))
    if year is None:
        raise without_code("Räkenskapsår saknas")
    return int(year["Id"])


def show(call: Call, voucher: Voucher) -> Record:
    return {
        **_head(call, voucher),
        "CostCenter": "",
        "Project": "",
        "VoucherRows": [_row(call.company, account, amount) for account, amount in voucher.rows],
    }


def _head(call: Call, voucher: Voucher) -> Record:
    place = f"vouchers/{voucher.series}/{voucher.number}?financialyear={voucher.year}"
    return {
        "@url": call.url(place),
        "ApprovalState": 0,
        "Comments": voucher.comments,
        "Description": voucher.text,
        "ReferenceNumber": voucher.reference,
        "ReferenceType": voucher.reference_type,
        "TransactionDate": voucher.day.isoformat(),
        "VoucherNumber": voucher.number,
        "VoucherSeries": voucher.series,
        "Year": voucher.year,
    }


def _row(company: Company, account: int, amount: Decimal) -> Record:
    card = company.account(account)
    return {
        "Account": account,
        "CostCenter": "",
        "Credit": -amount if amount < 0 else ZERO,
        "Debit": amount if amount > 0 else ZERO,
        "Description": card["Description"] if card else "",
        "Project": "",
        "Quantity": ZERO,
        "Removed": False,
        "TransactionInformation": "",
    }


def read(call: Call, series: str, number: int) -> Answer:
    call.no_params(*YEAR_PARAMS)
    voucher = call.company.vouchers.get((series, number, chosen_year(call)))
    if voucher is None:
        refusal = missing(2000729)
        refusal.message = "Kan inte hitta verifikationen."
        raise refusal
    return ok({"Voucher": show(call, voucher)})


def index(call: Call, series: str = "") -> Answer:
    year = chosen_year(call)
    shelf = Shelf()
    for voucher in call.company.vouchers_of(year):
        if series in ("", voucher.series):
            shelf.put(f"{voucher.series}{voucher.number}", _head(call, voucher), voucher.moment)
    filters: dict[str, tuple[str, lists.How]] = {
        "fromdate": ("TransactionDate", "from"),
        "todate": ("TransactionDate", "to"),
    }
    listing = lists.Listing("Vouchers", lambda _call, record: record, filters, extra=frozenset(YEAR_PARAMS))
    return lists.answer(call, shelf, listing)


def create(call: Call) -> Answer:
    call.no_params(*YEAR_PARAMS)
    clean = check("Voucher", tables.VOUCHER, call.body("Voucher"))
    if clean["VoucherSeries"] not in call.company.shelf("voucherseries"):
        raise without_code("Kan inte hitta verifikationsserien")
    sums: ledger.Sums = {}
    for row in clean.get("VoucherRows") or []:
        amount = half_up(row.get("Debit") or ZERO) - half_up(row.get("Credit") or ZERO)
        sums[row["Account"]] = sums.get(row["Account"], ZERO) + amount
    if not sums or sum(sums.values(), ZERO) != 0:
        raise without_code("Verifikationen balanserar inte")
    voucher = ledger.post(
        call.company,
        clean["VoucherSeries"],
        day=clean["TransactionDate"],
        sums=sums,
        text=clean["Description"],
        reference="",
        kind="MANUAL",
    )
    voucher.comments = clean.get("Comments") or ""
    return created({"Voucher": show(call, voucher)})
