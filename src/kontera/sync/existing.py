"""What is known to exist at Fortnox, in the words of the plan."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kontera.books.checks import Finding
from kontera.books.gate import Answered
from kontera.books.money import kronor
from kontera.books.plan import Credited, Exists, Paid
from kontera.shops import imports
from kontera.shops.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.books.documents import Invoice
    from kontera.books.policy import Policy
    from kontera.fortnox.invoices import InvoiceAnswer
    from kontera.fortnox.orders import OrderAnswer
    from kontera.fortnox.payments import PaymentAnswer

Kind, State = Delivery.Kind, Delivery.State
MADE = frozenset({State.SENT, State.BOOKED, State.CANCELLED})


BY_CASH = "by_cash"
"""In the answer of an invoice: whether its own financial year books at payment (kontantmetoden)."""
CREDITED_BY = "credited_by"
"""In the answer of a booked invoice: the number of the credit invoice that has undone it altogether."""
REFUND_KEY = "credit-"
"""The credit of a refund is called so, with the refund's key after it."""
_REFUND = re.compile(r"^credit-(?P<key>.+?)(?:-voucher|-summary)?$")
_DOCUMENT = re.compile(r"^(?P<name>.*?)(?:-(?P<round>\d+))?;?$")


def document_of(row: Delivery) -> str:
    """Which document a delivery is, read from its reference: ``…:payment-rest-2;`` → ``payment-rest``."""
    found = _DOCUMENT.match(row.reference.rpartition(":")[2])
    return found["name"] if found else ""


def round_of(row: Delivery) -> int:
    """A booked invoice that was credited is followed by another: the first round, the second, and so on."""
    found = _DOCUMENT.match(row.reference.rpartition(":")[2])
    return int(found["round"]) if found and found["round"] else 1


def current_round(rows: Iterable[Delivery]) -> int:
    """The round in force: the one after the last invoice that has been credited altogether."""
    ended = [round_of(row) for row in rows if row.kind == Kind.INVOICE and row.answer.get(CREDITED_BY)]
    return max(ended, default=0) + 1


def living(rows: Iterable[Delivery]) -> list[Delivery]:
    """The deliveries of the round in force; what was credited is history."""
    every = list(rows)
    now = current_round(every)
    return [row for row in every if round_of(row) == now]


def exists_from(rows: Iterable[Delivery], round_off_ore: int = 0) -> Exists:
    """The documents of one order that Fortnox has given a number, of the round in force."""
    made = [row for row in living(rows) if row.state in MADE and row.number]
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
            if row.kind == Kind.PAYMENT and document_of(row).startswith("payment-")
        ),
        round_off_ore=round_off_ore,
        credits=tuple(_credited(row, made) for row in made if is_of_refund(row)),
    )


def is_of_refund(row: Delivery) -> bool:
    """Whether it is the credit of a refund."""
    return row.kind == Kind.CREDIT and document_of(row).startswith(REFUND_KEY)


def refund_key(row: Delivery) -> str:
    """The key of the refund that a credit, a voucher or a row of a summary stands for; else ``""``."""
    is_paper = row.kind in (Kind.CREDIT, Kind.VOUCHER, Kind.SUMMARY)
    found = _REFUND.match(document_of(row)) if is_paper else None
    return found["key"] if found else ""


def _credited(row: Delivery, made: Iterable[Delivery]) -> Credited:
    """A refund's credit with its repayments: ``refund-rest-r7`` belongs to ``credit-r7``."""
    key = document_of(row).removeprefix(REFUND_KEY)
    parts = {f"refund-{part}-{key}": part for part in ("gift_card", "rest")}
    paid = (
        Paid(parts[document_of(one)], one.number, one.state == State.BOOKED)
        for one in made
        if one.kind == Kind.PAYMENT and document_of(one) in parts
    )
    by_cash = row.answer.get(BY_CASH)
    return Credited(key, row.number, row.state == State.BOOKED, tuple(paid), by_cash)


def own_policy(policy: Policy, rows: Iterable[Delivery]) -> Policy:
    """The policy of an order: its invoice says by which method it is booked, whatever the year now."""
    papers = [row for row in living(rows) if row.kind == Kind.INVOICE and BY_CASH in row.answer]
    return replace(policy, cash_method=bool(papers[-1].answer[BY_CASH])) if papers else policy


def part_of(row: Delivery) -> str:
    """Which part of the payment a delivery is, read from its reference: ``…:payment-rest;``."""
    return document_of(row).partition("payment-")[2]


def is_adopted(rows: Iterable[Delivery]) -> bool:
    """Whether a person has said that somebody else's document is the order's: then nothing is sent."""
    return any(row.reference.startswith(imports.FOREIGN) for row in rows)


def voucher_text(answer: InvoiceAnswer | PaymentAnswer) -> str:
    """A voucher as Fortnox named it: series, number and the id of the financial year."""
    return " ".join(map(str, answer.voucher)) if answer.voucher else ""


def answered(answer: InvoiceAnswer | OrderAnswer) -> Answered:
    """What the öre gate compares."""
    return Answered(
        answer.total_ore or 0, answer.vat_ore or 0, answer.round_off_ore or 0, answer.currency, answer.rate
    )


def booked_amounts(row: Delivery) -> Answered:
    """What Fortnox said of a document when it was weighed."""
    told = row.answer
    return Answered(told["total_ore"], told["vat_ore"] or 0, told["round_off_ore"] or 0, told["currency"])


def vat_untold(invoice: Invoice, answer: InvoiceAnswer | OrderAnswer) -> Finding | None:
    """Silence about the VAT is no agreement, also where none is due."""
    if answer.vat_ore is not None:
        return None
    facts = {"order": invoice.number, "shop": kronor(invoice.vat_ore), "fortnox": "?"}
    return Finding("fortnox-vat-differs", facts)
