"""Everything the books need to know of a shop's choices, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from kontera.books.chart import DEFAULT_CHART, Chart

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

GiftCardMode = Literal["mpv", "spv"]
InvoiceDay = Literal["tax_point", "ordered", "paid", "delivered", "today"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A shop's choices as the books read them. The defaults book a Swedish shop on BAS 2025.

    Amounts are öre. ``payment_accounts``, ``payment_modes`` and ``payment_fees`` are by payment method.
    """

    chart: Chart = DEFAULT_CHART
    payment_accounts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    payment_modes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    own_invoice_methods: Collection[str] = ()
    """Methods the shop invoices itself, besides those the table knows."""
    gift_card_mode: GiftCardMode = "mpv"
    """``mpv``: no VAT when sold, a payment when used. ``spv``: VAT when sold."""
    gift_card_redeemed: Literal["proven", "hold"] = "proven"
    """``proven``: a used gift card is a payment when the VAT proves it. ``hold``: a person decides."""
    max_rounding_ore: int = 50
    """A larger difference between the rows and the shop's total stops the order."""
    rounding: Literal["stop", "write_off"] = "stop"
    """What to do when Fortnox rounds totals to whole kronor (öresutjämning)."""
    cash_method: bool = False
    """Kontantmetoden: nothing is booked before the payment."""
    payment_fees: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Fees (öre incl. VAT) a payment method adds to the total without a line of its own."""
    invoice_day: InvoiceDay = "tax_point"
    zero_orders: Literal["skip", "document"] = "skip"
    """What to do with an order that books nothing: no document, or an unbooked one."""
    eu_consumers: Literal["ask", "oss", "swedish"] = "ask"
    """Consumers in the Union: the One Stop Shop, Swedish VAT (below the threshold), or not said (held)."""
    home: str = "SE"


DEFAULT_POLICY = Policy()
"""The choices of a shop that has chosen nothing."""
