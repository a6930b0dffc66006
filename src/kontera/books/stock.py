"""Stock levels of one article at both sides, and what each should become.

A *level* is a whole number of pieces. The shop's level hears of a sale when the order is placed (or
paid); Fortnox's level hears of it when the order's document is made there. Between the two the sale is
*in flight*. So the levels themselves cannot be compared; what can be is the **truth**: the level of the
shop once everything it has sold is counted. Then the shop should show the truth, and Fortnox the truth
and what is in flight.

A level that moves is explained by the sales it may have heard of since it was last seen; what no sale
explains was done by hand, or sold elsewhere, and moves the truth. Neither side offers more than "set it
to n", so a write is remembered until its outcome is seen (``Pending``), and a sale that fell
between reading and writing is recognised by the level not having moved, and counted again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Bounds = tuple[int, int]


class Mode(StrEnum):
    """Who decides: Fortnox, the shop, or both (the changes of both sides are added up)."""

    FORTNOX = "fortnox"
    SHOP = "shop"
    BOTH = "both"


class Side(StrEnum):
    """One of the two places that keep a level."""

    SHOP = "shop"
    FORTNOX = "fortnox"


@dataclass(frozen=True, slots=True)
class Sale:
    """What one order sold of the article, and how many of it each level has heard of.

    ``in_shop`` and ``in_fortnox`` are what was found at the last look; ``shop`` and ``fortnox``
    the least and the most that the level may have heard of by now. ``follows``: Fortnox will hear of it
    (or to forget it) by its document, so the difference is in flight. ``is_new``: no look has counted it yet.
    """

    key: int
    quantity: int
    in_shop: int = 0
    in_fortnox: int = 0
    shop: Bounds = (0, 0)
    fortnox: Bounds = (0, 0)
    follows: bool = True
    is_new: bool = False
    is_off: bool = False
    """Cancelled: what the shop took it gives back."""
    likely_shop: int | None = None
    likely_fortnox: int | None = None
    """What each side has most likely counted by now; ``None``: the most it may have."""
    saved: str = ""
    """The kind of its document, where that is saved and not booked: it may not count in Fortnox yet."""
    is_sent: bool = False
    """A document of it is known."""
    is_under_way: bool = False
    """Sent, and not answered yet."""
    awaits_credit: bool = False
    """Cancelled while a document of it stands in Fortnox: a rise there may be its credit, or a count."""

    def likely(self, side: Side) -> int:
        told, bounds = (
            (self.likely_shop, self.shop) if side is Side.SHOP else (self.likely_fortnox, self.fortnox)
        )
        return bounds[1] if told is None else min(max(told, bounds[0]), bounds[1])


@dataclass(frozen=True, slots=True)
class Pending:
    """A level that was to be set, and is not known to be seen since. ``is_done``: it was set for certain."""

    side: Side
    before: int
    to: int
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What was known after the last look. ``truth`` is ``None`` until both sides have agreed once."""

    truth: int | None = None
    in_shop: int | None = None
    in_fortnox: int | None = None
    pending: Pending | None = None
    for_fortnox: int | None = None
    """What Fortnox should have shown then."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at both levels means. ``code`` names what a person must settle; then nothing is written."""

    truth: int
    sales: tuple[Sale, ...]
    code: str = ""

    @property
    def in_flight(self) -> int:
        """Pieces the shop has counted as sold and Fortnox has not (negative: the reverse)."""
        return sum(one.in_shop - one.in_fortnox for one in self.sales if one.follows)

    @property
    def for_shop(self) -> int:
        """What the shop should show."""
        return self.truth

    @property
    def for_fortnox(self) -> int:
        """What Fortnox should show: its documents will take the rest."""
        return self.truth + self.in_flight


FIRST, UNSURE, WAITS = "stock-first-difference", "stock-unsure", "stock-open-order"
CREDIT = "stock-credit-or-count"
MOST_OFF = 6
"""Of so many orders called off each combination is tried; of more, any part may be given back."""


class _Waits(Exception):
    """An order that is not paid yet may or may not have been counted before a level was set."""


def share(drop: int, have: Sequence[int], bounds: Sequence[Bounds]) -> tuple[list[int], int]:
    """Explain a drop by sales: how many of each are counted now, and the change that none explains.

    Each sale counts at least its least; the rest goes to the oldest sales that may hold more.

    >>> share(3, [0, 0], [(2, 2), (0, 2)])
    ([2, 1], 0)
    >>> share(5, [0], [(2, 2)])
    ([2], -3)
    >>> share(0, [2], [(0, 2)])
    ([2], 0)
    """
    counted = [min(max(had, low), high) for had, (low, high) in zip(have, bounds, strict=True)]
    left = drop - (sum(counted) - sum(have))
    for place, (low, high) in enumerate(bounds):
        step = min(left, high - counted[place]) if left > 0 else max(left, low - counted[place])
        counted[place] += step
        left -= step
    return counted, -left


def look(
    mode: Mode,
    known: Known,
    shop: int,
    fortnox: int,
    sales: Sequence[Sale],
    *,
    right: Side | None = None,
    by_hand: Collection[Side] = (),
    at_order: bool | None = None,
    by_count: bool = False,
) -> Look:
    """What the two levels mean now. ``right``: a person has said which side to believe.

    ``by_hand``: sides that nothing is written to by itself. Where a person has set there what we would have
    written, that is no further change. ``at_order``: whether the shop counts a sale when it is ordered (or
    when it is paid), where that has been seen. ``by_count``: a person has said that a rise in Fortnox was
    done by hand, though a credit would explain it as well.

    An hour ago both had 10. Since then one was sold in the shop (its invoice is not made yet), and
    somebody put 5 on the shelf in Fortnox:

    >>> sold = Sale(1, 1, shop=(1, 1), is_new=True)
    >>> seen = look(Mode.BOTH, Known(10, 10, 10), 9, 15, [sold])
    >>> seen.for_shop, seen.for_fortnox
    (14, 15)
    """
    if by_count:
        sales = [replace(one, fortnox=(one.in_fortnox,) * 2) if one.awaits_credit else one for one in sales]
    is_first = known.truth is None or known.in_shop is None or known.in_fortnox is None
    if is_first or right is not None:
        return _first(mode, shop, fortnox, sales, right)
    if mode is Mode.BOTH:
        try:
            return _merged(known, shop, fortnox, sales, by_hand=by_hand, at_order=at_order)
        except _Waits:
            return Look(known.truth or 0, tuple(sales), WAITS)
    ours, theirs = _both_reckoned(known, shop, fortnox, sales, at_order)
    if theirs.may_be_credit and mode is Mode.FORTNOX:
        return Look(known.truth or 0, tuple(sales), CREDIT)
    return _mastered(mode, shop, fortnox, _counted(sales, ours.counted, theirs.counted))


def _mastered(mode: Mode, shop: int, fortnox: int, sales: Sequence[Sale], code: str = "") -> Look:
    """One side's word is taken; only what is in flight stands between them."""
    seen = Look(shop, tuple(sales), code)
    return seen if mode is Mode.SHOP else replace(seen, truth=fortnox - seen.in_flight)


def _first(mode: Mode, shop: int, fortnox: int, sales: Sequence[Sale], right: Side | None) -> Look:
    """No earlier look to compare with: open sales are counted as is most likely, or as makes both agree.

    Guess: a shop counts a sale when it is placed, and Fortnox a document when it is saved. Where a document
    may also count later, the levels decide.
    """
    begun = [
        replace(one, in_shop=one.likely(Side.SHOP), in_fortnox=one.likely(Side.FORTNOX), is_new=False)
        for one in sales
    ]
    likely = Look(shop, tuple(begun))
    if likely.for_fortnox != fortnox:
        drop = likely.for_fortnox - fortnox
        bounds = [one.fortnox if one.follows else (one.in_fortnox,) * 2 for one in begun]
        counted, left = share(drop, [one.in_fortnox for one in begun], bounds)
        if not left:
            begun = [replace(one, in_fortnox=now) for one, now in zip(begun, counted, strict=True)]
    if right is not None:
        return _mastered(Mode(right.value), shop, fortnox, begun)
    if mode is not Mode.BOTH:
        return _mastered(mode, shop, fortnox, begun)
    seen = Look(shop, tuple(begun))
    return seen if seen.for_fortnox == fortnox else replace(seen, code=FIRST)


# -- since the last look -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """One side: how many of each sale it has counted, and what no sale explains.

    ``may_be_credit``: nothing but a credit that nobody has told of explains the level; or somebody has
    counted, and it came to the same number.
    """

    counted: tuple[int, ...]
    hand: int
    may_be_credit: bool = False


def _merged(
    known: Known,
    shop: int,
    fortnox: int,
    sales: Sequence[Sale],
    *,
    by_hand: Collection[Side],
    at_order: bool | None,
) -> Look:
    """The truth moves by what either side did by hand, and by what the shop sold."""
    ours, theirs = _of_shop(known, shop, sales, at_order), _of_fortnox(known, fortnox, sales)
    if ours is None or theirs is None:
        # Nothing is guessed: the levels stay as they are until somebody has counted.
        return Look(known.truth or 0, tuple(sales), UNSURE)
    if theirs.may_be_credit:
        return Look(known.truth or 0, tuple(sales), CREDIT)
    sold = sum(now - one.in_shop for now, one in zip(ours.counted, sales, strict=True))
    hands = [
        _unless_done(known.in_shop, known.truth, ours.hand, done=Side.SHOP in by_hand),
        _unless_done(known.in_fortnox, known.for_fortnox, theirs.hand, done=Side.FORTNOX in by_hand),
    ]
    truth = (known.truth or 0) - sold + sum(hands)
    return Look(truth, _counted(sales, ours.counted, theirs.counted))


def _unless_done(was: int | None, wanted: int | None, hand: int, *, done: bool) -> int:
    """A change by hand; none where a person has only done what was left to do."""
    is_done = done and hand and was is not None and wanted is not None and hand == wanted - was
    return 0 if is_done else hand


def _both_reckoned(
    known: Known,
    shop: int,
    fortnox: int,
    sales: Sequence[Sale],
    at_order: bool | None,  # noqa: FBT001
) -> tuple[_Reckoned, _Reckoned]:
    """As ``_merged``, where one side is believed anyhow: a doubt about a write then stops nothing."""
    ours = _of_shop(known, shop, sales, at_order is not False) or _plain(
        known.in_shop, shop, sales, Side.SHOP
    )
    theirs = _of_fortnox(known, fortnox, sales) or _plain(known.in_fortnox, fortnox, sales, Side.FORTNOX)
    return ours, theirs


def _counted(sales: Sequence[Sale], shop: Sequence[int], fortnox: Sequence[int]) -> tuple[Sale, ...]:
    return tuple(
        replace(one, in_shop=here, in_fortnox=there, is_new=False)
        for one, here, there in zip(sales, shop, fortnox, strict=True)
    )


def _plain(before: int | None, now: int, sales: Sequence[Sale], side: Side) -> _Reckoned:
    """The likely counts, where they explain the level, or where nothing else does so wholly."""
    drop = (before or 0) - now
    have = [one.in_shop if side is Side.SHOP else one.in_fortnox for one in sales]
    bounds = [one.shop if side is Side.SHOP else one.fortnox for one in sales]
    likely = tuple(one.likely(side) for one in sales)
    hand = sum(likely) - sum(have) - drop
    if hand:
        counted = _explained(drop, have, bounds, sales)
        if counted is not None:
            return _Reckoned(counted, 0, side is Side.FORTNOX and _gives_back(sales, likely, counted))
    return _Reckoned(likely, hand)


def _explained(
    drop: int, have: Sequence[int], bounds: Sequence[Bounds], sales: Sequence[Sale]
) -> tuple[int, ...] | None:
    """Counts that explain a drop wholly. An order that is called off is given back whole, or not at all."""
    off = [place for place, one in enumerate(sales) if one.is_off and bounds[place][0] < bounds[place][1]]
    off = off[:MOST_OFF]
    for ends in product(*(bounds[place] for place in off)):
        fixed = list(bounds)
        for place, end in zip(off, ends, strict=True):
            fixed[place] = (end, end)
        counted, rest = share(drop, have, fixed)
        if not rest:
            return tuple(counted)
    return None


def _gives_back(sales: Sequence[Sale], likely: Sequence[int], counted: Sequence[int]) -> bool:
    triples = zip(sales, likely, counted, strict=True)
    return any(one.awaits_credit and now < usual for one, usual, now in triples)


def _of_fortnox(known: Known, now: int, sales: Sequence[Sale]) -> _Reckoned | None:
    """``None``: a write is in doubt and something else has moved the level besides."""
    pending = known.pending
    if pending is None or pending.side is not Side.FORTNOX:
        return _plain(known.in_fortnox, now, sales, Side.FORTNOX)
    if pending.is_done:
        return _plain(pending.to, now, sales, Side.FORTNOX)
    tried = [_plain(start, now, sales, Side.FORTNOX) for start in (pending.to, pending.before)]
    fitting = {one for one in tried if not one.hand}
    return fitting.pop() if len(fitting) == 1 else None


def _of_shop(
    known: Known,
    now: int,
    sales: Sequence[Sale],
    at_order: bool | None,  # noqa: FBT001
) -> _Reckoned | None:
    pending = known.pending
    if pending is None or pending.side is not Side.SHOP:
        return _plain(known.in_shop, now, sales, Side.SHOP)
    is_open = any(one.is_new and not one.is_off and one.shop[0] < one.shop[1] for one in sales)
    if is_open and at_order is None:
        raise _Waits
    written = _after_write(pending, now, sales, at_order=bool(at_order))
    if pending.is_done or not written.hand:
        return written
    untouched = _plain(pending.before, now, sales, Side.SHOP)
    return None if untouched.hand else untouched


def _after_write(pending: Pending, now: int, sales: Sequence[Sale], *, at_order: bool) -> _Reckoned:
    """The level was set, perhaps over a sale of that moment: then it does not show that sale, and never will.

    So of what is new each sale may be counted or not, which the level tells; either way it was sold. The
    truth then takes it, and the next write lets the shop show it. Guess: a cancelled order gives back.
    """
    have = [one.in_shop for one in sales]
    bounds = [_after_bounds(one, at_order=at_order) for one in sales]
    found, hand = share(pending.to - now, have, bounds)
    final = [_final(one, count, most) for one, count, (_, most) in zip(sales, found, bounds, strict=True)]
    return _Reckoned(tuple(final), hand)


def _after_bounds(sale: Sale, *, at_order: bool) -> Bounds:
    low, high = sale.shop
    if sale.is_new and low < high and not at_order:
        high = low
    return min(sale.in_shop, low), max(sale.in_shop, high)


def _final(sale: Sale, found: int, most: int) -> int:
    low, high = sale.shop
    if sale.is_off:
        return low
    return most if sale.is_new else min(max(found, low), high)
