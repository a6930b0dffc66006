"""The chart of accounts: roles ("sales at 25 %", "rounding") → one shop's accounts.

The defaults are BAS 2025 numbers; 1581–1586 and 2422 are the company's own accounts.
One account carries one VAT rate, because Fortnox derives the VAT report from the account's VAT
code: freight and fees at 12, 6 and 0 % therefore go to the sales account of that rate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Mapping

R25, R12, R6, R0 = Decimal(25), Decimal(12), Decimal(6), Decimal(0)

NAMES: Mapping[int, str] = MappingProxyType(
    {
        1510: "Kundfordringar",
        1580: "Fordringar för kontokort och kuponger",
        1581: "Fordran Klarna",
        1582: "Fordran Stripe",
        1583: "Fordran Swish",
        1584: "Fordran PayPal",
        1585: "Fordran Qliro",
        1586: "Fordran Svea",
        1930: "Företagskonto/checkkonto/affärskonto",
        2421: "Ej inlösta presentkort",
        2422: "Ej inlösta presentkort, enfunktionsvoucher",
        2611: "Utgående moms på försäljning inom Sverige, 25 %",
        2621: "Utgående moms på försäljning inom Sverige, 12 %",
        2631: "Utgående moms på försäljning inom Sverige, 6 %",
        3001: "Försäljning inom Sverige, 25 % moms",
        3002: "Försäljning inom Sverige, 12 % moms",
        3003: "Försäljning inom Sverige, 6 % moms",
        3004: "Försäljning inom Sverige, momsfri",
        3520: "Fakturerade frakter",
        3540: "Faktureringsavgifter",
        3740: "Öres- och kronutjämning",
    }
)
"""Names of the default accounts (BAS 2025)."""

BOX_OF_RATE: Mapping[Decimal, str] = MappingProxyType({R25: "10", R12: "11", R6: "12"})
"""Output VAT by rate → box of the Swedish VAT return (Skatteverket, momsdeklaration)."""


def _by_rate(*accounts: tuple[Decimal, int]) -> Mapping[Decimal, int]:
    return MappingProxyType(dict(accounts))


def _account(role: str, accounts: Mapping[Decimal, int], rate: Decimal) -> int:
    account = accounts.get(rate)
    if account is None:
        raise Held("no-account-for-rate", {"role": role, "rate": f"{rate.normalize():f}"})
    return account


@dataclass(frozen=True, slots=True)
class Chart:
    """Roles → accounts of one shop. Rates are percent as ``Decimal``.

    ``freight_by_method`` gives a delivery method (its key or name, lower case) its own freight account
    at 25 %; ``freight`` and ``fee`` hold accounts by rate, and fall back on sales.
    """

    receivable: int = 1510
    rounding: int = 3740
    gift_card: int = 2421
    gift_card_spv: int = 2422
    bank: int = 1930
    sales: Mapping[Decimal, int] = field(
        default_factory=lambda: _by_rate((R25, 3001), (R12, 3002), (R6, 3003), (R0, 3004))
    )
    services: Mapping[Decimal, int] = field(default_factory=_by_rate)
    """Accounts of services by rate; a rate without one uses the sales account."""
    freight: Mapping[Decimal, int] = field(default_factory=lambda: _by_rate((R25, 3520)))
    freight_by_method: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    fee: Mapping[Decimal, int] = field(default_factory=lambda: _by_rate((R25, 3540)))
    output_vat: Mapping[Decimal, int] = field(
        default_factory=lambda: _by_rate((R25, 2611), (R12, 2621), (R6, 2631))
    )
    names: Mapping[int, str] = field(default_factory=lambda: NAMES)

    def sales_account(self, rate: Decimal) -> int:
        """The sales account (försäljningskonto) of goods at ``rate`` (BAS 3001–3004).

        >>> Chart().sales_account(Decimal(12))
        3002
        """
        return _account("försäljning", self.sales, rate)

    def service_account(self, rate: Decimal) -> int:
        """The account of a service at ``rate``; without one of its own, as goods.

        >>> Chart().service_account(Decimal(25))
        3001
        """
        return self.services.get(rate) or self.sales_account(rate)

    def freight_account(self, rate: Decimal, shipping_key: str = "", shipping_name: str = "") -> int:
        """Freight: 3520 (or the delivery method's own account) at 25 %, else the sales account of the rate.

        >>> Chart().freight_account(Decimal(25)), Chart().freight_account(Decimal(6))
        (3520, 3003)
        """
        if rate == R25 and self.freight_by_method:
            for name in (shipping_key, shipping_name):
                own = self.freight_by_method.get(name.strip().lower())
                if own:
                    return own
        return self.freight.get(rate) or self.sales_account(rate)

    def fee_account(self, rate: Decimal) -> int:
        """Fees (faktureringsavgift): 3540 at 25 %, else the sales account of the rate.

        >>> Chart().fee_account(Decimal(25)), Chart().fee_account(Decimal(12))
        (3540, 3002)
        """
        return self.fee.get(rate) or self.sales_account(rate)

    def output_vat_account(self, rate: Decimal) -> int:
        """Output VAT (utgående moms) of ``rate``: BAS 2611, 2621, 2631.

        >>> Chart().output_vat_account(Decimal(25))
        2611
        """
        return _account("utgående moms", self.output_vat, rate)

    def name_of(self, account: int) -> str:
        """The account's name, or nothing when the shop has not named it.

        >>> Chart().name_of(1510)
        'Kundfordringar'
        """
        return self.names.get(account, "")

    def box_of(self, account: int) -> str | None:
        """The box of the Swedish VAT return an account counts in; ``None`` for balance accounts.

        Box 05 taxed sales, 10–12 output VAT, 42 VAT-free sales (Skatteverket, momsdeklaration).
        A single-purpose gift card counts as a sale (box 05) when it is sold.

        >>> Chart().box_of(3001), Chart().box_of(2621), Chart().box_of(3004), Chart().box_of(1510)
        ('05', '11', '42', None)
        """
        for rate, own in self.output_vat.items():
            if own == account:
                return BOX_OF_RATE.get(rate)
        if account == self.gift_card_spv or account in self.freight_by_method.values():
            return "05"
        for accounts in (self.sales, self.services, self.freight, self.fee):
            for rate, own in accounts.items():
                if own == account:
                    return "05" if rate else "42"
        return None


DEFAULT_CHART = Chart()
"""BAS 2025 with the company's own clearing accounts, for Swedish sales."""
