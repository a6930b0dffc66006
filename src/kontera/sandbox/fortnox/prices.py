"""Prices by price list, article and quantity. The row for quantity 0 comes with the article."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, Record, created, gone, ok
from kontera.sandbox.fortnox import lists, tables
from kontera.sandbox.fortnox.errors import Refusal, missing
from kontera.sandbox.fortnox.fields import check
from kontera.sandbox.fortnox.totals import half_up

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call


def key_of(price_list: str, article: str, quantity: Decimal | str) -> str:
    amount = Decimal(quantity).normalize()
    return f"{price_list}/{article}/{amount:f}"


def show(call: Call, record: Record) -> Record:
    place = f"{record['PriceList']}/{record['ArticleNumber']}/{record['FromQuantity']}"
    return {"@url": call.url(f"prices/{place}"), **record}


def item(call: Call, record: Record) -> Record:
    return {name: value for name, value in show(call, record).items() if name not in ("Percent", "Date")}


def index(call: Call) -> Answer:
    """Every price. The description types the answer as one price; Guess: it is a list."""
    return lists.answer(call, call.company.prices, lists.Listing("Prices", item))


def sublist(call: Call, price_list: str, article: str) -> Answer:
    mine = type(call.company.prices)()
    for key, record in call.company.prices.items():
        if record["PriceList"] == price_list and record["ArticleNumber"] == article:
            mine.put(key, record, call.company.prices.changed[key])
    return lists.answer(call, mine, lists.Listing("Prices", item))


def _key(price_list: str, article: str, quantity: str) -> str:
    try:
        return key_of(price_list, article, quantity)
    except ArithmeticError:
        raise Refusal(2000108, "FromQuantity") from None


def _find(call: Call, price_list: str, article: str, quantity: str) -> tuple[str, Record]:
    key = _key(price_list, article, quantity)
    record = call.company.prices.get(key)
    if record is None:
        raise missing(2000430)
    return key, record


def read(call: Call, price_list: str, article: str, quantity: str = "0") -> Answer:
    call.no_params()
    return ok({"Price": show(call, _find(call, price_list, article, quantity)[1])})


def create(call: Call) -> Answer:
    call.no_params()
    company = call.company
    clean = check("Price", tables.PRICE, call.body("Price"))
    if clean["ArticleNumber"] not in company.articles:
        raise Refusal(2001302, clean["ArticleNumber"])
    if clean["PriceList"] not in company.shelf("pricelists"):
        raise Refusal(2000431, clean["PriceList"])
    quantity = half_up(clean.get("FromQuantity") or Decimal(0))
    key = key_of(clean["PriceList"], clean["ArticleNumber"], quantity)
    if key in company.prices:
        raise Refusal(2000762, message="Priset finns redan")
    blank: Record = {"Percent": Decimal(0), "Price": Decimal(0), "FromQuantity": quantity, "Date": call.today}
    record = {**blank, **clean, "FromQuantity": quantity}
    company.prices.put(key, record, call.moment)
    _follow(call, record)
    return created({"Price": show(call, record)})


def update(call: Call, price_list: str, article: str, quantity: str = "0") -> Answer:
    call.no_params()
    key, old = _find(call, price_list, article, quantity)
    table = tables.without(tables.PRICE, "ArticleNumber", "PriceList", "FromQuantity")
    body = {
        k: v for k, v in call.body("Price").items() if k not in ("ArticleNumber", "PriceList", "FromQuantity")
    }
    record = {**old, **check("Price", table, body, partial=True), "Date": call.today}
    call.company.prices.put(key, record, call.moment)
    _follow(call, record)
    return ok({"Price": show(call, record)})


def _follow(call: Call, record: Record) -> None:
    """``SalesPrice`` on the article is the price in the default list from quantity 0."""
    article = call.company.articles.get(record["ArticleNumber"])
    if article is not None and record["PriceList"] == "A" and record["FromQuantity"] == 0:
        article["SalesPrice"] = Decimal(record["Price"] or 0)


def delete(call: Call, price_list: str, article: str, quantity: str) -> Answer:
    key, record = _find(call, price_list, article, quantity)
    del call.company.prices[key]
    _follow(call, {**record, "Price": Decimal(0)})
    return gone()
