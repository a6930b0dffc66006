"""The checks on an order: a list of functions, each order → finding. All are shown at once.

A check looks at the order as it was read (or proven); what it finds either holds the order or is
only shown. A new check is a function here, named in ``CHECKS``, and its code among the problem rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kontera.books.articles import article_number
from kontera.books.currency import SEK
from kontera.books.money import kronor
from kontera.books.order import LineKind, Status
from kontera.books.payments import payment_rule
from kontera.books.vat import rates_on, ruled, tax_point
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kontera.books.order import Order
    from kontera.books.policy import Policy
    from kontera.books.vat import Ruling


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found on an order: a problem code, its facts, and whether it holds the order."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    holds: bool = True

    @classmethod
    def of(cls, held: Held) -> Finding:
        """A reason to hold, as a finding.

        >>> Finding.of(Held("currency-without-rate", {"currency": "EUR"})).facts
        {'currency': 'EUR'}
        """
        return cls(held.code, held.facts)


def known_status(order: Order, policy: Policy) -> Finding | None:  # noqa: ARG001
    """A status nobody has explained is never booked on: ``unknown-order-status``.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> order = Order("1", Status.UNKNOWN, "SEK", date(2026, 3, 30), None, None, Buyer(), (),
    ...               0, 0, 0, 0, 0, "")
    >>> known_status(order, DEFAULT_POLICY).code
    'unknown-order-status'
    """
    if order.status is Status.UNKNOWN:
        return Finding("unknown-order-status", {"order": order.number})
    return None


def known_currency(order: Order, policy: Policy) -> Finding | None:  # noqa: ARG001
    """An order in another currency needs the rate it is booked at: ``currency-without-rate``.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> order = Order("1", Status.PAID, "EUR", date(2026, 3, 30), None, None, Buyer(), (),
    ...               0, 0, 0, 0, 0, "")
    >>> known_currency(order, DEFAULT_POLICY).facts["currency"]
    'EUR'
    """
    if order.currency != SEK and (order.fx is None or order.fx.currency != order.currency):
        return Finding("currency-without-rate", {"order": order.number, "currency": order.currency})
    return None


def known_place(order: Order, policy: Policy, known: Ruling | Held | None = None) -> Finding | None:
    """Whose VAT it carries must be known: ``postcode-needed``, ``vat-number-unchecked`` and others.

    ``known`` is the ruling, where it has been found out already.

    >>> from datetime import date
    >>> from kontera.books.order import Address, Buyer, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> buyer = Buyer(delivery=Address(country="DE", zip_code="10115"))
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, buyer, (),
    ...               0, 0, 0, 0, 0, "")
    >>> known_place(order, DEFAULT_POLICY).code
    'eu-consumers-not-chosen'
    """
    found = known or ruled(order, policy)
    if isinstance(found, Held):
        return Finding(found.code, {"order": order.number, **found.facts})
    return None


def sensible_amounts(order: Order, policy: Policy) -> Finding | None:  # noqa: ARG001
    """Total, freight, discount, fee and gift card are never negative: ``negative-amount``.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), (),
    ...               0, 0, 0, -100, 0, "")
    >>> sensible_amounts(order, DEFAULT_POLICY).facts
    {'order': '1', 'what': 'total', 'amount': '-1.00'}
    """
    amounts = {
        "total": order.total_gross_ore,
        "frakt": order.shipping_gross_ore,
        "rabatt": order.discount_gross_ore,
        "avgift": order.fee_gross_ore,
        "presentkort": order.gift_card_ore,
    }
    for what, amount in amounts.items():
        if amount < 0:
            return Finding("negative-amount", {"order": order.number, "what": what, "amount": kronor(amount)})
    return None


def gift_card_within_total(order: Order, policy: Policy) -> Finding | None:  # noqa: ARG001
    """A gift card cannot pay more than the order is worth: ``gift-card-exceeds-total``.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), (),
    ...               0, 0, 0, 100, 0, "", gift_card_ore=101)
    >>> gift_card_within_total(order, DEFAULT_POLICY).code
    'gift-card-exceeds-total'
    """
    if order.gift_card_ore > order.total_gross_ore >= 0:
        facts = {"gift_card": kronor(order.gift_card_ore), "total": kronor(order.total_gross_ore)}
        return Finding("gift-card-exceeds-total", {"order": order.number, **facts})
    return None


def has_lines(order: Order, policy: Policy) -> Finding | None:  # noqa: ARG001
    """An order without lines says nothing about what was sold: ``order-without-lines``.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), (),
    ...               0, 0, 0, 100, 0, "")
    >>> has_lines(order, DEFAULT_POLICY).code
    'order-without-lines'
    """
    if not order.lines:
        return Finding("order-without-lines", {"order": order.number})
    return None


def no_refunds(order: Order, policy: Policy) -> Finding | None:  # noqa: ARG001
    """A refund that nobody understands is not credited, nor the sale booked without it: ``order-refunded``.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), (),
    ...               0, 0, 0, 0, 0, "", has_refunds=True)
    >>> no_refunds(order, DEFAULT_POLICY).code
    'order-refunded'
    """
    if order.has_refunds and not order.refunds:
        return Finding("order-refunded", {"order": order.number, "told": order.refunds_told})
    return None


def known_payment(order: Order, policy: Policy) -> Finding | None:
    """Money that has been paid must have an account to wait on: ``unknown-payment-method``.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> day = date(2026, 3, 30)
    >>> order = Order("1", Status.PAID, "SEK", day, day, None, Buyer(), (), 0, 0, 0, 100, 0, "Beads")
    >>> known_payment(order, DEFAULT_POLICY).facts["method"]
    'Beads'
    """
    if order.paid_day is None or order.total_gross_ore <= order.gift_card_ore:
        return None
    accounts, modes, own = policy.payment_accounts, policy.payment_modes, policy.own_invoice_methods
    try:
        payment_rule(order.payment_method, accounts, modes, own, policy.chart.bank)
    except Held as held:
        return Finding(held.code, {"order": order.number, **held.facts})
    return None


def rates_in_force(order: Order, policy: Policy, known: Ruling | Held | None = None) -> Finding | None:
    """Swedish VAT: every rate must be in force on the tax point: ``vat-rate-not-in-force``.

    Abroad the lines come with the rates at home, and the proof gives them rates of the country.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> lines = (Line("Bok", Decimal(1), 100, Decimal(7)),)
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), lines,
    ...               0, 0, 0, 100, 7, "")
    >>> rates_in_force(order, DEFAULT_POLICY).facts["rate"]
    '7'
    """
    found = known or ruled(order, policy)
    if isinstance(found, Held) or not found.place.is_swedish:
        return None
    day = tax_point(order)
    valid = rates_on(day)
    for line in order.lines:
        if line.rate is not None and line.rate not in valid:
            facts = {"order": order.number, "title": line.title, "rate": f"{line.rate.normalize():f}"}
            return Finding("vat-rate-not-in-force", {**facts, "day": day.isoformat()})
    return None


def has_sku(order: Order, policy: Policy) -> Finding | None:  # noqa: ARG001
    """A line without an article number is booked without one: ``line-without-sku`` (never holds).

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> lines = (Line("Bok", Decimal(1), 100, Decimal(6)),)
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), lines,
    ...               0, 0, 0, 100, 6, "")
    >>> has_sku(order, DEFAULT_POLICY).holds
    False
    """
    bare = [line.title for line in order.lines if line.kind is LineKind.GOODS and not line.sku.strip()]
    if bare:
        return Finding("line-without-sku", {"order": order.number, "title": ", ".join(bare)}, holds=False)
    return None


def allowed_sku(order: Order, policy: Policy) -> Finding | None:  # noqa: ARG001
    """An article number Fortnox would refuse is left out of the row: ``sku-not-allowed`` (never holds).

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> lines = (Line("Bok", Decimal(1), 100, Decimal(6), sku="röd bok"),)
    >>> order = Order("1", Status.PAID, "SEK", date(2026, 3, 30), None, None, Buyer(), lines,
    ...               0, 0, 0, 100, 6, "")
    >>> allowed_sku(order, DEFAULT_POLICY).facts["sku"]
    'röd bok'
    """
    odd = [line.sku for line in order.lines if line.sku.strip() and article_number(line.sku) is None]
    if odd:
        return Finding("sku-not-allowed", {"order": order.number, "sku": ", ".join(odd)}, holds=False)
    return None


CHECKS: tuple[Callable[[Order, Policy], Finding | None], ...] = (
    known_status,
    known_currency,
    known_place,
    has_lines,
    sensible_amounts,
    gift_card_within_total,
    no_refunds,
    known_payment,
    rates_in_force,
    has_sku,
    allowed_sku,
)


OF_THE_PLACE = (known_place, rates_in_force)
"""Checks that ask whose VAT the order carries."""


def findings_of(order: Order, policy: Policy, known: Ruling | Held | None = None) -> tuple[Finding, ...]:
    """What all checks find on an order, in the order of ``CHECKS``; ``known`` as for ``known_place``.

    >>> from datetime import date
    >>> from kontera.books.order import Buyer, Order
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> order = Order("1", Status.UNKNOWN, "EUR", date(2026, 3, 30), None, None, Buyer(), (),
    ...               0, 0, 0, 0, 0, "")
    >>> [finding.code for finding in findings_of(order, DEFAULT_POLICY)]
    ['unknown-order-status', 'currency-without-rate', 'order-without-lines']
    """
    told = known or ruled(order, policy)
    found = (
        check(order, policy, told) if check in OF_THE_PLACE else check(order, policy) for check in CHECKS
    )
    return tuple(finding for finding in found if finding is not None)
