"""What the shop's orders have sold of each article, and how far each side's level has heard of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from kontera.books import sales
from kontera.books.articles import article_number
from kontera.books.stock import Mode, Sale
from kontera.quickbutik.levels import sold_in
from kontera.shops import levels
from kontera.shops.models import Sold
from kontera.sync.days import STOCKHOLM, stockholm_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from kontera.choices import Choices
    from kontera.shops.handle import Handle
    from kontera.shops.models import Order
    from kontera.sync.stock_habits import Habits

PART = 200


@dataclass(frozen=True, slots=True)
class Move:
    """A sale as the books reckon with it, and the row that remembers it."""

    row: Sold
    sale: Sale

    @property
    def signature(self) -> tuple[object, ...]:
        """What must be the same before and after the levels are read: else the sale moved meanwhile."""
        one = self.sale
        return one.key, one.quantity, one.shop, one.fortnox, one.follows


Moves = dict[str, list[Move]]
"""Article number → its open sales, oldest first."""


def take_in_sales(handle: Handle) -> None:
    """Look at the lines of orders that are new or have changed."""
    orders = levels.unread_orders(handle)
    while part := list(islice(orders, PART)):
        known = levels.sold_of(handle, [order.pk for order in part])
        rows = [row for order in part for row in _rows(handle, order, known)]
        levels.save_sold(rows)


def _rows(handle: Handle, order: Order, known: Mapping[tuple[int, str], Sold]) -> Iterator[Sold]:
    told = _told(order.raw)
    mine = {number: row for (pk, number), row in known.items() if pk == order.pk}
    moment, refunded = _moment(order.raw), _is_refunded(order.raw)
    for number in {"": 0} | told | mine:
        quantity, is_part = told.get(number, (0, False))
        row = mine.get(number) or Sold(shop=handle.shop, order=order, number=number)
        row.quantity, row.is_part, row.refunded, row.sold_at = quantity, is_part, refunded, moment
        row.digest, row.closed_at = order.raw_digest, None
        yield row


def _told(raw: Mapping[str, Any]) -> dict[str, tuple[int, bool]]:
    """Article number → (pieces, whether only as a part of a bundle). Sales by the metre explain no level."""
    found: dict[str, tuple[int, bool]] = {}
    for line in sold_in(raw):
        number = article_number(line.sku)
        if number and line.pieces:
            pieces, is_part = found.get(number, (0, True))
            found[number] = pieces + line.pieces, is_part and line.is_part
    return found


def _moment(raw: Mapping[str, Any]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(raw.get("date_created") or ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)


def _is_refunded(raw: Mapping[str, Any]) -> bool:
    value = raw.get("refunds")
    return len(value) > 0 if isinstance(value, list | dict) else str(value or "").strip() not in ("", "0")


def open_moves(handle: Handle, choices: Choices, mode: Mode, habits: Habits) -> Moves:
    """The sales that are not yet counted at both sides, with what each side may have counted by now.

    ``habits``: when each side has been seen to count.
    """
    rows = levels.open_sold(handle)
    orders = {row.order_id for row in rows}
    documents, back = levels.documents_of(handle, orders), levels.given_back(handle, orders)
    first = choices.day("start_day") or stockholm_day(handle.shop.added_at)
    found: Moves = {}
    for row in rows:
        is_ours = row.order.ordered_day is None or row.order.ordered_day >= first
        told = back.get(row.order_id)
        given = None if told is None else told.get(row.number, 0)
        mine = documents.get(row.order_id, [])
        sale = _sale(row, mine, mode, habits, is_ours=is_ours, given_back=given)
        found.setdefault(row.number, []).append(Move(row, sale))
    return found


def _sale(
    row: Sold,
    documents: Sequence[tuple[str, str]],
    mode: Mode,
    habits: Habits,
    *,
    is_ours: bool,
    given_back: int | None,
) -> Sale:
    state, status = row.order.state, row.order.status
    saved = documents[-1][0] if sales.is_only_saved(documents) and not row.is_part else ""
    told, most = mode is Mode.FORTNOX, max(row.quantity, row.in_fortnox)
    counting, amounts = habits.documents.get(saved), (row.quantity, row.in_fortnox)
    bounds = sales.fortnox_bounds(
        state, status, documents, *amounts, at_saving=counting, given_back=given_back
    )
    is_following = sales.follows(state, status, documents, is_ours=is_ours, is_told=told)
    if row.is_part:
        # Documents name the bundle only. Where Fortnox decides, its parts are taken off there by hand.
        bounds, is_following = ((row.in_fortnox, most), is_following) if told else ((0, 0), False)
    elif told and is_following and not documents and state not in sales.OPEN:
        bounds = (row.in_fortnox, most)
    here = sales.shop_bounds(status, row.quantity, row.in_shop, refunded=row.refunded)
    if status == "cancelled" and habits.gives_back is not None:
        here = (0, 0) if habits.gives_back else (here[1], here[1])
    likely = sales.fortnox_likely(
        status, documents, *amounts, reserves=habits.reserves, is_counted=row.sent, given_back=given_back
    )
    return Sale(
        key=row.pk,
        quantity=row.quantity,
        in_shop=row.in_shop,
        in_fortnox=row.in_fortnox,
        shop=here,
        fortnox=bounds,
        follows=is_following,
        is_new=not row.counted,
        is_off=status == "cancelled",
        likely_shop=sales.shop_likely(
            status, row.quantity, row.in_shop, at_order=habits.at_order, gives_back=habits.gives_back
        ),
        likely_fortnox=row.in_fortnox if row.is_part or not documents else likely,
        saved=saved,
        is_sent=bool(sales.living(documents)),
        is_under_way=any(state == "sending" for _, state in documents),
        awaits_credit=status == "cancelled" and _holds_stock(documents),
    )


def _holds_stock(documents: Sequence[tuple[str, str]]) -> bool:
    kinds = {kind for kind, _ in sales.living(documents)}
    return bool(kinds & {"order", "invoice"}) and "credit" not in kinds


def moved(before: Moves, after: Moves) -> set[str]:
    """Articles whose sales changed between two looks at the orders, or are on their way just now."""
    under_way = {number for number, mine in after.items() if any(one.sale.is_under_way for one in mine)}
    return under_way | {
        number
        for number in before.keys() | after.keys()
        if [one.signature for one in before.get(number, [])]
        != [one.signature for one in after.get(number, [])]
    }


def aged(moves: Sequence[Move], since: str | None) -> list[Sale]:
    """The sales, where those from before the first look, heard of only now, have been in the level all along.

    The shop tells the second only: of the very second of the look a sale counts as new.
    """
    began = datetime.fromisoformat(since).replace(microsecond=0) if since else None
    return [_aged(one, began) for one in moves]


def _aged(one: Move, began: datetime | None) -> Sale:
    row, sale = one.row, one.sale
    is_old = sale.is_new and began is not None and row.sold_at is not None and row.sold_at < began
    return replace(sale, in_shop=sale.shop[0], is_new=False) if is_old else sale


def is_settled(sale: Sale) -> bool:
    """Both sides have counted it as far as they ever will."""
    if sale.is_off and not sale.follows:
        return sale.fortnox == (0, 0) and not sale.is_new
    sure = sale.shop[0] == sale.shop[1] == sale.in_shop
    sure = sure and sale.fortnox[0] == sale.fortnox[1] == sale.in_fortnox
    return sure and (sale.in_shop == sale.in_fortnox or not sale.follows)
