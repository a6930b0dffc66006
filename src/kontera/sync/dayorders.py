"""The orders that wait for the voucher of their day, thought through again, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kontera.problems import Held
from kontera.shops import summaries as kept
from kontera.shops.models import Delivery, Order
from kontera.shops.work import wake
from kontera.sync import daychanges, summing
from kontera.sync.days import stockholm_day
from kontera.sync.daystanding import is_pending, mends, standing
from kontera.sync.errand import Errand
from kontera.sync.existing import own_policy
from kontera.sync.extent import extent_of
from kontera.sync.intake import policy_of, show, think
from kontera.sync.sales import record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from kontera.books.daily import Change
    from kontera.books.decision import Decision
    from kontera.books.policy import Policy
    from kontera.books.refunds import Credit
    from kontera.choices import Choices
    from kontera.shops.handle import Handle
    from kontera.sync.intake import Thought
    from kontera.sync.turn import Turn

PART = 200


@dataclass(frozen=True, slots=True)
class Known:
    """A waiting order, thought through."""

    row: Order
    thought: Thought
    choices: Choices
    policy: Policy
    sent: list[Delivery]

    @property
    def decision(self) -> Decision:
        if self.thought.decision is None:
            raise RuntimeError("an order that is not understood is not summed")
        return self.thought.decision


@dataclass(frozen=True, slots=True)
class Entry:
    """A sale, with ``credit`` a refund, or with ``change`` the difference of an order that was summed before.

    A change is of the day on which it was decided to book it.
    """

    known: Known
    credit: Credit | None = None
    change: Change | None = None

    @property
    def is_sale(self) -> bool:
        return self.credit is None and self.change is None

    @property
    def day(self) -> date:
        if self.change is not None:
            return daychanges.day_of(self.known.row)
        invoice = self.credit.invoice if self.credit else self.known.decision.invoice
        if invoice is None:
            raise RuntimeError("what is summed has a document")
        return invoice.day


def gather(turn: Turn) -> dict[date, list[Entry]]:
    """The sales and refunds that wait, by their day; what may not be summed any more goes its own way."""
    days: dict[date, list[Entry]] = {}
    for known in known_orders(turn):
        for entry in entries_of(turn, known):
            days.setdefault(entry.day, []).append(entry)
    return days


def known_orders(turn: Turn, keys: Iterable[int] | None = None) -> Iterable[Known]:
    """Thought through again from their rows, a part at a time."""
    handle, choices, today = turn.handle, turn.choices, stockholm_day(turn.now)
    policy = policy_of(handle, choices)
    every = list(kept.waiting(handle).values_list("pk", flat=True)) if keys is None else list(keys)
    for at in range(0, len(every), PART):
        rows = list(handle.orders().filter(pk__in=every[at : at + PART]).defer("preview").order_by("pk"))
        sent, extent = handle.deliveries_of(rows), extent_of(handle, choices, rows)
        for row in rows:
            mine, own = own_policy(policy, sent[row.pk]), extent.choices_for(row, sent[row.pk])
            yield Known(row, think(row, own, mine, today, sent[row.pk]), own, mine, sent[row.pk])


def entries_of(turn: Turn, known: Known) -> list[Entry]:
    row, thought, papers = known.row, known.thought, summing.papers_of(known.sent)
    if papers:
        if settle(turn, known) != Order.State.SUMMED or _is_sending(papers):
            return []
        if foreign := foreign_to(turn, row, papers):
            _hold(turn.handle, row, foreign)
            return []
        if change := daychanges.open_change(row, known.decision, known.sent):
            return [Entry(known, change=change)]
        return [Entry(known, credit) for credit in summing.open_credits(thought.decision, known.sent)]
    if thought.problem is not None or known.sent or not summing.is_wanted(known.choices, thought.decision):
        turn.handle.finish(row, state=Order.State.DUE, due_at=turn.now)
        wake(turn.handle.shop.pk, "orders")
        return []
    sale = Entry(known)
    return [sale, *(entry for entry in _refunds(known) if entry.day == sale.day)]


def _refunds(known: Known) -> list[Entry]:
    """Later ones follow when the sale is booked."""
    may = known.row.asked or known.choices.flag("refunds_automatic")
    return [Entry(known, credit) for credit in known.decision.credits] if may else []


def _is_sending(papers: Iterable[Delivery]) -> bool:
    return any(paper.state == Delivery.State.SENDING for paper in papers)


def foreign_to(turn: Turn, row: Order, papers: Iterable[Delivery]) -> Held | None:
    """A refund belongs in the company that has the sale."""
    if all(paper.company_id == turn.handle.company_id for paper in papers):
        return None
    return Held("sent-to-another-company", {"order": row.number})


def put_by(handle: Handle, row: Order, thought: Thought) -> None:
    """Nothing is sent of the order itself; the voucher of its day will hold it."""
    show(row, thought)
    invoice = thought.decision.invoice if thought.decision else None
    told = {"preview": row.preview, "fingerprint": thought.fingerprint, "attempts": 0}
    is_news = row.fingerprint != thought.fingerprint
    handle.finish(row, state=Order.State.SUMMED, problem_code="", problem_facts={}, **told)
    if is_news:
        handle.note(row, "summed", {"day": invoice.day.isoformat() if invoice else ""})


def stand(handle: Handle, known: Known, now: datetime) -> str:
    """Write down where an order stands that is in a summary."""
    row, thought, choices, sent = known.row, known.thought, known.choices, known.sent
    automatic, mending = choices.flag("refunds_automatic"), mends(choices)
    decision, problem, today = thought.decision, thought.problem, stockholm_day(now)
    state, held = standing(row, decision, problem, sent, automatic=automatic, mending=mending)
    if held is not None:
        if held.code == summing.CHANGED:
            daychanges.propose(handle, row, decision, sent, today)
        _hold(handle, row, held)
        return state
    if not _is_sending(summing.papers_of(sent)):
        _say_change(handle, known, today)
    show(row, thought)
    told: dict[str, Any] = {"preview": row.preview, "asked": row.asked and state == Order.State.SUMMED}
    if state == Order.State.DONE:
        told |= {"fingerprint": thought.fingerprint, "done_at": row.done_at or now}
    handle.finish(row, state=state, problem_code="", problem_facts={}, **told)
    return state


def _say_change(handle: Handle, known: Known, today: date) -> None:
    decision, sent = known.thought.decision, known.sent
    if is_pending(known.row, decision, sent):
        daychanges.settle_day(handle, known.row, decision, today)
    elif not daychanges.has_changed(decision, sent):
        daychanges.forget(handle, known.row)


def _hold(handle: Handle, row: Order, held: Held) -> None:
    told = {"problem_code": held.code, "problem_facts": dict(held.facts)}
    handle.finish(row, state=Order.State.HELD, asked=False, **told)
    handle.note(row, held.code, held.facts)


def settle(turn: Turn, known: Known) -> str:
    """Where it stands after its voucher; what was sold abroad is kept first, for none looks at it again."""
    _record(turn, known)
    return stand(turn.handle, known, turn.now)


def _record(turn: Turn, known: Known) -> None:
    """What was sold abroad is kept for the reports."""
    if known.thought.read is None or known.thought.decision is None:
        return
    errand = Errand(
        handle=turn.handle,
        ends=turn.ends,
        client=turn.fortnox,
        choices=known.choices,
        policy=known.policy,
        row=known.row,
        read=known.thought.read,
        decision=known.thought.decision,
        fingerprint=known.thought.fingerprint,
        deliveries=known.sent,
    )
    record(errand)
