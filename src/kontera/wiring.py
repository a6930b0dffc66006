"""The one place that chooses: which services, which limit, which clock.

Nothing else knows whether it talks to the real services or to a sandbox: that is only
a matter of addresses in the environment.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from django.utils import timezone

from kontera.fortnox import auth
from kontera.fortnox.client import Client as FortnoxClient
from kontera.fortnox.client import open_http
from kontera.panel import door
from kontera.public.rates import Ecb, Riksbank
from kontera.public.remembered import Remembered
from kontera.public.vies import Vies
from kontera.quickbutik.client import Client as QuickbutikClient
from kontera.quickbutik.pace import Pace
from kontera.shops.permits import OpenGate, Permits
from kontera.sync import ends
from kontera.sync.listener import Listener
from kontera.sync.tokens import CompanyTokens

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import httpx2

    from kontera.config.environment import Environment
    from kontera.fortnox.auth import Token
    from kontera.shops.models import Company, Shop


class Fortnox:
    """Lines to Fortnox companies: one connection pool, one token source and one gate each."""

    def __init__(
        self, env: Environment, http: httpx2.Client, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._env = env
        self._http = http
        self._sleep = sleep
        self._lock = threading.Lock()
        self._clients: dict[int, FortnoxClient] = {}
        self._gates: dict[int, Permits | OpenGate] = {}

    def __call__(self, company: Company) -> FortnoxClient:
        with self._lock:
            if company.pk not in self._clients:
                self._clients[company.pk] = self._open(company)
            return self._clients[company.pk]

    def rest(self, company: Company) -> None:
        gate = self._gates.get(company.pk)
        if gate is not None:
            gate.give_back()

    def _open(self, company: Company) -> FortnoxClient:
        gate = OpenGate() if self._env.fortnox_limit is None else Permits(company.pk)
        self._gates[company.pk] = gate
        tokens = CompanyTokens(company, self.fetch)
        return FortnoxClient(self._env.fortnox_api_url, self._http, tokens, gate, sleep=self._sleep)

    def fetch(self, tenant: str) -> Token:
        """A new token of the company with this tenant id."""
        env = self._env
        return auth.ClientCredentials(
            env.fortnox_auth_url, env.fortnox_client_id, env.fortnox_client_secret, tenant, self._http
        ).fetch()


class Quickbutik:
    """Lines to shops: each with its key and its own gentle pace."""

    def __init__(
        self, env: Environment, http: httpx2.Client, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._env = env
        self._http = http
        self._sleep = sleep
        self._lock = threading.Lock()
        self._paces: dict[int, Pace] = {}

    def __call__(self, shop: Shop) -> QuickbutikClient:
        with self._lock:
            pace = self._paces.setdefault(shop.pk, Pace(self._env.quickbutik_pace))
        return QuickbutikClient(
            self._env.quickbutik_api_url, shop.quickbutik_key, self._http, pace, sleep=self._sleep
        )


def install(
    env: Environment,
    *,
    now: Callable[[], datetime] = timezone.now,
    sleep: Callable[[float], None] = time.sleep,
    transport: httpx2.BaseTransport | None = None,
) -> ends.Ends:
    """Open both ends for this process, as the environment says.

    A clock (``now`` and ``sleep``, seconds) and a transport may be stood in for; nothing else.
    """
    http = open_http(transport)
    door.install(_door(env, http))
    made = ends.Ends(
        fortnox=Fortnox(env, http, sleep),
        quickbutik=Quickbutik(env, http, sleep),
        now=now,
        vies=Vies(env.register_url("vies_url"), http, sleep),
        rates={
            "riksbank": Remembered(Riksbank(env.register_url("riksbank_url"), http, sleep), now),
            "ecb": Remembered(Ecb(env.register_url("ecb_url"), http, sleep), now),
        },
    )
    ends.install(made)
    return made


def listener(
    env: Environment,
    *,
    now: Callable[[], datetime] = timezone.now,
    transport: httpx2.BaseTransport | None = None,
) -> Listener | None:
    """What listens for events of Fortnox between polls; ``None`` where that is turned off."""
    if not env.events_url:
        return None
    fetch = Fortnox(env, open_http(transport)).fetch
    return Listener(env.events_url, env.fortnox_client_secret, fetch, now)


def _door(env: Environment, http: httpx2.Client) -> door.Door:
    """Where the panel signs a shop in to Fortnox."""
    return door.Door(
        auth_url=env.fortnox_auth_url,
        api_url=env.fortnox_api_url,
        client_id=env.fortnox_client_id,
        client_secret=env.fortnox_client_secret,
        callback_url=env.public_url.rstrip("/") + door.CALLBACK,
        scopes=env.fortnox_scopes,
        http=http,
    )
