"""Fortnox's WebSocket of topics: what changed in which company (Fortnox developer docs, websockets).

Documented: one connection carries many tenants; an event says what happened and to which entity;
each topic is one ordered list over all tenants, with an opaque ``offset`` of its own; events come at
least once and can be had again for 14 days. Client code shows ``Bearer `` before each access token,
and ``invalidTokens``/``invalidTopics`` beside ``result`` ``error``.

Guess: the words of errors; that one bad token spoils only itself; that a command in the wrong order
is refused; that an offset older than 14 days begins with the oldest event kept, and one that was
never given out is refused; that a tenant falls silent when the hour of its token is over.
"""

from __future__ import annotations

import json
import socket
import string
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from websockets.sync.server import Server, ServerConnection

    from kontera.sandbox.clock import Clock
    from kontera.sandbox.oauth import Desk
    from kontera.sandbox.world import World

PATH = "/topics-v1"
KEPT = timedelta(days=14)
TOPICS = frozenset(
    {
        "articles",
        "cost-centers",
        "currencies",
        "customers",
        "financial-years",
        "invoices",
        "offers",
        "orders",
        "projects",
        "supplier-invoices",
        "suppliers",
        "termsofdeliveries",
        "termsofpayments",
        "vouchers",
        "warehouse-stockbalances",
        "waysofdeliveries",
    }
)
DIGITS = string.ascii_letters + string.digits
FIRST = 1_000_003
"""Numbers start somewhere: an offset is a word, not a count, and its letters cannot be compared."""
TICK = 0.02
PATIENCE = 5.0

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to ``entity`` in the company ``tenant``."""

    topic: str
    number: int
    type: str
    tenant: int
    entity: str
    moment: datetime

    def told(self) -> Answer:
        return {
            "topic": self.topic,
            "offset": word_of(self.number),
            "type": self.type,
            "tenantId": self.tenant,
            "entityId": self.entity,
            "timestamp": self.moment.isoformat(timespec="milliseconds"),
        }


@dataclass(slots=True)
class Whims:
    """How the connection misbehaves.

    ``twice``: every event comes two times. ``drop_after``: the next connection that has sent so many
    events breaks without a word (once). ``delay``: seconds of the world's clock before an event is
    told. ``refuse``: nobody gets in.
    """

    twice: bool = False
    drop_after: int | None = None
    delay: float = 0.0
    refuse: bool = False


@dataclass(slots=True)
class Log:
    """Everything that happened, topic by topic, in order."""

    clock: Clock
    whims: Whims = field(default_factory=Whims)
    connections: int = 0
    """How many have ever come in."""
    _events: dict[str, list[Event]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, tenant: int, topic: str, kind: str, entity: str) -> None:
        """Write down that something happened."""
        with self._lock:
            events = self._events.setdefault(topic, [])
            events.append(Event(topic, FIRST + len(events), kind, tenant, entity, self.clock.now()))

    def end(self, topic: str) -> int:
        """The number that the next event of the topic will have."""
        return FIRST + len(self._events.get(topic, ()))

    def oldest(self, topic: str) -> int:
        """The oldest event that can still be had."""
        since = self.clock.now() - KEPT
        events = self._events.get(topic, ())
        return next((event.number for event in events if event.moment >= since), self.end(topic))

    def ripe(self, topic: str, number: int) -> Event | None:
        """The event ``number``, when it has happened and its time to be told has come."""
        events = self._events.get(topic, ())
        if not 0 <= number - FIRST < len(events):
            return None
        event = events[number - FIRST]
        ripe_at = event.moment + timedelta(seconds=self.whims.delay)
        return event if ripe_at <= self.clock.now() else None

    def events(self, topic: str) -> list[Event]:
        return list(self._events.get(topic, ()))

    def clear(self) -> None:
        with self._lock:
            self._events.clear()
        self.whims = Whims()


def word_of(number: int) -> str:
    """An offset as a word."""
    word = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        word = DIGITS[digit] + word
    return word


def number_of(word: str) -> int:
    """Raises ValueError for a word that was never an offset."""
    number = 0
    for letter in word:
        number = number * len(DIGITS) + DIGITS.index(letter)
    return number


@dataclass(slots=True)
class Session:
    """One connection: whom it may hear, of what, and how far it has come."""

    desk: Desk
    log: Log
    tenants: dict[int, float] = field(default_factory=dict)
    """Tenant → when its token ends, in seconds of the world's clock."""
    reached: dict[str, int] = field(default_factory=dict)
    is_subscribed: bool = False

    def obey(self, text: str | bytes) -> Answer:
        """Carry out one command; the answer."""
        try:
            said = json.loads(text)
        except ValueError:
            said = None
        command = str(said.get("command", "")) if isinstance(said, dict) else ""
        call = COMMANDS.get(command)
        if call is None or not isinstance(said, dict):
            return {"response": command or "unknown", "result": "error", "message": "Unknown command"}
        return {"response": command, **call(self, said)}

    def due(self) -> Iterator[Event]:
        """What may be told now, each topic in its order."""
        if not self.is_subscribed:
            return
        now = self.log.clock.now().timestamp()
        for topic in self.reached:
            while event := self.log.ripe(topic, self.reached[topic]):
                self.reached[topic] += 1
                if self.tenants.get(event.tenant, 0.0) > now:
                    yield event

    # -- commands -------------------------------------------------------------------------

    def add_tenants(self, said: Answer) -> Answer:
        clients = {c.client_id for c in self.desk.clients.values() if c.secret == said.get("clientSecret")}
        if not clients:
            return _error("Invalid client secret")
        taken: dict[str, int] = {}
        refused = []
        for given in _words(said.get("accessTokens")):
            grant = self.desk.grant_of(given.removeprefix("Bearer "))
            if grant is None or grant.client_id not in clients:
                refused.append(given)
                continue
            taken[given] = grant.tenant
            self.tenants[grant.tenant] = grant.ends
        return {
            "result": "ok" if taken or not refused else "error",
            "tenantIds": taken,
            "invalidTokens": refused,
        }

    def remove_tenants(self, said: Answer) -> Answer:
        for tenant in _words(said.get("tenants")):
            if tenant.isdecimal():
                self.tenants.pop(int(tenant), None)
        return {"result": "ok"}

    def list_tenants(self, _said: Answer) -> Answer:
        return {"result": "ok", "tenantIds": sorted(self.tenants)}

    def add_topics(self, said: Answer) -> Answer:
        if not self.tenants:
            return _error("No tenants")
        wanted = [one for one in said.get("topics") or [] if isinstance(one, dict)]
        starts = {str(one.get("topic")): self._start(one) for one in wanted}
        bad = [topic for topic, start in starts.items() if start is None]
        if bad or not starts:
            return {**_error("Invalid topics"), "invalidTopics": bad}
        self.reached |= {topic: start for topic, start in starts.items() if start is not None}
        return {"result": "ok"}

    def _start(self, wanted: Answer) -> int | None:
        """The first event to tell: the one after the offset, or the next one to happen."""
        topic, offset = str(wanted.get("topic")), wanted.get("offset")
        if topic not in TOPICS:
            return None
        if not offset:
            return self.log.end(topic)
        try:
            number = number_of(str(offset))
        except ValueError:
            return None
        if not FIRST <= number < self.log.end(topic):
            return None
        return max(number + 1, self.log.oldest(topic))

    def subscribe(self, _said: Answer) -> Answer:
        if not self.reached:
            return _error("No topics")
        self.is_subscribed = True
        return {"result": "ok"}


def _error(message: str) -> Answer:
    return {"result": "error", "message": message}


def _words(given: object) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else []


COMMANDS = {
    "add-tenants-v1": Session.add_tenants,
    "remove-tenants-v1": Session.remove_tenants,
    "list-tenants-v1": Session.list_tenants,
    "add-topics-v1": Session.add_topics,
    "subscribe-v1": Session.subscribe,
}


# -- the server ---------------------------------------------------------------------------------


class Ear:
    """Carries one connection after another, each in its own thread, until the server ends."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ending = threading.Event()

    def __call__(self, connection: ServerConnection) -> None:
        log = self.world.topics
        if log.whims.refuse or (connection.request and connection.request.path != PATH):
            return
        log.connections += 1
        session, sent = Session(self.world.desk, log), 0
        with suppress(ConnectionClosed, OSError):
            while not self.ending.is_set():
                self._hear(connection, session)
                for event in session.due():
                    for _copy in range(2 if log.whims.twice else 1):
                        connection.send(json.dumps(event.told()))
                        sent += 1
                        if log.whims.drop_after is not None and sent >= log.whims.drop_after:
                            log.whims.drop_after = None
                            connection.socket.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _hear(connection: ServerConnection, session: Session) -> None:
        with suppress(TimeoutError):
            text = connection.recv(timeout=TICK)
            connection.send(json.dumps(session.obey(text)))


@contextmanager
def serve_topics(world: World, port: int = 0, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve the topics of ``world`` (port 0: a free one) while the block runs; gives the address."""
    ear = Ear(world)
    server: Server = serve(ear, host, port, close_timeout=1, ping_interval=None, compression=None)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"ws://{host}:{server.socket.getsockname()[1]}{PATH}"
    finally:
        ear.ending.set()
        server.shutdown()
        thread.join(PATIENCE)
