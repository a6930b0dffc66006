"""The accounts that the choices name: there, active, with the VAT code of their rate, asking for nothing.

Fortnox derives the VAT report from the VAT code of the account, so a sales account with the wrong code
books the right amounts and reports the wrong VAT (Fortnox help, momskoder).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.books.chart import NAMES, R25
from kontera.books.payments import GIFT_CARD, known_method, payment_rule
from kontera.books.registers import Creation, Remark
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kontera.books.registers import Account, Look, Mark

VAT_CODES: Mapping[Decimal, tuple[str, ...]] = {
    Decimal(25): ("MP1",),
    Decimal(12): ("MP2",),
    Decimal(6): ("MP3",),
    Decimal(0): ("MF", "MP0", ""),
}
"""VAT rate → the codes a sales account of it may carry; the first is what a new account gets."""
NO_SALE = ("",)
"""A balance account: a code of output VAT on it would make VAT of a payment."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account that is wanted: how it is called if it must be made, and the VAT codes it may carry.

    ``codes`` is empty where the VAT code does not matter. ``is_used``: this shop books on it now.
    """

    number: int
    name: str
    codes: tuple[str, ...] = ()
    is_used: bool = True
    rates: frozenset[Decimal] = frozenset()
    stops: tuple[str, ...] = ()


def check_accounts(look: Look) -> Iterator[Remark]:
    """Every account the choices name, against the chart of the current financial year.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers
    >>> look = Look(date(2026, 11, 10), Registers(accounts={}))
    >>> [one.key for one in check_accounts(look) if one.mark == "red"]
    ['3001', '3520', '3540', '1510', '3740']
    """
    chart = look.registers.accounts
    if chart is None:
        return
    for wanted in wanted_accounts(look):
        found = tuple(_faults(look, wanted, chart.get(wanted.number)))
        yield from found or (_fine(wanted),)


def wanted_accounts(look: Look) -> list[Wanted]:
    """The accounts of the shop's choices, each once, the wishes of all its roles put together.

    >>> from datetime import date
    >>> from kontera.books.registers import Look
    >>> [one.codes for one in wanted_accounts(Look(date(2026, 11, 10))) if one.number == 3002]
    [('MP2',)]
    """
    together: dict[int, Wanted] = {}
    for one in _roles(look):
        before = together.get(one.number)
        together[one.number] = one if before is None else _joined(before, one)
    return list(together.values())


def _joined(first: Wanted, second: Wanted) -> Wanted:
    return replace(
        first,
        is_used=first.is_used or second.is_used,
        codes=first.codes or second.codes,
        rates=first.rates | second.rates,
        stops=tuple(dict.fromkeys((*first.stops, *second.stops))),
    )


def _roles(look: Look) -> Iterator[Wanted]:
    chart = look.wishes.policy.chart
    for role, accounts in (("Försäljning", chart.sales), ("Frakt", chart.freight), ("Avgift", chart.fee)):
        for rate, number in accounts.items():
            yield _taxed(look, number, rate, f"{role} {rate.normalize():f} % moms")
    for method, number in chart.freight_by_method.items():
        yield _taxed(look, number, R25, f"Frakt {method}")
    yield Wanted(chart.receivable, _name(chart.receivable, "Kundfordringar"), NO_SALE)
    yield Wanted(chart.rounding, _name(chart.rounding, "Öresutjämning"))
    yield from _gift_cards(look)
    yield from _clearing(look)


def _taxed(look: Look, number: int, rate: Decimal, name: str) -> Wanted:
    sold = look.side.rates or frozenset({R25})
    return Wanted(
        number,
        _name(number, name),
        VAT_CODES.get(rate, ()),
        rate in sold,
        frozenset({rate}),
        (f"account:{number}",),
    )


def _gift_cards(look: Look) -> Iterator[Wanted]:
    policy = look.wishes.policy
    if policy.gift_card_mode == "spv":
        number = policy.chart.gift_card_spv
        name = _name(number, "Presentkort")
        yield Wanted(number, name, VAT_CODES[R25], is_used=False, stops=(f"account:{number}",))
    number = policy.chart.gift_card
    yield Wanted(number, _name(number, "Presentkort"), NO_SALE, is_used=False, stops=(f"account:{number}",))


def _clearing(look: Look) -> Iterator[Wanted]:
    """Where the money waits, for the methods of the shop. Needed at once only where payments are made."""
    wishes, policy = look.wishes, look.wishes.policy
    for method in methods_of(look):
        try:
            rule = payment_rule(
                method, policy.payment_accounts, policy.payment_modes, policy.own_invoice_methods
            )
        except Held:
            continue
        if rule.own_invoice or rule.method == GIFT_CARD:
            continue
        name = _name(rule.account, f"Fordran {method}")
        is_used = wishes.end == "paid"
        yield Wanted(rule.account, name, NO_SALE, is_used, stops=(f"payments:{rule.method}",))


def methods_of(look: Look) -> list[str]:
    """The shop's payment methods, each once, those that are left out of the books not among them.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, ShopSide
    >>> side = ShopSide(methods=("Klarna", "Swish"), used_methods=("klarna",))
    >>> methods_of(Look(date(2026, 11, 10), side=side))
    ['Klarna', 'Swish']
    """
    skipped = {known_method(one) for one in look.wishes.skipped_methods}
    told: dict[str, str] = {}
    for one in (*look.side.methods, *look.side.used_methods):
        if one.strip():
            told.setdefault(known_method(one), one)
    return [spelling for name, spelling in told.items() if name not in skipped]


def _name(number: int, otherwise: str) -> str:
    return NAMES.get(number, otherwise)


# -- what may be wrong with an account -----------------------------------------------------------


def _fine(wanted: Wanted) -> Remark:
    return Remark(key=str(wanted.number), facts={"account": str(wanted.number), "name": wanted.name})


def _faults(look: Look, wanted: Wanted, account: Account | None) -> Iterator[Remark]:
    """The first fault is enough: those that follow are seen when it is mended."""
    if account is None:
        code = wanted.codes[0] if wanted.codes else ""
        made = Creation("account", str(wanted.number), wanted.name, code)
        yield _fault(wanted, "account-not-in-chart", creates=made)
    elif not account.is_active:
        made = Creation("activate", str(wanted.number), account.name or wanted.name)
        yield _fault(wanted, "account-not-active", creates=made)
    elif len(wanted.rates) > 1:
        rates = ", ".join(f"{rate.normalize():f}" for rate in sorted(wanted.rates, reverse=True))
        yield _fault(wanted, "account-two-rates", rates=rates)
    elif _has_other_code(wanted, account):
        # A code that is not shown may be there all the same, and the VAT of each document is weighed.
        certain = wanted if account.vat_code else replace(wanted, is_used=False)
        code = wanted.codes[0]
        yield _fault(certain, "account-vat-code", wanted=code or "–", found=account.vat_code or "–")
    elif account.needs_cost_centre and not look.wishes.cost_centre:
        yield _fault(wanted, "account-wants-cost-centre")
    elif account.needs_project and not look.wishes.project:
        yield _fault(wanted, "account-wants-project")


def _has_other_code(wanted: Wanted, account: Account) -> bool:
    if account.vat_code is None or not wanted.codes:
        return False
    if wanted.codes == NO_SALE:
        return account.vat_code in ("MP1", "MP2", "MP3")
    return account.vat_code not in wanted.codes


def _fault(one: Wanted, code: str, *, creates: Creation | None = None, **more: str) -> Remark:
    facts = {"account": str(one.number), "name": one.name, **more}
    stops = (one.stops or ("booking",)) if one.is_used else ()
    mark: Mark = "red" if one.is_used else "yellow"
    return Remark(mark, code, str(one.number), facts, stops, creates)
