"""Amounts in another currency, and what they are in SEK.

A document stays in the currency of the order; its voucher is in SEK, at one rate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.money import round_half_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.books.order import Fx

SEK = "SEK"


def in_sek(amount: int, fx: Fx | None) -> int:
    """1/100 of the currency → öre, half up; unchanged without a rate.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Fx
    >>> in_sek(18960, Fx("EUR", Decimal("10.9635"), date(2026, 11, 10)))
    207868
    """
    return amount if fx is None else round_half_up(amount * fx.rate)


def spread(total: int, amounts: Mapping[int, int], fx: Fx) -> dict[int, int]:
    """``total`` öre shared over accounts in proportion to their amounts in the currency.

    Each gets its exact SEK cut to whole öre, and what is left goes out by largest remainder (a tie: the
    larger amount, then the lower account). Amounts may be of both signs. This makes a voucher balance
    whose claim and VAT were rounded by themselves.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Fx
    >>> spread(174681, {3110: 15933}, Fx("EUR", Decimal("10.9635"), date(2026, 11, 10)))
    {3110: 174681}
    """
    part, scale = fx.rate.as_integer_ratio()
    exact = {account: divmod(amount * part, scale) for account, amount in sorted(amounts.items())}
    parts = {account: whole for account, (whole, _) in exact.items()}
    claims = sorted(parts, key=lambda account: (-exact[account][1], -abs(amounts[account]), account))
    left = total - sum(parts.values())
    for place in range(abs(left)):
        account = claims[place % len(claims)] if left > 0 else claims[-1 - place % len(claims)]
        parts[account] += 1 if left > 0 else -1
    return parts
