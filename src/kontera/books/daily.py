"""The daily summary (dagssumma): one voucher for the consumer orders of a day, with the order list beside it.

Similar events of one day may share a voucher when it is easy to see which ones it holds (BFNAR 2013:2, 2.9
and 6.1). VAT is the sum of the orders' own VAT, each rounded for itself; refunds stand apart. Companies and
invoices the shop collects itself are never summed: they need documents of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kontera.books.place import Treatment
from kontera.books.voucher import Voucher, VoucherRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from kontera.books.chart import Chart
    from kontera.books.decision import Decision
    from kontera.books.documents import Invoice, Payment
    from kontera.books.refunds import Credit

REFUNDED = "Återbetalningar"


@dataclass(frozen=True, slots=True)
class DayLine:
    """One row of the order list: an order (or refund) at one rate; refunds are negative.

    A change is the difference to what was booked before.
    """

    kind: Literal["sale", "refund", "change"]
    number: str
    methods: str
    country: str
    treatment: str
    rate: Decimal
    currency: str
    net_ore: int
    vat_ore: int
    gross_ore: int


@dataclass(frozen=True, slots=True)
class Change:
    """What an order that was summed before has changed by: account → öre, and by rate.

    ``corrects`` names the voucher it was booked in: a correction is found from what it corrects, and the
    other way round (BFL 5 kap. 5 §).
    """

    number: str
    corrects: str
    amounts: Mapping[int, int]
    lines: tuple[DayLine, ...]

    @property
    def text(self) -> str:
        """What its rows in the voucher say."""
        return f"Ändrad order {self.number}, rättar {self.corrects}"


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day's voucher and the list of what is in it."""

    day: date
    voucher: Voucher
    lines: tuple[DayLine, ...]
    orders: int
    refunds: int
    changes: tuple[Change, ...] = ()


def is_summed(decision: Decision) -> bool:
    """Whether an order may go into a daily summary: a consumer's, paid in full through a provider.

    Guess: a consumer in another member state who pays Swedish VAT is owed an invoice, since it is a distance
    sale outside the One Stop Shop.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> day = date(2026, 11, 10)
    >>> order = Order("1", Status.PAID, "SEK", day, day, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> is_summed(Decision(order, "held"))
    False
    """
    invoice = decision.invoice
    if decision.status != "book" or invoice is None:
        return False
    if decision.order.buyer.is_company or invoice.own_invoice:
        return False
    if invoice.place.treatment is Treatment.EU_B2C_SE_VAT:
        return False
    return bool(invoice.total_ore) and sum(one.amount_ore for one in decision.payments) == invoice.total_ore


def summary_of(
    day: date,
    sales: Sequence[Decision],
    refunds: Sequence[tuple[str, Credit]],
    chart: Chart,
    changes: Sequence[Change] = (),
) -> DaySummary:
    """The summary of a day: ``sales`` are orders that ``is_summed``, ``refunds`` (order number, credit).

    ``changes`` of orders of earlier days stand apart, each with rows of its own.

    >>> from kontera.books.chart import DEFAULT_CHART
    >>> from kontera.books.example import DAY, MADE
    >>> made = summary_of(DAY, [MADE], [], DEFAULT_CHART)
    >>> [(row.account, row.amount_ore) for row in made.voucher.rows]
    [(1581, 12500), (2611, -2500), (3001, -10000)]
    """
    sold = (voucher for decision in sales for voucher in decision.vouchers)
    given_back = (voucher for _, credit in refunds for voucher in credit.vouchers)
    rows = (
        *_rows(_summed(sold), chart, ""),
        *_rows(_summed(given_back), chart, REFUNDED),
        *(VoucherRow(account, ore, one.text) for one in changes for account, ore in one.amounts.items()),
    )
    text = f"Dagssumma {day.isoformat()}, {len(sales)} order"
    if changes:
        text += f", {len(changes)} {'ändring' if len(changes) == 1 else 'ändringar'}"
    lines = (*_sold(sales), *_given_back(refunds), *(line for one in changes for line in one.lines))
    return DaySummary(
        day, Voucher("summary", day, rows, text), lines, len(sales), len(refunds), tuple(changes)
    )


def _summed(vouchers: Iterable[Voucher]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for voucher in vouchers:
        for row in voucher.rows:
            sums[row.account] = sums.get(row.account, 0) + row.amount_ore
    return dict(sorted(sums.items()))


def _rows(sums: dict[int, int], chart: Chart, text: str) -> Iterator[VoucherRow]:
    for account, amount in sums.items():
        if amount:
            yield VoucherRow(account, amount, text or chart.name_of(account))


def _sold(sales: Iterable[Decision]) -> Iterator[DayLine]:
    for decision in sales:
        yield from lines_of(decision)


def lines_of(decision: Decision) -> Iterator[DayLine]:
    """An order's rows in the order list; none of one that is off.

    >>> from datetime import date
    >>> from kontera.books.decision import Decision
    >>> from kontera.books.order import Buyer, Order, Status
    >>> day = date(2026, 11, 10)
    >>> order = Order("1", Status.CANCELLED, "SEK", day, None, None, Buyer(), (), 0, 0, 0, 0, 0, "")
    >>> list(lines_of(Decision(order, "cancelled")))
    []
    """
    if decision.invoice is not None:
        yield from _lines("sale", decision.order.number, decision.invoice, decision.payments)


def _given_back(refunds: Iterable[tuple[str, Credit]]) -> Iterator[DayLine]:
    for number, credit in refunds:
        yield from _lines("refund", number, credit.invoice, credit.payments)


def _lines(
    kind: Literal["sale", "refund"], number: str, invoice: Invoice, payments: Iterable[Payment]
) -> Iterator[DayLine]:
    methods = " + ".join(payment.method for payment in payments)
    place = invoice.place
    for total in invoice.rates:
        yield DayLine(
            kind, number, methods, place.country, place.treatment.value, total.rate, invoice.currency,
            total.base_ore, total.vat_ore, total.gross_ore,
        )  # fmt: skip
