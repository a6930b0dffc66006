"""The invoice e-mailed to the buyer by Fortnox, where the shop wants that: once, after it was booked.

The wish is written down with the booking, so that turning the choice on later e-mails nothing old.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kontera.fortnox import invoices
from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome
from kontera.sync import deliveries
from kontera.sync.errand import Kind

if TYPE_CHECKING:
    from kontera.shops.models import Delivery
    from kontera.sync.errand import Errand

EMAIL = "email"
WANTED, SENDING, SENT, NOT_SENT = "wanted", "sending", "sent", "not-sent"


def wish_for_email(errand: Errand, row: Delivery) -> None:
    """Booked in a moment: remember that it is to be e-mailed."""
    if errand.choices.flag("email_invoice") and EMAIL not in row.answer:
        deliveries.settle(errand, row, answer={**row.answer, EMAIL: WANTED})


def email_invoice(errand: Errand) -> None:
    """E-mail the booked invoice in force if that was wished for. What hinders it is a note, no hold."""
    row = errand.delivery(Kind.INVOICE)
    if row is None or row.state != row.State.BOOKED or row.answer.get(EMAIL) not in (WANTED, SENDING):
        return
    if not errand.decision.order.buyer.email:
        _end(errand, row, NOT_SENT)
        errand.handle.note(errand.row, "invoice-without-address", {"number": row.number})
    elif row.answer[EMAIL] == WANTED or not _was_sent(errand, row):
        _send(errand, row)


def _send(errand: Errand, row: Delivery) -> None:
    _end(errand, row, SENDING)
    try:
        invoices.email(errand.client, row.number)
    except UnknownOutcome:
        raise
    except Held as refused:
        _end(errand, row, NOT_SENT)
        facts = {"number": row.number, "fortnox": refused.facts.get("fortnox", refused.code)}
        errand.handle.note(errand.row, "invoice-not-emailed", facts)
    except (Disconnected, TryLater):
        # It never left this machine, or was refused before anything was done.
        _end(errand, row, WANTED)
        raise
    else:
        _end(errand, row, SENT)
        errand.handle.note(errand.row, "invoice-emailed", {"number": row.number})


def _was_sent(errand: Errand, row: Delivery) -> bool:
    """An earlier attempt had no trustworthy answer: Fortnox tells whether the invoice counts as sent."""
    if invoices.get(errand.client, row.number).sent:
        _end(errand, row, SENT)
        errand.handle.note(errand.row, "invoice-emailed", {"number": row.number})
        return True
    age = errand.now - datetime.fromisoformat(row.answer["email_at"])
    wait = timedelta(seconds=errand.ends.settle_seconds) - age
    if wait > timedelta(0):
        after = int(wait.total_seconds()) + 1
        raise UnknownOutcome("fortnox-unknown-outcome", {"call": row.reference}, after=after)
    return False


def _end(errand: Errand, row: Delivery, outcome: str) -> None:
    answer = {**row.answer, EMAIL: outcome, "email_at": errand.now.isoformat()}
    deliveries.settle(errand, row, answer=answer)
