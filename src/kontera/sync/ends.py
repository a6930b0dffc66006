"""The two ends as ``sync`` needs them; which they really are is chosen in ``wiring``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from kontera.books.order import Fx, VatCheck
    from kontera.fortnox.client import Client as FortnoxClient
    from kontera.quickbutik.client import Client as QuickbutikClient
    from kontera.shops.models import Company, Shop


class FortnoxEnd(Protocol):
    """Opens a line to a company, and lets go of its permits when a piece of work ends."""

    def __call__(self, company: Company) -> FortnoxClient: ...
    def rest(self, company: Company) -> None: ...


class QuickbutikEnd(Protocol):
    """Opens a line to a shop."""

    def __call__(self, shop: Shop) -> QuickbutikClient: ...


class VatRegister(Protocol):
    """Answers whether a VAT number is valid; ``TryLater`` while it is silent."""

    def check(self, number: str, day: date, requester: str = "") -> VatCheck: ...


class RateTable(Protocol):
    """Tells the latest rate up to a day, or the first from it on; ``None`` where it has published none."""

    def rate(self, currency: str, day: date) -> Fx | None: ...
    def first_rate(self, currency: str, day: date) -> Fx | None: ...


class Clock(Protocol):
    """Tells the time; an aware UTC time."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends, the public registers, and a clock."""

    fortnox: FortnoxEnd
    quickbutik: QuickbutikEnd
    now: Clock
    vies: VatRegister
    rates: Mapping[str, RateTable]
    """By the name of the source: ``riksbank`` and ``ecb``."""
    settle_seconds: int = 20
    """How old an unanswered write must be before "not found" is believed (a guess:
    how long Fortnox's search may lag behind a write is not documented)."""


class _Place:
    ends: Ends | None = None


def install(ends: Ends) -> None:
    """Called once by ``wiring`` when a process starts."""
    _Place.ends = ends


def current() -> Ends:
    if _Place.ends is None:
        raise LookupError("wiring.install() has not been called in this process")
    return _Place.ends
