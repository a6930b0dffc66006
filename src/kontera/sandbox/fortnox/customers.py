"""Customers. ``Country`` is derived from the code and read-only; there is no ``Mobile`` field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, gone, ok
from kontera.sandbox.fortnox import lists, tables
from kontera.sandbox.fortnox.countries import CODES, name_of
from kontera.sandbox.fortnox.errors import Refusal, missing, without_code
from kontera.sandbox.fortnox.fields import API_BLANK, check

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
ORG_NUMBER = re.compile(r"(\d{2})?\d{6}-?\d{4}")
VAT_NUMBER = re.compile(r"SE\d{10}01|(?!SE)[A-Z]{2}[A-Z0-9+*]{2,12}")
NEEDS_VAT_NUMBER = ("EUREVERSEDVAT", "SEREVERSEDVAT")
REGISTERS = {
    "Currency": ("currencies", 2000427),
    "TermsOfPayment": ("termsofpayments", 2000429),
    "PriceList": ("pricelists", 2000431),
    "TermsOfDelivery": ("termsofdeliveries", 2000435),
    "WayOfDelivery": ("wayofdeliveries", 2001412),
}
DEFAULTS: Record = {
    "Type": "COMPANY",
    "VATType": "SEVAT",
    "Active": True,
    "ShowPriceVATIncluded": False,
    "Currency": "SEK",
    "PriceList": "A",
    "TermsOfPayment": "30",
    "InvoiceDiscount": None,
    "DefaultDeliveryTypes": {"Invoice": "PRINT", "Offer": "PRINT", "Order": "PRINT"},
    "DefaultTemplates": {
        "CashInvoice": "DEFAULTTEMPLATE",
        "Invoice": "DEFAULTTEMPLATE",
        "Offer": "DEFAULTTEMPLATE",
        "Order": "DEFAULTTEMPLATE",
    },
}


def show(call: Call, record: Record) -> Record:
    return {"@url": call.url(f"customers/{record['CustomerNumber']}"), **record}


def item(call: Call, record: Record) -> Record:
    names = (
        "Address1",
        "Address2",
        "City",
        "CustomerNumber",
        "Email",
        "Name",
        "OrganisationNumber",
        "ZipCode",
    )
    listed = {name: record[name] or "" for name in names}
    return {
        "@url": call.url(f"customers/{record['CustomerNumber']}"),
        **listed,
        "Phone": record["Phone1"] or "",
    }


LISTING = lists.Listing(
    "Customers",
    item,
    {
        "customernumber": ("CustomerNumber", "contains"),
        "name": ("Name", "contains"),
        "zipcode": ("ZipCode", "contains"),
        "city": ("City", "contains"),
        "email": ("Email", "contains"),
        "phone": ("Phone1", "contains"),
        "organisationnumber": ("OrganisationNumber", "contains"),
        "gln": ("GLN", "contains"),
        "glndelivery": ("GLNDelivery", "contains"),
    },
    {
        "active": lambda _company, record: record["Active"],
        "inactive": lambda _company, record: not record["Active"],
    },
)


def find(company: Company, number: str) -> Record:
    record = company.customers.get(number)
    if record is None:
        raise missing(2000433)
    return record


def index(call: Call) -> Answer:
    return lists.answer(call, call.company.customers, LISTING)


def read(call: Call, number: str) -> Answer:
    call.no_params()
    return ok({"Customer": show(call, find(call.company, number))})


def create(call: Call) -> Answer:
    call.no_params()
    company = call.company
    clean = check("Customer", tables.CUSTOMER, call.body("Customer"))
    blank: Record = dict.fromkeys(name for name in tables.CUSTOMER)
    given = {name: value for name, value in clean.items() if value not in (None, "", API_BLANK)}
    record = {**blank, **DEFAULTS, **given}
    _check(company, record)
    number = clean.get("CustomerNumber") or company.customers.next_number()
    if clean.get("CustomerNumber") and number in company.customers.used:
        raise Refusal(2000637, number)
    record["CustomerNumber"] = number
    company.customers.put(number, record, call.moment)
    return created({"Customer": show(call, record)})


def update(call: Call, number: str) -> Answer:
    """Only what is sent changes; ``""`` leaves a stored value, ``null`` and API_BLANK clear it."""
    call.no_params()
    old = find(call.company, number)
    body = call.body("Customer")
    if body.get("CustomerNumber", number) != number:
        raise Refusal(2000321, "Customer.CustomerNumber")
    clean = check("Customer", tables.CUSTOMER, body, partial=True)
    changed = {name: None if value == API_BLANK else value for name, value in clean.items() if value != ""}
    record = {**old, **changed}
    _check(call.company, record)
    call.company.customers.put(number, record, call.moment)
    return ok({"Customer": show(call, record)})


def _check(company: Company, record: Record) -> None:
    for name, (shelf, code) in REGISTERS.items():
        if record.get(name) and record[name] not in company.shelf(shelf):
            raise Refusal(code, record[name])
    _check_form(record)
    if record["SalesAccount"] and company.account(record["SalesAccount"]) is None:
        raise Refusal(2000423, record["SalesAccount"])
    for name in ("Country", "DeliveryCountry", "VisitingCountry"):
        record[name] = name_of(record[f"{name}Code"]) or None


def _check_form(record: Record) -> None:
    """Guess: the codes for a bad e-mail, country or organisation number are not known."""
    for name in ("Email", "EmailInvoice", "EmailOrder", "EmailOffer"):
        if record[name] and not EMAIL.fullmatch(record[name]):
            raise without_code(f"Ogiltig e-postadress {record[name]}")
    for name in ("CountryCode", "DeliveryCountryCode", "VisitingCountryCode"):
        if record[name] and record[name] not in CODES:
            raise without_code(f"Ogiltig landskod {record[name]}")
    swedish = record["CountryCode"] in (None, "", "SE")
    if swedish and record["OrganisationNumber"] and not ORG_NUMBER.fullmatch(record["OrganisationNumber"]):
        raise without_code(f"Ogiltigt organisationsnummer {record['OrganisationNumber']}")
    if record["VATNumber"] and not VAT_NUMBER.fullmatch(record["VATNumber"]):
        raise Refusal(2004194, record["VATNumber"])
    if record["VATType"] in NEEDS_VAT_NUMBER and not record["VATNumber"]:
        raise Refusal(2004194, "VATNumber saknas")


def delete(call: Call, number: str) -> Answer:
    """Refused when documents exist; the number stays used (Fortnox docs)."""
    find(call.company, number)
    papers = (*call.company.orders.values(), *call.company.invoices.values())
    if any(paper["CustomerNumber"] == number for paper in papers):
        raise Refusal(2000310, message="Kunden används och kan inte tas bort")
    del call.company.customers[number]
    return gone()
