"""What was sold under which country's tax: kept document by document, and summed for the returns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min, Q, Sum
from django.utils import timezone

from kontera.books.money import kronor
from kontera.books.place import Treatment
from kontera.books.threshold import Standing
from kontera.shops.models import Order, Supply

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from kontera.books.returns import Supplied
    from kontera.shops.handle import Handle
    from kontera.shops.models import Posting

CONSUMERS = (Treatment.OSS.value, Treatment.EU_B2C_SE_VAT.value)
DECEMBER, MONTHS = 12, 3
LATELY = timedelta(days=365)
_SUMS = ("base_ore", "vat_ore", "base_sek_ore", "vat_sek_ore")


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter: its name and its first and last day."""

    name: str
    first: date
    last: date


def stockholm_today() -> date:
    """Today in Sweden."""
    return timezone.now().astimezone(ZoneInfo("Europe/Stockholm")).date()


def facts_of(standing: Standing) -> dict[str, str]:
    """The facts of a warning about the threshold."""
    return {"year": str(standing.year), "total": kronor(standing.total_ore), "percent": str(standing.percent)}


def quarter_of(day: date) -> Period:
    """The quarter that holds a day.

    >>> quarter_of(date(2026, 11, 10)).name
    '2026Q4'
    """
    number = (day.month - 1) // MONTHS + 1
    first = date(day.year, (number - 1) * MONTHS + 1, 1)
    return Period(f"{day.year}Q{number}", first, _end(first, MONTHS))


def month_of(day: date) -> Period:
    """The month that holds a day.

    >>> month_of(date(2026, 12, 24)).last
    datetime.date(2026, 12, 31)
    """
    first = day.replace(day=1)
    return Period(f"{first:%Y-%m}", first, _end(first, 1))


def period_named(name: str) -> Period:
    """A period by its name, ``2026Q4`` or ``2026-11``; ``ValueError`` for anything else.

    >>> period_named("2026q4").first, period_named("2026-11").last
    (datetime.date(2026, 10, 1), datetime.date(2026, 11, 30))
    """
    found = re.fullmatch(r"([1-9]\d{3})(?:Q([1-4])|-(\d\d?))", name.strip().upper(), re.ASCII)
    if found is None:
        raise ValueError(name)
    year, quarter, month = found.groups()
    if quarter:
        return quarter_of(date(int(year), int(quarter) * MONTHS, 1))
    return month_of(date(int(year), int(month), 1))


def _end(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // DECEMBER, month % DECEMBER + 1, 1) - timedelta(days=1)


# -- keeping --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that sold something: its reference, its day, and the buyer's VAT number."""

    order: Order
    reference: str
    day: date
    vat_number: str = ""


def keep(handle: Handle, paper: Paper, sold: Iterable[Supplied]) -> None:
    """What a document sold, in place of what was kept of it before."""
    rows = [_row(handle, paper, one) for one in sold]
    with transaction.atomic():
        drop(handle, paper.reference)
        Supply.objects.bulk_create(rows)


def mirror(handle: Handle, reference: str, of: str, day: date) -> None:
    """The credit of a whole document: the same, turned round, on its own day."""
    rows = list(_of(handle).filter(reference=of))
    for row in rows:
        row.pk, row.reference, row.day = None, reference, day
        for name in _SUMS:
            setattr(row, name, -getattr(row, name))
    with transaction.atomic():
        drop(handle, reference)
        Supply.objects.bulk_create(rows)


def keep_change(handle: Handle, paper: Paper, sold: Iterable[Supplied], *, of: Collection[str]) -> None:
    """What a document sold now, less what was kept under the references ``of``: the difference alone."""
    rows = {_kind_of(row): row for row in (_row(handle, paper, one) for one in sold)}
    for before in _of(handle).filter(reference__in=of):
        row = rows.setdefault(_kind_of(before), _empty(before, paper))
        for name in _SUMS:
            setattr(row, name, getattr(row, name) - getattr(before, name))
    with transaction.atomic():
        drop(handle, paper.reference)
        Supply.objects.bulk_create(row for row in rows.values() if any(getattr(row, name) for name in _SUMS))


def _kind_of(row: Supply) -> tuple[str, str, Decimal, str]:
    return row.treatment, row.country, Decimal(row.rate).normalize(), row.kind


def _empty(like: Supply, paper: Paper) -> Supply:
    names = ("shop_id", "order_id", "treatment", "country", "rate", "kind", "vat_number", "currency")
    told = {name: getattr(like, name) for name in names}
    return Supply(**told, reference=paper.reference, day=paper.day, **dict.fromkeys(_SUMS, 0))


def drop(handle: Handle, reference: str) -> None:
    """A document that is cancelled sold nothing."""
    _of(handle).filter(reference=reference).delete()


def kept_references(handle: Handle, order: Order) -> set[str]:
    """The documents of an order that are kept already."""
    return set(_of(handle).filter(order=order).values_list("reference", flat=True))


def _row(handle: Handle, paper: Paper, one: Supplied) -> Supply:
    return Supply(
        shop=handle.shop,
        order=paper.order,
        reference=paper.reference,
        day=paper.day,
        treatment=one.treatment.value,
        country=one.country,
        rate=one.rate,
        kind=one.kind,
        vat_number=paper.vat_number[:20] if one.treatment is Treatment.EU_B2B else "",
        currency=one.currency,
        base_ore=one.base_ore,
        vat_ore=one.vat_ore,
        base_sek_ore=one.base_sek_ore,
        vat_sek_ore=one.vat_sek_ore,
    )


def oss_of_year(handle: Handle, first: date, last: date, booked: QuerySet[Posting]) -> list[Supply]:
    """One Stop Shop sales of the company: all of an order that sold on one of the days, or is ``booked``."""
    mine = Supply.objects.filter(shop__company_id=handle.company_id, treatment=Treatment.OSS.value)
    sold = mine.filter(day__range=(first, last)).values("order_id")
    orders = Q(order_id__in=sold) | Q(order_id__in=booked.exclude(delivery=None).values("delivery__order_id"))
    only = ("order__number", "shop_id", "reference", "day", "vat_sek_ore")
    return list(mine.filter(orders).select_related("order").only(*only).order_by("day", "id"))


# -- summing ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OssLine:
    """What was sold to one country at one rate in one currency; ``quarter`` is the one of the sale.

    Amounts in 1/100 of ``currency``, and in öre.
    """

    quarter: str
    country: str
    rate: Decimal
    kind: str
    currency: str
    base_ore: int
    vat_ore: int
    base_sek_ore: int
    vat_sek_ore: int


@dataclass(frozen=True, slots=True)
class PeriodicLine:
    """What one buyer in another member state bought without VAT, in öre."""

    vat_number: str
    country: str
    kind: str
    base_sek_ore: int


def oss_lines(handle: Handle, period: Period) -> tuple[list[OssLine], list[OssLine]]:
    """The quarter's own sales, and corrections of earlier quarters (credits of what was sold then).

    Source: Skatteverket, One Stop Shop: corrections are stated in a later return, by country and period.
    """
    sums: dict[tuple[str, str, Decimal, str, str], list[int]] = {}
    rows = _of(handle).filter(treatment=Treatment.OSS.value, day__gte=period.first, day__lte=period.last)
    sold_days = _sold_days(handle, {row.order_id for row in rows})
    for row in rows:
        sold = min(sold_days.get(row.order_id, row.day), row.day)
        key = (quarter_of(sold).name, row.country, row.rate.normalize(), row.kind, row.currency)
        total = sums.setdefault(key, [0, 0, 0, 0])
        for place, name in enumerate(_SUMS):
            total[place] += getattr(row, name)
    lines = [OssLine(*key, *total) for key, total in sorted(sums.items())]
    own = [line for line in lines if line.quarter == period.name]
    return own, [line for line in lines if line.quarter != period.name]


def _sold_days(handle: Handle, orders: Iterable[int]) -> dict[int, date]:
    """When each order was sold first."""
    found = _of(handle).filter(order_id__in=list(orders)).values("order_id").annotate(first=Min("day"))
    return {row["order_id"]: row["first"] for row in found.order_by()}


def periodic_lines(handle: Handle, period: Period) -> list[PeriodicLine]:
    """Untaxed sales to companies in the Union by VAT number and kind.

    Source: Skatteverket, periodisk sammanställning; boxes 35 and 39 must agree with it.
    """
    rows = _of(handle).filter(treatment=Treatment.EU_B2B.value, day__gte=period.first, day__lte=period.last)
    sums = rows.order_by().values("vat_number", "country", "kind").annotate(total=Sum("base_sek_ore"))
    lines = [PeriodicLine(one["vat_number"], one["country"], one["kind"], one["total"]) for one in sums]
    return sorted(lines, key=lambda line: (line.vat_number, line.kind))


def standing(handle: Handle, year: int) -> Standing:
    """Sales to consumers in the Union against the threshold, this calendar year and the one before."""
    return Standing(year, _consumers(handle, year), _consumers(handle, year - 1))


def _consumers(handle: Handle, year: int) -> int:
    rows = _of(handle).filter(treatment__in=CONSUMERS, day__year=year).exclude(country="XI", kind="services")
    return int(rows.aggregate(total=Sum("base_sek_ore"))["total"] or 0)


def treatments(handle: Handle, now: datetime) -> frozenset[str]:
    """The treatments of the last year's sales abroad."""
    rows = _of(handle).filter(day__gte=(now - LATELY).date())
    return frozenset(rows.order_by().values_list("treatment", flat=True).distinct())


def oss_sold(handle: Handle, now: datetime) -> frozenset[tuple[str, Decimal]]:
    """Countries and rates of the last year's One Stop Shop sales, and of orders that wait for an account."""
    rows = _of(handle).filter(treatment=Treatment.OSS.value, day__gte=(now - LATELY).date())
    sold = set(rows.order_by().values_list("country", "rate").distinct())
    waiting = handle.orders().filter(problem_code="oss-account-missing", state=Order.State.HELD)
    sold |= {
        (facts["country"], Decimal(facts["rate"]))
        for facts in waiting.values_list("problem_facts", flat=True)
    }
    return frozenset((country, rate.normalize()) for country, rate in sold)


def periods(handle: Handle, treatment: Treatment) -> Iterator[date]:
    """The days on which something was sold under a treatment, newest first, each once."""
    days = _of(handle).filter(treatment=treatment.value).order_by("-day").values_list("day", flat=True)
    yield from days.distinct()


def _of(handle: Handle) -> QuerySet[Supply]:
    return Supply.objects.filter(shop=handle.shop)
