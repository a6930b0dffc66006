"""The set-up check: what the registers say against what the shop chose. Pure; the reading is done before.

A new check is a function from a ``Look`` to its remarks, and a row in ``CHECKUPS``. A check that has
nothing to remark is green.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kontera.books.checkup_abroad import check_oss, check_threshold, check_untaxed
from kontera.books.checkup_accounts import check_accounts
from kontera.books.checkup_registers import (
    check_articles,
    check_currency,
    check_deliveries,
    check_dimensions,
    check_lager,
    check_lock,
    check_method,
    check_modes,
    check_predefined,
    check_series,
    check_terms,
    check_year,
)
from kontera.books.checkup_shop import (
    check_key,
    check_methods,
    check_rates,
    check_rights,
    check_rounding,
    check_webhook,
)
from kontera.books.registers import Creation, Look, Mark, Remark
from kontera.problems import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Checkup:
    """One check: its name in the tables, what the page calls it, and how it is done."""

    name: str
    title: Text
    run: Callable[[Look], Iterator[Remark]]


CHECKUPS: tuple[Checkup, ...] = (
    Checkup("rights", Text("Licenser och behörigheter", "Licences and scopes"), check_rights),
    Checkup("key", Text("Nyckeln till Quickbutik", "The Quickbutik key"), check_key),
    Checkup("accounts", Text("Konton", "Accounts"), check_accounts),
    Checkup("predefined", Text("Förvalda konton", "Predefined accounts"), check_predefined),
    Checkup("series", Text("Verifikationsserier", "Voucher series"), check_series),
    Checkup("year", Text("Räkenskapsår", "Financial year"), check_year),
    Checkup("lock", Text("Låst period", "Locked period"), check_lock),
    Checkup("method", Text("Bokföringsmetod", "Accounting method"), check_method),
    Checkup("currency", Text("Valutor", "Currencies"), check_currency),
    Checkup("methods", Text("Butikens betalsätt", "The shop’s payment methods"), check_methods),
    Checkup("modes", Text("Betalningssätt i Fortnox", "Modes of payment"), check_modes),
    Checkup("terms", Text("Betalningsvillkor", "Terms of payment"), check_terms),
    Checkup("deliveries", Text("Leveranssätt och leveransvillkor", "Ways of delivery"), check_deliveries),
    Checkup("dimensions", Text("Kostnadsställe och projekt", "Cost centre and project"), check_dimensions),
    Checkup("articles", Text("Enhet och prislista", "Unit and price list"), check_articles),
    Checkup("rounding", Text("Öresutjämning", "Rounding to whole kronor"), check_rounding),
    Checkup("lager", Text("Fortnox Lager", "Fortnox Lager"), check_lager),
    Checkup("rates", Text("Moms på produkterna", "VAT on the products"), check_rates),
    Checkup("oss", Text("Konton för OSS", "Accounts of the One Stop Shop"), check_oss),
    Checkup("untaxed", Text("Konton för utlandet", "Accounts of sales abroad"), check_untaxed),
    Checkup("threshold", Text("Gränsen för svensk moms i EU", "The threshold in the EU"), check_threshold),
    Checkup("webhook", Text("Webhook från butiken", "The shop’s webhook"), check_webhook),
)
TITLES: Mapping[str, Text] = {one.name: one.title for one in CHECKUPS}


def examine(look: Look) -> tuple[Remark, ...]:
    """Every check's remarks, in the order of ``CHECKUPS``; a key is named once in each.

    >>> from datetime import date
    >>> {one.mark for one in examine(Look(date(2026, 11, 10))) if one.check != "webhook"}
    {'green'}
    """
    found: dict[tuple[str, str], Remark] = {}
    for checkup in CHECKUPS:
        for remark in tuple(checkup.run(look)) or (Remark(),):
            found.setdefault((checkup.name, remark.key), replace(remark, check=checkup.name))
    return tuple(found.values())


def creations_of(remarks: Iterable[Remark]) -> tuple[Creation, ...]:
    """What Kontera could make itself, each once.

    >>> made = Creation("unit", "st")
    >>> creations_of([Remark(creates=made), Remark(), Remark(creates=made)])
    (Creation(kind='unit', code='st', name='', vat_code='', account=0),)
    """
    return tuple(dict.fromkeys(one.creates for one in remarks if one.creates is not None))


def worst_of(remarks: Iterable[Remark]) -> Mark:
    """The mark of the whole.

    >>> worst_of([Remark("green"), Remark("red"), Remark("yellow")])
    'red'
    """
    marks = {one.mark for one in remarks}
    return "red" if "red" in marks else "yellow" if "yellow" in marks else "green"
