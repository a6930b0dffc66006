"""The ledger of supplies follows the documents: written when one is booked, turned round with its credit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kontera.books.place import Treatment
from kontera.books.returns import supplies
from kontera.books.vat import tax_point
from kontera.shops import supplies as kept
from kontera.shops.models import Delivery, Order
from kontera.sync.daychanges import sale_papers
from kontera.sync.days import stockholm_day
from kontera.sync.errand import Kind
from kontera.sync.existing import document_of, round_of
from kontera.sync.summing import CONTENT, content_of

if TYPE_CHECKING:
    from kontera.books.chart import Chart
    from kontera.books.documents import Invoice
    from kontera.shops.handle import Handle
    from kontera.sync.errand import Errand

State = Delivery.State
SALES = frozenset({Kind.INVOICE, Kind.VOUCHER, Kind.CREDIT, Kind.SUMMARY})


def record(errand: Errand) -> None:
    """Keep what the order's documents sold, after each attempt: what is kept of a booked one stays.

    An unbooked invoice counts when the shop books no further itself. Sales in Sweden stand in no report here.
    """
    ruled = errand.decision.ruling
    if ruled is not None and ruled.place.treatment is Treatment.SE:
        return
    known = kept.kept_references(errand.handle, errand.row)
    for row in errand.deliveries:
        if row.kind not in SALES:
            continue
        if row.state == State.CANCELLED and row.reference in known:
            kept.drop(errand.handle, row.reference)
        elif _counts(errand, row) and (row.reference not in known or row.state == State.SENT):
            _keep(errand, row)


def _counts(errand: Errand, row: Delivery) -> bool:
    is_over = errand.row.state == Order.State.DONE and bool(row.number)
    return row.state == State.BOOKED or (row.state == State.SENT and is_over)


def _keep(errand: Errand, row: Delivery) -> None:
    handle, name = errand.handle, document_of(row)
    if name in ("invoice", "voucher", "summary"):
        if errand.decision.invoice is not None and _is_of(errand, row):
            _write(errand, row, errand.decision.invoice, _day(errand, row, errand.decision.invoice))
        return
    for credit in errand.decision.credits:
        if name in (f"credit-{credit.key}{end}" for end in ("", "-voucher", "-summary")):
            _write(errand, row, credit.invoice, credit.invoice.day)
            return
    if name.startswith("change-"):
        _write_change(errand, row)
    if name == "credit":
        original = row.reference.replace(":credit", ":invoice")
        kept.mirror(handle, row.reference, original, stockholm_day(row.settled_at or errand.now))


def _write_change(errand: Errand, row: Delivery) -> None:
    """An order that changed after its day was summed sold the difference, on the day that was booked."""
    earlier = [one.reference for one in sale_papers(errand.deliveries) if one.reference != row.reference]
    invoice, buyer = errand.decision.invoice, errand.decision.order.buyer
    number = buyer.vat_check.number if buyer.vat_check else buyer.vat_number
    day = date.fromisoformat(row.answer["day"])
    sold = supplies(invoice, errand.policy.chart) if invoice else ()
    kept.keep_change(errand.handle, kept.Paper(errand.row, row.reference, day, number), sold, of=earlier)


def _day(errand: Errand, row: Delivery, invoice: Invoice) -> date:
    """The day the VAT belongs to; an order that was credited and made anew is corrected on its new day."""
    return invoice.day if round_of(row) > 1 else tax_point(errand.decision.order)


def _write(errand: Errand, row: Delivery, invoice: Invoice, day: date) -> None:
    keep_sale(errand.handle, errand.row, row.reference, invoice, day=day, chart=errand.policy.chart)


def keep_sale(
    handle: Handle, order: Order, reference: str, invoice: Invoice, *, day: date, chart: Chart
) -> None:
    """What one document of an order sold, also where no document of its own stands for the order.

    ``reference`` names it: kept again under the same one, it is kept once.
    """
    buyer = invoice.buyer
    number = buyer.vat_check.number if buyer.vat_check else buyer.vat_number
    kept.keep(handle, kept.Paper(order, reference, day, number), supplies(invoice, chart))


def _is_of(errand: Errand, row: Delivery) -> bool:
    """Whether the order still is what the document says; a summary names no buyer, so one may have moved."""
    summed = row.answer.get(CONTENT)
    return content_of(errand.decision) == summed if summed else row.fingerprint == errand.fingerprint
