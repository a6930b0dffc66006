"""A booked order that has changed: what is credited, and what is booked instead.

What is booked is never changed; it is undone by a credit invoice (kreditfaktura) with the same rows turned
round, and booked anew (bokföringslagen on corrections: a voucher of its own, in the period in which
the mistake is found). Both are dated today, so that only the difference touches this period's VAT.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from kontera.books.checks import Finding
from kontera.books.decision import decide
from kontera.books.gate import Answered
from kontera.books.money import kronor
from kontera.books.plan import End
from kontera.books.voucher import Voucher, VoucherRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kontera.books.decision import Decision
    from kontera.books.order import Order
    from kontera.books.policy import Policy

MADE_AT: Mapping[End, frozenset[str]] = {
    End.BOOKED: frozenset({"invoice"}),
    End.PAID: frozenset({"invoice", "payment"}),
}
"""The vouchers that are booked at each end; the other ends book nothing."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A voucher as Fortnox has it: what it is of, and (account, öre) with debit positive."""

    kind: Literal["invoice", "payment"]
    rows: tuple[tuple[int, int], ...]


def undo(booked: Booked, day: date) -> Voucher:
    """The voucher that undoes a booked one: the same rows, turned round.

    >>> from datetime import date
    >>> [(row.account, row.amount_ore) for row in undo(Booked("invoice", ((1510, 100), (3001, -100))),
    ...                                                date(2026, 11, 10)).rows]
    [(1510, -100), (3001, 100)]
    """
    rows = tuple(VoucherRow(account, -amount) for account, amount in booked.rows)
    return Voucher("credit" if booked.kind == "invoice" else "refund", day, rows)


def decide_anew(order: Order, policy: Policy, today: date, round_off_ore: int = 0) -> Decision:
    """What is booked instead of what was credited: the order as it is now, with the invoice dated today.

    >>> from datetime import date
    >>> from kontera.books.example import ORDER
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> decide_anew(ORDER, DEFAULT_POLICY, date(2026, 12, 2)).invoice.day.isoformat()
    '2026-12-02'
    """
    return decide(order, replace(policy, invoice_day="today"), today, round_off_ore)


def correction(booked: Iterable[Booked], anew: Decision, end: End | str, today: date) -> tuple[Voucher, ...]:
    """All vouchers that mend a changed order, in the order they are booked.

    The sum of these and of what is booked is what the changed order alone would have booked.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> day = date(2026, 11, 10)
    >>> order = Order("1", Status.CANCELLED, "SEK", day, None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> booked = Booked("invoice", ((1510, 100), (3001, -100)))
    >>> [voucher.kind for voucher in correction([booked], Decision(order, "cancelled"), "booked", day)]
    ['credit']
    """
    made = MADE_AT.get(End(end), frozenset())
    return (
        *(undo(one, today) for one in booked),
        *(voucher for voucher in anew.vouchers if voucher.kind in made),
    )


def mirrored(number: str, original: Answered, credit: Answered) -> Finding | None:
    """``None`` when a credit invoice undoes its original to the öre, else the reason not to book it.

    >>> mirrored("17", Answered(100, 20), Answered(-100, -20)) is None
    True
    >>> mirrored("17", Answered(100, 20), Answered(-100, -19)).code
    'credit-differs'
    """
    turned = Answered(-credit.total_ore, -credit.vat_ore, -credit.round_off_ore, credit.currency)
    if turned == original:
        return None
    sums = {"invoice": kronor(original.total_ore), "credit": kronor(credit.total_ore)}
    return Finding("credit-differs", {"number": number, **sums})


def as_json(vouchers: Iterable[Voucher]) -> list[dict[str, Any]]:
    """Vouchers as plain data: kind, day, and rows with debit and credit in kronor as text.

    >>> from datetime import date
    >>> as_json([undo(Booked("payment", ((1581, 100), (1510, -100))), date(2026, 11, 10))])[0]["rows"][1]
    {'account': 1510, 'debit': '1.00', 'credit': '0.00'}
    """
    return [
        {"kind": voucher.kind, "date": voucher.day.isoformat(), "rows": [_row(row) for row in voucher.rows]}
        for voucher in vouchers
    ]


def _row(row: VoucherRow) -> dict[str, Any]:
    debit, credit = max(row.amount_ore, 0), max(-row.amount_ore, 0)
    return {"account": row.account, "debit": kronor(debit), "credit": kronor(credit)}
