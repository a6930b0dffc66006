"""What Fortnox has already of the orders of an import: our own documents, and those others have made.

Our own are taken over by themselves, as after a lost answer. Others' are shown, and a person says
whether they are the order's; until then the order is not sent.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min

from kontera.books.plan import End
from kontera.fortnox.listings import listed_page, read_listed
from kontera.shops import imports
from kontera.shops.models import Delivery, Foreign
from kontera.sync.days import stockholm_day
from kontera.sync.errand import reference_of
from kontera.sync.shapes import OWN, claims_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.fortnox.listings import Listed
    from kontera.shops.models import Import, Order
    from kontera.sync.shapes import Claim
    from kontera.sync.turn import Turn

UNREAD = ""
"""The origin of a document that looks familiar by its amount alone and is yet to be read."""
READ_AT_ONCE = 10
EARLIER, LATER = timedelta(days=7), timedelta(days=90)
"""How far a document's day may lie from its order's to look familiar by its amount."""
KINDS = {"order": Delivery.Kind.ORDER, "invoice": Delivery.Kind.INVOICE}


def list_documents(turn: Turn, run: Import, kind: str) -> bool:
    """One page of what Fortnox has of the period; true when it was the last."""
    days = imports.orders_in(turn.handle, run).aggregate(first=Min("ordered_day"), last=Max("ordered_day"))
    if days["first"] is None:
        return True
    number, told = int(run.report.get("page", 1)), dict(run.report.get("foreign", {}))
    first, last = days["first"] - EARLIER, stockholm_day(turn.now)
    page = listed_page(turn.fortnox, kind, first=first, last=last, page=number)
    _recognise(turn, run, [one for one in page.documents if _is_alive(one)], told)
    told["listed"] = told.get("listed", 0) + len(page.documents)
    run.report = {**run.report, "foreign": told, "page": 1 if page.is_last else number + 1}
    return page.is_last


def read_familiar(turn: Turn, run: Import) -> bool:
    """Read a few documents that look familiar by their amount; true when none is left."""
    told = dict(run.report.get("foreign", {}))
    unread = list(imports.foreign_of(turn.handle).filter(origin=UNREAD)[:READ_AT_ONCE])
    for row in unread:
        if not turn.go_on():
            return False
        whole = read_listed(turn.fortnox, row.kind, row.number)
        if _is_alive(whole):
            _recognise(turn, run, [whole], told, is_whole=True)
        imports.drop_foreign(row)
    run.report = {**run.report, "foreign": told}
    return len(unread) < READ_AT_ONCE


def _is_alive(listed: Listed) -> bool:
    """Cancelled documents and credits stand for no sale."""
    return bool(listed.number) and not listed.cancelled and not listed.credit


def _recognise(
    turn: Turn, run: Import, documents: Iterable[Listed], told: dict[str, Any], *, is_whole: bool = False
) -> None:
    handle = turn.handle
    claimed = {one: list(claims_of(one, handle.shop.key)) for one in documents}
    numbers = {claim.order_number for claims in claimed.values() for claim in claims}
    ours = imports.orders_in(handle, run).filter(number__in=numbers).defer("raw", "preview")
    orders = {row.number: row for row in ours}
    found: list[Foreign] = []
    strangers: list[Listed] = []
    for document, claims in claimed.items():
        claim = next((one for one in claims if _holds(one, document, orders)), None)
        if claim is None:
            strangers.append(document)
        elif claim.origin == OWN:
            told["own"] = told.get("own", 0) + _take_over(
                turn, run, document, claim, orders[claim.order_number]
            )
        else:
            found.append(_foreign(turn, document, claim, orders[claim.order_number]))
    if not is_whole:
        found += _familiar(turn, run, strangers)
    imports.remember_foreign(found)


def _holds(claim: Claim, document: Listed, orders: dict[str, Order]) -> bool:
    order = orders.get(claim.order_number)
    return order is not None and (not claim.needs_total or _agrees(document, order))


def _agrees(document: Listed, order: Order) -> bool:
    """The same amount to the öre, in the same currency."""
    same_currency = document.currency in ("", order.currency or "SEK")
    return document.total_ore == order.total_ore and same_currency


def _foreign(turn: Turn, document: Listed, claim: Claim, order: Order) -> Foreign:
    return Foreign(
        shop=turn.handle.shop,
        company_id=turn.handle.company_id,
        order_number=order.number,
        kind=document.kind,
        number=document.number,
        origin=claim.origin,
        told={
            "reference": next(filter(None, document.references), ""),
            "customer": document.customer,
            "day": document.day.isoformat() if document.day else "",
            "total_ore": document.total_ore,
            "currency": document.currency,
            "booked": document.booked,
            "balance_ore": document.balance_ore,
            "order_total_ore": order.total_ore,
            "is_guess": claim.is_guess,
            "is_doubtful": not _agrees(document, order),
        },
    )


def _familiar(turn: Turn, run: Import, strangers: Iterable[Listed]) -> list[Foreign]:
    """Documents whose amount and day fit an order of the import; only reading them tells more."""
    by_total = {one.total_ore for one in strangers if one.total_ore}
    rows = imports.orders_in(turn.handle, run).filter(total_ore__in=by_total)
    days: dict[int, list[Any]] = {}
    for total, day in rows.values_list("total_ore", "ordered_day"):
        days.setdefault(total or 0, []).append(day)
    return [
        Foreign(
            shop=turn.handle.shop,
            company_id=turn.handle.company_id,
            order_number="",
            kind=one.kind,
            number=one.number,
            origin=UNREAD,
        )
        for one in strangers
        if one.total_ore is None
        or any(
            one.day is None or day - EARLIER <= one.day <= day + LATER for day in days.get(one.total_ore, [])
        )
    ]


def _take_over(turn: Turn, run: Import, document: Listed, claim: Claim, order: Order) -> int:
    """Our own document that we do not remember: written down as under way, so that it is looked for."""
    kind = KINDS.get(claim.document)
    if kind is None or document.kind != kind:
        return 0
    names = [(kind, claim.document)]
    if kind == Delivery.Kind.INVOICE and run.end == End.PAID:
        # Perhaps it is paid as well.
        names += [(Delivery.Kind.PAYMENT, f"payment-{part}") for part in _parts_of(order)]
    key = turn.handle.shop.key
    wanted = {reference_of(key, order.number, name): each for each, name in names}
    return imports.expect_documents(turn.handle, order, wanted)


def _parts_of(order: Order) -> list[str]:
    """The parts it is paid in, as its preview has them."""
    shown = {one["id"] for one in order.preview.get("vouchers", []) if one["kind"] == "payment"}
    return [part for name, part in (("pay", "rest"), ("pay_gift", "gift_card")) if name in shown]
