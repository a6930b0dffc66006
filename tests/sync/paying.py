"""What the flows of payouts share: sold orders, the provider's report, and the worker's round."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.payouts.making import write

from kontera.books.payouts import ReportLine, Settlement
from kontera.payouts.reports import read_report
from kontera.shops import payouts as kept

DAY = date(2026, 11, 13)
POST = ("POST", "/3/vouchers$")


def open_place(stage, **choices):
    place = stage.open_shop(end="paid", **choices)
    place.stage.paid = {}
    return place


def sold(place, count=1, method="klarna", **spec):
    """Orders that are paid and booked; their numbers."""
    numbers = [place.buys_and_tells(method=method, **spec) for _ in range(count)]
    place.drain()
    return numbers


def line(number, ore=19900, fee=500, vat=125, **more):
    return ReportLine("sale", ore, fee, vat, number, DAY, **more)


def report(*lines, provider="klarna", marker="P1", day=DAY, **more):
    return Settlement(provider, marker, day, lines, **more)


def read_in(place, *settlements):
    """The file of these payouts, read in as a person would."""
    content = write(*settlements)
    found = read_report(content)
    return [
        kept.keep(place.handle, one, file=content, name="rapport.csv", now=place.stage.now()).payout
        for one in found.settlements
    ]


def look(place, row):
    """The worker's round, and the payout after it."""
    place.work("payouts")
    row.refresh_from_db()
    return row


def book(place, row):
    kept.ask_booking(place.handle, row)
    return look(place, row)


def standing(row):
    return row.state, row.problem_code


def manual(place):
    """The vouchers that no document made."""
    return [one for one in place.company.vouchers.values() if one.reference_type == "MANUAL"]


def rows_of(voucher):
    return {account: int(amount * 100) for account, amount in voucher.rows}


def by_hand(place, rows, day=DAY, text="Utbetalning Klarna"):
    """Somebody books a voucher in Fortnox."""
    from kontera.sandbox.fortnox import ledger  # noqa: PLC0415 - the sandbox's own side

    sums = {account: Decimal(ore) / 100 for account, ore in rows.items()}
    return ledger.post(
        place.company, "A", day=day.isoformat(), sums=sums, text=text, reference="", kind="MANUAL"
    )
