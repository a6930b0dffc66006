"""Articles → products, where products are edited in Fortnox: title, price, purchase price, EAN, place.

The register is read by what has changed, and once an hour as a whole, since a changed price may not
count as a change of its article. What Fortnox tells is kept beside what the shop was given: only where
they differ, and the product differs too, is anything written. So what we wrote ourselves, on either
side, is recognised when it comes back, and a value that the shop spells its own way is given once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.articles import ArticleCard, article_number, price_as, same_number
from kontera.fortnox import articles, prices, text
from kontera.problems import Disconnected, Held, TryLater
from kontera.quickbutik.creating import NewProduct, create_product
from kontera.quickbutik.read import read_product
from kontera.quickbutik.writing import ProductChange, update_products
from kontera.shops import products
from kontera.shops.chores import ask_chore
from kontera.shops.models import Product
from kontera.sync.article_writing import HIDDEN
from kontera.sync.articles import KIND, Finding, Thought, think, wishes_of
from kontera.sync.days import STOCKHOLM
from kontera.sync.products import CHORE as PRODUCTS
from kontera.sync.products import has_pending
from kontera.sync.turn import Turn, Work

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kontera.choices import Choices
    from kontera.fortnox.articles import ArticleFound
    from kontera.problems import Problem
    from kontera.sync.articles import Wishes

State = Product.State
POLL_EVERY = timedelta(minutes=10)
READ_EVERY = timedelta(minutes=60)
OVERLAP = timedelta(minutes=5)
"""``lastmodified`` tells minutes, by a clock that is not ours."""
DEFAULT_LIST = "A"
"""Guess: ``SalesPrice`` shows the price in this list; another list's prices are asked for one by one."""


def every(choices: Choices) -> timedelta | None:
    return POLL_EVERY if choices.text("product_master") == "fortnox" else None


def run(turn: Turn) -> bool:
    """One turn. Whether something remains for the next."""
    if turn.choices.text("product_master") != "fortnox":
        return False
    if not _is_ready(turn):
        return False
    _begin(turn)
    told = turn.row.told
    since, page = str(told.get("since") or ""), int(told.get("page") or 1)
    is_last = False
    while not is_last:
        found, is_last = articles.listed_page(turn.fortnox, page, since=since)
        _take_in(turn, found)
        page += 1
        turn.tell(page=page)
        if not is_last and not turn.go_on():
            return True
    _end(turn)
    failure = turn.row.told.get("refused")
    if failure:
        turn.tell(refused=None)
        raise Held(str(failure[0]), dict(failure[1]))
    return False


def _is_ready(turn: Turn) -> bool:
    """Whether it is known what the shop has: the button waits until its products have been read once."""
    if turn.row.asked:
        turn.tell(asked=True)
    if not turn.row.told.get("asked") or products.was_passed(turn.handle):
        return True
    ask_chore(turn.handle, PRODUCTS)
    ask_chore(turn.handle, turn.row.name, at=turn.now + timedelta(minutes=1))
    return False


def _begin(turn: Turn) -> None:
    """A reading is begun, or the one under way goes on. A pressed button means all, from the beginning."""
    told = turn.row.told
    is_making = bool(told.get("asked"))
    if told.get("began_at") and (not is_making or told.get("making")):
        return
    since = "" if is_making else _since(turn)
    fresh = {} if since else {"lacking": 0}
    turn.tell(began_at=turn.now.isoformat(), since=since, page=1, making=is_making, counted=fresh)
    if is_making:
        turn.tell(made=0)


def _end(turn: Turn) -> None:
    told = turn.row.told
    whole = {} if told.get("since") else {"full_at": told["began_at"], **(told.get("counted") or {})}
    pressed = {"asked": False, "making": False} if told.get("making") else {}
    turn.tell(read_at=told["began_at"], began_at=None, since=None, page=1, **whole, **pressed)


def _since(turn: Turn) -> str:
    """From when on, in Fortnox's words; ``""``: everything."""
    told = turn.row.told
    full_at, read_at = told.get("full_at"), told.get("read_at")
    if not full_at or not read_at or turn.now - datetime.fromisoformat(full_at) >= READ_EVERY:
        return ""
    return f"{(datetime.fromisoformat(read_at) - OVERLAP).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


# -- taking in -------------------------------------------------------------------------------------


def _take_in(turn: Turn, found: Collection[ArticleFound]) -> None:
    handle, wishes = turn.handle, wishes_of(turn.handle)
    by_number = {same_number(one.number): one for one in found}
    rows = products.with_numbers(handle, by_number)
    changed = [row for row in rows if _note(turn, row, by_number, wishes)]
    products.save_inward(handle, changed)
    if any(row.state == State.DUE for row in changed):
        ask_chore(handle, PRODUCTS, at=turn.now)
    known = {number for row in rows for number in row.skus}
    new = [one for number, one in by_number.items() if one.is_webshop and number not in known]
    if new:
        _create(turn, new, wishes)


def _note(turn: Turn, row: Product, found: Mapping[str, ArticleFound], wishes: Wishes) -> bool:
    """Keep what Fortnox tells of a product's articles; whether it is to be saved."""
    thought = think(read_product(row.raw), wishes)
    is_news = is_first = is_touched = False
    mark = wishes.digest[:12]
    for card in thought.cards:
        article = found.get(same_number(card.number))
        if article is None or article.number != card.number:
            continue
        told = _values(turn, article, wishes)
        entry = row.inward.get(card.number, {})
        # Under other choices the same article tells something else: that is no edit.
        is_same_look = bool(entry) and entry.get("by") == mark
        is_touched = is_touched or not is_same_look
        row.inward[card.number] = entry | {"by": mark}
        if entry.get("told") == told:
            continue
        is_news, is_first = True, is_first or not is_same_look
        same = not _differences(told, entry.get("done") or {}, card, is_variant=_is_variant(thought, card))
        row.inward[card.number] |= {"told": told, "done": told if same else entry.get("done")}
    if is_news and row.state != State.DUE and has_pending(row):
        # What a newly connected shop and Fortnox differ in waits for the button, until either is edited.
        waits = is_first and (row.state == State.SEEN or row.sent_at is None)
        automatic = turn.choices.flag("products_automatic") and not waits
        row.state, row.due_at = (State.DUE if automatic else State.SEEN), turn.now
    return is_news or is_touched


def _is_variant(thought: Thought, card: ArticleCard) -> bool:
    return bool(thought.variants[thought.cards.index(card)])


def _values(turn: Turn, article: ArticleFound, wishes: Wishes) -> dict[str, Any]:
    """What Fortnox tells, by our names; what is empty there says nothing."""
    ticked = wishes.starts
    price = article.price_ore
    if "price" in ticked and wishes.price_list != DEFAULT_LIST:
        price = prices.read(turn.fortnox, wishes.price_list, article.number)
    told = {
        "title": article.title,
        "price": price,
        "purchase_price": article.purchase_price_ore,
        "ean": article.ean,
        "stock_place": article.stock_place,
    }
    return {name: value for name, value in told.items() if value and name in ticked}


def _differences(
    told: Mapping[str, Any], done: Mapping[str, Any], card: ArticleCard, *, is_variant: bool
) -> dict[str, Any]:
    """What Fortnox says anew and the shop does not say.

    Compared in Fortnox's terms: texts as it takes them, prices as the list has them. A variant's title
    is made of its product's and cannot be given to it.
    """
    ours = {
        "title": text.fit(card.title, text.ARTICLE_TEXT),
        "price": card.price_ore,
        "purchase_price": card.purchase_price_ore,
        "ean": text.fit(card.ean or "", 30),
        "stock_place": text.fit(card.stock_place or "", 100),
    }
    return {
        name: value
        for name, value in told.items()
        if value != done.get(name) and value != ours[name] and not (name == "title" and is_variant)
    }


# -- giving to the shop ----------------------------------------------------------------------------


def give(turn: Turn, rows: Mapping[int, tuple[Product, Thought, list[Finding]]]) -> Problem | None:
    """Write what Fortnox has told to the products that differ, in batches.

    What became of each is kept in its row's ``inward`` and findings. Returns what stopped the rest.
    """
    changes: list[ProductChange] = []
    places: list[tuple[Product, ArticleCard, list[Finding]]] = []
    wishes = wishes_of(turn.handle)
    for row, thought, findings in rows.values():
        for card, variant in zip(thought.cards, thought.variants, strict=True):
            entry = row.inward.get(card.number)
            if not entry or entry["told"] == entry.get("done"):
                continue
            differences = _differences(entry["told"], entry.get("done") or {}, card, is_variant=bool(variant))
            changes.append(_change(row, card, variant, differences, wishes))
            places.append((row, card, findings))
    stopped: Problem | None = None
    for (row, card, findings), outcome in zip(places, update_products(turn.quickbutik, changes), strict=True):
        problem = outcome.problem
        if problem is None:
            row.inward[card.number]["done"] = row.inward[card.number]["told"]
        elif isinstance(problem, TryLater | Disconnected):
            stopped = problem
        else:
            findings.append(Finding(problem.code, problem.facts))
    return stopped


def _change(
    row: Product, card: ArticleCard, variant: str, differences: Mapping[str, Any], wishes: Wishes
) -> ProductChange:
    return ProductChange(
        product_id=row.product_id,
        variant_id=variant,
        sku=card.number,
        title=differences.get("title"),
        price_ore=_stated(differences.get("price"), card, wishes),
        purchase_price_ore=differences.get("purchase_price"),
        gtin=differences.get("ean"),
        stock_place=differences.get("stock_place"),
    )


def _stated(price_ore: int | None, card: ArticleCard, wishes: Wishes) -> int | None:
    """The list's price as the shop states it. Without a known rate it is left alone."""
    if price_ore is None:
        return None
    return price_as(price_ore, card.rate, has_vat=wishes.with_vat, wants_vat=wishes.shop_with_vat)


# -- new products ----------------------------------------------------------------------------------


def _create(turn: Turn, new: Collection[ArticleFound], wishes: Wishes) -> None:
    """Web-shop articles that the shop does not have are made there, hidden; by hand, they are counted.

    Not before the shop's products have been read once, nor for what was removed from the shop.
    """
    if not products.was_passed(turn.handle):
        ask_chore(turn.handle, turn.row.name, at=turn.now + timedelta(minutes=1))
        return
    usable = [one for one in new if article_number(one.number) is not None]
    removed = products.were_here(turn.handle, {one.number for one in usable})
    lacking = [one for one in usable if one.number not in removed]
    by_itself = turn.choices.flag("new_products") and turn.choices.flag("products_automatic")
    is_making = by_itself or bool(turn.row.told.get("making"))
    made = [is_making and _is_made(turn, one, wishes) for one in lacking]
    told = turn.row.told
    if "lacking" in (counted := told.get("counted") or {}):
        turn.tell(counted={"lacking": counted["lacking"] + made.count(False)})
    if any(made):
        turn.tell(made=int(told.get("made") or 0) + made.count(True))


def _is_made(turn: Turn, listed: ArticleFound, wishes: Wishes) -> bool:
    """Whether it is in the shop now; what was refused is told when all have had their turn."""
    try:
        return _create_one(turn, listed, wishes)
    except Held as refused:
        turn.tell(refused=[refused.code, refused.facts])
        return False


def _create_one(turn: Turn, listed: ArticleFound, wishes: Wishes) -> bool:
    """Make the product; false for an article that rests, which lists do not tell."""
    article = articles.get(turn.fortnox, listed.number)
    if article is None or not article.active:
        return False
    rate = article.rate or 0
    values = _values(turn, article, wishes)
    price = values.get("price", 0)
    stated = price_as(price, Decimal(rate), has_vat=wishes.with_vat, wants_vat=wishes.shop_with_vat)
    if stated is None and price:
        raise Held("product-price-vat-unknown", {"title": article.title, "sku": article.number})
    made = create_product(
        turn.quickbutik,
        NewProduct(
            sku=article.number,
            title=article.title,
            price_ore=stated or 0,
            rate=rate,
            purchase_price_ore=values.get("purchase_price"),
            gtin=values.get("ean", ""),
            stock_place=values.get("stock_place", ""),
        ),
    )
    if not turn.handle.links(KIND, [article.number]):
        products.remember_article(
            turn.handle, article.number, {"active": HIDDEN, "shop": turn.handle.shop.key}, "", turn.now
        )
    turn.handle.expect_products([made.product_id])
    ask_chore(turn.handle, PRODUCTS, at=turn.now)
    return True


ARTICLES_WORK = Work("articles", run, every)
