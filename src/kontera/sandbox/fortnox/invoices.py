"""Invoices: create, read, list, update, bookkeep, cancel, credit, warehouseready.

Types as recorded: references "0", ``Credit`` a text, quantities texts, ``FinalPayDate`` null,
``InvoicePeriodEnd`` "". ``InvoiceReference`` is sent though the public description lacks it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, ok, words
from kontera.sandbox.fortnox import documents, ledger, lists, stock, tables
from kontera.sandbox.fortnox.documents import EMPTY_REFERENCE, Paper
from kontera.sandbox.fortnox.errors import Refusal, missing, without_code
from kontera.sandbox.fortnox.fields import Field, check

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company
    from kontera.sandbox.fortnox.fields import Kind, Table

PAPER = Paper("Invoice", "InvoiceRows", tables.INVOICE, tables.INVOICE_ROW, "invoices")
MOST_ROWS = 500
PDF = b"%PDF-1.4\n%%EOF\n"
ITEM = words(
    "Balance Booked Cancelled CostCenter Currency CurrencyRate CurrencyUnit CustomerName CustomerNumber "
    "DocumentNumber DueDate ExternalInvoiceReference1 ExternalInvoiceReference2 FinalPayDate InvoiceDate "
    "InvoiceType NoxFinans OCR Project Sent TermsOfPayment Total VoucherNumber VoucherSeries VoucherYear "
    "WayOfDelivery"
)


def show(call: Call, record: Record) -> Record:
    rows = [{k: v for k, v in row.items() if k in tables.INVOICE_ROW} for row in record["InvoiceRows"]]
    return {"@url": call.url(f"invoices/{record['DocumentNumber']}"), **record, "InvoiceRows": rows}


def item(call: Call, record: Record) -> Record:
    listed = {name: record[name] for name in ITEM}
    listed["CurrencyRate"] = str(record["CurrencyRate"].normalize())
    return {"@url": call.url(f"invoices/{record['DocumentNumber']}"), **listed}


def _standing(record: Record) -> bool:
    """Guess: the payment filters look only at booked invoices (saved ones under the cash method)."""
    return bool((record["Booked"] or record["AccountingMethod"] == "CASH") and not record["Cancelled"])


LISTING = lists.Listing(
    "Invoices",
    item,
    {
        "costcenter": ("CostCenter", "contains"),
        "customername": ("CustomerName", "contains"),
        "customernumber": ("CustomerNumber", "contains"),
        "documentnumber": ("DocumentNumber", "contains"),
        "fromdate": ("InvoiceDate", "from"),
        "todate": ("InvoiceDate", "to"),
        "fromfinalpaydate": ("FinalPayDate", "from"),
        "tofinalpaydate": ("FinalPayDate", "to"),
        "notcompleted": ("NotCompleted", "boolean"),
        "ocr": ("OCR", "contains"),
        "ourreference": ("OurReference", "contains"),
        "yourreference": ("YourReference", "contains"),
        "project": ("Project", "contains"),
        "sent": ("Sent", "boolean"),
        "externalinvoicereference1": ("ExternalInvoiceReference1", "prefix"),
        "externalinvoicereference2": ("ExternalInvoiceReference2", "prefix"),
        "invoicetype": ("InvoiceType", "exact"),
        "currency": ("Currency", "exact"),
        "yourordernumber": ("YourOrderNumber", "contains"),
        "credit": ("Credit", "boolean"),
    },
    {
        "cancelled": lambda _company, record: record["Cancelled"],
        "fullypaid": lambda _company, record: _standing(record) and record["Balance"] == 0,
        "unpaid": lambda _company, record: _standing(record) and record["Balance"] != 0,
        "unpaidoverdue": lambda company, record: (
            _standing(record) and record["Balance"] != 0 and record["DueDate"] < str(company.clock.today())
        ),
        "unbooked": lambda _company, record: not record["Booked"] and not record["Cancelled"],
    },
)


def find(company: Company, number: str) -> Record:
    record = company.invoices.get(number)
    if record is None:
        raise missing(2000434)
    return record


def index(call: Call) -> Answer:
    return lists.answer(call, call.company.invoices, LISTING)


def read(call: Call, number: str) -> Answer:
    call.no_params()
    return ok({"Invoice": show(call, find(call.company, number))})


def create(call: Call) -> Answer:
    call.no_params()
    clean = check("Invoice", _table(call.company), call.body("Invoice"))
    return created({"Invoice": show(call, make(call, clean))})


def _table(company: Company) -> Table:
    """The fields as this company takes them: a row's VAT is whole, unless a switch says otherwise."""
    kinds: dict[str, Kind] = {"accept": "number", "truncate": "whole"}
    kind = kinds.get(company.switches.fractional_vat)
    if kind is None:
        return tables.INVOICE
    rows = replace(tables.INVOICE["InvoiceRows"], inside={**tables.INVOICE_ROW, "VAT": Field(kind)})
    return {**tables.INVOICE, "InvoiceRows": rows}


def make(call: Call, clean: Record, *, order: str = EMPTY_REFERENCE) -> Record:
    """A new unbooked invoice from checked fields."""
    company = call.company
    customer = documents.buyer_of(company, clean["CustomerNumber"])
    record = documents.fill_header(call, PAPER, clean, customer)
    record.update(InvoiceDate=clean.get("InvoiceDate") or call.today, OrderReference=order)
    _fresh(record)
    documents.check_registers(company, record)
    record["DueDate"] = clean.get("DueDate") or _due(record)
    record["AccountingMethod"] = company.method_on(record["InvoiceDate"])
    rows = clean.get("InvoiceRows") or []
    if len(rows) > MOST_ROWS:
        raise without_code(f"En faktura kan ha högst {MOST_ROWS} rader")
    record["InvoiceRows"] = documents.make_rows(call, PAPER, rows, record, customer)
    documents.write_totals(company, PAPER, record)
    record["Balance"] = record["Total"]
    record["Credit"] = "true" if record["Total"] < 0 else "false"  # Guess: a negative total is a credit.
    record["DocumentNumber"] = _number(company, clean.get("DocumentNumber"))
    record["OCR"] = record["OCR"] or record["DocumentNumber"]
    stock.keep(call, PAPER, record)
    return record


def _fresh(record: Record) -> None:
    record.update(Booked=False, FinalPayDate=None, LastRemindDate="", Reminders=0, NoxFinans=False)
    record.update(InvoicePeriodStart="", InvoicePeriodEnd="", InvoicePeriodReference="")
    record.update(VoucherNumber=None, VoucherSeries=None, VoucherYear=None)
    record.update(ContractReference=EMPTY_REFERENCE, InvoiceReference=EMPTY_REFERENCE)
    record["CreditInvoiceReference"] = record["CreditInvoiceReference"] or EMPTY_REFERENCE
    record["InvoiceType"] = record["InvoiceType"] or "INVOICE"
    record["EUQuarterlyReport"] = bool(record["EUQuarterlyReport"])


def _due(record: Record) -> str:
    days = int(record["TermsOfPayment"]) if record["TermsOfPayment"].isdecimal() else 0
    return str(date.fromisoformat(record["InvoiceDate"]) + timedelta(days=days))


def _number(company: Company, wanted: str | None) -> str:
    """Guess: a number chosen by the client is taken when it is free and made of digits."""
    if not wanted:
        return company.invoices.next_number()
    if not wanted.isdecimal():
        raise Refusal(2000108, "Invoice.DocumentNumber")
    if wanted in company.invoices:
        raise without_code(f"Fakturanummer {wanted} finns redan")
    return wanted


def from_order(call: Call, order: Record) -> Record:
    """The invoice ``createinvoice`` makes: same header and rows, dated today."""
    names = set(tables.writable(tables.INVOICE)) & set(order)
    # An emptied field must stay empty, so it travels as null.
    clean: Record = {name: order[name] if order[name] != "" else None for name in names - {"DocumentNumber"}}
    if not order["CopyRemarks"]:
        clean["Remarks"] = None
    row_names = tables.writable(tables.INVOICE_ROW)
    clean["InvoiceRows"] = [
        {
            **{name: row[name] for name in row_names if name in row},
            "DeliveredQuantity": Decimal(row["DeliveredQuantity"]),
        }
        for row in order["OrderRows"]
    ]
    return make(call, clean, order=order["DocumentNumber"])


def _changeable(company: Company, record: Record) -> None:
    if record["Booked"]:
        raise without_code("Fakturan är bokförd och kan inte ändras")
    if record["Cancelled"]:
        raise without_code("Fakturan är makulerad")
    if record["WarehouseReady"] and company.switches.warehouse:
        raise Refusal(2003125)


def update(call: Call, number: str) -> Answer:
    call.no_params()
    company = call.company
    old = find(company, number)
    _changeable(company, old)
    table = tables.without(_table(company), "DocumentNumber")
    clean = check("Invoice", table, call.body("Invoice"), partial=True)
    record = documents.merge(old, {k: v for k, v in clean.items() if k != "InvoiceRows"}, tables.INVOICE)
    customer = documents.customer_of(company, record["CustomerNumber"])
    documents.check_registers(company, record)
    if "InvoiceDate" in clean and "DueDate" not in clean:
        record["DueDate"] = _due(record)
    record["AccountingMethod"] = company.method_on(record["InvoiceDate"])
    if clean.get("InvoiceRows") is not None:
        given = clean["InvoiceRows"]
        if company.switches.keeps_rows:
            given = [*given, *({} for _row in old["InvoiceRows"][len(given) :])]
        rows = documents.updated_rows(PAPER, old["InvoiceRows"], given)
        record["InvoiceRows"] = documents.make_rows(call, PAPER, rows, record, customer)
    documents.write_totals(company, PAPER, record)
    record["Balance"] = record["Total"]
    stock.keep(call, PAPER, record)
    return ok({"Invoice": show(call, record)})


def bookkeep(call: Call, number: str) -> Answer:
    """Guess: a second bookkeep is refused without a publicly known code."""
    call.action()
    company = call.company
    record = find(company, number)
    if record["Booked"]:
        raise without_code("Fakturan är redan bokförd")
    if record["Cancelled"]:
        raise without_code("Fakturan är makulerad")
    if company.method_on(record["InvoiceDate"]) == "CASH":
        raise Refusal(2003007)
    if company.switches.warehouse and not record["WarehouseReady"]:
        raise without_code("Faktura som bokförs måste vara klarmarkerad")
    voucher = ledger.book_invoice(company, record)
    record.update(
        Booked=True, VoucherSeries=voucher.series, VoucherNumber=voucher.number, VoucherYear=voucher.year
    )
    _settle_zero(record)
    stock.keep(call, PAPER, record)
    return ok({"Invoice": show(call, record)})


def _settle_zero(record: Record) -> None:
    if record["Balance"] == 0 and record["FinalPayDate"] is None:
        record["FinalPayDate"] = record["InvoiceDate"]


def cancel(call: Call, number: str) -> Answer:
    call.action()
    record = find(call.company, number)
    if record["Booked"]:
        raise without_code("Fakturan är bokförd och kan inte makuleras")
    if record["Cancelled"]:
        raise without_code("Fakturan är redan makulerad")
    if record["WarehouseReady"] and call.company.switches.warehouse:
        raise Refusal(2003125)
    record["Cancelled"] = True
    stock.keep(call, PAPER, record)
    return ok({"Invoice": show(call, record)})


def credit(call: Call, number: str) -> Answer:
    """Answers the original, whose ``CreditInvoiceReference`` is the new credit invoice.

    One credit per invoice by this action; under ACCRUAL the original must be booked.
    """
    call.action()
    record = find(call.company, number)
    if record["CreditInvoiceReference"] != EMPTY_REFERENCE:
        raise without_code("Fakturan är redan krediterad")
    if record["Cancelled"] or (record["AccountingMethod"] == "ACCRUAL" and not record["Booked"]):
        raise without_code("Fakturan kan inte krediteras")
    names = tables.writable(tables.INVOICE)
    clean: Record = {name: record[name] if record[name] != "" else None for name in names if name in record}
    for name in ("DocumentNumber", "OCR", "InvoiceDate", "DueDate"):
        clean.pop(name, None)
    row_names = tables.writable(tables.INVOICE_ROW)
    clean["InvoiceRows"] = [
        _reversed({name: row[name] for name in row_names if name in row}) for row in record["InvoiceRows"]
    ]
    clean.update(Freight=-record["Freight"], AdministrationFee=-record["AdministrationFee"])
    clean["CreditInvoiceReference"] = number
    new = make(call, clean)
    new["Credit"] = "true"
    record["CreditInvoiceReference"] = new["DocumentNumber"]
    call.company.invoices.put(number, record, call.moment)
    return ok({"Invoice": show(call, record)})


def _reversed(row: Record) -> Record:
    row["DeliveredQuantity"] = -Decimal(row["DeliveredQuantity"])
    if row["DiscountType"] == "AMOUNT":
        row["Discount"] = -row["Discount"]
    return row


def warehouse_ready(call: Call, number: str) -> Answer:
    call.action()
    record = find(call.company, number)
    if not call.company.switches.warehouse:
        raise Refusal(2003277)
    record["WarehouseReady"] = True
    stock.keep(call, PAPER, record)
    return ok({"Invoice": show(call, record)})


def mark_sent(call: Call, number: str) -> Answer:
    """``externalprint`` (PUT) and ``email`` (GET): both leave the invoice marked as sent."""
    if call.method == "PUT":
        call.action()
    record = find(call.company, number)
    record["Sent"] = True
    call.company.invoices.put(number, record, call.moment)
    return ok({"Invoice": show(call, record)})


def preview(call: Call, number: str) -> Answer:
    """The invoice as a PDF; changes nothing."""
    find(call.company, number)
    return Answer(200, PDF, "application/pdf")


def printed(call: Call, number: str) -> Answer:
    """The same PDF, and the invoice counts as sent from here on."""
    mark_sent(call, number)
    return Answer(200, PDF, "application/pdf")
