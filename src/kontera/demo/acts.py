"""What comes after the orders: a product is edited, stock changes on each side, old orders follow.

Each act does something by hand in the sandbox, as a shopkeeper would, and waits until the other
side shows it. Nothing here tells Kontera but its webhook and its buttons.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx2

from kontera.demo.ledger import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kontera.shops.handle import Handle

PATIENCE = 60.0
PRESS_EVERY = 3.0
OLD_ORDERS = 8
SWEDEN = ZoneInfo("Europe/Stockholm")
SEEN_AS_HISTORY = timedelta(days=30)
"""Orders older than this are history in the demo's last shop."""
EVENTS = ("order.new", "order.done", "order.cancelled", "product.add", "product.update", "product.delete")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done by hand, and what came of it."""

    what: str
    before: str
    after: str
    seconds: float
    is_right: bool


class Desk:
    """The sandbox's own desk, where things are done by hand."""

    def __init__(self, root: str, seed: dict[str, Any]) -> None:
        self.root = root
        self.key, self.tenant = seed["key"], seed["tenant"]

    def do(self, call: str, **body: Any) -> dict[str, Any]:
        answer = httpx2.post(f"{self.root}/_sandbox/{call}", json=body)
        answer.raise_for_status()
        return dict(answer.json())

    def look(self, call: str, **params: Any) -> dict[str, Any]:
        answer = httpx2.get(f"{self.root}/_sandbox/{call}", params=params)
        return dict(answer.json(parse_float=Decimal))

    def article(self, number: str) -> dict[str, Any]:
        found = self.look("documents", tenant=self.tenant)["articles"]
        return next((dict(one) for one in found if one["ArticleNumber"] == number), {})

    def product(self, sku: str) -> dict[str, Any]:
        found = self.look("products", key=self.key)["products"]
        return next((dict(one) for one in found if one["sku"] == sku), {})


def hang_hooks(root: str, handles: list[Handle], seeds: list[dict[str, Any]], public_url: str) -> None:
    """Paste each shop's webhook address, as a shopkeeper does in Quickbutik."""
    for handle, seed in zip(handles, seeds, strict=True):
        address = f"{public_url}/hooks/quickbutik/{handle.shop.hook_secret}"
        hooks = {event: [address] for event in EVENTS}
        Desk(root, seed).do("shop/settings", key=seed["key"], hooks=hooks)


def first_day(now: datetime) -> str:
    """The first day of the shop whose older orders are imported."""
    return (now.astimezone(SWEDEN).date() - SEEN_AS_HISTORY).isoformat()


def sell_earlier(root: str, seed: dict[str, Any], now: datetime) -> None:
    """Orders from before the shop was connected."""
    desk, sku = Desk(root, seed), _goods(seed)
    for place in range(OLD_ORDERS):
        day = now.astimezone(SWEDEN) - SEEN_AS_HISTORY - timedelta(days=10 + place)
        order = {
            "order_id": str(8801 + place),
            "lines": [{"sku": sku, "qty": 1 + place % 3}],
            "customer": {"email": f"kund{place % 3}@example.se", "full_name": "Kund Före", "city": "Umeå"},
            "method": "klarna",
            "created": f"{day:%Y-%m-%d} 10:00:00",
            "webhook": False,
        }
        desk.do("order", key=seed["key"], order=order)


def play(root: str, handles: list[Handle], seeds: list[dict[str, Any]]) -> bool:
    """The acts one after another; true when each came out right."""
    desks = [Desk(root, seed) for seed in seeds]
    console.print("\nSedan · and then")
    acts = [
        shown(_product_edited(desks[1], seeds[1])),
        *map(shown, _stock_changed(desks[0], handles[0])),
        shown(_history_sent(desks[2], handles[2])),
    ]
    return all(act.is_right for act in acts)


def shown(act: Act) -> Act:
    style = "" if act.is_right else "red"
    console.print(f"  {act.what}: {act.before} → {act.after}  ({act.seconds:.1f} s)", style=style)
    return act


def until(is_there: Callable[[], bool], press: Callable[[], None] | None = None) -> tuple[bool, float]:
    """Wait until it is there, pressing the button now and then where there is one."""
    started = pressed = time.monotonic()
    while not (done := is_there()) and time.monotonic() - started < PATIENCE:
        time.sleep(0.2)
        if press and time.monotonic() - pressed > PRESS_EVERY:
            press()
            pressed = time.monotonic()
    return done, time.monotonic() - started


def _goods(seed: dict[str, Any]) -> str:
    """A product of the shop that is no gift card."""
    return next(str(sku) for sku in seed["skus"] if sku not in seed["gift_card_skus"])


def _product_edited(desk: Desk, seed: dict[str, Any]) -> Act:
    """A new title and price in the shop: the article in Fortnox follows."""
    sku = _goods(seed)
    before = desk.article(sku).get("Description", "–")
    title = f"{desk.product(sku)['title']}, ny skörd"
    desk.do("product/edit", key=desk.key, sku=sku, fields={"title": title})
    done, seconds = until(lambda: desk.article(sku).get("Description") == title)
    return Act(f"{sku}: ny titel · new title", before, desk.article(sku)["Description"], seconds, done)


def _stock_changed(desk: Desk, handle: Handle) -> Iterator[Act]:
    """The shop's levels are taken over once; from then on both sides' changes are added up."""
    press = partial(_ask_for_stock, handle)
    choose(handle, stock="shop")
    done, seconds = until(lambda: _agreed(handle) != "", press)
    sku = _agreed(handle)
    if not done:
        yield Act("Lagret · the stock", "?", "?", seconds, is_right=False)
        return
    choose(handle, stock="both")
    for place, by in (("butiken · in the shop", -3), ("Fortnox · in Fortnox", 7)):
        before = _levels(desk, sku)
        if "Fortnox" in place:
            desk.do("company/stock", tenant=desk.tenant, article=sku, add=by)
            press()
        else:
            desk.do("product/stock", key=desk.key, sku=sku, by=by)
        wanted = (before[0] + by,) * 2
        done, seconds = until(partial(_stands_at, desk, sku, wanted), press)
        text = "butik {0}, Fortnox {1}"
        yield Act(
            f"{sku}: {by:+} i {place}", text.format(*before), text.format(*_levels(desk, sku)), seconds, done
        )


def _agreed(handle: Handle) -> str:
    """An article that both sides have as many of, with no order of it under way; ``""`` until then."""
    from kontera.shops import levels  # noqa: PLC0415 - Django is set up by now

    rows = levels.levels_of(handle).filter(problem_code="", pending={}, agreed__gt=0).order_by("number")
    return next((one.number for one in rows if one.agreed == one.in_shop == one.in_fortnox), "")


def _levels(desk: Desk, sku: str) -> tuple[int, int]:
    """The level in the shop and in Fortnox."""
    return int(desk.product(sku)["qty"]), int(Decimal(str(desk.article(sku).get("DisposableQuantity") or 0)))


def _stands_at(desk: Desk, sku: str, wanted: tuple[int, int]) -> bool:
    return _levels(desk, sku) == wanted


def choose(handle: Handle, **choices: object) -> None:
    handle.save_choices({**handle.shop.choices, **choices})
    handle.recheck()


def _ask_for_stock(handle: Handle) -> None:
    """The button on the stock page."""
    from kontera.shops.chores import ask_chore  # noqa: PLC0415 - Django is set up by now

    ask_chore(handle, "stock", asked=True)


def _history_sent(desk: Desk, handle: Handle) -> Act:
    """Orders from before the shop was connected: a dry run, then the import."""
    from kontera.shops import imports  # noqa: PLC0415
    from kontera.shops.models import Import  # noqa: PLC0415

    before = len(desk.look("documents", tenant=desk.tenant)["invoices"])
    run = imports.open_import(handle, end="booked", from_number="8801", by="demo")
    started = time.monotonic()

    def stands(*states: Import.State) -> bool:
        run.refresh_from_db()
        return run.state in states

    until(lambda: stands(Import.State.READY, Import.State.REFUSED))
    imports.run_it(handle, run)
    done, _ = until(lambda: stands(Import.State.DONE))
    after = len(desk.look("documents", tenant=desk.tenant)["invoices"])
    return Act(
        f"{OLD_ORDERS} äldre ordrar · older orders",
        f"{before} fakturor",
        f"{after} fakturor",
        time.monotonic() - started,
        done and after == before + OLD_ORDERS,
    )
