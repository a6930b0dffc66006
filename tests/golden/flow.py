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
from tests.golden import comparing, reading, returns, stage

from kontera.config.environment import Environment
from kontera.embedded import Embedded
from kontera.processes import migrate
from kontera.sandbox.clock import Clock
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import CLIENT_ID, CLIENT_SECRET, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.sandbox.quickbutik.shop import Shop
    from kontera.sandbox.server import Addresses

Json = dict[str, Any]
TENANTS = itertools.count(200001)
ZERO = Decimal(0)
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
    def order(self) -> Json:
        raw: Json = self.case["order"]
        return raw

    @property
    def paid_day(self) -> date | None:
        return reading.days_of(self.case, reading.policy_of(self.settings))[0]

    def ask(self, what: str) -> Json:
        """What the sandbox tells about this company, on its own interface."""
        answer = httpx2.get(f"{self.places.control}/{what}", params={"tenant": self.tenant})
        told: Json = answer.json(parse_float=Decimal)
        return told


def outcome(case: Json, settings: Json) -> Json:
    """What became of a case in the sandbox, in the shape of the file's ``expect``."""
    own, tenant = reading.merged(settings, case), next(TENANTS)
    clock = Clock(stage.noon(case["order"]["tax_date"]), running=False)
    with World(clock, limit=False) as world, serve_thread(world) as places:
        scene = Scene(case, own, world, places, tenant)
        stage.add_company(world, tenant, own)
        stage.register(world.registers, case["order"])
        shop = world.add_shop(f"golden key {tenant}")
        stage.add_order(shop, case, scene.paid_day)
        state, treatment = _walk(scene, shop)
        return {**_told(scene, state), "treatment": treatment}


def _walk(scene: Scene, shop: Shop) -> tuple[str, str]:
    """Let the worker's errand run as often as something happens in the shop.

    Tells where the order stands, and whose VAT the shopkeeper is told that it carries.
    """
    from kontera import wiring  # noqa: PLC0415 - Django is set up by now
    from kontera.choices import read_choices  # noqa: PLC0415
    from kontera.shops import across  # noqa: PLC0415
    from kontera.sync.drain import drain  # noqa: PLC0415

    choices = read_choices(stage.choices_of(scene.case, scene.settings))
    handle = across.add_shop(f"Golden {scene.case['id']}", shop.key, str(scene.tenant), choices)
    ends = wiring.install(_environment(scene.places), now=scene.world.clock.now)
    drain(handle.shop.pk, ends)
    for word, day in _later_events(scene):
        _happens(scene, shop, word, day)
        handle.note_event("order", scene.order["number"], EVENTS[word])
        drain(handle.shop.pk, ends)
    row = handle.order(scene.order["number"])
    if row is None:
        return "unseen", ""
    return f"{row.state} {row.problem_code}".strip(), str(row.preview.get("treatment", ""))


def _environment(places: Addresses) -> Environment:
    return Environment(
        fortnox_client_id=CLIENT_ID,
        fortnox_client_secret=CLIENT_SECRET,
        fortnox_api_url=places.fortnox_api,
        fortnox_auth_url=places.fortnox_auth,
        quickbutik_api_url=places.quickbutik_api,
        vies_url=f"{places.public}/vies",
        riksbank_url=f"{places.public}/riksbank",
        ecb_url=f"{places.public}/ecb",
        quickbutik_pace=0,
        fortnox_limit=None,
    )


def _later_events(scene: Scene) -> Iterator[tuple[str, date]]:
    """What happens in the shop after the order was first seen: an own invoice is paid, or all is off."""
    if "cancelled" in scene.order:
        yield "cancelled", date.fromisoformat(scene.order["cancelled"]["date"])
    elif scene.paid_day not in (None, date.fromisoformat(scene.order["tax_date"])):
        yield "paid", scene.paid_day


def _happens(scene: Scene, shop: Shop, word: str, day: date) -> None:
    """The shop's status changes on that day."""
    clock, number = scene.world.clock, scene.order["number"]
    clock.advance((stage.noon(day) - clock.now()).total_seconds())
    if shop.orders[number].status != word:
        shop.set_status(number, word, webhook=False)


# What the sandbox has, in the words of the file.


def _told(scene: Scene, state: str) -> Json:
    papers = scene.ask("documents")
    vouchers = [_voucher(one, papers, scene) for one in scene.ask("ledger")["vouchers"]]
    told: Json = {
        "status": _status(state, papers["invoices"], vouchers),
        "documents": [_document(one) for one in papers["invoices"]],
        "vouchers": vouchers,
        "vat_return": vat_return(vouchers, scene.settings),
        "oss_return": returns.oss_lines(papers["invoices"], scene.settings),
        "periodic_summary": returns.periodic_lines(vouchers, papers["customers"], scene.settings),
    }
    for card in papers["customers"]:
        told["fortnox_customer_vat_type"] = card["VATType"]
    return told


def _status(state: str, invoices: list[Json], vouchers: list[Json]) -> str:
    if state == "cancelled":
        return "document_cancelled" if invoices else "cancelled_nothing_booked"
    if state in ("done", "skipped"):
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
    kind = "cancelled_invoice" if record["Cancelled"] else "invoice"
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


def _voucher(booked: Json, papers: Json, scene: Scene) -> Json:
    rows = [
        {
            "account": row["account"],
            "debit": _two(max(Decimal(row["amount"]), ZERO)),
            "credit": _two(max(-Decimal(row["amount"]), ZERO)),
        }
        for row in booked["rows"]
    ]
    if booked["reference_type"] == "INVOICE":
        return {"id": "inv", "kind": "invoice", "date": booked["day"], "rows": rows}
    payment = next(one for one in papers["payments"] if str(one["Number"]) == str(booked["reference"]))
    method = _method(int(payment["ModeOfPaymentAccount"]), scene)
    shown: Json = {"id": "pay", "kind": "payment", "date": booked["day"], "method": method, "rows": rows}
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
    own = scene.order["payment"]["method"]
    return own if own in sharing else "/".join(sharing)


def vat_return(vouchers: list[Json], settings: Json) -> Json:
    """What vouchers add to the boxes of the VAT return, by the chart of the file."""
    boxes: dict[str, Decimal] = {}
    for voucher in vouchers:
        for account, amount in comparing.per_account(voucher["rows"]).items():
            box = settings["chart"].get(account, {}).get("box")
            if box:
                boxes[box] = boxes.get(box, ZERO) - amount
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
