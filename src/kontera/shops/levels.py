"""Stock levels and what orders have sold of them, seen from one shop."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from kontera.shops.chores import ask_chore, chore_of, tell_chore
from kontera.shops.models import Delivery, Level, Link, Order, Shop, Sold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from kontera.shops.handle import Handle

NAME = "stock"
"""The chore's name."""
AT_A_TIME = 500
LATE = timedelta(hours=1)
"""How long after its time a delivery's row may become visible; more than any piece of work lasts."""
_WRITTEN = (
    "product_id",
    "variant_id",
    "title",
    "agreed",
    "in_shop",
    "in_fortnox",
    "shop_read_at",
    "fortnox_read_at",
    "pending",
    "seen",
    "problem_code",
    "problem_facts",
    "confirmed",
)
PIECES = "pieces"
"""In what is told of the credit of a refund: article number → pieces that came back."""


def levels_of(handle: Handle) -> QuerySet[Level]:
    return Level.objects.filter(shop=handle.shop)


def ask_for_stock(handle: Handle, now: datetime) -> None:
    """Something has happened that may have moved a level: a round at once, where the shop wants rounds."""
    if handle.choices.text("stock") != "off":
        ask_chore(handle, NAME, at=now)


def press(handle: Handle, side: str) -> None:
    """The button: write to ``side`` (shop, fortnox or both) whatever has piled up."""
    row = chore_of(handle, NAME)
    tell_chore(row, {**row.told, "press": side})
    ask_chore(handle, NAME, asked=True)


def confirm_round(handle: Handle) -> None:
    """A person says that the held round is right, with just the numbers it was held with."""
    row = chore_of(handle, NAME)
    confirmed = {"code": row.problem_code, "facts": row.problem_facts}
    tell_chore(row, {**row.told, "confirmed": confirmed})
    ask_chore(handle, NAME, asked=True)


class Brief(NamedTuple):
    """As much of a level as tells whether anything about it has changed. ``is_plain``: nothing is open."""

    number: str
    agreed: int | None
    in_shop: int | None
    in_fortnox: int | None
    product_id: str
    variant_id: str
    is_plain: bool


def briefs(handle: Handle) -> Iterator[Brief]:
    """Every level in brief: a round looks at all of them, and changes few."""
    fields = ("number", "agreed", "in_shop", "in_fortnox", "product_id", "variant_id", "problem_code")
    rows = levels_of(handle).values_list(*fields, "pending", "seen__right", "seen__missed")
    for row in rows.iterator(chunk_size=2000):
        number, agreed, here, there, product, variant, *rest = row
        yield Brief(number, agreed, here, there, product, variant, is_plain=not any(rest))


def levels_by_number(handle: Handle, numbers: Collection[str]) -> dict[str, Level]:
    if not numbers:
        return {}
    return {row.number: row for row in levels_of(handle).filter(number__in=list(numbers))}


def keep(level: Level, **changes: Any) -> None:
    """Write down part of a level at once: before a write leaves, and when its outcome is known."""
    for name, value in changes.items():
        setattr(level, name, value)
    Level.objects.filter(pk=level.pk).update(**changes)


def unfinished_documents(handle: Handle) -> list[Level]:
    """Levels whose move by a document of ours was begun, with no word of its end."""
    return list(levels_of(handle).filter(pending__has_key="document"))


def save_levels(rows: Collection[Level]) -> None:
    """Write levels that changed, new ones and known ones."""
    new = [row for row in rows if row.pk is None]
    Level.objects.bulk_create(new, batch_size=AT_A_TIME)
    Level.objects.bulk_update([row for row in rows if row.pk], _WRITTEN, batch_size=AT_A_TIME)


def forget_levels(handle: Handle, numbers: Collection[str]) -> None:
    """The shop has no such product any more."""
    levels_of(handle).filter(number__in=list(numbers)).delete()


def confirm(handle: Handle, level: Level) -> None:
    """A person says that the change which waits is right, or that what was refused may be tried again."""
    levels_of(handle).filter(pk=level.pk).update(confirmed=True)
    ask_chore(handle, NAME, asked=True)


def believe(handle: Handle, numbers: Collection[str], side: str) -> int:
    """A person says which side is right, or whether a rise was a credit or a count; the next round obeys."""
    rows = list(levels_of(handle).filter(number__in=list(numbers)))
    for row in rows:
        row.seen = {**row.seen, "right": side}
    Level.objects.bulk_update(rows, ["seen"], batch_size=AT_A_TIME)
    ask_chore(handle, NAME, asked=True)
    return len(rows)


def stock_goods_written(handle: Handle, numbers: Collection[str]) -> dict[str, datetime]:
    """Articles that Kontera has told to be stock goods, and when it last wrote to them."""
    if not numbers or handle.shop.company_id is None:
        return {}
    found = Link.objects.filter(company_id=handle.shop.company_id, kind=Link.Kind.ARTICLE)
    found = found.filter(number__in=list(numbers), written__stock_goods=True)
    return dict(found.values_list("number", "written_at"))


def numbers_of_others(handle: Handle) -> set[str]:
    """Articles whose level another shop, connected earlier to the same Fortnox company, takes part in."""
    if handle.shop.company_id is None:
        return set()
    earlier = Shop.objects.filter(company_id=handle.shop.company_id, pk__lt=handle.shop.pk)
    sharing = [shop.pk for shop in earlier if shop.choices.get("stock", "off") != "off"]
    return set(Level.objects.filter(shop__in=sharing).values_list("number", flat=True))


# -- what orders sold ------------------------------------------------------------------------------


def unread_orders(handle: Handle) -> Iterator[Order]:
    """Orders whose lines have not been looked at as the shop tells them now."""
    head = Sold.objects.filter(order=OuterRef("pk"), number="", digest=OuterRef("raw_digest"))
    found = Order.objects.filter(shop=handle.shop).filter(~Exists(head)).exclude(raw_digest="")
    return found.only("id", "number", "raw", "raw_digest").order_by("pk").iterator(chunk_size=AT_A_TIME)


def sold_of(handle: Handle, orders: Collection[int]) -> dict[tuple[int, str], Sold]:
    rows = Sold.objects.filter(shop=handle.shop, order__in=orders)
    return {(row.order_id, row.number): row for row in rows}


def save_sold(rows: Iterable[Sold]) -> None:
    rows = list(rows)
    Sold.objects.bulk_create([row for row in rows if row.pk is None], batch_size=AT_A_TIME)
    fields = ["quantity", "is_part", "refunded", "digest", "sold_at", "closed_at"]
    Sold.objects.bulk_update([row for row in rows if row.pk], fields, batch_size=AT_A_TIME)


def save_counts(rows: Collection[Sold]) -> None:
    """How far each side has counted, after a look."""
    fields = ["in_shop", "in_fortnox", "counted", "sent", "closed_at"]
    Sold.objects.bulk_update(rows, fields, batch_size=AT_A_TIME)


def reopen(handle: Handle, since: datetime) -> None:
    """What was closed is looked at again when a document of its order has changed after that."""
    changed = Delivery.objects.filter(shop=handle.shop, order=OuterRef("order"))
    changed = changed.filter(Q(settled_at__gt=since - LATE) | Q(sent_at__gt=since - LATE))
    later = Q(settled_at__gte=OuterRef("closed_at")) | Q(sent_at__gte=OuterRef("closed_at"))
    closed = Sold.objects.filter(shop=handle.shop, closed_at__isnull=False).exclude(number="")
    closed.filter(Exists(changed.filter(later))).update(closed_at=None)


def open_sold(handle: Handle) -> list[Sold]:
    """What is not yet counted at both sides, oldest first, with its order's state and documents."""
    found = Sold.objects.filter(shop=handle.shop, closed_at__isnull=True).exclude(number="")
    large = ("order__raw", "order__preview", "order__rates", "order__proposal")
    return list(found.select_related("order").defer(*large).order_by("order_id", "id"))


def documents_of(handle: Handle, orders: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Order → (kind, state) of its documents that may exist at Fortnox."""
    rows = Delivery.objects.filter(shop=handle.shop, order__in=list(orders))
    rows = rows.exclude(kind__in=(Delivery.Kind.PAYMENT, Delivery.Kind.SUMMARY))
    rows = rows.exclude(state=Delivery.State.REFUSED)
    found: dict[int, list[tuple[str, str]]] = {}
    for order, kind, state in rows.order_by("id").values_list("order_id", "kind", "state"):
        found.setdefault(order, []).append((kind, state))
    return found


def given_back(handle: Handle, orders: Collection[int]) -> dict[int, dict[str, int] | None]:
    """Order → article number → the pieces on the credits of its refunds; ``None`` where one does not tell.

    The credit of a whole invoice tells nothing: all of it is given back.
    """
    rows = Delivery.objects.filter(shop=handle.shop, order__in=list(orders), kind=Delivery.Kind.CREDIT)
    rows = rows.exclude(state__in=(Delivery.State.REFUSED, Delivery.State.CANCELLED))
    found: dict[int, dict[str, int] | None] = {}
    for order, pieces in rows.values_list("order_id", f"told__{PIECES}"):
        sums = found.setdefault(order, {})
        if pieces is None or sums is None:
            found[order] = None
            continue
        for number, many in pieces.items():
            sums[number] = sums.get(number, 0) + int(many)
    return found


def invoice_numbers(handle: Handle, orders: Collection[int]) -> dict[int, str]:
    """Order → the number of its invoice at Fortnox, the latest where there are several."""
    rows = Delivery.objects.filter(shop=handle.shop, order__in=list(orders), kind=Delivery.Kind.INVOICE)
    rows = rows.exclude(state=Delivery.State.REFUSED).exclude(number="")
    return dict(rows.order_by("id").values_list("order_id", "number"))


def forget_sold(handle: Handle) -> None:
    """Nothing is reckoned any more: a later start begins anew."""
    Sold.objects.filter(shop=handle.shop).delete()
    levels_of(handle).delete()
