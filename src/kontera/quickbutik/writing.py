"""Products and stock written to the shop, and what became of each write.

The shop takes whole values only: stock is a level, there is no "two fewer", and nothing compares before
it sets. A 200 may hide failures, and the shape of the answer is known from client code alone. So whatever
the answer does not say clearly is read back and compared, and what cannot be told is said to be so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.problems import Disconnected, Held, Problem, TryLater, UnknownOutcome
from kontera.quickbutik.products import read_product
from kontera.quickbutik.reply import Reply, read_reply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kontera.quickbutik.client import Client, Json
    from kontera.quickbutik.products import Product, Variant

BATCH = 50
"""Changes in one request. No maximum is documented; the documentation's own guide sends ten."""
Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class ProductChange:
    """What shall be true of a product, or of a variant when ``variant_id`` is given. None: left alone.

    ``stock_before`` is the level that ``stock`` was decided on: after a lost answer it tells a write that
    did not arrive from a customer who bought meanwhile. ``sku`` only helps to understand error texts.
    """

    product_id: str
    variant_id: str = ""
    sku: str = ""
    stock: int | None = None
    stock_before: int | None = None
    title: str | None = None
    price_ore: int | None = None
    purchase_price_ore: int | None = None
    gtin: str | None = None
    stock_place: str | None = None
    weight_g: int | None = None
    visible: bool | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: done when there is no problem.

    ``is_certain`` False: it may have been done, wholly or in part. Read the product before deciding anew.
    """

    change: ProductChange
    problem: Problem | None = None
    is_certain: bool = True

    @property
    def is_done(self) -> bool:
        return self.problem is None


def update_products(client: Client, changes: Sequence[ProductChange]) -> list[Outcome]:
    """Write the changes in batches; one outcome for each, in their order. Raises no problem itself.

    A change of stock is never simply sent again, not even after a pause that the shop asked for: a sale
    in between would be undone. When its answer was lost the product is read, and only an untouched level is
    written again, once. A customer who in that moment buys exactly the difference looks like a write that
    did not arrive; nothing the shop tells could part the two.
    After ``TryLater`` or ``Disconnected`` the rest is not tried and has the same problem.
    """
    found: dict[int, Outcome] = {}
    numbered = [(place, one) for place, one in enumerate(changes) if body_of(one).keys() - {*_NAMES}]
    stopped: Problem | None = None
    for start in range(0, len(numbered), BATCH):
        places, batch = zip(*numbered[start : start + BATCH], strict=True)
        outcomes = [Outcome(one, stopped) for one in batch] if stopped else _write(client, batch)
        stopped = next((one.problem for one in outcomes if _stops(one.problem)), _refused_all(outcomes))
        found.update(zip(places, outcomes, strict=True))
    return [found.get(place, Outcome(change)) for place, change in enumerate(changes)]


def _refused_all(outcomes: Sequence[Outcome]) -> Problem | None:
    """When no change of a batch is taken, the shop does not understand us; the rest would fare the same."""
    told = [
        one.problem for one in outcomes if isinstance(one.problem, Held) and "status" in one.problem.facts
    ]
    return Held("quickbutik-refused", told[0].facts) if len(told) == len(outcomes) > 1 else None


def _stops(problem: Problem | None) -> bool:
    return isinstance(problem, TryLater | Disconnected)


# -- sending ---------------------------------------------------------------------------------------

_NAMES = ("product_id", "variant_id")


def body_of(change: ProductChange) -> Body:
    """The change in the API's words; ``stock`` is what reading calls ``qty``, prices are kronor."""
    told: Body = {"product_id": _as_id(change.product_id)}
    if change.variant_id:
        told["variant_id"] = _as_id(change.variant_id)
    values: Body = {
        "stock": change.stock,
        "title": change.title,
        "price": _kronor(change.price_ore),
        "purchase_price": _kronor(change.purchase_price_ore),
        "gtin": change.gtin,
        "qty_location": change.stock_place,
        "weight": change.weight_g,
        "visible": None if change.visible is None else int(change.visible),
    }
    return told | {name: value for name, value in values.items() if value is not None}


def _as_id(text: str) -> int | str:
    """Ids are numbers when written, texts when read."""
    return int(text) if text.isascii() and text.isdecimal() else text


def _kronor(ore: int | None) -> Decimal | None:
    return None if ore is None else Decimal(ore).scaleb(-2)


def _write(client: Client, batch: Sequence[ProductChange], *, again: bool = True) -> list[Outcome]:
    repeat = all(change.stock is None for change in batch)
    try:
        answer = client.put("/products", [body_of(change) for change in batch], repeat=repeat)
    except UnknownOutcome as unknown:
        return _settle(client, batch, unknown, again=again)
    except Held as refused:
        return _divide(client, batch, refused)
    except (TryLater, Disconnected) as problem:
        return [Outcome(change, problem) for change in batch]
    return _judge(client, batch, read_reply(answer))


def _divide(client: Client, batch: Sequence[ProductChange], refused: Held) -> list[Outcome]:
    """The whole request was refused: halves find the change that the shop will not have."""
    if len(batch) == 1:
        facts = {**refused.facts, "product": _label(batch[0])}
        return [Outcome(batch[0], Held("product-refused", facts))]
    middle = len(batch) // 2
    first = _write(client, batch[:middle])
    stopped = next((one.problem for one in first if _stops(one.problem)), None)
    rest = batch[middle:]
    return first + ([Outcome(one, stopped) for one in rest] if stopped else _write(client, rest))


def _settle(
    client: Client, batch: Sequence[ProductChange], unknown: UnknownOutcome, *, again: bool
) -> list[Outcome]:
    """No answer came: read back, and send again what certainly was not done."""
    outcomes = _compare(client, batch, {})
    missed = [one.change for one in outcomes if _not_done(one)]
    if not missed:
        return outcomes
    redone = iter(_write(client, missed, again=False) if again else [Outcome(one, unknown) for one in missed])
    return [next(redone) if _not_done(one) else one for one in outcomes]


def _not_done(outcome: Outcome) -> bool:
    problem = outcome.problem
    return outcome.is_certain and isinstance(problem, Held) and problem.code == "product-not-saved"


# -- judging ---------------------------------------------------------------------------------------


def _judge(client: Client, batch: Sequence[ProductChange], reply: Reply) -> list[Outcome]:
    """Who failed: nobody by an answer without a word; else the shop is read, the answer settles doubts."""
    if reply.count == len(batch) and not reply.texts:
        return [Outcome(change) for change in batch]
    named: dict[int, str] = {}
    is_clear = not reply.notices
    for text in reply.texts:
        places = [place for place, change in enumerate(batch) if _is_named(text, change)]
        is_clear = is_clear and len(places) == 1 and places[0] not in named
        named.update(dict.fromkeys(places, text))
    is_clear = is_clear and reply.count == len(batch) - len(named)
    outcomes = _compare(client, batch, named, "; ".join(reply.texts))
    # Somebody who bought after the write makes a level that was written look as if it was not.
    return [
        Outcome(one.change) if is_clear and not one.is_certain and place not in named else one
        for place, one in enumerate(outcomes)
    ]


def _is_named(text: str, change: ProductChange) -> bool:
    names = (change.sku, change.variant_id, change.product_id)
    return any(name and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) for name in names)


def _label(change: ProductChange) -> str:
    return change.sku or ":".join(filter(None, (change.product_id, change.variant_id)))


def _compare(
    client: Client, batch: Sequence[ProductChange], named: dict[int, str], general: str = ""
) -> list[Outcome]:
    """Read the products and see which changes are there. ``named``: place in the batch → what was said."""
    try:
        seen = client.some_products([change.product_id for change in batch])
    except (TryLater, Disconnected) as problem:
        return [Outcome(change, problem, is_certain=False) for change in batch]
    return [
        _seen(change, seen.get(change.product_id), named.get(place, general))
        for place, change in enumerate(batch)
    ]


def _seen(change: ProductChange, raw: Json | None, text: str) -> Outcome:
    facts = {"product": _label(change), "quickbutik": text}
    ware = _ware(change, read_product(raw)) if raw is not None else None
    if ware is None:
        return Outcome(change, Held("product-gone", facts))
    missing = [name for name, wanted, found in _pairs(change, ware) if wanted != found]
    if not missing:
        return Outcome(change)
    if change.stock is not None and ware.stock != change.stock_before:
        return Outcome(change, Held("product-unsure", facts), is_certain=False)
    return Outcome(change, Held("product-refused" if text else "product-not-saved", facts))


def _ware(change: ProductChange, product: Product) -> Product | Variant | None:
    if not change.variant_id:
        return product
    return next((one for one in product.variants if one.id == change.variant_id), None)


def _pairs(change: ProductChange, ware: Product | Variant) -> Iterator[tuple[str, object, object]]:
    """(name, wanted, found) of what the change is about and the shop shows.

    A field that reading does not show cannot speak against the write.
    """
    is_visible = ware.visible if hasattr(ware, "visible") else not ware.hidden
    found: tuple[tuple[str, object, object], ...] = (
        ("stock", change.stock, ware.stock),
        ("price", change.price_ore, ware.price_ore),
        ("purchase price", change.purchase_price_ore, ware.purchase_price_ore),
        ("weight", change.weight_g, ware.weight_g),
        ("visible", change.visible, is_visible),
        ("EAN", _bare(change.gtin), ware.ean or None),
        ("place", _bare(change.stock_place), ware.stock_place or None),
        ("title", None if change.variant_id else _bare(change.title), ware.title or None),
    )
    for name, wanted, shown in found:
        if wanted is not None and shown is not None:
            yield name, wanted, shown


def _bare(text: str | None) -> str | None:
    return None if text is None else text.strip()
