"""What may be read at both sides, and what the shop, its orders and its webhook have shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontera.books.checkup_accounts import methods_of
from kontera.books.money import kronor
from kontera.books.payments import known_method, payment_rule
from kontera.books.registers import Remark
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kontera.books.registers import Look, Mark, Refusal, Wishes

SILENT_DAYS = 7
"""A webhook that was not heard for longer than this, while orders came, is told."""


@dataclass(frozen=True, slots=True)
class Need:
    """What reading a register takes: the scope, the part of Fortnox, and what does not go without it."""

    scope: str
    licence: str
    stops: tuple[str, ...] = ()


EVERYTHING = ("orders", "products", "stock", "customers")
NEEDS: Mapping[str, Need] = {
    "accounts": Need("bookkeeping", "Bokföring"),
    "years": Need("bookkeeping", "Bokföring"),
    "series": Need("bookkeeping", "Bokföring"),
    "invoices": Need("invoice", "Fakturering", ("orders",)),
    "orders": Need("order", "Offert & Order", ("orders",)),
    "payments": Need("payment", "Fakturering", ("payments",)),
    "customers": Need("customer", "Fakturering", ("orders", "customers")),
    "articles": Need("article", "Fakturering", ("orders", "products", "stock")),
    "price_lists": Need("price", "Fakturering", ("products",)),
    "currencies": Need("currency", "Fakturering"),
    "cost_centres": Need("costcenter", "Bokföring"),
    "projects": Need("project", "Bokföring"),
    "files": Need("connectfile", "Bokföring"),
}
"""By the name of the register. What is not here takes the scope ``settings``."""
SETTINGS = Need("settings", "Fakturering")
FAULTS: Mapping[str, str] = {
    "fortnox-scope-missing": "scope-not-given",
    "fortnox-licence-missing": "licence-not-there",
    "fortnox-right-missing": "right-not-given",
}
QUIET = ("currencies", "cost_centres", "projects", "lager")
"""Registers that only some shops use; told only where the shop has chosen something in them."""
FILES = "files"
"""Files that lie with vouchers: without them everything is booked all the same."""


def check_rights(look: Look) -> Iterator[Remark]:
    """Licences and scopes, told by what Fortnox let us read.

    Source: Fortnox developer docs, errors 2000663 (scope), 2001101 (licence) and 2001103 (no API licence).

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Refusal, Registers
    >>> refused = {"price_lists": Refusal("fortnox-scope-missing")}
    >>> [one.facts["scope"] for one in check_rights(Look(date(2026, 11, 10), Registers(refused=refused)))]
    ['price']
    """
    refused = look.registers.refused
    if any(one.code == "fortnox-api-licence-missing" for one in refused.values()):
        yield Remark("red", "api-licence-not-there", "", {}, EVERYTHING)
        return
    seen: set[tuple[str, str]] = set()
    for register, refusal in refused.items():
        if register in QUIET and not _is_wished(look.wishes, register):
            continue
        remark = _refused(register, refusal)
        if (remark.code, remark.key) not in seen:
            seen.add((remark.code, remark.key))
            yield remark


def _is_wished(wishes: Wishes, register: str) -> bool:
    chosen = {"cost_centres": wishes.cost_centre, "projects": wishes.project}
    return bool(chosen.get(register)) or (register == "currencies" and wishes.currency.upper() != "SEK")


def _refused(register: str, refusal: Refusal) -> Remark:
    need = NEEDS.get(register, SETTINGS)
    facts = {"scope": need.scope, "licence": need.licence, "register": register, "fortnox": refusal.text}
    code = FAULTS.get(refusal.code)
    if code is None:
        return Remark("yellow", "register-not-read", register, facts)
    if register == FILES:
        return Remark("yellow", "files-not-attached", "", facts)
    stops = need.stops
    if code == "licence-not-there" and need.scope == "bookkeeping":
        stops = ("booking",)
    return Remark("red", code, need.licence if code == "licence-not-there" else need.scope, facts, stops)


def check_key(look: Look) -> Iterator[Remark]:
    """The Quickbutik key lets us in.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Refusal, ShopSide
    >>> side = ShopSide(refused=Refusal("quickbutik-key-refused"))
    >>> [one.code for one in check_key(Look(date(2026, 11, 10), side=side))]
    ['shop-key-refused']
    """
    refused = look.side.refused
    if refused is None:
        return
    facts = {"quickbutik": refused.text}
    if refused.code == "quickbutik-key-refused":
        yield Remark("red", "shop-key-refused", "", facts)
    else:
        yield Remark("yellow", "shop-not-read", "", facts)


def check_methods(look: Look) -> Iterator[Remark]:
    """Every payment method of the shop has a place for its money; one that nobody knows is named.

    Orders paid by an unknown method wait by themselves, so nothing else is stopped for it.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, ShopSide
    >>> look = Look(date(2026, 11, 10), side=ShopSide(methods=("Klarna", "Poäng")))
    >>> [(one.mark, one.key) for one in check_methods(look)]
    [('yellow', 'poäng')]
    """
    policy = look.wishes.policy
    used = {known_method(one) for one in look.side.used_methods}
    for method in methods_of(look):
        try:
            payment_rule(method, policy.payment_accounts, policy.payment_modes, policy.own_invoice_methods)
        except Held:
            mark: Mark = "red" if known_method(method) in used else "yellow"
            yield Remark(mark, "method-not-known", known_method(method)[:80], {"method": method})


def check_rates(look: Look) -> Iterator[Remark]:
    """The shop's products tell their VAT rates; without them no order can be proven.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, ShopSide
    >>> look = Look(date(2026, 11, 10), side=ShopSide(products=3, taxed=1))
    >>> [one.facts["count"] for one in check_rates(look)]
    ['2']
    """
    side = look.side
    bare = side.products - side.taxed
    if bare > 0:
        facts = {"count": str(bare), "products": str(side.products)}
        yield Remark("yellow", "products-without-rate", "", facts)


def check_rounding(look: Look) -> Iterator[Remark]:
    """Öresutjämning as it was seen on the newest document that could show it.

    It pauses nothing: an order that would be rounded is stopped by itself, the others are not rounded.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, ShopSide
    >>> [one.mark for one in check_rounding(Look(date(2026, 11, 10), side=ShopSide(round_off_ore=10)))]
    ['red']
    """
    seen = look.side.round_off_ore
    if seen:
        mark: Mark = "yellow" if look.wishes.policy.rounding == "write_off" else "red"
        yield Remark(mark, "rounding-seen", "", {"amount": kronor(seen)})


def check_webhook(look: Look) -> Iterator[Remark]:
    """The webhook was heard lately; without it orders are found all the same, but later.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, ShopSide
    >>> look = Look(date(2026, 11, 10), side=ShopSide(heard_days=8, has_orders=True))
    >>> [one.code for one in check_webhook(look)]
    ['webhook-silent']
    """
    days = look.side.heard_days
    if days is None:
        yield Remark("yellow", "webhook-not-heard")
    elif days > SILENT_DAYS and look.side.has_orders:
        yield Remark("yellow", "webhook-silent", "", {"days": str(days)})
