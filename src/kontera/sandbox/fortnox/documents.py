"""What orders and invoices share: header defaults, rows, accounts, totals, updates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.sandbox.fortnox import stock, totals
from kontera.sandbox.fortnox.countries import name_of
from kontera.sandbox.fortnox.errors import Refusal, without_code
from kontera.sandbox.fortnox.fields import API_BLANK, Table
from kontera.sandbox.fortnox.tables import writable
from kontera.sandbox.fortnox.totals import ZERO, Part, half_up

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company

EMPTY_REFERENCE = "0"
"""Recorded: an absent reference is the text "0"."""

FROM_CARD = {
    "CustomerName": "Name",
    **{name: name for name in ("Address1", "Address2", "ZipCode", "City", "Phone1", "Phone2")},
    **{name: name for name in ("DeliveryName", "DeliveryAddress1", "DeliveryAddress2", "DeliveryZipCode")},
    **{name: name for name in ("DeliveryCity", "OurReference", "YourReference", "CostCenter", "Project")},
    **{
        name: name for name in ("TermsOfPayment", "TermsOfDelivery", "WayOfDelivery", "PriceList", "Currency")
    },
}
REGISTERS: dict[str, tuple[str, int]] = {
    "Currency": ("currencies", 2000427),
    "TermsOfPayment": ("termsofpayments", 2001700),
    "TermsOfDelivery": ("termsofdeliveries", 2001411),
    "WayOfDelivery": ("wayofdeliveries", 2001412),
    "PriceList": ("pricelists", 2000431),
    "Project": ("projects", 2001161),
}
ARTICLE_ACCOUNT = {
    "SEVAT": "SalesAccount",
    "SEREVERSEDVAT": "ConstructionAccount",
    "EUREVERSEDVAT": "EUAccount",
    "EUVAT": "EUVATAccount",
    "EXPORT": "ExportAccount",
}
PREDEFINED_ACCOUNT = {
    "SEREVERSEDVAT": "SALESCONSTR",
    "EUREVERSEDVAT": "SALESEUREV",
    "EUVAT": "SALESEUVAT",
    "EXPORT": "SALESEXPORT",
}
PLAIN_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,4})?", re.ASCII)
WITHOUT_VAT = ("SEREVERSEDVAT", "EUREVERSEDVAT", "EXPORT")


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of document: its envelope, rows and tables."""

    single: str
    rows: str
    table: Table
    row_table: Table
    path: str


def customer_of(company: Company, number: str) -> Record:
    customer = company.customers.get(number)
    if customer is None:
        raise Refusal(2000204)
    return customer


def buyer_of(company: Company, number: str) -> Record:
    """Who a new document is for. Guess: an inactive card takes no new ones, as in the program's own lists."""
    customer = customer_of(company, number)
    if not customer.get("Active", True):
        raise without_code("Kunden är inaktiv")
    return customer


# -- header -------------------------------------------------------------------------------------


def fill_header(call: Call, paper: Paper, clean: Record, customer: Record) -> Record:
    """The header of a new document: what was sent, then the card, then the company's defaults.

    A field sent as ``null`` stays empty; one not sent (Guess: or sent as ``""``) is supplied.
    """
    record: Record = {name: _blank(field.kind) for name, field in paper.table.items() if field.kind != "list"}
    record.update({name: _kept(paper.table[name].kind, value) for name, value in clean.items()})
    for name, source in FROM_CARD.items():
        if clean.get(name, "") == "" and name in record:
            record[name] = customer.get(source) or ""
    for name, code in (("Country", "CountryCode"), ("DeliveryCountry", "DeliveryCountryCode")):
        if clean.get(name, "") == "":
            record[name] = name_of(customer.get(code))
    record["OrganisationNumber"] = (
        record.get("OrganisationNumber") or customer.get("OrganisationNumber") or ""
    )
    _fill_company(call.company, record, clean, customer)
    return record


def _fill_company(company: Company, record: Record, clean: Record, customer: Record) -> None:
    record["Currency"] = record["Currency"] or "SEK"
    record["PriceList"] = record["PriceList"] or "A"
    record["TermsOfPayment"] = record["TermsOfPayment"] or "30"
    record["Language"] = record["Language"] or "SV"
    record["VATIncluded"] = bool(clean.get("VATIncluded", customer.get("ShowPriceVATIncluded") or False))
    record["NotCompleted"] = bool(record["NotCompleted"])
    record["TaxReductionType"] = record["TaxReductionType"] or "none"
    if clean.get("Freight") is None:
        record["Freight"] = _card_amount(customer.get("InvoiceFreight"), company.switches.freight)
    if clean.get("AdministrationFee") is None:
        record["AdministrationFee"] = _card_amount(
            customer.get("InvoiceAdministrationFee"), company.switches.fee
        )
    record.update(Labels=clean.get("Labels") or [], Sent=False, Cancelled=False, HouseWork=False)
    record.update(
        OfferReference=EMPTY_REFERENCE, TimeBasisReference=0, TaxReduction=ZERO, BasisTaxReduction=ZERO
    )
    record.update(ContributionPercent=ZERO, ContributionValue=ZERO)
    record["@urlTaxReductionList"] = ""
    record["WarehouseReady"] = not company.switches.warehouse


def _card_amount(card: object, company: Decimal) -> Decimal:
    text = str(card or "").replace(",", ".")
    return Decimal(text) if PLAIN_AMOUNT.fullmatch(text) else company


def _blank(kind: str) -> Any:
    return {"text": "", "number": ZERO, "boolean": False, "object": None, "integer": None}.get(kind)


def _kept(kind: str, value: Any) -> Any:
    if value is None or value == API_BLANK:
        return _blank(kind)
    return value


def merge(old: Record, clean: Record, table: Table) -> Record:
    """An update: ``""`` does not clear a text, ``null`` and ``API_BLANK`` do."""
    changed = {name: _kept(table[name].kind, value) for name, value in clean.items() if value != ""}
    return {**old, **changed}


def check_registers(company: Company, record: Record) -> None:
    """Everything a document points at must exist, else 400 with the register's code."""
    for name, (shelf, code) in REGISTERS.items():
        if record.get(name) and str(record[name]) not in company.shelf(shelf):
            raise Refusal(code, str(record[name]))
    if record.get("CostCenter") and record["CostCenter"] not in company.shelf("costcenters"):
        raise without_code(f"Kunde inte hitta kostnadsställe {record['CostCenter']}")
    for name in ("Country", "DeliveryCountry"):
        if len(record.get(name) or "") == len("SE"):
            # Guess: documents take names; how a code is answered is not known, so it is refused.
            raise without_code(f"Kunde inte hitta land {record[name]}")
    currency = company.shelf("currencies")[record["Currency"]]
    if company.switches.currency_rate == "register":
        record.update(CurrencyRate=None, CurrencyUnit=None)
    record["CurrencyRate"] = record.get("CurrencyRate") or currency["BuyRate"]
    record["CurrencyUnit"] = record.get("CurrencyUnit") or currency["Unit"]


# -- rows ---------------------------------------------------------------------------------------


def make_rows(call: Call, paper: Paper, rows: list[Record], record: Record, customer: Record) -> list[Record]:
    """Rows as they are stored: article, account and VAT filled in, amounts rounded, new RowIds."""
    return [_row(call, paper, row, record, customer) for row in rows]


def _row(call: Call, paper: Paper, given: Record, record: Record, customer: Record) -> Record:
    company = call.company
    article = _article(company, given)
    row: Record = {
        "AccountNumber": 0,
        "ArticleNumber": given.get("ArticleNumber") or "",
        "ContributionPercent": "0",
        "ContributionValue": "0",
        "CostCenter": given.get("CostCenter") or "",
        "Description": given.get("Description") or (article or {}).get("Description") or "",
        "HouseWork": bool(given.get("HouseWork")),
        "HouseWorkHoursToReport": given.get("HouseWorkHoursToReport"),
        "HouseWorkType": given.get("HouseWorkType"),
        "Project": given.get("Project") or "",
        "RowId": call.company.next_row_id(),
        "StockPointCode": given.get("StockPointCode"),
        "Unit": given.get("Unit") if given.get("Unit") is not None else (article or {}).get("Unit") or "",
    }
    _check_row_registers(company, row)
    _book_on(company, row, given, article, customer)
    _measure(company, row, given, article, record)
    if paper.single == "Order":
        row["OrderedQuantity"] = _two(half_up(given.get("OrderedQuantity") or ZERO))
        row.update(ReservedQuantity="0.00", StockPointId=given.get("StockPointId"))
    return row


def _check_row_registers(company: Company, row: Record) -> None:
    """Guess: a row's cost centre and project are refused as the header's are."""
    for name, shelf, code in (("Unit", "units", 2000432), ("Project", "projects", 2001161)):
        if row[name] and row[name] not in company.shelf(shelf):
            raise Refusal(code, row[name])
    if row["CostCenter"] and row["CostCenter"] not in company.shelf("costcenters"):
        raise without_code(f"Kunde inte hitta kostnadsställe {row['CostCenter']}")
    point = row["StockPointCode"]
    if company.switches.warehouse and point and point not in company.shelf("stockpoints"):
        raise without_code(f"Kunde inte hitta lagerställe {point}")


def _article(company: Company, given: Record) -> Record | None:
    number = given.get("ArticleNumber")
    if not number:
        return None
    article = company.articles.get(number)
    if article is None:
        raise Refusal(2001302, number)
    if article.get("HouseworkType"):
        raise Refusal(2004021, message="Husarbetestypen kan inte användas på dokumentet")
    return article


def _is_text(given: Record) -> bool:
    return not any(
        given.get(name) for name in ("ArticleNumber", "AccountNumber", "Price", "DeliveredQuantity")
    )


def _book_on(company: Company, row: Record, given: Record, article: Record | None, customer: Record) -> None:
    """Account and VAT of a row: row, customer, article by VAT type, predefined account."""
    if _is_text(given):
        row.update(VAT=ZERO, VATCode="")
        return
    rate = given.get("VAT")
    number = given.get("AccountNumber") or _default_account(company, rate, article, customer)
    card = company.account(number)
    if card is None:
        raise Refusal(2001304, str(number))
    if not card["Active"]:
        raise Refusal(2000550, str(number))
    _needs_centre(card, given)
    code_rate = company.vat_codes.get(card["VATCode"], (ZERO, ""))[0]
    rate = code_rate if rate is None else Decimal(rate)
    _check_rate(company, rate, given)
    if customer.get("VATType") in WITHOUT_VAT:
        rate = ZERO  # Guess: the customer's VAT type wins over the row.
    row.update(AccountNumber=int(number), VAT=rate, VATCode=given.get("VATCode") or card["VATCode"])


def _needs_centre(card: Record, given: Record) -> None:
    for setting, name in (("CostCenterSettings", "CostCenter"), ("ProjectSettings", "Project")):
        if card[setting] == "MANDATORY" and not given.get(name):
            raise without_code(f"Kontot {card['Number']} kräver {name}")


def _check_rate(company: Company, rate: Decimal, given: Record) -> None:
    if rate not in company.vat_rates:
        raise without_code("Kunde inte hämta moms")
    if company.switches.easy_vat and rate not in (25, 12, 6, 0) and not given.get("AccountNumber"):
        raise Refusal(2004167)


def _default_account(company: Company, rate: object, article: Record | None, customer: Record) -> int:
    if customer.get("SalesAccount"):
        return int(customer["SalesAccount"])  # Guess: the customer's account comes before the article's.
    kind = customer.get("VATType") or "SEVAT"
    if article and article.get(ARTICLE_ACCOUNT[kind]):
        return int(article[ARTICLE_ACCOUNT[kind]])
    name = PREDEFINED_ACCOUNT.get(kind, "SALES")
    if company.switches.easy_vat and kind == "SEVAT" and rate is not None:
        if rate not in (25, 12, 6, 0):
            raise Refusal(2004167)
        name = f"SALES_{rate}_SE"
    return company.predefined(name)


def _measure(company: Company, row: Record, given: Record, article: Record | None, record: Record) -> None:
    """Quantities, price, discount and row total.

    Measured: an order row without DeliveredQuantity counts as delivered 0 and is worth 0.
    """
    quantity = half_up(given.get("DeliveredQuantity") or ZERO)
    if article and quantity > 0 and _sold_out(company, article, record):
        quantity = half_up(ZERO)
    price = given.get("Price")
    price = half_up(Decimal(price) if price is not None else _list_price(company, article, row, record))
    discount = Decimal(given.get("Discount") or 0)
    kind = given.get("DiscountType") or ("AMOUNT" if discount else "PERCENT")
    _check_discount(discount, kind, price * quantity)
    row.update(DeliveredQuantity=_two(quantity), Price=price, Discount=discount, DiscountType=kind)
    amount = totals.row_amount(price, quantity, discount, kind)
    row["Total"] = half_up(amount)
    share = (100 + row["VAT"]) / Decimal(100) if record["VATIncluded"] else Decimal(1)
    row["PriceExcludingVAT"] = half_up(price / share)
    row["TotalExcludingVAT"] = half_up(amount / share)


def _sold_out(company: Company, article: Record, record: Record) -> bool:
    switches = company.switches
    tracked = switches.warehouse and article.get("StockGoods") and not switches.negative_stock
    empty = tracked and (article.get("QuantityInStock") or ZERO) <= 0
    return bool(empty and not stock.delivered_by_order(company, record))


def _check_discount(discount: Decimal, kind: str, worth: Decimal) -> None:
    too_much = discount > 100 if kind == "PERCENT" else discount > worth >= 0 and discount > 0  # noqa: PLR2004
    if too_much and worth:
        raise without_code("Ogiltig rabatt. Får inte överstiga 100 %")


def _list_price(company: Company, article: Record | None, row: Record, record: Record) -> Decimal:
    """Guess: the price list is excl. VAT and is turned into the document's mode."""
    if article is None:
        return ZERO
    price = company.prices.get(f"{record['PriceList']}/{article['ArticleNumber']}/0", {})
    amount = Decimal(price.get("Price") or 0)
    return amount * (100 + row["VAT"]) / 100 if record["VATIncluded"] else amount


def _two(value: Decimal) -> str:
    return f"{value:.2f}"


def updated_rows(paper: Paper, old: list[Record], given: list[Record]) -> list[Record]:
    """The rows after an update, as inputs for ``make_rows``.

    Without any RowId rows are matched by position, field by field; with RowIds, unlisted rows go
    and rows without one are new (public API description of PUT).
    """
    names = writable(paper.row_table)
    kept = [{name: row[name] for name in names if row.get(name) not in (None, "")} for row in old]
    for row in kept:
        for name in ("DeliveredQuantity", "OrderedQuantity"):
            if name in row:
                row[name] = Decimal(row[name])
    if not any(row.get("RowId") for row in given):
        pairs = [(kept[place] if place < len(kept) else {}, row) for place, row in enumerate(given)]
    else:
        by_id = {row["RowId"]: row for row in kept}
        pairs = [(_by_id(by_id, row), row) for row in given]
    return [{**before, **{k: v for k, v in row.items() if v != ""}} for before, row in pairs]


def _by_id(by_id: dict[int, Record], row: Record) -> Record:
    if not row.get("RowId"):
        return {}
    if row["RowId"] not in by_id:
        raise without_code(f"Kunde inte hitta rad {row['RowId']}")
    return by_id[row["RowId"]]


# -- totals -------------------------------------------------------------------------------------


def parts(company: Company, paper: Paper, record: Record) -> list[Part]:
    """Every amount of the document with its account and rate, header freight and fee included."""
    found = [
        Part(row["AccountNumber"], row["VAT"], totals.row_amount(*_figures(row)))
        for row in record[paper.rows]
        if row["AccountNumber"]
    ]
    rate = totals.largest_rate(found)
    for name, account in (("Freight", "FREIGHT"), ("AdministrationFee", "ADMFEE")):
        if record[name]:
            found.append(Part(company.predefined(account), rate, half_up(Decimal(record[name]))))
    return found


def _figures(row: Record) -> tuple[Decimal, Decimal, Decimal, str]:
    return row["Price"], Decimal(row["DeliveredQuantity"]), row["Discount"], row["DiscountType"]


def total_of(company: Company, paper: Paper, record: Record) -> totals.Totals:
    # Guess: only SEK documents are rounded to whole kronor.
    rounded = company.switches.round_off and record["Currency"] == "SEK"
    return totals.add_up(parts(company, paper, record), included=record["VATIncluded"], round_off=rounded)


def write_totals(company: Company, paper: Paper, record: Record) -> None:
    """Guess: ``Net`` and ``Gross`` are both the sum excl. VAT; ``TotalToPay`` equals ``Total``."""
    found = total_of(company, paper, record)
    rate = totals.largest_rate(parts(company, paper, record))
    for name in ("Freight", "AdministrationFee"):
        record[f"{name}VAT"] = _fee_vat(Decimal(record[name] or 0), rate, included=record["VATIncluded"])
    record.update(Net=found.net, Gross=found.net, TotalVAT=found.vat, RoundOff=found.round_off)
    record.update(Total=found.total, TotalToPay=found.total)


def _fee_vat(amount: Decimal, rate: Decimal, *, included: bool) -> Decimal:
    return totals.vat_in(amount, rate) if included else half_up(amount * rate / 100)
