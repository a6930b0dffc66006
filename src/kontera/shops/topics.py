"""Events of Fortnox companies: who is listened for, how far they were followed, what of ours they touch.

A look across shops on purpose: one connection carries all companies, and several shops may share one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.shops.models import EPOCH, Company, Delivery, Level, Link, Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime


def companies_to_hear() -> dict[str, Company]:
    """Tenant → company, where at least one connected shop works."""
    found = Company.objects.filter(shop__paused=False, shop__problem_code="").distinct()
    return {company.tenant: company for company in found}


def offsets_of(companies: Collection[Company], since: datetime) -> dict[str, str]:
    """Topic → the offset from which none of the companies misses anything.

    A company that was out for a while has stayed behind; the others then hear some events again.
    Those heard last before ``since`` are not waited for: Fortnox does not keep events so long.
    """
    rows = Topic.objects.filter(company__in=companies, at__gte=since).exclude(offset="")
    # The newest first, so that the oldest is written over all others.
    return {row.name: row.offset for row in rows.order_by("-at", "-id")}


def remember_offsets(companies: Collection[Company], offsets: Mapping[str, str], at: datetime) -> None:
    """All ``companies`` have been heard up to these offsets.

    Part of the transaction that acts on the events.
    """
    Topic.objects.bulk_create(
        [
            Topic(company=company, name=name, offset=offset, at=at)
            for company in companies
            for name, offset in offsets.items()
        ],
        update_conflicts=True,
        unique_fields=["company", "name"],
        update_fields=["offset", "at"],
    )


def links_at(company: Company, kind: str, numbers: Collection[str]) -> dict[str, Link]:
    """Number → what we last wrote to that customer or article."""
    rows = Link.objects.filter(company=company, kind=kind, number__in=list(numbers))
    return {row.number: row for row in rows.order_by("written_at")}


def levels_read(company: Company, numbers: Collection[str]) -> dict[str, datetime]:
    """Article number → since when every shop of the company that keeps its stock knows Fortnox's level."""
    found: dict[str, datetime] = {}
    rows = Level.objects.filter(shop__company=company, number__in=list(numbers))
    for number, read_at in rows.values_list("number", "fortnox_read_at"):
        found[number] = min(found.get(number, read_at or EPOCH), read_at or EPOCH)
    return found


def deliveries_at(company: Company, kinds: Collection[str], numbers: Collection[str]) -> list[Delivery]:
    """Our documents with these numbers."""
    rows = Delivery.objects.select_related("order", "shop__company").defer("order__preview", "order__raw")
    return list(rows.filter(company=company, kind__in=list(kinds), number__in=list(numbers)).order_by("id"))


def deliveries_beside(deliveries: Collection[Delivery]) -> dict[int, list[Delivery]]:
    """Order (its id) → all deliveries of the orders that these belong to."""
    found: dict[int, list[Delivery]] = {row.order_id: [] for row in deliveries}
    for row in Delivery.objects.filter(order__in=list(found)).order_by("id"):
        found[row.order_id].append(row)
    return found
