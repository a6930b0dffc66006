"""The stage of the flow's tests: both services as one sandbox on real HTTP, and the worker's own errand.

Doubles are a clock (the sandbox's, which stands still until moved) and a transport (which can
die). What is compared is what the sandbox says it has, by rules of its own.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import httpx2

from kontera import wiring
from kontera.config.environment import Environment
from kontera.sandbox.clock import Clock
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import CLIENT_ID, CLIENT_SECRET, World
from kontera.shops import across
from kontera.shops.chores import ask_chore, chore_of
from kontera.shops.models import Delivery, Event, Order
from kontera.sync import hands
from kontera.sync.chores import drain_chores
from kontera.sync.drain import carry_one, drain

NOON = datetime(2026, 11, 10, 11, tzinfo=UTC)
TENANTS = itertools.count(300001)
MOST_ROUNDS = 60
ANNA = {
    "email": "anna@example.se",
    "full_name": "Anna Berg",
    "address": "Storgatan 1",
    "zipcode": "90325",
    "city": "Umeå",
}
STARTED = {"start_day": "2026-01-01"}
WITHOUT_NUMBERS = re.compile(r"(?<=[a-z]/)\d+(?=/|$)")


class Killed(BaseException):
    """The process is gone: nothing is written down any more."""


class Wire(httpx2.BaseTransport):
    """Real HTTP that can die before a request leaves, or after its answer has come."""

    def __init__(self):
        self.inner = httpx2.HTTPTransport()
        self.dies = None

    def kill(self, method, path, *, after):
        """Die at the next request that matches."""
        self.dies = (method, re.compile(path), after)

    def handle_request(self, request):
        strikes = self._strikes(request)
        if strikes and not strikes[2]:
            self.dies = None
            raise Killed
        try:
            response = self.inner.handle_request(request)
            if strikes:
                response.read()
        except httpx2.TransportError:
            if not strikes:
                raise
        if strikes:
            self.dies = None
            raise Killed
        return response

    def _strikes(self, request):
        dies = self.dies
        hit = dies and dies[0] in ("*", request.method) and dies[1].search(request.url.path)
        return dies if hit else None

    def close(self):
        self.inner.close()


@dataclass
class Place:
    """A shop on the stage: the sandbox's side and ours."""

    stage: Stage
    shop: object
    key: str
    tenant: int

    @property
    def handle(self):
        return across.handle_by_key(self.key)

    @property
    def company(self):
        return self.stage.world.companies[self.tenant]

    def buys(self, sku="T-1", qty=1, **spec):
        """Somebody buys; gives the order's number."""
        told = {"lines": [{"sku": sku, "qty": qty}], "customer": dict(ANNA), "webhook": False, **spec}
        return str(self.shop.place(told)["order_id"])

    def announce(self, number, event="order.new", kind="order"):
        """What the webhook's address does with a call."""
        handle = self.handle
        handle.note_event(kind, number, event)
        Event.objects.filter(shop=handle.shop, key=number[:60]).update(noted_at=self.stage.now())

    def buys_and_tells(self, *arguments, **spec):
        number = self.buys(*arguments, **spec)
        self.announce(number)
        return number

    def drain(self):
        """The worker's job, as often as it asks for another."""
        for _ in range(MOST_ROUNDS):
            if not self.drain_once() and not self._is_told():
                return
        raise AssertionError("never at rest")

    def drain_once(self):
        """One job; whether it asks for another."""
        return drain(self.handle.shop.pk, self.stage.ends)

    def _is_told(self):
        handle = self.handle
        return handle.events().exists() and not handle.is_resting and not handle.shop.problem_code

    def work(self, *names, asked=False):
        """The worker's other job: the chores ``names`` and whatever is due, until nothing is left."""
        for name in names:
            ask_chore(self.handle, name, asked=asked)
        for _ in range(MOST_ROUNDS):
            if not drain_chores(self.handle.shop.pk, self.stage.ends):
                return
        raise AssertionError("never at rest")

    def chore(self, name):
        return chore_of(self.handle, name)

    def rest(self):
        """Let time pass until nothing is due any more."""
        for _ in range(MOST_ROUNDS):
            self.stage.world.settle()
            self.drain()
            due = self.handle.orders().filter(state="due").order_by("due_at").first()
            if due is None or self.handle.is_resting:
                return
            self.stage.advance(max(1, (due.due_at - self.stage.now()).total_seconds() + 1))
        raise AssertionError(f"never at rest: {self.standing()}")

    def poll(self):
        """The next poll is due."""
        self.stage.advance(61)
        self.drain()

    def press(self, number):
        """The Fortnox button."""
        handle = self.handle
        handle.ask_for(handle.order(number), now=self.stage.now())
        self.drain()

    def carry_one(self, number):
        """The terminal's button."""
        return carry_one(self.handle, self.stage.ends, number)

    def choose(self, **choices):
        """The choices page: saved, and open orders are thought through again."""
        handle = self.handle
        handle.save_choices({**handle.shop.choices, **choices})
        handle.note_event("shop", "recheck", "recheck")

    def order(self, number):
        return self.handle.order(number)

    def standing(self):
        """Number → (state, problem)."""
        return {row.number: (row.state, row.problem_code) for row in self.handle.orders()}

    def state(self, number):
        row = self.order(number)
        return (row.state, row.problem_code) if row else None

    # -- what Fortnox has ---------------------------------------------------------------

    @property
    def invoices(self):
        return [one for one in self.company.invoices.values() if not one["Cancelled"]]

    @property
    def booked(self):
        return [one for one in self.invoices if one["Booked"]]

    @property
    def payments(self):
        return list(self.company.payments.values())

    @property
    def customers(self):
        return list(self.company.customers.values())

    def references(self):
        """How often each of our references stands on a living document."""
        orders = [one for one in self.company.orders.values() if not one["Cancelled"]]
        direct = [one for one in self.invoices if one["OrderReference"] == "0"]
        papers = [*orders, *direct, *self.payments]
        return Counter(one["ExternalInvoiceReference1"] for one in papers)

    def ledger(self):
        """Account → öre, as the sandbox booked."""
        sums = Counter()
        for voucher in self.company.vouchers.values():
            assert sum(amount for _account, amount in voucher.rows) == 0
            for account, amount in voucher.rows:
                sums[account] += int(amount * 100)
        return clean(sums)

    def predicted(self, end="paid"):
        """Account → öre, as the books foretold it on the pages of the orders that are done."""
        kinds = {"paid": ("invoice", "payment"), "booked": ("invoice",)}.get(end, ())
        sums = Counter()
        for row in self.handle.orders().filter(state=Order.State.DONE):
            for voucher in row.preview.get("vouchers", []):
                if voucher["kind"] in kinds:
                    for entry in voucher["rows"]:
                        sums[entry["account"]] += ore(entry["debit"]) - ore(entry["credit"])
        return clean(sums)

    def adds_up(self, end="paid"):
        """Every order done exactly once, and the two ledgers agree."""
        assert max(self.references().values(), default=1) == 1, self.references()
        assert self.ledger() == self.predicted(end)
        assert sum(self.ledger().values()) == 0


def clean(sums):
    return {account: amount for account, amount in sorted(sums.items()) if amount}


def ore(text):
    return int(Decimal(text) * 100)


@dataclass
class Stage:
    """A world that is served, and both ends that point at it."""

    limit: object = None
    moment: datetime = NOON
    running: bool = False
    settle_seconds: int = 10
    wire: Wire = field(default_factory=Wire)

    def __post_init__(self):
        self.stack = ExitStack()
        clock = Clock(self.moment, running=self.running)
        self.world = self.stack.enter_context(World(clock, limit=self.limit is not None))
        self.places = self.stack.enter_context(serve_thread(self.world))
        self.stack.callback(self.wire.close)
        self.slept = []
        self.install()

    def install(self):
        """A fresh process: nothing remembered but what is written down."""
        self.ends = wiring.install(
            self.environment(), now=self.now, sleep=self.slept.append, transport=self.wire
        )

    def environment(self):
        return Environment(
            fortnox_client_id=CLIENT_ID,
            fortnox_client_secret=CLIENT_SECRET,
            fortnox_api_url=self.places.fortnox_api,
            fortnox_auth_url=self.places.fortnox_auth,
            quickbutik_api_url=self.places.quickbutik_api,
            vies_url=f"{self.places.public}/vies",
            riksbank_url=f"{self.places.public}/riksbank",
            ecb_url=f"{self.places.public}/ecb",
            quickbutik_pace=0,
            fortnox_limit=self.limit,
        )

    def close(self):
        hands.close()
        self.stack.close()

    def now(self):
        return self.world.clock.now()

    def advance(self, seconds):
        self.world.clock.advance(seconds)

    def open_shop(self, tenant=None, switches=None, **choices):
        """A shop with a jumper at 25 % and a jar of jam at 6 %; its company exists already or is founded."""
        tenant = tenant or next(TENANTS)
        if tenant not in self.world.companies:
            self.world.add_company(tenant, **(switches or {}))
        key = f"key {next(TENANTS)}"
        shop = self.world.add_shop(key)
        shop.add_product("T-1", "Ylletröja", "199.00", 25)
        shop.add_product("S-1", "Blåbärssylt", "49.90", 6)
        handle = across.add_shop(f"Butik {key}", key, str(tenant), {**STARTED, **choices})
        return Place(self, shop, handle.shop.key, tenant)

    # -- the sandbox's journal ------------------------------------------------------------

    def calls(self, service="fortnox", *, tenant=""):
        """What was asked, as ``POST /3/invoices``, numbers in paths left out."""
        found = self.world.journal.requests(service=service, tenant=str(tenant))
        return [f"{one.method} {WITHOUT_NUMBERS.sub('*', one.path)}" for one in found]

    def forget(self):
        self.world.journal.clear()


def sent_of(place, number):
    """Kind → state of an order's deliveries."""
    rows = Delivery.objects.filter(order__number=number, shop=place.handle.shop).order_by("id")
    return {row.reference.rsplit(":", 1)[-1].rstrip(";"): row.state for row in rows}


def frozen_rate(place, number):
    return {key: known["rate"] for key, known in place.order(number).rates.items()}
