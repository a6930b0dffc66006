"""One admitted request to a company, as the resource handlers see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kontera.sandbox.answers import BrokenBody, Record, decode
from kontera.sandbox.fortnox.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from kontera.sandbox.fortnox.company import Company

JSON_TYPES = ("application/json", "text/json")


@dataclass(slots=True)
class Call:
    """``params`` are the query's parameters, ``raw`` the body's bytes."""

    company: Company
    method: str
    params: dict[str, str]
    raw: bytes
    content_type: str
    base_url: str

    def body(self, envelope: str) -> Record:
        """The wrapped record of the body, e.g. ``{"Customer": {…}}``."""
        payload = self._decoded()
        inner = payload.get(envelope) if isinstance(payload, dict) and len(payload) == 1 else None
        if not isinstance(inner, dict):
            raise Refusal(2001392)
        return inner

    def payload(self) -> Record:
        """The body of a warehouse call, which has no envelope."""
        payload = self._decoded()
        if not isinstance(payload, dict):
            raise Refusal(2001392)
        return payload

    def _decoded(self) -> Any:
        if self.content_type.split(";")[0].strip().lower() not in JSON_TYPES:
            raise Refusal(1000031)
        if not self.raw.strip():
            raise Refusal(2001392)
        try:
            return decode(self.raw)
        except BrokenBody:
            raise Refusal(2002115) from None

    def action(self) -> None:
        """An action PUT: no body needed, but the type must be JSON (seen by integrators as 1000031)."""
        if self.content_type.split(";")[0].strip().lower() not in JSON_TYPES:
            raise Refusal(1000031)
        if self.raw.strip():
            try:
                decode(self.raw)
            except BrokenBody:
                raise Refusal(2002115) from None

    def url(self, path: str) -> str:
        return f"{self.base_url}/3/{path}"

    def no_params(self, *allowed: str) -> None:
        """Refuse query parameters that this call does not know (Guess: strictly)."""
        for name in self.params:
            if name not in allowed:
                raise Refusal(2000588, name)

    @property
    def moment(self) -> datetime:
        return self.company.clock.local()

    @property
    def today(self) -> str:
        return self.company.clock.today().isoformat()
