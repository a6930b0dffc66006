"""The customer cards of a shop's company: what was written on them, and what waits for a person.

``Link.written`` of a card: ``fields`` (what we last wrote, in Fortnox's words), ``duplicates`` (the numbers
of other cards with the same e-mail), ``kept`` (fields that were left as somebody wrote them), ``name``, and
``wanted`` (a change that waits for the button: ``shop``, ``name``, ``fields``, ``print``, ``asked`` and
``problem``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from kontera.shops.models import Link

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from kontera.shops.handle import Handle
    from kontera.shops.models import Order

KIND = Link.Kind.CUSTOMER.value
WANTED = "wanted"


def cards(handle: Handle) -> QuerySet[Link]:
    """The cards that are remembered; none for a shop without a company."""
    company = handle.shop.company_id
    found = Link.objects.none() if company is None else Link.objects.filter(company_id=company, kind=KIND)
    return found.order_by("key")


def card(handle: Handle, key: str) -> Link | None:
    return cards(handle).filter(key=key).first()


def remember_card(
    handle: Handle,
    key: str,
    number: str,
    fingerprint: str,
    written: dict[str, Any],
    *,
    now: datetime | None = None,
) -> None:
    """What Fortnox has on a card now, and what waits."""
    Link.objects.update_or_create(
        company_id=handle.company_id,
        kind=KIND,
        key=key,
        defaults={
            "number": number,
            "fingerprint": fingerprint,
            "written": written,
            "written_at": now or timezone.now(),
        },
    )


def wishes(handle: Handle) -> QuerySet[Link]:
    """Cards that this shop would change if it were allowed to by itself."""
    return cards(handle).filter(written__has_key=WANTED, written__wanted__shop=handle.shop.key)


def asked_wishes(handle: Handle) -> QuerySet[Link]:
    return wishes(handle).filter(written__wanted__asked=True)


def fresh_wishes(handle: Handle) -> QuerySet[Link]:
    """Those that nothing is known to stand in the way of."""
    return wishes(handle).exclude(written__wanted__has_key="problem")


def ask_wishes(handle: Handle, keys: Collection[str] | None = None) -> int:
    """A person wants these changes written (all of them without ``keys``); how many there are."""
    found = wishes(handle) if keys is None else wishes(handle).filter(key__in=list(keys))
    marked = list(found)
    for link in marked:
        wanted = {name: value for name, value in link.written[WANTED].items() if name != "problem"}
        link.written = {**link.written, WANTED: {**wanted, "asked": True}}
    Link.objects.bulk_update(marked, ["written"])
    return len(marked)


def hold_wish(link: Link, code: str, facts: dict[str, str]) -> None:
    """It could not be written: it waits, with the reason."""
    problem = {"code": code, "facts": facts}
    link.written = {**link.written, WANTED: {**link.written[WANTED], "asked": False, "problem": problem}}
    link.save(update_fields=["written"])


def newest_order(handle: Handle, email: str) -> Order | None:
    """The shop's newest order of a buyer, whatever the case of the e-mail."""
    theirs = Q(raw__customer__email__iexact=email) | Q(raw__customer__billing_details__email__iexact=email)
    return handle.orders().filter(theirs).order_by("-ordered_day", "-id").first()


def doubled(handle: Handle) -> QuerySet[Link]:
    """Cards whose e-mail stands on further cards."""
    return cards(handle).filter(written__has_key="duplicates")


def left_alone(handle: Handle) -> QuerySet[Link]:
    """Cards with fields that somebody changed in Fortnox, and that were left so."""
    return cards(handle).filter(written__has_key="kept").exclude(Q(written__kept=[]))
