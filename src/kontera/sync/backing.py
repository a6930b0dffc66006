"""What an order needs besides what the shop says: kept with it as evidence, and laid into it when read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.order import Fx, VatCheck

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.books.order import Order

VAT, RATE = "vat_check", "fx"


def with_evidence(order: Order, evidence: Mapping[str, Any]) -> Order:
    """The order with the answer on its VAT number and the rate of its currency, as far as they are kept.

    Evidence of another number or another currency is evidence of nothing.
    """
    check, fx = evidence.get(VAT), evidence.get(RATE)
    if check and check["number"] == order.buyer.vat_number:
        order = replace(order, buyer=replace(order.buyer, vat_check=_vat_check(check)))
    if fx and fx["currency"] == order.currency:
        order = replace(order, fx=_fx(fx))
    return order


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
