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
AT_A_TIME = 100
"""Articles in one question about balances: they stand in the address, which has a length."""
INBOUND, OUTBOUND = "KONTERA-IN", "KONTERA-UT"
"""Our types of documents. Guess: a type belongs to one direction."""


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
    return wire.flag_at(answer, "activated") if "activated" in answer else None


def balances(client: Client, numbers: Sequence[str]) -> Iterator[Figures]:
    """The balances of the articles, over all stock points; one that Lager does not keep is left out."""
    for start in range(0, len(numbers), AT_A_TIME):
        part = numbers[start : start + AT_A_TIME]
        sums: dict[str, tuple[Decimal, Decimal]] = {}
        answer = client.get(BALANCES, {"itemIds": ",".join(part)})
        for raw in wire.listed(answer, wire.BARE):
            key = wire.text_at(raw, "itemId")
            here, free = sums.get(key, (Decimal(0), Decimal(0)))
            here += wire.decimal_at(raw, "inStock") or 0
            free += wire.decimal_at(raw, "availableStock") or 0
            sums[key] = here, free
        for number in part:
            if number in sums:
                yield Figures(number, *sums[number], is_stocked=True)


def move(client: Client, wanted: Move, day: date) -> None:
    """Save the document and release it. Done already, it is left as it is."""
    if not is_moved(client, wanted):
        client.put(wanted.path, _body(wanted, day))
        client.put(f"{wanted.path}/release", {})


def void(client: Client, wanted: Move) -> None:
    """Undo the document, whether or not it is released."""
    client.put(f"{wanted.path}/void", {})


def is_moved(client: Client, wanted: Move) -> bool:
    """Whether the document exists and is released; one that is only saved has moved nothing yet."""
    try:
        answer = client.get(wanted.path)
    except Held as refused:
        if refused.facts.get("status") == "404" or refused.code == "fortnox-not-found":
            return False
        raise
    return wire.flag_at(answer, "warehouseReady") and not wire.flag_at(answer, "voided")


def _body(wanted: Move, day: date) -> Json:
    row: Json = {"itemId": wanted.number, "quantity": abs(wanted.pieces)}
    if wanted.pieces < 0:
        return {"date": day.isoformat(), "deliveryState": "delivery", "note": "Kontera", "rows": [row]}
    if wanted.cost is not None:
        row["directCost"] = wanted.cost
    return {"date": day.isoformat(), "note": "Kontera", "rows": [row]}
