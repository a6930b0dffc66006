"""Articles. VAT follows the sales account; ``SalesPrice`` is read-only (use prices).

In lists ``QuantityInStock``, ``DisposableQuantity``, ``ReservedQuantity``, ``PurchasePrice`` and
``StockValue`` come as texts, in single answers as numbers (recorded).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, gone, ok, words
from kontera.sandbox.fortnox import lists, stock, tables
from kontera.sandbox.fortnox.errors import Refusal, missing
from kontera.sandbox.fortnox.fields import API_BLANK, check
from kontera.sandbox.fortnox.totals import ZERO, half_up

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company

NUMBER = re.compile(r"[A-Za-z0-9._/+\-]{1,50}")
ACCOUNTS = ("SalesAccount", "EUAccount", "EUVATAccount", "ExportAccount", "PurchaseAccount")
PREDEFINED = {
    "SalesAccount": "SALES",
    "EUAccount": "SALESEUREV",
    "EUVATAccount": "SALESEUVAT",
    "ExportAccount": "SALESEXPORT",
    "PurchaseAccount": "PURCHASE",
}
ZEROES = words(
    "PurchasePrice QuantityInStock ReservedQuantity DisposableQuantity StockValue SalesPrice DirectCost "
    "FreightCost OtherCost"
)
LISTED = ("ArticleNumber", "Description", "EAN", "Housework", "StockPlace", "Unit", "WebshopArticle")
LISTED_AS_TEXT = words(
    "DisposableQuantity PurchasePrice QuantityInStock ReservedQuantity SalesPrice StockValue VAT"
)


def show(call: Call, record: Record) -> Record:
    return {"@url": call.url(f"articles/{record['ArticleNumber']}"), **record}


def item(call: Call, record: Record) -> Record:
    return {
        "@url": call.url(f"articles/{record['ArticleNumber']}"),
        **{name: record[name] for name in LISTED},
        **{name: str(record[name] or 0) for name in LISTED_AS_TEXT},
    }


LISTING = lists.Listing(
    "Articles",
    item,
    {
        "articlenumber": ("ArticleNumber", "contains"),
        "description": ("Description", "contains"),
        "ean": ("EAN", "contains"),
        "suppliernumber": ("SupplierNumber", "contains"),
        "manufacturer": ("Manufacturer", "contains"),
        "manufacturerarticlenumber": ("ManufacturerArticleNumber", "contains"),
        "webshop": ("WebshopArticle", "boolean"),
    },
    {
        "active": lambda _company, record: record["Active"],
        "inactive": lambda _company, record: not record["Active"],
    },
    sorts=frozenset(words("articlenumber quantityinstock reservedquantity stockvalue")),
)


def find(company: Company, number: str) -> Record:
    record = company.articles.get(number)
    if record is None:
        raise missing(2000428)
    return record


def index(call: Call) -> Answer:
    return lists.answer(call, call.company.articles, LISTING)


def read(call: Call, number: str) -> Answer:
    call.no_params()
    return ok({"Article": show(call, find(call.company, number))})


def create(call: Call) -> Answer:
    call.no_params()
    company = call.company
    clean = check("Article", tables.ARTICLE, call.body("Article"))
    number = clean.get("ArticleNumber") or company.articles.next_number()
    if not NUMBER.fullmatch(number):
        raise Refusal(2000166, number)
    if number in company.articles:
        raise Refusal(2000013, message=f"Artikelnummer {number} används redan")
    given = {k: v for k, v in _moved_by_lager(company, clean).items() if v not in (None, API_BLANK)}
    record = {**blank(company), **given, "ArticleNumber": number}
    derive(company, record)
    company.articles.put(number, record, call.moment)
    if company.switches.price_row_made:
        base = {"ArticleNumber": number, "PriceList": "A", "FromQuantity": ZERO, "Price": ZERO}
        company.prices.put(f"A/{number}/0", {**base, "Percent": ZERO, "Date": call.today}, call.moment)
    return created({"Article": show(call, record)})


def blank(company: Company) -> Record:
    """An article of which nothing has been said."""
    record: Record = {name: "" if field.kind == "text" else None for name, field in tables.ARTICLE.items()}
    record.update(Active=True, Type="STOCK", Bulky=False, Expired=False, Housework=False, HouseworkType=None)
    record.update(StockGoods=False, WebshopArticle=False, Depth=0, Height=0, Weight=0, Width=0)
    record.update(dict.fromkeys(ZEROES, ZERO), ConstructionAccount=0, StockWarning=None, SupplierName=None)
    record.update({name: company.predefined(role) for name, role in PREDEFINED.items()})
    return record


def derive(company: Company, record: Record) -> None:
    """Accounts must exist; VAT comes from the sales account's VAT code; stock has two decimals."""
    if record["Unit"] and record["Unit"] not in company.shelf("units"):
        raise Refusal(2000432, record["Unit"])
    for name in ACCOUNTS:
        if record[name] and company.account(record[name]) is None:
            raise Refusal(2000423, f"{name} {record[name]}")
    card = company.account(record["SalesAccount"])
    record["VAT"] = company.vat_codes.get(card["VATCode"] if card else "", (ZERO, ""))[0]
    record["QuantityInStock"] = half_up(Decimal(record["QuantityInStock"] or 0))
    stock.derive(record)


def _moved_by_lager(company: Company, clean: Record) -> Record:
    """What may be written. Guess: with Lager a balance that is sent is ignored, or refused by switch."""
    if not company.switches.warehouse or "QuantityInStock" not in clean:
        return clean
    if company.switches.warehouse_put == "refused":
        raise Refusal(2000321, "Article.QuantityInStock")
    return {name: value for name, value in clean.items() if name != "QuantityInStock"}


def update(call: Call, number: str) -> Answer:
    """What is not sent stays, and so does what is sent as ``""``; API_BLANK clears."""
    call.no_params()
    company = call.company
    old = find(company, number)
    body = call.body("Article")
    if body.get("ArticleNumber", number) != number:
        raise Refusal(2000321, "Article.ArticleNumber")
    clean = check("Article", tables.ARTICLE, body, partial=True)
    clean = _moved_by_lager(company, clean)
    changed = {name: "" if value == API_BLANK else value for name, value in clean.items() if value != ""}
    record = {**old, **changed}
    derive(company, record)
    company.articles.put(number, record, call.moment)
    return ok({"Article": show(call, record)})


def delete(call: Call, number: str) -> Answer:
    company = call.company
    find(company, number)
    rows = [row for paper in company.orders.values() for row in paper["OrderRows"]]
    rows += [row for paper in company.invoices.values() for row in paper["InvoiceRows"]]
    if any(row["ArticleNumber"] == number for row in rows):
        raise Refusal(2000310, message="Artikeln används och kan inte tas bort")
    for shelf in (company.prices, company.shelf("articleurlconnections")):
        for key in [key for key, one in shelf.items() if one["ArticleNumber"] == number]:
            del shelf[key]
    company.elsewhere.pop(number, None)
    del company.articles[number]
    return gone()
