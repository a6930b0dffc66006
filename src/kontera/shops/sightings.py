"""The findings of the set-up check, as last seen, and what the red ones stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from kontera.shops.chores import ask_chore, chore_of, chores_of, tell_chore
from kontera.shops.models import Chore, Sighting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from kontera.books.registers import Remark
    from kontera.shops.handle import Handle

CHECK, CREATE = "check", "create"
"""The chores that look, and that make what was agreed to."""
RED = Sighting.Mark.RED
_FIELDS = ["mark", "code", "facts", "stops", "first_at", "seen_at"]
_LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class Stop:
    """What a red finding stops, and why."""

    words: frozenset[str]
    code: str
    facts: Mapping[str, str]


def sightings_of(handle: Handle) -> QuerySet[Sighting]:
    return Sighting.objects.filter(shop=handle.shop)


def stops_of(handle: Handle) -> tuple[Stop, ...]:
    """What is stopped now. One small query, so a batch may ask it."""
    red = sightings_of(handle).filter(mark=RED).exclude(stops=[])
    rows = red.order_by("id").values_list("stops", "code", "facts")
    return tuple(Stop(frozenset(words), code, facts) for words, code, facts in rows)


def keep_sightings(handle: Handle, remarks: Iterable[Remark], now: datetime) -> frozenset[str]:
    """Write down what a check saw in place of what the last one saw; returns what is stopped no more."""
    with transaction.atomic():
        before = {
            (row.check_name, row.key): row for row in sightings_of(handle).select_for_update().order_by("id")
        }
        rows = {(row.check_name, row.key): row for row in (_row(handle, remark, now) for remark in remarks)}
        for place, row in rows.items():
            old = before.get(place)
            if old and (old.mark, old.code) == (row.mark, row.code):
                row.first_at = old.first_at
        Sighting.objects.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["shop", "check_name", "key"],
            update_fields=_FIELDS,
        )
        gone = [row.pk for place, row in before.items() if place not in rows]
        sightings_of(handle).filter(pk__in=gone).delete()
    return frozenset(_stopped(before.values()) - _stopped(rows.values()))


def last_round(handle: Handle, name: str) -> Chore:
    """The chore as it stands. One that was never planned is not made here: then it would never be due."""
    return chores_of(handle).filter(name=name).first() or Chore(shop=handle.shop, name=name)


def agree(handle: Handle, keys: Collection[str]) -> None:
    """A person said yes to these creations; the worker makes them."""
    tell_chore(chore_of(handle, CREATE), {"agreed": sorted(keys)})
    ask_chore(handle, CREATE, asked=True)


def _row(handle: Handle, remark: Remark, now: datetime) -> Sighting:
    return Sighting(
        shop=handle.shop,
        check_name=remark.check,
        key=remark.key[:_LONGEST_KEY],
        mark=remark.mark,
        code=remark.code,
        facts=dict(remark.facts),
        stops=list(remark.stops),
        first_at=now,
        seen_at=now,
    )


def _stopped(rows: Iterable[Sighting]) -> set[str]:
    return {word for row in rows if row.mark == RED for word in row.stops}
