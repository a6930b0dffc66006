"""A handful of due orders, carried together: they share look-ups, tokens and registers."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import structlog

from kontera.problems import Disconnected, Held, Problem, TryLater, UnknownOutcome
from kontera.quickbutik.lines import product_id_of
from kontera.shops.chores import ask_chore
from kontera.shops.levels import ask_for_stock
from kontera.shops.models import Order
from kontera.shops.sightings import stops_of
from kontera.sync import cardindex, hands, summing
from kontera.sync.articles import KIND as ARTICLE
from kontera.sync.articles import cards_of, ensure_article, is_written, wishes_of
from kontera.sync.customers import KIND as CUSTOMER
from kontera.sync.customers import Register, doubt_card, ensure_customer, key_of, register_for
from kontera.sync.dayorders import Known, put_by, stand
from kontera.sync.errand import Errand
from kontera.sync.existing import is_adopted, own_policy
from kontera.sync.extent import extent_of, is_cards_only
from kontera.sync.intake import Thought, policy_of, show
from kontera.sync.leaving import left_out
from kontera.sync.orders import carry
from kontera.sync.papers import fields_for
from kontera.sync.sales import record
from kontera.sync.stops import stopped
from kontera.sync.understanding import understood, waits

if TYPE_CHECKING:
    from collections.abc import Callable

    from kontera.books.articles import ArticleCard
    from kontera.fortnox.client import Client
    from kontera.fortnox.document import Fields
    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends

log = structlog.get_logger()
State, Urgency = Order.State, Order.Urgency
STALE_LINKS = {"fortnox-customer-missing": CUSTOMER, "fortnox-article-missing": ARTICLE}
INACTIVE = "fortnox-customer-inactive"
MOST_WAKINGS = 3
"""Attempts after which a card that is still refused is a person's matter."""
LONGEST_REST = 1800
"""Seconds between two attempts at the most."""


@dataclass(slots=True)
class Batch:
    """What the orders of a batch have in common, filled in as the registers are brought up to date."""

    handle: Handle
    ends: Ends
    client: Client
    errands: list[Errand] = field(default_factory=list)
    cards: dict[str, ArticleCard] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)
    failures: dict[str, Problem] = field(default_factory=dict)
    disconnected: Disconnected | None = None
    is_silent: bool = False  # a register, perhaps slowly: then time counts, and what is left stays due
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, key: str, problem: Problem) -> None:
        with self.lock:
            self.failures[key] = problem
            if isinstance(problem, Disconnected):
                self.disconnected = problem

    @property
    def goes_on(self) -> bool:
        return self.disconnected is None


def carry_batch(handle: Handle, ends: Ends, rows: list[Order], go_on: Callable[[], bool]) -> None:
    """Carry due orders as far as they go, and write down for each where it stands.

    Raises ``Disconnected`` when a side must be connected again; the orders stay due.
    """
    if handle.shop.company is None:
        raise Disconnected("fortnox-consent-missing", {"fortnox": ""}, side="fortnox")
    batch = Batch(handle, ends, ends.fortnox(handle.shop.company))
    _understand(batch, rows, go_on)
    _bring_registers(batch, go_on)
    hands.each(batch.errands, lambda errand: _carry(batch, errand), go_on=lambda: batch.goes_on and go_on())
    if batch.disconnected:
        raise batch.disconnected


def _understand(batch: Batch, rows: list[Order], go_on: Callable[[], bool]) -> None:
    """Think each order through (choices may have changed since it was read) and set out its errand."""
    handle, choices = batch.handle, batch.handle.choices
    policy = policy_of(handle, choices)
    sent = handle.deliveries_of(rows)
    extent = extent_of(handle, choices, rows)
    stops = stops_of(handle)
    for row in takewhile(lambda _: not batch.is_silent or go_on(), rows):
        if is_adopted(sent[row.pk]):
            handle.finish(row, state=State.DONE, asked=False, problem_code="", problem_facts={})
            continue
        own, mine = extent.choices_for(row, sent[row.pk]), own_policy(policy, sent[row.pk])
        try:
            thought, has_learnt = understood(handle, batch.ends, row, own, policy=mine, sent=sent[row.pk])
        except TryLater as silent:
            _later(batch, row, silent)
            batch.is_silent = True
            continue
        if summing.papers_of(sent[row.pk]):
            stand(handle, Known(row, thought, own, mine, sent[row.pk]), batch.ends.now())
            continue
        if left := left_out(row, thought.read, own, sent[row.pk]):
            show(row, thought)
            _leave_out(batch, row, left)
            continue
        if waits(row, thought, own, sent[row.pk]):
            show(row, thought)
            handle.finish(row, state=State.SEEN, problem_code="", problem_facts={}, preview=row.preview)
            continue
        is_stopped = thought.problem is not None and not is_cards_only(own)
        if is_stopped or thought.read is None or thought.decision is None:
            show(row, thought)
            _hold(batch, row, thought.problem or Held("order-unreadable", {"order": row.number}))
            continue
        if held := stopped(stops, thought.decision, own.text("end")):
            show(row, thought)
            _hold_stopped(batch, row, held)
            continue
        if not sent[row.pk] and summing.is_wanted(own, thought.decision):
            put_by(handle, row, thought)
            continue
        errand = Errand(
            handle=handle,
            ends=batch.ends,
            client=batch.client,
            choices=own,
            policy=mine,
            row=row,
            read=thought.read,
            decision=thought.decision,
            fingerprint=thought.fingerprint,
            deliveries=sent[row.pk],
            is_redecided=has_learnt,
        )
        batch.errands.append(errand)


# -- registers -----------------------------------------------------------------------


def _bring_registers(batch: Batch, go_on: Callable[[], bool]) -> None:
    """Customers and articles of the batch, each looked at once; unchanged ones cost no request."""
    handle = batch.handle
    making = [errand for errand in batch.errands if errand.decision.invoice or is_cards_only(errand.choices)]
    batch.cards = _cards(handle, [errand for errand in making if not is_cards_only(errand.choices)])
    people = {key_of(handle, errand.decision.order): errand for errand in making}
    links = handle.links(CUSTOMER, list(people))
    register = _customer_register(batch, [key for key in people if key not in links], go_on)
    hands.each(
        people.items(),
        lambda item: _customer(batch, item, links, register),
        go_on=lambda: batch.goes_on and go_on(),
    )
    known = handle.links(ARTICLE, [card.number for card in batch.cards.values()])
    unwritten = [card for card in batch.cards.values() if not is_written(card, known.get(card.number))]
    hands.each(unwritten, lambda card: _article(batch, card, known), go_on=lambda: batch.goes_on and go_on())
    for errand in making:
        errand.customer_number = batch.customers.get(key_of(handle, errand.decision.order), "")
        if not is_cards_only(errand.choices):
            errand.fields = _fields(batch, errand)


def _cards(handle: Handle, making: list[Errand]) -> dict[str, ArticleCard]:
    """The article cards of all the orders, by SKU; where two differ, the later order's."""
    products = handle.products_by_id({key for errand in making for key in _product_ids(errand)})
    raws = {key: product.raw for key, product in products.items()}
    cards: dict[str, ArticleCard] = {}
    wishes = wishes_of(handle)
    for errand in making:
        cards |= cards_of(errand.decision.order, raws, wishes)
    return cards


def _product_ids(errand: Errand) -> set[str]:
    lines = errand.decision.order.lines
    return {product_id_of(line.product_key) for line in lines if line.product_key}


def _customer_register(batch: Batch, newcomers: list[str], go_on: Callable[[], bool]) -> Register | None:
    """Only a saving: where the register cannot be read now, each newcomer is searched for."""
    is_import = all(errand.row.urgency == Urgency.IMPORT for errand in batch.errands)
    try:
        if is_import and newcomers:
            return cardindex.register_of(batch.handle, batch.client, batch.ends.now(), go_on)
        return register_for(batch.client, len(newcomers))
    except Disconnected as gone:
        batch.fail("customers", gone)
    except (Held, TryLater):
        pass
    return None


def _customer(
    batch: Batch, item: tuple[str, Errand], links: dict[str, Any], register: Register | None
) -> None:
    key, errand = item
    order = errand.decision.order
    try:
        link = links.get(key)
        number = ensure_customer(
            batch.handle,
            batch.ends,
            batch.client,
            order,
            link=link,
            register=register,
            row=errand.row,
            place=errand.decision.ruling.place if errand.decision.ruling else None,
        )
    except Problem as problem:
        _forget_stale(batch, problem, CUSTOMER, key)
        batch.fail(f"customer:{key}", problem)
    except Exception:
        log.exception("customer failed", shop=batch.handle.shop.key, order=order.number)
        batch.fail(f"customer:{key}", _our_bug(order.number))
    else:
        with batch.lock:
            batch.customers[key] = number


def _article(batch: Batch, card: ArticleCard, known: dict[str, Any]) -> None:
    try:
        ensure_article(batch.handle, batch.client, card, known.get(card.number), now=batch.ends.now())
    except Problem as problem:
        _forget_stale(batch, problem, ARTICLE, card.number)
        batch.fail(f"article:{card.number}", problem)
    except Exception:
        log.exception("article failed", shop=batch.handle.shop.key, article=card.number)
        batch.fail(f"article:{card.number}", _our_bug(card.number))


def _forget_stale(batch: Batch, problem: Problem, kind: str, key: str) -> None:
    """What we remembered is gone at Fortnox: forget it, so that the next attempt makes it anew."""
    if STALE_LINKS.get(problem.code) == kind:
        batch.handle.forget_link(kind, key)


def _fields(batch: Batch, errand: Errand) -> Fields:
    decided, now = errand.decision, batch.ends.now()
    return fields_for(batch.handle, batch.client, errand.choices, decided, cards=batch.cards, now=now)


# -- one order -----------------------------------------------------------------------


def _carry(batch: Batch, errand: Errand) -> None:
    """One order's attempt; whatever happens to it is written on its row and stops no other."""
    row = errand.row
    try:
        _raise_failure(batch, errand)
        if not is_cards_only(errand.choices):
            carry(errand)
    except Held as held:
        _held(batch, errand, held)
    except TryLater as later:
        _later(batch, row, later)
    except Disconnected as gone:
        batch.fail(f"order:{row.number}", gone)
    except Exception:
        # Our own bug. It is shown, tried again later, and does not stop the other orders.
        log.exception("order failed", shop=batch.handle.shop.key, order=row.number)
        _later(batch, row, _our_bug(row.number))
    else:
        _done(batch, errand)
        return
    if not is_cards_only(errand.choices):
        record(errand)


def _our_bug(number: str) -> TryLater:
    return TryLater("internal-error", {"order": number}, after=300)


def _raise_failure(batch: Batch, errand: Errand) -> None:
    """What the order stands on could not be brought up to date: then neither can the order."""
    keys = [f"customer:{key_of(batch.handle, errand.decision.order)}"]
    keys += [
        f"article:{batch.cards[line.sku].number}"
        for line in errand.decision.order.lines
        if line.sku in batch.cards
    ]
    for key in keys:
        problem = batch.failures.get(key)
        if problem is None:
            continue
        if problem.code in STALE_LINKS:
            raise TryLater(problem.code, problem.facts, after=1)
        raise problem
    wants_card = errand.decision.invoice is not None or is_cards_only(errand.choices)
    if wants_card and not errand.customer_number:
        raise TryLater("interrupted", {"order": errand.row.number}, after=1)


def _held(batch: Batch, errand: Errand, held: Held) -> None:
    if held.code == INACTIVE:
        _meet_inactive(batch, errand)
        return
    kind = STALE_LINKS.get(held.code)
    if kind is None or errand.row.attempts:
        _hold(batch, errand.row, held)
        return
    order = errand.decision.order
    gone = (
        [key_of(batch.handle, order)] if kind == CUSTOMER else [line.sku for line in order.lines if line.sku]
    )
    for key in gone:
        batch.handle.forget_link(kind, key)
    _later(batch, errand.row, TryLater(held.code, held.facts, after=1))


def _meet_inactive(batch: Batch, errand: Errand) -> None:
    """A card nobody had a reason to read was put out of use: it is read now, and woken or held as chosen."""
    row, number = errand.row, errand.customer_number
    facts = {"customer": row.buyer, "number": number}
    key = key_of(batch.handle, errand.decision.order)
    if row.attempts >= MOST_WAKINGS or not doubt_card(batch.handle, key):
        _hold(batch, row, Held("customer-inactive", facts))
        return
    _later(batch, row, TryLater("customer-inactive", facts, after=1))


def _hold(batch: Batch, row: Order, held: Held) -> None:
    batch.handle.finish(
        row,
        state=State.HELD,
        problem_code=held.code,
        problem_facts=held.facts,
        preview=row.preview,
        asked=False,
    )
    batch.handle.note(row, held.code, held.facts)


def _leave_out(batch: Batch, row: Order, left: Held) -> None:
    """Due before the shop chose to leave such orders out."""
    told = {"problem_code": left.code, "problem_facts": left.facts, "preview": row.preview}
    batch.handle.finish(row, state=State.SKIPPED, **told)


def _hold_stopped(batch: Batch, row: Order, held: Held) -> None:
    """Held until the set-up check sees the cure; whoever presses the button has it look at once."""
    asked = row.asked
    _hold(batch, row, held)
    if asked:
        batch.handle.finish(row, asked=True)
        ask_chore(batch.handle, "check", asked=True)


def _later(batch: Batch, row: Order, later: TryLater) -> None:
    """Tried again after a rest that grows, except where an unknown outcome wants to be looked at soon."""
    growth = 1 if isinstance(later, UnknownOutcome) else 2 ** min(row.attempts, 6)
    rest = min(later.after * growth, LONGEST_REST)
    batch.handle.finish(
        row,
        attempts=row.attempts + 1,
        due_at=batch.ends.now() + timedelta(seconds=rest),
        urgency=Urgency.RETRY if row.urgency == Urgency.NEW else row.urgency,
        problem_code=later.code,
        problem_facts=later.facts,
    )


def _done(batch: Batch, errand: Errand) -> None:
    row = errand.row
    is_cancelled = errand.decision.status == "cancelled"
    done = State.SEEN if is_cards_only(errand.choices) else State.DONE
    row.state = State.CANCELLED if is_cancelled else done
    if not is_cards_only(errand.choices):
        record(errand)  # first: an order that is done is not looked at again
    changes: dict[str, Any] = {
        "state": row.state,
        "done_at": batch.ends.now(),
        "fingerprint": row.fingerprint if is_cards_only(errand.choices) else errand.fingerprint,
        "problem_code": "",
        "problem_facts": {},
        "asked": False,
        "attempts": 0,
    }
    if errand.is_redecided:
        show(row, Thought(errand.read, errand.decision, errand.fingerprint))
        changes["preview"] = row.preview
    batch.handle.finish(row, **changes)
    if row.urgency != Urgency.IMPORT:
        ask_for_stock(batch.handle, batch.ends.now())
