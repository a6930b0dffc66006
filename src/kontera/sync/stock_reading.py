"""Both sides' levels, read by the page: what stands where, and what cannot be compared and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kontera.books.articles import article_number, sku_problem
from kontera.fortnox import levels, warehouse
from kontera.quickbutik.levels import Left, left_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from kontera.fortnox.client import Client as FortnoxClient
    from kontera.fortnox.levels import Figures
    from kontera.quickbutik.client import Client as QuickbutikClient
    from kontera.sync.turn import Turn

Trouble = tuple[str, dict[str, str]]
ASK_AGAIN = timedelta(days=1)
"""How long it is believed whether the Lager module is on."""
MOST = 10**9
LONGEST_NAME = 60
"""Of an article number that cannot be one, as much is kept."""


@dataclass(slots=True)
class Shelf:
    """The shop's levels by article number, and why some of them cannot be used."""

    left: dict[str, Left] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)


def read_shelf(client: QuickbutikClient) -> Shelf:
    """Every product of the shop. One without SKU has no article, so it has no level here either.

    One whose SKU cannot be an article number is named under what its SKU begins with.
    """
    shelf = Shelf()
    for page in client.products():
        for raw in page:
            for one in left_of(raw):
                _put(shelf, one)
    return shelf


def _put(shelf: Shelf, one: Left) -> None:
    number = article_number(one.sku)
    if number is None:
        _put_unusable(shelf, one)
        return
    if number in shelf.left:
        facts = {"sku": one.sku, "product": one.title, "other": shelf.left[number].title}
        shelf.troubles[number] = "stock-duplicate-sku", facts
    elif one.pieces is None:
        shelf.troubles[number] = "stock-not-whole", {"article": number, "level": one.text, "side": "shop"}
    shelf.left.setdefault(number, one)


def _put_unusable(shelf: Shelf, one: Left) -> None:
    sku = one.sku.replace("\x00", "").strip()
    if sku:
        name = sku[:LONGEST_NAME]
        shelf.left.setdefault(name, one)
        shelf.troubles[name] = sku_problem(sku), {"sku": sku, "title": one.title}


def read_again(client: QuickbutikClient, wanted: Sequence[Left]) -> dict[str, int | None]:
    """The same levels once more, just before they are written: article number → pieces."""
    found = client.some_products([one.product_id for one in wanted])
    fresh = {(one.product_id, one.variant_id): one.pieces for raw in found.values() for one in left_of(raw)}
    return {one.sku.strip(): fresh.get((one.product_id, one.variant_id)) for one in wanted}


@dataclass(slots=True)
class Register:
    """Fortnox's levels by article number. ``by_documents``: Lager is on, a level is not simply set."""

    by_documents: bool
    read_at: datetime
    pieces: dict[str, int] = field(default_factory=dict)
    figures: dict[str, Figures] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)


def read_register(turn: Turn, numbers: Iterable[str]) -> Register:
    """Fortnox's level of each article ``numbers`` names, by the figure the shop chose."""
    client, now = turn.fortnox, turn.now
    register = Register(lager_is_on(turn, client), now)
    wanted = {one for one in numbers if article_number(one) == one}
    found = warehouse.balances(client, sorted(wanted)) if register.by_documents else levels.listed(client)
    figure = turn.choices.text("stock_figure")
    for one in found:
        if one.number in wanted:
            _note(register, one, figure_of(one, figure))
    return register


def _note(register: Register, one: Figures, level: Decimal | None) -> None:
    register.figures[one.number] = one
    if level is None or level != level.to_integral_value() or abs(level) >= MOST:
        text = "" if level is None else format(level, "f")
        facts = {"article": one.number, "level": text, "side": "fortnox"}
        register.troubles[one.number] = "stock-not-whole", facts
    else:
        register.pieces[one.number] = int(level)


def figure_of(one: Figures, figure: str) -> Decimal | None:
    """In stock, or disposable: what is there less what orders reserve."""
    return one.in_stock if figure == "in_stock" else one.disposable


def lager_is_on(turn: Turn, client: FortnoxClient, *, anew: bool = False) -> bool:
    """Whether levels are moved by documents only; asked once a day, and when a level was not taken.

    Fortnox may not let us ask. That proves nothing, so the figures of the articles are read; should Lager be
    on after all, a level that is set does not move, and that is seen in the answer.
    """
    company = turn.handle.shop.company
    told: Mapping[str, str] = (company.registers if company else {}).get("warehouse", {})
    if not anew and told and turn.now - datetime.fromisoformat(told["at"]) < ASK_AGAIN:
        return told["on"] == "yes"
    answer = warehouse.is_on(client)
    words = {True: "yes", False: "no", None: "untold"}
    turn.handle.remember_register("warehouse", {"on": words[answer], "at": turn.now.isoformat()})
    return answer is True
