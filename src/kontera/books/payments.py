"""The table of payment methods: where the money waits until the provider pays it out.

An online payment is a receivable on the provider (158x), not cash: the customer's debt moves from
1510 to the provider's clearing account, which returns to zero at the payout. Methods the shop
invoices itself stay on 1510 until the bank reports the payment.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

GIFT_CARD = "gift_card"
"""The method of the part that was paid with a gift card; its account is the chart's."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PaymentRule:
    """How one payment method is booked.

    ``account`` takes the debit; ``own_invoice`` means that the shop itself collects the money;
    ``mode`` is the shop's own name of the method in Fortnox ("" = not named).
    """

    method: str
    account: int
    own_invoice: bool
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """One row of the table: default account, who collects, and other spellings (folded)."""

    name: str
    account: int
    own_invoice: bool = False
    spellings: tuple[str, ...] = ()


METHODS: tuple[Method, ...] = (
    Method(
        "klarna", 1581, spellings=("kco", "klarnacheckout", "klarnapayments", "klarnakp", "klarnav3", "kp")
    ),
    Method("stripe", 1582, spellings=("stripecheckout", "stripepayments")),
    Method("swish", 1583, spellings=("swishhandel", "swishbetalning", "swishpayments")),
    Method("paypal", 1584, spellings=("paypalcheckout", "paypalexpress", "paypalcommerce")),
    Method("qliro", 1585, spellings=("qliroone", "qlirocheckout", "qliro1")),
    Method("svea", 1586, spellings=("sveacheckout", "sveaekonomi", "sveabank")),
    Method(
        "card",
        1580,
        spellings=(
            "kort",
            "kortbetalning",
            "kontokort",
            "betalkort",
            "kreditkort",
            "creditcard",
            "cardpayment",
        ),
    ),
    Method("gift_card", 2421, spellings=("giftvoucher", "presentkort", "gåvokort")),
    Method(
        "bank", 1930, own_invoice=True, spellings=("banktransfer", "bankgiro", "banköverföring", "plusgiro")
    ),
    Method("invoice", 1930, own_invoice=True, spellings=("faktura", "egenfaktura", "owninvoice")),
)
"""Every method that is known without the shop saying anything. A new method is one row here."""


def fold(method: str) -> str:
    """A method's spelling without case, spaces and signs, so that "Klarna Checkout" is "klarna_checkout".

    >>> fold("Klarna Checkout") == fold("klarna_checkout") == "klarnacheckout"
    True
    """
    return "".join(letter for letter in method.casefold() if letter.isalnum())


_BY_SPELLING: Mapping[str, Method] = MappingProxyType(
    {fold(word): method for method in METHODS for word in (method.name, *method.spellings)}
)


def known_method(method: str) -> str:
    """The table's name of a method, or the folded spelling when the table has none.

    >>> known_method("Kortbetalning"), known_method("Payson 2.0")
    ('card', 'payson20')
    """
    row = _BY_SPELLING.get(fold(method))
    return row.name if row else fold(method)


def _chosen(choices: Mapping[str, Value], method: str) -> Value | None:
    if not choices:
        return None
    name = known_method(method)
    return next((value for key, value in choices.items() if known_method(key) == name), None)


def payment_rule(
    method: str,
    accounts: Mapping[str, int],
    modes: Mapping[str, str],
    own: Collection[str],
    bank: int = 1930,
) -> PaymentRule:
    """How ``method`` is booked in this shop: the shop's choices first, then the table.

    ``accounts`` and ``modes`` are by method, ``own`` names methods that the shop invoices itself (their
    money comes to ``bank``). A method nobody knows is ``Held("unknown-payment-method")``: never guessed.

    >>> payment_rule("Klarna Checkout", {}, {}, ())
    PaymentRule(method='klarna', account=1581, own_invoice=False, mode='')
    >>> payment_rule("swish", {"swish": 1930}, {"Swish": "SWISH"}, ()).account
    1930
    """
    name = known_method(method)
    row = _BY_SPELLING.get(fold(method))
    is_own = name in {known_method(word) for word in own} if own else False
    is_own = is_own or bool(row and row.own_invoice)
    account = _chosen(accounts, method) or (bank if is_own else row.account if row else None)
    if account is None:
        raise Held("unknown-payment-method", {"method": method or "–"})
    return PaymentRule(name, account, is_own, _chosen(modes, method) or "")
