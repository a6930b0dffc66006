"""Imports of order history and other people's documents, seen from one shop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from kontera.problems import Held
from kontera.shops.chores import ask_chore
from kontera.shops.models import EPOCH, Delivery, Foreign, Import, Note, Order, Shop
from kontera.shops.work import wake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from kontera.shops.handle import Handle

CHORE = "import"
CUSTOMERS = "customers"
State = Import.State
OPEN = frozenset({State.RUNNING, State.PAUSED})
"""A person has said run, and it has not come to its end."""
WAITING = frozenset({State.READING, State.READY, State.REFUSED})
FOREIGN = "foreign:"
"""How the reference of a delivery begins that stands for a document somebody else made."""


def imports_of(handle: Handle) -> QuerySet[Import]:
    return Import.objects.filter(shop=handle.shop)


def newest(handle: Handle) -> Import | None:
    """The import that counts: the last one that was asked for."""
    return imports_of(handle).order_by("-id").first()


def open_import(
    handle: Handle,
    *,
    end: str,
    from_day: date | None = None,
    from_number: str = "",
    until_day: date | None = None,
    by: str = "",
) -> Import:
    """Begin a dry run; one that was never run is put aside. ``Held`` while another is under way."""
    with transaction.atomic():
        # Two people may ask at once.
        Shop.objects.select_for_update().get(pk=handle.shop.pk)
        if imports_of(handle).filter(state__in=OPEN).exists():
            raise Held("import-open", {})
        imports_of(handle).filter(state__in=WAITING).update(state=State.STOPPED)
        run = Import.objects.create(
            shop=handle.shop,
            end=end,
            from_day=from_day,
            from_number=from_number,
            until_day=until_day,
            by=by,
        )
        ask_chore(handle, CHORE, asked=True)
    return run


def keep(run: Import, **changes: Any) -> None:
    """Write down how far an import has come."""
    for name, value in changes.items():
        setattr(run, name, value)
    Import.objects.filter(pk=run.pk).update(**changes)


def move(handle: Handle, run: Import, state: Import.State, *, was: Collection[Import.State]) -> bool:
    """Let a person's word count, unless it comes too late; true when it did."""
    with transaction.atomic():
        moved = imports_of(handle).filter(pk=run.pk, state__in=list(was)).update(state=state)
        if moved:
            run.state = state
            ask_chore(handle, CHORE, asked=True)
    return bool(moved)


def run_it(handle: Handle, run: Import) -> bool:
    """A person has read the dry run and says run, or lets a paused one go on."""
    return move(handle, run, State.RUNNING, was=[State.READY, State.PAUSED])


def try_again(handle: Handle, run: Import) -> bool:
    """What was in the way is mended: the dry run goes on from where it was refused."""
    if not move(handle, run, State.READING, was=[State.REFUSED]):
        return False
    keep(run, problem_code="", problem_facts={})
    return True


def halt(handle: Handle, run: Import, state: Import.State) -> bool:
    """Pause or stop: what was only in line waits again at once; what has begun is finished."""
    was = [State.RUNNING] if state == State.PAUSED else [*OPEN, *WAITING]
    if not move(handle, run, state, was=was):
        return False
    take_back(handle, run)
    return True


def started(handle: Handle, run_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The end and state of those imports that a person has let run."""
    if not run_ids:
        return {}
    rows = imports_of(handle).filter(pk__in=list(run_ids), started_at__isnull=False)
    return {pk: (end, state) for pk, end, state in rows.values_list("pk", "end", "state")}


# -- the orders of an import ---------------------------------------------------------


def orders_in(handle: Handle, run: Import) -> QuerySet[Order]:
    return handle.orders().filter(run=run)


def take_on(handle: Handle, run: Import, rows: Collection[Order]) -> None:
    """These orders belong to the import."""
    kept = handle.orders().filter(pk__in=[row.pk for row in rows])
    kept.update(run=run)
    kept.filter(state=Order.State.SEEN).update(done_at=None)


def _unanswered(handle: Handle) -> Exists:
    told = Foreign.objects.filter(shop=handle.shop, order_number=OuterRef("number"))
    return Exists(told.filter(Q(confirmed=None) | Q(confirmed=True)))


def sendable(handle: Handle, run: Import, *, trigger: str) -> QuerySet[Order]:
    """Orders of the import that may be made due: paid, and nobody else's document in doubt or confirmed."""
    unready = ["unpaid", "cancelled", *(["paid"] if trigger == "done" else [])]
    waiting = orders_in(handle, run).filter(state=Order.State.SEEN, done_at=None).exclude(status__in=unready)
    return waiting.exclude(_unanswered(handle))


def under_way(handle: Handle, run: Import) -> int:
    return orders_in(handle, run).filter(state=Order.State.DUE).count()


def mark_due(handle: Handle, rows: QuerySet[Order], limit: int, now: datetime) -> int:
    """Let the oldest of ``rows`` be due, after everything else of the shop; how many they were."""
    if limit <= 0:
        return 0
    with transaction.atomic():
        chosen = list(rows.order_by("id").values_list("pk", flat=True)[:limit])
        marked = (
            handle.orders()
            .filter(pk__in=chosen, state=Order.State.SEEN)
            .update(state=Order.State.DUE, urgency=Order.Urgency.IMPORT, due_at=now, attempts=0)
        )
        if marked:
            transaction.on_commit(partial(wake, handle.shop.pk, "orders"))
    return marked


def reopen_held(handle: Handle, run: Import) -> None:
    """What was held before the import gets another look, once."""
    orders_in(handle, run).filter(state=Order.State.HELD).update(state=Order.State.SEEN)


def take_back(handle: Handle, run: Import) -> None:
    """Paused or stopped: orders that were only in line wait again; what has begun goes on to its end."""
    due = orders_in(handle, run).filter(state=Order.State.DUE, urgency=Order.Urgency.IMPORT, asked=False)
    due.exclude(_begun()).update(state=Order.State.SEEN)


def finish_begun(handle: Handle, run: Import, now: datetime) -> int:
    """Orders that were taken back in the very moment they began are due again: nothing stays half done."""
    left = handle.orders().filter(_begun(), run__pk__lte=run.pk, state=Order.State.SEEN, done_at=None)
    return mark_due(handle, left, left.count(), now)


def _begun() -> Exists:
    """Something of the order has been sent by us; what is only expected at Fortnox does not count."""
    sent = Delivery.objects.filter(order=OuterRef("pk"), sent_at__gt=EPOCH)
    return Exists(sent.exclude(reference__startswith=FOREIGN).exclude(state=Delivery.State.REFUSED))


def is_expected(delivery: Delivery) -> bool:
    """Our own document that the dry run found at Fortnox, and that nobody has looked at yet."""
    return delivery.state == Delivery.State.SENDING and delivery.sent_at == EPOCH


def progress(handle: Handle, run: Import) -> dict[str, int]:
    """How many orders are done, held, left and unanswered, of how many."""
    states = Order.State
    is_sent = Q(state__in=[states.DONE, states.CANCELLED, states.SKIPPED])
    is_sent |= Q(state=states.SEEN, done_at__isnull=False)
    told = orders_in(handle, run).aggregate(
        total=Count("pk"), done=Count("pk", filter=is_sent), held=Count("pk", filter=Q(state=states.HELD))
    )
    open_ones = orders_in(handle, run).filter(state=states.SEEN, done_at=None)
    unanswered = open_ones.filter(_unanswered(handle)).count()
    left = told["total"] - told["done"] - told["held"] - unanswered
    return {**told, "unanswered": unanswered, "left": left}


def is_running(handle: Handle) -> bool:
    return imports_of(handle).filter(state=State.RUNNING).exists()


def is_reading(handle: Handle) -> bool:
    return imports_of(handle).filter(state=State.READING).exists()


def is_hurried(handle: Handle, now: datetime, *, events: bool) -> bool:
    """Whether something waits that goes before an import: a button, a new order, or word of one."""
    urgent = Q(state=Order.State.DUE, due_at__lte=now, urgency__lt=Order.Urgency.IMPORT)
    return handle.orders().filter(urgent).exists() or (events and handle.events().exists())


# -- documents that others have made ---------------------------------------------------


def foreign_of(handle: Handle) -> QuerySet[Foreign]:
    return Foreign.objects.filter(shop=handle.shop)


def remember_foreign(found: Iterable[Foreign]) -> None:
    """Keep what was found; what a person has said of one stays."""
    Foreign.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["shop", "order_number", "kind", "number"],
        update_fields=["told", "origin"],
    )


def forget_unread(handle: Handle) -> None:
    """A new dry run looks anew at everything nobody has spoken of."""
    foreign_of(handle).filter(confirmed=None).delete()


def drop_foreign(row: Foreign) -> None:
    row.delete()


def answer_foreign(handle: Handle, rows: Collection[Foreign], *, is_ours: bool, by: str) -> int:
    """A person has said whether documents are the orders' own; how many answers counted.

    Confirmed: the order is done with that document, and no flow books it again. Denied: it is sent
    with the import. An order that Kontera has begun itself keeps what it has.
    """
    with transaction.atomic():
        counted = sum(_answer(handle, row, is_ours=is_ours, by=by) for row in rows)
        if counted and not is_ours:
            finished = imports_of(handle).filter(state=State.DONE, pk__in=_runs_of(handle, rows))
            finished.update(state=State.RUNNING, ended_at=None)
        ask_chore(handle, CHORE, asked=True)
    return counted


def expect_documents(handle: Handle, order: Order, kinds: Mapping[str, str]) -> int:
    """Our own documents, kind by reference, that Fortnox has and we do not remember; 1 if any was new.

    Written down as being sent, long ago: whoever carries the order then looks for them first.
    """
    known = set(handle.deliveries().filter(order=order).values_list("reference", flat=True))
    fresh = [
        Delivery(
            shop=handle.shop,
            company_id=handle.company_id,
            order=order,
            kind=kind,
            reference=reference,
            sent_at=EPOCH,
        )
        for reference, kind in kinds.items()
        if reference not in known
    ]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    return int(bool(fresh))


def _runs_of(handle: Handle, rows: Collection[Foreign]) -> list[int]:
    numbers = [row.order_number for row in rows]
    found = handle.orders().filter(number__in=numbers, run__isnull=False).values_list("run_id", flat=True)
    return [pk for pk in found if pk is not None]


def _answer(handle: Handle, row: Foreign, *, is_ours: bool, by: str) -> bool:
    order = handle.orders().select_for_update().filter(number=row.order_number).first()
    if order is None:
        return False
    reference = f"{FOREIGN}{row.kind}:{row.number}"
    ours = handle.deliveries().filter(order=order).exclude(reference__startswith=FOREIGN)
    if ours.exists() or _is_taken(handle, row, order, reference):
        return False
    if is_ours:
        _adopt(handle, row, order, reference)
        Note.objects.create(order=order, code="foreign-adopted", facts={"number": row.number, "by": by})
    else:
        _let_go(handle, order, reference)
    foreign_of(handle).filter(pk=row.pk).update(confirmed=is_ours)
    return True


def _is_taken(handle: Handle, row: Foreign, order: Order, reference: str) -> bool:
    """One document cannot be that of two orders, also not of two shops of one company."""
    same = Delivery.objects.filter(company_id=row.company_id, reference=reference)
    return same.exclude(order=order, shop=handle.shop).exists()


def _adopt(handle: Handle, row: Foreign, order: Order, reference: str) -> None:
    told = row.told
    booked = bool(told.get("booked"))
    Delivery.objects.update_or_create(
        company_id=row.company_id,
        reference=reference,
        defaults={
            "shop": handle.shop,
            "order": order,
            "kind": row.kind,
            "fingerprint": "",
            "state": Delivery.State.BOOKED if booked else Delivery.State.SENT,
            "number": row.number,
            "answer": {"total_ore": told.get("total_ore"), "currency": told.get("currency", "")},
            "settled_at": timezone.now(),
        },
    )
    handle.orders().filter(pk=order.pk).update(
        state=Order.State.DONE, asked=False, problem_code="", problem_facts={}, preview={}
    )


def _let_go(handle: Handle, order: Order, reference: str) -> None:
    """The answer was no, or is taken back: the order is Kontera's to send."""
    handle.deliveries().filter(order=order, reference=reference).delete()
    if not handle.deliveries().filter(order=order).exists():
        handle.orders().filter(pk=order.pk, state=Order.State.DONE).update(state=Order.State.SEEN)
