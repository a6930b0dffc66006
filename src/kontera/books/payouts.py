"""Payouts (utbetalningar): a provider's report becomes one voucher, and its clearing account returns to zero.

A payout is what customers paid, less what was paid back to them, less the provider's fee. Every line of the
report must be an order or a refund that was booked, or be confirmed by a person; the fee and its VAT are the
report's own figures and never computed. Source: bokföringsnämnden on card and internet payments, which are
receivables on the provider until they are paid out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kontera.books.currency import in_sek
from kontera.books.money import divide_half_up, kronor
from kontera.books.voucher import Voucher, VoucherRow
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kontera.books.chart import Chart
    from kontera.books.order import Fx

LineKind = Literal["sale", "refund", "fee", "other"]
FeeVat = Literal["from_report", "exempt", "eu_reverse_charge", "non_eu_reverse_charge"]
FEE_VAT: Mapping[str, FeeVat] = {"klarna": "from_report", "qliro": "from_report", "svea": "from_report"}
"""How the fee of a provider carries VAT; every other one's is exempt until the shop says otherwise."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of a settlement report, 1/100 of its currency: sales positive, refunds negative.

    Fees and their VAT are what the provider takes, positive. A line of kind ``fee`` has no amount of its own.
    """

    kind: LineKind
    amount_ore: int
    fee_ore: int = 0
    fee_vat_ore: int = 0
    reference: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement report of one payout. ``net_ore`` is what it says was paid out (``None``: not told)."""

    provider: str
    marker: str
    day: date
    lines: tuple[ReportLine, ...]
    currency: str = "SEK"
    net_ore: int | None = None

    @property
    def gross_ore(self) -> int:
        """What is cleared: sales less refunds (and other lines, with their sign)."""
        return sum(line.amount_ore for line in self.lines)

    @property
    def fee_ore(self) -> int:
        """The provider's fee without VAT."""
        return sum(line.fee_ore for line in self.lines)

    @property
    def fee_vat_ore(self) -> int:
        """The VAT on the fee, as the report states it."""
        return sum(line.fee_vat_ore for line in self.lines)

    @property
    def due_ore(self) -> int:
        """What should reach the bank."""
        return self.gross_ore - self.fee_ore - self.fee_vat_ore


@dataclass(frozen=True, slots=True)
class Claim:
    """What a provider owes for an order, or is owed for a refund (negative), as it was booked.

    ``names`` are what a report may call it by: the order's number, the transaction. ``key`` is ours.
    """

    key: str
    kind: LineKind
    names: tuple[str, ...]
    amount_ore: int
    sek_ore: int
    currency: str = "SEK"


@dataclass(frozen=True, slots=True)
class Match:
    """A line and the claim it settles; without one, ``code`` says why."""

    line: ReportLine
    claim: Claim | None = None
    code: str = ""


def matched(report: Settlement, claims: Iterable[Claim]) -> tuple[Match, ...]:
    """Every line of a report with the claim it settles: same name, kind, currency and amount, each once.

    ``payout-line-unknown``: nothing open has the name. ``payout-line-differs``: something has, with another
    amount. Fee lines settle nothing. Several refunds of one order are told apart by their amounts.

    >>> from datetime import date
    >>> day = date(2026, 11, 13)
    >>> report = Settlement("klarna", "P1", day, (ReportLine("sale", 59800, 2070, 518, "1063"),))
    >>> [match.claim.key for match in matched(report, [Claim("7", "sale", ("1063",), 59800, 59800)])]
    ['7']
    """
    open_ones = [claim for claim in claims if claim.currency == report.currency]
    return tuple(_match(line, open_ones) for line in report.lines)


def _match(line: ReportLine, open_ones: list[Claim]) -> Match:
    if line.kind == "fee" and not line.amount_ore:
        return Match(line)
    name = fold(line.reference)
    named = [one for one in open_ones if name and name in {fold(each) for each in one.names}]
    for claim in named:
        if claim.kind == line.kind and claim.amount_ore == line.amount_ore:
            open_ones.remove(claim)
            return Match(line, claim)
    return Match(line, None, "payout-line-differs" if named else "payout-line-unknown")


def fold(name: str) -> str:
    """A reference without case, spaces and the signs that shops put around order numbers.

    >>> fold(" #1063 "), fold("Order 1063")
    ('1063', '1063')
    """
    plain = "".join(letter for letter in name.casefold() if letter.isalnum())
    return plain.removeprefix("order") or plain


@dataclass(frozen=True, slots=True)
class PayoutAccounts:
    """Where a provider's payout is booked: its clearing account, the bank, and the fee."""

    clearing: int
    bank: int = 1930
    fee: int = 6570


def checked(report: Settlement) -> Settlement:
    """The report, or ``Held``: ``payout-does-not-add-up``, ``payout-empty``.

    >>> from datetime import date
    >>> lines = (ReportLine("sale", 100, 3),)
    >>> checked(Settlement("klarna", "P1", date(2026, 11, 13), lines, net_ore=97)).due_ore
    97
    """
    if not report.lines:
        raise Held("payout-empty", {"provider": report.provider, "marker": report.marker})
    if report.net_ore is not None and report.net_ore != report.due_ore:
        sums = {"lines": kronor(report.due_ore), "net": kronor(report.net_ore)}
        raise Held("payout-does-not-add-up", {"provider": report.provider, "marker": report.marker, **sums})
    return report


def payout_voucher(
    report: Settlement,
    cleared_sek_ore: int,
    accounts: PayoutAccounts,
    chart: Chart,
    fee_vat: FeeVat,
    *,
    fx: Fx | None = None,
    bank_sek_ore: int | None = None,
) -> Voucher:
    """The one voucher of a payout: bank and fee in, the clearing account out.

    ``cleared_sek_ore`` is what the matched claims were booked at. In another currency the bank's own amount
    counts (else ``fx``), and the difference is an exchange gain (3960) or loss (7960).
    ``Held("payout-fee-vat")``: the report states VAT on the fee though the shop says that there is none.

    >>> from datetime import date
    >>> from kontera.books.chart import DEFAULT_CHART
    >>> report = Settlement("klarna", "P1", date(2026, 11, 13), (ReportLine("sale", 59800, 2070, 518),))
    >>> voucher = payout_voucher(report, 59800, PayoutAccounts(1581), DEFAULT_CHART, "from_report")
    >>> [(row.account, row.amount_ore) for row in voucher.rows]
    [(1930, 57212), (2641, 518), (6570, 2070), (1581, -59800)]
    """
    if report.fee_vat_ore and fee_vat != "from_report":
        facts = {"provider": report.provider, "marker": report.marker, "vat": kronor(report.fee_vat_ore)}
        raise Held("payout-fee-vat", facts)
    bank = in_sek(report.due_ore, fx) if bank_sek_ore is None else bank_sek_ore
    fee, vat = in_sek(report.fee_ore, fx), in_sek(report.fee_vat_ore, fx)
    amounts = {accounts.bank: bank}
    for account, amount in ((chart.input_vat, vat), *_fee_rows(fee, accounts, chart, fee_vat)):
        amounts[account] = amounts.get(account, 0) + amount
    amounts[accounts.clearing] = amounts.get(accounts.clearing, 0) - cleared_sek_ore
    gained = bank + fee + vat - cleared_sek_ore
    if gained:
        amounts[chart.fx_gain if gained > 0 else chart.fx_loss] = -gained
    rows = (
        VoucherRow(account, amount, chart.name_of(account)) for account, amount in amounts.items() if amount
    )
    return Voucher("payout", report.day, tuple(rows), f"Utbetalning {report.provider} {report.marker}")


def _fee_rows(fee: int, accounts: PayoutAccounts, chart: Chart, fee_vat: FeeVat) -> Sequence[tuple[int, int]]:
    """The fee; with reverse charge also the VAT that the buyer reports and deducts (25 %)."""
    if fee_vat not in ("eu_reverse_charge", "non_eu_reverse_charge"):
        return ((accounts.fee, fee),)
    own = chart.fee_eu if fee_vat == "eu_reverse_charge" else chart.fee_non_eu
    vat = divide_half_up(fee * 25, 100)
    return ((own, fee), (chart.reverse_input, vat), (chart.reverse_output, -vat))
