"""Payouts: each is weighed against what is booked, and booked as one voucher when a person has said so.

A voucher has no number before Fortnox gives it one, and its list has no filter on the text. What may have
been booked, by us or by anybody else, is therefore looked for among the vouchers of the days around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from kontera.books import payouts as books
from kontera.books.currency import SEK, in_sek
from kontera.books.money import kronor
from kontera.books.order import Fx
from kontera.books.payments import known_method, payment_rule
from kontera.books.returns import boxes as vat_boxes
from kontera.fortnox import files, registers, text, vouchers
from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome
from kontera.shops import payouts as kept
from kontera.shops.models import Payout
from kontera.shops.registers import keep_rate, known_rate
from kontera.sync.strangers import opened
from kontera.sync.turn import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from kontera.books.chart import Chart
    from kontera.books.policy import Policy
    from kontera.books.voucher import Voucher
    from kontera.fortnox.vouchers import VoucherAnswer, VoucherHead
    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends
    from kontera.sync.turn import Turn

State = Payout.State
EVERY = timedelta(minutes=15)
DAY = timedelta(days=1)
WINDOW = timedelta(days=5)
"""A voucher that looks like the payout is looked for so many days before and after it."""
SAID = ("utbetalning", "payout")
"""What the text of such a voucher says, beside the provider and the payout's own name."""
FEES = ("from_report", "exempt", "eu_reverse_charge", "non_eu_reverse_charge")
AT_FORTNOX = ("fortnox", "payout-maybe-booked")
"""Problems that came with the attempt to book: they stay until somebody tries again."""


def run_payouts(turn: Turn) -> bool:
    """Weigh what is open and book what is asked for; one that fails stops no other."""
    later: TryLater | None = None
    for row in kept.open_payouts(turn.handle):
        if not turn.go_on():
            return True
        try:
            carry(turn.handle, turn.ends, row)
        except TryLater as problem:
            later = later or problem
    if later is not None:
        raise later
    return False


def carry(handle: Handle, ends: Ends, row: Payout) -> None:
    """One payout as far as it may go now. Raises ``TryLater`` or ``Disconnected``."""
    if row.state == State.SENDING:
        _held_if(row, lambda: _resume(handle, ends, row))
    elif row.state == State.SKIPPED:
        weigh(handle, ends, row)  # what it has settled is open for no other
    elif row.state != State.BOOKED:
        _further(handle, ends, row)
    if row.state == State.BOOKED:
        attach(handle, ends, row)


def _further(handle: Handle, ends: Ends, row: Payout) -> None:
    problem = weigh(handle, ends, row)
    if problem is not None:
        kept.conclude(row, State.HELD, problem.code, problem.facts)
    elif row.state == State.DUE:
        _held_if(row, lambda: _book(handle, ends, row))
    elif not row.problem_code.startswith(AT_FORTNOX):
        kept.conclude(row, State.READ)


def _held_if(row: Payout, work: Any) -> None:
    try:
        work()
    except Held as held:
        kept.hold(row, held.code, held.facts)


# -- weighing ---------------------------------------------------------------------------------------


def weigh(handle: Handle, ends: Ends, row: Payout) -> Held | None:
    """Match the lines and foretell the voucher; what stands in its way, or ``None``."""
    try:
        return _weigh(handle, ends, row)
    except Held as held:
        kept.update(row, preview={})
        return held


@dataclass(frozen=True, slots=True)
class _Way:
    """How a provider's payouts are booked in this shop."""

    accounts: books.PayoutAccounts
    fee_vat: books.FeeVat


def _weigh(handle: Handle, ends: Ends, row: Payout) -> Held | None:
    _refuse_elsewhere(handle, row)
    policy = handle.choices.policy()
    way = _way(handle, row.provider, policy)
    report = books.checked(kept.settlement_of(row))
    chart = policy.chart
    skipped = {chart.gift_card, chart.gift_card_spv, way.accounts.bank}
    claims = kept.open_claims(handle, row, report, skipped)
    matches = books.matched(report, claims, way.accounts.clearing)
    kept.keep_matches(row, matches, kept.orders_of(handle, claims))
    fx = _fx(handle, ends, row, report)
    cleared = _cleared(matches, way.accounts.clearing, fx)
    voucher = books.payout_voucher(
        report,
        cleared.pop(way.accounts.clearing, 0),
        way.accounts,
        chart,
        way.fee_vat,
        fx=fx,
        bank_sek_ore=row.bank_sek_ore if report.currency != SEK else None,
        elsewhere=cleared,
    )
    kept.update(row, preview=_told(row, voucher, fx, way, chart))
    return _open_lines(row, matches)


def _way(handle: Handle, provider: str, policy: Policy) -> _Way:
    choices = handle.choices
    rule = payment_rule(provider, policy.payment_accounts, {}, ())
    bank = int(_chosen(choices.table("payout_bank_accounts"), provider) or 1930)
    fee = int(_chosen(choices.table("payout_fee_accounts"), provider) or 6570)
    named = known_method(provider)
    vat = str(_chosen(choices.table("payout_fee_vat"), provider) or books.FEE_VAT.get(named, "exempt"))
    if vat not in FEES:
        raise Held("payout-fee-choice", {"provider": provider, "chosen": vat, "allowed": ", ".join(FEES)})
    if rule.account == bank:
        raise Held("payout-without-clearing", {"provider": provider, "account": str(bank)})
    accounts = books.PayoutAccounts(rule.account, bank, fee)
    return _Way(accounts, cast("books.FeeVat", vat))


def _chosen(table: Mapping[str, Any], provider: str) -> Any:
    name = known_method(provider)
    return next((value for key, value in table.items() if known_method(key) == name), None)


def _fx(handle: Handle, ends: Ends, row: Payout, report: books.Settlement) -> Fx | None:
    """The rate of the payout's day; without one, the bank's own amount tells it."""
    if report.currency == SEK:
        return None
    source, day = handle.choices.text("rate_source"), report.day
    fx = known_rate(source, report.currency, day, day) or ends.rates[source].rate(report.currency, day)
    if fx is not None:
        keep_rate(fx)
        return fx
    if row.bank_sek_ore and report.due_ore:
        return Fx(report.currency, Decimal(row.bank_sek_ore) / Decimal(report.due_ore), day, "bank")
    raise Held("payout-without-rate", {**_name(row), "currency": report.currency, "day": day.isoformat()})


def _cleared(matches: Iterable[books.Match], clearing: int, fx: Fx | None) -> dict[int, int]:
    """Account → SEK öre: what was booked of each line, else the line's own amount."""
    sums: dict[int, int] = {}
    for match in matches:
        claim = match.claim
        account = (claim.account if claim else None) or clearing
        amount = claim.sek_ore if claim else in_sek(match.line.amount_ore, fx)
        sums[account] = sums.get(account, 0) + amount
    return sums


def _open_lines(row: Payout, matches: Iterable[books.Match]) -> Held | None:
    confirmed = {line.place for line in kept.lines_of(row) if line.is_confirmed}
    waiting = [place for place, match in enumerate(matches, 1) if match.code and place not in confirmed]
    if not waiting:
        return None
    return Held("payout-lines-open", {**_name(row), "count": str(len(waiting)), "first": str(waiting[0])})


def _told(row: Payout, voucher: Voucher, fx: Fx | None, way: _Way, chart: Chart) -> dict[str, Any]:
    """The voucher as pages and terminals show it, and as it is sent."""
    rows = [
        {
            "account": one.account,
            "name": one.text,
            "debit": kronor(max(one.amount_ore, 0)),
            "credit": kronor(max(-one.amount_ore, 0)),
            "box": chart.box_of(one.account) or "",
            "why": {"sv": why.sv, "en": why.en},
        }
        for one in voucher.rows
        for why in (books.row_reason(one, way.accounts, chart, way.fee_vat),)
    ]
    told = {"kind": "payout", "date": row.day.isoformat(), "text": voucher.text, "rows": rows}
    rate = {"rate": str(fx.rate), "source": fx.source, "day": fx.day.isoformat()} if fx else {}
    boxes = {box: kronor(ore) for box, ore in vat_boxes([voucher], chart).items()}
    own = {"clearing": way.accounts.clearing, "bank": way.accounts.bank}
    return {"voucher": told, "fx": rate, "vat_return": boxes, **own}


def _name(row: Payout) -> dict[str, str]:
    return {"provider": row.provider, "marker": row.marker}


# -- booking ------------------------------------------------------------------------------------------


def _book(handle: Handle, ends: Ends, row: Payout) -> None:
    """The first attempt: nobody may have booked it already."""
    client = _client(handle, ends)
    ours = _look_around(client, row)
    if ours is not None:
        kept.booked(row, ours.key, ends.now())
        return
    _send(handle, ends, row)


def _send(handle: Handle, ends: Ends, row: Payout) -> None:
    client = _client(handle, ends)
    answers = {name: told for name, told in row.answers.items() if name != kept.SENT_TO}
    changes = {"state": State.SENDING, "sent_at": ends.now(), "attempts": row.attempts + 1}
    changes["answers"] = {**answers, kept.SENT_TO: handle.company_id}
    kept.update(row, **changes, problem_code="", problem_facts={})
    try:
        answer = vouchers.create(
            client,
            series=handle.choices.text("voucher_series") or "A",
            day=row.day,
            description=_description(row),
            rows=[(account, ore, "") for account, ore in kept.amounts_of(row)],
        )
    except UnknownOutcome:
        # From now on the clock runs until "not found" is believed.
        kept.update(row, sent_at=ends.now())
        raise
    except Held:
        kept.update(row, answers=answers)
        raise
    except (TryLater, Disconnected):
        kept.update(row, state=State.DUE, answers=answers)
        raise
    kept.booked(row, answer.key, ends.now())


def _refuse_elsewhere(handle: Handle, row: Payout) -> None:
    """What may stand in another company's books must not be booked in this one's."""
    if row.answers.get(kept.SENT_TO, handle.company_id) != handle.company_id:
        raise Held(kept.ELSEWHERE, _name(row))


def _resume(handle: Handle, ends: Ends, row: Payout) -> None:
    """It was being sent: look for it before it is sent again."""
    _refuse_elsewhere(handle, row)
    found = vouchers.find(_client(handle, ends), row.reference, row.day)
    if len(found) > 1:
        raise Held("fortnox-duplicates", {"order": row.marker, "count": str(len(found))})
    if found:
        kept.booked(row, found[0].key, ends.now())
        return
    sent_at = row.sent_at or ends.now()
    wait = timedelta(seconds=ends.settle_seconds) - (ends.now() - sent_at)
    if wait > timedelta(0):
        after = int(wait.total_seconds()) + 1
        raise UnknownOutcome("fortnox-unknown-outcome", {"call": row.reference}, after=after)
    _send(handle, ends, row)


def attach(handle: Handle, ends: Ends, row: Payout) -> None:
    """Lay the report with its voucher. Where Fortnox does not take it, it is kept here, and that is said."""
    try:
        key = _attach(_client(handle, ends), row)
    except (Held, Disconnected) as refused:
        kept.update(row, problem_code="payout-file-kept", problem_facts={"why": refused.code})
    else:
        kept.update(row, file_key=key)


def _attach(client: Any, row: Payout) -> str:
    """The file's id is written down between the two calls: it is not connected twice."""
    key = str(row.answers.get("uploaded", ""))
    if key and files.is_attached(client, key):
        return key
    if not key:
        name = text.fit(row.file_name, 100) or f"{row.provider}.csv"
        key = files.upload(client, name, kept.file_of(row))
        kept.update(row, answers={**row.answers, "uploaded": key})
    files.attach(client, key, row.voucher)
    return key


def _client(handle: Handle, ends: Ends) -> Any:
    if handle.shop.company is None:
        raise Disconnected("fortnox-consent-missing", {"fortnox": ""}, side="fortnox")
    return ends.fortnox(handle.shop.company)


def _description(row: Payout) -> str:
    """What it is, and our reference whole at its end."""
    room = vouchers.DESCRIPTION - len(row.reference) - 1
    return f"{text.fit(str(row.preview['voucher']['text']), room)} {row.reference}"


def _look_around(client: Any, row: Payout) -> VoucherAnswer | None:
    """Our own voucher if there is one; ``Held`` where somebody else's looks like this payout.

    Both would have the same amount on the clearing account or on the bank's, within a few days.
    """
    year = registers.financial_year(client, row.day)
    if year is None:
        raise Held("fortnox-year-missing", {"fortnox": row.day.isoformat()})
    heads = list(_heads_around(client, year, row.day))
    ours = [head for head in heads if row.reference in head.text]
    if len(ours) > 1:
        raise Held("fortnox-duplicates", {"order": row.marker, "count": str(len(ours))})
    if ours:
        return vouchers.get(client, ours[0].series, ours[0].number, ours[0].year)
    _refuse_similar(client, row, heads)
    return None


def _heads_around(client: Any, year: registers.FinancialYear, day: date) -> Iterator[VoucherHead]:
    """The vouchers of the days around one, also of those in the financial year next to its own."""
    first, last = day - WINDOW, day + WINDOW
    yield from vouchers.listed(client, max(year.first_day, first), min(year.last_day, last))
    if first < year.first_day and registers.financial_year(client, first):
        yield from vouchers.listed(client, first, year.first_day - DAY)
    if last > year.last_day and registers.financial_year(client, last):
        yield from vouchers.listed(client, year.last_day + DAY, last)


def _may_be_it(head: VoucherHead, row: Payout) -> bool:
    """By hand, or a payout that another shop of the company has booked: of ours the reference tells all."""
    is_theirs = ":payout:" in head.text and f"kontera:{row.shop.key}:" not in head.text
    return is_theirs or "kontera:" not in head.text


def _refuse_similar(client: Any, row: Payout, heads: Iterable[VoucherHead]) -> None:
    amounts = dict(kept.amounts_of(row))
    telling = (row.preview["clearing"], row.preview["bank"])
    wanted = {(account, amounts[account]) for account in telling if amounts.get(account)}
    others = row.answers.get("another", [])
    strange = [head for head in heads if not head.is_document and _may_be_it(head, row)]
    for found in opened(client, strange, (row.provider, row.marker, *SAID)):
        if found.key not in others and wanted & set(_sums(found)):
            facts = {**_name(row), "voucher": found.key, "text": found.text, "day": str(found.day or "")}
            raise Held("payout-maybe-booked", facts)


def _sums(voucher: VoucherAnswer) -> list[tuple[int, int]]:
    sums: dict[int, int] = {}
    for one in voucher.rows:
        sums[one.account] = sums.get(one.account, 0) + one.amount_ore
    return list(sums.items())


PAYOUT_WORK = Work(kept.CHORE, run_payouts, lambda _choices: EVERY)
