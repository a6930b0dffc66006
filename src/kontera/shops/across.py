"""Looking across tenants, said aloud: only what no single shop can answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from kontera.shops import imports
from kontera.shops.handle import Handle
from kontera.shops.models import Chore, Company, Event, Import, Member, Order, Shop
from kontera.shops.permits import create_permits
from kontera.shops.sightings import CHECK

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def handle_by_key(key: str) -> Handle | None:
    """The shop by its key, or by its exact name where that names one shop."""
    shop = Shop.objects.select_related("company").filter(key=key).first()
    if shop is None:
        named = list(Shop.objects.select_related("company").filter(name__iexact=key)[:2])
        shop = named[0] if len(named) == 1 else None
    return Handle(shop) if shop else None


def handle_by_id(shop_id: int) -> Handle | None:
    shop = Shop.objects.select_related("company").filter(pk=shop_id).first()
    return Handle(shop) if shop else None


def handle_by_hook(secret: str) -> Handle | None:
    shop = Shop.objects.filter(hook_secret=secret).first()
    return Handle(shop) if shop else None


def every_shop() -> list[Handle]:
    return [Handle(shop) for shop in Shop.objects.select_related("company").order_by("name", "id")]


def shops_with_work() -> list[int]:
    """Shops with due orders, unread events or a poll that is due."""
    now = timezone.now()
    due = Order.objects.filter(
        shop=OuterRef("pk"), shop__paused=False, state=Order.State.DUE, due_at__lte=now
    )
    told = Event.objects.filter(shop=OuterRef("pk"))
    rested = Q(problem_code="") | Q(problem_at__lt=now - timedelta(minutes=10))
    shops = Shop.objects.filter(rested, company__isnull=False)
    shops = shops.filter(Exists(due) | Exists(told) | Q(poll_at__lte=now))
    return list(shops.values_list("pk", flat=True))


def shops_with_chores(kinds: int, now: datetime) -> list[int]:
    """Shops with a chore that is due, or with fewer chores than there are kinds of them.

    A paused shop still has its set-up checked, and the dry run of an import read: neither sends anything.
    """
    due = Chore.objects.filter(shop=OuterRef("pk"), due_at__lte=now)
    dry = Import.objects.filter(shop=OuterRef("pk"), state=Import.State.READING)
    reads = Exists(due.filter(name=CHECK)) | (Exists(due.filter(name=imports.CHORE)) & Exists(dry))
    rested = Q(problem_code="") | Q(problem_at__lt=now - timedelta(minutes=10))
    shops = Shop.objects.filter(rested, company__isnull=False).annotate(planned=Count("chore"))
    works = Q(paused=False) & (Exists(due) | Q(planned__lt=kinds))
    shops = shops.filter(works | (Q(paused=True) & reads))
    return list(shops.values_list("pk", flat=True))


def shops_of_company(company: Company) -> list[Handle]:
    return [Handle(shop) for shop in Shop.objects.select_related("company").filter(company=company)]


def company_for(tenant: str) -> Company:
    company, created = Company.objects.get_or_create(tenant=tenant)
    if created:
        create_permits(company.pk)
    return company


def add_shop(name: str, quickbutik_key: str, tenant: str, choices: dict[str, object]) -> Handle:
    """A new shop; without a tenant its books have no place until it is connected in the panel."""
    company = company_for(tenant) if tenant else None
    shop = Shop.objects.create(name=name, quickbutik_key=quickbutik_key, company=company, choices=choices)
    return Handle(shop)


def shops_of(user: AbstractBaseUser | AnonymousUser) -> list[tuple[Handle, str]]:
    """The shops a person may see, with the role in each."""
    if user.pk is None:
        return []
    rows = Member.objects.select_related("shop__company").filter(user_id=user.pk).order_by("shop__name")
    return [(Handle(row.shop), row.role) for row in rows]


def remember_token(company: Company, token: str, lifetime: int) -> None:
    company.token = token
    company.token_expires_at = timezone.now() + timedelta(seconds=lifetime)
    company.problem_code, company.problem_facts = "", {}
    company.save(update_fields=["token", "token_expires_at", "problem_code", "problem_facts"])


def locked_company(company_id: int) -> Company:
    """The company's row, locked until the surrounding transaction ends."""
    return Company.objects.select_for_update().get(pk=company_id)
