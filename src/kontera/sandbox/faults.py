"""Faults on command: which request goes wrong, and how."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal[
    "unauthorized",
    "too_many",
    "error_before",
    "error_after",
    "lost",
    "late",
    "slow",
    "broken_json",
]

FOREVER = -1


@dataclass(slots=True)
class Fault:
    """One order to fail.

    ``service`` is fortnox, oauth, quickbutik or ``*``; ``path`` is a regular expression searched
    in the path (without the service's prefix); ``tenant`` (tenant id or API key) narrows it to
    one company or shop. It strikes from the ``nth`` matching request on, ``count`` times.

    * ``unauthorized``: 401. ``too_many``: 429, with ``Retry-After`` when ``retry_after`` is set.
    * ``error_before``: ``status`` (500) and nothing written. ``error_after``: written, then ``status``.
    * ``lost``: written, and the connection closes without an answer.
    * ``late``: the connection closes at once; the write happens ``seconds`` later, or when
      ``World.settle`` is called (``seconds`` 0 waits for that call).
    * ``slow``: answers after ``seconds``. ``broken_json``: written, and the answer is cut in half.
    """

    kind: FaultKind
    service: str = "*"
    method: str = "*"
    path: str = ""
    tenant: str = ""
    nth: int = 1
    count: int = 1
    status: int = 500
    retry_after: int | None = None
    seconds: float = 0.0
    seen: int = 0
    struck: int = 0

    def matches(self, service: str, method: str, path: str, tenant: str) -> bool:
        return (
            self.service in ("*", service)
            and self.method.upper() in ("*", method)
            and self.tenant in ("", tenant)
            and re.search(self.path, path) is not None
        )


@dataclass(slots=True)
class Faults:
    """The faults of a world, asked once for every request."""

    standing: list[Fault] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        kind: FaultKind,
        *,
        service: str = "*",
        method: str = "*",
        path: str = "",
        tenant: str = "",
        nth: int = 1,
        count: int = 1,
        status: int = 500,
        retry_after: int | None = None,
        seconds: float = 0.0,
    ) -> Fault:
        """Order a fault; see ``Fault`` for the words."""
        re.compile(path)
        fault = Fault(kind, service, method, path, tenant, nth, count, status, retry_after, seconds)
        with self.lock:
            self.standing.append(fault)
        return fault

    def clear(self) -> None:
        with self.lock:
            self.standing.clear()

    def strike(self, service: str, method: str, path: str, tenant: str) -> Fault | None:
        """The fault that hits this request, if any; the first ordered wins."""
        if not self.standing:
            return None
        with self.lock:
            hit: Fault | None = None
            for fault in self.standing:
                if fault.matches(service, method, path, tenant):
                    fault.seen += 1
                    due = fault.seen >= fault.nth and (fault.count == FOREVER or fault.struck < fault.count)
                    if hit is None and due:
                        fault.struck += 1
                        hit = fault
            return hit
