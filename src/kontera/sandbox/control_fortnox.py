"""The control calls that play a person at Fortnox's own screens: correct stock, edit a card.

Amounts and quantities may come as numbers or texts. A wrong call raises ``KeyError`` or ``ValueError``.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import articles, stock, tables
from kontera.sandbox.fortnox.company import MAIN_POINT
from kontera.sandbox.fortnox.errors import Refusal
from kontera.sandbox.fortnox.fields import check
from kontera.sandbox.fortnox.totals import ZERO, half_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.company import Company
    from kontera.sandbox.fortnox.fields import Table
    from kontera.sandbox.world import World

WORDS: dict[str, tuple[str, ...]] = {
    "stock_moves_at": ("save", "bookkeep"),
    "warehouse_put": ("ignored", "refused"),
    "currency_rate": ("sent", "register"),
    "fractional_vat": ("refuse", "accept", "truncate"),
}
"""Switches that hold a word, and the words they know."""

KEYS = {"projects": "ProjectNumber", "stockpoints": "code"}
"""Registers whose records are not known by ``Code``."""


def word(switch: str, value: object) -> str:
    """The value of a switch that holds a word. Raises ``ValueError``."""
    if value not in WORDS[switch]:
        raise ValueError(f"{switch} is one of {WORDS[switch]}")
    return str(value)


def entry(register: str, code: str) -> Record:
    """A plain record for a register."""
    if register == "stockpoints":
        return {"code": code, "name": code, "active": True}
    return {KEYS.get(register, "Code"): code, "Description": code}


def correct_stock(world: World, body: Record) -> Record:
    """``{"tenant": 1, "article": "A1", "set": "5" | "add": "-1", "point": "HUVUD"}``.

    Answers the article. As a mere stock change it shows in ``lastmodified`` only by switch.
    """
    company = world.companies[int(body["tenant"])]
    point = str(body.get("point") or MAIN_POINT)
    with company.lock:
        article = company.articles[str(body["article"])]
        if point not in company.shelf("stockpoints"):
            raise KeyError(point)
        if "set" in body:
            here = stock.balances(company, article["ArticleNumber"]).get(point, (ZERO, ZERO))[0]
            change = half_up(Decimal(str(body["set"]))) - here
        else:
            change = half_up(Decimal(str(body["add"])))
        stock.move(company, article["ArticleNumber"], point, stock=change)
        return dict(article)


def add_articles(world: World, body: Record) -> Record:
    """``{"tenant": 1, "articles": [{"ArticleNumber": "A1", "QuantityInStock": 5}]}``: fill the register."""
    company = world.companies[int(body["tenant"])]
    with company.lock:
        for given in body["articles"]:
            record = {**articles.blank(company), **_clean("Article", tables.ARTICLE, dict(given))}
            articles.derive(company, record)
            company.articles.put(record["ArticleNumber"], record, company.clock.local())
        return {"articles": len(company.articles)}


def edit_article(world: World, body: Record) -> Record:
    """``{"tenant": 1, "article": "A1", "fields": {…}}``; ``SalesPrice`` changes the price list."""
    company = world.companies[int(body["tenant"])]
    number, fields = str(body["article"]), dict(body["fields"])
    with company.lock:
        price = fields.pop("SalesPrice", None)
        record = {**company.articles[number], **_clean("Article", tables.ARTICLE, fields)}
        articles.derive(company, record)
        if price is not None:
            record["SalesPrice"] = half_up(Decimal(str(price)))
            _price(company, number, record["SalesPrice"])
        company.articles.put(number, record, company.clock.local())
        return dict(record)


def _price(company: Company, number: str, amount: Decimal) -> None:
    blank: Record = {"ArticleNumber": number, "PriceList": "A", "FromQuantity": ZERO, "Percent": ZERO}
    key, day = f"A/{number}/0", company.clock.today().isoformat()
    record = {**blank, **company.prices.get(key, {}), "Price": amount, "Date": day}
    company.prices.put(key, record, company.clock.local())


def edit_customer(world: World, body: Record) -> Record:
    """``{"tenant": 1, "customer": "1", "fields": {…}}``."""
    company = world.companies[int(body["tenant"])]
    number = str(body["customer"])
    with company.lock:
        fields = _clean("Customer", tables.CUSTOMER, dict(body["fields"]))
        record = {**company.customers[number], **fields}
        company.customers.put(number, record, company.clock.local())
        return dict(record)


def edit_voucher(world: World, body: Record) -> Record:
    """Somebody changed a voucher, struck it out, or copied it, at Fortnox's own screens.

    ``{"tenant": 1, "series": "B", "number": 1, "year": 2, "rows": [[3001, "-99.00"], …]}``, or ``"delete":
    true``, or ``"text": "…", "copy": true``. Rows need not balance here: nothing else checks a test's hand.
    """
    company = world.companies[int(body["tenant"])]
    key = str(body["series"]), int(body["number"]), int(body["year"])
    with company.lock:
        voucher = company.vouchers[key]
        if body.get("copy"):
            series = (voucher.series, voucher.year)
            company.voucher_numbers[series] += 1
            number = company.voucher_numbers[series]
            voucher = replace(voucher, number=number, rows=list(voucher.rows))
            company.vouchers[voucher.series, number, voucher.year] = voucher
        if "rows" in body:
            voucher.rows = [(int(account), Decimal(str(amount))) for account, amount in body["rows"]]
        voucher.text = str(body.get("text", voucher.text))
        if body.get("delete"):
            del company.vouchers[key]
        return {"series": voucher.series, "number": voucher.number, "year": voucher.year}


def _clean(label: str, table: Table, fields: Record) -> Record:
    try:
        return check(label, table, fields, partial=True)
    except Refusal as refusal:
        raise ValueError(refusal.message) from None


CALLS: dict[tuple[str, str], Callable[[World, Record], Record]] = {
    ("POST", "/company/stock"): correct_stock,
    ("POST", "/company/article"): edit_article,
    ("POST", "/company/articles"): add_articles,
    ("POST", "/company/customer"): edit_customer,
    ("POST", "/company/voucher"): edit_voucher,
}
