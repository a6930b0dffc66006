"""A sandbox in this process, and the worker's two errands walked here: what is counted is what was asked.

The sandbox's side can be reached into, which the other process of a measurement does not allow: accounts for
sales abroad, numbers that VIES knows, vouchers by hand. CPU is that of the thread that does the work; the
threads of the sandbox have their own.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera import wiring
from kontera.sandbox.clock import Clock
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import World
from kontera.shops import across
from kontera.shops.chores import ask_chore, chore_of
from kontera.sync.chores import drain_chores
from kontera.sync.drain import drain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from house import House
    from kontera.config.environment import Environment
    from kontera.sandbox.fortnox.company import Company
    from kontera.sandbox.quickbutik.shop import Shop
    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends

_tenants = itertools.count(370001)
FIRST = "2026-01-01"
MOST_ROUNDS = 5000
BUYER = {
    "email": "anna@example.se",
    "full_name": "Anna Berg",
    "address": "Storgatan 1",
    "zipcode": "90325",
    "city": "Umeå",
}
ABROAD = {"DE 19": 3110, "FI 25.5": 3112, "DK 25": 3114}
"""Accounts of the One Stop Shop, by country and rate."""


@dataclass(slots=True)
class Place:
    """A shop with two products: the sandbox's side of it and ours."""

    stage: Stage
    shop: Shop
    company: Company
    handle: Handle

    def buys(self, **spec: Any) -> str:
        """Somebody buys one jumper; gives the order's number."""
        told = {"lines": [{"sku": "T-1", "qty": 1}], "customer": BUYER, "method": "klarna", "webhook": False}
        return str(self.shop.place({**told, **spec})["order_id"])

    def announce(self, number: str) -> None:
        """What the webhook's address does with a call."""
        self.handle.note_event("order", number, "order.new")

    def carry(self) -> None:
        """The orders' lane, until it is at rest."""
        for _ in range(MOST_ROUNDS):
            if not drain(self.handle.shop.pk, self.stage.ends) and not self.handle.events().exists():
                return
        raise RuntimeError(f"never at rest: {self.handle.counts()}")

    def work(self, name: str) -> float:
        """A chore that a person waits for, and whatever is due; CPU seconds of the thread that did it."""
        ask_chore(self.handle, name, asked=True)
        started = time.thread_time()
        for _ in range(MOST_ROUNDS):
            if not drain_chores(self.handle.shop.pk, self.stage.ends):
                break
        problem = chore_of(self.handle, name).problem_code
        if problem:
            raise RuntimeError(f"{name}: {problem}")
        return time.thread_time() - started

    def all_done(self, state: str = "done") -> None:
        """A measurement in which an order is held measures nothing."""
        for row in self.handle.orders().exclude(state=state)[:1]:
            raise RuntimeError(f"order {row.number} is {row.state}: {row.problem_code} {row.problem_facts}")

    def asked(self, service: str = "fortnox") -> Counter[str]:
        """Requests since they were forgotten, by method."""
        tenant = str(self.company.tenant) if service == "fortnox" else ""
        found = self.stage.world.journal.requests(service=service, tenant=tenant)
        return Counter(one.method for one in found)


@dataclass(slots=True)
class Stage:
    """The sandbox, the environment that points at it, and both ends."""

    world: World
    env: Environment
    ends: Ends

    def open_shop(self, switches: dict[str, Any] | None = None, **choices: Any) -> Place:
        """A shop and a company of its own, checked once."""
        tenant = next(_tenants)
        company = self.world.add_company(tenant, **(switches or {}))
        key = f"stage-key-{tenant}"
        shop = self.world.add_shop(key)
        shop.add_product("T-1", "Ylletröja", "199.00", 25)
        shop.add_product("S-1", "Blåbärssylt", "49.90", 6)
        handle = across.add_shop(f"Butik {tenant}", key, str(tenant), {"start_day": FIRST, **choices})
        place = Place(self, shop, company, handle)
        place.work("check")
        return place

    def open_abroad(self, **choices: Any) -> Place:
        """A shop in the One Stop Shop, with its accounts."""
        place = self.open_shop(
            end="paid", eu_consumers="oss", oss_accounts=dict(ABROAD), automatic=True, **choices
        )
        for name, account in ABROAD.items():
            country, rate = name.split()
            place.company.add_account(account, f"Försäljning OSS {name}", f"{country}{rate}")
            place.company.add_vat_rate(Decimal(rate), f"{country}{rate}")
        for number in ("3105", "3108", "3305", "3308", "3521", "3522"):
            place.company.shelf("accounts")[number]["VATCode"] = ""
        return place

    def forget(self) -> None:
        self.world.journal.clear()


@contextmanager
def staged(house: House) -> Iterator[Stage]:
    """The stage of a few measurements, on the bench's own database."""
    with World(Clock(), limit=False) as world, serve_thread(world) as places:
        env = replace(
            house.env,
            fortnox_api_url=places.fortnox_api,
            fortnox_auth_url=places.fortnox_auth,
            quickbutik_api_url=places.quickbutik_api,
            vies_url=f"{places.public}/vies",
            riksbank_url=f"{places.public}/riksbank",
            ecb_url=f"{places.public}/ecb",
            fortnox_limit=None,
        )
        yield Stage(world, env, wiring.install(env))
