"""The company's settings and small registers: what the choices name is there, and nothing is in the way."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.books.payments import known_method, payment_rule
from kontera.books.registers import Creation, Remark
from kontera.problems import Held

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kontera.books.registers import Look, Mark, Registers

DECEMBER = 12
PAYMENT, INVOICE = "INVOICEPAYMENT", "INVOICE"
OUTPUT: Mapping[Decimal, str] = {Decimal(25): "MP1", Decimal(12): "MP2", Decimal(6): "MP3"}
"""VAT rate → the ending of the predefined account of its output VAT."""


def check_predefined(look: Look) -> Iterator[Remark]:
    """The predefined accounts that Fortnox itself books on are set, and are those of the choices.

    Source: Fortnox developer docs, predefinedaccounts (CUSTCLAIM, ROUNDOFF, OUTVAT_MP1 to MP3).

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers
    >>> look = Look(date(2026, 11, 10), Registers(predefined={"CUSTCLAIM": 1510, "ROUNDOFF": 3741}))
    >>> [(one.code, one.key) for one in check_predefined(look)][:1]
    [('predefined-differs', 'ROUNDOFF')]
    """
    found = look.registers.predefined
    if found is None:
        return
    chart = look.wishes.policy.chart
    wanted = {"CUSTCLAIM": chart.receivable, "ROUNDOFF": chart.rounding}
    wanted |= {
        f"OUTVAT_{OUTPUT[rate]}": number for rate, number in chart.output_vat.items() if rate in OUTPUT
    }
    for name, number in wanted.items():
        if name not in found:
            # A name that is not told may be spelled otherwise: that proves nothing.
            continue
        account = found[name]
        facts = {"name": name, "account": str(number), "found": str(account)}
        if not account and name == "CUSTCLAIM":
            yield Remark("red", "predefined-not-set", name, facts, ("booking",))
        elif not account:
            yield Remark("yellow", "predefined-not-set", name, facts)
        elif account != number:
            yield Remark("yellow", "predefined-differs", name, facts)


def check_series(look: Look) -> Iterator[Remark]:
    """Invoices and payments have a voucher series (verifikationsserie) that exists.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers
    >>> look = Look(date(2026, 11, 10), Registers(document_series={"INVOICE": "", "INVOICEPAYMENT": "C"}))
    >>> [(one.code, one.key) for one in check_series(look)]
    [('series-not-set', 'INVOICE')]
    """
    chosen, series = look.registers.document_series, look.registers.series
    if chosen is None:
        return
    needed = {INVOICE: ("booking",), PAYMENT: ("payments",)}
    for document, stops in needed.items():
        if document not in chosen:
            # Not told is not the same as not set.
            continue
        found = chosen[document]
        is_needed = look.wishes.end == "paid" or (document == INVOICE and look.wishes.books)
        mark: Mark = "red" if is_needed else "yellow"
        facts = {"document": document, "series": found}
        if not found:
            yield Remark(mark, "series-not-set", document, facts, stops if is_needed else ())
        elif series is not None and found not in series:
            yield Remark(mark, "series-not-there", document, facts, stops if is_needed else ())


def check_year(look: Look) -> Iterator[Remark]:
    """There is a financial year for today, and from December on for the first day of the next year too.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers
    >>> look = Look(date(2026, 11, 10), Registers(years=()))
    >>> [one.code for one in check_year(look)]
    ['year-not-there']
    """
    years = look.registers.years
    if years is None:
        return
    here = look.day
    if not _covers(look.registers, here.isoformat()):
        yield Remark("red", "year-not-there", here.isoformat(), {"day": here.isoformat()}, ("orders",))
    if here.month == DECEMBER:
        day = f"{here.year + 1}-01-01"
        if not _covers(look.registers, day):
            yield Remark("yellow", "next-year-not-there", day, {"day": day})


def _covers(registers: Registers, day: str) -> bool:
    years = registers.years or ()
    return any(year.first_day.isoformat() <= day <= year.last_day.isoformat() for year in years)


def check_lock(look: Look) -> Iterator[Remark]:
    """No locked period reaches to today. A lock for integrations alone is not told by the API.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers
    >>> look = Look(date(2026, 11, 10), Registers(locked_until=date(2026, 11, 30)))
    >>> [one.code for one in check_lock(look)]
    ['locked-today']
    """
    locked = look.registers.locked_until
    if locked is not None and locked >= look.day:
        facts = {"day": locked.isoformat()}
        books = look.wishes.books
        yield Remark("red" if books else "yellow", "locked-today", "", facts, ("booking",) if books else ())


def check_method(look: Look) -> Iterator[Remark]:
    """Which accounting method the year has, and what that means for the end the shop chose.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers, Year
    >>> year = Year(date(2026, 1, 1), date(2026, 12, 31), by_cash=True)
    >>> [one.code for one in check_method(Look(date(2026, 11, 10), Registers(years=(year,))))]
    ['cash-method-waits']
    """
    years = look.registers.years or ()
    year = next((one for one in years if one.first_day <= look.day <= one.last_day), None)
    if year is None:
        return
    if year.by_cash and look.wishes.end == "booked":
        yield Remark("yellow", "cash-method-waits")
    else:
        yield Remark("green", "cash-method" if year.by_cash else "accrual-method")


def check_currency(look: Look) -> Iterator[Remark]:
    """Swedish kronor, the shop's own currency, and those of its orders are registered.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers
    >>> look = Look(date(2026, 11, 10), Registers(currencies=frozenset({"EUR"})))
    >>> [(one.code, one.key) for one in check_currency(look)]
    [('currency-not-there', 'SEK')]
    """
    for code in dict.fromkeys(("SEK", look.wishes.currency.upper(), *sorted(look.side.currencies))):
        if code and _lacks(look.registers.currencies, code):
            stops = ("orders",) if code == "SEK" else ()
            yield Remark("red" if stops else "yellow", "currency-not-there", code, {"currency": code}, stops)


def check_modes(look: Look) -> Iterator[Remark]:
    """The modes of payment that were chosen exist, on the account of the method.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers, Wishes
    >>> from kontera.books.policy import Policy
    >>> policy = Policy(payment_modes={"swish": "SW"})
    >>> look = Look(date(2026, 11, 10), Registers(modes={}), wishes=Wishes(policy))
    >>> [one.creates.key for one in check_modes(look)]
    ['mode:SW']
    """
    modes, policy = look.registers.modes, look.wishes.policy
    if modes is None:
        return
    for method, code in policy.payment_modes.items():
        account = _account_of(look, method)
        facts = {"method": method, "mode": code, "account": str(account or "–")}
        if code not in modes:
            made = Creation("mode", code, method.capitalize(), account=account) if account else None
            stops = (f"payments:{known_method(method)}",)
            yield Remark("red", "mode-not-there", code, facts, stops, made)
        elif account and modes[code] and modes[code] != account:
            yield Remark("yellow", "mode-other-account", code, {**facts, "found": str(modes[code])})


def _account_of(look: Look, method: str) -> int:
    policy = look.wishes.policy
    try:
        return payment_rule(method, policy.payment_accounts, {}, policy.own_invoice_methods).account
    except Held:
        return 0


def check_terms(look: Look) -> Iterator[Remark]:
    """The terms of payment that were chosen exist.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers, Wishes
    >>> look = Look(date(2026, 11, 10), Registers(terms=frozenset({"30"})), wishes=Wishes(terms="60"))
    >>> [one.code for one in check_terms(look)]
    ['terms-not-there']
    """
    code = look.wishes.terms
    if code and _lacks(look.registers.terms, code):
        yield Remark("red", "terms-not-there", code, {"terms": code}, ("orders",))


def check_deliveries(look: Look) -> Iterator[Remark]:
    """Ways and terms of delivery that were chosen exist; a missing one stops the orders sent that way.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers, Wishes
    >>> look = Look(date(2026, 11, 10), Registers(ways=frozenset()), wishes=Wishes(ways={"DHL": "D"}))
    >>> [one.stops for one in check_deliveries(look)]
    [('shipping:dhl',)]
    """
    for method, code in look.wishes.ways.items():
        if _lacks(look.registers.ways, code):
            facts = {"method": method, "way": code}
            made = Creation("way", code, method.capitalize())
            yield Remark("red", "way-not-there", code, facts, (f"shipping:{method.casefold()}",), made)
    for method, code in look.wishes.delivery_terms.items():
        if _lacks(look.registers.delivery_terms, code):
            facts = {"method": method, "terms": code}
            stops = (f"shipping:{method.casefold()}",)
            yield Remark("red", "delivery-terms-not-there", f"terms {code}", facts, stops)


def check_dimensions(look: Look) -> Iterator[Remark]:
    """The cost centre and the project that were chosen exist and are in use.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers, Wishes
    >>> look = Look(date(2026, 11, 10), Registers(projects={"1": False}), wishes=Wishes(project="1"))
    >>> [one.code for one in check_dimensions(look)]
    ['project-ended']
    """
    wishes, registers = look.wishes, look.registers
    named = (
        (wishes.cost_centre, registers.cost_centres, "cost-centre-not-there", "cost-centre-ended"),
        (wishes.project, registers.projects, "project-not-there", "project-ended"),
    )
    for code, found, absent, ended in named:
        if code and found is not None and not found.get(code, False):
            yield Remark("red", ended if code in found else absent, absent, {"code": code}, ("orders",))


def check_articles(look: Look) -> Iterator[Remark]:
    """The unit and the price list of new articles exist.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers
    >>> look = Look(date(2026, 11, 10), Registers(units=frozenset({"kg"})))
    >>> [one.creates.key for one in check_articles(look)]
    ['unit:st']
    """
    wishes = look.wishes
    if wishes.sends_units and wishes.unit and _lacks(look.registers.units, wishes.unit):
        made = Creation("unit", wishes.unit, "Styck" if wishes.unit == "st" else wishes.unit)
        facts = {"unit": wishes.unit}
        yield Remark("red", "unit-not-there", f"unit {wishes.unit}", facts, ("products",), made)
    if wishes.sends_prices and wishes.price_list and _lacks(look.registers.price_lists, wishes.price_list):
        facts = {"list": wishes.price_list}
        yield Remark("red", "price-list-not-there", f"list {wishes.price_list}", facts, ("products",))


def check_lager(look: Look) -> Iterator[Remark]:
    """Whether Fortnox Lager is on, and what that means for the way stock is chosen to flow.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, Registers, Wishes
    >>> look = Look(date(2026, 11, 10), Registers(lager=True), wishes=Wishes(stock="both"))
    >>> [one.code for one in check_lager(look)]
    ['lager-read-only']
    """
    is_on, wishes = look.registers.lager, look.wishes
    writes = wishes.stock in ("shop", "both")
    if is_on and writes and not wishes.writes_lager:
        yield Remark("yellow", "lager-read-only")
    elif is_on is None and wishes.stock != "off":
        yield Remark("yellow", "lager-not-told")
    elif is_on:
        yield Remark("green", "lager-on")


def _lacks(register: Collection[str] | None, code: str) -> bool:
    """Codes are compared as they are written, apart from case and space around them."""
    if register is None:
        return False
    return code.strip().casefold() not in {one.strip().casefold() for one in register}
