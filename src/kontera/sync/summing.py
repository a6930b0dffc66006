"""Which orders are summed by the day (dagssumma), and what stands of one in summaries."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from kontera.books.daily import is_summed
from kontera.books.plan import End
from kontera.shops.models import Delivery
from kontera.sync.existing import document_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.books.decision import Decision
    from kontera.books.refunds import Credit
    from kontera.choices import Choices

CHANGED = "changed-after-summary"
SALE = "summary"
"""The last part of the reference of an order's sale in a summary; that of a refund names its credit."""
CONTENT = "content"
"""In the answer of an order's sale: what was summed of it, as a hash."""


def change_name(number: int) -> str:
    return f"change-{number}-summary"


def refund_name(credit: Credit) -> str:
    return f"credit-{credit.key}-summary"


def is_wanted(choices: Choices, decision: Decision | None) -> bool:
    """Whether an order that nothing was sent of waits for the summary of its day.

    The shop books by the day, the order's tax day is one of those, and its money came on that day: a
    payment of another day must not be booked on this one.
    """
    if choices.text("posting_mode") != "daily" or choices.text("end") not in (End.BOOKED, End.PAID):
        return False
    if decision is None or decision.invoice is None or not is_summed(decision):
        return False
    day, first = decision.invoice.day, choices.day("daily_from")
    return (first is None or day >= first) and all(one.day == day for one in decision.payments)


def papers_of(sent: Iterable[Delivery]) -> list[Delivery]:
    """What stands, or may stand, of an order in summaries."""
    return [row for row in sent if row.kind == Delivery.Kind.SUMMARY]


def content_of(decision: Decision) -> str:
    """A hash of what a summary holds of an order: amounts by rate, where it went, and how it was paid."""
    invoice = decision.invoice
    if invoice is None:
        return ""
    told = [
        [[str(total.rate), total.base_ore, total.vat_ore, total.gross_ore] for total in invoice.rates],
        [invoice.total_ore, invoice.currency, invoice.place.country, invoice.place.treatment.value],
        [[payment.method, payment.amount_ore] for payment in decision.payments],
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def open_credits(decision: Decision | None, sent: Iterable[Delivery]) -> list[Credit]:
    """The refunds that stand in no summary yet."""
    known = {document_of(row) for row in papers_of(sent)}
    return [one for one in decision.credits if refund_name(one) not in known] if decision else []
