"""Quickbutik's JSON → the books' order. Very forgiving in form, very strict in meaning.

Only five fields of an order are documented; the rest is known from client code, so
each is read in every spelling that was seen, and what cannot be read with certainty
is ``Held``. Nothing here decides about VAT: rates are passed on and proven by the books.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from kontera.books.order import PAID_DAY_ASSUMED, LineKind, Order, Status
from kontera.books.payments import known_method
from kontera.problems import Held
from kontera.quickbutik.buyer import read_buyer
from kontera.quickbutik.lines import Lines, Rules, read_lines, refuse_doubtful
from kontera.quickbutik.paid import Paid, read_paid
from kontera.quickbutik.products import Product, read_product
from kontera.quickbutik.refunds import Sale, read_refunds
from kontera.quickbutik.values import Raw

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from kontera.books.order import Buyer

__all__ = ["Product", "read_order", "read_product"]

MOST_ROUNDING_ORE = 50
"""How far parts and total may lie apart and still be the same amount (öresavrundning)."""
HAS_REFUNDS = "has-refunds"
CURRENCY_ASSUMED = "currency-assumed"
PAID_MORE = "paid-more-than-total"
PAY_ROUNDED = "pay-rounded"
TOTAL_IS_PAID = "total-is-amount-paid"
_STATUSES = {
    "1": Status.PAID,
    "paid": Status.PAID,
    "2": Status.DONE,
    "done": Status.DONE,
    "-1": Status.UNPAID,
    "unpaid": Status.UNPAID,
    "0": Status.CANCELLED,
    "cancelled": Status.CANCELLED,
    "canceled": Status.CANCELLED,
}
_REFUNDED = frozenset({"refunded", "partially_refunded", "partly_refunded", "partially refunded"})
"""Guess: words for an order that was paid and is paid back; its refunds must tell how much."""
_NO_FEES: Mapping[str, int] = MappingProxyType({})


def read_order(
    raw: Mapping[str, Any],
    rates: Mapping[str, str | None],
    *,
    gift_card_skus: Collection[str] = (),
    gift_card_mode: Literal["mpv", "spv"] = "mpv",
    payment_fees: Mapping[str, int] = _NO_FEES,
    shop_currency: str = "SEK",
    shown_currencies: Collection[str] = (),
    service_skus: Collection[str] = (),
) -> Order:
    """The order in ``raw`` (one object of the answer, with details).

    ``rates``: product id (or SKU) → VAT percent as text, as it was when the order was first seen.
    ``gift_card_skus``: SKUs or product ids that are gift cards.
    ``shown_currencies``: the shop only shows them; the amounts are in SEK all the same.
    ``service_skus``: SKUs, or their beginnings with ``*`` at the end, that are services.
    ``payment_fees``: payment method → öre that it may add to the total without a line; here it only helps to
    see which amount is the total, the books account for it.
    Raises ``Held``: ``order-unreadable``, ``country-unknown``.
    """
    whole = Raw(raw, Raw(raw, "").text("order_id", "id"))
    if not whole.number:
        raise whole.unreadable("order_id")
    on_top = whole.flag("is_taxontop", "is_tax_on_top")
    kind = LineKind.GIFT_CARD if gift_card_mode == "mpv" else LineKind.GIFT_CARD_SPV
    refuse_doubtful(whole, whole.text("currency", "currency_code").upper() or shop_currency)
    lines = read_lines(whole, Rules(rates, gift_card_skus, kind, on_top, service_skus))
    sums = _sums(whole, lines, on_top=on_top, fees=payment_fees)
    order = _order(whole, lines, sums, on_top=on_top, shop_currency=shop_currency)
    is_shown = order.currency in {name.upper() for name in shown_currencies}
    return replace(order, currency="SEK") if is_shown else order


@dataclass(frozen=True, slots=True)
class _Sums:
    """The order's amounts in öre, and the codes of what was noticed about them."""

    shipping: int
    discount: int
    fee: int
    total: int
    tax: int | None
    paid: Paid
    notes: tuple[str, ...]


def _order(whole: Raw, lines: Lines, sums: _Sums, *, on_top: bool, shop_currency: str) -> Order:
    customer = whole.inner("customer")
    buyer, noticed = _buyer_of(whole, customer)
    ordered = whole.day("date_created", "date")
    if ordered is None:
        raise whole.unreadable("date_created")
    word = whole.text("status").lower()
    status = Status.PAID if word in _REFUNDED else _STATUSES.get(word, Status.UNKNOWN)
    currency = whole.text("currency", "currency_code").upper()
    sale = Sale(lines.lines, sums.total, sums.shipping, currency or shop_currency, on_top)
    refunds, refunds_told = read_refunds(whole, sale)
    refunded = bool(refunds or refunds_told) or word in _REFUNDED
    paid, paid_notes = _paid_day(whole, status, ordered, refunded=refunded)
    assumed = () if currency else (CURRENCY_ASSUMED,)
    flagged = (HAS_REFUNDS,) if refunded else ()
    return Order(
        number=whole.number,
        status=status,
        currency=currency or shop_currency,
        ordered_day=ordered,
        paid_day=paid,
        delivered_day=whole.day("date_done", "date_sent", "date_shipped", "date_delivered"),
        buyer=buyer,
        lines=lines.lines,
        shipping_gross_ore=sums.shipping,
        discount_gross_ore=sums.discount,
        fee_gross_ore=sums.fee,
        total_gross_ore=sums.total,
        tax_ore=sums.tax,
        payment_method=sums.paid.method,
        payment_reference=sums.paid.reference,
        gift_card_ore=sums.paid.gift_card_ore,
        shipping_name=whole.text("shipping_name") or whole.inner("shipping").text("name"),
        shipping_key=whole.text("shipping_id") or whole.inner("shipping").text("id"),
        tax_free=whole.flag("is_taxfree", "is_tax_free"),
        tax_on_top=on_top,
        note=_note(whole, customer),
        notes=(*lines.notes, *sums.notes, *noticed, *paid_notes, *assumed, *flagged),
        refunds=refunds,
        has_refunds=refunded,
        refunds_told=refunds_told,
    )


def _sums(whole: Raw, lines: Lines, *, on_top: bool, fees: Mapping[str, int]) -> _Sums:
    total = whole.ore("total_amount")
    if total is None:
        raise whole.unreadable("total_amount")
    shipping, tax = _shipping(whole), whole.ore("tax_amount")
    discount, paid = abs(whole.ore("discount_amount") or 0), whole.ore("total_pay_amount")
    parts = lines.goods_ore + lines.fee_ore + shipping - discount + ((tax or 0) if on_top else 0)
    told = read_paid(whole)
    worth, notes = _worth((parts, parts + _fee_of(told.together.method, fees)), total, paid)
    gift_card, paid_notes = _gift_card(worth, paid)
    return _Sums(
        shipping, discount, lines.fee_ore, worth, tax, told.against(worth, gift_card), (*notes, *paid_notes)
    )


def _shipping(whole: Raw) -> int:
    """Freight in öre. Guess: without ``shipping_amount`` it is ``shipping.price``, as in a new order."""
    told = whole.ore("shipping_amount")
    return told if told is not None else whole.inner("shipping").ore("price") or 0


def _fee_of(method: str, fees: Mapping[str, int]) -> int:
    return next((ore for name, ore in fees.items() if known_method(name) == known_method(method)), 0)


def _worth(sums: tuple[int, ...], total: int, paid: int | None) -> tuple[int, tuple[str, ...]]:
    """What the order is worth: no source says which of the two amounts it is, so the parts decide."""
    if paid is None or paid == total:
        return total, ()
    # The parts to the öre say more than the parts but for a rounding.
    is_exact = paid in sums and total not in sums
    if is_exact or (_fits(paid, sums) and not _fits(total, sums)):
        return paid, (TOTAL_IS_PAID,)
    return total, ()


def _fits(amount: int, sums: tuple[int, ...]) -> bool:
    return any(abs(amount - parts) <= MOST_ROUNDING_ORE for parts in sums)


def _gift_card(worth: int, paid: int | None) -> tuple[int, tuple[str, ...]]:
    """The part somebody else than the payment method paid: at most what the order is worth."""
    if paid is None or paid == worth:
        return 0, ()
    if paid > worth:
        return 0, (PAID_MORE,)
    if worth - paid <= MOST_ROUNDING_ORE:
        return 0, (PAY_ROUNDED,)
    return (worth - paid if paid >= 0 else 0), ()


def _paid_day(
    whole: Raw, status: Status, ordered: date, *, refunded: bool
) -> tuple[date | None, tuple[str, ...]]:
    """When it was paid. A paid order that does not say when was paid when it was made; that is noted."""
    paid = whole.day("date_paid", "paid_date")
    was_paid = status is Status.DONE or (status is Status.CANCELLED and refunded)
    is_silent = status is Status.PAID or (was_paid and "date_paid" not in whole.fields)
    if paid is None and is_silent:
        return ordered, (PAID_DAY_ASSUMED,)
    return paid, ()


def _buyer_of(whole: Raw, customer: Raw) -> tuple[Buyer, tuple[str, ...]]:
    try:
        return read_buyer(customer)
    except Held as problem:
        problem.facts["order"] = whole.number
        raise


def _note(whole: Raw, customer: Raw) -> str:
    notes = (whole.text("notes", "note"), customer.text("notes", "note"))
    return "\n".join(dict.fromkeys(filter(None, notes)))
