"""``kontera oss`` and ``kontera periodic``: what was sold abroad, for the returns."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kontera.books.money import kronor
from kontera.commands.shops import find
from kontera.commands.surroundings import STORING, standing
from kontera.commands.words import DONE, WrongUse, complain, complain_of, say, say_json

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction

    from kontera.shops.euro import EuroLine
    from kontera.shops.handle import Handle
    from kontera.shops.supplies import Period
    from kontera.sync.ends import Ends


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
    """The quarter's sales, corrections of earlier ones, and the running total against the threshold.

    The rates into euro are asked for where they are missing.
    """
    with standing(STORING) as env:
        from kontera import wiring  # noqa: PLC0415 - Django is set up by now
        from kontera.shops import supplies  # noqa: PLC0415
        from kontera.shops.euro import in_euros  # noqa: PLC0415

        handle = find(arguments.shop)
        ends = wiring.install(env)
        period = _period(arguments.quarter, "quarter")
        own, corrections = supplies.oss_lines(handle, period)
        if own or corrections:
            _learn_rates(handle, ends)
        sold, mended = in_euros(own), in_euros(corrections)
        total = supplies.standing(handle, period.first.year)
        _say_why(period, [*sold, *mended])
        if arguments.json:
            told = {"year": total.year, "total_ore": total.total_ore, "before_ore": total.before_ore}
            say_json(
                {
                    "quarter": period.name,
                    "lines": [_line_json(one) for one in sold],
                    "corrections": [_line_json(one) for one in mended],
                    "threshold": {**told, "percent": total.percent, "code": total.code},
                }
            )
            return DONE
        for one in (*sold, *mended):
            say(_line(one))
        say(f"{total.year}: {kronor(total.total_ore)} SEK, {total.percent} % of 99680.00")
    return DONE


def _learn_rates(handle: Handle, ends: Ends) -> None:
    from kontera.problems import TryLater  # noqa: PLC0415
    from kontera.sync.eurorates import learn_rates  # noqa: PLC0415

    try:
        learn_rates(handle, ends)
    except TryLater as silent:
        complain_of(silent.code, silent.facts)


def _say_why(period: Period, lines: list[EuroLine]) -> None:
    """Why there is nothing in euro."""
    from kontera.shops.euro import is_over  # noqa: PLC0415
    from kontera.shops.supplies import stockholm_today  # noqa: PLC0415

    if all(one.vat_cents is not None for one in lines):
        return
    if not is_over(period, stockholm_today()):
        complain(
            "Beloppen i euro räknas när kvartalet är slut, med ECB:s kurs för dess sista dag.",
            "The amounts in euro are worked out when the quarter is over, at the ECB's rate of its last day.",
        )
    else:
        complain(
            "ECB:s kurs för kvartalets sista dag är inte känd, så beloppen i euro saknas.",
            "The ECB's rate of the last day of the quarter is not known, so the amounts in euro are missing.",
        )


def _line_json(one: EuroLine) -> dict[str, Any]:
    euro = {"base_eur_cents": one.base_cents, "vat_eur_cents": one.vat_cents}
    fx = one.fx
    rate = {"sek_per_eur": f"{fx.rate:f}" if fx else None, "rate_day": fx.day.isoformat() if fx else None}
    return {**asdict(one.line), "rate": f"{one.line.rate:f}", **euro, **rate}


def _line(one: EuroLine) -> str:
    line = one.line
    amounts = f"{kronor(line.base_ore)} + {kronor(line.vat_ore)} {line.currency}"
    sek = f" ({kronor(line.base_sek_ore)} + {kronor(line.vat_sek_ore)} SEK)" if line.currency != "SEK" else ""
    said = f"{line.quarter} {line.country} {line.rate:f} % {line.kind}: {amounts}{sek}"
    if one.base_cents is None or one.vat_cents is None:
        return said
    rate = f" (ECB {one.fx.day} {one.fx.rate:f})" if one.fx else ""
    return f"{said} = {kronor(one.base_cents)} + {kronor(one.vat_cents)} EUR{rate}"


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
