"""The set-up check: reads both sides once, lets the books judge, and makes what a person agreed to.

It runs when a shop is new, when its choices change, every night at three, and by button. A red finding
pauses what it would break; when it is mended, what waited for it is thought through again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction

from kontera.books import checkup as books
from kontera.books.checkup_accounts import methods_of
from kontera.books.payments import known_method, payment_rule
from kontera.books.registers import Creation, Look, Remark
from kontera.fortnox import chart, registers
from kontera.problems import Disconnected, Held
from kontera.shops import chores
from kontera.shops.lanes import walking
from kontera.shops.sightings import CHECK, CREATE, keep_sightings
from kontera.shops.work import lane_lock, wake
from kontera.sync.days import STOCKHOLM, stockholm_day
from kontera.sync.registers import read_registers, read_shop, wishes_of
from kontera.sync.turn import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from kontera.books.registers import Mark, Registers, Wishes
    from kontera.fortnox.client import Client
    from kontera.quickbutik.client import Client as Shop
    from kontera.shops.handle import Handle
    from kontera.shops.models import Company
    from kontera.sync.ends import Ends
    from kontera.sync.turn import Turn

log = structlog.get_logger()
SHOP_AGAIN = timedelta(minutes=30)
"""A shop that could not be read is asked again after this."""
NIGHT = time(3)
"""Stockholm time at which a shop is checked every night."""
THERE_ALREADY = ("finns redan", "already exists", "används redan")
"""How Fortnox says that a code is taken (Guess: it gives these no code of its own)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check saw."""

    remarks: tuple[Remark, ...]
    creations: tuple[Creation, ...]
    methods: tuple[dict[str, Any], ...]
    """The shop's payment methods: spelling, whether it is known, and its account."""

    @property
    def mark(self) -> Mark:
        return books.worst_of(self.remarks)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one creation; ``problem`` is empty when it is there now."""

    creation: Creation
    problem: str = ""
    facts: Mapping[str, str] | None = None


def next_night(now: datetime) -> datetime:
    """Three o'clock in the coming night, in Stockholm."""
    here = now.astimezone(STOCKHOLM)
    day = here.date() if here.time() < NIGHT else here.date() + timedelta(days=1)
    return datetime.combine(day, NIGHT, STOCKHOLM)


def check(turn: Turn) -> bool:
    """The chore: look at everything once, and be due again at night."""
    verdict = examine(turn.handle, turn.fortnox, lambda: turn.quickbutik, turn.now)
    turn.tell(**told_of(verdict))
    chores.ask_chore(turn.handle, CHECK, at=_next_look(verdict, turn.now))
    return False


def _next_look(verdict: Verdict, now: datetime) -> datetime:
    """At night; sooner where the shop did not answer this time."""
    is_whole = all(one.code != "shop-not-read" for one in verdict.remarks)
    return next_night(now) if is_whole else min(next_night(now), now + SHOP_AGAIN)


def create(turn: Turn) -> bool:
    """The chore behind the button: make what was agreed to, as far as it is still lacking."""
    agreed = list(turn.row.told.get("agreed", []))
    if not agreed:
        return False
    made = make(turn.handle, turn.fortnox, lambda: turn.quickbutik, turn.now, agreed)
    # Somebody may have agreed to more meanwhile.
    fresh = chores.chore_of(turn.handle, CREATE).told.get("agreed", [])
    left = sorted(set(fresh) - set(agreed))
    turn.tell(agreed=left, made=[_told_made(one) for one in made])
    chores.ask_chore(turn.handle, CHECK, asked=True)
    return bool(left)


CHECK_WORK = Work(CHECK, check, lambda _choices: None)
CREATE_WORK = Work(CREATE, create, lambda _choices: None)


def told_of(verdict: Verdict) -> dict[str, Any]:
    """What the check leaves behind for the panel, as JSON."""
    return {
        "mark": verdict.mark,
        "methods": list(verdict.methods),
        "creations": [
            {"key": one.key, "kind": one.kind, "code": one.code, "name": one.name, "vat_code": one.vat_code}
            for one in verdict.creations
        ],
    }


def _told_made(made: Made) -> dict[str, Any]:
    one = made.creation
    told = {"kind": one.kind, "code": one.code, "name": one.name}
    return {**told, "problem": made.problem, "facts": dict(made.facts or {})}


# -- looking -----------------------------------------------------------------------------


def examine(handle: Handle, fortnox: Client, shop: Callable[[], Shop], now: datetime) -> Verdict:
    """One whole check: read, judge, write down, and let go of what is mended."""
    look = _look(handle, fortnox, shop, now)
    remarks = books.examine(look)
    healed = keep_sightings(handle, remarks, now)
    if healed:
        _let_go(handle, healed)
    return Verdict(remarks, books.creations_of(remarks), _methods(look))


def _look(handle: Handle, fortnox: Client, shop: Callable[[], Shop], now: datetime) -> Look:
    wishes, day = wishes_of(handle, handle.choices), stockholm_day(now)
    found, ways = read_registers(fortnox, wishes)
    if ways:
        handle.remember_register("ways", {"read_at": now.isoformat(), **ways})
    year = next((one for one in found.years or () if one.first_day <= day <= one.last_day), None)
    if year is not None:
        handle.remember_method(cash=year.by_cash, day=day)
    _remember(handle, found, now)
    return Look(day, found, read_shop(handle, shop, now), wishes)


def _remember(handle: Handle, found: Registers, now: datetime) -> None:
    """The small registers, for whoever wants them before the next check."""
    names = ("currencies", "terms", "delivery_terms", "units", "price_lists")
    codes = {name: sorted(getattr(found, name)) for name in names if getattr(found, name) is not None}
    tables = {"modes": found.modes, "cost_centres": found.cost_centres, "projects": found.projects}
    kept = {name: dict(table) for name, table in tables.items() if table is not None}
    handle.remember_register("checked", {"read_at": now.isoformat(), "lager": found.lager, **codes, **kept})


def _methods(look: Look) -> tuple[dict[str, Any], ...]:
    return tuple(_method(look.wishes, one) for one in methods_of(look))


def _method(wishes: Wishes, spelling: str) -> dict[str, Any]:
    policy = wishes.policy
    told = {"method": spelling, "name": known_method(spelling)}
    try:
        rule = payment_rule(spelling, policy.payment_accounts, {}, policy.own_invoice_methods)
    except Held:
        return {**told, "account": None, "own": False}
    return {**told, "account": rule.account, "own": rule.own_invoice}


def _let_go(handle: Handle, healed: Collection[str]) -> None:
    """What stood still for a finding that is mended goes on by itself."""
    log.info("checkup healed", shop=handle.shop.key, stops=sorted(healed))
    handle.note_event("shop", "recheck", "recheck")
    transaction.on_commit(partial(wake, handle.shop.pk, "orders"))
    for word in sorted(healed):
        if chores.chores_of(handle).filter(name=word).exists():
            chores.ask_chore(handle, word)


# -- making ------------------------------------------------------------------------------


def make(
    handle: Handle, fortnox: Client, shop: Callable[[], Shop], now: datetime, agreed: Collection[str]
) -> list[Made]:
    """Make what was agreed to and is lacking now: the registers are read first, so twice is once.

    Raises ``TryLater`` where the outcome is not known; the next attempt looks again.
    """
    remarks = books.examine(_look(handle, fortnox, shop, now))
    wanted = [one for one in books.creations_of(remarks) if one.key in agreed]
    return [_make(fortnox, one) for one in wanted]


def _make(fortnox: Client, one: Creation) -> Made:
    try:
        _MAKERS[one.kind](fortnox, one)
    except Held as held:
        words = held.facts.get("fortnox", "").lower()
        if any(phrase in words for phrase in THERE_ALREADY):
            return Made(one)
        return Made(one, held.code, held.facts)
    return Made(one)


_MAKERS: Mapping[str, Callable[[Client, Creation], object]] = {
    "account": lambda client, one: chart.create_account(client, int(one.code), one.name, one.vat_code),
    "activate": lambda client, one: chart.activate_account(client, int(one.code)),
    "mode": lambda client, one: registers.create_mode_of_payment(client, one.code, one.name, one.account),
    "way": lambda client, one: registers.create_way_of_delivery(client, one.code, one.name),
    "unit": lambda client, one: registers.create_unit(client, one.code, one.name),
}


# -- on the terminal ---------------------------------------------------------------------


def check_now(handle: Handle, ends: Ends, *, creates: bool) -> tuple[Verdict, list[Made]]:
    """One check here and now; with ``creates`` everything it offers is made, and it looks again.

    Raises ``TryLater`` and ``Disconnected``.
    """
    with walking(lane_lock(handle.shop.pk, "registers"), wait=True):
        fortnox, now = ends.fortnox(_company(handle)), ends.now()
        try:
            verdict = examine(handle, fortnox, lambda: ends.quickbutik(handle.shop), now)
            made = [_make(fortnox, one) for one in verdict.creations] if creates else []
            if made:
                verdict = examine(handle, fortnox, lambda: ends.quickbutik(handle.shop), now)
        finally:
            ends.fortnox.rest(_company(handle))
        row = chores.chore_of(handle, CHECK)
        chores.tell_chore(row, told_of(verdict))
        chores.end_chore(row, next_at=next_night(now), now=now)
    return verdict, made


def _company(handle: Handle) -> Company:
    if handle.shop.company is None:
        raise Disconnected("fortnox-consent-missing", {"fortnox": ""}, side="fortnox")
    return handle.shop.company
