"""Which path and method leads to which handler, and the scope it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from kontera.sandbox.fortnox import (
    accounts,
    articles,
    articleurlconnections,
    companyinformation,
    costcenters,
    currencies,
    customdocuments,
    customers,
    files,
    financialyears,
    invoicepayments,
    invoices,
    lockedperiod,
    modesofpayments,
    orders,
    predefinedaccounts,
    predefinedvoucherseries,
    pricelists,
    prices,
    projects,
    sie,
    termsofdeliveries,
    termsofpayments,
    units,
    vouchers,
    voucherseries,
    warehouse,
    wayofdeliveries,
)
from kontera.sandbox.fortnox.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from kontera.sandbox.answers import Answer
    from kontera.sandbox.fortnox.register import Register

SETTINGS: tuple[tuple[Register, bool], ...] = (
    (modesofpayments.REGISTER, True),
    (wayofdeliveries.REGISTER, True),
    (termsofdeliveries.REGISTER, False),
    (termsofpayments.REGISTER, True),
    (units.REGISTER, True),
)


@dataclass(frozen=True, slots=True)
class Route:
    """A handler and the scope a token needs for it (``""``: any valid token)."""

    handler: Callable[..., Answer]
    scope: str


def _rule(method: str, path: str, handler: Callable[..., Answer], scope: str) -> Rule:
    return Rule(path, methods=[method], endpoint=Route(handler, scope))


def _crud(module: Any, path: str, key: str, scope: str) -> Iterator[Rule]:
    yield _rule("GET", f"/3/{path}", module.index, scope)
    yield _rule("POST", f"/3/{path}", module.create, scope)
    yield _rule("GET", f"/3/{path}/<{key}>", module.read, scope)
    if hasattr(module, "update"):
        yield _rule("PUT", f"/3/{path}/<{key}>", module.update, scope)
    if hasattr(module, "delete"):
        yield _rule("DELETE", f"/3/{path}/<{key}>", module.delete, scope)


def _register(
    register: Register, scope: str, *, key: str = "key", delete: bool = True, create: bool = True
) -> Iterator[Rule]:
    path = f"/3/{register.path}"
    yield _rule("GET", path, register.list, scope)
    yield _rule("GET", f"{path}/<{key}>", register.read, scope)
    yield _rule("PUT", f"{path}/<{key}>", register.update, scope)
    if create:
        yield _rule("POST", path, register.create, scope)
    if delete:
        yield _rule("DELETE", f"{path}/<{key}>", register.delete, scope)


def _rules() -> Iterator[Rule]:
    yield from _crud(customers, "customers", "number", "customer")
    yield from _crud(articles, "articles", "path:number", "article")
    yield from _crud(orders, "orders", "number", "order")
    yield from _crud(invoices, "invoices", "number", "invoice")
    yield from _crud(invoicepayments, "invoicepayments", "number", "payment")
    yield from _actions()
    yield from _prices()
    for register, delete in SETTINGS:
        yield from _register(register, "settings", delete=delete)
    yield from _register(predefinedaccounts.REGISTER, "settings", delete=False, create=False)
    yield from _register(predefinedvoucherseries.REGISTER, "settings", delete=False, create=False)
    yield from _register(currencies.REGISTER, "currency")
    yield from _register(pricelists.REGISTER, "price", delete=False)
    yield from _register(costcenters.REGISTER, "costcenter")
    yield from _register(projects.REGISTER, "project")
    yield from _register(articleurlconnections.REGISTER, "article")
    yield from _books()
    yield _rule("GET", "/3/companyinformation", companyinformation.read, "companyinformation")
    yield _rule("GET", "/3/settings/company", companyinformation.settings, "settings")
    yield _rule("GET", "/3/settings/lockedperiod", lockedperiod.read, "settings")
    yield _rule("GET", "/3/me", companyinformation.me, "")
    yield from _warehouse()
    yield from _custom_documents()


def _actions() -> Iterator[Rule]:
    yield _rule("PUT", "/3/orders/<number>/cancel", orders.cancel, "order")
    yield _rule("PUT", "/3/orders/<number>/createinvoice", orders.create_invoice, "order")
    yield _rule("PUT", "/3/orders/<number>/warehouseready", orders.warehouse_ready, "order")
    yield _rule("PUT", "/3/orders/<number>/externalprint", orders.mark_sent, "order")
    yield _rule("PUT", "/3/invoices/<number>/bookkeep", invoices.bookkeep, "invoice")
    yield _rule("PUT", "/3/invoices/<number>/cancel", invoices.cancel, "invoice")
    yield _rule("PUT", "/3/invoices/<number>/credit", invoices.credit, "invoice")
    yield _rule("PUT", "/3/invoices/<number>/warehouseready", invoices.warehouse_ready, "invoice")
    yield _rule("PUT", "/3/invoices/<number>/externalprint", invoices.mark_sent, "invoice")
    yield _rule("GET", "/3/orders/<number>/email", orders.mark_sent, "order")
    yield _rule("GET", "/3/invoices/<number>/email", invoices.mark_sent, "invoice")
    yield _rule("GET", "/3/invoices/<number>/preview", invoices.preview, "invoice")
    yield _rule("GET", "/3/invoices/<number>/print", invoices.printed, "invoice")
    yield _rule("PUT", "/3/invoicepayments/<number>/bookkeep", invoicepayments.bookkeep, "payment")


def _prices() -> Iterator[Rule]:
    """An article number may hold a slash, decoded by now; the short path without quantity takes none."""
    price = "/3/prices/<price_list>/<path:article>/<quantity>"
    yield _rule("GET", "/3/prices", prices.index, "price")
    yield _rule("POST", "/3/prices", prices.create, "price")
    yield _rule("GET", "/3/prices/sublist/<price_list>/<path:article>", prices.sublist, "price")
    for path in ("/3/prices/<price_list>/<article>", price):
        yield _rule("GET", path, prices.read, "price")
        yield _rule("PUT", path, prices.update, "price")
    yield _rule("DELETE", price, prices.delete, "price")


def _warehouse() -> Iterator[Rule]:
    root, points = "/api/warehouse", "/api/warehouse/stockpoints-v1"
    yield _rule("GET", f"{root}/tenants-v4", warehouse.tenant, "warehouse")
    yield _rule("GET", f"{root}/status-v1/stockbalance", warehouse.stock_balance, "warehouse")
    yield _rule("GET", points, warehouse.stock_points, "warehouse")
    yield _rule("POST", points, warehouse.make_stock_point, "warehouse")
    yield _rule("GET", f"{points}/<key>", warehouse.stock_point, "warehouse")


def _custom_documents() -> Iterator[Rule]:
    """Guess: they take the scope of their own that clients ask for."""
    root, scope = "/api/warehouse/documentdeliveries/custom", "warehousecustomdocument"
    yield _rule("GET", f"{root}/documenttypes-v1", customdocuments.list_types, scope)
    yield _rule("POST", f"{root}/documenttypes-v1", customdocuments.create_type, scope)
    yield _rule("GET", f"{root}/documenttypes-v1/<kind>", customdocuments.read_type, scope)
    for word, papers in (("inbound", customdocuments.INBOUND), ("outbound", customdocuments.OUTBOUND)):
        place = f"{root}/{word}-v1/<kind>/<number>"
        yield _rule("GET", place, papers.read, scope)
        yield _rule("PUT", place, papers.save, scope)
        yield _rule("PUT", f"{place}/release", papers.release, scope)
        yield _rule("PUT", f"{place}/void", papers.void, scope)


def _books() -> Iterator[Rule]:
    yield from _register(accounts.REGISTER, "bookkeeping")
    yield from _crud(financialyears, "financialyears", "number", "bookkeeping")
    yield from _register(voucherseries.REGISTER, "bookkeeping", delete=False)
    yield _rule("GET", "/3/vouchers", vouchers.index, "bookkeeping")
    yield _rule("POST", "/3/vouchers", vouchers.create, "bookkeeping")
    yield _rule("GET", "/3/vouchers/sublist", vouchers.index, "bookkeeping")
    yield _rule("GET", "/3/vouchers/sublist/<series>", vouchers.index, "bookkeeping")
    yield _rule("GET", "/3/vouchers/<series>/<int:number>", vouchers.read, "bookkeeping")
    yield _rule("GET", "/3/sie/<kind>", sie.export, "bookkeeping")
    yield _rule("POST", "/3/inbox", files.upload, "inbox")
    yield _rule("GET", "/3/inbox/<key>", files.read, "inbox")
    yield _rule("POST", "/3/voucherfileconnections", files.connect, "connectfile")
    yield _rule("GET", "/3/voucherfileconnections", files.connections, "connectfile")
    yield _rule("GET", "/3/voucherfileconnections/<key>", files.connection, "connectfile")


MAP = Map(list(_rules()), strict_slashes=False, merge_slashes=False, redirect_defaults=False)
ROUTES = MAP.bind("fortnox")


def route_for(method: str, path: str) -> tuple[Route, dict[str, Any]]:
    """The handler of a path. Raises ``Refusal`` 2000764 for an unknown one.

    Guess: 404, or 405 when only the method is wrong.
    """
    try:
        route, arguments = ROUTES.match(path, method)
    except MethodNotAllowed:
        raise Refusal(2000764, status=405) from None
    except (NotFound, RequestRedirect):
        raise Refusal(2000764, status=404) from None
    return route, dict(arguments)
