"""Runs golden cases (orders → documents → vouchers) through the books.

``python tests/golden/runner.py CASES.yaml`` runs every case through the books (here) and end to end
through the sandbox (``flow``), prints every difference per account and ends with 1 when anything
differs. No case is skipped: one of an unknown form is a difference.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if __name__ == "__main__":
    ROOT = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.golden.comparing import differences
from tests.golden.payout_telling import as_told
from tests.golden.reading import is_undone, merged, order_of, policy_of

from kontera.books.customers import card_for
from kontera.books.daily import is_summed, summary_of
from kontera.books.decision import Decision, decide
from kontera.books.money import kronor, parse_ore
from kontera.books.order import Fx, Order, Status
from kontera.books.payouts import PayoutAccounts, ReportLine, Settlement, checked, payout_voucher
from kontera.books.plan import NOTHING_EXISTS, Step, StepKind, next_steps, perform
from kontera.books.preview import as_json
from kontera.books.returns import boxes
from kontera.books.vat import ruling
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kontera.books.policy import Policy
    from kontera.books.voucher import Voucher

Json = dict[str, Any]
TODAY = date(2026, 11, 24)


@dataclass
class Report:
    """What became of a file: ids that agree, and differences by id."""

    passed: list[str] = field(default_factory=list)
    failed: dict[str, list[str]] = field(default_factory=dict)


# What the books make of it, in the shape of the file.


def orders_in(case: Json) -> list[Json]:
    """The case once for each of its orders: ``order``, or several in ``orders``."""
    return [{**case, "order": raw} for raw in case.get("orders") or [case["order"]]]


def outcome(case: Json, settings: Json) -> Json:
    own = merged(settings, case)
    policy = policy_of(own)
    ones = orders_in(case)
    orders = [order_of(one, policy) for one in ones]
    decisions = [decide(order, policy, TODAY, round_off(order, own)) for order in orders]
    if "cancelled" in ones[0]["order"] and not is_undone(ones[0]["order"]):
        return {**cancelled(ones[0], decisions[0]), **_buyer(orders[0], policy)}
    shown = (
        _daily(decisions, policy)
        if own["posting_mode"] == "daily_summary"
        else _joined(decisions, policy, [])
    )
    for wanted in _payouts(case):
        shown = _with_payout(shown, wanted, decisions, own, _payouts(case))
    return {**shown, **_buyer(orders[0], policy)}


def _joined(decisions: Iterable[Decision], policy: Policy, more: list[Voucher]) -> Json:
    """Several orders as one outcome: their documents and vouchers in a row, their returns added up."""
    told = [as_json(decision) for decision in decisions]
    statuses = {one["status"] for one in told}
    return {
        "status": statuses.pop() if len(statuses) == 1 else "book",
        "findings": [finding for one in told for finding in one["findings"]],
        "documents": [document for one in told for document in one["documents"]],
        "vouchers": [voucher for one in told for voucher in one["vouchers"]],
        "vat_return": _added(*(one["vat_return"] for one in told), _boxes(more, policy)),
        "oss_return": _merged((one["oss_return"] for one in told), ("base", "vat")),
        "periodic_summary": _merged((one["periodic_summary"] for one in told), ("amount",)),
    }


def _daily(decisions: list[Decision], policy: Policy) -> Json:
    """A voucher for each day on which something was sold or paid back; the rest has documents of its own."""
    summed = [decision for decision in decisions if is_summed(decision)]
    alone = [decision for decision in decisions if not is_summed(decision)]
    sold = [(decision.invoice.day, decision) for decision in summed if decision.invoice]
    back = [
        (credit.invoice.day, (decision.order.number, credit))
        for decision in summed
        for credit in decision.credits
    ]
    made = [
        summary_of(
            day, [one for at, one in sold if at == day], [one for at, one in back if at == day], policy.chart
        )
        for day in sorted({day for day, _ in (*sold, *back)})
    ]
    vouchers = [one.voucher for one in made]
    shown = _joined(alone, policy, vouchers)
    told = [as_json(decision) for decision in decisions]
    days = [{"kind": "daily_summary", "date": one.day.isoformat(), "rows": _rows(one)} for one in vouchers]
    return {
        **shown,
        "status": "book",
        "vouchers": [*days, *shown["vouchers"]],
        "oss_return": _merged((one["oss_return"] for one in told), ("base", "vat")),
    }


def _merged(parts: Iterable[list[Json]], amounts: tuple[str, ...]) -> list[Json]:
    """Lines of returns added up by everything that is no amount; what comes out at zero is left out."""
    sums: dict[tuple[tuple[str, str], ...], dict[str, Decimal]] = {}
    for line in (line for part in parts for line in part):
        key = tuple((name, value) for name, value in line.items() if name not in amounts)
        sums.setdefault(key, dict.fromkeys(amounts, Decimal(0)))
        for name in amounts:
            sums[key][name] += Decimal(line[name])
    return [
        {**dict(key), **{name: f"{value:.2f}" for name, value in total.items()}}
        for key, total in sums.items()
        if any(total.values())
    ]


def _added(*parts: Json) -> Json:
    sums: dict[str, Decimal] = {}
    for box, amount in (item for part in parts for item in part.items()):
        sums[box] = sums.get(box, Decimal(0)) + Decimal(amount)
    return {box: f"{amount:.2f}" for box, amount in sorted(sums.items()) if amount}


def _boxes(vouchers: list[Voucher], policy: Policy) -> Json:
    return {box: kronor(ore) for box, ore in boxes(vouchers, policy.chart).items()}


def _rows(voucher: Voucher) -> list[Json]:
    return [
        {
            "account": row.account,
            "debit": kronor(max(row.amount_ore, 0)),
            "credit": kronor(max(-row.amount_ore, 0)),
        }
        for row in voucher.rows
    ]


def _payouts(case: Json) -> list[Json]:
    """The reports of a case; the file tells their sums with the vouchers they must become."""
    return [as_told(voucher) for voucher in case["expect"].get("vouchers", []) if voucher["kind"] == "payout"]


def _with_payout(
    shown: Json, wanted: Json, decisions: list[Decision], settings: Json, others: list[Json]
) -> Json:
    told, accounts, method = wanted["payout"], settings["accounts"], wanted["method"]
    policy, day = decisions[0].policy, date.fromisoformat(wanted["date"])
    before = [date.fromisoformat(one["date"]) for one in others if one["method"] == method]
    since = max((one for one in before if one < day), default=date.min)
    line = ReportLine("sale", parse_ore(told["gross"]), parse_ore(told["fee"]), parse_ore(told["fee_vat"]))
    report = checked(Settlement(method, "1", day, (line,), told["currency"], parse_ore(told["net"])))
    voucher = payout_voucher(
        report,
        _cleared(decisions, accounts["clearing"][method], since, day),
        PayoutAccounts(accounts["clearing"][method], accounts["bank"], accounts["provider_fee"]),
        policy.chart,
        cast("Any", settings["fee_vat"].get(method, "exempt")),
        fx=Fx(told["currency"], Decimal(told["fx_rate"]), day) if "fx_rate" in told else None,
        bank_sek_ore=parse_ore(told["bank_sek"]) if "bank_sek" in told else None,
    )
    paid_out = {
        "kind": "payout",
        "date": day.isoformat(),
        "method": report.provider,
        "payout": {
            "currency": report.currency,
            "gross": kronor(report.gross_ore),
            "fee": kronor(report.fee_ore),
            "fee_vat": kronor(report.fee_vat_ore),
            "net": kronor(report.due_ore),
        },
        "rows": _rows(voucher),
    }
    vat = _added(shown["vat_return"], _boxes([voucher], policy))
    return {**shown, "vouchers": [*shown["vouchers"], paid_out], "vat_return": vat}


def _cleared(decisions: list[Decision], clearing: int, since: date, until: date) -> int:
    """What payments and repayments have put on the clearing account between two payouts (öre)."""
    moved = [
        payment
        for decision in decisions
        for payments in (decision.payments, *(credit.payments for credit in decision.credits))
        for payment in payments
    ]
    mine = [payment for payment in moved if payment.account == clearing]
    return sum(payment.sek_ore for payment in mine if since < payment.day <= until)


def _buyer(order: Order, policy: Policy) -> Json:
    try:
        place = ruling(order, policy).place
    except Held as held:
        return {"treatment": held.code, "fortnox_customer_vat_type": ""}
    kind = card_for(order, place).vat_type.replace("_REVERSED", "REVERSED")
    return {
        "treatment": place.treatment.value,
        "fortnox_customer_vat_type": kind if kind == "EXPORT" else f"{kind}VAT",
    }


def round_off(order: Order, settings: Json) -> int:
    """What Fortnox itself would add: totals to whole kronor, half up, when its öresutjämning is on."""
    if settings["fortnox_round_off"] == "off":
        return 0
    total = order.total_gross_ore
    return (total + 50) // 100 * 100 - total


def cancelled(case: Json, live: Decision) -> Json:
    """The order is cancelled after as much had been done as the case's stage says."""
    exists, documents = NOTHING_EXISTS, []
    if case["order"]["cancelled"]["stage"] == "invoice_created_not_booked":
        exists = perform(exists, Step(StepKind.CREATE_INVOICE))
        documents = [{**document, "kind": "cancelled_invoice"} for document in as_json(live)["documents"]]
    gone = decide(replace(live.order, status=Status.CANCELLED), live.policy, TODAY)
    steps = [step.kind for step in next_steps("booked", gone, exists)]
    status = {(): "cancelled_nothing_booked", (StepKind.CANCEL_INVOICE,): "document_cancelled"}
    shown = status.get(tuple(steps), f"steps left: {steps}")
    return {"status": shown, "documents": documents, "vouchers": [], "vat_return": {}}


def run(cases: Json) -> Report:
    """Every case of a file: passed, or failed with its differences."""
    report, settings = Report(), cases["settings"]
    for case in cases["cases"]:
        try:
            found = differences(case["expect"], outcome(case, settings))
        except (Held, KeyError, ValueError) as problem:
            found = [f"not understood: {problem!r}"]
        if found:
            report.failed[case["id"]] = found
        else:
            report.passed.append(case["id"])
    return report


if __name__ == "__main__":
    from tests.golden.program import main

    sys.exit(main(sys.argv[1:]))
