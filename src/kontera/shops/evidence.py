"""What the shop's own rows show of how it works: methods, rates, rounding, whether its webhook is heard."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.shops.models import Delivery

if TYPE_CHECKING:
    from datetime import datetime

    from kontera.shops.handle import Handle

LATELY = timedelta(days=365)
NEWEST = 200
"""So many of the newest documents are looked at for rounding."""


def used_methods(handle: Handle, now: datetime) -> tuple[str, ...]:
    """The payment methods of the orders of the last year, as the shop spells them."""
    lately = handle.orders().filter(seen_at__gte=now - LATELY).exclude(payment_method="")
    return tuple(lately.values_list("payment_method", flat=True).distinct().order_by("payment_method"))


def used_currencies(handle: Handle, now: datetime) -> frozenset[str]:
    """The currencies of the orders of the last year."""
    lately = handle.orders().filter(seen_at__gte=now - LATELY).exclude(currency="")
    return frozenset(lately.order_by().values_list("currency", flat=True).distinct())


def known_rates(handle: Handle) -> frozenset[Decimal]:
    """The VAT rates of the products that have been read, percent."""
    rates = handle.products().exclude(rate="").values_list("rate", flat=True).distinct()
    return frozenset(Decimal(rate) for rate in rates)


def seen_rounding(handle: Handle) -> int:
    """Fortnox's own rounding (öre) on the newest document that could show it; 0 when it rounds nothing.

    A document of whole kronor shows nothing; one with öre in its total shows that nothing is rounded.
    """
    papers = handle.deliveries().filter(kind__in=(Delivery.Kind.ORDER, Delivery.Kind.INVOICE))
    answers = papers.exclude(settled_at=None).order_by("-settled_at", "-id").values_list("answer", flat=True)
    for answer in answers[:NEWEST]:
        if rounded := answer.get("round_off_ore"):
            return int(rounded)
        if (answer.get("total_ore") or 0) % 100:
            return 0
    return 0


def heard_days(handle: Handle, now: datetime) -> int | None:
    """Whole days since the webhook was heard; ``None``: never."""
    heard = handle.shop.hooked_at
    return None if heard is None else max(0, (now - heard).days)
