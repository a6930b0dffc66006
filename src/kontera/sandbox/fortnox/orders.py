"""Orders: create, read, list, update, cancel, createinvoice, warehouseready.

Quirks: ``YourOrderNumber`` is cut at 30 and ``DeliveryAddress1`` at 60 without a word;
``createinvoice`` answers with an *Order* envelope whose ``InvoiceReference`` is new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, ok, words
from kontera.sandbox.fortnox import documents, invoices, lists, stock, tables
from kontera.sandbox.fortnox.documents import EMPTY_REFERENCE, Paper
from kontera.sandbox.fortnox.errors import Refusal, missing, without_code
from kontera.sandbox.fortnox.fields import check

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company

PAPER = Paper("Order", "OrderRows", tables.ORDER, tables.ORDER_ROW, "orders")
ITEM = words(
    "Cancelled Currency CustomerName CustomerNumber DeliveryDate DocumentNumber ExternalInvoiceReference1 "
    "ExternalInvoiceReference2 OrderDate OrderType Project Sent Total"
)


def show(call: Call, record: Record) -> Record:
    rows = [{k: v for k, v in row.items() if k in tables.ORDER_ROW} for row in record["OrderRows"]]
    return {"@url": call.url(f"orders/{record['DocumentNumber']}"), **record, "OrderRows": rows}


def item(call: Call, record: Record) -> Record:
    return {"@url": call.url(f"orders/{record['DocumentNumber']}"), **{name: record[name] for name in ITEM}}


def _invoiced(record: Record) -> bool:
    return bool(record["InvoiceReference"] != EMPTY_REFERENCE)


LISTING = lists.Listing(
    "Orders",
    item,
    {
        "customername": ("CustomerName", "contains"),
        "customernumber": ("CustomerNumber", "contains"),
        "documentnumber": ("DocumentNumber", "contains"),
        "externalinvoicereference1": ("ExternalInvoiceReference1", "prefix"),
        "externalinvoicereference2": ("ExternalInvoiceReference2", "prefix"),
        "fromdate": ("OrderDate", "from"),
        "todate": ("OrderDate", "to"),
        "costcenter": ("CostCenter", "contains"),
        "project": ("Project", "contains"),
        "sent": ("Sent", "boolean"),
        "notcompleted": ("NotCompleted", "boolean"),
        "ourreference": ("OurReference", "contains"),
        "yourreference": ("YourReference", "contains"),
        "ordertype": ("OrderType", "contains"),
    },
    {
        "cancelled": lambda _company, record: record["Cancelled"],
        "expired": lambda company, record: "" < (record["DeliveryDate"] or "") < str(company.clock.today()),
        "invoicecreated": lambda _company, record: _invoiced(record),
        "invoicenotcreated": lambda _company, record: not _invoiced(record) and not record["Cancelled"],
    },
    frozenset({"label"}),
)


def find(company: Company, number: str) -> Record:
    record = company.orders.get(number)
    if record is None:
        raise missing(2000439)
    return record


def index(call: Call) -> Answer:
    return lists.answer(call, call.company.orders, LISTING)


def read(call: Call, number: str) -> Answer:
    call.no_params()
    return ok({"Order": show(call, find(call.company, number))})


def create(call: Call) -> Answer:
    call.no_params()
    company = call.company
    clean = check("Order", tables.ORDER, call.body("Order"))
    customer = documents.buyer_of(company, clean["CustomerNumber"])
    record = documents.fill_header(call, PAPER, clean, customer)
    record.update(OrderDate=clean.get("OrderDate") or call.today, OrderType="Order")
    record.update(InvoiceReference=EMPTY_REFERENCE, DeliveryState=record["DeliveryState"] or "delivery")
    documents.check_registers(company, record)
    record["OrderRows"] = documents.make_rows(call, PAPER, clean.get("OrderRows") or [], record, customer)
    documents.write_totals(company, PAPER, record)
    record["DocumentNumber"] = _number(company, clean.get("DocumentNumber"))
    stock.keep(call, PAPER, record)
    return created({"Order": show(call, record)})


def _number(company: Company, wanted: str | None) -> str:
    if not wanted:
        return company.orders.next_number()
    if not wanted.isdecimal():
        raise Refusal(2000108, "Order.DocumentNumber")
    if wanted in company.orders:
        raise Refusal(2000861, wanted)
    return wanted


def _changeable(record: Record) -> None:
    if _invoiced(record):
        raise Refusal(2000496)
    if record["Cancelled"]:
        raise without_code("Ordern är makulerad")


def update(call: Call, number: str) -> Answer:
    call.no_params()
    company = call.company
    old = find(company, number)
    _changeable(old)
    if old["WarehouseReady"] and company.switches.warehouse:
        raise Refusal(2003125)
    table = tables.without(tables.ORDER, "DocumentNumber")
    clean = check("Order", table, call.body("Order"), partial=True)
    record = documents.merge(old, {k: v for k, v in clean.items() if k != "OrderRows"}, tables.ORDER)
    customer = documents.customer_of(company, record["CustomerNumber"])
    documents.check_registers(company, record)
    if clean.get("OrderRows") is not None:
        rows = documents.updated_rows(PAPER, old["OrderRows"], clean["OrderRows"])
        record["OrderRows"] = documents.make_rows(call, PAPER, rows, record, customer)
    documents.write_totals(company, PAPER, record)
    stock.keep(call, PAPER, record)
    return ok({"Order": show(call, record)})


def cancel(call: Call, number: str) -> Answer:
    """Makulera; refused when invoiced. Guess: a second cancel is refused too."""
    call.action()
    record = find(call.company, number)
    _changeable(record)
    if record["WarehouseReady"] and call.company.switches.warehouse:
        raise Refusal(2003125)
    record["Cancelled"] = True
    stock.keep(call, PAPER, record)
    return ok({"Order": show(call, record)})


def warehouse_ready(call: Call, number: str) -> Answer:
    call.action()
    record = find(call.company, number)
    if not call.company.switches.warehouse:
        raise Refusal(2003277)
    if record["DeliveryState"] != "delivery":
        raise Refusal(2003124)
    record["WarehouseReady"] = True
    stock.keep(call, PAPER, record)
    return ok({"Order": show(call, record)})


def mark_sent(call: Call, number: str) -> Answer:
    if call.method == "PUT":
        call.action()
    record = find(call.company, number)
    record["Sent"] = True
    call.company.orders.put(number, record, call.moment)
    return ok({"Order": show(call, record)})


def create_invoice(call: Call, number: str) -> Answer:
    """An unbooked invoice dated today, whatever the order's date; references follow."""
    call.action()
    record = find(call.company, number)
    _changeable(record)
    invoice = invoices.from_order(call, record)
    record["InvoiceReference"] = invoice["DocumentNumber"]
    stock.keep(call, PAPER, record)
    return ok({"Order": show(call, record)})
