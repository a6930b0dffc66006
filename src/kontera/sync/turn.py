"""A chore, and one round of it: both ends, the row it is kept on, and how long it may go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.problems import Disconnected
from kontera.shops import chores

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta
    from typing import Any

    from kontera.choices import Choices
    from kontera.fortnox.client import Client as FortnoxClient
    from kontera.quickbutik.client import Client as QuickbutikClient
    from kontera.shops.handle import Handle
    from kontera.shops.models import Chore
    from kontera.sync.ends import Ends


@dataclass(slots=True)
class Turn:
    """One round of one chore: both ends, and how long it may go on."""

    handle: Handle
    ends: Ends
    row: Chore
    go_on: Callable[[], bool]

    @property
    def now(self) -> datetime:
        return self.ends.now()

    @property
    def choices(self) -> Choices:
        return self.handle.choices

    @property
    def fortnox(self) -> FortnoxClient:
        """Raises ``Disconnected`` where the shop has no company yet."""
        if self.handle.shop.company is None:
            raise Disconnected("fortnox-consent-missing", {"fortnox": ""}, side="fortnox")
        return self.ends.fortnox(self.handle.shop.company)

    @property
    def quickbutik(self) -> QuickbutikClient:
        return self.ends.quickbutik(self.handle.shop)

    def tell(self, **told: Any) -> None:
        """Keep what this round has to tell; shown in the panel."""
        chores.tell_chore(self.row, {**self.row.told, **told})


@dataclass(frozen=True, slots=True)
class Work:
    """A chore: its name, how it is done, and how soon after its end it is due again.

    ``run`` returns whether something remains for the next turn. ``every`` returns ``None`` for a
    chore that is only done when asked for.
    """

    name: str
    run: Callable[[Turn], bool]
    every: Callable[[Choices], timedelta | None]
