"""The ECB's rates for the One Stop Shop: fetched when a quarter is over, by the night or by the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.shops import euro
from kontera.shops.registers import keep_rate
from kontera.sync.days import stockholm_day

if TYPE_CHECKING:
    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends


def learn_rates(handle: Handle, ends: Ends) -> None:
    """Ask for every rate that is wanted. Raises ``TryLater`` while the ECB is silent."""
    for quarter, currency in [*euro.wanted(handle, stockholm_day(ends.now()))]:
        fx = ends.rates["ecb"].first_rate(currency, quarter.last)
        if fx is not None:
            keep_rate(fx)
            euro.keep(fx)
