"""A shop's choices with the defaults filled in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from kontera.books.money import parse_ore
from kontera.books.policy import Policy
from kontera.choices.registry import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Choices:
    """A shop's choices with the defaults filled in, read by kind."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values: dict[str, Any] = {
            choice.name: (values or {}).get(choice.name, choice.default) for choice in REGISTRY
        }

    def text(self, name: str) -> str:
        return str(self.values[name])

    def flag(self, name: str) -> bool:
        return bool(self.values[name])

    def account(self, name: str) -> int:
        return int(self.values[name])

    def table(self, name: str) -> dict[str, Any]:
        return dict(self.values[name])

    def words(self, name: str) -> list[str]:
        return list(self.values[name])

    def number(self, name: str) -> int:
        return int(self.values[name])

    def day(self, name: str) -> date | None:
        return date.fromisoformat(self.values[name]) if self.values[name] else None

    def policy(self) -> Policy:
        """What the books need to know of these choices."""
        plain = Policy()
        return replace(
            plain,
            chart=replace(
                plain.chart,
                receivable=self.account("account_receivable"),
                rounding=self.account("account_rounding"),
                gift_card=self.account("account_gift_card"),
                gift_card_spv=self.account("account_gift_card_spv"),
                sales=self._by_rate("sales_accounts"),
                freight=self._by_rate("freight_accounts"),
                fee=self._by_rate("fee_accounts"),
                output_vat=self._by_rate("vat_accounts"),
                freight_by_method=self.table("freight_by_method"),
                eu_consumer={Decimal(25): self.account("account_eu_consumer")},
                oss=dict(self._oss_accounts()),
                oss_vat=self.account("account_oss_vat"),
                eu_business=replace(plain.chart.eu_business, **self._named("eu_business_accounts")),
                export=replace(plain.chart.export, **self._named("export_accounts")),
            ),
            eu_consumers=cast("Any", self.text("eu_consumers")),
            payment_accounts=self.table("payment_accounts"),
            payment_modes=self.table("payment_modes"),
            own_invoice_methods=frozenset(self.words("own_invoice_methods")),
            gift_card_mode=cast("Any", self.text("gift_card_mode")),
            gift_card_redeemed=cast("Any", self.text("gift_card_redeemed")),
            rounding=cast("Any", self.text("rounding")),
            invoice_day=cast("Any", self.text("invoice_day")),
            zero_orders=cast("Any", self.text("zero_orders")),
            payment_fees={name: parse_ore(value) for name, value in self.table("payment_fees").items()},
        )

    def _by_rate(self, name: str) -> dict[Decimal, int]:
        return {Decimal(rate): int(account) for rate, account in self.table(name).items()}

    def _oss_accounts(self) -> Iterator[tuple[tuple[str, Decimal], int]]:
        """(country, rate) → account, from keys such as ``de 19``; a key that is neither is passed over."""
        for key, account in self.table("oss_accounts").items():
            country, _, rate = key.replace(",", ".").partition(" ")
            with suppress(ArithmeticError):
                yield (country.upper(), Decimal(rate.strip().rstrip("% "))), int(account)

    def _named(self, name: str) -> dict[str, int]:
        parts = ("goods", "services", "freight", "fee")
        return {part: int(account) for part, account in self.table(name).items() if part in parts}
