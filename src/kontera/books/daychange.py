"""An order that changed after its day was summed: the difference becomes rows of its own in a later summary.

What is booked stays as it is; a correction is booked when the mistake is found, and names the voucher that
it corrects (BFL 5 kap. 5 §). It is of the day of the change, so no closed period is opened, and its VAT is
the VAT of the order now less what was booked of it.

Where the difference cannot be told there is none to book: money was paid back (the order may have been
changed because of that, and would be credited twice), the goods went elsewhere than was booked, or the
order is of a kind that is not summed any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kontera.books.daily import Change, DayLine, is_summed, lines_of
from kontera.books.voucher import Voucher, VoucherRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from kontera.books.decision import Decision


@dataclass(frozen=True, slots=True)
class Summed:
    """What stands of an order's sale in summaries: account → öre, and its lines in their order lists."""

    amounts: Mapping[int, int]
    lines: tuple[DayLine, ...]


def summed_now(decision: Decision) -> Summed:
    """What a summary would hold of an order as it is: nothing of one that is off.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> day = date(2026, 11, 10)
    >>> order = Order("1", Status.CANCELLED, "SEK", day, None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> summed_now(Decision(order, "cancelled"))
    Summed(amounts={}, lines=())
    """
    amounts: dict[int, int] = {}
    for voucher in decision.vouchers:
        for row in voucher.rows:
            amounts[row.account] = amounts.get(row.account, 0) + row.amount_ore
    return Summed(_clean(amounts), tuple(lines_of(decision)))


def together(parts: Iterable[Summed]) -> Summed:
    """A sale and the changes that were booked after it.

    >>> together([Summed({1581: 500}, ()), Summed({1581: -500}, ())])
    Summed(amounts={}, lines=())
    """
    amounts: dict[int, int] = {}
    lines: dict[tuple[str, str, Decimal, str], DayLine] = {}
    for part in parts:
        for account, ore in part.amounts.items():
            amounts[account] = amounts.get(account, 0) + ore
        for line in part.lines:
            key = (line.country, line.treatment, line.rate, line.currency)
            lines[key] = _added(lines[key], line) if key in lines else line
    kept = tuple(line for line in lines.values() if line.net_ore or line.vat_ore or line.gross_ore)
    return Summed(_clean(amounts), kept)


def _clean(amounts: Mapping[int, int]) -> dict[int, int]:
    return {account: ore for account, ore in sorted(amounts.items()) if ore}


def _added(one: DayLine, other: DayLine) -> DayLine:
    return replace(
        other,
        net_ore=one.net_ore + other.net_ore,
        vat_ore=one.vat_ore + other.vat_ore,
        gross_ore=one.gross_ore + other.gross_ore,
    )


def is_clear(decision: Decision, before: Summed) -> bool:
    """Whether the order as it is now can be set against what was booked of it.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> day = date(2026, 11, 10)
    >>> order = Order("1", Status.CANCELLED, "SEK", day, None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> is_clear(Decision(order, "cancelled"), Summed({1581: 500}, ()))
    True
    """
    order = decision.order
    if order.refunds or order.has_refunds:
        return False
    if decision.status not in ("cancelled", "no_voucher_zero_total") and not is_summed(decision):
        return False
    places = {(line.country, line.treatment, line.currency) for line in before.lines}
    return {(line.country, line.treatment, line.currency) for line in lines_of(decision)} <= places


def change_of(decision: Decision, before: Summed, corrects: str) -> Change:
    """The difference between the order as it is and what was booked; ``corrects`` names that voucher.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> day = date(2026, 11, 10)
    >>> order = Order("1", Status.CANCELLED, "SEK", day, None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> change_of(Decision(order, "cancelled"), Summed({1581: 500, 3001: -500}, ()), "A 1").amounts
    {1581: -500, 3001: 500}
    """
    now = summed_now(decision)
    back = tuple(
        replace(line, net_ore=-line.net_ore, vat_ore=-line.vat_ore, gross_ore=-line.gross_ore)
        for line in before.lines
    )
    turned = Summed({account: -ore for account, ore in before.amounts.items()}, back)
    difference = together([turned, now])
    lines = (
        replace(one, kind="change", methods=f"{one.methods} (rättar {corrects})") for one in difference.lines
    )
    return Change(decision.order.number, corrects, difference.amounts, tuple(lines))


def voucher_of(change: Change, day: date) -> Voucher:
    """The difference as a voucher, as it is shown before it is booked.

    >>> from datetime import date
    >>> from kontera.books.daily import Change
    >>> voucher_of(Change("1", "A 1", {1581: -500, 3001: 500}, ()), date(2026, 11, 12)).rows[0].amount_ore
    -500
    """
    rows = tuple(VoucherRow(account, ore, change.text) for account, ore in change.amounts.items())
    return Voucher("summary", day, rows, change.text)
