"""Orders as they are read: kept raw, understood, thought through, and put in their place.

The VAT rates of an order's products are frozen when the order is first seen, because a
product's rate today says nothing about an order of last month.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from kontera.books.decision import Decision, decide
from kontera.books.order import Status
from kontera.books.plan import next_steps
from kontera.problems import Held
from kontera.quickbutik.read import read_order
from kontera.shops.handle import digest_of
from kontera.shops.levels import ask_for_stock
from kontera.shops.models import Delivery, Order
from kontera.sync import fractional, summing
from kontera.sync.backing import CURABLE, note_days, with_evidence
from kontera.sync.days import plain_json, stockholm_day
from kontera.sync.daystanding import mends, needs_word, standing
from kontera.sync.existing import exists_from, is_adopted, living, own_policy
from kontera.sync.extent import extent_of
from kontera.sync.leaving import left_out
from kontera.sync.products import frozen_rates
from kontera.sync.refund_reading import as_it_stands, owes_credit, with_credits
from kontera.sync.telling import preview_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from kontera.books import order as books
    from kontera.books.policy import Policy
    from kontera.choices import Choices
    from kontera.quickbutik.client import Client
    from kontera.shops.handle import Handle

log = structlog.get_logger()
State, Urgency = Order.State, Order.Urgency
RATES_IN_DOUBT = frozenset({"vat-not-proven", "product-without-vat", "vat-rate-not-in-force"})
"""Reasons to wait that a better rate on a product cures."""
ORDER_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""What an order number may look like; anything else is no order of ours."""
NEWS = timedelta(days=7)
"""Older orders that are read or change are history, and wait for the next round of stock."""
PART = 50
"""So many orders are held in memory at a time, as rows and thoughts."""


@dataclass(frozen=True, slots=True)
class Thought:
    """An order understood and decided on; ``read`` is ``None`` when it could not be understood."""

    read: books.Order | None
    decision: Decision | None
    fingerprint: str
    problem: Held | None = None


def policy_of(handle: Handle, choices: Choices) -> Policy:
    """The shop's policy, with what Fortnox has told about the company's accounting method."""
    return replace(choices.policy(), cash_method=handle.cash_method)


def think(
    row: Order, choices: Choices, policy: Policy, today: date, sent: Iterable[Delivery] = ()
) -> Thought:
    """Beats two and three: understand, and decide. Pure, apart from reading the row.

    ``sent``: what has been sent of it; refunds that were credited come first, on the day of their credit.
    """
    try:
        read = read_order(
            row.raw,
            {key: known.get("rate") or None for key, known in row.rates.items()},
            gift_card_skus=_gift_cards(row, choices),
            gift_card_mode=policy.gift_card_mode,
            payment_fees=policy.payment_fees,
            shop_currency=choices.text("shop_currency").upper(),
            shown_currencies=choices.words("shown_currencies"),
            service_skus=choices.words("service_skus"),
        )
        read = as_it_stands(with_evidence(with_credits(read, sent), row.evidence), policy, today, sent)
        decision = decide(read, policy, today)
    except Held as unreadable:
        return Thought(None, None, "", unreadable)
    except Exception:
        # Our own bug. It is shown on its order, and does not stop the others of the page.
        log.exception("order not understood", order=row.number)
        return Thought(None, None, "", Held("internal-error", {"order": row.number}))
    held = decision.held
    return Thought(read, decision, fingerprint_of(decision), Held(held.code, held.facts) if held else None)


def _gift_cards(row: Order, choices: Choices) -> list[str]:
    marked = [key for key, known in row.rates.items() if known.get("gift_card")]
    return [*choices.words("gift_card_skus"), *marked]


def fingerprint_of(decision: Decision) -> str:
    """A hash of what a document says: rows, totals and where it goes. Its date is not part of it."""
    invoice = decision.invoice
    if invoice is None:
        return ""
    rows = [
        (row.text, row.sku, str(row.quantity), row.account, str(row.rate), row.unit_gross_ore, row.gross_ore)
        for row in invoice.rows
    ]
    content = json.dumps([rows, invoice.total_ore, invoice.currency, repr(invoice.buyer)])
    return hashlib.sha256(content.encode()).hexdigest()


def take_in(
    handle: Handle,
    client: Client,
    raws: Iterable[dict[str, Any]],
    now: datetime,
    *,
    told_new: Collection[str] = (),
    asked: Collection[str] = (),
) -> int:
    """Remember orders as they were read, and make due what is due; returns how many were new or changed.

    ``told_new``: numbers the shop announced as new and paid. ``asked``: numbers behind a pressed button.
    """
    by_number = {number: raw for raw in raws if ORDER_NUMBER.fullmatch(number := _number(raw))}
    numbers = list(by_number)
    parts = (numbers[at : at + PART] for at in range(0, len(numbers), PART))
    return sum(
        _take_part(handle, client, {n: by_number[n] for n in part}, now, told_new=told_new, asked=asked)
        for part in parts
    )


def _take_part(
    handle: Handle,
    client: Client,
    by_number: Mapping[str, dict[str, Any]],
    now: datetime,
    *,
    told_new: Collection[str],
    asked: Collection[str],
) -> int:
    # What is replaced or rarely looked at is large, and stays where it is.
    known_ones = handle.orders().filter(number__in=list(by_number)).defer("raw", "preview")
    known = {row.number: row for row in known_ones}
    rows = [
        row
        for number, raw in by_number.items()
        if (row := _changed(handle, known.get(number), number, raw, told_new=told_new, asked=asked))
    ]
    pressed = [row for row in rows if row.asked or row.number in asked]
    _thaw(handle, [row for row in pressed if row.problem_code in RATES_IN_DOUBT])
    _freeze(handle, client, rows, now)
    choices = handle.choices
    policy, today = policy_of(handle, choices), stockholm_day(now)
    sent = handle.deliveries_of([row for row in rows if row.pk])
    extent = extent_of(handle, choices, rows)
    for row in rows:
        row.read_at = now
        if row.pk is None:
            row.seen_at = now
        row.asked = row.asked or row.number in asked
        known_sent = sent.get(row.pk or 0, [])
        thought = think(row, choices, own_policy(policy, known_sent), today, known_sent)
        note_days(row, thought.read, today)
        show(row, thought)
        is_told = row.number in told_new and (thought.read is None or choices.day("start_day") is None)
        is_new = is_told or row.asked or is_of_our_time(handle, choices, row, thought)
        place(row, thought, extent.choices_for(row, known_sent), known_sent, now, is_new=is_new)
    handle.save_orders(rows)
    if any(row.ordered_day is None or today - row.ordered_day <= NEWS for row in rows):
        ask_for_stock(handle, now)
    return len(rows)


def _number(raw: dict[str, Any]) -> str:
    return str(raw.get("order_id", raw.get("id", ""))).strip()


def _changed(
    handle: Handle,
    row: Order | None,
    number: str,
    raw: dict[str, Any],
    *,
    told_new: Collection[str],
    asked: Collection[str],
) -> Order | None:
    """The row to write, or ``None`` when it is just as we know it."""
    digest = digest_of(raw)
    if row is None:
        return Order(shop=handle.shop, number=number, raw=plain_json(raw), raw_digest=digest)
    # A poll may have been quicker than the word that the order is new.
    is_wanted = number in asked or (number in told_new and row.state == State.SEEN)
    if row.raw_digest == digest and not is_wanted:
        return None
    row.raw, row.raw_digest = plain_json(raw), digest
    return row


def _thaw(handle: Handle, rows: list[Order]) -> None:
    """A person has mended a product and pressed the button: what it says now is believed."""
    handle.forget_products({key for row in rows for key in row.rates})
    for row in rows:
        row.rates = {}


def _freeze(handle: Handle, client: Client, rows: list[Order], now: datetime) -> None:
    """Keep the rates of products that an order has not had before; a rate that is frozen stays."""
    wanted = {row.number: [key for key in _product_ids(row.raw) if not _is_frozen(row, key)] for row in rows}
    every = {key for keys in wanted.values() for key in keys}
    rates = frozen_rates(handle, client, every, now)
    for row in rows:
        row.rates = row.rates | {key: rates[key] for key in wanted[row.number] if key in rates}


def _is_frozen(row: Order, key: str) -> bool:
    return bool(row.rates.get(key, {}).get("rate"))


def _product_ids(raw: dict[str, Any]) -> list[str]:
    lines = raw.get("products")
    items = list(lines.values()) if isinstance(lines, dict) else lines if isinstance(lines, list) else []
    ids = [str(line.get("product_id") or "") for line in items if isinstance(line, dict)]
    return [key for key in dict.fromkeys(ids) if key not in ("", "0", "None")]


def show(row: Order, thought: Thought) -> None:
    """What lists and the order's page show without thinking again."""
    read = thought.read
    if read is not None:
        row.status, row.ordered_day = read.status.value, read.ordered_day
        row.total_ore, row.currency = read.total_gross_ore, read.currency[:3]
        buyer = read.buyer
        row.buyer = (buyer.billing.company or buyer.billing.name or buyer.delivery.name or buyer.email)[:200]
        row.payment_method = read.payment_method[:80]
    row.preview = preview_json(thought.decision) if thought.decision else {}


def place(
    row: Order, thought: Thought, choices: Choices, sent: list[Delivery], now: datetime, *, is_new: bool
) -> None:
    """Due, waiting, held, cancelled or skipped: where the order stands now."""
    reason = row.problem_code, row.problem_facts
    row.problem_code, row.problem_facts = "", {}
    if is_adopted(sent) or summing.papers_of(sent):
        _place_settled(row, thought, choices, sent, now)
        return
    if reason_out := left_out(row, thought.read, choices, sent):
        row.state, row.problem_code, row.problem_facts = State.SKIPPED, reason_out.code, reason_out.facts
        return
    if thought.decision is None or thought.read is None or thought.problem:
        _place_problem(row, thought, choices, sent, now, is_new=is_new)
        return
    if thought.decision.status == "cancelled":
        row.state = State.DUE if sent and _is_left(thought, choices, sent) else State.CANCELLED
    elif thought.decision.status == "no_voucher_zero_total" and thought.decision.skips_zero and not sent:
        row.state = State.SKIPPED
    elif sent:
        _place_sent(row, thought, choices, sent)
    elif row.asked or (is_new and choices.flag("automatic") and is_ready(thought.read, choices)):
        row.state = State.DUE
    else:
        _wait(row)
    if row.state == State.HELD:
        # Nothing happens to it of itself, so its reason still holds.
        row.problem_code, row.problem_facts = reason
    if row.state == State.DUE:
        _make_due(row, now)


def _place_problem(
    row: Order, thought: Thought, choices: Choices, sent: list[Delivery], now: datetime, *, is_new: bool
) -> None:
    """Held once it is ready; what a public register can answer is asked for by the carrying lane first."""
    problem = _as_seen(thought.problem or Held("order-unreadable", {"order": row.number}), sent)
    if not (row.asked or sent or (is_new and is_ready(thought.read, choices))):
        _wait(row)
    elif problem.code in CURABLE and (row.asked or choices.flag("automatic")):
        _make_due(row, now)
    else:
        _hold(row, problem)


def _make_due(row: Order, now: datetime) -> None:
    row.state, row.due_at, row.attempts = State.DUE, now, 0
    row.urgency = Urgency.BUTTON if row.asked else Urgency.NEW


def _as_seen(problem: Held, sent: list[Delivery]) -> Held:
    """A refund is another matter once the order is booked: then the sale must not be booked again."""
    papers = (row for row in living(sent) if row.kind == row.Kind.INVOICE)
    booked = next((row for row in papers if row.state == row.State.BOOKED), None)
    if problem.code != "order-refunded" or booked is None:
        return problem
    return Held("refunded-after-booking", {**problem.facts, "number": booked.number})


def _place_sent(row: Order, thought: Thought, choices: Choices, sent: list[Delivery]) -> None:
    """Something was sent before: due again only if something is left to do or has changed."""
    has_changed = bool(row.fingerprint) and thought.fingerprint != row.fingerprint
    has_changed = has_changed or owes_credit(thought.decision, sent)
    is_left = has_changed or row.state != State.DONE or _is_left(thought, choices, sent)
    may_go_on = row.asked or choices.flag("automatic")
    if is_left and may_go_on:
        row.state = State.DUE
    elif has_changed and row.state == State.DONE:
        # Sent by hand: the change waits for the button as a new order does.
        row.state = State.SEEN


def _place_settled(
    row: Order, thought: Thought, choices: Choices, sent: list[Delivery], now: datetime
) -> None:
    """Adopted, or in the summary of its day, where refunds and changes may still be to come."""
    if is_adopted(sent):
        row.state, row.asked, row.preview = State.DONE, False, {}
        return
    automatic, mending = choices.flag("refunds_automatic"), mends(choices)
    decision = thought.decision
    state, held = standing(row, decision, thought.problem, sent, automatic=automatic, mending=mending)
    row.state = State(state)
    if held is not None or needs_word(row, decision, sent):
        # The carrying lane writes down what holds it, what a person may answer, and the day of a change.
        _make_due(row, now)


def _is_left(thought: Thought, choices: Choices, sent: list[Delivery]) -> bool:
    """Whether Fortnox has, or may have, less or more than it should."""
    if thought.decision is None:
        return False
    if any(delivery.state == Delivery.State.SENDING for delivery in sent):
        return True
    end = choices.text("end")
    if booked := fractional.booked(sent):
        return fractional.is_left(end, thought.decision, booked)
    return bool(next_steps(end, thought.decision, exists_from(sent)))


def _hold(row: Order, problem: Held) -> None:
    row.state = State.HELD
    row.problem_code, row.problem_facts = problem.code, problem.facts


def _wait(row: Order) -> None:
    if row.state != State.DONE:
        row.state = State.SEEN


def is_ready(read: books.Order | None, choices: Choices) -> bool:
    """Paid and ready, as the shop chose; an order that cannot be read is not left to lie unseen."""
    if read is None:
        return True
    wanted = {Status.DONE} if choices.text("trigger") == "done" else {Status.PAID, Status.DONE}
    return read.status in wanted or read.status is Status.UNKNOWN


def is_of_our_time(handle: Handle, choices: Choices, row: Order, thought: Thought) -> bool:
    """An order of the time after the shop was connected; older ones are history, sent only when asked for.

    A chosen first day decides alone. Without one the day of connection does, or a number higher than
    any the shop had then.
    """
    chosen, highest = choices.day("start_day"), handle.shop.highest_number
    is_higher = highest is not None and row.number.isdigit() and int(row.number) > highest
    read = thought.read
    if read is None or (chosen is None and is_higher):
        return is_higher
    day = read.paid_day or read.ordered_day
    return day >= (chosen or stockholm_day(handle.shop.added_at))
