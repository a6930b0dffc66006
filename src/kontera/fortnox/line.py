"""The line to one company: one request, with its permit and its token.

Shared by all threads that work for that company; keeps no state of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import httpx2

from kontera.fortnox import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

TIMEOUT = httpx2.Timeout(30, connect=5)


class TokenSource(Protocol):
    """Where a company's access token comes from; shared by all processes."""

    def token(self) -> str:
        """A token that is probably valid."""

    def renew(self, stale: str) -> str:
        """Another token than ``stale``, which Fortnox has refused."""


class Permits(Protocol):
    """The company's limiter: 25 calls in any 5 seconds, over all processes."""

    def take(self) -> AbstractContextManager[object]:
        """Wait for a permit; leaving the context says that the answer has come."""

    def penalty(self, seconds: float) -> None:
        """Fortnox answered 429: nobody calls for ``seconds``."""


class Observer(Protocol):
    """Told of every call; status 0 means that no answer came."""

    def __call__(self, method: str, path: str, status: int, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of Fortnox. ``repeatable``: twice is the same as once. ``is_file``: no JSON comes."""

    method: str
    path: str
    body: Mapping[str, object] | None
    params: Mapping[str, str | int] | None
    repeatable: bool
    is_file: bool = False
    file: tuple[str, bytes] | None = None
    """Name and content of a file that is sent."""

    @property
    def does(self) -> bool:
        """It changes something and asks for nothing: an empty answer is a yes."""
        return self.method in ("PUT", "DELETE") or (self.method == "GET" and not self.repeatable)


@dataclass(frozen=True, slots=True)
class Line:
    """Everything that is needed to call for one company."""

    api_url: str
    http: httpx2.Client
    tokens: TokenSource
    permits: Permits
    on_request: Observer | None
    sleep: Callable[[float], None]
    jitter: Callable[[], float]
    clock: Callable[[], float]

    def send(self, wanted: Wanted, token: str) -> httpx2.Response:
        """Send once and wait for the answer; transport errors pass through."""
        with self.permits.take():
            started, status = self.clock(), 0
            try:
                response = self._request(wanted, token)
                status = response.status_code
            finally:
                self._tell(wanted, status, self.clock() - started)
        return response

    def _request(self, wanted: Wanted, token: str) -> httpx2.Response:
        return self.http.request(
            wanted.method,
            self.api_url + wanted.path,
            params=dict(wanted.params) if wanted.params else None,
            content=None if wanted.body is None else wire.encode(wanted.body).encode(),
            files=None if wanted.file is None else {"file": (*wanted.file, "text/plain")},
            headers=_headers(token, wanted),
            timeout=TIMEOUT,
        )

    def _tell(self, wanted: Wanted, status: int, seconds: float) -> None:
        if self.on_request is not None:
            self.on_request(wanted.method, wanted.path, status, seconds)


def _headers(token: str, wanted: Wanted) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Accept": "*/*" if wanted.is_file else "application/json",
        **({} if wanted.file else {"Content-Type": "application/json"}),
    }
