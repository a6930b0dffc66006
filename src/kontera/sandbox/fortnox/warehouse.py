"""The Lager module: is it on, what is in stock where, and which stock points there are."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from kontera.sandbox.answers import Answer, Record, created, ok
from kontera.sandbox.fortnox import stock, warehouse_tables
from kontera.sandbox.fortnox.errors import Denied, Refusal
from kontera.sandbox.fortnox.fields import check

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company
    from kontera.sandbox.fortnox.fields import Table

STATES = ("ALL", "ACTIVE", "INACTIVE")


def tenant(call: Call) -> Answer:
    return ok({"activated": call.company.switches.warehouse, "tenantId": call.company.tenant})


def needs_lager(company: Company) -> None:
    """Guess: without the module its other calls are refused, with a word of our own."""
    if not company.switches.warehouse:
        raise Denied("warehouse_not_activated", "Lagermodulen är inte aktiv", status=HTTPStatus.FORBIDDEN)


def checked(label: str, table: Table, body: Record) -> Record:
    """The body checked; what is wrong with it is told in Lager's shape. Guess: the word."""
    try:
        return check(label, table, body)
    except Refusal as refusal:
        raise Denied("validation_error", refusal.message) from None


# -- balances -----------------------------------------------------------------------------------


def stock_balance(call: Call) -> Answer:
    """Balances per article and stock point. Guess: points that never saw the article are left out."""
    call.no_params("itemIds", "stockPointCodes")
    needs_lager(call.company)
    items, points = _listed(call, "itemIds"), _listed(call, "stockPointCodes")
    return ok(
        [
            {"itemId": number, "stockPointCode": point, "inStock": here, "availableStock": free}
            for number, article in call.company.articles.items()
            if article["StockGoods"] and (not items or number in items)
            for point, (here, free) in stock.balances(call.company, number).items()
            if not points or point in points
        ]
    )


def _listed(call: Call, name: str) -> set[str]:
    return {item.strip() for item in call.params.get(name, "").split(",") if item.strip()}


# -- stock points -------------------------------------------------------------------------------


def identity(company: Company, code: str) -> str:
    """The id of a stock point, the same in every run."""
    return str(uuid5(NAMESPACE_URL, f"{company.tenant}/{code}"))


def _point(company: Company, record: Record, *, locations: bool) -> Record:
    blank: Record = {name: "" for name in warehouse_tables.STOCK_POINT if name.startswith("delivery")}
    shown = {**blank, "usingCompanyAddress": True, "active": True, "stockLocations": [], **record}
    if not locations:
        del shown["stockLocations"]
    return {**shown, "id": identity(company, record["code"])}


def stock_points(call: Call) -> Answer:
    """Active ones unless ``state`` says otherwise, without their locations; ``q`` looks in code and name."""
    call.no_params("q", "state")
    needs_lager(call.company)
    state, wanted = call.params.get("state", "ACTIVE"), call.params.get("q", "").lower()
    if state not in STATES:
        raise Denied("validation_error", f"Ogiltigt värde för state: {state}")
    shown = [
        _point(call.company, one, locations=False)
        for one in call.company.shelf("stockpoints").values()
        if wanted in one["code"].lower() or wanted in one["name"].lower()
    ]
    return ok([one for one in shown if state == "ALL" or one["active"] == (state == "ACTIVE")])


def stock_point(call: Call, key: str) -> Answer:
    call.no_params()
    needs_lager(call.company)
    for one in call.company.shelf("stockpoints").values():
        if identity(call.company, one["code"]) == key:
            return ok(_point(call.company, one, locations=True))
    raise Denied("not_found", "Lagerstället finns inte", status=HTTPStatus.NOT_FOUND)


def make_stock_point(call: Call) -> Answer:
    call.no_params()
    company = call.company
    needs_lager(company)
    clean = checked("StockPoint", warehouse_tables.STOCK_POINT, call.payload())
    if clean["code"] in company.shelf("stockpoints"):
        raise Denied("alreadyexists", f"Lagerstället {clean['code']} finns redan")
    places = [one.get("code") for one in clean.get("stockLocations") or []]
    if len(places) != len(set(places)):
        raise Denied("duplicatestocklocations", "Två lagerplatser har samma kod")
    company.keep("stockpoints", clean["code"], clean)
    return created(_point(company, clean, locations=True))
