"""One company's line to Fortnox: permits, tokens, repeats, and honest outcomes.

``get`` and ``put`` may be repeated, so they are. ``post`` and ``act`` (an action such
as bookkeep) never are after something may have reached Fortnox: there is no
idempotency key anywhere in the API, so a lost answer becomes ``UnknownOutcome`` and
the caller looks before sending again. A 429 or a 401 is given before anything is
written, so after those everything is sent again.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2

from kontera.fortnox import wire
from kontera.fortnox.attempts import Attempts
from kontera.fortnox.line import TIMEOUT, Line, Observer, Permits, TokenSource, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kontera.fortnox.wire import Json

    Params = Mapping[str, str | int]

__all__ = ["Client", "Observer", "Permits", "TokenSource", "open_http"]

PAGE_SIZE = 500
"""The largest page Fortnox gives (developer docs, parameters)."""
USUAL_PAGE = 100
"""The page of a call that does not ask for more: a shorter one is the last (developer docs, parameters)."""


def open_http(transport: httpx2.BaseTransport | None = None, *, connections: int = 100) -> httpx2.Client:
    """The connection pool that all companies share; it holds no token and no base address."""
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx2.Client(transport=transport, timeout=TIMEOUT, limits=limits, follow_redirects=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Items of a list, and whether they are all there are."""

    items: tuple[Json, ...]
    is_all: bool


class Client:
    """Calls for one company. Safe to use from several threads.

    ``api_url`` is the host (``https://api.fortnox.se``); paths begin with ``/3/``.
    Raises ``TryLater``, ``UnknownOutcome``, ``Held`` or ``Disconnected``.
    """

    def __init__(
        self,
        api_url: str,
        http: httpx2.Client,
        tokens: TokenSource,
        permits: Permits,
        *,
        on_request: Observer | None = None,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line = Line(api_url.rstrip("/"), http, tokens, permits, on_request, sleep, jitter, clock)

    def get(self, path: str, params: Params | None = None) -> Json:
        """Read; repeated a few times when Fortnox stumbles."""
        return self._call(Wanted("GET", path, None, params, repeatable=True))

    def download(self, path: str, params: Params | None = None) -> bytes:
        """A file as it comes; nothing where Fortnox has none (204)."""
        answer = self._call(Wanted("GET", path, None, params, repeatable=True, is_file=True))
        content = answer.get(wire.BARE)
        return content if isinstance(content, bytes) else b""

    def upload(self, path: str, name: str, content: bytes, params: Params | None = None) -> Json:
        """Send a file as a form does; never repeated when it may have arrived."""
        return self._call(Wanted("POST", path, None, params, repeatable=False, file=(name, content)))

    def get_once(self, path: str) -> Json:
        """A GET that does something (``…/email``): as careful as ``post``."""
        return self._call(Wanted("GET", path, None, None, repeatable=False))

    def put(self, path: str, body: Mapping[str, object]) -> Json:
        """Change something by its number; twice is the same as once, so it may be repeated."""
        return self._call(Wanted("PUT", path, body, None, repeatable=True))

    def put_once(self, path: str, body: Mapping[str, object]) -> Json:
        """Change something that others change too: not sent again over what they did meanwhile."""
        return self._call(Wanted("PUT", path, body, None, repeatable=False))

    def post(self, path: str, body: Mapping[str, object]) -> Json:
        """Create; never repeated when it may have been carried out."""
        return self._call(Wanted("POST", path, body, None, repeatable=False))

    def delete(self, path: str) -> Json:
        """Remove something by its number; twice is the same as once, so it may be repeated."""
        return self._call(Wanted("DELETE", path, None, None, repeatable=True))

    def act(self, path: str) -> Json:
        """An action (``…/bookkeep``, ``…/cancel``, ``…/createinvoice``): as careful as ``post``.

        The body is ``{}``: without body and content type some actions answer 1000031.
        """
        return self._call(Wanted("PUT", path, {}, None, repeatable=False))

    def page(self, path: str, envelope: str) -> Page:
        """The first page of a list, as large as Fortnox gives it."""
        answer = self.get(path, {"limit": PAGE_SIZE, "page": 1})
        items = tuple(wire.listed(answer, envelope))
        pages = wire.decimal_at(wire.inside(answer, "MetaInformation"), "@TotalPages")
        return Page(items, is_all=pages is not None and pages <= 1 and len(items) < PAGE_SIZE)

    def items(self, path: str, envelope: str, params: Params | None = None) -> Iterator[Json]:
        """Every item of a list, over all its pages; an answer that does not count them is read to its end."""
        page, goes_on = 0, True
        before: list[Json] = []
        while goes_on:
            page += 1
            answer = self.get(path, {**(params or {}), "limit": PAGE_SIZE, "page": page})
            found = wire.listed(answer, envelope)
            if found == before:
                return
            yield from found
            total = wire.decimal_at(wire.inside(answer, "MetaInformation"), "@TotalPages")
            goes_on = len(found) >= USUAL_PAGE if total is None else page < total
            before = found

    def _call(self, wanted: Wanted) -> Json:
        return Attempts(self._line, wanted).answer()
