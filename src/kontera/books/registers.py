"""What the set-up check looks at: the company's registers, the shop's side, and the shop's choices.

``None`` in a register means that it was not read: not asked for, or refused (then ``refused`` says why).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from kontera.books.policy import DEFAULT_POLICY, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from kontera.books.threshold import Standing

Mark = Literal["green", "yellow", "red"]


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the chart. ``vat_code`` is ``None`` where Fortnox did not tell it."""

    number: int
    name: str = ""
    is_active: bool = True
    vat_code: str | None = ""
    needs_cost_centre: bool = False
    needs_project: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """A financial year (räkenskapsår), and whether it is booked at payment (kontantmetoden)."""

    first_day: date
    last_day: date
    by_cash: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a register could not be read: our code, and Fortnox's own words."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Registers:
    """What Fortnox says of the company. Codes as they are written there."""

    accounts: Mapping[int, Account] | None = None
    predefined: Mapping[str, int] | None = None
    """Förvalda konton by their names, such as ``CUSTCLAIM``."""
    document_series: Mapping[str, str] | None = None
    """Kind of document, such as ``INVOICE`` → the voucher series it is booked in."""
    series: frozenset[str] | None = None
    years: tuple[Year, ...] | None = None
    locked_until: date | None = None
    currencies: frozenset[str] | None = None
    modes: Mapping[str, int | None] | None = None
    """Mode of payment → its account."""
    terms: frozenset[str] | None = None
    ways: frozenset[str] | None = None
    delivery_terms: frozenset[str] | None = None
    units: frozenset[str] | None = None
    price_lists: frozenset[str] | None = None
    cost_centres: Mapping[str, bool] | None = None
    """Code → whether it is active."""
    projects: Mapping[str, bool] | None = None
    """Number → whether it is still going on."""
    lager: bool | None = None
    """Whether the Lager module is active."""
    refused: Mapping[str, Refusal] = field(default_factory=lambda: MappingProxyType({}))
    """What could not be read, by the name of the register."""


@dataclass(frozen=True, slots=True)
class ShopSide:
    """What the shop and its orders say. Methods are spelled as the shop spells them."""

    refused: Refusal | None = None
    """The shop could not be read."""
    methods: tuple[str, ...] = ()
    """The payment methods that the shop offers."""
    used_methods: tuple[str, ...] = ()
    """The payment methods of its orders."""
    rates: frozenset[Decimal] = frozenset()
    """The VAT rates of its products and orders, percent."""
    products: int = 0
    """How many products were looked at, and …"""
    taxed: int = 0
    """… how many of them told a VAT rate."""
    has_orders: bool = False
    heard_days: int | None = None
    """Days since the webhook was heard; ``None``: never."""
    oss_sold: frozenset[tuple[str, Decimal]] = frozenset()
    """Countries and rates that were sold in the One Stop Shop, or wait for an account."""
    treatments: frozenset[str] = frozenset()
    """The treatments of its sales abroad."""
    currencies: frozenset[str] = frozenset()
    """The currencies of its orders."""
    standing: Standing | None = None
    """Sales to consumers in the Union against the threshold."""
    round_off_ore: int = 0
    """Fortnox's own rounding of the newest document that could show it (öresutjämning)."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The shop's choices, as far as the check needs them."""

    policy: Policy = DEFAULT_POLICY
    end: str = "booked"
    terms: str = ""
    ways: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The shop's delivery method → way of delivery."""
    delivery_terms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cost_centre: str = ""
    project: str = ""
    currency: str = "SEK"
    unit: str = "st"
    price_list: str = "A"
    sends_prices: bool = True
    sends_units: bool = True
    stock: str = "off"
    writes_lager: bool = False
    skipped_methods: tuple[str, ...] = ()
    files: bool = False
    """Order lists, reports or orders are to lie with vouchers."""

    @property
    def books(self) -> bool:
        """Whether orders end as vouchers.

        >>> Wishes(end="order").books, Wishes().books
        (False, True)
        """
        return self.end in ("booked", "paid")


@dataclass(frozen=True, slots=True)
class Look:
    """Everything one check-up sees."""

    day: date
    registers: Registers = field(default_factory=Registers)
    side: ShopSide = field(default_factory=ShopSide)
    wishes: Wishes = field(default_factory=Wishes)


CreationKind = Literal["account", "activate", "mode", "way", "unit"]


@dataclass(frozen=True, slots=True)
class Creation:
    """Something Kontera can make in Fortnox itself, when told to.

    ``code`` is the account's number, or the code in the register. ``account`` is the account of a mode.
    """

    kind: CreationKind
    code: str
    name: str = ""
    vat_code: str = ""
    account: int = 0

    @property
    def key(self) -> str:
        """One word for it, in forms and on the command line.

        >>> Creation("account", "1583").key
        'account:1583'
        """
        return f"{self.kind}:{self.code}"


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of the check.

    ``key`` says which account, rate or method, where a check has several answers. ``stops`` is what a red
    finding would break: ``orders``, ``booking``, ``payments``, ``payments:klarna``, ``account:3002``,
    ``shipping:postnord``, ``products`` or ``stock``.
    """

    mark: Mark = "green"
    code: str = ""
    key: str = ""
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    stops: tuple[str, ...] = ()
    creates: Creation | None = None
    check: str = ""
