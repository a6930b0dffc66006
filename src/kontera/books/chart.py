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

from kontera.books.area import NORTHERN_IRELAND
from kontera.books.place import AT_HOME, Treatment
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.books.place import Place

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
        2641: "Debiterad ingående moms",
        2621: "Utgående moms på försäljning inom Sverige, 12 %",
        2631: "Utgående moms på försäljning inom Sverige, 6 %",
        2670: "Utgående moms på försäljning inom EU, OSS",
        3001: "Försäljning inom Sverige, 25 % moms",
        3002: "Försäljning inom Sverige, 12 % moms",
        3003: "Försäljning inom Sverige, 6 % moms",
        3004: "Försäljning inom Sverige, momsfri",
        3105: "Försäljning varor till land utanför EU",
        3106: "Försäljning varor till annat EU-land, momspliktig",
        3108: "Försäljning varor till annat EU-land, momsfri",
        3305: "Försäljning tjänster till land utanför EU",
        3308: "Försäljning tjänster till annat EU-land",
        3520: "Fakturerade frakter",
        3521: "Fakturerade frakter, EU-land",
        3522: "Fakturerade frakter, export",
        3540: "Faktureringsavgifter",
        3541: "Faktureringsavgifter, EU-land",
        3542: "Faktureringsavgifter, export",
        3740: "Öres- och kronutjämning",
        3960: "Valutakursvinster på fordringar och skulder av rörelsekaraktär",
        2614: "Utgående moms, omvänd betalningsskyldighet, 25 %",
        2645: "Beräknad ingående moms på förvärv från utlandet",
        6570: "Bankkostnader",
        6572: "Betaltjänstavgifter, EU, omvänd betalningsskyldighet",
        6573: "Betaltjänstavgifter, utanför EU, omvänd betalningsskyldighet",
        7960: "Valutakursförluster på fordringar och skulder av rörelsekaraktär",
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
class Untaxed:
    """The accounts of sales without Swedish VAT: goods, services, freight and fees."""

    goods: int
    services: int
    freight: int
    fee: int


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
    eu_consumer: Mapping[Decimal, int] = field(default_factory=lambda: _by_rate((R25, 3106)))
    """EU consumers with Swedish VAT, by rate; a rate without one uses the sales account."""
    oss: Mapping[tuple[str, Decimal], int] = field(default_factory=lambda: MappingProxyType({}))
    """One Stop Shop: (country, rate) → the company's own sales account. BAS has none."""
    oss_vat: int = 2670
    eu_business: Untaxed = field(default_factory=lambda: Untaxed(3108, 3308, 3521, 3541))
    export: Untaxed = field(default_factory=lambda: Untaxed(3105, 3305, 3522, 3542))
    fx_gain: int = 3960
    fx_loss: int = 7960
    input_vat: int = 2641
    fee_eu: int = 6572
    """Provider fees from the EU with reverse charge (the company's own account, box 21)."""
    fee_non_eu: int = 6573
    """The same from outside the EU (box 22)."""
    reverse_output: int = 2614
    reverse_input: int = 2645
    names: Mapping[int, str] = field(default_factory=lambda: NAMES)

    def sales_account(self, rate: Decimal, place: Place = AT_HOME) -> int:
        """The sales account (försäljningskonto) of goods at ``rate`` (BAS 3001–3004; abroad 3105–3108).

        ``Held("oss-account-missing")`` where the company has no account for the country and rate.

        >>> Chart().sales_account(Decimal(12))
        3002
        """
        if place.treatment is Treatment.OSS:
            return self._oss_account(rate, place.country)
        untaxed = self._untaxed(place)
        if untaxed is not None:
            return untaxed.goods
        if place.treatment is Treatment.EU_B2C_SE_VAT and rate in self.eu_consumer:
            return self.eu_consumer[rate]
        return _account("försäljning", self.sales, rate)

    def _oss_account(self, rate: Decimal, country: str) -> int:
        account = self.oss.get((country, rate))
        if account is None:
            raise Held("oss-account-missing", {"country": country, "rate": f"{rate.normalize():f}"})
        return account

    def _untaxed(self, place: Place) -> Untaxed | None:
        if place.treatment is Treatment.EU_B2B:
            return self.eu_business
        return self.export if place.treatment is Treatment.EXPORT else None

    def service_account(self, rate: Decimal, place: Place = AT_HOME) -> int:
        """The account of a service at ``rate``; without one of its own, as goods. Untaxed abroad: 3308, 3305.

        Northern Ireland belongs to the Union for goods alone, so that a service beside them is sold outside.

        >>> Chart().service_account(Decimal(25))
        3001
        """
        untaxed = self._untaxed(place)
        if untaxed is not None:
            return (self.export if place.country == NORTHERN_IRELAND else untaxed).services
        own = self.services.get(rate) if place.treatment is Treatment.SE else None
        return own or self.sales_account(rate, place)

    def freight_account(
        self, rate: Decimal, shipping_key: str = "", shipping_name: str = "", place: Place = AT_HOME
    ) -> int:
        """Freight: 3520 (or the delivery method's own account) at 25 %, else the sales account of the rate.

        Abroad it follows the goods: 3521 and 3522 where they carry no VAT.

        >>> Chart().freight_account(Decimal(25)), Chart().freight_account(Decimal(6))
        (3520, 3003)
        """
        untaxed = self._untaxed(place)
        if untaxed is not None:
            return untaxed.freight
        if place.treatment is not Treatment.SE:
            return self.sales_account(rate, place)
        if rate == R25 and self.freight_by_method:
            for name in (shipping_key, shipping_name):
                own = self.freight_by_method.get(name.strip().lower())
                if own:
                    return own
        return self.freight.get(rate) or self.sales_account(rate)

    def fee_account(self, rate: Decimal, place: Place = AT_HOME) -> int:
        """Fees (faktureringsavgift): 3540 at 25 %, else the sales account of the rate; untaxed 3541, 3542.

        >>> Chart().fee_account(Decimal(25)), Chart().fee_account(Decimal(12))
        (3540, 3002)
        """
        untaxed = self._untaxed(place)
        if untaxed is not None:
            return untaxed.fee
        own = self.fee.get(rate) if place.treatment is Treatment.SE else None
        return own or self.sales_account(rate, place)

    def output_vat_account(self, rate: Decimal, place: Place = AT_HOME) -> int:
        """Output VAT (utgående moms) of ``rate``: BAS 2611, 2621, 2631; 2670 for the One Stop Shop.

        >>> Chart().output_vat_account(Decimal(25))
        2611
        """
        if place.treatment is Treatment.OSS:
            return self.oss_vat
        return _account("utgående moms", self.output_vat, rate)

    def name_of(self, account: int) -> str:
        """The account's name, or nothing when the shop has not named it.

        >>> Chart().name_of(1510)
        'Kundfordringar'
        """
        return self.names.get(account, "")

    def box_of(self, account: int) -> str | None:
        """The box of the Swedish VAT return an account counts in; ``None`` for balance accounts.

        Box 05 taxed sales, 10–12 output VAT, 35, 36, 39 and 40 untaxed sales abroad, 42 other VAT-free sales
        (Skatteverket, momsdeklaration). Sales in the One Stop Shop stand in no box. A single-purpose gift
        card counts as a sale (box 05) when it is sold.

        >>> Chart().box_of(3001), Chart().box_of(2621), Chart().box_of(3004), Chart().box_of(1510)
        ('05', '11', '42', None)
        """
        return self._box_of_vat(account) or self._box_abroad(account) or self._box_at_home(account)

    def _box_of_vat(self, account: int) -> str | None:
        purchases = {
            self.input_vat: "48",
            self.reverse_input: "48",
            self.reverse_output: "30",
            self.fee_eu: "21",
            self.fee_non_eu: "22",
        }
        if account in purchases:
            return purchases[account]
        return next((BOX_OF_RATE.get(rate) for rate, own in self.output_vat.items() if own == account), None)

    def _box_abroad(self, account: int) -> str | None:
        for untaxed, goods, services in ((self.eu_business, "35", "39"), (self.export, "36", "40")):
            if account in (untaxed.goods, untaxed.freight, untaxed.fee):
                return goods
            if account == untaxed.services:
                return services
        return "05" if account in self.eu_consumer.values() else None

    def _box_at_home(self, account: int) -> str | None:
        if account == self.gift_card_spv or account in self.freight_by_method.values():
            return "05"
        for accounts in (self.sales, self.services, self.freight, self.fee):
            for rate, own in accounts.items():
                if own == account:
                    return "05" if rate else "42"
        return None


DEFAULT_CHART = Chart()
"""BAS 2025 with the company's own clearing accounts, for Swedish sales."""
