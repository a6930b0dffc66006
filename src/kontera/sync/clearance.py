"""What must be in order in Fortnox before an import may start: open periods, financial years, accounts.

Seen to before anything is read as far as it is known, after the dry run, and again when a person says run.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from kontera.books.plan import End
from kontera.fortnox import registers
from kontera.problems import Held
from kontera.sync.days import stockholm_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kontera.books.forecast import Forecast
    from kontera.fortnox.registers import FinancialYear
    from kontera.shops.models import Import
    from kontera.sync.turn import Turn

INVOICING = frozenset({End.ORDER_INVOICE, End.INVOICE, End.BOOKED, End.PAID})
"""Ends that make invoices. Guess: Fortnox minds the day of an unbooked one too; booked it could not be."""


def early_blockers(turn: Turn, run: Import) -> list[Held]:
    """What stands in the way already by the import's first day."""
    if run.end not in INVOICING or run.from_day is None:
        return []
    return [*_closed(turn, run.from_day), *_missing_years(turn, [run.from_day, stockholm_day(turn.now)])]


def late_blockers(turn: Turn, run: Import, forecast: Forecast) -> list[Held]:
    """What stands in the way of the documents that the dry run has found."""
    if run.end not in INVOICING or forecast.first_day is None or forecast.last_day is None:
        return []
    days = [*_month_days(forecast), forecast.first_day, forecast.last_day]
    missing = list(_missing_years(turn, days))
    found = [*_closed(turn, forecast.first_day), *missing]
    return found if missing else [*found, *_bad_accounts(turn, forecast)]


def _closed(turn: Turn, first_day: date) -> Iterator[Held]:
    locked = registers.locked_until(turn.fortnox)
    if locked is not None and first_day <= locked:
        facts = {"day": first_day.isoformat(), "locked": locked.isoformat()}
        yield Held("import-period-closed", facts)


def _month_days(forecast: Forecast) -> list[date]:
    return [date.fromisoformat(f"{month}-01") for month in sorted({key[0] for key in forecast.lines})]


def _missing_years(turn: Turn, days: Iterable[date]) -> Iterator[Held]:
    """Each year is asked for once, by the first of the days that no known year holds."""
    known: list[FinancialYear] = []
    for day in sorted(set(days)):
        if any(year.first_day <= day <= year.last_day for year in known):
            continue
        year = registers.financial_year(turn.fortnox, day)
        if year is None:
            yield Held("import-year-missing", {"day": day.isoformat(), "year": str(day.year)})
            return
        known.append(year)


def _bad_accounts(turn: Turn, forecast: Forecast) -> Iterator[Held]:
    """Accounts that a year's chart lacks or has put out of use, said once each."""
    wanted = {key[2] for key in forecast.lines}
    said: set[int] = set()
    for year in _years(turn, forecast):
        chart = {account.number: account for account in registers.accounts(turn.fortnox, year)}
        for number in sorted(wanted - said):
            account = chart.get(number)
            facts = {"account": str(number), "year": str(year.first_day.year)}
            if account is None:
                said.add(number)
                yield Held("import-account-missing", facts)
            elif not account.active:
                said.add(number)
                yield Held("import-account-inactive", facts)


def _years(turn: Turn, forecast: Forecast) -> Iterator[FinancialYear]:
    """The financial years from the first document to the last."""
    day, last = forecast.first_day, forecast.last_day
    while day is not None and last is not None and day <= last:
        year = registers.financial_year(turn.fortnox, day)
        if year is None:
            return
        yield year
        day = year.last_day + timedelta(days=1)
