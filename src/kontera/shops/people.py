"""Who may sign in, and to which shops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import transaction

from kontera.shops.models import Member

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.shops.handle import Handle


def add_person(email: str, password: str, handles: Iterable[Handle], *, is_reader: bool = False) -> None:
    """A person who signs in with ``email``; an existing one gets the new password and the shops as well."""
    users = get_user_model()
    role = Member.Role.READER if is_reader else Member.Role.OWNER
    with transaction.atomic():
        user, _ = users.objects.get_or_create(username=email, defaults={"email": email})
        user.set_password(password)
        user.save()
        known = {"verified": True, "primary": True}
        EmailAddress.objects.update_or_create(user=user, email=email, defaults=known)
        for handle in handles:
            Member.objects.update_or_create(user=user, shop=handle.shop, defaults={"role": role})
