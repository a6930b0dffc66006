"""Fortnox's events: one WebSocket that tells what changed in all our companies.

An event holds an id and no content, comes at least once, and in order within its topic. Its
``offset`` is an opaque word; named when a topic is added, everything after it is told again, for
up to 14 days (developer docs, websockets). The offset belongs to the topic, not to a company, so
one connection has one offset per topic.

Guess: each access token goes with ``Bearer `` before it (client code in use does so; one that is not taken
is said again without), and errors say which tokens or topics were invalid. Whatever an answer holds
besides is not looked at.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

from kontera.fortnox import wire
from kontera.problems import TryLater

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from websockets.sync.client import ClientConnection

log = structlog.get_logger()
OPEN_SECONDS = 10.0
ANSWER_SECONDS = 30.0
QUIET_SECONDS = 0.05
"""A burst is over when nothing has come for so long."""
LONGEST_BURST = 5.0
MOST = 1000
"""So many events are handed over at a time."""
AT_ONCE = 100
"""So many companies enter with one command."""
BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Event:
    """``entity`` of the company ``tenant`` was touched. ``at`` is ``None`` when Fortnox did not say when."""

    topic: str
    offset: str
    type: str
    tenant: str
    entity: str
    at: datetime | None

    @property
    def verb(self) -> str:
        """``invoicepayment-bookkeep-v1`` → ``bookkeep``; the version may change."""
        words = self.type.split("-")
        return words[-2] if len(words) > 2 and words[-1].startswith("v") else words[-1]  # noqa: PLR2004


# -- what is said, and what is heard -------------------------------------------------------------


def add_tenants(secret: str, tokens: Collection[str], before: str = BEARER) -> wire.Json:
    given = [before + token for token in tokens]
    return {"command": "add-tenants-v1", "clientSecret": secret, "accessTokens": given}


def add_topics(topics: Collection[str], offsets: Mapping[str, str]) -> wire.Json:
    """Each topic from its offset on; without one, from now on."""
    wanted = [{"topic": name} | ({"offset": offsets[name]} if offsets.get(name) else {}) for name in topics]
    return {"command": "add-topics-v1", "topics": wanted}


def subscribe() -> wire.Json:
    return {"command": "subscribe-v1"}


def event_of(told: Mapping[str, Any]) -> Event | None:
    """The event in a message, or ``None`` when something that matters is missing."""
    words = [wire.text_at(told, key) for key in ("topic", "offset", "type", "tenantId", "entityId")]
    topic, offset, kind, tenant, entity = words
    if not (topic and offset and kind and tenant):
        return None
    return Event(topic, offset, kind, tenant, entity, _moment(wire.text_at(told, "timestamp")))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


# -- the connection ------------------------------------------------------------------------------


class Stream:
    """An open connection. Whatever breaks it raises ``TryLater``; events that are lost come again."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._early: list[Event] = []

    def enter(self, secret: str, tokens: Sequence[str]) -> list[str]:
        """Bring in the companies behind ``tokens``; the tokens that Fortnox did not take."""
        parts = (tokens[at : at + AT_ONCE] for at in range(0, len(tokens), AT_ONCE))
        return [token for part in parts for token in self._enter(secret, part)]

    def _enter(self, secret: str, tokens: Sequence[str]) -> list[str]:
        answer = self._ask(add_tenants(secret, tokens))
        refused = _refused(answer, tokens)
        again = list(tokens) if refused is None else refused
        if not again:
            return []
        answer = self._ask(add_tenants(secret, again, before=""))
        still = _refused(answer, again)
        if still is None and refused is None:
            raise _failed("fortnox-unreadable", wire.text_at(answer, "message") or "add-tenants-v1")
        return again if still is None else still

    def follow(self, topics: Collection[str], offsets: Mapping[str, str]) -> None:
        """Subscribe. ``TryLater`` when Fortnox lets nothing be heard.

        An offset that Fortnox no longer knows is let go, and so is a topic that it does not have:
        polling finds what they would have told.
        """
        answer = self._ask(add_topics(topics, offsets))
        if not _is_ok(answer) and offsets:
            refused = _list(answer, "invalidTopics") or list(offsets)
            log.warning("offsets refused", topics=refused)
            offsets = {name: offset for name, offset in offsets.items() if name not in refused}
            answer = self._ask(add_topics(topics, offsets))
        if not _is_ok(answer) and (unknown := _list(answer, "invalidTopics")):
            log.warning("topics refused", topics=unknown)
            answer = self._ask(add_topics([name for name in topics if name not in unknown], offsets))
        if not (_is_ok(answer) and _is_ok(answer := self._ask(subscribe()))):
            raise _failed("fortnox-unreadable", wire.text_at(answer, "message") or "add-topics-v1")

    def events(self, seconds: float, quiet: float = QUIET_SECONDS) -> list[Event]:
        """What has come, in order; waits up to ``seconds`` for the first, then until it is ``quiet``.

        What came before the connection broke is handed over first; the next call raises.
        """
        found, self._early = self._early, []
        end = time.monotonic() + seconds + LONGEST_BURST
        while len(found) < MOST and time.monotonic() < end:
            try:
                told = self._hear(quiet if found else seconds)
            except TryLater:
                if not found:
                    raise
                break
            if told is None:
                break
            self._keep(told, found)
        return found

    def _keep(self, told: wire.Json, found: list[Event]) -> None:
        if wire.BARE in told:
            for one in wire.listed(told, wire.BARE):
                self._keep(one, found)
            return
        event = event_of(told)
        if event is not None:
            found.append(event)
        elif "response" not in told:
            log.warning("event not understood", keys=sorted(told)[:10])

    def _ask(self, command: wire.Json) -> wire.Json:
        """Say a command and wait for its answer; events that come in between are kept."""
        try:
            self._socket.send(json.dumps(command))
        except ConnectionClosed as gone:
            raise _failed("fortnox-unreachable", str(gone)) from None
        while (told := self._hear(ANSWER_SECONDS)) is not None:
            if told.get("response") == command["command"]:
                return told
            self._keep(told, self._early)
        raise _failed("fortnox-unreachable", f"no answer to {command['command']}")

    def _hear(self, seconds: float) -> wire.Json | None:
        """The next message, ``{}`` for one that cannot be read, or ``None`` when none comes in time."""
        try:
            said = self._socket.recv(timeout=seconds)
        except TimeoutError:
            return None
        except ConnectionClosed as gone:
            raise _failed("fortnox-unreachable", str(gone)) from None
        return wire.decode(said) or {}


@contextmanager
def open_stream(url: str) -> Iterator[Stream]:
    """A connection to ``url`` while the block runs. ``TryLater`` when there is none."""
    try:
        socket = connect(url, open_timeout=OPEN_SECONDS, close_timeout=1)
    except (OSError, WebSocketException) as error:
        raise _failed("fortnox-unreachable", str(error)) from None
    with socket:
        yield Stream(socket)


def _failed(code: str, said: str) -> TryLater:
    return TryLater(code, {"call": "topics-v1", "fortnox": said}, after=30)


def _refused(answer: Mapping[str, Any], tokens: Sequence[str]) -> list[str] | None:
    """Those of ``tokens`` that were not taken; ``None``: none was, and nothing is said of them."""
    named = {one.removeprefix(BEARER) for one in _list(answer, "invalidTokens")}
    return None if not _is_ok(answer) and not named else [token for token in tokens if token in named]


def _is_ok(answer: Mapping[str, Any]) -> bool:
    return wire.text_at(answer, "result").lower() == "ok"


def _list(answer: Mapping[str, Any], key: str) -> list[str]:
    """The words under ``key``: a list of them, of objects that name a topic, or the names in an object."""
    value = answer.get(key)
    items = list(value) if isinstance(value, list | dict) else []
    return [str(one.get("topic") or "") if isinstance(one, dict) else str(one) for one in items]
