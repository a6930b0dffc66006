"""Payments of invoices: create, book, and find what exists for an invoice.

Fortnox has no guard against a second payment and cannot search payments by our
reference, so those of the invoice are listed and read one by one when it matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.fortnox import text, wire
from kontera.fortnox.vouchers import VoucherKey, voucher_at
from kontera.problems import Held, UnknownOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

PATH = "/3/invoicepayments"


@dataclass(frozen=True, slots=True)
class PaymentAnswer:
    """What Fortnox says about one payment; ``amount_ore`` arrived (without write-offs), in ``currency``."""

    number: str
    invoice_number: str
    reference: str
    amount_ore: int
    currency: str
    account: int | None
    booked: bool
    day: date | None
    voucher: VoucherKey | None
    mode: str = ""
    """The mode of payment (betalningssätt), where one was given."""
    sek_ore: int | None = None
    """The same amount in SEK, as it is booked."""


def create(
    client: Client,
    *,
    invoice_number: str,
    amount_ore: int,
    currency: str,
    day: date,
    account: int,
    reference: str,
    mode: str = "",
    write_offs: Sequence[tuple[int, int]] = (),
    rate: Decimal | None = None,
) -> PaymentAnswer:
    """Register a payment (not yet booked); ``UnknownOutcome`` when it may or may not exist.

    Amounts are in 1/100 of ``currency``; ``rate`` is SEK for one unit of another than SEK.

    ``amount_ore`` arrived on ``account``; ``write_offs`` are (account, öre) that reduce the claim
    without having arrived: both together are settled. ``day`` may not be before the invoice's.
    """
    body = {
        "InvoiceNumber": int(invoice_number),
        _amount_field(currency): wire.kronor(amount_ore),
        **({"Currency": currency, "CurrencyRate": rate, "CurrencyUnit": 1} if rate else {}),
        "PaymentDate": day.isoformat(),
        **({"ModeOfPayment": mode} if mode else {}),
        "ModeOfPaymentAccount": account,
        "ExternalInvoiceReference1": text.fit(reference, text.OWN_REFERENCE),
        **({"WriteOffs": [_write_off(*item, currency) for item in write_offs]} if write_offs else {}),
    }
    return _answer(client.post(PATH, {"InvoicePayment": body}))


def get(client: Client, number: str) -> PaymentAnswer:
    """One payment by its number."""
    return _answer(client.get(f"{PATH}/{number}"))


def bookkeep(client: Client, number: str) -> PaymentAnswer:
    """Book a registered payment (under the cash method: the whole sale); a booked one is the answer."""
    try:
        answer = client.act(f"{PATH}/{number}/bookkeep")
    except Held as refused:
        found = get(client, number)
        if not found.booked:
            raise refused from None
        return found
    return _answer(answer) if wire.inside(answer, "InvoicePayment") else get(client, number)


def find(client: Client, invoice_number: str, reference: str) -> list[PaymentAnswer]:
    """The payments of exactly this invoice that carry exactly ``reference``.

    List items lack the reference, so each candidate is read.
    """
    candidates = (item for item in listed(client, invoice_number))
    found = (item if item.reference else get(client, item.number) for item in candidates)
    return [item for item in found if item.reference == reference]


def listed(client: Client, invoice_number: str) -> list[PaymentAnswer]:
    """All payments of exactly this invoice, as the list tells them (Fortnox compares by "contains")."""
    items = client.items(PATH, "InvoicePayments", {"invoicenumber": invoice_number})
    return [found for found in map(_read, items) if found.invoice_number == invoice_number]


def _amount_field(currency: str) -> str:
    return "Amount" if currency == "SEK" else "AmountCurrency"


def _write_off(account: int, amount_ore: int, currency: str) -> dict[str, object]:
    return {"AccountNumber": account, "Amount": wire.kronor(amount_ore), "Currency": currency}


def _answer(answer: Json) -> PaymentAnswer:
    raw = wire.inside(answer, "InvoicePayment")
    if not wire.reference_at(raw, "Number"):
        raise UnknownOutcome("fortnox-unreadable", {"fortnox": str(sorted(answer))}, after=5)
    return _read(raw)


def _read(raw: Json) -> PaymentAnswer:
    account = wire.decimal_at(raw, "ModeOfPaymentAccount")
    currency = wire.text_at(raw, "Currency")
    amount = wire.ore_at(raw, _amount_field(currency or "SEK"))
    return PaymentAnswer(
        number=wire.reference_at(raw, "Number"),
        invoice_number=wire.reference_at(raw, "InvoiceNumber"),
        reference=wire.text_at(raw, "ExternalInvoiceReference1"),
        amount_ore=amount if amount is not None else _other_amount(raw),
        currency=currency,
        account=int(account) if account else None,
        booked=wire.flag_at(raw, "Booked"),
        day=wire.day_at(raw, "PaymentDate"),
        voucher=voucher_at(raw),
        mode=wire.text_at(raw, "ModeOfPayment"),
        sek_ore=wire.ore_at(raw, "Amount"),
    )


def _other_amount(raw: Json) -> int:
    """A list or an answer may tell only one of the two."""
    return wire.ore_at(raw, "Amount") or wire.ore_at(raw, "AmountCurrency") or 0
