"""Listening to Fortnox between polls: one connection for all companies, in a thread of the worker.

It is an accelerator and nothing more: whatever goes wrong here is logged and tried again after a
growing rest, and polling finds what was not heard.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import connection
from django.utils import timezone

from kontera.fortnox.topics import open_stream
from kontera.problems import Disconnected, TryLater
from kontera.shops import topics
from kontera.shops.lanes import walking
from kontera.sync.chores import CHORES
from kontera.sync.tokens import SPARE, CompanyTokens
from kontera.sync.topics import HEARD, follow

if TYPE_CHECKING:
    import threading
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from kontera.fortnox.topics import Stream
    from kontera.shops.models import Company
    from kontera.sync.ends import Clock
    from kontera.sync.tokens import Fetch

log = structlog.get_logger()
LIFE = timedelta(minutes=50)
"""A connection is made anew before its tokens' hour is over; what happens then is not documented."""
KEPT = timedelta(days=13)
"""Fortnox keeps events for 14 days; an offset about to leave them is not counted on."""
WAIT_SECONDS = 20.0
"""How long to wait for events before looking at who is to be heard."""
QUIET_SECONDS = 1.0
"""A burst is acted on when it has been quiet for so long; by then our own writes are written down."""
SHORTEST_REST, LONGEST_REST = 1.0, 300.0
IDLE_REST = 20.0
"""Between looks for work where another worker listens, or nobody is to be heard."""


@dataclass(slots=True)
class Session:
    """An open connection and whom it carries."""

    stream: Stream
    wanted: frozenset[str]
    """The tenants that were to be heard, whether Fortnox let them in or not."""
    companies: Mapping[str, Company]
    until: datetime
    now: Clock
    known: Collection[str]
    quiet: float

    def step(self, seconds: float = WAIT_SECONDS) -> int:
        """Wait for events and act on them; how many there were. ``TryLater`` when the connection broke."""
        events = self.stream.events(seconds, self.quiet)
        if events:
            follow(events, self.companies, self.now(), self.known)
        return len(events)

    @property
    def is_over(self) -> bool:
        """Its tokens near their end, or shops have come or gone."""
        return self.now() >= self.until or topics.companies_to_hear().keys() != self.wanted


@dataclass(slots=True)
class Listener:
    """Keeps one connection open, in one process of the whole installation."""

    url: str
    secret: str = field(repr=False)
    fetch: Fetch
    now: Clock
    known: Collection[str] = field(default_factory=lambda: CHORES)
    quiet: float = QUIET_SECONDS

    def run(self, stop: threading.Event) -> None:
        """Listen until ``stop``. Nothing that goes wrong gets out."""
        rest = SHORTEST_REST
        while not stop.is_set():
            try:
                with walking("topics", wait=False) as alone:
                    has_heard = alone and self._listen(stop)
                rest = SHORTEST_REST
                pause = 0.0 if has_heard else IDLE_REST
            except TryLater as away:
                log.warning("events not heard", code=away.code, facts=away.facts, after=rest)
                pause, rest = rest, min(rest * 2, LONGEST_REST)
            except Exception:
                # Ours, or the database went away. Events only hurry: the worker goes on without them.
                log.exception("events not heard", after=rest)
                pause, rest = rest, min(rest * 2, LONGEST_REST)
            finally:
                connection.close()
            stop.wait(pause)

    def _listen(self, stop: threading.Event) -> bool:
        """One session from its beginning to its end; false when there is nobody to hear."""
        with self.open() as session:
            if session is None:
                return False
            log.info("listening to Fortnox", companies=len(session.companies))
            while not (stop.is_set() or session.is_over):
                session.step()
        return True

    @contextmanager
    def open(self) -> Iterator[Session | None]:
        """A session with everybody who is to be heard, from where they were last; ``None``: nobody is."""
        wanted = topics.companies_to_hear()
        until = self.now() + LIFE
        tickets = {tenant: ticket for tenant, company in wanted.items() if (ticket := self._ticket(company))}
        if not tickets:
            yield None
            return
        with open_stream(self.url) as stream:
            heard = {tenant: wanted[tenant] for tenant in self._enter(stream, wanted, tickets)}
            if not heard:
                yield None
                return
            stream.follow(HEARD, topics.offsets_of(list(heard.values()), self.now() - KEPT))
            yield Session(stream, frozenset(wanted), heard, until, self.now, self.known, self.quiet)

    def _enter(
        self, stream: Stream, companies: Mapping[str, Company], tickets: Mapping[str, str]
    ) -> list[str]:
        """Bring the companies in; a token that is refused is asked for anew, once. Who is in."""
        refused = stream.enter(self.secret, list(tickets.values()))
        again = {
            tenant: self._ticket(companies[tenant], refused=token)
            for tenant, token in tickets.items()
            if token in refused
        }
        still = stream.enter(self.secret, [token for token in again.values() if token]) if again else []
        out = {tenant for tenant, token in again.items() if not token or token in still}
        if out:
            log.warning("companies not heard", tenants=sorted(out))
        return [tenant for tenant in tickets if tenant not in out]

    def _ticket(self, company: Company, *, refused: str = "") -> str:
        """An access token that outlives the session, or ``""`` where Fortnox gives none."""
        tokens = CompanyTokens(company, self.fetch)
        lasts = company.token_expires_at - SPARE > timezone.now() + LIFE
        try:
            if company.token and lasts and not refused:
                return tokens.token()
            return tokens.renew(refused or str(company.token))
        except (Disconnected, TryLater) as problem:
            log.warning("company not heard", tenant=company.tenant, code=problem.code)
            return ""
