"""Reading what the set-up check looks at: each register once, in pages of 500, and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from kontera.books import registers as books
from kontera.fortnox import chart, registers
from kontera.problems import Disconnected, Held, Problem
from kontera.quickbutik.read import read_product
from kontera.shops import evidence
from kontera.shops import supplies as abroad
from kontera.shops.chores import chore_of
from kontera.shops.payouts import payouts_of
from kontera.shops.sightings import CHECK
from kontera.sync.days import stockholm_day
from kontera.sync.intake import policy_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from kontera.choices import Choices
    from kontera.fortnox.client import Client
    from kontera.fortnox.registers import Named
    from kontera.quickbutik.client import Client as Shop
    from kontera.shops.handle import Handle

Answer = TypeVar("Answer")
NO_LICENCE = "fortnox-api-licence-missing"
TELLING = frozenset({NO_LICENCE, "fortnox-scope-missing"})
"""What disconnects a shop anywhere else, and here only tells what is not allowed."""
CONNECTIONS = "voucherfileconnections"
SOME_PRODUCTS = 50
"""So many products are looked at for their VAT rates."""


@dataclass(slots=True)
class Reader:
    """Asks one register after another, and writes down which of them refuse."""

    client: Client
    refused: dict[str, books.Refusal] = field(default_factory=dict)

    def ask(self, name: str, call: Callable[[Client], Answer]) -> Answer | None:
        """The answer, or ``None`` when it was refused. Without an API licence nothing more is asked."""
        if any(one.code == NO_LICENCE for one in self.refused.values()):
            return None
        try:
            return call(self.client)
        except Held as held:
            self._note(name, held)
        except Disconnected as gone:
            if gone.code not in TELLING:
                raise
            self._note(name, gone)
        return None

    def _note(self, name: str, problem: Held | Disconnected) -> None:
        self.refused[name] = books.Refusal(problem.code, problem.facts.get("fortnox", "")[:300])


def read_registers(client: Client, wishes: books.Wishes) -> tuple[books.Registers, dict[str, Any]]:
    """The company's registers as the books see them, and what is worth remembering of them.

    A dozen requests; registers in which the shop has chosen nothing are left out.
    """
    reader = Reader(client)
    ways = reader.ask("ways", registers.ways_of_delivery)
    accounts = reader.ask("accounts", lambda one: tuple(registers.accounts(one)))
    years = reader.ask("years", chart.financial_years)
    modes = reader.ask("modes", registers.modes_of_payment) if wishes.policy.payment_modes else None
    found = books.Registers(
        # An empty chart, or no year at all, is an answer that was not understood.
        accounts={one.number: _account(one) for one in accounts} if accounts else None,
        predefined=reader.ask("predefined", chart.predefined_accounts),
        document_series=reader.ask("document_series", chart.document_series),
        series=reader.ask("series", chart.voucher_series) or None,
        years=tuple(map(_year, years)) if years else None,
        locked_until=reader.ask("lock", registers.locked_until),
        currencies=_codes(reader.ask("currencies", registers.currencies)) or None,
        modes=None if modes is None else {one.code: one.account for one in modes},
        terms=_codes(reader.ask("terms", registers.terms_of_payment)) if wishes.terms else None,
        ways=_codes(ways),
        delivery_terms=_codes(reader.ask("delivery_terms", registers.terms_of_delivery))
        if wishes.delivery_terms
        else None,
        units=_codes(reader.ask("units", registers.units)) if wishes.sends_units else None,
        price_lists=_codes(reader.ask("price_lists", registers.price_lists)) if wishes.sends_prices else None,
        cost_centres=_active(reader.ask("cost_centres", registers.cost_centres))
        if wishes.cost_centre
        else None,
        projects=_active(reader.ask("projects", registers.projects)) if wishes.project else None,
        lager=reader.ask("lager", chart.lager_is_active) if wishes.stock != "off" else None,
        refused=reader.refused,
    )
    _probe(reader, wishes)
    return found, {} if ways is None else {"codes": _by_word(ways)}


def _probe(reader: Reader, wishes: books.Wishes) -> None:
    """One item of each thing that is written, to hear whether scope and licence are there."""
    wanted = ["customers", "articles"]
    wanted += ["orders"] if wishes.end in ("order", "order_invoice") else []
    wanted += ["invoices"] if wishes.end != "order" else []
    wanted += ["invoicepayments"] if wishes.end == "paid" else []
    wanted += [CONNECTIONS] if wishes.files else []
    for path in wanted:
        name = {"invoicepayments": "payments", CONNECTIONS: "files"}.get(path, path)
        reader.ask(name, lambda one, path=path: registers.may_read(one, path))  # type: ignore[misc]


def _account(one: registers.Account) -> books.Account:
    return books.Account(
        one.number, one.name, one.active, one.vat_code, one.needs_cost_centre, one.needs_project
    )


def _year(one: registers.FinancialYear) -> books.Year:
    return books.Year(one.first_day, one.last_day, one.accounting_method == "CASH")


def _codes(found: Iterable[Named] | None) -> frozenset[str] | None:
    return None if found is None else frozenset(one.code for one in found)


def _active(found: Iterable[Named] | None) -> dict[str, bool] | None:
    return None if found is None else {one.code: one.active for one in found}


def _by_word(ways: Iterable[Named]) -> dict[str, str]:
    """Names and codes → code, as the way of delivery of an order is looked up."""
    return {word.casefold(): way.code for way in ways for word in (way.name, way.code) if word}


def read_shop(handle: Handle, client: Callable[[], Shop], now: datetime) -> books.ShopSide:
    """The shop's side: three small requests, and what its own rows show.

    A shop that does not answer hides nothing that is wrong at Fortnox; its payment methods are then those
    that the last check saw.
    """
    rates, methods, products, taxed = evidence.known_rates(handle), [], 0, 0
    refused = None
    try:
        shop = client()
        shop.count()
        methods = [name for raw in shop.payment_methods() if (name := method_name(raw))]
        page = [read_product(raw) for raw in next(shop.products(page_size=SOME_PRODUCTS), [])]
        told = [one.rate for one in page if one.rate is not None]
        rates, products, taxed = rates | set(told), len(page), len(told)
    except Problem as problem:
        refused = books.Refusal(problem.code, (problem.facts.get("quickbutik") or "–")[:300])
        methods = methods or [one["method"] for one in chore_of(handle, CHECK).told.get("methods", [])]
    return books.ShopSide(
        refused=refused,
        methods=tuple(methods),
        used_methods=evidence.used_methods(handle, now),
        rates=rates,
        products=products,
        taxed=taxed,
        has_orders=handle.orders().exists(),
        heard_days=evidence.heard_days(handle, now),
        oss_sold=abroad.oss_sold(handle, now),
        treatments=abroad.treatments(handle, now),
        currencies=evidence.used_currencies(handle, now),
        standing=abroad.standing(handle, stockholm_day(now).year),
        round_off_ore=evidence.seen_rounding(handle),
    )


def method_name(raw: dict[str, Any]) -> str:
    """What a payment method is called; ``""`` for one that is switched off.

    Guess: no source shows the body, so several names of the field are tried.
    """
    if str(raw.get("active", "1")).strip().lower() in ("0", "false", "no"):
        return ""
    named = (raw.get(key) for key in ("name", "title", "method", "code", "id"))
    return next((str(value).strip() for value in named if value not in (None, "")), "")[:80]


def _lays_files(handle: Handle, choices: Choices) -> bool:
    """Whether it sums its days, books payouts, or books orders that no invoice takes as vouchers."""
    by_voucher = choices.text("eu_consumers") == "oss" and choices.text("fractional_vat") == "voucher"
    return by_voucher or choices.text("posting_mode") == "daily" or payouts_of(handle).exists()


def wishes_of(handle: Handle, choices: Choices) -> books.Wishes:
    """The shop's choices in the words of the check."""
    fields = choices.words("product_fields")
    sends = choices.text("product_master") == "shop"
    return books.Wishes(
        policy=policy_of(handle, choices),
        end=choices.text("end"),
        terms=choices.text("terms_of_payment"),
        ways=choices.table("delivery_ways"),
        delivery_terms=choices.table("delivery_terms"),
        cost_centre=choices.text("cost_center"),
        project=choices.text("project"),
        currency=choices.text("shop_currency") or "SEK",
        unit=choices.text("article_unit"),
        price_list=choices.text("price_list"),
        sends_prices=sends and "price" in fields,
        sends_units="unit" in fields,
        stock=choices.text("stock"),
        writes_lager=choices.flag("warehouse_documents"),
        skipped_methods=tuple(choices.words("skip_methods")),
        files=_lays_files(handle, choices),
    )
