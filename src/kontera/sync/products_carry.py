"""Carrying due products: their articles written at Fortnox, or what Fortnox says written in the shop."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from kontera.books.articles import ArticleCard, same_number
from kontera.problems import Disconnected, Held, Problem, TryLater
from kontera.quickbutik.read import read_product
from kontera.shops import products
from kontera.shops.models import Product
from kontera.sync import article_writing, hands, products_in
from kontera.sync.articles import KIND, Finding, Thought, Wishes, think, wishes_of
from kontera.sync.products import FEW, GONE, print_of, take_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.fortnox.client import Client
    from kontera.shops.models import Link
    from kontera.sync.turn import Turn

log = structlog.get_logger()
State = Product.State
BATCH = 40
BUG_REST = timedelta(minutes=5)
FRESH_FOR = timedelta(seconds=30)
"""A product behind a pressed button is read again if it was read longer ago than this."""


@dataclass(slots=True)
class Load:
    """Some due products, carried together: they share their look-ups."""

    turn: Turn
    client: Client
    wishes: Wishes
    links: dict[str, Link] = field(default_factory=dict)
    sellers: dict[str, list[Product]] = field(default_factory=dict)
    stopped: Problem | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def goes_on(self) -> bool:
        return self.stopped is None and self.turn.go_on()


@dataclass(slots=True)
class Done:
    """What became of one product."""

    articles: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_inward: bool = False


def carry_due(turn: Turn) -> bool:
    """Write what is due; whether something remains. Raises ``TryLater`` and ``Disconnected``."""
    _free_twins(turn)
    _free_conflicts(turn)
    sent = 0
    while turn.go_on() and (rows := products.due(turn.handle, BATCH, turn.now)):
        _read_asked(turn, rows)
        carry(turn, rows)
        sent += len(rows)
        turn.tell(sent=sent)
    return bool(products.due(turn.handle, 1, turn.now))


def _free_twins(turn: Turn) -> None:
    """Those that shared a number with another, and do not any more, are due again."""
    waiting = products.twins(turn.handle)
    if not waiting:
        return
    shared = products.sellers(turn.handle, {number for row in waiting for number in row.skus})
    alone = [row for row in waiting if all(len(shared[number]) <= 1 for number in row.skus)]
    products.free(turn.handle, alone, turn.now)


def _free_conflicts(turn: Turn) -> None:
    """Those whose article no other shop keeps any more are due again; a shop may have been removed."""
    waiting = products.conflicts(turn.handle)
    links = turn.handle.links(KIND, {row.problem_facts.get("sku", "") for row in waiting}) if waiting else {}
    kept = {key for key, link in links.items() if article_writing.keeper_of(turn.handle, link)}
    left = [row for row in waiting if row.problem_facts.get("sku") not in kept]
    products.free(turn.handle, left, turn.now)


def _read_asked(turn: Turn, rows: list[Product]) -> None:
    """A pressed button means the product as it is now."""
    asked = [
        row for row in rows if row.asked and turn.now - row.read_at > FRESH_FOR and row.raw_digest != GONE
    ]
    if not asked or len(asked) > FEW:
        return
    found = turn.quickbutik.some_products([row.product_id for row in asked])
    take_in(turn.handle, found.values(), turn.now, asks=False)
    for row in asked:
        row.refresh_from_db()


def carry(turn: Turn, rows: list[Product]) -> None:
    """Carry these products, each as far as it goes; what stops all of them is raised at the end."""
    load = Load(turn, turn.fortnox, wishes_of(turn.handle))
    thoughts = {row.pk: _thought(row, load.wishes) for row in rows}
    numbers = {card.number for thought in thoughts.values() for card in thought.cards}
    load.links = turn.handle.links(KIND, numbers | {number for row in rows for number in row.articles})
    load.sellers = products.sellers(turn.handle, {same_number(number) for number in numbers})
    done: dict[int, Done] = {}
    hands.each(rows, lambda row: _one(load, row, thoughts[row.pk], done), go_on=lambda: load.goes_on)
    if load.stopped is None or not isinstance(load.stopped, Disconnected):
        _give_to_shop(load, rows, thoughts, done)
    for row in rows:
        if row.pk in done:
            _settle(load, row, thoughts[row.pk], done[row.pk])
    written = {number for row in rows if row.pk in done and not done[row.pk].findings for number in row.skus}
    products.free_elsewhere(turn.handle, written, turn.now)
    if load.stopped is not None:
        raise load.stopped


def _thought(row: Product, wishes: Wishes) -> Thought:
    if row.raw_digest == GONE or not row.raw:
        return Thought((), (), (), (), ())
    return think(read_product(row.raw), wishes)


def _one(load: Load, row: Product, thought: Thought, done: dict[int, Done]) -> None:
    """One product's attempt; whatever happens to it stops no other."""
    try:
        found = _articles(load, row, thought)
    except (TryLater, Disconnected) as problem:
        with load.lock:
            load.stopped = load.stopped or problem
    except Exception:
        # Our own bug. It is shown, tried again later, and does not stop the other products.
        log.exception("product failed", shop=load.turn.handle.shop.key, product=row.product_id)
        products.settle(
            load.turn.handle,
            row,
            attempts=row.attempts + 1,
            due_at=load.turn.now + min(BUG_REST * 2 ** min(row.attempts, 4), products.LONGEST_REST),
            problem_code="internal-error",
            problem_facts={"order": row.title},
        )
    else:
        with load.lock:
            done[row.pk] = found


def _articles(load: Load, row: Product, thought: Thought) -> Done:
    found = Done(findings=list(thought.findings))
    for card in thought.cards:
        link = load.links.get(card.number)
        if card.is_active is False and link is None:
            continue
        try:
            _write(load, row, card, link, found)
        except Held as refused:
            facts = {**refused.facts, "article": card.number}
            found.findings.append(Finding(refused.code, facts))
            if card.number in row.articles:
                found.articles.append(card.number)
    _put_to_rest(load, row, found, {card.number for card in thought.cards})
    return found


def _write(load: Load, row: Product, card: ArticleCard, link: Link | None, found: Done) -> None:
    """One article: nothing where another product, or another shop, has it; else what differs."""
    handle, client, now = load.turn.handle, load.client, load.turn.now
    others = [one for one in load.sellers.get(same_number(card.number), ()) if one.pk != row.pk]
    if others:
        products.hold_twins(handle, others, card.number, row.title)
        raise Held(products.TWICE, {"sku": card.number, "title": card.title, "other": others[0].title})
    keeper = article_writing.keeper_of(handle, link) if link is not None else ""
    if link is not None and keeper:
        if article_writing.differs(card, link):
            raise Held(products.ELSEWHERE, {"sku": card.number, "title": card.title, "shop": keeper})
        found.articles.append(card.number)
        return
    force = row.asked and not row.fingerprint and row.sent_at is not None
    link = article_writing.write_article(handle, client, card, link, now=now, force=force)
    found.articles.append(card.number)
    link = article_writing.write_price(handle, client, card, link, now=now, force=force)
    article_writing.write_picture(handle, client, card, link, now=now)


def _put_to_rest(load: Load, row: Product, found: Done, wanted: set[str]) -> None:
    """Articles that were written for the product and are not its own any more."""
    handle = load.turn.handle
    left = [number for number in row.articles if number not in wanted]
    shared = products.sellers(handle, {same_number(number) for number in left}) if left else {}
    for number in left:
        others = [one for one in shared[same_number(number)] if one.pk != row.pk]
        link = load.links.get(number)
        if others or link is None or products.is_sold_elsewhere(handle, same_number(number)):
            continue
        try:
            article_writing.put_to_rest(handle, load.client, link, load.turn.now)
        except Held as refused:
            found.findings.append(Finding(refused.code, {**refused.facts, "article": number}))
            found.articles.append(number)


# -- what Fortnox says, to the shop ----------------------------------------------------------------


def _give_to_shop(
    load: Load, rows: list[Product], thoughts: Mapping[int, Thought], done: dict[int, Done]
) -> None:
    """Where products are edited in Fortnox: its values, in batches, to the products that differ."""
    if load.turn.choices.text("product_master") != "fortnox":
        return
    wanted = [row for row in rows if row.pk in done and row.inward and not _is_twin(done[row.pk])]
    stopped = products_in.give(
        load.turn, {row.pk: (row, thoughts[row.pk], done[row.pk].findings) for row in wanted}
    )
    if stopped is not None:
        load.stopped = load.stopped or stopped
        for row in wanted:
            del done[row.pk]


def _is_twin(found: Done) -> bool:
    return any(one.code == products.TWICE for one in found.findings)


def _settle(load: Load, row: Product, thought: Thought, found: Done) -> None:
    """Where the product stands now."""
    is_gone = row.raw_digest == GONE
    changes: dict[str, Any] = {
        "articles": row.articles if is_gone else sorted(set(found.articles)),
        "inward": row.inward,
        "asked": False,
        "attempts": 0,
    }
    if found.findings:
        first = found.findings[0]
        changes |= {"state": State.HELD, "problem_code": first.code, "problem_facts": first.facts}
    else:
        state = State.GONE if is_gone else State.DONE
        print_now = "" if is_gone else print_of(thought)
        changes |= {"state": state, "fingerprint": print_now, "sent_at": load.turn.now}
        changes |= {"problem_code": "", "problem_facts": {}}
    products.settle(load.turn.handle, row, **changes)
