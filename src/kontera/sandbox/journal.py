"""What was asked and what was answered, newest last, and counters that never forget."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass, field

KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; ``at`` counts seconds on the world's clock."""

    at: float
    service: str
    tenant: str
    method: str
    path: str
    query: str
    status: int
    """0 when the answer was lost on purpose."""
    body: str
    fault: str = ""


@dataclass(slots=True)
class Journal:
    """The last requests in full, and counts per service, tenant and status since the reset."""

    entries: deque[Request] = field(default_factory=lambda: deque(maxlen=KEPT))
    counts: Counter[tuple[str, str, str, str, int]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, request: Request) -> None:
        with self.lock:
            self.entries.append(request)
            resource = request.path.split("/")[2] if request.path.count("/") > 1 else request.path
            self.counts[request.service, request.tenant, request.method, resource, request.status] += 1

    def clear(self) -> None:
        with self.lock:
            self.entries.clear()
            self.counts.clear()

    def requests(self, *, service: str = "", tenant: str = "", method: str = "") -> list[Request]:
        """The kept requests, narrowed by what is given."""
        with self.lock:
            return [
                entry
                for entry in self.entries
                if service in ("", entry.service)
                and tenant in ("", entry.tenant)
                and method in ("", entry.method)
            ]

    def total(
        self, *, service: str = "", tenant: str = "", method: str = "", status: int | None = None
    ) -> int:
        """How many requests since the reset, narrowed by what is given."""
        with self.lock:
            return sum(
                count
                for (its_service, its_tenant, its_method, _resource, its_status), count in self.counts.items()
                if service in ("", its_service)
                and tenant in ("", its_tenant)
                and method in ("", its_method)
                and status in (None, its_status)
            )

    def as_json(self, *, service: str = "", tenant: str = "", last: int = 200) -> list[dict[str, object]]:
        return [asdict(entry) for entry in self.requests(service=service, tenant=tenant)[-last:]]

    def counters(self) -> dict[str, dict[str, int]]:
        """``{"service tenant": {"requests": …, "429": …, "POST invoices": …}}``."""
        with self.lock:
            counted = list(self.counts.items())
        result: dict[str, dict[str, int]] = {}
        for (service, tenant, method, resource, status), count in counted:
            row = result.setdefault(f"{service} {tenant}".strip(), {"requests": 0, "429": 0})
            row["requests"] += count
            row["429"] += count if status == 429 else 0  # noqa: PLR2004 - the status is the name
            name = f"{method} {resource}"
            row[name] = row.get(name, 0) + count
        return result
