"""The panel's pages about money and tax, over a shop of many orders: one reader, nothing else running."""

from __future__ import annotations

import secrets
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from asking import paid_out, sold, summed
from crowd import HUGE, crowded
from serving import read_pages, signed_in
from stage import staged

from kontera.shops import payouts, summaries, supplies
from kontera.shops.people import add_person

if TYPE_CHECKING:
    from stage import Place, Stage

    from house import House

EMAIL = "leafing@kontera.example"


def page_times(house: House, orders: int, lines: int, in_summary: int) -> list[dict[str, Any]]:
    """Three shops of one person: many sales abroad, a payout of many lines, a day of many orders."""
    with staged(house) as stage:
        many, paid, daily = _shops(stage, orders, lines, in_summary)
    password = secrets.token_urlsafe(12)
    add_person(EMAIL, password, [many.handle, paid.handle, daily.handle])
    quarter = supplies.quarter_of(datetime.now(UTC).date()).name
    root = f"/{many.handle.shop.key}"
    payout = payouts.payouts_of(paid.handle).get()
    summary = summaries.summaries_of(daily.handle).get()
    pages = {
        f"abroad, {orders} sales": f"{root}/abroad/",
        "abroad, the quarter as a file": f"{root}/abroad/oss/{quarter}.csv",
        "comparison": f"{root}/reconcile/",
        "one order abroad, every row explained": f"{root}/orders/{HUGE}/",
        "payouts": f"/{paid.handle.shop.key}/payouts/",
        f"one payout, {lines} lines": f"/{paid.handle.shop.key}/payouts/{payout.pk}/",
        "summaries": f"/{daily.handle.shop.key}/summaries/",
        f"one summary, {in_summary} orders": f"/{daily.handle.shop.key}/summaries/{summary.pk}/",
    }
    with house.running("web", limit=True) as household:
        household.wait_for_web()
        with closing(signed_in(house, password, EMAIL)) as client:
            return read_pages(house, household, client, pages)


def _shops(stage: Stage, orders: int, lines: int, in_summary: int) -> tuple[Place, Place, Place]:
    many = crowded(stage, orders)
    many.work("reconcile")
    paid = sold(stage, lines)
    paid_out(paid, [row.number for row in paid.handle.orders()], "P1")
    daily = stage.open_shop(end="booked", posting_mode="daily")
    summed(daily, in_summary)
    return many, paid, daily
