"""Taking back what nobody has booked yet: a cancelled order leaves no living document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kontera.fortnox import invoices, orders
from kontera.shops.models import Delivery
from kontera.sync import deliveries
from kontera.sync.errand import Kind

if TYPE_CHECKING:
    from kontera.books.plan import Step
    from kontera.sync.errand import Errand

State = Delivery.State


def cancel_invoice(errand: Errand, _step: Step) -> None:
    """Makulera the unbooked invoice."""
    row = errand.made(Kind.INVOICE)
    invoices.cancel(errand.client, row.number)
    deliveries.settle(errand, row, state=State.CANCELLED)


def cancel_order(errand: Errand, _step: Step) -> None:
    """Makulera the order that was not invoiced."""
    row = errand.made(Kind.ORDER)
    orders.cancel(errand.client, row.number)
    deliveries.settle(errand, row, state=State.CANCELLED)


def find_unsettled(errand: Errand) -> None:
    """A document of a cancelled order that may or may not exist must be found to be cancelled too."""
    for row in errand.deliveries:
        if row.state == State.SENDING and row.kind in (Kind.ORDER, Kind.INVOICE):
            number = deliveries.find(errand, row, partial(_numbers_of, errand, row))
            if number is not None:
                deliveries.settle(errand, row, state=State.SENT, number=number)


def _numbers_of(errand: Errand, row: Delivery) -> list[str]:
    """The numbers of what exists at Fortnox under a delivery's reference."""
    order = errand.delivery(Kind.ORDER)
    if row.kind == Kind.ORDER:
        return [found.number for found in orders.find(errand.client, row.reference)]
    if order is not None:
        return [number for number in [orders.get(errand.client, order.number).invoice_number] if number]
    return [found.number for found in invoices.find(errand.client, row.reference)]
