"""Payouts (utbetalningar): a provider's report becomes one voucher, and its clearing account returns to zero.

A payout is what customers paid, less what was paid back to them, less the provider's fee. Every line of the
report must be an order or a refund that was booked, or be confirmed by a person; the fee and its VAT are the
report's own figures and never computed. Source: bokföringsnämnden on card and internet payments, which are
receivables on the provider until they are paid out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from kontera.books.currency import SEK, in_sek
from kontera.books.money import divide_half_up, kronor
from kontera.books.voucher import Voucher, VoucherRow
from kontera.problems import Held, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    transaction: str = ""
    """The provider's own number of the payment, where the report names the order too."""

    @property
    def names(self) -> frozenset[str]:
        """What the line may be known by, folded."""
        return frozenset(fold(name) for name in (self.reference, self.transaction) if fold(name))


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
    account: int | None = None
    """The clearing account that it stands on; ``None``: the provider's own."""


@dataclass(frozen=True, slots=True)
class Match:
    """A line and the claim it settles; without one, ``code`` says why."""

    line: ReportLine
    claim: Claim | None = None
    code: str = ""


def matched(report: Settlement, claims: Iterable[Claim], clearing: int | None = None) -> tuple[Match, ...]:
    """Every line of a report with the claim it settles: same name, kind, currency and amount, each once.

    ``payout-line-unknown``: nothing open has the name. ``payout-line-differs``: something has, with another
    amount. ``payout-line-currency``: the same. ``payout-line-elsewhere``: it agrees, but was booked on the
    account of another provider than ``clearing``; it is matched all the same. Fee lines settle nothing.
    Several refunds of one order are told apart by their amounts. Lines of one name that together are a claim
    (an order captured in parts) share it.

    >>> from datetime import date
    >>> day = date(2026, 11, 13)
    >>> report = Settlement("klarna", "P1", day, (ReportLine("sale", 59800, 2070, 518, "1063"),))
    >>> [match.claim.key for match in matched(report, [Claim("7", "sale", ("1063",), 59800, 59800)])]
    ['7']
    """
    by_name: dict[str, list[Claim]] = {}
    for claim in claims:
        for name in {fold(each) for each in claim.names} - {""}:
            by_name.setdefault(name, []).append(claim)
    taken: set[str] = set()
    matches = [_match(line, report.currency, by_name, taken, clearing) for line in report.lines]
    for places in _same_named(matches):
        lines = [matches[place].line for place in places]
        whole = replace(lines[0], amount_ore=sum(line.amount_ore for line in lines))
        found = _match(whole, report.currency, by_name, taken, clearing)
        if found.claim is not None:
            shared = dict(zip(places, _shares(lines, found.claim, found.code), strict=True))
            matches = [shared.get(place, match) for place, match in enumerate(matches)]
    return tuple(matches)


def _same_named(matches: Sequence[Match]) -> list[list[int]]:
    """The places of unmatched lines that have the same names and kind, where there are several."""
    groups: dict[tuple[frozenset[str], str], list[int]] = {}
    for place, match in enumerate(matches):
        if match.code == "payout-line-differs":
            groups.setdefault((match.line.names, match.line.kind), []).append(place)
    return [places for places in groups.values() if len(places) > 1]


def _shares(lines: Sequence[ReportLine], claim: Claim, code: str) -> Iterator[Match]:
    """Each line with its part of the claim that they are together; the last takes what is left in SEK."""
    left = claim.sek_ore
    for at, line in enumerate(lines, 1):
        part = divide_half_up(claim.sek_ore * line.amount_ore, claim.amount_ore)
        sek = left if at == len(lines) else part
        left -= sek
        yield Match(line, replace(claim, amount_ore=line.amount_ore, sek_ore=sek), code)


def _match(
    line: ReportLine, currency: str, by_name: Mapping[str, list[Claim]], taken: set[str], clearing: int | None
) -> Match:
    if line.kind == "fee" and not line.amount_ore:
        return Match(line)
    found = [
        claim for name in sorted(line.names) for claim in by_name.get(name, ()) if claim.key not in taken
    ]
    named = sorted(found, key=lambda claim: claim.account not in (None, clearing))
    same = [claim for claim in named if claim.currency == currency]
    for claim in same:
        if claim.kind == line.kind and claim.amount_ore == line.amount_ore:
            taken.add(claim.key)
            is_own = claim.account is None or clearing is None or claim.account == clearing
            return Match(line, claim, "" if is_own else "payout-line-elsewhere")
    if same:
        return Match(line, None, "payout-line-differs")
    return Match(line, None, "payout-line-currency" if named else "payout-line-unknown")


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
    elsewhere: Mapping[int, int] = MappingProxyType({}),
) -> Voucher:
    """The one voucher of a payout: bank and fee in, the clearing account out.

    ``cleared_sek_ore`` is what the matched claims were booked at, ``elsewhere`` the same by account for those
    that stand on another provider's account. In another currency the bank's own amount
    counts (else ``fx``), and the difference is an exchange gain (3960) or loss (7960).
    ``Held("payout-fee-vat")``: the report states VAT on the fee though the shop says that there is none.
    ``Held("payout-without-rate")``: another currency, and nothing that its fee could be worked out by.

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
    if report.currency != SEK and fx is None:
        facts = {"provider": report.provider, "marker": report.marker, "currency": report.currency}
        raise Held("payout-without-rate", {**facts, "day": report.day.isoformat()})
    bank = in_sek(report.due_ore, fx) if bank_sek_ore is None else bank_sek_ore
    fee, vat = in_sek(report.fee_ore, fx), in_sek(report.fee_vat_ore, fx)
    amounts = {accounts.bank: bank}
    for account, amount in ((chart.input_vat, vat), *_fee_rows(fee, accounts, chart, fee_vat)):
        amounts[account] = amounts.get(account, 0) + amount
    for account, amount in ((accounts.clearing, cleared_sek_ore), *elsewhere.items()):
        amounts[account] = amounts.get(account, 0) - amount
    gained = bank + fee + vat - cleared_sek_ore - sum(elsewhere.values())
    if gained and report.currency == SEK and bank_sek_ore is None:
        raise ValueError(f"a payout in SEK leaves no difference, this one {gained} öre")
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


FEE_REASONS: Mapping[FeeVat, Text] = {
    "from_report": Text(
        "Avgiften utan moms, enligt betaltjänstens rapport.",
        "The fee without VAT, by the provider’s report.",
    ),
    "exempt": Text(
        "Avgiften enligt rapporten; vald som momsfri.", "The fee by the report; chosen as exempt from VAT."
    ),
    "eu_reverse_charge": Text(
        "Avgiften är en tjänst från ett annat EU-land: du redovisar momsen själv.",
        "The fee is a service from another EU country: you account for the VAT yourself.",
    ),
    "non_eu_reverse_charge": Text(
        "Avgiften är en tjänst från ett land utanför EU: du redovisar momsen själv.",
        "The fee is a service from outside the EU: you account for the VAT yourself.",
    ),
}


def row_reason(row: VoucherRow, accounts: PayoutAccounts, chart: Chart, fee_vat: FeeVat) -> Text:
    """Why a row of a payout's voucher stands where it does.

    >>> from kontera.books.chart import DEFAULT_CHART
    >>> row_reason(VoucherRow(1930, 97), PayoutAccounts(1581), DEFAULT_CHART, "exempt").en
    'What is paid out to the bank.'
    """
    reasons = {
        accounts.bank: Text("Det som betalas ut till banken.", "What is paid out to the bank."),
        chart.input_vat: Text(
            "Momsen på avgiften, som rapporten anger den.", "The VAT on the fee, as the report states it."
        ),
        chart.fx_gain: Text("Kursvinst mot bokförda betalningar.", "Exchange gain on what was booked."),
        chart.fx_loss: Text("Kursförlust mot bokförda betalningar.", "Exchange loss on what was booked."),
        chart.reverse_input: Text("25 % av avgiften, som du drar av.", "25 % of the fee, which you deduct."),
        chart.reverse_output: Text(
            "25 % av avgiften, som du redovisar.", "25 % of the fee, which you report."
        ),
    }
    if row.account in (accounts.fee, chart.fee_eu, chart.fee_non_eu) and row.account != accounts.bank:
        return FEE_REASONS[fee_vat]
    cleared = Text(
        "Betalningarna som raderna hör till lämnar avräkningskontot.",
        "The payments of the lines leave the clearing account.",
    )
    return reasons.get(row.account, cleared)
