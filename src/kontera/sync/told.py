"""What is kept with a delivery when it is sent: why it is as it is, and the voucher it should become."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kontera.books.articles import article_number
from kontera.books.comparison import amounts_of
from kontera.books.voucher import cash_voucher, direct_voucher, invoice_voucher, payment_voucher
from kontera.shops.levels import PIECES
from kontera.shops.models import Delivery
from kontera.sync.existing import BY_CASH, document_of, living
from kontera.sync.telling import reasons_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.books.refunds import Credit
    from kontera.books.voucher import Voucher
    from kontera.sync.errand import Errand

BOOKED = "booked"
"""Account → öre of the voucher a delivery should become; left out where none is expected."""
Kind = Delivery.Kind
_MIRRORS = {"credit": "invoice", "refund-rest": "payment-rest", "refund-gift_card": "payment-gift_card"}
"""The credit of a whole invoice and its repayments are their originals turned round."""


def told_with(errand: Errand, row: Delivery) -> dict[str, Any]:
    """Why the delivery is as it is, in Swedish and English, and what it should book."""
    decision = errand.decision
    kept = reasons_for(decision)
    abouts = set(_abouts(errand, row))
    reasons = [one for one in kept["reasons"] if one["about"] in abouts]
    told: dict[str, Any] = {"reasons": reasons, "accounts": kept["accounts"]}
    if decision.invoice is not None:
        told["own_invoice"] = decision.invoice.own_invoice
    if row.kind == Kind.CREDIT and (credit := _credit_of(errand, row, document_of(row))) is not None:
        told[PIECES] = _pieces(credit)
    return told | _booked(errand, row)


def _pieces(credit: Credit) -> dict[str, int]:
    """Article → whole pieces that come back with a credit."""
    found: dict[str, int] = {}
    for one in credit.invoice.rows:
        number = article_number(one.sku)
        if number and one.quantity < 0:
            found[number] = found.get(number, 0) - math.ceil(one.quantity)
    return found


def _abouts(errand: Errand, row: Delivery) -> Iterator[str]:
    name = document_of(row)
    yield "order"
    if (credit := _credit_of(errand, row, name)) is not None:
        place = errand.decision.credits.index(credit) + 1
        about = "cred" if place == 1 else f"cred{place}"
        yield from (about, f"{about}:credit", f"{about}:refund:rest", f"{about}:refund:gift_card")
        return
    if row.kind in (Kind.ORDER, Kind.INVOICE, Kind.VOUCHER):
        yield from ("inv", "inv:invoice")
    if row.kind == Kind.VOUCHER:
        yield from ("inv:payment:rest", "inv:payment:gift_card")
    if name.startswith("payment-"):
        yield f"inv:payment:{name.removeprefix('payment-')}"


def _booked(errand: Errand, row: Delivery) -> dict[str, Any]:
    name = document_of(row)
    if row.kind in (Kind.CREDIT, Kind.PAYMENT) and name in _MIRRORS:
        return _mirrored(errand, _MIRRORS[name])
    vouchers = list(_vouchers(errand, row, name))
    if not vouchers:
        return {}
    amounts = {str(account): ore for account, ore in amounts_of(vouchers).items()}
    return {BOOKED: amounts, "day": vouchers[0].day.isoformat()}


def _mirrored(errand: Errand, name: str) -> dict[str, Any]:
    originals = (one for one in living(errand.deliveries) if document_of(one) == name)
    booked = next((one.told.get(BOOKED) for one in originals if one.told.get(BOOKED)), None)
    return {BOOKED: {account: -ore for account, ore in booked.items()}} if booked else {}


def _vouchers(errand: Errand, row: Delivery, name: str) -> Iterator[Voucher]:
    if row.kind == Kind.VOUCHER:
        yield from _direct(errand, row, name)
        return
    credit = _credit_of(errand, row, name)
    if credit is not None:
        yield from _given_back(errand, row, name, credit)
        return
    for voucher in errand.decision.vouchers:
        is_invoice = voucher.kind == "invoice" and row.kind == Kind.INVOICE
        is_payment = voucher.kind == "payment" and name == f"payment-{voucher.part}"
        if is_invoice or is_payment:
            yield voucher


def _given_back(errand: Errand, row: Delivery, name: str, credit: Credit) -> Iterator[Voucher]:
    """The voucher of a refund's credit, or of one of its repayments, with what Fortnox rounded off.

    The credit has an accounting method of its own: it may be of another financial year than the sale.
    """
    chart = errand.decision.policy.chart
    made = [one for one in errand.deliveries if one.kind == Kind.CREDIT]
    papers = (one.answer for one in made if document_of(one).endswith(f"-{credit.key}"))
    told = row.answer if row.kind == Kind.CREDIT else next(papers, {})
    off, by_cash = int(told.get("round_off_ore") or 0), told.get(BY_CASH, errand.policy.cash_method)
    if row.kind == Kind.CREDIT:
        if not by_cash:
            yield invoice_voucher(credit.invoice, chart, off)
        return
    is_all = sum(one.amount_ore for one in credit.payments) == credit.invoice.total_ore
    before = 0
    for payment in credit.payments:
        is_last = is_all and payment is credit.payments[-1]
        paid = replace(payment, write_off_ore=off if is_last else 0)
        if f"-{paid.part}-" in name:
            yield (
                cash_voucher(credit.invoice, paid, chart, before_ore=before)
                if by_cash
                else payment_voucher(paid, chart)
            )
        before += paid.sek_ore + paid.write_off_ore


def _credit_of(errand: Errand, row: Delivery, name: str) -> Credit | None:
    """The refund that a credit or a repayment belongs to: the one whose key its name carries."""
    is_given_back = row.kind in (Kind.CREDIT, Kind.PAYMENT, Kind.VOUCHER) and not name.startswith("payment-")
    if not is_given_back:
        return None
    plain = name.removesuffix("-voucher")
    return next((one for one in errand.decision.credits if plain.endswith(f"-{one.key}")), None)


def _direct(errand: Errand, row: Delivery, name: str) -> Iterator[Voucher]:
    """A sale (or refund) booked without an invoice, and a payment that came after it."""
    decision, is_paid = errand.decision, bool(row.answer.get("paid"))
    chart = decision.policy.chart
    if name.startswith("payment-"):
        paid = (one for one in decision.payments if name == f"payment-{one.part}-voucher")
        yield from (payment_voucher(one, chart) for one in paid)
    elif name.startswith("credit-"):
        for credit in decision.credits:
            if name == f"credit-{credit.key}-voucher":
                yield direct_voucher(credit.invoice, credit.payments if is_paid else (), chart)
    elif decision.invoice is not None:
        yield direct_voucher(decision.invoice, decision.payments if is_paid else (), chart)
