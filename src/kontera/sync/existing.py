"""What is known to exist at Fortnox, in the words of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.checks import Finding
from kontera.books.gate import Answered
from kontera.books.money import kronor
from kontera.books.plan import Exists, Paid
from kontera.shops.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.books.documents import Invoice
    from kontera.fortnox.invoices import InvoiceAnswer
    from kontera.fortnox.orders import OrderAnswer
    from kontera.fortnox.payments import PaymentAnswer

Kind, State = Delivery.Kind, Delivery.State
MADE = frozenset({State.SENT, State.BOOKED, State.CANCELLED})


def exists_from(rows: Iterable[Delivery], round_off_ore: int = 0) -> Exists:
    """The documents of one order that Fortnox has given a number."""
    made = [row for row in rows if row.state in MADE and row.number]
    order = next((row for row in made if row.kind == Kind.ORDER), None)
    invoice = next((row for row in made if row.kind == Kind.INVOICE), None)
    return Exists(
        order_number=order.number if order else "",
        order_cancelled=bool(order and order.state == State.CANCELLED),
        invoice_number=invoice.number if invoice else "",
        invoice_cancelled=bool(invoice and invoice.state == State.CANCELLED),
        booked=bool(invoice and invoice.state == State.BOOKED),
        payments=tuple(
            Paid(part_of(row), row.number, row.state == State.BOOKED)
            for row in made
            if row.kind == Kind.PAYMENT
        ),
        round_off_ore=round_off_ore,
    )


def part_of(row: Delivery) -> str:
    """Which part of the payment a delivery is, read from its reference: ``…:payment-rest;``."""
    return row.reference.rpartition("payment-")[2].rstrip(";")


def voucher_text(answer: InvoiceAnswer | PaymentAnswer) -> str:
    """A voucher as Fortnox named it: series, number and the id of the financial year."""
    return " ".join(map(str, answer.voucher)) if answer.voucher else ""


def answered(answer: InvoiceAnswer | OrderAnswer) -> Answered:
    """What the öre gate compares."""
    return Answered(answer.total_ore or 0, answer.vat_ore or 0, answer.round_off_ore or 0, answer.currency)


def vat_untold(invoice: Invoice, answer: InvoiceAnswer | OrderAnswer) -> Finding | None:
    """Silence about the VAT is no agreement, also where none is due."""
    if answer.vat_ore is not None:
        return None
    facts = {"order": invoice.number, "shop": kronor(invoice.vat_ore), "fortnox": "?"}
    return Finding("fortnox-vat-differs", facts)
