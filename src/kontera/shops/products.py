"""A shop's products and its company's articles: what is due, who shares a number, what was written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, F, Func, JSONField, Q, Value

from kontera.shops.chores import ask_chore, chore_of, tell_chore
from kontera.shops.models import EPOCH, Link, Product, Shop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from kontera.shops.handle import Handle

State = Product.State
TWICE = "product-sku-twice"
ELSEWHERE = "product-in-two-shops"
CHORE = "products"
_WAITED = "waited"
"""Among the facts of a product that another made wait: it waited for the button before."""
_READ = [
    "rate",
    "raw",
    "read_at",
    "title",
    "sku",
    "is_visible",
    "raw_digest",
    "skus",
    "preview",
    "state",
    "due_at",
    "problem_code",
    "problem_facts",
]
LONGEST_REST = timedelta(hours=1)


# -- reading ---------------------------------------------------------------------------------------


def known(handle: Handle, product_ids: Collection[str]) -> dict[str, Product]:
    """Products by id, without what is large."""
    rows = handle.products().filter(product_id__in=list(product_ids)).defer("raw", "preview")
    return {row.product_id: row for row in rows}


def previews(handle: Handle, rows: Collection[Product]) -> dict[int, dict[str, Any]]:
    """What the panel shows of these products' articles, by row."""
    keys = [row.pk for row in rows]
    return dict(handle.products().filter(pk__in=keys).values_list("pk", "preview")) if keys else {}


def was_passed(handle: Handle) -> bool:
    """Whether all the shop's products have been read once."""
    return bool(chore_of(handle, CHORE).told.get("passed_at"))


def touch(handle: Handle, rows: Collection[int], now: datetime) -> None:
    """Read again, and the same as before."""
    if rows:
        handle.products().filter(pk__in=list(rows)).update(read_at=now)


def save_read(handle: Handle, rows: Collection[Product]) -> None:
    """New and changed products as they were read; a button pressed meanwhile stays pressed."""
    if not rows:
        return
    with transaction.atomic():
        kept = handle.products().select_for_update().order_by("pk")
        pressed = set(
            kept.filter(
                product_id__in=[row.product_id for row in rows], asked=True, state=State.DUE
            ).values_list("product_id", flat=True)
        )
        for row in rows:
            if row.product_id in pressed:
                row.state = State.DUE
        Product.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["shop", "product_id"], update_fields=_READ
        )


def expected(handle: Handle, limit: int) -> list[str]:
    """Ids of products that are said to have changed and have not been read since."""
    rows = handle.products().filter(read_at=EPOCH).order_by("pk")
    return list(rows.values_list("product_id", flat=True)[:limit])


def unseen(handle: Handle, since: datetime, limit: int) -> list[str]:
    """Ids of products that were not read since; those known to be gone are not looked for."""
    rows = handle.products().filter(read_at__lt=since).exclude(state=State.GONE).order_by("pk")
    return list(rows.values_list("product_id", flat=True)[:limit])


def count_unseen(handle: Handle, since: datetime) -> tuple[int, int]:
    """How many that had been read were not found again since, and how many there are in all."""
    rows = handle.products().exclude(state=State.GONE).exclude(raw_digest="")
    return rows.filter(read_at__lt=since).count(), rows.count()


def lose(handle: Handle, product_ids: Collection[str], digest: str, now: datetime, *, due: bool) -> None:
    """The shop does not have these any more; what was never read of them is forgotten."""
    rows = handle.products().filter(product_id__in=list(product_ids))
    sold = {number for skus in rows.values_list("skus", flat=True) for number in skus}
    rows.filter(raw_digest="", articles=[]).delete()
    living = rows.exclude(state=State.GONE)
    living.filter(articles=[]).update(raw_digest=digest, skus=[], state=State.GONE)
    living.exclude(raw_digest=digest).update(
        raw_digest=digest, due_at=now, skus=[], state=State.DUE if due else State.SEEN
    )
    rows.update(read_at=now)
    free_elsewhere(handle, sold, now)


def in_parts(handle: Handle, after: int, limit: int) -> list[Product]:
    """Products in the order of their rows, to be walked through."""
    return list(handle.products().filter(pk__gt=after).exclude(state=State.GONE).order_by("pk")[:limit])


def save_thought(handle: Handle, rows: Collection[Product]) -> None:
    """Products that were thought through anew."""
    names = ["preview", "skus", "inward", "state", "due_at", "problem_code", "problem_facts"]
    if rows:
        handle.products().bulk_update(rows, names, batch_size=200)


def save_inward(handle: Handle, rows: Collection[Product]) -> None:
    """What Fortnox told of products' articles, and whether they wait to be given it."""
    if rows:
        handle.products().bulk_update(rows, ["inward", "state", "due_at"], batch_size=200)


def ask_reading(handle: Handle) -> None:
    """A person wants all products to be read anew, and what is due to be written."""
    chore = chore_of(handle, CHORE)
    tell_chore(chore, {**chore.told, "read_now": True})
    ask_chore(handle, CHORE, asked=True)


def ask_making(handle: Handle) -> None:
    """A person wants the web articles in Fortnox that the shop lacks as hidden products."""
    ask_chore(handle, "articles", asked=True)


def count_lacking(handle: Handle) -> tuple[int, bool]:
    """How many web articles the shop lacked when they were last read, and whether they are being made."""
    chore = chore_of(handle, "articles")
    return int(chore.told.get("lacking") or 0), chore.asked or bool(chore.told.get("asked"))


# -- what orders tell of prices --------------------------------------------------------------------


def prices_told(handle: Handle) -> set[str]:
    """How the shop's orders have stated prices so far: ``including`` VAT, ``excluding``, both or nothing."""
    told = chore_of(handle, CHORE).told.get("prices") or {}
    return {name for name in ("including", "excluding") if told.get(name)}


def orders_after(handle: Handle, after: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
    """The next orders by row: what they say of VAT on top, and of no VAT at all."""
    names = ("is_taxontop", "is_tax_on_top", "is_taxfree", "is_tax_free")
    rows = handle.orders().filter(pk__gt=after).order_by("pk")
    found = rows.values_list("pk", *(f"raw__{name}" for name in names))[:limit]
    return [(key, dict(zip(names, told, strict=True))) for key, *told in found]


# -- who shares a number ---------------------------------------------------------------------------


def sellers(handle: Handle, numbers: Collection[str]) -> dict[str, list[Product]]:
    """Number, as compared → the shop's products that have it.

    A hidden product of which nothing was ever written does not count: a copy somebody works on.
    """
    found: dict[str, list[Product]] = {number: [] for number in numbers}
    if not numbers:
        return found
    rows = handle.products().filter(skus__has_any_keys=list(numbers)).exclude(state=State.GONE)
    rows = rows.filter(Q(is_visible=True) | ~Q(articles=[])).only("product_id", "title", "skus", "state")
    for row in rows.order_by("pk"):
        for number in row.skus:
            if number in found:
                found[number].append(row)
    return found


def with_numbers(handle: Handle, numbers: Collection[str]) -> list[Product]:
    """The shop's products that have one of the numbers, as compared."""
    rows = handle.products().filter(skus__has_any_keys=list(numbers)).exclude(state=State.GONE)
    return list(rows.order_by("pk")) if numbers else []


def were_here(handle: Handle, numbers: Collection[str]) -> set[str]:
    """Those of the articles whose product was once in the shop and has been removed."""
    if not numbers:
        return set()
    rows = handle.products().filter(state=State.GONE, articles__has_any_keys=list(numbers))
    gone = {number for articles in rows.values_list("articles", flat=True) for number in articles}
    return gone.intersection(numbers)


def seller_elsewhere(handle: Handle, shop_key: str, number: str) -> Shop | None:
    """The other shop of the same company that wrote this article, while it still sells it."""
    shop = Shop.objects.filter(key=shop_key, company_id=handle.company_id).exclude(pk=handle.shop.pk).first()
    return shop if shop and _sells(number).filter(shop=shop).exists() else None


def is_sold_elsewhere(handle: Handle, number: str) -> bool:
    """Whether another shop of the company sells what this one does not any more."""
    others = _sells(number).filter(shop__company_id=handle.company_id, is_visible=True)
    return others.exclude(shop=handle.shop).exists()


def conflicts(handle: Handle) -> list[Product]:
    """Products that wait because another shop of the company keeps their article."""
    return list(handle.products().filter(state=State.HELD, problem_code=ELSEWHERE))


def free_elsewhere(handle: Handle, numbers: Collection[str], now: datetime) -> None:
    """The company's other shops look again at what waits for this one's articles with these numbers."""
    if not numbers or handle.shop.company_id is None:
        return
    waiting = Product.objects.filter(state=State.HELD, problem_code=ELSEWHERE)
    waiting = waiting.filter(shop__company_id=handle.shop.company_id, skus__has_any_keys=list(numbers))
    waiting = waiting.exclude(shop=handle.shop)
    for shop in Shop.objects.filter(pk__in=waiting.values("shop")):
        waiting.filter(shop=shop).update(state=State.DUE, due_at=now)
        ask_chore(type(handle)(shop), CHORE)


def _sells(number: str) -> QuerySet[Product]:
    return Product.objects.filter(skus__has_any_keys=[number]).exclude(state=State.GONE)


# -- what is due -----------------------------------------------------------------------------------


def due(handle: Handle, limit: int, now: datetime) -> list[Product]:
    """Due products, those that a person waits for first."""
    rows = handle.products().filter(state=State.DUE, due_at__lte=now)
    return list(rows.order_by("-asked", "due_at", "pk")[:limit])


def next_due(handle: Handle) -> datetime | None:
    """When the next product is to be tried."""
    rows = handle.products().filter(state=State.DUE).order_by("due_at")
    return rows.values_list("due_at", flat=True).first()


def press(handle: Handle, rows: QuerySet[Product], now: datetime) -> int:
    """The button on some of the shop's products: due at once. What is done already is written over."""
    keys = list(rows.filter(shop=handle.shop).order_by().values_list("pk", flat=True))
    rows = handle.products().filter(pk__in=keys)
    again = rows.filter(state=State.DONE).update(
        state=State.DUE, asked=True, due_at=now, attempts=0, fingerprint=""
    )
    waits = rows.filter(Q(state__in=[State.SEEN, State.HELD]) | Q(state=State.DUE, asked=False))
    return again + waits.update(state=State.DUE, asked=True, due_at=now, attempts=0)


def make_due(handle: Handle, numbers: Collection[str], now: datetime) -> None:
    """What an order wrote of an article is not all of it: its product follows."""
    rows = handle.products().filter(skus__has_any_keys=list(numbers))
    rows.filter(state__in=[State.SEEN, State.DONE]).update(state=State.DUE, due_at=now)


def settle(handle: Handle, row: Product, **changes: Any) -> None:
    """Where a product stands after it was written; unless the shop has said something new meanwhile."""
    lasting = {name: changes[name] for name in ("articles", "inward") if name in changes}
    if lasting:
        handle.products().filter(pk=row.pk).update(**lasting)
    handle.products().filter(pk=row.pk, raw_digest=row.raw_digest).update(**changes)


def hold_twins(handle: Handle, rows: Iterable[Product], number: str, other: str) -> None:
    """Those that have the same number as ``other`` wait, too."""
    for row in rows:
        facts = {"sku": number, "title": row.title, "other": other}
        facts |= {_WAITED: "1"} if row.state == State.SEEN else {}
        handle.products().filter(pk=row.pk).exclude(state=State.GONE).update(
            state=State.HELD, problem_code=TWICE, problem_facts=facts, asked=False
        )


def twins(handle: Handle) -> list[Product]:
    """Products that wait because another has their number."""
    rows = handle.products().filter(state=State.HELD, problem_code=TWICE)
    return list(rows.only("skus", "state", "problem_facts"))


def free(handle: Handle, rows: Iterable[Product], now: datetime) -> None:
    """What they waited for has gone: they are due, or wait for the button as they did before."""
    for row in rows:
        state = State.SEEN if row.problem_facts.get(_WAITED) else State.DUE
        told = {"problem_code": "", "problem_facts": {}} if state == State.SEEN else {}
        handle.products().filter(pk=row.pk, state=State.HELD).update(state=state, due_at=now, **told)


def sendable(handle: Handle, rows: QuerySet[Product]) -> QuerySet[Product]:
    """Those that the button for many sends: they wait, or have stopped."""
    return rows.filter(shop=handle.shop, state__in=[State.SEEN, State.HELD])


def counts(handle: Handle) -> dict[str, int]:
    """How many products stand in each state."""
    rows = handle.products().exclude(raw_digest="").values_list("state").annotate(Count("id"))
    return dict.fromkeys(State.values, 0) | dict(rows)


def search(handle: Handle, text: str) -> QuerySet[Product]:
    """By title, SKU or a variant's SKU."""
    found = handle.products().exclude(raw_digest="")
    if text:
        named = Q(title__icontains=text) | Q(sku__icontains=text) | Q(product_id=text)
        found = found.filter(named | Q(skus__has_any_keys=[text.casefold()]))
    return found.order_by("title", "pk")


# -- what was written ------------------------------------------------------------------------------


def remember_article(
    handle: Handle, number: str, patch: dict[str, Any], fingerprint: str, now: datetime
) -> Link:
    """Keep what was written of an article, beside what was written of it before."""
    kind = Link.Kind.ARTICLE
    link, made = Link.objects.get_or_create(
        company_id=handle.company_id,
        kind=kind,
        key=number,
        defaults={"number": number, "fingerprint": fingerprint, "written_at": now, "written": patch},
    )
    if not made:
        merged = Func(
            F("written"), Value(patch, JSONField()), arg_joiner=" || ", template="(%(expressions)s)"
        )
        Link.objects.filter(pk=link.pk).update(written=merged, fingerprint=fingerprint, written_at=now)
        link.written, link.fingerprint, link.written_at = {**link.written, **patch}, fingerprint, now
    return link
