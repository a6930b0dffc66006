"""A world: Fortnox companies, Quickbutik shops, a clock, faults and a journal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from kontera.sandbox.clock import Clock
from kontera.sandbox.faults import Faults
from kontera.sandbox.fortnox.company import Company
from kontera.sandbox.journal import Journal
from kontera.sandbox.oauth import SCOPES, Client, Desk
from kontera.sandbox.public.registers import Registers
from kontera.sandbox.quickbutik.shop import Shop
from kontera.sandbox.quickbutik.webhooks import Sender
from kontera.sandbox.topics import Log

if TYPE_CHECKING:
    from types import TracebackType

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-secret"  # noqa: S105 - a stand-in's word, no secret

Late = Callable[[], None]


class World:
    """Everything the sandbox knows. Build one per test, or one per server.

    ``limit`` switches the 25-in-5-seconds window of companies added later; ``latency`` makes
    every answer of both services wait so many seconds.
    """

    def __init__(self, clock: Clock | None = None, *, limit: bool = True, latency: float = 0.0) -> None:
        self.clock = clock or Clock()
        self.limit = limit
        self.latency = latency
        self.companies: dict[int, Company] = {}
        self.shops: dict[str, Shop] = {}
        self.faults = Faults()
        self.journal = Journal()
        self.sender = Sender()
        self.topics = Log(self.clock)
        self.registers = Registers()
        self.desk = Desk(self.clock, self.companies)
        self.add_client(CLIENT_ID, CLIENT_SECRET)
        self._late: list[Late] = []
        self._guard = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- Fortnox -----------------------------------------------------------------------------------

    def add_company(
        self,
        tenant: int,
        *,
        name: str = "Sandlådan AB",
        org_number: str = "556000-0001",
        method: str = "ACCRUAL",
        consent: bool = True,
        **switches: Any,
    ) -> Company:
        """A company with chart and registers; ``consent`` lets the default client in at once.

        ``switches``: see ``fortnox.company.Switches`` (``round_off=True``, ``locked_until=…``, …).
        """
        company = Company(tenant, self.clock, name=name, org_number=org_number, method=method)
        company.switches.limit = self.limit
        company.on_event = partial(self.topics.tell, tenant)
        for word, value in switches.items():
            set_switch(company, word, value)
        self.companies[tenant] = company
        if consent:
            self.desk.approve(CLIENT_ID, tenant)
        return company

    def add_client(self, client_id: str, secret: str, *, redirect_uri: str = "") -> Client:
        """An integration in the developer portal."""
        client = Client(client_id, secret, redirect_uri)
        self.desk.clients[client_id] = client
        return client

    def token(self, tenant: int, client_id: str = CLIENT_ID, scopes: frozenset[str] = SCOPES) -> str:
        """An access token without the walk through the consent page."""
        return self.desk.issue(client_id, tenant, scopes)

    # -- Quickbutik ----------------------------------------------------------------------------------

    def add_shop(self, key: str, *, name: str = "Butiken", first_order: int = 1001) -> Shop:
        """A shop whose API key is ``key``."""
        shop = Shop(key, self.clock, name, first_order)
        shop.fire = self.sender.fire
        self.shops[key] = shop
        return shop

    # -- late writes ---------------------------------------------------------------------------------

    def later(self, work: Late, seconds: float) -> None:
        """Do ``work`` after ``seconds``, or at the next ``settle`` when that comes first."""
        with self._guard:
            self._late.append(work)
        if seconds > 0:
            timer = threading.Timer(seconds, self._do, (work,))
            timer.daemon = True
            timer.start()

    def _do(self, work: Late) -> None:
        with self._guard:
            if work not in self._late:
                return
            self._late.remove(work)
        work()

    def settle(self) -> int:
        """Do every late write now; how many there were."""
        with self._guard:
            waiting = list(self._late)
        for work in waiting:
            self._do(work)
        return len(waiting)

    def reset(self) -> None:
        """Forget companies, shops, tokens, faults and journal."""
        self.companies.clear()
        self.shops.clear()
        self.sender.reset()
        self.desk = Desk(self.clock, self.companies, clients=self.desk.clients)
        self.faults.clear()
        self.journal.clear()
        self.topics.clear()

    def close(self) -> None:
        """End the background threads."""
        self.sender.close()


def set_switch(company: Company, word: str, value: Any) -> None:
    """Turn one switch of a company. Raises ``KeyError`` for an unknown one."""
    if word not in type(company.switches).__slots__:
        raise KeyError(word)
    setattr(company.switches, word, value)
