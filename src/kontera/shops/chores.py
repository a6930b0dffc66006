"""What a shop needs done again and again: when it is due, who waits for it, and how it went."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Least

from kontera.shops.models import EPOCH, Chore
from kontera.shops.work import wake

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Any

    from django.db.models import QuerySet

    from kontera.problems import Problem
    from kontera.shops.handle import Handle

LONGEST_REST = timedelta(hours=1)


def chores_of(handle: Handle) -> QuerySet[Chore]:
    return Chore.objects.filter(shop=handle.shop)


def chore_of(handle: Handle, name: str) -> Chore:
    """The chore ``name``; one that was never due yet is made, and waits to be asked for."""
    chore, _ = Chore.objects.get_or_create(shop=handle.shop, name=name)
    return chore


def ask_chore(handle: Handle, name: str, *, at: datetime | None = None, asked: bool = False) -> None:
    """Let a chore be due at ``at`` (at once), or sooner if it is so already, and wake the worker.

    ``asked``: a person waits for it. Told a thousand times it is done once.
    """
    at = at or EPOCH
    with transaction.atomic():
        Chore.objects.bulk_create([Chore(shop=handle.shop, name=name)], ignore_conflicts=True)
        sooner = Least(Coalesce(F("due_at"), Value(at)), Value(at))
        chores_of(handle).filter(name=name).update(due_at=sooner)
        if asked:
            chores_of(handle).filter(name=name).update(asked=True)
        transaction.on_commit(partial(wake, handle.shop.pk, "registers"))


def plan_chores(handle: Handle, names: Collection[str], now: datetime) -> None:
    """Make the chores a shop does not have yet, due at once."""
    Chore.objects.bulk_create(
        [Chore(shop=handle.shop, name=name, due_at=now) for name in names], ignore_conflicts=True
    )


def replan_chores(handle: Handle) -> None:
    """Choices changed: every chore looks anew at what it has to do."""
    chores_of(handle).update(due_at=EPOCH, attempts=0)
    transaction.on_commit(partial(wake, handle.shop.pk, "registers"))


def next_chore(handle: Handle, names: Collection[str], now: datetime) -> Chore | None:
    """The due chore that is most waited for."""
    due = chores_of(handle).filter(name__in=list(names), due_at__lte=now)
    return due.order_by("-asked", "due_at", "id").first()


def begin_chore(chore: Chore, now: datetime) -> None:
    """Taken: what asks for it from now on asks for another round."""
    Chore.objects.filter(pk=chore.pk).update(due_at=None, asked=False, began_at=now)
    chore.began_at = now


def tell_chore(chore: Chore, told: dict[str, Any]) -> None:
    """What the round has to tell so far."""
    chore.told = told
    Chore.objects.filter(pk=chore.pk).update(told=told)


def end_chore(chore: Chore, *, next_at: datetime | None, now: datetime) -> None:
    """Done; due again at ``next_at``, unless it was asked for meanwhile."""
    kept = Chore.objects.filter(pk=chore.pk)
    kept.update(done_at=now, attempts=0, problem_code="", problem_facts={})
    if next_at is not None:
        kept.update(due_at=Least(Coalesce(F("due_at"), Value(next_at)), Value(next_at)))


def go_on_with_chore(chore: Chore, now: datetime) -> None:
    """Not at its end: due again at once, as much waited for as before."""
    Chore.objects.filter(pk=chore.pk).update(due_at=now, asked=chore.asked)


def fail_chore(chore: Chore, problem: Problem, *, rest: timedelta, now: datetime) -> None:
    """It stopped; tried again after a rest that grows with each attempt."""
    grown = min(rest * 2 ** min(chore.attempts, 6), max(rest, LONGEST_REST))
    Chore.objects.filter(pk=chore.pk).update(
        due_at=now + grown,
        attempts=chore.attempts + 1,
        problem_code=problem.code,
        problem_facts=problem.facts,
    )
