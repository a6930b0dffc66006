"""Products → articles: what the shop says is read, and what is due is written, in turns.

What changed comes by webhook and is read one by one; once an hour everything is read, since nothing
tells what a webhook did not. Unchanged products cost their page and no request to Fortnox.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kontera.problems import Held
from kontera.quickbutik.values import Raw
from kontera.shops import products
from kontera.shops.chores import ask_chore
from kontera.shops.models import Product
from kontera.sync import products_carry
from kontera.sync.articles import wishes_of
from kontera.sync.products import CHORE, FEW, GONE, rethink, take_in, wishes_mark
from kontera.sync.turn import Turn, Work

if TYPE_CHECKING:
    from kontera.choices import Choices

State = Product.State
READ_EVERY = timedelta(minutes=60)
PART = 500
"""So many products are thought through anew at a time."""
LOOKED_FOR = 25
"""So many products that were not in the list are asked for by themselves at a time."""
MOST_GONE = 10
"""More than these, and more than half of all, are not believed to be gone without a person saying so."""


def every(_choices: Choices) -> timedelta | None:
    """Read also where products wait for the button: the list of what waits shall be true."""
    return READ_EVERY


def run(turn: Turn) -> bool:
    """One turn. Whether something remains for the next."""
    if not (_hear_orders(turn) and _think_anew(turn) and _read(turn)):
        return True
    remains = products_carry.carry_due(turn)
    if not remains:
        _plan(turn)
    if not remains and turn.row.told.get("vanished"):
        raise Held("products-vanished", _vanished(turn))
    return remains


def _vanished(turn: Turn) -> dict[str, str]:
    missing, everything = turn.row.told["vanished"]
    return {"n": str(missing), "all": str(everything)}


def _plan(turn: Turn) -> None:
    """Due again when the next full reading is, or when a product that failed is to be tried again."""
    read_at = _moment(turn, "passed_at") or turn.now
    ask_chore(turn.handle, CHORE, at=max(read_at + READ_EVERY, turn.now + timedelta(minutes=1)))
    next_due = products.next_due(turn.handle)
    if next_due is not None and next_due > turn.now:
        ask_chore(turn.handle, CHORE, at=next_due)


# -- how prices are stated --------------------------------------------------------------------------


def _hear_orders(turn: Turn) -> bool:
    """What the orders since the last turn tell of the shop's prices; false while that goes on.

    Once told is told for good: a shop whose orders say both is asked, and not taken at its latest word.
    """
    told = dict(turn.row.told.get("prices") or {})
    while rows := products.orders_after(turn.handle, int(told.get("to") or 0), PART):
        for key, said in rows:
            raw = Raw(said, "")
            told["to"] = key
            if raw.text("is_taxontop", "is_tax_on_top") and not raw.flag("is_taxfree", "is_tax_free"):
                told["excluding" if raw.flag("is_taxontop", "is_tax_on_top") else "including"] = True
        _keep(turn, prices=told)
        if not turn.go_on():
            return False
    return True


# -- thinking anew ---------------------------------------------------------------------------------


def _think_anew(turn: Turn) -> bool:
    """After choices have changed, all products are thought through again; false while that goes on."""
    wishes, automatic = wishes_of(turn.handle), turn.choices.flag("products_automatic")
    mark, told = wishes_mark(wishes, automatic=automatic), turn.row.told
    if told.get("wishes") == mark:
        return True
    after = int(told.get("thought_to", 0)) if told.get("thinking") == mark else 0
    while rows := products.in_parts(turn.handle, after, PART):
        rethink(turn.handle, rows, wishes, turn.now, automatic=automatic, is_first=not told.get("wishes"))
        after = rows[-1].pk
        _keep(turn, thinking=mark, thought_to=after)
        if not turn.go_on():
            return False
    _keep(turn, wishes=mark, thinking="", thought_to=0)
    return True


# -- reading ---------------------------------------------------------------------------------------


def _read(turn: Turn) -> bool:
    """What has changed, or everything when that is due; false while the reading goes on."""
    wanted = products.expected(turn.handle, FEW + 1)
    passed_at = _moment(turn, "passed_at")
    is_due = passed_at is None or turn.now - passed_at >= READ_EVERY or bool(turn.row.told.get("read_now"))
    if _moment(turn, "began_at") or is_due or len(wanted) > FEW:
        return _read_all(turn)
    _read_each(turn, wanted)
    return True


def _read_each(turn: Turn, wanted: list[str]) -> None:
    found = turn.quickbutik.some_products(wanted) if wanted else {}
    if found:
        take_in(turn.handle, found.values(), turn.now, asks=False)
    gone = [key for key in wanted if key not in found]
    if gone:
        _lose(turn, gone)


def _lose(turn: Turn, gone: list[str]) -> None:
    products.lose(
        turn.handle, gone, GONE, turn.now, due=turn.choices.flag("products_automatic") or turn.row.asked
    )


def _read_all(turn: Turn) -> bool:
    began_at = _moment(turn, "began_at")
    if began_at is None:
        began_at = turn.now
        _keep(turn, began_at=began_at.isoformat(), offset=0, listed=False, vanished=None)
    if not turn.row.told.get("listed"):
        offset = int(turn.row.told.get("offset", 0))
        for page in turn.quickbutik.products(offset=offset):
            take_in(turn.handle, page, turn.now, asks=False)
            offset += len(page)
            _keep(turn, offset=offset)
            if not turn.go_on():
                return False
        _keep(turn, listed=True)
    return _look_for_the_missing(turn, began_at)


def _look_for_the_missing(turn: Turn, began_at: datetime) -> bool:
    """What was not in the list is asked for by itself: pages shift while one reads."""
    missing, everything = products.count_unseen(turn.handle, began_at)
    too_many = missing > MOST_GONE and missing * 2 > everything and not turn.row.asked
    while not too_many and (wanted := products.unseen(turn.handle, began_at, LOOKED_FOR)):
        _read_each(turn, wanted)
        if not turn.go_on():
            return False
    offset = int(turn.row.told.get("offset", 0))
    vanished = [missing, everything] if too_many else None
    _keep(turn, began_at=None, passed_at=began_at.isoformat(), read=offset, read_now=False, vanished=vanished)
    return True


def read_all_now(turn: Turn) -> None:
    """A person asked: everything is read once more before it is written."""
    _keep(turn, read_now=True)


def _keep(turn: Turn, **told: object) -> None:
    turn.tell(**told)


def _moment(turn: Turn, name: str) -> datetime | None:
    text = turn.row.told.get(name)
    return datetime.fromisoformat(text) if text else None


PRODUCTS_WORK = Work(CHORE, run, every)
