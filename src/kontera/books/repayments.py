"""Repayments (återbetalningar): where the money of a refund goes back from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.documents import Payment
from kontera.books.payments import GIFT_CARD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kontera.books.chart import Chart
    from kontera.books.documents import Invoice
    from kontera.books.order import Refund


def repayments(
    credit: Invoice, money: Sequence[Payment], refund: Refund, chart: Chart
) -> tuple[Payment, ...]:
    """Where the money goes back from: the gift card's part first, then the order's own method.

    ``money`` is what was paid and paid back before (negative). Nothing is paid back that was not paid: a
    credit of an unpaid invoice only lowers what is owed.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from kontera.books.documents import DocumentRow, Invoice
    >>> from kontera.books.order import Buyer, Refund
    >>> day = date(2026, 11, 18)
    >>> row = DocumentRow("Tröja", 3001, Decimal(25), Decimal(-1), 29900, 0, -29900)
    >>> credit = Invoice("credit", "1071", day, "SEK", (row,), (), -23920, -5980, 0, -29900, Buyer())
    >>> paid = [Payment("gift_card", 2421, "", 10000, day, part="gift_card"),
    ...         Payment("klarna", 1581, "", 19900, day)]
    >>> [(one.account, one.amount_ore) for one in repayments(credit, paid, Refund("1", day), DEFAULT_CHART)]
    [(2421, -10000), (1581, -19900)]
    """
    owed = min(-credit.total_ore, sum(payment.amount_ore for payment in money))
    if owed <= 0:
        return ()
    on_card = sum(payment.amount_ore for payment in money if payment.part == "gift_card")
    first = owed if refund.by_gift_card else min(owed, max(on_card, 0))
    card = next((payment for payment in money if payment.part == "gift_card"), None)
    own = next((payment for payment in money if payment.part == "rest"), None)
    parts = []
    if first:
        mode = card.mode if card else ""
        parts.append(Payment(GIFT_CARD, chart.gift_card, mode, -first, credit.day, part="gift_card"))
    if owed > first and own is not None:
        parts.append(Payment(own.method, own.account, own.mode, first - owed, credit.day))
    return tuple(parts)
