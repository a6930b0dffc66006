"""``kontera oss`` and ``kontera periodic``: what was sold abroad, for the returns."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kontera.books.money import kronor
from kontera.commands.shops import find
from kontera.commands.surroundings import STORING, standing
from kontera.commands.words import DONE, WrongUse, say, say_json

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction

    from kontera.shops.supplies import OssLine, Period


def add_parsers(commands: _SubParsersAction[ArgumentParser]) -> None:
    """``kontera oss`` and ``kontera periodic``."""
    oss = commands.add_parser("oss", help="sales in the One Stop Shop, by country and rate")
    oss.add_argument("shop")
    oss.add_argument("--quarter", metavar="2026Q4", help="left out: the quarter of today")
    oss.set_defaults(run=tell_oss)
    periodic = commands.add_parser("periodic", help="untaxed sales to companies in the EU, by VAT number")
    periodic.add_argument("shop")
    periodic.add_argument("--month", metavar="2026-11", help="left out: the month of today")
    periodic.set_defaults(run=tell_periodic)
    for one in (oss, periodic):
        one.add_argument("--json", action="store_true")


def tell_oss(arguments: Namespace) -> int:
    """The quarter's sales, corrections of earlier ones, and the running total against the threshold."""
    with standing(STORING):
        from kontera.shops import supplies  # noqa: PLC0415 - Django is set up by now

        handle = find(arguments.shop)
        period = _period(arguments.quarter, "quarter")
        own, corrections = supplies.oss_lines(handle, period)
        total = supplies.standing(handle, period.first.year)
        if arguments.json:
            told = {"year": total.year, "total_ore": total.total_ore, "before_ore": total.before_ore}
            say_json(
                {
                    "quarter": period.name,
                    "lines": [_line_json(line) for line in own],
                    "corrections": [_line_json(line) for line in corrections],
                    "threshold": {**told, "percent": total.percent, "code": total.code},
                }
            )
            return DONE
        for line in (*own, *corrections):
            say(_line(line))
        say(f"{total.year}: {kronor(total.total_ore)} SEK, {total.percent} % of 99680.00")
    return DONE


def _line_json(line: OssLine) -> dict[str, Any]:
    return {**asdict(line), "rate": f"{line.rate:f}"}


def _line(line: OssLine) -> str:
    amounts = f"{kronor(line.base_ore)} + {kronor(line.vat_ore)} {line.currency}"
    sek = f" ({kronor(line.base_sek_ore)} + {kronor(line.vat_sek_ore)} SEK)" if line.currency != "SEK" else ""
    return f"{line.quarter} {line.country} {line.rate:f} % {line.kind}: {amounts}{sek}"


def tell_periodic(arguments: Namespace) -> int:
    """The month's buyers in the EU."""
    with standing(STORING):
        from kontera.shops import supplies  # noqa: PLC0415

        handle = find(arguments.shop)
        period = _period(arguments.month, "month")
        lines = supplies.periodic_lines(handle, period)
        if arguments.json:
            say_json({"month": period.name, "lines": [asdict(line) for line in lines]})
            return DONE
        for line in lines:
            say(f"{line.vat_number} {line.kind}: {kronor(line.base_sek_ore)} SEK")
    return DONE


def _period(named: str | None, kind: str) -> Period:
    from kontera.shops import supplies  # noqa: PLC0415

    if named is None:
        day = supplies.stockholm_today()
        return supplies.quarter_of(day) if kind == "quarter" else supplies.month_of(day)
    try:
        found = supplies.period_named(named)
    except ValueError:
        found = None
    if found is None or ("Q" in found.name) is not (kind == "quarter"):
        form = "2026Q4" if kind == "quarter" else "2026-11"
        raise WrongUse(f"Perioden skrivs {form}, inte {named}.", f"A period is written {form}, not {named}.")
    return found
