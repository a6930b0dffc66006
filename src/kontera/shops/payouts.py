"""Payouts as they are remembered: read in, matched, booked once; and what is open for them to settle."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import Q

from kontera.books.currency import SEK, in_sek
from kontera.books.money import parse_ore
from kontera.books.order import Fx
from kontera.books.payouts import Claim, ReportLine, Settlement, fold
from kontera.problems import Held
from kontera.shops.models import Delivery, Order, Payout, PayoutLine, Posting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from kontera.books.payouts import LineKind, Match
    from kontera.shops.handle import Handle

CHORE = "payouts"
State = Payout.State
SETTLED = (State.BOOKED, State.SENDING, State.SKIPPED)
"""What such payouts have settled is not open for another."""
CHANGEABLE = (State.READ, State.HELD)
SENT_TO = "company"
"""In the answers of a payout: the company it was sent to, from the attempt on until it was refused."""
ELSEWHERE = "payout-sent-elsewhere"
"""It may stand in the books of the company before; reading its report in once more begins anew."""
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,40}")
LONGEST = 80
_MATCHED = ("claim", "problem_code", "account", "sek_ore", "order")


@dataclass(frozen=True, slots=True)
class Kept:
    """A payout that was read in: ``is_new``, or known already, as it was or as it has become."""

    payout: Payout
    is_new: bool


def payouts_of(handle: Handle) -> QuerySet[Payout]:
    return Payout.objects.filter(shop=handle.shop)


def payout_of(handle: Handle, key: int) -> Payout | None:
    return payouts_of(handle).filter(pk=key).first()


def lines_of(payout: Payout) -> list[PayoutLine]:
    return list(payout.lines.order_by("place"))


def shown_lines(payout: Payout) -> QuerySet[PayoutLine]:
    """The lines with the orders they settle, for a page."""
    large = [f"order__{name}" for name in ("raw", "rates", "preview", "proposal", "evidence")]
    return payout.lines.order_by("place").select_related("order").defer(*large)


def reference_of(shop_key: str, provider: str, marker: str) -> str:
    """What the voucher carries: ends with a sign of its own, and holds only signs that Fortnox takes.

    >>> reference_of("vit-katt", "klarna", "P1")
    'kontera:vit-katt:payout:klarna:P1;'
    """
    plain = f"kontera:{shop_key}:payout:{provider}:{marker};"
    if _PLAIN.fullmatch(marker) and len(plain) <= LONGEST:
        return plain
    return f"kontera:{shop_key}:payout:{provider}:{sha256(marker.encode()).hexdigest()[:16]};"


def keep(handle: Handle, report: Settlement, *, file: bytes, name: str, now: datetime) -> Kept:
    """Write down a payout of a report. One that is known already is not made twice.

    ``Held("payout-marker-taken")`` when one that is booked, or on its way, says something else.
    """
    report = replace(report, net_ore=report.due_ore if report.net_ore is None else report.net_ore)
    with transaction.atomic():
        known = payouts_of(handle).select_for_update().filter(provider=report.provider, marker=report.marker)
        row = known.first()
        if row is not None and row.problem_code != ELSEWHERE and settlement_of(row) == report:
            return Kept(row, is_new=False)
        if row is not None and row.state not in CHANGEABLE:
            facts = {
                "provider": report.provider,
                "marker": report.marker,
                "voucher": row.voucher or row.state,
            }
            raise Held("payout-marker-taken", facts)
        is_new = row is None
        row = row or Payout(shop=handle.shop, provider=report.provider, marker=report.marker)
        _fill(row, report, file=file, name=name, now=now)
        row.save()
        row.lines.all().delete()
        PayoutLine.objects.bulk_create(_lines(row, report))
    return Kept(row, is_new=is_new)


def keep_all(
    handle: Handle, reports: Iterable[Settlement], *, file: bytes, name: str, now: datetime
) -> tuple[list[Kept], list[Held]]:
    """Every payout of a file, and why some are not kept: one that is handled already stops no other."""
    rows, refused = [], []
    for report in reports:
        try:
            rows.append(keep(handle, report, file=file, name=name, now=now))
        except Held as held:
            refused.append(held)
    return rows, refused


def _fill(row: Payout, report: Settlement, *, file: bytes, name: str, now: datetime) -> None:
    row.day, row.currency = report.day, report.currency
    row.gross_ore, row.fee_ore, row.fee_vat_ore = report.gross_ore, report.fee_ore, report.fee_vat_ore
    row.net_ore = report.net_ore or 0
    row.file, row.file_name, row.file_digest = file, name[:200], sha256(file).hexdigest()
    row.state, row.preview, row.answers, row.read_at = State.READ, {}, {}, now
    row.problem_code, row.problem_facts = "", {}
    row.reference = reference_of(row.shop.key, report.provider, report.marker)


def _lines(row: Payout, report: Settlement) -> Iterator[PayoutLine]:
    for place, line in enumerate(report.lines, 1):
        yield PayoutLine(
            payout=row,
            place=place,
            kind=line.kind,
            day=line.day,
            reference=line.reference[:120],
            transaction=line.transaction[:120],
            amount_ore=line.amount_ore,
            fee_ore=line.fee_ore,
            fee_vat_ore=line.fee_vat_ore,
        )


def settlement_of(row: Payout) -> Settlement:
    """The report of a payout, as it was written down."""
    lines = tuple(
        ReportLine(
            kind=cast("LineKind", line.kind),
            amount_ore=line.amount_ore,
            fee_ore=line.fee_ore,
            fee_vat_ore=line.fee_vat_ore,
            reference=line.reference,
            day=line.day,
            transaction=line.transaction,
        )
        for line in lines_of(row)
    )
    return Settlement(row.provider, row.marker, row.day, lines, row.currency, row.net_ore)


# -- what a payout may settle -------------------------------------------------------------------


def open_claims(handle: Handle, row: Payout, report: Settlement, skipped: Collection[int]) -> list[Claim]:
    """What is booked of the orders that a report names, and that no other payout has settled.

    ``skipped`` are accounts that no provider pays out: gift cards, and the bank itself.
    """
    orders = named_orders(handle, report)
    settled = PayoutLine.objects.filter(payout__shop=handle.shop, payout__state__in=SETTLED)
    taken = set(settled.exclude(payout=row).exclude(claim="").values_list("claim", flat=True))
    claims = (*_paid(handle, orders), *_foretold(handle, orders))
    return [one for one in claims if one.key not in taken and one.account not in skipped]


def spellings(line: ReportLine) -> set[str]:
    told = [name for name in (line.reference, line.transaction) if name]
    return {spelling for name in told for spelling in (name, name.strip(), fold(name))}


def named_orders(handle: Handle, report: Settlement) -> list[Order]:
    """By their number; those of the lines that are left by the transaction that the shop knows."""
    names = {name for line in report.lines for name in spellings(line)}
    by_number = list(handle.orders().filter(number__in=names))
    numbers = {row.number for row in by_number}
    left = {name for line in report.lines if not numbers & (told := spellings(line)) for name in told}
    by_transaction = handle.orders().filter(raw__paymethod__transaction_id__in=sorted(left)) if left else ()
    return list({row.pk: row for row in (*by_number, *by_transaction)}.values())


def _names(order: Order) -> tuple[str, ...]:
    told = order.raw.get("paymethod")
    transaction_id = str(told.get("transaction_id") or "") if isinstance(told, dict) else ""
    return tuple(name for name in (order.number, transaction_id) if name)


def _booked(handle: Handle) -> QuerySet[Delivery]:
    """In the shop's company of today: another one's books are not settled by its vouchers."""
    return handle.deliveries().filter(state=Delivery.State.BOOKED, company_id=handle.company_id)


def _paid(handle: Handle, orders: Collection[Order]) -> Iterator[Claim]:
    """Payments and repayments of invoices, as Fortnox has booked them."""
    booked = _booked(handle).filter(kind=Delivery.Kind.PAYMENT)
    by_order = {order.pk: order for order in orders}
    for sent in booked.filter(order__in=by_order).order_by("id"):
        amount, currency = int(sent.answer.get("amount_ore") or 0), str(sent.answer.get("currency") or SEK)
        if amount:
            order = by_order[sent.order_id]
            yield Claim(
                key=sent.reference,
                kind="sale" if amount > 0 else "refund",
                names=_names(order),
                amount_ore=amount,
                sek_ore=amount if currency == SEK else _sek(order, sent.answer, amount),
                currency=currency,
                account=sent.answer.get("account"),
            )


def _sek(order: Order, answer: Mapping[str, Any], amount: int) -> int:
    """As Fortnox told it, else at the rate that is kept with the order."""
    if answer.get("sek_ore"):
        return int(answer["sek_ore"])
    kept = order.evidence.get("fx") or {}
    if not kept.get("rate"):
        return 0
    return in_sek(amount, Fx(kept["currency"], Decimal(kept["rate"]), date.fromisoformat(kept["day"])))


def _foretold(handle: Handle, orders: Collection[Order]) -> Iterator[Claim]:
    """Payments and repayments without a document of their own, by what was told of each order.

    They stand in the booked summary of a day, or in a voucher that stands for the order's documents.
    """
    kinds = (Delivery.Kind.VOUCHER, Delivery.Kind.SUMMARY)
    booked = _booked(handle).filter(kind__in=kinds)
    by_order = {order.pk: order for order in orders}
    stands: dict[int, set[str]] = {}
    for sent in booked.filter(order__in=by_order):
        paper = _paper_paid(by_order[sent.order_id], sent)
        stands.setdefault(sent.order_id, set()).add(paper)
    for key, papers in stands.items():
        for place, voucher in enumerate(by_order[key].preview.get("vouchers", []), 1):
            if voucher["kind"] in ("payment", "refund") and voucher.get("document") in papers:
                yield _told_claim(by_order[key], place, voucher)


def _paper_paid(order: Order, sent: Delivery) -> str:
    """The id of the document whose payment a booked voucher or summary holds, as it was told; or ``""``."""
    name = sent.reference.rstrip(";").rsplit(":", 1)[-1]
    if not name.startswith("credit-"):
        return "inv" if sent.answer.get("paid") or name.startswith("payment-") else ""
    key = name.removeprefix("credit-").rsplit("-", 1)[0]
    papers = order.preview.get("documents", [])
    return next((str(paper["id"]) for paper in papers if paper.get("key") == key), "")


def _told_claim(order: Order, place: int, voucher: Mapping[str, Any]) -> Claim:
    """The row of the money: the largest one on its side, in SEK; the document tells it in its currency."""
    is_sale = voucher["kind"] == "payment"
    side, sign = ("debit", 1) if is_sale else ("credit", -1)
    row = max(voucher["rows"], key=lambda row: parse_ore(row[side]))
    sek, currency = sign * parse_ore(row[side]), order.currency or SEK
    papers = {paper["id"]: paper for paper in order.preview.get("documents", [])}
    paper = papers.get(voucher.get("document"))
    amount = parse_ore(paper["totals"]["total"]) if paper and currency != SEK else sek
    key = f"{order.number}:{voucher['id']}-{place}"[:LONGEST]
    account = int(row["account"])
    return Claim(key, "sale" if is_sale else "refund", _names(order), amount, sek, currency, account)


def keep_matches(row: Payout, matches: Iterable[Match], orders: Mapping[str, int]) -> None:
    """Write down what each line settles, or why it does not."""
    changed = []
    for line, match in zip(lines_of(row), matches, strict=True):
        claim = match.claim
        told = {
            "claim": claim.key if claim else "",
            "problem_code": match.code,
            "account": claim.account if claim else None,
            "sek_ore": claim.sek_ore if claim else None,
            "order_id": orders.get(claim.key) if claim else None,
        }
        if any(getattr(line, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(line, name, value)
            changed.append(line)
    PayoutLine.objects.bulk_update(changed, _MATCHED, batch_size=500)


def orders_of(handle: Handle, claims: Iterable[Claim]) -> dict[str, int]:
    """Which order each claim is of."""
    claims = list(claims)
    numbers = {claim.names[0] for claim in claims if claim.names}
    known = dict(handle.orders().filter(number__in=numbers).values_list("number", "pk"))
    return {claim.key: known[claim.names[0]] for claim in claims if claim.names and claim.names[0] in known}


# -- how far it has come ------------------------------------------------------------------------


def open_payouts(handle: Handle) -> list[Payout]:
    """What is still to be looked at: what is being sent first, then what a person waits for."""
    ranks = {State.SENDING: 0, State.SKIPPED: 0, State.DUE: 1, State.BOOKED: 2, State.READ: 3, State.HELD: 4}
    waiting = Q(state__in=[State.SENDING, State.DUE, State.READ, State.HELD])
    unattached = Q(state=State.BOOKED, file_key="", problem_code="")
    unseen = Q(state=State.SKIPPED, preview={})
    rows = payouts_of(handle).filter(waiting | unattached | unseen).defer("file")
    return sorted(rows, key=lambda row: (ranks[State(row.state)], row.day, row.pk))


def update(row: Payout, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    Payout.objects.filter(pk=row.pk).update(**changes)


def hold(row: Payout, code: str, facts: Mapping[str, str]) -> None:
    update(row, state=State.HELD, problem_code=code, problem_facts=dict(facts))


def conclude(row: Payout, state: str, code: str = "", facts: Mapping[str, str] | None = None) -> None:
    """What weighing came to, unless a person has answered meanwhile: the answer stays."""
    told = {"state": state, "problem_code": code, "problem_facts": dict(facts or {})}
    if Payout.objects.filter(pk=row.pk, state=row.state).update(**told):
        row.state, row.problem_code, row.problem_facts = state, code, dict(facts or {})


def booked(row: Payout, voucher: str, now: datetime) -> None:
    """Fortnox has it; what should stand there is kept for comparison."""
    with transaction.atomic():
        update(row, state=State.BOOKED, voucher=voucher, booked_at=now, problem_code="", problem_facts={})
        expected = {str(account): ore for account, ore in amounts_of(row)}
        told = {"shop": row.shop, "voucher": voucher, "day": row.day, "expected": expected}
        Posting.objects.update_or_create(payout=row, defaults=told)


def file_of(row: Payout) -> bytes:
    """The report as it was read in."""
    return bytes(Payout.objects.values_list("file", flat=True).get(pk=row.pk))


def amounts_of(row: Payout) -> list[tuple[int, int]]:
    """The rows of its voucher: account and öre, debit positive."""
    rows = row.preview.get("voucher", {}).get("rows", [])
    return [(int(one["account"]), parse_ore(one["debit"]) - parse_ore(one["credit"])) for one in rows]


# -- what a person says ---------------------------------------------------------------------------


def ask_booking(handle: Handle, row: Payout) -> bool:
    """Book it: at once where nothing stands in the way."""
    changed = payouts_of(handle).filter(pk=row.pk, state__in=CHANGEABLE)
    return bool(changed.update(state=State.DUE, problem_code="", problem_facts={}, attempts=0))


def skip(handle: Handle, row: Payout) -> bool:
    """It is booked already, by somebody else: nothing is made of it."""
    changed = payouts_of(handle).filter(pk=row.pk, state__in=CHANGEABLE)
    return bool(changed.update(state=State.SKIPPED, problem_code="", problem_facts={}))


def reopen(handle: Handle, row: Payout) -> bool:
    """It was not booked already, after all: it is weighed anew and waits for a person."""
    changed = payouts_of(handle).filter(pk=row.pk, state=State.SKIPPED)
    return bool(changed.update(state=State.READ, preview={}))


def confirm(handle: Handle, row: Payout, places: Collection[int] | None = None) -> int:
    """These lines (``None``: all) are right though nothing matches them, or booked elsewhere."""
    if not payouts_of(handle).filter(pk=row.pk, state__in=CHANGEABLE).exists():
        return 0
    lines = row.lines.exclude(problem_code="").filter(is_confirmed=False)
    if places is not None:
        lines = lines.filter(place__in=places)
    return lines.update(is_confirmed=True)


def is_another(handle: Handle, row: Payout) -> bool:
    """The voucher that looked like this payout is another one."""
    voucher = row.problem_facts.get("voucher", "")
    changed = payouts_of(handle).filter(pk=row.pk, state=State.HELD, problem_code="payout-maybe-booked")
    others = [*row.answers.get("another", []), voucher]
    answers = {**row.answers, "another": others}
    return bool(changed.update(answers=answers, state=State.READ, problem_code="", problem_facts={}))


def tell_bank(handle: Handle, row: Payout, ore: int) -> bool:
    """What reached the bank in SEK, of a payout in another currency."""
    changed = payouts_of(handle).filter(pk=row.pk, state__in=CHANGEABLE).exclude(currency=SEK)
    return bool(changed.update(bank_sek_ore=ore))
