"""Runs golden cases (order → documents → vouchers) through the books.

``python tests/golden/runner.py CASES.yaml`` runs every case through the books (here) and end to end
through the sandbox (``flow``), prints every difference per account and ends with 1 when anything
differs. Cases that need what is not built yet (delivery outside Sweden, refunds, payouts, the daily
summary) are listed by id; a case in scope is never skipped.

What is taken from where: orders and settings from the file; each line's rate as the product's rate;
the shop's VAT total from a shop arithmetic of its own (exact fractions, rounded once at the end); the
day an own invoice is paid from the expectation, because customers pay when they pay.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if __name__ == "__main__":
    ROOT = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from kontera.books.chart import Chart, Untaxed
from kontera.books.customers import card_for
from kontera.books.decision import Decision, decide
from kontera.books.money import kronor, parse_ore
from kontera.books.order import (
    Address,
    Buyer,
    Fx,
    Line,
    LineKind,
    Order,
    Refund,
    RefundLine,
    Status,
    VatCheck,
)
from kontera.books.payments import payment_rule
from kontera.books.payouts import PayoutAccounts, ReportLine, Settlement, checked, payout_voucher
from kontera.books.plan import NOTHING_EXISTS, Step, StepKind, next_steps, perform
from kontera.books.policy import Policy
from kontera.books.preview import as_json
from kontera.books.returns import boxes
from kontera.books.vat import ruling
from kontera.problems import Held

if TYPE_CHECKING:
    from kontera.books.voucher import Voucher

Json = dict[str, Any]
TODAY = date(2026, 11, 24)
LATER_KINDS = frozenset({"daily_summary"})
KINDS = {
    "goods": LineKind.GOODS,
    "bundle_discount": LineKind.GOODS,
    "service": LineKind.SERVICE,
    "gift_card": LineKind.GIFT_CARD,
    "gift_card_spv": LineKind.GIFT_CARD_SPV,
}


@dataclass
class Report:
    """What became of a file: ids that agree, differences by id, and ids expected to come later."""

    passed: list[str] = field(default_factory=list)
    failed: dict[str, list[str]] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)


def is_later(case: Json, settings: Json) -> bool:
    """Whether a case needs what is not built yet, said by its input and the kinds of its vouchers."""
    order = case.get("order")
    if order is None or merged(settings, case)["posting_mode"] == "daily_summary":
        return True
    kinds = {voucher["kind"] for voucher in case["expect"].get("vouchers", [])}
    return bool(kinds & LATER_KINDS)


# The file's settings and order → the books' policy and order.


def merged(settings: Json, case: Json) -> Json:
    """The settings with a case's override, which names keys of the settings or of its accounts."""
    override = case.get("settings_override") or {}
    accounts = _deep(settings["accounts"], {k: v for k, v in override.items() if k in settings["accounts"]})
    return _deep({**settings, "accounts": accounts}, {k: v for k, v in override.items() if k not in accounts})


def _deep(base: Any, change: Any) -> Any:
    if not isinstance(base, Mapping) or not isinstance(change, Mapping):
        return change
    return {**base, **{key: _deep(base.get(key), value) for key, value in change.items()}}


def policy_of(settings: Json) -> Policy:
    accounts = settings["accounts"]
    swedish = {
        role: {Decimal(rate): account for rate, account in accounts[role]["SE"].items()}
        for role in ("sales", "freight", "fee", "output_vat")
    }
    chart = Chart(
        receivable=accounts["receivable"],
        rounding=accounts["rounding"],
        gift_card=accounts["gift_card_liability"],
        gift_card_spv=accounts["gift_card_spv_liability"],
        bank=accounts["bank"],
        names={number: entry["name"] for number, entry in settings["chart"].items()},
        eu_consumer={Decimal(rate): account for rate, account in accounts["sales"]["EU_B2C_SE_VAT"].items()},
        oss={
            (country, Decimal(rate)): account
            for country, by_rate in accounts["sales"]["OSS"].items()
            for rate, account in by_rate.items()
        },
        oss_vat=accounts["output_vat"]["OSS"],
        fx_gain=accounts["fx_gain"],
        fx_loss=accounts["fx_loss"],
        input_vat=accounts["input_vat"],
        fee_eu=accounts["provider_fee_reverse_charge"],
        reverse_output=accounts["reverse_charge_output"],
        reverse_input=accounts["reverse_charge_input"],
        eu_business=_untaxed(accounts, "EU_B2B"),
        export=_untaxed(accounts, "EXPORT"),
        **swedish,
    )
    return Policy(
        chart=chart,
        payment_accounts=accounts["clearing"],
        gift_card_mode=settings["gift_card_mode"],
        max_rounding_ore=parse_ore(settings["max_auto_rounding"]),
        cash_method=settings["bookkeeping_method"] == "cash",
        eu_consumers="oss" if settings["oss_enabled"] else "swedish",
        rounding="write_off" if settings["fortnox_round_off"] != "off" else "stop",
    )


def _untaxed(accounts: Json, treatment: str) -> Untaxed:
    return Untaxed(
        goods=accounts["sales"][treatment],
        services=accounts["services"][treatment],
        freight=accounts["freight"][treatment],
        fee=accounts["fee"][treatment],
    )


def order_of(case: Json, policy: Policy) -> Order:
    raw = case["order"]
    customer, is_net = raw["customer"], not raw["prices_include_vat"]
    shipping = raw.get("shipping") or {"amount_incl": "0.00"}
    freight = parse_ore(shipping["amount_incl"]) - parse_ore(shipping.get("discount", "0.00"))
    card = raw.get("gift_card_used") or {}
    paid, delivered = days_of(case, policy)
    order = Order(
        number=raw["number"],
        status=Status.PAID if paid else Status.UNPAID,
        currency=raw["currency"],
        ordered_day=date.fromisoformat(raw["date"]),
        paid_day=paid,
        delivered_day=delivered,
        buyer=Buyer(
            is_company=customer["type"] == "company",
            vat_number=customer.get("vat_number", ""),
            billing=Address(country=customer.get("billing_country", customer["country"])),
            delivery=_delivery(customer),
            vat_check=_vat_check(raw, customer),
        ),
        lines=tuple(_line(line) for line in raw["lines"]),
        shipping_gross_ore=freight,
        discount_gross_ore=parse_ore((raw.get("discount") or {}).get("amount", "0.00")),
        fee_gross_ore=parse_ore((raw.get("fee") or {}).get("amount_incl", "0.00")),
        total_gross_ore=parse_ore(raw["shop_total"]),
        tax_ore=None,
        payment_method=raw["payment"]["method"],
        gift_card_ore=0 if card.get("spv") else parse_ore(card.get("amount", "0.00")),
        fx=_fx(raw),
        refunds=tuple(_refunds(raw)),
    )
    order = replace(order, tax_ore=shop_tax(order))
    return _on_top(order) if is_net else order


def _delivery(customer: Json) -> Address:
    country = customer.get("vat_territory", customer["country"])
    return Address(country=country, zip_code=customer.get("postcode", ""), city=customer.get("city", ""))


def _vat_check(raw: Json, customer: Json) -> VatCheck | None:
    number = customer.get("vat_number", "")
    if not number or "vat_number_valid" not in customer:
        return None
    return VatCheck(number, bool(customer["vat_number_valid"]), date.fromisoformat(raw["date"]))


def _fx(raw: Json) -> Fx | None:
    if "fx_rate" not in raw:
        return None
    return Fx(raw["currency"], Decimal(raw["fx_rate"]), date.fromisoformat(raw["tax_date"]))


def _refunds(raw: Json) -> Iterator[Refund]:
    """``refund``, or several in ``refunds``: full, by lines, or an amount; with a fee that was kept."""
    told = raw.get("refunds") or ([raw["refund"]] if "refund" in raw else [])
    for place, one in enumerate(told, 1):
        kept = one.get("return_fee") or one.get("kept") or {}
        amount = one.get("amount")
        yield Refund(
            key=str(place),
            day=date.fromisoformat(one["date"]),
            amount_ore=None if amount is None else parse_ore(amount),
            lines=tuple(RefundLine(Decimal(line["qty"]), line["sku"]) for line in one.get("lines", [])),
            kept_ore=parse_ore(kept["amount_incl"] if isinstance(kept, dict) and kept else kept or "0.00"),
            is_full=one["type"] == "full",
        )


def _line(raw: Json) -> Line:
    rate = raw.get("vat_rate")
    return Line(
        title=raw["name"],
        quantity=Decimal(raw["qty"]),
        unit_gross_ore=parse_ore(raw["unit_price_incl"]),
        rate=None if rate is None else Decimal(rate),
        kind=KINDS[raw["kind"]],
        sku=raw["sku"],
    )


def days_of(case: Json, policy: Policy) -> tuple[date | None, date | None]:
    """(paid, delivered): online money comes on the tax date, own invoices' when the case says so."""
    raw = case["order"]
    delivered = date.fromisoformat(raw["delivery_date"]) if "delivery_date" in raw else None
    if "cancelled" in raw:
        return None, delivered
    tax_day = date.fromisoformat(raw["tax_date"])
    try:
        rule = payment_rule(raw["payment"]["method"], policy.payment_accounts, {}, ())
    except Held:
        return tax_day, delivered
    if not rule.own_invoice:
        return tax_day, delivered
    paid = [voucher["date"] for voucher in case["expect"]["vouchers"] if voucher["kind"] == "payment"]
    return (date.fromisoformat(paid[-1]) if paid else None), delivered or tax_day


def shop_tax(order: Order) -> int:
    """The VAT a shop would state: exact fractions all the way, rounded to whole öre at the end."""
    sold = [(line, Fraction(line.quantity) * line.unit_gross_ore) for line in order.lines]
    carrying = [(line, gross) for line, gross in sold if line.kind in (LineKind.GOODS, LineKind.SERVICE)]
    base = sum(gross for _, gross in carrying if gross > 0)
    left = Fraction(base - order.discount_gross_ore, base) if base else Fraction(0)
    extras = order.shipping_gross_ore + order.fee_gross_ore
    after = sum(gross * (left if gross > 0 else 1) for _, gross in carrying)
    tax = Fraction(0)
    for line, gross in sold:
        rate = Fraction(0) if line.kind is LineKind.GIFT_CARD or line.rate is None else Fraction(line.rate)
        carries = line.kind in (LineKind.GOODS, LineKind.SERVICE)
        own = gross * left if carries and gross > 0 else gross
        share = (own / after if after else gross / base) * extras if carries and base else 0
        tax += (own + share) * rate / (100 + rate)
    return int(tax + Fraction(1, 2))


def _on_top(order: Order) -> Order:
    """The same order as a shop with prices excl. VAT states it, when its net prices are whole öre."""
    factor = 1 + Fraction(order.lines[0].rate or 0) / 100
    nets = [Fraction(line.unit_gross_ore) / factor for line in order.lines]
    freight = Fraction(order.shipping_gross_ore) / factor
    rates = {line.rate for line in order.lines}
    if len(rates) != 1 or order.discount_gross_ore or any(net.denominator != 1 for net in (*nets, freight)):
        return order
    lines = (
        replace(line, unit_gross_ore=0, unit_net_ore=int(net))
        for line, net in zip(order.lines, nets, strict=True)
    )
    return replace(order, lines=tuple(lines), shipping_gross_ore=int(freight), tax_on_top=True)


# What the books make of it, in the shape of the file.


def outcome(case: Json, settings: Json) -> Json:
    own = merged(settings, case)
    policy = policy_of(own)
    order = order_of(case, policy)
    decision = decide(order, policy, TODAY, round_off(order, own))
    if "cancelled" in case["order"]:
        return {**cancelled(case, decision), **_buyer(order, policy)}
    shown = as_json(decision)
    paid_out = [_payout(wanted, decision, own) for wanted in _payouts(case)]
    return {**_with(shown, paid_out, policy.chart), **_buyer(order, policy)}


def _payouts(case: Json) -> list[Json]:
    """The reports of a case; the file tells their sums with the vouchers they must become."""
    return [voucher for voucher in case["expect"].get("vouchers", []) if voucher["kind"] == "payout"]


def _payout(wanted: Json, decision: Decision, settings: Json) -> tuple[Settlement, Voucher]:
    told, accounts, method = wanted["payout"], settings["accounts"], wanted["method"]
    line = ReportLine("sale", parse_ore(told["gross"]), parse_ore(told["fee"]), parse_ore(told["fee_vat"]))
    day = date.fromisoformat(wanted["date"])
    report = Settlement(method, "1", day, (line,), told["currency"], parse_ore(told["net"]))
    fx = Fx(told["currency"], Decimal(told["fx_rate"]), day) if "fx_rate" in told else None
    cleared = [*decision.payments, *(one for credit in decision.credits for one in credit.payments)]
    voucher = payout_voucher(
        checked(report),
        sum(payment.sek_ore for payment in cleared if payment.part == "rest"),
        PayoutAccounts(accounts["clearing"][method], accounts["bank"], accounts["provider_fee"]),
        decision.policy.chart,
        cast("Any", settings["fee_vat"].get(method, "exempt")),
        fx=fx,
    )
    return report, voucher


def _with(shown: Json, paid_out: list[tuple[Settlement, Voucher]], chart: Chart) -> Json:
    """The case with more vouchers and what they add to the boxes."""
    sums = {box: Decimal(amount) for box, amount in shown["vat_return"].items()}
    for box, ore in boxes([voucher for _, voucher in paid_out], chart).items():
        sums[box] = sums.get(box, Decimal(0)) + Decimal(ore) / 100
    more = [
        {
            "kind": voucher.kind,
            "date": voucher.day.isoformat(),
            "method": report.provider,
            "payout": {
                "currency": report.currency,
                "gross": kronor(report.gross_ore),
                "fee": kronor(report.fee_ore),
                "fee_vat": kronor(report.fee_vat_ore),
                "net": kronor(report.due_ore),
            },
            "rows": [
                {
                    "account": row.account,
                    "debit": kronor(max(row.amount_ore, 0)),
                    "credit": kronor(max(-row.amount_ore, 0)),
                }
                for row in voucher.rows
            ],
        }
        for report, voucher in paid_out
    ]
    boxed = {box: f"{amount:.2f}" for box, amount in sorted(sums.items()) if amount}
    return {**shown, "vouchers": [*shown["vouchers"], *more], "vat_return": boxed}


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


# Comparing, per account.


def differences(expected: Json, got: Json) -> list[str]:
    """Readable differences between a case's expectation and what the books made; empty when they agree."""
    found = list(_plain("status", expected.get("status", "book"), got["status"]))
    for code in got.get("findings", []):
        found += [f"held: {code['code']} {code['facts']}"] if code["holds"] else []
    for name in ("treatment", "fortnox_customer_vat_type"):
        if name in expected:
            found += _plain(name, expected[name], got[name])
    found += _lists("document", expected.get("documents", []), got["documents"], _document)
    found += _lists("voucher", expected.get("vouchers", []), got["vouchers"], _voucher)
    found += _tree("vat_return", expected.get("vat_return", {}), got["vat_return"])
    for name in ("oss_return", "periodic_summary"):
        found += _tree(name, expected.get(name, []), got.get(name, []))
    return found


def _plain(where: str, expected: object, got: object) -> Iterator[str]:
    if _value(expected) != _value(got):
        yield f"{where}: expected {expected}, got {got}"


def _value(leaf: object) -> object:
    try:
        return leaf if isinstance(leaf, bool) else Decimal(str(leaf))
    except ArithmeticError:
        return leaf


def _lists(what: str, expected: list[Json], got: list[Json], compare: Any) -> Iterator[str]:
    if len(expected) != len(got):
        yield f"{what}s: expected {len(expected)}, got {len(got)}"
    for place, (wanted, made) in enumerate(zip(expected, got, strict=False)):
        yield from compare(f"{what} {wanted.get('id', place)}", wanted, made)


def _tree(where: str, expected: Any, got: Any) -> Iterator[str]:
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        for key in sorted({*expected, *got}, key=str):
            yield from _tree(f"{where}.{key}", expected.get(key, "nothing"), got.get(key, "nothing"))
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            yield f"{where}: expected {len(expected)} rows, got {len(got)}"
        for place, (wanted, made) in enumerate(zip(expected, got, strict=False), 1):
            yield from _tree(f"{where}[{place}]", wanted, made)
    else:
        yield from _plain(where, expected, got)


def differences_in(where: str, expected: object, got: object) -> list[str]:
    """Readable differences between two trees of amounts; empty when they agree."""
    return list(_tree(where, expected, got))


def _document(where: str, expected: Json, got: Json) -> Iterator[str]:
    for key in ("kind", "date", "rows", "totals", "currency", "fx_rate"):
        yield from _tree(f"{where} {key}", expected.get(key), got.get(key))


def _voucher(where: str, expected: Json, got: Json) -> Iterator[str]:
    for key in ("kind", "date", "method"):
        yield from _plain(f"{where} {key}", expected.get(key), got.get(key))
    wanted, made = per_account(expected["rows"]), per_account(got["rows"])
    for account in sorted({*wanted, *made}):
        yield from _plain(f"{where} account {account}", wanted.get(account, 0), made.get(account, 0))
    yield from _plain(f"{where} balance", 0, sum(wanted.values()))
    yield from _tree(f"{where} write_off", _unsigned(expected), _unsigned(got))
    if "payout" in expected:
        yield from _tree(
            f"{where} payout", expected["payout"], {**expected["payout"], **got.get("payout", {})}
        )


def _unsigned(voucher: Json) -> list[Json]:
    """Write-offs without their sign, which the rows carry."""
    return [{**entry, "amount": abs(Decimal(entry["amount"]))} for entry in voucher.get("write_off", [])]


def per_account(rows: list[Json]) -> dict[int, Decimal]:
    """Voucher rows summed per account: debit positive, credit negative, zero left out."""
    sums: dict[int, Decimal] = {}
    for row in rows:
        amount = Decimal(row["debit"]) - Decimal(row["credit"])
        sums[row["account"]] = sums.get(row["account"], Decimal(0)) + amount
    return {account: amount for account, amount in sums.items() if amount}


def run(cases: Json) -> Report:
    """Every case of a file: passed, failed with its differences, or expected to come later."""
    report, settings = Report(), cases["settings"]
    for case in cases["cases"]:
        if is_later(case, settings):
            report.later.append(case["id"])
            continue
        found = differences(case["expect"], outcome(case, settings))
        if found:
            report.failed[case["id"]] = found
        else:
            report.passed.append(case["id"])
    return report


if __name__ == "__main__":
    from tests.golden.program import main

    sys.exit(main(sys.argv[1:]))
