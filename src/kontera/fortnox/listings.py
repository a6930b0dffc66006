"""Invoices and orders of a period as Fortnox lists them, whoever made them: page by page.

A list tells references, total and state, but not YourOrderNumber and YourReference (and of orders
perhaps not the total): a document that looks familiar is then read by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.fortnox import wire
from kontera.fortnox.client import PAGE_SIZE, USUAL_PAGE

if TYPE_CHECKING:
    from datetime import date

    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PLACES = {
    "invoice": ("/3/invoices", "Invoices", "Invoice", "InvoiceDate"),
    "order": ("/3/orders", "Orders", "Order", "OrderDate"),
}
"""Where each kind lives: path, envelope of a list, envelope of one, and the field of its day."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One document. Total and balance in öre of ``currency``; ``None`` where the list does not tell."""

    kind: str
    number: str
    references: tuple[str, str]
    """ExternalInvoiceReference1 and 2."""
    total_ore: int | None
    balance_ore: int | None
    currency: str
    day: date | None
    customer: str
    booked: bool
    cancelled: bool
    credit: bool
    your_order_number: str = ""
    your_reference: str = ""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page of a list."""

    documents: tuple[Listed, ...]
    is_last: bool


def listed_page(client: Client, kind: str, *, first: date, last: date, page: int) -> ListedPage:
    """The documents dated ``first`` to ``last``, 500 at a time; ``page`` counts from 1."""
    path, many, _, _ = PLACES[kind]
    params: dict[str, str | int] = {"fromdate": first.isoformat(), "todate": last.isoformat()}
    answer = client.get(path, {**params, "limit": PAGE_SIZE, "page": page})
    found = wire.listed(answer, many)
    total = wire.decimal_at(wire.inside(answer, "MetaInformation"), "@TotalPages")
    is_last = len(found) < USUAL_PAGE if total is None else page >= total
    return ListedPage(tuple(_read(kind, item) for item in found), is_last=is_last or not found)


def read_listed(client: Client, kind: str, number: str) -> Listed:
    """The whole document, with what a list leaves out."""
    path, _, one, _ = PLACES[kind]
    return _read(kind, wire.inside(client.get(f"{path}/{number}"), one))


def _read(kind: str, raw: Json) -> Listed:
    return Listed(
        kind=kind,
        number=wire.reference_at(raw, "DocumentNumber"),
        references=(
            wire.text_at(raw, "ExternalInvoiceReference1"),
            wire.text_at(raw, "ExternalInvoiceReference2"),
        ),
        total_ore=wire.ore_at(raw, "Total"),
        balance_ore=wire.ore_at(raw, "Balance"),
        currency=wire.text_at(raw, "Currency"),
        day=wire.day_at(raw, PLACES[kind][3]),
        customer=wire.text_at(raw, "CustomerName"),
        booked=wire.flag_at(raw, "Booked"),
        cancelled=wire.flag_at(raw, "Cancelled"),
        credit=wire.flag_at(raw, "Credit"),
        your_order_number=wire.text_at(raw, "YourOrderNumber"),
        your_reference=wire.text_at(raw, "YourReference"),
    )
