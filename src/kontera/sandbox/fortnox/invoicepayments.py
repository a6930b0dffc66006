"""Invoice payments: create, read, list, update, delete, bookkeep.

``Amount`` plus the write-offs is what is settled. Guess: more than the balance is refused; a
payment without mode and account is refused; only booked payments lower ``Balance``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, gone, ok, words
from kontera.sandbox.fortnox import ledger, lists, tables
from kontera.sandbox.fortnox.errors import Refusal, missing, without_code
from kontera.sandbox.fortnox.fields import check
from kontera.sandbox.fortnox.totals import ZERO, half_up

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company

ITEM = words("Amount Booked Currency CurrencyRate CurrencyUnit InvoiceNumber Number PaymentDate Source")
UNKNOWN_PAYMENT = "Kan inte hitta betalningen"


def show(call: Call, record: Record) -> Record:
    return {"@url": call.url(f"invoicepayments/{record['Number']}"), **record}


def item(call: Call, record: Record) -> Record:
    listed = {name: record[name] for name in ITEM}
    listed["WriteOffExist"] = bool(record["WriteOffs"])
    return {"@url": call.url(f"invoicepayments/{record['Number']}"), **listed}


LISTING = lists.Listing("InvoicePayments", item, {"invoicenumber": ("InvoiceNumber", "contains")})


def find(company: Company, number: str) -> Record:
    record = company.payments.get(number)
    if record is None:
        refusal = missing(2000729)
        refusal.message = f"{UNKNOWN_PAYMENT}."
        raise refusal
    return record


def index(call: Call) -> Answer:
    return lists.answer(call, call.company.payments, LISTING)


def read(call: Call, number: str) -> Answer:
    call.no_params()
    return ok({"InvoicePayment": show(call, find(call.company, number))})


def create(call: Call) -> Answer:
    call.no_params()
    company = call.company
    clean = check("InvoicePayment", tables.PAYMENT, call.body("InvoicePayment"))
    invoice = _invoice(company, clean["InvoiceNumber"])
    record = _record(call, clean, invoice)
    _check(company, record, invoice)
    record["Number"] = company.payments.next_number()
    company.payments.put(record["Number"], record, call.moment)
    return created({"InvoicePayment": show(call, record)})


def _invoice(company: Company, number: str) -> Record:
    invoice = company.invoices.get(number)
    if invoice is None:
        raise Refusal(2000434, number)
    if invoice["Cancelled"]:
        raise without_code("Fakturan är makulerad")
    if invoice["AccountingMethod"] == "ACCRUAL" and not invoice["Booked"]:
        raise without_code("Fakturan är inte bokförd")
    return invoice


def _record(call: Call, clean: Record, invoice: Record) -> Record:
    currency = clean.get("Currency") or invoice["Currency"]
    if currency != invoice["Currency"]:
        raise without_code("Betalningens valuta skiljer sig från fakturans")
    rate = Decimal(clean.get("CurrencyRate") or invoice["CurrencyRate"])
    unit = Decimal(clean.get("CurrencyUnit") or invoice["CurrencyUnit"])
    amount, foreign = clean.get("Amount"), clean.get("AmountCurrency")
    if amount is None:
        if foreign is None:
            raise without_code("Värde saknas för obligatoriskt fält InvoicePayment.Amount")
        amount = Decimal(foreign) * rate / unit
    amount = half_up(Decimal(amount))
    foreign = half_up(amount / rate * unit if foreign is None else Decimal(foreign))
    mode, account = _money_account(call.company, clean)
    return {
        "Amount": amount,
        "AmountCurrency": foreign,
        "Booked": False,
        "Currency": currency,
        "CurrencyRate": rate,
        "CurrencyUnit": unit,
        "ExternalInvoiceReference1": clean.get("ExternalInvoiceReference1") or "",
        "ExternalInvoiceReference2": clean.get("ExternalInvoiceReference2") or "",
        "InvoiceCustomerName": invoice["CustomerName"],
        "InvoiceCustomerNumber": invoice["CustomerNumber"],
        "InvoiceDueDate": invoice["DueDate"],
        "InvoiceNumber": int(invoice["DocumentNumber"]),
        "InvoiceOCR": invoice["OCR"],
        "InvoiceTotal": str(invoice["Total"]),
        "ModeOfPayment": mode,
        "ModeOfPaymentAccount": account,
        "Number": "",
        "PaymentDate": clean.get("PaymentDate") or call.today,
        "Source": "manual",
        "VoucherNumber": None,
        "VoucherSeries": None,
        "VoucherYear": None,
        "WriteOffs": [_write_off(call.company, off, currency) for off in clean.get("WriteOffs") or []],
    }


def _money_account(company: Company, clean: Record) -> tuple[str, int]:
    code = clean.get("ModeOfPayment") or ""
    mode = company.shelf("modesofpayments").get(code)
    if code and mode is None:
        raise without_code(f"Kan inte hitta betalsättet {code}")
    account = clean.get("ModeOfPaymentAccount") or (int(mode["AccountNumber"]) if mode else None)
    if account is None:
        raise without_code("Betalsätt eller konto saknas")
    return code, _usable(company, int(account))


def _usable(company: Company, number: int) -> int:
    card = company.account(number)
    if card is None:
        raise Refusal(2000423, str(number))
    if not card["Active"]:
        raise Refusal(2000550, str(number))
    return number


def _write_off(company: Company, off: Record, currency: str) -> Record:
    if not off.get("AccountNumber") or off.get("Amount") is None:
        raise without_code("Värde saknas för obligatoriskt fält WriteOff.AccountNumber")
    return {
        "AccountNumber": _usable(company, off["AccountNumber"]),
        "Amount": half_up(off["Amount"]),
        "CostCenter": off.get("CostCenter") or "",
        "Currency": off.get("Currency") or currency,
        "Description": off.get("Description") or "",
        "Project": off.get("Project") or "",
        "TransactionInformation": off.get("TransactionInformation") or "",
    }


def settled(record: Record) -> Decimal:
    """What a payment takes off the balance, in the invoice's currency."""
    written = sum((off["Amount"] for off in record["WriteOffs"]), ZERO)
    return Decimal(record["AmountCurrency"] if record["Currency"] != "SEK" else record["Amount"]) + written


def _check(company: Company, record: Record, invoice: Record) -> None:
    if invoice["Balance"] == 0:
        raise Refusal(2003055)
    if not record["Amount"] and not record["WriteOffs"]:
        raise without_code("Beloppet får inte vara noll")
    if record["PaymentDate"] < invoice["InvoiceDate"]:
        raise without_code("Betalningsdatum kan inte vara tidigare än fakturadatum")
    balance, taken = Decimal(invoice["Balance"]), settled(record)
    if taken * balance < 0 or abs(taken) > abs(balance):
        raise without_code(f"Beloppet överstiger fakturans saldo {balance}")
    if company.year_of(record["PaymentDate"]) is None:
        raise without_code(f"Räkenskapsår saknas för {record['PaymentDate']}")


def update(call: Call, number: str) -> Answer:
    call.no_params()
    company = call.company
    old = find(company, number)
    _unbooked(old)
    clean = check("InvoicePayment", tables.PAYMENT, call.body("InvoicePayment"), partial=True)
    kept = {name: old[name] for name in tables.writable(tables.PAYMENT) if old.get(name) not in (None, "")}
    merged = {**kept, **clean, "InvoiceNumber": str(clean.get("InvoiceNumber") or old["InvoiceNumber"])}
    if "Amount" in clean and "AmountCurrency" not in clean:
        del merged["AmountCurrency"]
    if "AmountCurrency" in clean and "Amount" not in clean:
        del merged["Amount"]
    invoice = _invoice(company, merged["InvoiceNumber"])
    record = {**_record(call, merged, invoice), "Number": number}
    _check(company, record, invoice)
    company.payments.put(number, record, call.moment)
    return ok({"InvoicePayment": show(call, record)})


def _unbooked(record: Record) -> None:
    if record["Booked"]:
        raise without_code("Betalningen är redan bokförd")


def delete(call: Call, number: str) -> Answer:
    _unbooked(find(call.company, number))
    del call.company.payments[number]
    return gone()


def bookkeep(call: Call, number: str) -> Answer:
    call.action()
    company = call.company
    record = find(company, number)
    _unbooked(record)
    invoice = company.invoices[str(record["InvoiceNumber"])]
    _check(company, record, invoice)
    voucher = ledger.book_payment(company, record, invoice)
    record.update(
        Booked=True, VoucherSeries=voucher.series, VoucherNumber=voucher.number, VoucherYear=voucher.year
    )
    invoice["Balance"] = half_up(Decimal(invoice["Balance"]) - settled(record))
    if invoice["Balance"] == 0:
        invoice["FinalPayDate"] = record["PaymentDate"]
    company.payments.put(number, record, call.moment)
    company.invoices.put(invoice["DocumentNumber"], invoice, call.moment)
    return ok({"InvoicePayment": show(call, record)})
