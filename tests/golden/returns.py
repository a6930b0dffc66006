"""What the sandbox's documents and vouchers add to the One Stop Shop return and the periodic summary.

By the accounts of the file alone: an account of the One Stop Shop names its country and rate.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.golden.comparing import per_account

Json = dict[str, Any]
CENT = Decimal("0.01")


def oss_lines(invoices: list[Json], settings: Json) -> list[Json]:
    """By country and rate, in the documents' own currency; credits are negative, and zero is left out."""
    places = {
        number: (country, str(rate))
        for country, rates in settings["accounts"]["sales"]["OSS"].items()
        for rate, number in rates.items()
    }
    sums: dict[tuple[str, str, str], tuple[Decimal, Decimal]] = {}
    for invoice in invoices:
        for (country, rate), gross in _grosses(invoice, places).items():
            part = Decimal(rate)
            vat = (abs(gross) * part / (100 + part)).quantize(CENT, ROUND_HALF_UP).copy_sign(gross)
            key = country, rate, invoice["Currency"]
            base, before = sums.get(key, (Decimal(0), Decimal(0)))
            sums[key] = base + gross - vat, before + vat
    return [
        {"country": country, "rate": rate, "currency": currency, "base": f"{base:.2f}", "vat": f"{vat:.2f}"}
        for (country, rate, currency), (base, vat) in sums.items()
        if base or vat
    ]


def _grosses(invoice: Json, places: dict[int, tuple[str, str]]) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for row in invoice["InvoiceRows"] if not invoice["Cancelled"] else ():
        place = places.get(row["AccountNumber"])
        if place:
            found[place] = found.get(place, Decimal(0)) + Decimal(row["Total"])
    return found


def periodic_lines(vouchers: list[Json], cards: list[Json], settings: Json) -> list[Json]:
    """Sales without VAT to companies in the Union, by kind, with the number on the buyer's card."""
    accounts = settings["accounts"]
    goods = {accounts[role]["EU_B2B"] for role in ("sales", "freight", "fee")}
    kinds = dict.fromkeys(goods, "goods") | {accounts["services"]["EU_B2B"]: "services"}
    sums: dict[str, Decimal] = {}
    for voucher in vouchers:
        for account, amount in per_account(voucher["rows"]).items():
            if account in kinds:
                sums[kinds[account]] = sums.get(kinds[account], Decimal(0)) - amount
    number = cards[0]["VATNumber"] if cards else ""
    return [
        {"vat_number": number, "kind": kind, "amount": f"{amount:.2f}"}
        for kind, amount in sums.items()
        if amount
    ]
