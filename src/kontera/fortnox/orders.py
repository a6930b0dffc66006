"""Orders: create, find by our reference, read, make into an invoice, cancel.

An order row without ``DeliveredQuantity`` counts as 0 kronor (recorded), so both
quantities are sent. ``createinvoice`` is described as answering an invoice, while
everybody in production gets the order with ``InvoiceReference``; both are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.fortnox import document, wire
from kontera.fortnox.document import Fields
from kontera.fortnox.errors import addressed
from kontera.problems import Held, UnknownOutcome

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kontera.books.documents import Invoice
    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PATH = "/3/orders"
_COMPARED = ("ExternalInvoiceReference1", "Cancelled")


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """What Fortnox says about one order. Amounts in öre of ``currency``, incl. VAT.

    None: a list does not tell. ``invoice_number`` is ``""`` until it is invoiced (a list never tells).
    """

    number: str
    reference: str
    total_ore: int | None
    vat_ore: int | None
    round_off_ore: int | None
    currency: str
    cancelled: bool
    invoice_number: str
    day: date | None
    customer_number: str
    rate: Decimal | None = None
    """SEK for one unit of its currency; ``None`` where it is not told."""

    @property
    def is_whole(self) -> bool:
        """It says all that must agree with the shop."""
        told = (self.total_ore, self.vat_ore, self.round_off_ore)
        return None not in told and self.currency != ""


def create(
    client: Client, invoice: Invoice, *, reference: str, customer_number: str, fields: Fields | None = None
) -> OrderAnswer:
    """Create an order with the document's content; ``UnknownOutcome`` when it may or may not exist."""
    wanted = fields or Fields()
    body = {
        **document.head(invoice, wanted, reference=reference, customer_number=customer_number),
        "OrderDate": invoice.day.isoformat(),
        "CopyRemarks": True,
        "OrderRows": document.rows(invoice, wanted, with_ordered=True),
    }
    try:
        return _answer(client.post(PATH, {"Order": body}))
    except Held as problem:
        raise document.explain_rows(problem, invoice) from None


def get(client: Client, number: str) -> OrderAnswer:
    """One order; ``Held("fortnox-order-missing")`` when there is none."""
    with addressed("fortnox-order-missing"):
        return _answer(client.get(f"{PATH}/{number}"))


def find(client: Client, reference: str) -> list[OrderAnswer]:
    """All living orders that carry exactly ``reference``: every page compared, cancelled ones left out.

    What a list leaves out is read from the order itself: not to find it would be to make it twice.
    """
    params = {"externalinvoicereference1": reference}
    items = (item for item in client.items(PATH, "Orders", params) if _may_carry(item, reference))
    found = (_read(item) if wire.tells(item, *_COMPARED) else get(client, _number(item)) for item in items)
    return [item for item in found if item.reference == reference and not item.cancelled]


def rewrite(
    client: Client,
    number: str,
    invoice: Invoice,
    *,
    reference: str,
    customer_number: str,
    fields: Fields | None = None,
) -> OrderAnswer:
    """Write the whole content over an order that is not invoiced; its date stays.

    Rows without ids are matched by position and keep what is not sent (developer docs; measured 2026), so
    each row says everything. Whether rows beyond the last one go away is not documented: compare the totals.
    """
    wanted = fields or Fields()
    body = {
        **document.head(invoice, wanted, reference=reference, customer_number=customer_number),
        "OrderRows": document.whole_rows(invoice, wanted, with_ordered=True),
    }
    try:
        answer = client.put(f"{PATH}/{number}", {"Order": body})
    except Held as problem:
        raise document.explain_rows(problem, invoice) from None
    found = _answer(answer) if wire.inside(answer, "Order") else get(client, number)
    return found if found.is_whole else get(client, number)


def create_invoice(client: Client, number: str) -> str:
    """Make the order into an unbooked invoice and give the invoice's number.

    An order that is invoiced already gives the number of that invoice: the second call is refused, in
    words that are not all known, so the order itself is asked.
    """
    try:
        answer = client.act(f"{PATH}/{number}/createinvoice")
    except Held as refused:
        if refused.code != "fortnox-order-invoiced":
            found = get(client, number).invoice_number
            if not found:
                raise refused from None
            return found
        answer = {}
    return _invoice_number(answer) or _invoice_of(client, number)


def cancel(client: Client, number: str) -> OrderAnswer:
    """Cancel (makulera) an order; refused when it is invoiced, and done when it is cancelled already."""
    try:
        answer = client.act(f"{PATH}/{number}/cancel")
    except Held as refused:
        found = get(client, number)
        if not found.cancelled:
            raise refused from None
        return found
    return _answer(answer) if wire.inside(answer, "Order") else get(client, number)


def _invoice_number(answer: Json) -> str:
    as_order = wire.reference_at(wire.inside(answer, "Order"), "InvoiceReference")
    return as_order or wire.reference_at(wire.inside(answer, "Invoice"), "DocumentNumber")


def _invoice_of(client: Client, number: str) -> str:
    found = get(client, number).invoice_number
    if not found:
        call = f"PUT {PATH}/{number}/createinvoice"
        raise UnknownOutcome("fortnox-unknown-outcome", {"call": call}, after=10)
    return found


def _may_carry(item: Json, reference: str) -> bool:
    return wire.text_at(item, "ExternalInvoiceReference1") in ("", reference)


def _number(item: Json) -> str:
    return wire.reference_at(item, "DocumentNumber")


def _answer(answer: Json) -> OrderAnswer:
    raw = wire.inside(answer, "Order")
    if not wire.reference_at(raw, "DocumentNumber"):
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": str(sorted(answer))}, after=5)
    return _read(raw)


def _read(raw: Json) -> OrderAnswer:
    return OrderAnswer(
        number=wire.reference_at(raw, "DocumentNumber"),
        reference=wire.text_at(raw, "ExternalInvoiceReference1"),
        total_ore=wire.ore_at(raw, "Total"),
        vat_ore=wire.ore_at(raw, "TotalVAT"),
        round_off_ore=wire.ore_at(raw, "RoundOff"),
        currency=wire.text_at(raw, "Currency"),
        cancelled=wire.flag_at(raw, "Cancelled"),
        invoice_number=wire.reference_at(raw, "InvoiceReference"),
        day=wire.day_at(raw, "OrderDate"),
        customer_number=wire.text_at(raw, "CustomerNumber"),
        rate=wire.rate_at(raw),
    )
