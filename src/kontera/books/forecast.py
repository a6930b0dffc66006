"""What an import would make: amounts per month, VAT rate and account, documents, requests and time.

A forecast is a sum: one of each order, added up, is the forecast of the whole.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from kontera.books.plan import End, StepKind, next_steps
from kontera.books.preview import number
from kontera.books.voucher import invoice_voucher, net_by_account

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from kontera.books.decision import Decision
    from kontera.books.documents import Invoice
    from kontera.books.voucher import Voucher

Key = tuple[str, str, int]
"""Month (``2026-11``), rate in percent (empty: no rate of its own) and account."""

ALLOWED, WINDOW_SECONDS = 25, 5
"""So many requests a company may make in so many seconds (Fortnox developer docs, rate limits)."""
CUSTOMERS = "customers"
"""The end of an import that writes the buyers' cards and no documents."""
IMPORT_ENDS = (CUSTOMERS, *End)
REQUESTS = {StepKind.INVOICE_FROM_ORDER: 2}
"""Requests of a step; one where nothing else is said. An invoice made from an order is redated as well."""
DOCUMENTS = {
    StepKind.CREATE_ORDER: "order",
    StepKind.CREATE_INVOICE: "invoice",
    StepKind.INVOICE_FROM_ORDER: "invoice",
    StepKind.BOOK_INVOICE: "booked",
    StepKind.CREATE_PAYMENT: "payment",
}
"""What a step is counted as."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Öre by month, rate and account (debit positive), documents by kind, and requests at Fortnox."""

    orders: int = 0
    lines: Mapping[Key, int] = field(default_factory=dict)
    documents: Mapping[str, int] = field(default_factory=dict)
    requests: int = 0
    first_day: date | None = None
    """Of the documents and payments; ``None`` where there are none."""
    last_day: date | None = None

    def __add__(self, other: Forecast) -> Forecast:
        """Both together.

        >>> key = ("2026-11", "25", 3001)
        >>> (Forecast(1, {key: -800}) + Forecast(2, {key: -200})).lines == {key: -1000}
        True
        """
        lines = Counter(self.lines)
        for key, amount in other.lines.items():
            lines[key] += amount
        return Forecast(
            self.orders + other.orders,
            {key: amount for key, amount in lines.items() if amount},
            dict(Counter(self.documents) + Counter(other.documents)),
            self.requests + other.requests,
            min(filter(None, (self.first_day, other.first_day)), default=None),
            max(filter(None, (self.last_day, other.last_day)), default=None),
        )


def forecast_of(decision: Decision, end: str) -> Forecast:
    """What one order would become if it went to ``end``.

    An end that books nothing still shows the sale, as it will be booked by whoever books it.

    >>> from kontera.books.example import MADE
    >>> told = forecast_of(MADE, "booked")
    >>> told.requests, told.documents
    (2, {'invoice': 1, 'booked': 1})
    >>> [(rate, account, ore) for (_, rate, account), ore in sorted(told.lines.items())]
    [('', 1510, 12500), ('25', 2611, -2500), ('25', 3001, -10000)]
    """
    if end == CUSTOMERS or decision.invoice is None:
        return Forecast(orders=1)
    steps = next_steps(end, decision)
    if not steps:
        return Forecast(orders=1)
    vouchers = _vouchers(decision, end)
    lines: Counter[Key] = Counter()
    for voucher in vouchers:
        lines.update(dict(_lines(voucher, decision)))
    days = [decision.invoice.day, *(voucher.day for voucher in vouchers)]
    return Forecast(
        orders=1,
        lines=dict(lines),
        documents=dict(Counter(DOCUMENTS[step.kind] for step in steps if step.kind in DOCUMENTS)),
        requests=sum(REQUESTS.get(step.kind, 1) for step in steps),
        first_day=min(days),
        last_day=max(days),
    )


def _vouchers(decision: Decision, end: str) -> list[Voucher]:
    """The vouchers as far as the end goes; of an end that books nothing, the invoice's as it would be."""
    if end == End.PAID:
        return list(decision.vouchers)
    invoice = decision.invoice
    made = [voucher for voucher in decision.vouchers if voucher.kind == "invoice"]
    if made or invoice is None:
        return made
    voucher = invoice_voucher(invoice, decision.policy.chart, decision.round_off_ore)
    return [voucher] if voucher.rows else []


def _lines(voucher: Voucher, decision: Decision) -> Iterator[tuple[Key, int]]:
    """A voucher's rows, each divided between the rates that it stands for."""
    month = f"{voucher.day:%Y-%m}"
    shares = _shares(decision)
    for row in voucher.rows:
        of_rates = shares.get(row.account, {})
        if len(of_rates) == 1 or sum(of_rates.values()) == row.amount_ore:
            parts = of_rates if len(of_rates) > 1 else dict.fromkeys(of_rates, row.amount_ore)
            yield from (((month, rate, row.account), ore) for rate, ore in parts.items())
        else:
            yield (month, "", row.account), row.amount_ore


def _shares(decision: Decision) -> dict[int, dict[str, int]]:
    """Account → rate → öre of the invoice as a whole: sales, and the VAT on them."""
    invoice, found = decision.invoice, dict[int, dict[str, int]]()
    if invoice is None:
        return found
    for total in invoice.rates:
        rate = number(total.rate)
        for account, net in net_by_account(total, _grosses(invoice, total.rate)).items():
            found.setdefault(account, {})[rate] = -net
        if total.vat_ore:
            vat = decision.policy.chart.output_vat_account(total.rate)
            found.setdefault(vat, {})[rate] = found.get(vat, {}).get(rate, 0) - total.vat_ore
    return found


def _grosses(invoice: Invoice, rate: Decimal) -> dict[int, int]:
    grosses: Counter[int] = Counter()
    for row in invoice.rows:
        if row.rate == rate and row.role != "rounding":
            grosses[row.account] += row.gross_ore
    return dict(grosses)


def seconds_for(requests: int) -> int:
    """How long so many requests take at Fortnox's limit, whole seconds, rounded up.

    >>> seconds_for(25), seconds_for(26), seconds_for(40_000)
    (5, 6, 8000)
    """
    return -(-requests * WINDOW_SECONDS // ALLOWED)


# -- kept as plain data ------------------------------------------------------------------------------


def as_json(forecast: Forecast) -> dict[str, Any]:
    """The forecast as data that can be kept and read back.

    >>> from_json(as_json(Forecast())).orders == Forecast().orders
    True
    """
    return {
        "orders": forecast.orders,
        "lines": [[*key, ore] for key, ore in sorted(forecast.lines.items()) if ore],
        "documents": dict(forecast.documents),
        "requests": forecast.requests,
        "first_day": forecast.first_day.isoformat() if forecast.first_day else "",
        "last_day": forecast.last_day.isoformat() if forecast.last_day else "",
    }


def from_json(kept: Mapping[str, Any]) -> Forecast:
    """What ``as_json`` has kept.

    >>> from_json(as_json(Forecast(3, {("2026-11", "25", 3001): -800}, {"invoice": 3}, 12))).requests
    12
    """
    first, last = kept.get("first_day") or "", kept.get("last_day") or ""
    return Forecast(
        int(kept.get("orders", 0)),
        {(month, rate, account): ore for month, rate, account, ore in kept.get("lines", [])},
        dict(kept.get("documents", {})),
        int(kept.get("requests", 0)),
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
    )
