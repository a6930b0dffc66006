"""An order as we understand it, free of any API's words.

Amounts are whole öre (1/100 of the order's currency) incl. VAT; rates are percent
as ``Decimal``; days are Stockholm dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


PAID_DAY_ASSUMED = "paid-day-assumed"
"""The note of an order that says it is paid but not when: no proof that an own invoice was."""


class LineKind(StrEnum):
    """What a line sells; it decides account, weight in splits, and VAT."""

    GOODS = "goods"
    SERVICE = "service"
    GIFT_CARD = "gift_card"
    """Multi-purpose voucher (flerfunktionsvoucher): a liability, no VAT at the sale."""
    GIFT_CARD_SPV = "gift_card_spv"
    """Single-purpose voucher (enfunktionsvoucher): VAT at the sale, own liability account."""
    FEE = "fee"
    """Faktureringsavgift or another fee of the payment method."""


class Status(StrEnum):
    """Where the order stands in the shop. ``UNKNOWN`` is kept and never booked on."""

    UNPAID = "unpaid"
    PAID = "paid"
    DONE = "done"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as the shop has it. ``country`` is ISO 3166-1 alpha-2, upper case."""

    name: str = ""
    company: str = ""
    street: str = ""
    street2: str = ""
    zip_code: str = ""
    city: str = ""
    country: str = "SE"


@dataclass(frozen=True, slots=True)
class VatCheck:
    """What VIES said of a VAT number on a day: the evidence of a sale without VAT to a company in the EU."""

    number: str
    is_valid: bool
    day: date
    consultation: str = ""
    """The consultation number VIES gave, when it was asked with the seller's own number."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fx:
    """A rate of exchange: SEK for one unit of ``currency``, of ``day``, from ``source``."""

    currency: str
    rate: Decimal
    day: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Pieces that were given back of a line, named by the shop's product key or the SKU.

    ``amount_ore`` is what was paid back for them incl. VAT, where the shop tells.
    """

    quantity: Decimal
    sku: str = ""
    product_key: str = ""
    amount_ore: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """One repayment (återbetalning), öre incl. VAT, positive. ``key`` tells it from the order's others.

    Nothing but an amount, or nothing but lines, may be told. ``kept_ore`` is a fee held back (for freight).
    """

    key: str
    day: date | None
    """``None``: not told; it is credited on the day it is found."""
    amount_ore: int | None = None
    lines: tuple[RefundLine, ...] = ()
    freight_ore: int | None = None
    """How much of the freight was given back; ``None``: not told."""
    kept_ore: int = 0
    is_full: bool = False
    """The shop says that everything was given back."""
    by_gift_card: bool = False
    """The money was given back on a gift card."""
    is_total: bool = False
    """The amount is all that has been paid back so far, told as one sum; ``key`` carries it."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who bought. ``email`` (trimmed, lower case) is the identity; it may be empty."""

    email: str = ""
    is_company: bool = False
    org_number: str = ""
    vat_number: str = ""
    phone: str = ""
    billing: Address = field(default_factory=Address)
    delivery: Address = field(default_factory=Address)
    vat_check: VatCheck | None = field(default=None, repr=False)
    """What the register of VAT numbers said, where it has been asked."""
    customer_key: str = field(default="", repr=False)
    """The shop's own number of the buyer, where it tells one; no part of what a document says."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the order. ``rate`` is ``None`` until it has been proven."""

    title: str
    quantity: Decimal
    unit_gross_ore: int
    """Price of one piece incl. VAT, before order discounts. Negative for a bundle discount."""
    rate: Decimal | None
    kind: LineKind = LineKind.GOODS
    sku: str = ""
    product_key: str = ""
    """The shop's own id of the product (and variant), for messages and article sync."""
    unit_net_ore: int | None = None
    """Price of one piece excl. VAT of a "tax on top" shop; ``unit_gross_ore`` is 0 until proven."""
    note: str = ""
    discount_ore: int = 0
    """A discount of this line alone, incl. VAT, as a positive amount (price × quantity − this = the line)."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order of the shop. Everything the books need, nothing else.

    ``tax_ore`` is the shop's own VAT total and the evidence the rates are proven with
    (``None`` when the shop did not say).
    """

    number: str
    status: Status
    currency: str
    ordered_day: date
    paid_day: date | None
    delivered_day: date | None
    buyer: Buyer
    lines: tuple[Line, ...]
    shipping_gross_ore: int
    """Freight incl. VAT after freight discounts (excl. VAT when ``tax_on_top``, until proven)."""
    discount_gross_ore: int
    """Order-level discount as a positive amount incl. VAT."""
    fee_gross_ore: int
    total_gross_ore: int
    """What the order is worth (shop total). The document total must equal it."""
    tax_ore: int | None
    payment_method: str
    payment_reference: str = ""
    gift_card_ore: int = 0
    """The part that was paid with a gift card."""
    shipping_name: str = ""
    shipping_key: str = ""
    tax_free: bool = False
    tax_on_top: bool = False
    note: str = ""
    freight_rate: Decimal | None = None
    """A proven flat rate of freight; ``None``: freight follows the goods (split by rate)."""
    notes: tuple[str, ...] = ()
    """Codes of what was noticed while reading (shown, never holding)."""
    fx: Fx | None = None
    """The rate its amounts are booked at, of an order in another currency than SEK."""
    refunds: tuple[Refund, ...] = ()
    """What was paid back, oldest first, as far as it could be read."""
    has_refunds: bool = False
    """The shop has paid something back; where ``refunds`` is empty, it could not be understood."""
    refunds_told: str = ""
    """What the shop said of refunds that could not be understood, shortened."""
