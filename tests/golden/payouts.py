"""Payouts of a golden case: the provider's report is written as its file, read in, and booked by the worker.

The file tells a payout's sums; its lines are the orders themselves and what was paid back of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.golden.payout_telling import as_told
from tests.payouts.making import write

from kontera.books.money import kronor, parse_ore
from kontera.books.payouts import ReportLine, Settlement

if TYPE_CHECKING:
    from kontera.sandbox.public.registers import Registers
    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends

Json = dict[str, Any]
WRITTEN_AS = {"klarna", "stripe", "paypal", "qliro", "svea", "swish"}


def wanted(case: Json) -> list[Json]:
    """The payouts that a case expects, the first one first."""
    found = [as_told(one) for one in case["expect"].get("vouchers", []) if one["kind"] == "payout"]
    return sorted(found, key=lambda one: one["date"])


def register(registers: Registers, expected: Json) -> None:
    """The rate of the payout's day, where the file tells it."""
    told = expected["payout"]
    if "fx_rate" in told:
        registers.days[told["currency"], expected["date"]] = Decimal(told["fx_rate"])


def days_before(case: Json, expected: Json) -> date:
    """The day of the provider's payout before this one: what it settled is no part of this one."""
    earlier = [one["date"] for one in wanted(case) if one["method"] == expected["method"]]
    return max((date.fromisoformat(day) for day in earlier if day < expected["date"]), default=date.min)


def read_in(
    handle: Handle, ends: Ends, expected: Json, orders: list[Json], papers: Json, *, since: date
) -> None:
    """The report as a person would read it in, looked at and then booked."""
    from kontera.shops import payouts as kept  # noqa: PLC0415 - Django is set up by now
    from kontera.sync.chores import drain_chores  # noqa: PLC0415

    report, content = _read(_settlement(expected, orders, papers, since))
    row = kept.keep(handle, report, file=content, name="rapport.csv", now=ends.now()).payout
    if "bank_sek" in expected["payout"]:
        kept.tell_bank(handle, row, parse_ore(expected["payout"]["bank_sek"]))
    kept.ask_booking(handle, row)
    _work(handle, ends, drain_chores)


def _work(handle: Handle, ends: Ends, drain_chores: Any) -> None:
    from kontera.shops import payouts as kept  # noqa: PLC0415
    from kontera.shops.chores import ask_chore  # noqa: PLC0415

    ask_chore(handle, kept.CHORE, asked=True)
    while drain_chores(handle.shop.pk, ends):
        pass


def _read(report: Settlement) -> tuple[Settlement, bytes]:
    """Written in the provider's format, or for a method that has none in another's."""
    from kontera.payouts.forms import known_formats  # noqa: PLC0415
    from kontera.payouts.reports import read_report  # noqa: PLC0415

    own = report.provider
    written = own if own in WRITTEN_AS else "stripe"
    content = write(replace(report, provider=written))
    form = replace(known_formats()[written], provider=own)
    (read,) = read_report(content, form=form).settlements
    return replace(read, net_ore=report.net_ore), content


def _settlement(expected: Json, orders: list[Json], papers: Json, since: date) -> Settlement:
    told, method, day = expected["payout"], expected["method"], date.fromisoformat(expected["date"])
    sold = [raw for raw in orders if since < date.fromisoformat(str(raw["tax_date"])) <= day]
    refunded = _refunds(orders, method, papers, day)
    lines = [*_sales(sold, method, day), *(line for line in refunded if line.day and line.day > since)]
    lines = [replace(line, day=day) for line in lines]
    fee, vat = parse_ore(told["fee"]), parse_ore(told["fee_vat"])
    lines[0] = replace(lines[0], fee_ore=fee, fee_vat_ore=vat)
    marker = day.isoformat() if method == "swish" else f"{method}-{day}"
    return Settlement(method, marker, day, tuple(lines), told["currency"], parse_ore(told["net"]))


def _sales(orders: list[Json], method: str, day: date) -> list[ReportLine]:
    found = []
    for raw in orders:
        card = raw.get("gift_card_used") or {}
        ore = parse_ore(raw["shop_total"]) - (0 if card.get("spv") else parse_ore(card.get("amount", "0.00")))
        if raw["payment"]["method"] == method and ore:
            found.append(ReportLine("sale", ore, reference=raw["number"], day=day))
    return found


def _refunds(orders: list[Json], method: str, papers: Json, day: date) -> list[ReportLine]:
    """What was paid back, by the payments that have a negative amount."""
    numbers = {raw["number"] for raw in orders if raw["payment"]["method"] == method}
    found = []
    for payment in papers["payments"]:
        is_sek = payment.get("Currency", "SEK") == "SEK"
        amount = Decimal(str(payment["Amount" if is_sek else "AmountCurrency"]))
        is_card = ":refund-gift_card" in payment["ExternalInvoiceReference1"]
        number = next((one for one in numbers if f":{one}:" in payment["ExternalInvoiceReference1"]), "")
        paid_back = date.fromisoformat(payment["PaymentDate"])
        if number and amount < 0 and paid_back <= day and not is_card:
            found.append(ReportLine("refund", int(amount * 100), reference=number, day=paid_back))
    return found


def told(handle: Handle) -> Json:
    """Voucher (series, number and year) → what its payout is said to be, in the words of the file."""
    from kontera.shops import payouts as kept  # noqa: PLC0415

    return {
        row.voucher: {
            "kind": "payout",
            "method": row.provider,
            "payout": {
                "currency": row.currency,
                "gross": kronor(row.gross_ore),
                "fee": kronor(row.fee_ore),
                "fee_vat": kronor(row.fee_vat_ore),
                "net": kronor(row.net_ore),
            },
        }
        for row in kept.payouts_of(handle)
        if row.voucher
    }


def problems(handle: Handle) -> list[str]:
    """Why payouts are not booked."""
    from kontera.shops import payouts as kept  # noqa: PLC0415

    rows = kept.payouts_of(handle).exclude(state="booked")
    return [f"payout {row.state} {row.problem_code} {row.problem_facts}" for row in rows]
