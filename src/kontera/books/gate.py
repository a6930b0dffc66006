"""The öre gate: what Fortnox answered must agree with the shop before anything is booked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.books.checks import Finding
from kontera.books.money import kronor

if TYPE_CHECKING:
    from kontera.books.documents import Invoice
    from kontera.books.policy import Policy

RATE_STEP = Decimal("0.0001")
"""Rates are published with four decimals; Fortnox may keep no more."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What Fortnox says of the document it made. Öre; ``round_off_ore`` is its own rounding."""

    total_ore: int
    vat_ore: int
    round_off_ore: int = 0
    currency: str = "SEK"
    rate: Decimal | None = None
    """SEK for one unit of the currency; ``None``: not told, or of no interest."""


def compare(invoice: Invoice, answered: Answered, policy: Policy) -> Finding | None:
    """``None`` when the document may be booked, else the reason why not.

    The total must equal the shop's to the öre, in the same currency at the same rate; the VAT may differ by
    1 öre for each taxed rate (Fortnox may round per row). Rounding to whole kronor in Fortnox
    (öresutjämning) is let through only when the shop chose to write it off.
    Source: Fortnox developer docs, invoices (Total, TotalVAT, RoundOff, Currency, CurrencyRate).

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.documents import Invoice, RateTotal
    >>> from kontera.books.order import Buyer
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> invoice = Invoice("invoice", "1", date(2026, 11, 10), "SEK", (),
    ...                   (RateTotal(Decimal(25), 7992, 1998, 9990),), 7992, 1998, 0, 9990, Buyer())
    >>> compare(invoice, Answered(9990, 1999), DEFAULT_POLICY) is None
    True
    >>> compare(invoice, Answered(10000, 1998, 10), DEFAULT_POLICY).code
    'fortnox-rounds'
    """
    taxed = sum(1 for total in invoice.rates if total.rate)
    facts = {"order": invoice.number}
    if answered.currency != invoice.currency:
        return Finding(
            "fortnox-currency-differs", {**facts, "shop": invoice.currency, "fortnox": answered.currency}
        )
    fx = invoice.fx
    if fx is not None and answered.rate is not None and abs(answered.rate - fx.rate) > RATE_STEP:
        rates = {"shop": f"{fx.rate.normalize():f}", "fortnox": f"{answered.rate.normalize():f}"}
        return Finding("fortnox-rate-differs", {**facts, **rates, "currency": fx.currency})
    if answered.total_ore - answered.round_off_ore != invoice.total_ore:
        sums = {
            "shop": kronor(invoice.total_ore),
            "fortnox": kronor(answered.total_ore - answered.round_off_ore),
        }
        return Finding("fortnox-total-differs", {**facts, **sums})
    if abs(answered.vat_ore - invoice.vat_ore) > taxed:
        sums = {"shop": kronor(invoice.vat_ore), "fortnox": kronor(answered.vat_ore)}
        return Finding("fortnox-vat-differs", {**facts, **sums})
    if answered.round_off_ore and (policy.rounding != "write_off" or abs(answered.round_off_ore) > 50):  # noqa: PLR2004
        sums = {"shop": kronor(invoice.total_ore), "fortnox": kronor(answered.total_ore)}
        return Finding("fortnox-rounds", {**facts, **sums, "round_off": kronor(answered.round_off_ore)})
    return None
