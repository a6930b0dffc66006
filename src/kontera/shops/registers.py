"""What public registers have answered: VAT numbers by shop, rates of exchange for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.order import Fx, VatCheck
from kontera.shops.models import Rate, VatAnswer

if TYPE_CHECKING:
    from datetime import date, datetime

    from kontera.shops.handle import Handle


def latest_answer(handle: Handle, number: str, since: datetime) -> VatAnswer | None:
    """The newest answer on a VAT number from ``since`` on."""
    answers = VatAnswer.objects.filter(shop=handle.shop, number=number, asked_at__gte=since)
    return answers.order_by("-asked_at").first()


def keep_answer(handle: Handle, check: VatCheck, asked_at: datetime) -> None:
    """One more answer; an earlier one stays what it was."""
    VatAnswer.objects.create(
        shop=handle.shop,
        number=check.number[:20],
        is_valid=check.is_valid,
        asked_at=asked_at,
        consultation=check.consultation,
        name=check.name,
    )


def known_rate(source: str, currency: str, first: date, last: date) -> Fx | None:
    """The latest rate of a source within the days, or ``None``."""
    rates = Rate.objects.filter(source=source, currency=currency, day__gte=first, day__lte=last)
    row = rates.order_by("-day").first()
    return Fx(currency, row.rate.normalize(), row.day, source) if row else None


def keep_rate(fx: Fx) -> None:
    """A rate as it was published; one that is kept already stays."""
    Rate.objects.get_or_create(source=fx.source, currency=fx.currency, day=fx.day, defaults={"rate": fx.rate})
