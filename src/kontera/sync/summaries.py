"""Daily summaries (dagssummor): after midnight each day's orders become one voucher, booked once.

What is about to be booked is written down first, and what may have been booked is looked for among the
vouchers of the day before it is sent again. Orders that come after their day is booked make its next part.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from kontera.fortnox import files, registers, vouchers
from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome
from kontera.shops import summaries as kept
from kontera.shops.models import Summary
from kontera.sync import daychanges, summing
from kontera.sync.dayorders import foreign_to, gather, known_orders, settle
from kontera.sync.dayreasons import told_with
from kontera.sync.days import stockholm_day
from kontera.sync.dayvouchers import amounts_of, rows_of, summed, told_of
from kontera.sync.errand import reference_of
from kontera.sync.intake import policy_of
from kontera.sync.turn import Work

if TYPE_CHECKING:
    from kontera.fortnox.vouchers import VoucherAnswer
    from kontera.sync.dayorders import Entry
    from kontera.sync.turn import Turn

State = Summary.State
EVERY = timedelta(minutes=30)
AFTER_MIDNIGHT = timedelta(minutes=30)
"""So long after midnight a day is over: what was paid at the last moment has been read by then."""


def run_summaries(turn: Turn) -> bool:
    """Book every day that is over, and those a person asked for. One that fails stops no other."""
    problem: Held | TryLater | None = None
    for row in kept.sending(turn.handle):
        problem = _attempt(turn, row, lambda row=row: _resume(turn, row)) or problem
    for row in kept.unattached(turn.handle):
        _attach(turn, row)
    days = gather(turn)
    kept.drop_empty(turn.handle, days)
    over, asked = stockholm_day(turn.now - AFTER_MIDNIGHT), kept.asked_days(turn.handle)
    has_booked = False
    for day in sorted(day for day in days if day < over or day in asked):
        if not turn.go_on():
            return True
        row = kept.open_one(turn.handle, day)
        if row.state != State.SENDING:
            problem = _attempt(turn, row, lambda row=row, day=day: book_day(turn, row, days[day])) or problem
            has_booked = has_booked or row.state == State.BOOKED
    if problem is not None:
        raise problem
    # A refund of a later day waits until its sale is booked.
    return has_booked


def _attempt(turn: Turn, row: Summary, work: Any) -> Held | TryLater | None:
    try:
        work()
    except Held as held:
        # The reason stands on the day; the orders wait there.
        if row.state != State.SENDING:
            kept.hold(row, held)
        else:
            kept.update(row, problem_code=held.code, problem_facts=dict(held.facts))
        return held
    except TryLater as later:
        return later
    if row.state == State.BOOKED:
        _attach(turn, row)
    return None


# -- booking ---------------------------------------------------------------------------------------


def book_day(turn: Turn, row: Summary, entries: list[Entry]) -> None:
    """The first attempt of a day's part: checked, written down, and sent once."""
    made = summed(row.day, entries, policy_of(turn.handle, turn.choices))
    client = turn.fortnox
    if registers.financial_year(client, row.day) is None:
        raise Held("fortnox-year-missing", {"fortnox": row.day.isoformat()})
    known = vouchers.find(client, row.reference, row.day)
    preview = told_of(made, entries, turn.now)
    if known and amounts_of(known[0]) != kept.sums_of(rows_of(made)):
        raise Held("summary-maybe-booked", {"day": row.day.isoformat(), "voucher": known[0].key})
    if not kept.freeze(turn.handle, row, [_item(turn, entry) for entry in entries], preview, turn.now):
        raise TryLater("interrupted", {"order": row.reference}, after=1)
    if known:
        _booked(turn, row, known[0])
        return
    _send(turn, row)


def _send(turn: Turn, row: Summary) -> None:
    """Written down first: “not found” must be as old as the last attempt to be believed."""
    kept.update(row, preview={**row.preview, "sent_at": turn.now.isoformat()})
    try:
        answer = vouchers.create(
            turn.fortnox,
            series=turn.choices.text("voucher_series") or "A",
            day=row.day,
            description=f"{row.preview['voucher']['text']} {row.reference}",
            rows=kept.amounts_of(row),
        )
    except UnknownOutcome:
        # From now on the clock runs until "not found" is believed.
        kept.update(row, preview={**row.preview, "sent_at": turn.now.isoformat()})
        raise
    except Held:
        kept.thaw(row, State.HELD)
        raise
    except (TryLater, Disconnected):
        kept.thaw(row, State.DUE)
        raise
    _booked(turn, row, answer)


def _resume(turn: Turn, row: Summary) -> None:
    """It was being sent: look for it before it is sent again."""
    for paper in kept.papers(row).select_related("order")[:1]:
        if foreign := foreign_to(turn, paper.order, [paper]):
            raise foreign
    found = vouchers.find(turn.fortnox, row.reference, row.day)
    if len(found) > 1:
        raise Held("fortnox-duplicates", {"order": row.reference, "count": str(len(found))})
    if found:
        _booked(turn, row, found[0])
        return
    sent_at = datetime.fromisoformat(row.preview["sent_at"])
    wait = timedelta(seconds=turn.ends.settle_seconds) - (turn.now - sent_at)
    if wait > timedelta(0):
        after = int(wait.total_seconds()) + 1
        raise UnknownOutcome("fortnox-unknown-outcome", {"call": row.reference}, after=after)
    _send(turn, row)


def _booked(turn: Turn, row: Summary, answer: VoucherAnswer) -> None:
    orders = kept.booked(row, answer.key, turn.now)
    facts = {"day": row.day.isoformat(), "voucher": " ".join(answer.key.split()[:2])}
    for known in known_orders(turn, [order.pk for order in orders]):
        turn.handle.note(known.row, "booked-in-summary", facts)
        settle(turn, known)


def _item(turn: Turn, entry: Entry) -> kept.Item:
    known, credit = entry.known, entry.credit
    invoice = credit.invoice if credit else known.decision.invoice
    amounts = {"total_ore": invoice.total_ore, "vat_ore": invoice.vat_ore} if invoice else {}
    answer = {**amounts, "currency": invoice.currency if invoice else "", "paid": entry.change is None}
    answer["day"] = entry.day.isoformat()
    if credit is None:
        answer[summing.CONTENT] = summing.content_of(known.decision)
    reference = reference_of(turn.handle.shop.key, known.row.number, _name(entry))
    return kept.Item(known.row, reference, known.thought.fingerprint, answer, told_with(entry))


def _name(entry: Entry) -> str:
    if entry.credit is not None:
        return summing.refund_name(entry.credit)
    return summing.SALE if entry.change is None else daychanges.next_name(entry.known.sent)


def file_of(row: Summary) -> bytes:
    """The order list with a mark that tells spreadsheets its encoding."""
    return str(row.preview.get("list", "")).encode("utf-8-sig")


def _attach(turn: Turn, row: Summary) -> None:
    """Lay the order list with the voucher. Where Fortnox does not take it, it is kept here; that is said."""
    try:
        key = str(row.preview.get("uploaded", ""))
        if not key:
            name = f"dagssumma-{row.day.isoformat()}-{row.part}.csv"
            key = files.upload(turn.fortnox, name, file_of(row))
            kept.update(row, preview={**row.preview, "uploaded": key})
            files.attach(turn.fortnox, key, row.voucher)
        elif not files.is_attached(turn.fortnox, key):
            files.attach(turn.fortnox, key, row.voucher)
    except (Held, Disconnected) as refused:
        facts = {"day": row.day.isoformat(), "why": refused.code}
        kept.update(row, problem_code="summary-file-kept", problem_facts=facts)
    except TryLater:
        return  # the next round
    else:
        kept.update(row, file_key=key)


SUMMARY_WORK = Work(kept.CHORE, run_summaries, lambda _choices: EVERY)
