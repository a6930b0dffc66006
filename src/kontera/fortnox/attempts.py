"""One call and its repeats: what each kind of failure means for what may be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2

from kontera.fortnox import errors, wire
from kontera.fortnox.retry import BUSY_TRIES, LONGEST, READ_TRIES, pause_of, retry_after
from kontera.problems import Disconnected, TryLater, UnknownOutcome

if TYPE_CHECKING:
    from kontera.fortnox.line import Line, Wanted
    from kontera.fortnox.wire import Json

_OK = 200
_BUSY = 429
_SERVER_ERROR = 500
_REFUSED_FROM = 300
_TRANSIENT = frozenset({408, 425})
_NOTHING_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class Attempts:
    """Makes the call until there is an answer, or raises the problem that it came to."""

    def __init__(self, line: Line, wanted: Wanted) -> None:
        self._line = line
        self._wanted = wanted
        self._token = line.tokens.token()
        self._failures = 0
        self._busy = 0
        self._renewed = False

    def answer(self) -> Json:
        while True:
            found = self._once()
            if found is not None:
                return found

    def _once(self) -> Json | None:
        try:
            response = self._line.send(self._wanted, self._token)
        except _NOTHING_SENT as error:
            self._failed("fortnox-unreachable", str(error), sent=False)
        except httpx2.RequestError as error:
            self._failed("fortnox-unreachable", str(error))
        else:
            return self._judge(response)
        return None

    def _judge(self, response: httpx2.Response) -> Json | None:
        """The answer, or None when the call is to be made again."""
        status = response.status_code
        if status == _BUSY:
            self._wait_for_turn(response)
        elif status >= _SERVER_ERROR or status in _TRANSIENT:
            self._failed("fortnox-down", response.text, asked=retry_after(response.headers))
        else:
            return self._read(response)
        return None

    def _read(self, response: httpx2.Response) -> Json | None:
        if self._wanted.is_file and _OK <= response.status_code < _REFUSED_FROM and not _is_json(response):
            return {wire.BARE: response.content}
        answer = wire.decode(response.content)
        refusal = errors.read(response.status_code, answer, response.text)
        if refusal is not None:
            self._refused(refusal)
        elif answer is not None:
            return answer
        elif self._wanted.does and not response.content.strip():
            return {}
        else:
            self._failed("fortnox-unreadable", response.text)
        return None

    def _refused(self, refusal: errors.Refusal) -> None:
        is_doubtful = refusal.status < _REFUSED_FROM and not refusal.is_known and not self._wanted.repeatable
        if refusal.is_sign_in:
            self._renew(refusal)
        elif refusal.is_system or is_doubtful:
            self._failed("fortnox-down", refusal.text)
        else:
            errors.raise_for(refusal)

    def _renew(self, refusal: errors.Refusal) -> None:
        """A refused token is refused before anything is done: a new one, once, and again."""
        if self._renewed:
            # A token that has just been given is good: a 403 is then about what it may do.
            code = "fortnox-scope-missing" if refusal.is_forbidden else "fortnox-token-refused"
            raise Disconnected(code, refusal.facts, side="fortnox")
        self._renewed = True
        self._token = self._line.tokens.renew(self._token)

    def _wait_for_turn(self, response: httpx2.Response) -> None:
        """A 429 is given before anything is done, so everything may be sent again, for a while."""
        self._busy += 1
        seconds = pause_of(retry_after(response.headers), self._line.jitter())
        self._line.permits.penalty(seconds)
        self._pause(seconds, "fortnox-busy", response.text, is_last=self._busy > BUSY_TRIES)

    def _failed(self, code: str, text: str, *, sent: bool = True, asked: float | None = None) -> None:
        if sent and not self._wanted.repeatable:
            raise UnknownOutcome("fortnox-unknown-outcome", self._facts(text), after=5)
        self._failures += 1
        seconds = pause_of(asked, self._line.jitter())
        is_last = self._failures >= READ_TRIES or not self._wanted.repeatable
        self._pause(seconds, code, text, is_last=is_last)

    def _pause(self, seconds: float, code: str, text: str, *, is_last: bool) -> None:
        """Sleep before the next attempt; a long wait belongs in the queue, not in a thread."""
        if is_last or seconds > LONGEST:
            raise TryLater(code, self._facts(text), after=max(30, int(seconds) + 1))
        self._line.sleep(seconds)

    def _facts(self, text: str) -> dict[str, str]:
        return {"call": f"{self._wanted.method} {self._wanted.path}", "fortnox": text.strip()[:300]}


def _is_json(response: httpx2.Response) -> bool:
    """Whether words come instead of a file: a refusal may carry status 200."""
    return response.content.lstrip()[:1] == b"{"
