"""An order's chain made ready to show: documents, vouchers, deliveries.

The preview is stored JSON (kronor as text); what is missing in it is simply not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.readings import EXPLAINED
from kontera.panel import why, words
from kontera.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kontera.books.chart import Chart
    from kontera.problems import Explained, Text
    from kontera.shops.models import Delivery

SECRET_WORDS = ("key", "token", "secret", "password", "authorization")
HIDDEN = "•••"
NOTHING = Decimal(0)
HOME = "SE"


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """One row of a voucher; an empty side is not shown."""

    account: int
    name: str
    debit: str
    credit: str
    why: str = ""
    box: str = ""


@dataclass(frozen=True, slots=True)
class ShownVoucher:
    """A voucher (verifikation) as a table, with its sums in kronor."""

    kind: str
    day: str
    method: str
    lines: list[VoucherLine]
    debit: Decimal
    credit: Decimal
    is_made: bool
    """Kontera books it: the shop's choice goes that far."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What will be, or was, made of an order."""

    documents: list[dict[str, Any]]
    vouchers: list[ShownVoucher]
    boxes: list[tuple[str, str]]
    findings: list[Explained]
    notes: list[str]
    """What was noticed while the order was read, and does not hold it."""
    explanation: str
    treatment: str
    reasons: list[str]
    """What decided the order as a whole."""
    declared: list[dict[str, Any]]
    """Lines of the One Stop Shop return."""


MADE: Mapping[str, frozenset[str]] = {
    "booked": frozenset({"invoice", "credit"}),
    "paid": frozenset({"invoice", "payment", "credit", "refund"}),
}
"""The vouchers that are booked at each end; the other ends book nothing."""


def preview_of(stored: Mapping[str, Any], chart: Chart, end: str) -> Preview:
    findings = [
        words.reason(str(finding.get("code", "")), finding.get("facts") or {})
        for finding in stored.get("findings") or ()
    ]
    documents = [why.with_reasons(stored, one) for one in stored.get("documents") or ()]
    return Preview(
        documents=documents,
        vouchers=[_voucher(voucher, chart, end, stored) for voucher in stored.get("vouchers") or ()],
        boxes=sorted((stored.get("vat_return") or {}).items()),
        findings=findings,
        notes=[words.reason(code, {}).what for code in stored.get("notes") or () if code in PROBLEMS],
        explanation=_explanation(str(stored.get("hypothesis") or "")),
        treatment=words.word(words.TREATMENTS, str(stored.get("treatment") or HOME)) if documents else "",
        reasons=why.of_order(stored),
        declared=why.declared(stored),
    )


def proposed_of(proposal: Mapping[str, Any], chart: Chart) -> list[ShownVoucher]:
    """The vouchers that would mend a changed order."""
    return [_voucher(voucher, chart, "") for voucher in proposal.get("vouchers") or ()]


def _explanation(hypothesis: str) -> str:
    """How the VAT was proven, one sentence per reading that it took."""
    readings = [EXPLAINED[code] for code in hypothesis.split("+") if code in EXPLAINED]
    return " ".join(words.spoken(text) for text in readings)


def _voucher(
    stored: Mapping[str, Any], chart: Chart, end: str, preview: Mapping[str, Any] | None = None
) -> ShownVoucher:
    rows, kind = stored.get("rows") or (), str(stored.get("kind", ""))
    reasons = why.of_rows(preview or {}, why.about_voucher(stored))
    return ShownVoucher(
        kind=kind,
        day=str(stored.get("date") or stored.get("day") or ""),
        method=str(stored.get("method") or ""),
        lines=[_line(row, chart, preview or {}, reasons.get(place, "")) for place, row in enumerate(rows)],
        debit=sum((Decimal(row["debit"]) for row in rows), NOTHING),
        credit=sum((Decimal(row["credit"]) for row in rows), NOTHING),
        is_made=why.VOUCHER_KINDS.get(kind, kind) in MADE.get(end, ()),
    )


def _line(row: Mapping[str, Any], chart: Chart, preview: Mapping[str, Any], reason: str) -> VoucherLine:
    account = int(row["account"])
    return VoucherLine(
        account,
        str(row.get("name") or why.account_name(preview, account) or chart.name_of(account)),
        row["debit"] if Decimal(row["debit"]) else "",
        row["credit"] if Decimal(row["credit"]) else "",
        reason,
        why.box_of(preview, account),
    )


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """One document on its way, and what Fortnox answered. Amounts in öre."""

    kind: str
    state: str
    reference: str
    number: str
    voucher: str
    amounts: list[tuple[Text, int]]
    currency: str
    sent_at: datetime
    settled_at: datetime | None
    reasons: list[str]
    """Why it was as it was, kept when it was sent."""


def delivery_of(delivery: Delivery) -> ShownDelivery:
    answer = delivery.answer or {}
    known = ((label, answer.get(name)) for name, label in words.ANSWERS.items())
    amounts = [(label, ore) for label, ore in known if isinstance(ore, int)]
    is_repaid = delivery.kind == "payment" and int(answer.get("amount_ore") or 0) < 0
    return ShownDelivery(
        "refund" if is_repaid else delivery.kind,
        delivery.state,
        delivery.reference,
        delivery.number,
        " ".join(delivery.voucher.split()[:2]),
        amounts,
        str(answer.get("currency") or "SEK"),
        delivery.sent_at,
        delivery.settled_at,
        why.of_delivery(delivery),
    )


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET_WORDS)


def without_secrets(raw: Any) -> Any:
    """The shop's own words, with whatever looks like a key or password hidden."""
    if isinstance(raw, dict):
        return {
            name: HIDDEN if value and _is_secret(name) else without_secrets(value)
            for name, value in raw.items()
        }
    return [without_secrets(part) for part in raw] if isinstance(raw, list) else raw
