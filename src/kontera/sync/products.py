"""What the shop's products say: their VAT for the orders, and what their articles should be."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kontera.books.articles import fingerprint_of_all, values_of
from kontera.quickbutik.products import first_picture
from kontera.quickbutik.read import read_product
from kontera.shops import products
from kontera.shops.chores import ask_chore
from kontera.shops.models import Product
from kontera.sync.articles import Thought, Wishes, think, wishes_of
from kontera.sync.days import plain_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from kontera.quickbutik.client import Client
    from kontera.quickbutik.products import Product as Read
    from kontera.shops.handle import Handle

State = Product.State
CHORE = "products"
FRESH_FOR = timedelta(minutes=10)
"""How old what we know of a product may be when a new order freezes its rate."""
FEW = 5
"""So many products are read one by one; more are read by the page."""
GONE = "gone"
"""``raw_digest`` of a product that the shop does not have any more."""
WAITS = "waits"
"""In the preview of a product that was held as it was read: cured by a choice, it waits for the button."""
_TITLE, _SKU = 200, 120


# -- for the orders --------------------------------------------------------------------------------


def refresh_products(handle: Handle, client: Client, now: datetime) -> None:
    """Read all products, page by page, and remember them."""
    for page in client.products():
        take_in(handle, page, now)


def frozen_rates(
    handle: Handle, client: Client, product_ids: Collection[str], now: datetime
) -> dict[str, dict[str, Any]]:
    """What is known of each product right now: ``{"rate": "25", "gift_card": false}``.

    A product that the shop no longer has is told as it was last seen, or left out if it never was.
    """
    known = handle.products_by_id(product_ids)
    stale = _stale(known, product_ids, now)
    if len(stale) > FEW:
        refresh_products(handle, client, now)
        known = handle.products_by_id(product_ids)
        stale = _stale(known, product_ids, now)
    raws = [raw for key in stale if (raw := client.product(key)) is not None]
    if raws:
        take_in(handle, raws, now)
    known = handle.products_by_id(product_ids) if stale else known
    return {
        key: {"rate": product.rate, "gift_card": _is_gift_card(product)} for key, product in known.items()
    }


def _stale(known: Mapping[str, Product], product_ids: Collection[str], now: datetime) -> list[str]:
    """Products that are unknown, or were read too long ago to say what an order of now was sold at."""
    return [key for key in product_ids if key not in known or now - known[key].read_at > FRESH_FOR]


def _is_gift_card(product: Product) -> bool:
    return read_product(product.raw).is_gift_card


# -- taking in -------------------------------------------------------------------------------------


def take_in(handle: Handle, page: Iterable[Mapping[str, Any]], now: datetime, *, asks: bool = True) -> None:
    """Remember products as they were read. The same as before is no work.

    What is new or has changed is thought through, and waits for its turn or for the button. What a newly
    connected shop had already waits for the button until it is edited. ``asks``: the chore is to be woken.
    """
    read = {product.id: (product, raw) for raw in page if (product := read_product(raw)).id}
    known = products.known(handle, read)
    digests = {key: digest_of(product) for key, (product, _raw) in read.items()}
    same = {key: row.pk for key, row in known.items() if row.raw_digest == digests[key]}
    news = {key: one for key, one in read.items() if key not in same}
    sold = {number for key in news if key in known for number in known[key].skus}
    changed = _changed(handle, known, news, digests, now) if news else []
    products.touch(handle, same.values(), now)
    products.save_read(handle, changed)
    products.free_elsewhere(handle, sold - {number for row in changed for number in row.skus}, now)
    if asks and any(row.state == State.DUE for row in changed):
        ask_chore(handle, CHORE, at=now)


def _changed(
    handle: Handle,
    known: Mapping[str, Product],
    news: Mapping[str, tuple[Read, Mapping[str, Any]]],
    digests: Mapping[str, str],
    now: datetime,
) -> list[Product]:
    """The rows of new and changed products, each with its new place; not saved yet."""
    wishes, automatic = wishes_of(handle), handle.choices.flag("products_automatic")
    is_first = not products.was_passed(handle)
    waiting = [known[key] for key in news if key in known and known[key].state == State.SEEN]
    shown = products.previews(handle, waiting)
    changed: list[Product] = []
    for key, (product, raw) in news.items():
        row = known.get(key) or Product(shop=handle.shop, product_id=key)
        thought = think(product, wishes)
        waits = is_first and key not in known
        if old := shown.get(row.pk):
            waits = _says_same(old, preview_of(product, thought))
        row.rate = "" if product.rate is None else format(product.rate.normalize(), "f")
        row.raw, row.raw_digest, row.read_at = slim(raw), digests[key], now
        row.title, row.sku, row.is_visible = product.title[:_TITLE], product.sku[:_SKU], product.visible
        place(row, product, thought, now, automatic=automatic, waits=waits)
        changed.append(row)
    return changed


def _says_same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether nothing has changed that an article could be told, as when only our reading got better."""
    return all(old.get(name) == new[name] for name in ("articles", "findings"))


def place(
    row: Product, product: Read, thought: Thought, now: datetime, *, automatic: bool, waits: bool
) -> None:
    """Where a product stands, now that it has been thought through.

    ``waits``: for the button, though products are sent by themselves.
    """
    row.skus = list(thought.skus)
    row.preview = preview_of(product, thought)
    if row.state == State.DUE and row.asked:
        return
    row.problem_code, row.problem_facts = "", {}
    never_sold = not product.visible and not row.articles
    if not has_pending(row) and (never_sold or row.fingerprint == print_of(thought)):
        row.state = State.DONE
    elif thought.findings and not thought.cards:
        row.state = State.HELD
        row.problem_code, row.problem_facts = thought.findings[0].code, thought.findings[0].facts
        row.preview[WAITS] = waits
    else:
        row.state, row.due_at = (State.DUE if automatic and not waits else State.SEEN), now


def has_pending(row: Product) -> bool:
    """Whether Fortnox has told something of its articles that the shop has not been given."""
    return any(one.get("told") != one.get("done") for one in row.inward.values())


def print_of(thought: Thought) -> str:
    """Of what would be written; ``""`` never matches, so what is amiss is told each time it is looked at."""
    return "-" if thought.findings else fingerprint_of_all(thought.cards)


def preview_of(product: Read, thought: Thought) -> dict[str, Any]:
    """The articles as they should be, for the panel; prices in öre."""
    return {
        "articles": [
            {
                "number": card.number,
                "variant": variant,
                "active": card.is_active,
                "unit": card.unit,
                "rate": "" if card.rate is None else f"{card.rate.normalize():f}",
                "price_ore": card.price_ore,
                "price_list": card.price_list,
                "follows": sorted(card.follows),
                "values": values_of(card),
            }
            for card, variant in zip(thought.cards, thought.variants, strict=True)
        ],
        "findings": [{"code": one.code, "facts": one.facts} for one in thought.findings],
        "notes": list(thought.notes),
        "is_bundle": bool(product.parts),
        "is_gift_card": any(card.is_service for card in thought.cards),
    }


def digest_of(product: Read) -> str:
    """A hash of what the articles and the VAT depend on: neither the stock nor the day of the change."""

    def still(part: Any) -> Any:
        return replace(part, stock=None if part.stock is None else 0)

    plain = replace(still(product), modified_at=None, variants=tuple(map(still, product.variants)))
    return hashlib.sha256(repr(plain).encode()).hexdigest()


_LONG = ("description", "seo_title", "seo_description", "images")


def slim(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A product as plain JSON without its long texts, and with the first of its pictures only."""
    kept = {name: value for name, value in raw.items() if name not in _LONG}
    picture = first_picture(raw)
    return plain_json({**kept, "images": [picture]} if picture else kept)


# -- thinking anew ---------------------------------------------------------------------------------


def rethink(
    handle: Handle,
    rows: Iterable[Product],
    wishes: Wishes,
    now: datetime,
    *,
    automatic: bool,
    is_first: bool = False,
) -> None:
    """Choices have changed: what should be written of these products is thought through again.

    What waited for the button waits on: it may have piled up while nothing was sent by itself.
    ``is_first``: nothing was thought before, so what is due was made so by an order, and stays due.
    """
    looked_at = []
    for row in rows:
        if row.raw_digest in ("", GONE):
            continue
        product = read_product(row.raw)
        row.inward = row.inward if wishes.is_mastered else {}
        waits = row.state == State.SEEN or _is_held_unsent(row)
        goes = automatic or (is_first and row.state == State.DUE)
        place(row, product, think(product, wishes), now, automatic=goes, waits=waits)
        looked_at.append(row)
    products.save_thought(handle, looked_at)


def _is_held_unsent(row: Product) -> bool:
    """Held as it was read, and never tried since."""
    codes = [one["code"] for one in row.preview.get("findings") or ()]
    return row.state == State.HELD and bool(row.preview.get(WAITS)) and row.problem_code in codes


def wishes_mark(wishes: Wishes, *, automatic: bool) -> str:
    """Changes whenever products have to be thought through anew."""
    return f"{wishes.digest[:32]} {automatic}"
