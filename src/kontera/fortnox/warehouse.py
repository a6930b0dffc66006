"""The Lager module: whether it is on, its balances, and documents of our own that move them.

With Lager a balance changes only by documents (Fortnox developer docs, warehouse information). A *custom
document* has a type and an id that we choose, so writing it twice leaves one: a lost answer does no harm.
The names of refusals come from the public API description.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.fortnox import wire
from kontera.fortnox.client import PAGE_SIZE, USUAL_PAGE
from kontera.fortnox.levels import Figures
from kontera.problems import Disconnected, Held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kontera.fortnox.client import Client
    from kontera.fortnox.wire import Json

STATUS = "/api/warehouse/tenants-v4"
BALANCES = "/api/warehouse/status-v1/stockbalance"
CUSTOM = "/api/warehouse/documentdeliveries/custom"
AT_A_TIME = 99
"""Articles in one question about balances: they stand in the address, which has a length."""
_ROUND = frozenset({USUAL_PAGE, PAGE_SIZE})
"""So many rows may be a page of more. Guess: balances come whole, as nothing is said of pages."""
INBOUND, OUTBOUND = "KONTERA-IN", "KONTERA-UT"
"""Our types of documents: a type belongs to one direction (public API description)."""


@dataclass(frozen=True, slots=True)
class Move:
    """A custom document: ``pieces`` more (or, negative, fewer) of one article.

    ``cost`` is what a piece costs in kronor excl. VAT: without it what comes in is worth nothing.
    """

    identity: str
    number: str
    pieces: int
    cost: Decimal | None = None

    @property
    def path(self) -> str:
        direction, kind = ("inbound-v1", INBOUND) if self.pieces > 0 else ("outbound-v1", OUTBOUND)
        return f"{CUSTOM}/{direction}/{kind}/{self.identity}"


def is_on(client: Client) -> bool | None:
    """Whether Lager is activated; ``None`` when Fortnox does not let us ask, which proves nothing."""
    try:
        answer = client.get(STATUS)
    except (Held, Disconnected) as refused:
        if refused.code in ("fortnox-token-refused", "fortnox-api-licence-missing"):
            raise
        return None
    return wire.flag_at(answer, "activated") if answer.get("activated") is not None else None


def balances(client: Client, numbers: Sequence[str]) -> Iterator[Figures]:
    """The balances of the articles, over all stock points; one that Lager does not keep is left out.

    Numbers are joined by commas, as described. Where that finds nothing at all, everything is asked for
    once: then it does not matter how they are to be written.
    """
    first = list(_balances(client, numbers[:AT_A_TIME]))
    if not first and len(numbers) > 1:
        rows = _rows(client.get(BALANCES))
        if rows and len(rows) not in _ROUND:
            yield from _sums(rows, numbers)
            return
    yield from first
    for start in range(AT_A_TIME, len(numbers), AT_A_TIME):
        yield from _balances(client, numbers[start : start + AT_A_TIME])


def _balances(client: Client, part: Sequence[str]) -> Iterator[Figures]:
    rows = _rows(client.get(BALANCES, {"itemIds": ",".join(part)})) if part else []
    if len(rows) in _ROUND and len(part) > 1:
        middle = len(part) // 2
        yield from _balances(client, part[:middle])
        yield from _balances(client, part[middle:])
    else:
        yield from _sums(rows, part)


def _sums(rows: Sequence[Json], part: Sequence[str]) -> Iterator[Figures]:
    sums: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for raw in rows:
        here, free = sums.get(wire.text_at(raw, "itemId"), (Decimal(0), Decimal(0)))
        sums[wire.text_at(raw, "itemId")] = _plus(here, raw, "inStock"), _plus(free, raw, "availableStock")
    for number in part:
        if number in sums:
            yield Figures(number, *sums[number], is_stocked=True)


def _plus(sofar: Decimal | None, raw: Json, key: str) -> Decimal | None:
    """What one stock point does not tell is not known of the sum: it is no zero."""
    more = wire.decimal_at(raw, key)
    return None if sofar is None or more is None else sofar + more


def _rows(answer: Json) -> list[Json]:
    """The rows, bare as described, or in whatever is wrapped around them."""
    if "itemId" in answer:
        return [answer]
    lists = (wire.listed(answer, name) for name in answer if name != "MetaInformation")
    return next((found for found in lists if found and "itemId" in found[0]), [])


def move(client: Client, wanted: Move, day: date) -> None:
    """Save the document and release it. Done already, it is left as it is.

    A refusal may come of our own request before, whose answer was lost: the document tells.
    """
    if is_moved(client, wanted):
        return
    try:
        client.put(wanted.path, _body(wanted, day))
        client.put(f"{wanted.path}/release", {})
    except Held:
        if not is_moved(client, wanted):
            raise


def void(client: Client, wanted: Move) -> None:
    """Undo the document, whether or not it is released."""
    client.put(f"{wanted.path}/void", {})


def is_moved(client: Client, wanted: Move) -> bool:
    """Whether the document exists and is released; one that is only saved has moved nothing yet.

    In which words a document is said not to exist is not known, so any refusal means it: writing it
    twice does no harm, and whoever may not read may not write.
    """
    try:
        answer = client.get(wanted.path)
    except Held:
        return False
    return wire.flag_at(answer, "warehouseReady") and not wire.flag_at(answer, "voided")


def _body(wanted: Move, day: date) -> Json:
    row: Json = {"itemId": wanted.number, "quantity": abs(wanted.pieces)}
    if wanted.pieces < 0:
        return {"date": day.isoformat(), "deliveryState": "delivery", "note": "Kontera", "rows": [row]}
    if wanted.cost is not None:
        row["directCost"] = wanted.cost
    return {"date": day.isoformat(), "note": "Kontera", "rows": [row]}
