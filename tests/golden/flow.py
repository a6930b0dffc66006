"""Golden cases end to end: shop → real HTTP → the real flow → real HTTP → the sandbox's own ledger.

What is compared is what the sandbox says it has: its documents, and the vouchers that it booked by
rules of its own. Needs Django set up on a migrated database (see ``database``).
"""

from __future__ import annotations

import copy
import itertools
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
from tests.golden import comparing, payouts, reading, refunding, returns, stage, summaries
from tests.golden.runner import orders_in

from kontera.config.environment import Environment
from kontera.embedded import Embedded
from kontera.processes import migrate
from kontera.sandbox.clock import Clock
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.sandbox.quickbutik.shop import Shop
    from kontera.sandbox.server import Addresses
    from kontera.shops.handle import Handle

Json = dict[str, Any]
TENANTS = itertools.count(200001)
ZERO = Decimal(0)
PURCHASES = frozenset({"20", "21", "22", "23", "24", "48"})
"""Boxes of the VAT return that show what stands on the debit side."""
EVENTS = {"paid": "order.new", "cancelled": "order.cancelled"}
"""What the shop's webhook says."""


@contextmanager
def database() -> Iterator[None]:
    """A server and a database for one run, and Django upon them; the house's own variables do not count."""
    for name in [name for name in os.environ if name.startswith("KONTERA_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="kontera-golden-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = Embedded(folder, durable=False)
        try:
            migrate(Environment(testing=True, data_dir=folder, database_url=server.start()))
            yield
        finally:
            server.remove()


# One case through everything.


@dataclass(frozen=True)
class Scene:
    """A case on the stage: its settings (with its override) and the world around it."""

    case: Json
    settings: Json
    world: World
    places: Addresses
    tenant: int

    @property
    def ones(self) -> list[Json]:
        """The case once for each of its orders, the earliest first."""
        return sorted(orders_in(self.case), key=lambda one: str(one["order"]["tax_date"]))

    def paid_day(self, one: Json) -> date | None:
        return reading.days_of(one, reading.policy_of(self.settings))[0]

    def ask(self, what: str) -> Json:
        """What the sandbox tells about this company, on its own interface."""
        answer = httpx2.get(f"{self.places.control}/{what}", params={"tenant": self.tenant})
        told: Json = answer.json(parse_float=Decimal)
        return told


def outcome(case: Json, settings: Json) -> Json:
    """What became of a case in the sandbox, in the shape of the file's ``expect``."""
    case, own, tenant = reading.told_apart(case), reading.merged(settings, case), next(TENANTS)
    stage.forget_rates()
    first = min(str(one["order"]["tax_date"]) for one in orders_in(case))
    clock = Clock(stage.noon(first), running=False)
    with World(clock, limit=False) as world, serve_thread(world) as places:
        scene = Scene(case, own, world, places, tenant)
        stage.add_company(world, tenant, own, scene.ones)
        for one in scene.ones:
            stage.register(world.registers, one["order"])
        for payout in payouts.wanted(case):
            payouts.register(world.registers, payout)
        handle = _walk(scene, world.add_shop(f"golden key {tenant}"))
        told, (state, treatment) = _told(scene, handle), _standing(scene, handle)
        # An order that is off carries nobody's VAT any more.
        is_off = state == "cancelled" and not treatment
        return told if is_off else {**told, "treatment": treatment}


def _walk(scene: Scene, shop: Shop) -> Handle:
    """Let the worker's errand run as often as something happens in the shop."""
    from kontera import wiring  # noqa: PLC0415 - Django is set up by now
    from kontera.choices import read_choices  # noqa: PLC0415
    from kontera.shops import across  # noqa: PLC0415
    from kontera.sync.drain import drain  # noqa: PLC0415

    ones = scene.ones
    choices = read_choices(stage.choices_of(ones, scene.settings))
    handle = across.add_shop(f"Golden {scene.case['id']}", shop.key, str(scene.tenant), choices)
    ends = wiring.install(stage.environment(scene.places), now=scene.world.clock.now)
    for place, one in enumerate(ones):
        _reach(scene, date.fromisoformat(str(one["order"]["tax_date"])))
        stage.add_order(shop, one, scene.paid_day(one))
        if place:
            handle.note_event("order", one["order"]["number"], "order.new")
        drain(handle.shop.pk, ends)
    for day, number, word in sorted(_later_events(scene)):
        _happens(scene, shop, number, word, day)
        handle.note_event("order", number, EVENTS.get(word, "order.done"))
        drain(handle.shop.pk, ends)
    if scene.settings["posting_mode"] == summaries.DAILY:
        summaries.book_days(handle, ends)
    orders = [one["order"] for one in ones]
    for payout in payouts.wanted(scene.case):
        _reach(scene, date.fromisoformat(payout["date"]))
        since = payouts.days_before(scene.case, payout)
        payouts.read_in(handle, ends, payout, orders, scene.ask("documents"), since=since)
    return handle


def _standing(scene: Scene, handle: Handle) -> tuple[str, str]:
    """Where the orders stand (one that is stopped first), and whose VAT the shopkeeper is told they carry."""
    rows = [handle.order(one["order"]["number"]) for one in scene.ones]
    states = [f"{row.state} {row.problem_code}".strip() if row else "unseen" for row in rows]
    treatments = [str(row.preview.get("treatment", "")) for row in rows if row]
    stopped = [state for state in states if state not in ("done", "skipped", "cancelled")]
    return (stopped or states)[0], (treatments or [""])[0]


def _reach(scene: Scene, day: date) -> None:
    """Let time pass until noon of the day; it never goes back."""
    clock = scene.world.clock
    clock.advance(max(0.0, (stage.noon(day) - clock.now()).total_seconds()))


def _later_events(scene: Scene) -> Iterator[tuple[date, str, str]]:
    """What happens in the shop after an order was first seen: an own invoice is paid, or all is off."""
    for one in scene.ones:
        raw, paid = one["order"], scene.paid_day(one)
        if "cancelled" in raw:
            yield date.fromisoformat(raw["cancelled"]["date"]), raw["number"], "cancelled"
        if paid not in (None, date.fromisoformat(raw["tax_date"])):
            yield paid, raw["number"], "paid"
        yield from refunding.later(raw)


def _happens(scene: Scene, shop: Shop, number: str, word: str, day: date) -> None:
    """The shop's status changes on that day."""
    _reach(scene, day)
    if word.startswith(refunding.WORD):
        raw = next(one["order"] for one in scene.ones if one["order"]["number"] == number)
        shop.refund(number, refunding.spec_of(raw, word))
    elif shop.orders[number].status != word:
        shop.set_status(number, word, webhook=False)


# What the sandbox has, in the words of the file.


def _told(scene: Scene, handle: Handle) -> Json:
    papers, paid_out = scene.ask("documents"), payouts.told(handle)
    vouchers = [_voucher(one, papers, scene, paid_out) for one in scene.ask("ledger")["vouchers"]]
    stopped = payouts.problems(handle)
    state = stopped[0] if stopped else _standing(scene, handle)[0]
    told: Json = {
        "status": _status(state, papers["invoices"], vouchers),
        "documents": [_document(one) for one in papers["invoices"]],
        "vouchers": vouchers,
        "vat_return": vat_return(vouchers, scene.settings),
        "oss_return": [
            *returns.oss_lines(papers["invoices"], scene.settings),
            *summaries.oss_lines(handle, scene.settings),
        ],
        "periodic_summary": returns.periodic_lines(vouchers, papers["customers"], scene.settings),
    }
    for card in papers["customers"]:
        told["fortnox_customer_vat_type"] = card["VATType"]
    return told


def _status(state: str, invoices: list[Json], vouchers: list[Json]) -> str:
    if state == "cancelled" and not vouchers:
        return "document_cancelled" if invoices else "cancelled_nothing_booked"
    if state in ("done", "skipped", "cancelled"):
        return "book" if vouchers else "no_voucher_zero_total"
    return state


def _document(record: Json) -> Json:
    rows = [_row(row) for row in record["InvoiceRows"]]
    round_off = Decimal(record["RoundOff"])
    shop_rounding = sum((Decimal(row["gross"]) for row in rows if row.get("rounding")), ZERO)
    rates = _rates([row for row in rows if not row.get("rounding")])
    vat = Decimal(record["TotalVAT"])
    total, rounding = Decimal(record["Total"]), shop_rounding + round_off
    totals: Json = {
        "currency": record["Currency"],
        "net": _two(total - vat - rounding),
        "vat": rates,
        "vat_total": _two(vat),
        "rounding": _two(rounding),
        "total": _two(total),
    }
    if round_off:
        totals["fortnox_round_off"] = _two(round_off)
    kind = "credit_invoice" if record["Credit"] == "true" else "invoice"
    kind = "cancelled_invoice" if record["Cancelled"] else kind
    shown = {"id": "inv", "kind": kind, "date": record["InvoiceDate"], "rows": rows, "totals": totals}
    if record["Currency"] != "SEK":
        rate = Decimal(record["CurrencyRate"]) / Decimal(record["CurrencyUnit"])
        shown |= {"currency": record["Currency"], "fx_rate": format(rate.normalize(), "f")}
    return shown


def _row(record: Json) -> Json:
    """A stored row. The rounding of the shop is a row like any other to Fortnox; its text tells it apart."""
    shown: Json = {"text": record["Description"], "account": record["AccountNumber"]}
    shown |= {"vat_rate": str(record["VAT"]), "gross": _two(Decimal(record["Total"]))}
    if record["Description"] == "Öresavrundning":
        return {**shown, "rounding": True}
    shown |= {"qty": record["DeliveredQuantity"], "unit_price_incl": _two(Decimal(record["Price"]))}
    discount = Decimal(record["Discount"])
    return {**shown, "discount_amount": _two(discount)} if discount else shown


def _rates(rows: list[Json]) -> list[Json]:
    """Per rate, by the file's own rule: VAT = half up of gross × rate / (100 + rate)."""
    sums: dict[Decimal, Decimal] = {}
    for row in rows:
        rate = Decimal(row["vat_rate"])
        sums[rate] = sums.get(rate, ZERO) + Decimal(row["gross"])
    return [_rate(rate, sums[rate]) for rate in sorted(sums, reverse=True)]


def _rate(rate: Decimal, gross: Decimal) -> Json:
    vat = (gross * rate / (100 + rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return {"rate": str(rate), "base": _two(gross - vat), "vat": _two(vat), "gross": _two(gross)}


def _voucher(booked: Json, papers: Json, scene: Scene, paid_out: Json) -> Json:
    rows = [
        {
            "account": row["account"],
            "debit": _two(max(Decimal(row["amount"]), ZERO)),
            "credit": _two(max(-Decimal(row["amount"]), ZERO)),
        }
        for row in booked["rows"]
    ]
    if payout := paid_out.get(f"{booked['series']} {booked['number']} {booked['year']}"):
        return {"id": "payout", "date": booked["day"], **payout, "rows": rows}
    if summed := summaries.voucher(booked, rows):
        return summed
    if booked["reference_type"] == "INVOICE":
        paper = next(one for one in papers["invoices"] if one["DocumentNumber"] == str(booked["reference"]))
        kind = "credit_invoice" if paper["Credit"] == "true" else "invoice"
        return {"id": "inv", "kind": kind, "date": booked["day"], "rows": rows}
    payment = next(one for one in papers["payments"] if str(one["Number"]) == str(booked["reference"]))
    method = _method(int(payment["ModeOfPaymentAccount"]), scene)
    kind = "payment" if Decimal(payment["Amount"]) >= 0 else "refund"
    shown: Json = {"id": "pay", "kind": kind, "date": booked["day"], "method": method, "rows": rows}
    if payment["WriteOffs"]:
        shown["write_off"] = [
            {"account": int(off["AccountNumber"]), "amount": _two(Decimal(off["Amount"]))}
            for off in payment["WriteOffs"]
        ]
    return shown


def _method(account: int, scene: Scene) -> str:
    """The method whose money waits on this account; the order's own where several share it."""
    accounts = scene.settings["accounts"]
    if account == accounts["gift_card_liability"]:
        return "gift_card"
    sharing = [name for name, number in accounts["clearing"].items() if number == account]
    own = [one["order"]["payment"]["method"] for one in scene.ones]
    return next((name for name in own if name in sharing), "/".join(sharing))


def vat_return(vouchers: list[Json], settings: Json) -> Json:
    """What vouchers add to the boxes of the VAT return, by the chart of the file."""
    boxes: dict[str, Decimal] = {}
    for voucher in vouchers:
        for account, amount in comparing.per_account(voucher["rows"]).items():
            box = settings["chart"].get(account, {}).get("box")
            if box:
                boxes[box] = boxes.get(box, ZERO) + (amount if box in PURCHASES else -amount)
    return {box: _two(amount) for box, amount in sorted(boxes.items()) if amount}


def _two(amount: Decimal) -> str:
    return f"{amount:.2f}"


# Comparing, with the one tolerance that the file grants.


def differences(case: Json, settings: Json, got: Json) -> list[str]:
    """Readable differences; empty when the sandbox has what the case expects.

    Everything must agree exactly, except that Fortnox may split a rate's gross into net and VAT
    otherwise by what the file's conventions accept. Then the expectation must be sound in itself.
    """
    expected = _comparable(case["expect"], got)
    exact = comparing.differences(expected, got)
    if not exact:
        return []
    tolerance = Decimal(settings["tolerance"]["vat_per_rate"])
    near = near_to(expected, got, tolerance, _split_accounts(reading.merged(settings, case)))
    return exact if unsound(expected, settings) else comparing.differences(expected, near)


def _comparable(expected: Json, got: Json) -> Json:
    """Without a customer card there is nothing that could show a treatment."""
    asked_of_the_card = ("treatment", "fortnox_customer_vat_type")
    return {name: value for name, value in expected.items() if name in got or name not in asked_of_the_card}


def _split_accounts(settings: Json) -> set[int]:
    accounts = settings["accounts"]
    roles = [accounts[role]["SE"] for role in ("sales", "freight", "fee", "output_vat")]
    roles += [*accounts["sales"]["OSS"].values(), accounts["sales"]["EU_B2C_SE_VAT"]]
    own = {accounts["gift_card_spv_liability"], accounts["output_vat"]["OSS"]}
    return {number for role in roles for number in role.values()} | own


def unsound(expected: Json, settings: Json) -> list[str]:
    """What does not add up within an expectation; a changed amount always shows here or in the comparison."""
    found = []
    for document in expected.get("documents", []):
        totals = document["totals"]
        for one in totals["vat"]:
            wanted = _rate(Decimal(one["rate"]), Decimal(one["gross"]))
            found += comparing.differences_in("rate", wanted, one)
        vat = sum((Decimal(one["vat"]) for one in totals["vat"]), ZERO)
        found += comparing.differences_in("vat_total", _two(vat), totals["vat_total"])
        whole = sum((Decimal(totals[name]) for name in ("net", "vat_total", "rounding")), ZERO)
        found += comparing.differences_in("total", _two(whole), totals["total"])
    for voucher in expected.get("vouchers", []):
        balance = sum(comparing.per_account(voucher["rows"]).values(), ZERO)
        found += comparing.differences_in("balance", "0.00", _two(balance))
    boxes = vat_return(expected.get("vouchers", []), settings)
    return found + comparing.differences_in("vat_return", boxes, expected.get("vat_return", {}))


def near_to(expected: Json, got: Json, tolerance: Decimal, accounts: set[int]) -> Json:
    """``got`` with net and VAT as expected wherever they lie within the tolerance of it."""
    near = copy.deepcopy(got)
    for wanted, made in zip(expected.get("documents", []), near["documents"], strict=False):
        for name in ("net", "vat_total"):
            _near(wanted["totals"], made["totals"], name, tolerance * len(made["totals"]["vat"]))
    for wanted, made in zip(expected.get("vouchers", []), near["vouchers"], strict=False):
        made["rows"] = list(_near_rows(wanted["rows"], made["rows"], tolerance, accounts))
    for box in near["vat_return"]:
        _near(expected.get("vat_return", {}), near["vat_return"], box, tolerance * 3)
    return near


def _near(wanted: Json, made: Json, name: str, tolerance: Decimal) -> None:
    if name in wanted and abs(Decimal(wanted[name]) - Decimal(made[name])) <= tolerance:
        made[name] = wanted[name]


def _near_rows(
    wanted: list[Json], made: list[Json], tolerance: Decimal, accounts: set[int]
) -> Iterator[Json]:
    asked, has = comparing.per_account(wanted), comparing.per_account(made)
    for account in sorted({*asked, *has}):
        target, amount = asked.get(account, ZERO), has.get(account, ZERO)
        is_near = account in accounts and target * amount > 0 and abs(target - amount) <= tolerance
        shown = target if is_near else amount
        yield {"account": account, "debit": _two(max(shown, ZERO)), "credit": _two(max(-shown, ZERO))}


def check(case: Json, cases: Json) -> list[str]:
    """The differences of one case of a file, end to end."""
    settings = {**cases["settings"], "tolerance": cases["conventions"]["tolerance"]}
    return differences(case, settings, outcome(case, cases["settings"]))
