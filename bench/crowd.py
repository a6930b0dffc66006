"""A shop with the books of a whole year: a few sales abroad that were really carried, and copies of them.

Every copy is an order with its invoice, what it sold under which tax, and a voucher of its own in the
sandbox, so that there is something to compare, to report and to leaf through.
"""

from __future__ import annotations

import copy
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from asking import SALES
from fresh import comparison_of
from stage import staged

from kontera.sandbox.fortnox import ledger
from kontera.shops import postings, supplies
from kontera.shops.models import Delivery, Order, Posting, Supply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stage import Place, Stage

    from house import House
    from kontera.sandbox.fortnox.company import Voucher

    Rows = list[dict[str, Any]]

FEW, BATCH = 10, 1000
HUGE = 1_000_000
"""Numbers of the copies' orders and documents begin here."""


def crowded(stage: Stage, orders: int) -> Place:
    """A shop of so many orders to consumers in the Union, each with one booked invoice."""
    place = stage.open_abroad()
    place.handle.save_choices({**place.handle.shop.choices, "end": "booked"})
    told = SALES["EU consumer, OSS"]
    numbers = [place.buys(**told) for _ in range(FEW)]
    for number in numbers[1:]:
        place.shop.set_status(number, "done", webhook=False)
    place.carry()
    place.all_done()
    postings.fill(place.handle)
    _multiply(place, orders)
    return place


def _multiply(place: Place, orders: int) -> None:
    numbers = range(HUGE, HUGE + orders - FEW)
    firsts = list(place.handle.orders().order_by("id"))
    made = [_twin(firsts[n % FEW], number=str(n)) for n in numbers]
    Order.objects.bulk_create(made, batch_size=BATCH)
    papers = {row.order_id: row for row in Delivery.objects.filter(order__in=firsts, kind="invoice")}
    sold = {row.order_id: row for row in Supply.objects.filter(order__in=firsts)}
    kept = {row.delivery_id: row for row in Posting.objects.filter(shop=place.handle.shop)}
    vouchers = list(_vouchers(place, [papers[firsts[n % FEW].pk].voucher for n in numbers]))
    sent, supplied, expected = [], [], []
    for order, voucher in zip(made, vouchers, strict=True):
        first = firsts[int(order.number) % FEW]
        paper = papers[first.pk]
        reference = paper.reference.replace(f":{first.number}:", f":{order.number}:")
        key = f"{voucher.series} {voucher.number} {voucher.year}"
        sent.append(_twin(paper, order=order, reference=reference, number=order.number, voucher=key))
        supplied.append(_twin(sold[first.pk], order=order, reference=reference))
        expected.append(_twin(kept[paper.pk], delivery=sent[-1], voucher=key))
    Delivery.objects.bulk_create(sent, batch_size=BATCH)
    Supply.objects.bulk_create(supplied, batch_size=BATCH)
    Posting.objects.bulk_create(expected, batch_size=BATCH)


def _twin(row: Any, **changes: Any) -> Any:
    twin = copy.copy(row)
    twin._state = copy.copy(row._state)  # noqa: SLF001 - what is remembered of relations is not shared
    twin._state.fields_cache = {}  # noqa: SLF001
    twin.pk = None
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


def _vouchers(place: Place, keys: list[str]) -> Iterator[Voucher]:
    """A copy in the sandbox's books of each of these vouchers (``B 17 5``)."""
    company = place.company
    for key in keys:
        series, number, year = key.split()
        first = company.vouchers[series, int(number), int(year)]
        yield ledger.post(
            company,
            series,
            day=first.day.isoformat(),
            sums=dict(first.rows),
            text=first.text,
            reference=first.reference,
            kind=first.reference_type,
        )


# -- what is measured --------------------------------------------------------------------------------------


def compared(house: House, orders: int) -> Rows:
    """The nightly comparison of so many vouchers with one SIE file, in a process of its own."""
    with staged(house) as stage:
        place = crowded(stage, orders)
        stage.forget()
        told = comparison_of(replace(stage.env, fortnox_limit=None), place.handle.shop.key)
        asked = place.asked()
        if told["compared"] != orders or told["equal"] != orders:
            raise RuntimeError(f"not what was to be measured: {told}")
        return [told | {"requests": asked.total(), **_reported(place)}]


def _reported(place: Place) -> dict[str, Any]:
    """The One Stop Shop's quarter of the same supplies."""
    quarter = supplies.quarter_of(datetime.now(UTC).date())
    started = time.thread_time()
    supplies.oss_lines(place.handle, quarter)
    return {"OSS quarter of the same, CPU s": round(time.thread_time() - started, 2)}
