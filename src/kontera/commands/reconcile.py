"""``kontera reconcile`` and ``kontera undelivered``: the books compared, and the year-end's list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kontera.books.money import kronor
from kontera.commands.shops import find
from kontera.commands.surroundings import SPEAKING, STORING, standing
from kontera.commands.words import DONE, HELD, WrongUse, complain, complain_of, problem_json, say, say_json

if TYPE_CHECKING:
    from argparse import ArgumentParser as Parser
    from argparse import Namespace, _SubParsersAction

    from kontera.shops.handle import Handle
    from kontera.sync.ends import Ends
    from kontera.sync.reconcile import Year


def add_parser(commands: _SubParsersAction[Parser]) -> None:
    """``kontera reconcile SHOP [--year 2026]`` and ``kontera undelivered SHOP [--day 2026-12-31]``."""
    compare = commands.add_parser(
        "reconcile", help="compare Fortnox's books with what should stand there; 3 if something differs"
    )
    compare.add_argument("shop")
    compare.add_argument("--year", type=int, metavar="2026", help="only the financial years with this year")
    compare.add_argument("--json", action="store_true")
    compare.set_defaults(run=reconcile)
    undelivered = commands.add_parser("undelivered", help="orders that were paid and not delivered on a day")
    undelivered.add_argument("shop")
    undelivered.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="left out: today")
    undelivered.add_argument("--json", action="store_true")
    undelivered.set_defaults(run=list_undelivered)


def reconcile(arguments: Namespace) -> int:
    """Everything that is booked, compared now; nothing is written in Fortnox."""
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415 - Django is set up by now
        from kontera.sync.reconcile import reconcile_now  # noqa: PLC0415

        handle, ends = find(arguments.shop), wiring.install(env)
        years = None if arguments.year is None else _years(handle, ends, arguments.year)
        found = reconcile_now(handle, ends, years)
        _report(found, as_json=arguments.json)
        return HELD if any(year.findings for year in found) else DONE


def _years(handle: Handle, ends: Ends, wanted: int) -> list[int]:
    """The ids of the financial years that hold a day of a calendar year."""
    from kontera.fortnox import chart  # noqa: PLC0415
    from kontera.problems import Disconnected  # noqa: PLC0415

    if handle.shop.company is None:
        raise Disconnected("fortnox-consent-missing", {"fortnox": ""}, side="fortnox")
    every = chart.financial_years(ends.fortnox(handle.shop.company))
    found = [one.number for one in every if one.first_day.year <= wanted <= one.last_day.year]
    if not found:
        raise WrongUse(
            f"Det finns inget räkenskapsår {wanted} i Fortnox.", f"Fortnox has no financial year {wanted}."
        )
    return found


def _report(found: list[Year], *, as_json: bool) -> None:
    if as_json:
        say_json({"years": [_year_json(year) for year in found]})
    for year in found:
        if not as_json:
            say(f"{year.first_day} – {year.last_day}: {year.equal}/{year.compared} =")
            _say_vat(year)
        for one in year.findings:
            complain_of(one.code, one.facts)


def _say_vat(year: Year) -> None:
    """Sales, the VAT that is booked, and whether they agree: by month, in the One Stop Shop by quarter."""
    for one in year.sums.get("vat", ()):
        _say_sides(f"{one['month']}  {one['account']}", one["sales_ore"], one["vat_ore"], one["rest_ore"])
    for one in year.sums.get("oss", ()):
        _say_sides(
            f"{one['period']}  {one['account']}", one["ledger_ore"], one["booked_ore"], one["rest_ore"]
        )


def _say_sides(name: str, left_ore: int, right_ore: int, rest_ore: int) -> None:
    say(f"{name}  {kronor(left_ore)}  {kronor(right_ore)}  {kronor(rest_ore) if rest_ore else '='}")


def _year_json(year: Year) -> dict[str, Any]:
    return {**year.told, "findings": [problem_json(one.code, one.facts) for one in year.findings]}


def list_undelivered(arguments: Namespace) -> int:
    """For the year-end: no network, only what has been read."""
    with standing(STORING) as env:
        from kontera import wiring  # noqa: PLC0415
        from kontera.shops.undelivered import undelivered_of  # noqa: PLC0415
        from kontera.sync.days import stockholm_day  # noqa: PLC0415

        handle = find(arguments.shop)
        day = arguments.day or stockholm_day(wiring.install(env).now())
        found = undelivered_of(handle, day)
        if arguments.json:
            say_json(
                {
                    "day": day.isoformat(),
                    "orders": [
                        {
                            "order": one.number,
                            "paid": one.paid_day.isoformat(),
                            "delivered": one.delivered_day.isoformat() if one.delivered_day else "",
                            "currency": one.currency,
                            "net": "" if one.net_ore is None else kronor(one.net_ore),
                        }
                        for one in found.orders
                    ],
                    "sums": {currency: kronor(ore) for currency, ore in found.sums},
                    "unsure": found.unsure,
                }
            )
            return DONE
        for one in found.orders:
            net = "–" if one.net_ore is None else kronor(one.net_ore)
            say(f"{one.number}  {one.paid_day}  {one.delivered_day or '–'}  {net} {one.currency}")
        for currency, ore in found.sums:
            say(f"= {kronor(ore)} {currency}")
        if found.unsure:
            complain(
                f"{found.unsure} order är levererade en dag som butiken inte säger, och står inte i listan.",
                f"{found.unsure} orders were delivered on a day the shop does not tell, and are not listed.",
            )
        return DONE
