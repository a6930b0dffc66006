"""What an order needs besides what the shop says: kept with it as evidence, and laid into it when read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.area import HOME, registered_in
from kontera.books.currency import SEK
from kontera.books.order import Fx, VatCheck
from kontera.books.vat import tax_point
from kontera.shops.registers import keep_answer, keep_rate, known_rate, latest_answer
from kontera.sync.days import stockholm_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.books import order as books
    from kontera.choices import Choices
    from kontera.shops.handle import Handle
    from kontera.shops.models import Order
    from kontera.sync.ends import Ends

VAT, RATE, REFUND_DAYS = "vat_check", "fx", "refund_days"
CURABLE = frozenset({"vat-number-unchecked", "currency-without-rate"})
"""Reasons to wait that a question to a public register cures."""
FRESH = timedelta(days=1)
PATIENCE = timedelta(days=3)
"""So long an order waits for a register that is silent; then a person is told."""


def with_evidence(order: books.Order, evidence: Mapping[str, Any]) -> books.Order:
    """The order with the answer on its VAT number and the rate of its currency, as far as they are kept.

    Evidence of another number or another currency is evidence of nothing.
    """
    check, fx = evidence.get(VAT), evidence.get(RATE)
    if check and check["number"] == order.buyer.vat_number:
        order = replace(order, buyer=replace(order.buyer, vat_check=_vat_check(check)))
    if fx and fx["currency"] == order.currency:
        order = replace(order, fx=_fx(fx))
    return replace(order, refunds=tuple(_dated(one, evidence) for one in order.refunds))


def _dated(refund: books.Refund, evidence: Mapping[str, Any]) -> books.Refund:
    """A refund whose day the shop does not tell is of the day it was first seen, and stays there."""
    day = evidence.get(REFUND_DAYS, {}).get(refund.key)
    return replace(refund, day=date.fromisoformat(day)) if day and refund.day is None else refund


def note_days(row: Order, order: books.Order | None, today: date) -> None:
    """Keep the day on which refunds without one are seen; the row is written by whoever read it."""
    new = [one.key for one in order.refunds if one.day is None] if order else []
    if new:
        known = row.evidence.get(REFUND_DAYS, {})
        row.evidence = {**row.evidence, REFUND_DAYS: dict.fromkeys(new, today.isoformat()) | known}


def _vat_check(kept: Mapping[str, Any]) -> VatCheck:
    day = date.fromisoformat(kept["day"])
    return VatCheck(
        kept["number"], bool(kept["is_valid"]), day, kept.get("consultation", ""), kept.get("name", "")
    )


def _fx(kept: Mapping[str, Any]) -> Fx:
    return Fx(
        kept["currency"], Decimal(kept["rate"]), date.fromisoformat(kept["day"]), kept.get("source", "")
    )


def kept_check(check: VatCheck) -> dict[str, Any]:
    """An answer of VIES as it is kept with an order."""
    return {
        "number": check.number,
        "is_valid": check.is_valid,
        "day": check.day.isoformat(),
        "consultation": check.consultation,
        "name": check.name,
    }


def kept_rate(fx: Fx) -> dict[str, Any]:
    """A rate as it is kept with an order; the rate is text, so that no digit is lost."""
    return {"currency": fx.currency, "rate": str(fx.rate), "day": fx.day.isoformat(), "source": fx.source}


# -- asking for it -----------------------------------------------------------------------------


def gather(handle: Handle, ends: Ends, row: Order, order: books.Order, choices: Choices) -> bool:
    """Ask for what an order lacks and keep it with the order; says whether anything was learnt.

    Raises ``TryLater`` while a register is silent: the order waits meanwhile.
    """
    found: dict[str, Any] = {}
    if needs_check(order):
        found[VAT] = kept_check(_checked(handle, ends, order, choices))
    if order.currency != SEK and order.fx is None:
        fx = _rated(ends, order, choices.text("rate_source"))
        found |= {RATE: kept_rate(fx)} if fx else {}
    if found:
        row.evidence = {**row.evidence, **found}
        handle.finish(row, evidence=row.evidence)
    return bool(found)


def needs_check(order: books.Order) -> bool:
    """Whether the VAT number decides: a company's of another member state, delivered to outside Sweden."""
    buyer = order.buyer
    origin = registered_in(buyer.vat_number) if buyer.is_company else ""
    return bool(origin) and HOME not in (origin, buyer.delivery.country) and buyer.vat_check is None


def _checked(handle: Handle, ends: Ends, order: books.Order, choices: Choices) -> VatCheck:
    """The answer on a number, asked for once a day: as near to the time of the sale as can be."""
    number, now = order.buyer.vat_number, ends.now()
    known = latest_answer(handle, number, now - FRESH)
    if known is not None:
        day = stockholm_day(known.asked_at)
        return VatCheck(number, known.is_valid, day, known.consultation, known.name)
    check = ends.vies.check(number, stockholm_day(now), choices.text("vies_requester"))
    keep_answer(handle, check, now)
    return check


def _rated(ends: Ends, order: books.Order, source: str) -> Fx | None:
    """The latest rate published up to the tax point."""
    day = tax_point(order)
    fx = known_rate(source, order.currency, day, day) or ends.rates[source].rate(order.currency, day)
    if fx is not None:
        keep_rate(fx)
    return fx
