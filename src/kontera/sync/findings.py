"""What a dry run has found so far, kept as plain data between two pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from kontera.books.articles import SEPARATE, changed_values
from kontera.books.forecast import Forecast, as_json, from_json, seconds_for
from kontera.quickbutik.lines import product_id_of
from kontera.sync.articles import KIND as ARTICLE
from kontera.sync.articles import cards_of, is_written, wishes_of
from kontera.sync.customers import KIND as CUSTOMER
from kontera.sync.customers import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kontera.books.articles import ArticleCard
    from kontera.books.decision import Decision
    from kontera.problems import Held
    from kontera.shops.handle import Handle
    from kontera.shops.models import Link

EXAMPLES = 3


def _mark(text: str) -> str:
    """Enough to know a key again, and nobody's e-mail address."""
    return blake2b(text.encode(), digest_size=6).hexdigest()


@dataclass(slots=True)
class Found:
    """Counts by kind, the held by reason, the forecast, and what is new to Fortnox."""

    read: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    forecast: Forecast = field(default_factory=Forecast)
    customers: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    """Prices and pictures of those articles, each a request of its own."""

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Found:
        """As the report of an import has it."""
        seen = report.get("seen", {})
        return cls(
            read=report.get("read", 0),
            kinds=dict(report.get("kinds", {})),
            held=dict(report.get("held", {})),
            forecast=from_json(report.get("forecast", {})),
            customers=set(seen.get("customers", [])),
            articles=set(seen.get("articles", [])),
            beside=set(seen.get("beside", [])),
        )

    def told(self) -> dict[str, Any]:
        """For the report. The requests are the least it can take: nothing lost, nothing asked twice."""
        new = len(self.customers) + len(self.articles) + len(self.beside)
        requests = self.forecast.requests + new
        return {
            "read": self.read,
            "kinds": self.kinds,
            "held": self.held,
            "forecast": as_json(self.forecast),
            "customers": len(self.customers),
            "articles": len(self.articles),
            "requests": requests,
            "seconds": seconds_for(requests),
            "seen": {
                "customers": sorted(self.customers),
                "articles": sorted(self.articles),
                "beside": sorted(self.beside),
            },
        }

    def count(self, kind: str, many: int = 1) -> None:
        if many:
            self.kinds[kind] = self.kinds.get(kind, 0) + many

    def hold(self, number: str, problem: Held) -> None:
        """One more that is held for this reason, with the first few as examples."""
        known = self.held.setdefault(problem.code, {"count": 0, "examples": [], "facts": dict(problem.facts)})
        known["count"] += 1
        if len(known["examples"]) < EXAMPLES:
            known["examples"].append(number)

    def add(self, forecast: Forecast) -> None:
        self.forecast += forecast

    def meet(self, handle: Handle, decisions: Collection[Decision], *, cards_only: bool) -> None:
        """Buyers and articles that Fortnox does not have from us yet."""
        keys = {key_of(handle, decision.order) for decision in decisions}
        known = handle.links(CUSTOMER, keys)
        self.customers |= {_mark(key) for key in keys if key not in known}
        if not cards_only:
            for card, link in _new_articles(handle, decisions):
                self.articles.add(_mark(card.number))
                self.beside |= {_mark(f"{card.number} {part}") for part in _beside(card, link)}


def _beside(card: ArticleCard, link: Link | None) -> frozenset[str]:
    """What of an article is written after it, in a request of its own."""
    return SEPARATE & changed_values(card, link.written if link else {"made": True}).keys()


def _new_articles(handle: Handle, decisions: Collection[Decision]) -> list[tuple[ArticleCard, Link | None]]:
    lines = [line for decision in decisions for line in decision.order.lines]
    ids = {product_id_of(line.product_key) for line in lines if line.product_key}
    raws = {key: product.raw for key, product in handle.products_by_id(ids).items()}
    wishes = wishes_of(handle)
    cards: dict[str, ArticleCard] = {}
    for decision in decisions:
        cards |= cards_of(decision.order, raws, wishes)
    known = handle.links(ARTICLE, [card.number for card in cards.values()])
    found = [(card, known.get(card.number)) for card in cards.values()]
    return [(card, link) for card, link in found if not is_written(card, link)]
