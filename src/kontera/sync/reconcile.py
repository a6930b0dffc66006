"""What Fortnox really booked, compared with what should stand there: every night, at once, or one voucher.

A whole comparison costs one request a financial year, its SIE file. Nothing is written in Fortnox; a
difference is shown with both sides and left to a person.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kontera.books.comparison import differences, in_currency, latitudes
from kontera.books.currency import SEK
from kontera.books.money import kronor
from kontera.fortnox import sie, vouchers
from kontera.problems import Held, TryLater
from kontera.shops import chores, postings
from kontera.shops.lanes import walking
from kontera.shops.models import Delivery, Posting
from kontera.shops.postings import COMPARE, RECONCILE
from kontera.shops.work import lane_lock
from kontera.sync.checkup import next_night
from kontera.sync.days import stockholm_day
from kontera.sync.eurorates import learn_rates
from kontera.sync.sums import Finding, sums_of
from kontera.sync.turn import Turn, Work
from kontera.sync.vatcheck import vat_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kontera.books.chart import Chart
    from kontera.books.comparison import Latitude
    from kontera.fortnox.client import Client
    from kontera.fortnox.sie import Ledger
    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends

State = Posting.State
AFTER_CHECK = timedelta(minutes=30)
"""The comparison follows the nightly check."""
LOOKED_BACK = timedelta(days=400)
"""Older years are compared again only while something in them does not agree."""
AT_ONCE = 50
"""So many single vouchers a round."""
_NOT_THERE = frozenset({"fortnox-not-found", "fortnox-value-invalid"})
_SAID = ("kan inte hitta", "cannot find", "not found")
"""How Fortnox says that a voucher is not there (Guess: its code has several meanings)."""


@dataclass(slots=True)
class Year:
    """What the comparison of one financial year found."""

    number: int
    compared: int = 0
    equal: int = 0
    first_day: str = ""
    last_day: str = ""
    findings: list[Finding] = field(default_factory=list)
    sums: dict[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, Any]:
        return {
            "year": self.number,
            "first_day": self.first_day,
            "last_day": self.last_day,
            "compared": self.compared,
            "equal": self.equal,
            "findings": [{"code": one.code, "facts": one.facts} for one in self.findings],
            **self.sums,
        }


# -- the chores ----------------------------------------------------------------------------------


def reconcile(turn: Turn) -> bool:
    """All the books, a financial year at a time; due again the coming night."""
    left, told = turn.row.told.get("left"), dict(turn.row.told.get("years", {}))
    if not left:
        with suppress(TryLater):  # the report says so; the coming night asks again
            learn_rates(turn.handle, turn.ends)
        postings.fill(turn.handle)
        left, told = postings.years_of(turn.handle, stockholm_day(turn.now) - LOOKED_BACK), {}
    while left and turn.go_on():
        found = compare_year(turn.handle, turn.fortnox, left[0], turn.now)
        told[str(left[0])] = found.told
        left = left[1:]
        turn.tell(left=left, years=told)
    if left:
        return True
    turn.tell(left=[], years=told)
    chores.ask_chore(turn.handle, RECONCILE, at=next_night(turn.now) + AFTER_CHECK)
    return False


def compare(turn: Turn) -> bool:
    """The vouchers somebody waits for, read one by one."""
    rows = list(postings.asked_for(turn.handle).select_related("delivery__order")[:AT_ONCE])
    for row in rows:
        compare_one(turn.handle, turn.fortnox, row, turn.now)
        if not turn.go_on():
            break
    return postings.asked_for(turn.handle).exists()


RECONCILE_WORK = Work(RECONCILE, reconcile, lambda _choices: None)
COMPARE_WORK = Work(COMPARE, compare, lambda _choices: None)


# -- comparing -----------------------------------------------------------------------------------


def compare_year(handle: Handle, client: Client, number: int, now: datetime) -> Year:
    """One financial year (its id) against its SIE file; what was found is written down."""
    ledger = sie.export(client, number)
    there = {f"{one.series} {one.number} {number}": one.amounts for one in ledger.vouchers}
    rows = list(postings.light(postings.of_year(postings.postings_of(handle), number)).order_by("day", "id"))
    chart = handle.choices.policy().chart
    allowed = latitudes(chart)
    changed = [row for row in rows if _judge(row, there.get(row.voucher), chart, allowed)]
    postings.write_down(rows, changed, now)
    year = Year(number, compared=len(rows), equal=sum(row.state == State.EQUAL for row in rows))
    year.first_day, year.last_day = str(ledger.first_day or ""), str(ledger.last_day or "")
    year.findings = [finding for row in rows if (finding := finding_of(row, allowed))]
    year.findings += _unknown(handle, ledger, number)
    for judge in (sums_of, vat_of):
        told, found = judge(handle, ledger, number)
        year.sums |= told
        year.findings += found
    return year


def compare_one(handle: Handle, client: Client, row: Posting, now: datetime) -> None:
    """One voucher, read by itself."""
    series, number, year = row.voucher.split()
    found: dict[int, int] | None
    try:
        answer = vouchers.get(client, series, int(number), int(year))
    except Held as refused:
        words = refused.facts.get("fortnox", "").lower()
        if refused.code not in _NOT_THERE and not any(phrase in words for phrase in _SAID):
            raise
        found = None
    else:
        found = Counter()
        for one in answer.rows:
            found[one.account] += one.amount_ore
    chart = handle.choices.policy().chart
    _judge(row, found, chart, latitudes(chart))
    postings.write_down([row], [row], now)


def _judge(
    row: Posting, found: Mapping[int, int] | None, chart: Chart, allowed: tuple[Latitude, ...]
) -> bool:
    """Lay into the row what was found; whether that is something new."""
    before = row.state, row.found
    if found is None:
        row.state, row.found = State.MISSING, {}
        return before != (row.state, row.found)
    row.found = {str(account): ore for account, ore in sorted(found.items()) if ore}
    expected = whole(row.expected)
    apart = differences(expected, found, allowed)
    if apart and _is_paid_in_currency(row):
        apart = differences(expected, found, in_currency(chart, expected))
    row.state = State.DIFFERS if apart else State.EQUAL
    return before != (row.state, row.found)


def _is_paid_in_currency(row: Posting) -> bool:
    """Whether it is a payment of an invoice in another currency, as Fortnox answered it."""
    paid = row.delivery
    return paid is not None and paid.kind == Delivery.Kind.PAYMENT and paid.answer.get("currency", SEK) != SEK


def whole(kept: Mapping[str, int]) -> dict[int, int]:
    """Amounts as they are kept, by account number."""
    return {int(account): int(ore) for account, ore in kept.items()}


def finding_of(row: Posting, allowed: tuple[Latitude, ...]) -> Finding | None:
    """What a compared posting has to say; nothing when it is equal."""
    facts = {"order": postings.owner_of(row), "voucher": " ".join(row.voucher.split()[:2])}
    if row.state == State.MISSING:
        return Finding("booked-missing", facts)
    if row.state != State.DIFFERS:
        return None
    apart = differences(whole(row.expected), whole(row.found), allowed)
    rows = (f"{one.account}: {kronor(one.expected_ore)} → {kronor(one.found_ore)}" for one in apart)
    return Finding("booked-otherwise", {**facts, "rows": "; ".join(rows)})


def _unknown(handle: Handle, ledger: Ledger, number: int) -> list[Finding]:
    """Vouchers whose text carries a reference of this shop, and that we know nothing of."""
    known = set(postings.of_year(postings.postings_of(handle), number).values_list("voucher", flat=True))
    known |= set(handle.deliveries().exclude(voucher="").values_list("voucher", flat=True))
    mark = f"kontera:{handle.shop.key}:"
    strange = (
        one
        for one in ledger.vouchers
        if mark in one.text and f"{one.series} {one.number} {number}" not in known
    )
    return [
        Finding("booked-unknown", {"voucher": f"{one.series} {one.number}", "text": one.text})
        for one in strange
    ]


# -- on the terminal -----------------------------------------------------------------------------


def reconcile_now(handle: Handle, ends: Ends, years: list[int] | None = None) -> list[Year]:
    """Everything (or the years given) here and now. Raises ``Held``, ``TryLater`` and ``Disconnected``."""
    with walking(lane_lock(handle.shop.pk, "registers"), wait=True):
        postings.fill(handle)
        now = ends.now()
        turn = Turn(handle, ends, chores.chore_of(handle, RECONCILE), lambda: True)
        wanted = years or postings.years_of(handle, stockholm_day(now) - LOOKED_BACK)
        try:
            found = [compare_year(handle, turn.fortnox, one, now) for one in wanted]
        finally:
            if handle.shop.company is not None:
                ends.fortnox.rest(handle.shop.company)
        kept = {} if years is None else dict(turn.row.told.get("years", {}))
        chores.tell_chore(
            turn.row, {"left": [], "years": kept | {str(one.number): one.told for one in found}}
        )
        chores.end_chore(turn.row, next_at=next_night(now) + AFTER_CHECK, now=now)
    return found
