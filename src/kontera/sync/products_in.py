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

from kontera.books.articles import ArticleCard, article_number, gross_ore, same_number
from kontera.fortnox import articles, prices, text
from kontera.problems import Disconnected, Held, TryLater
from kontera.quickbutik.creating import NewProduct, create_product
from kontera.quickbutik.read import read_product
from kontera.quickbutik.writing import ProductChange, update_products
from kontera.shops import products
from kontera.shops.chores import ask_chore, chore_of
from kontera.shops.models import Product
from kontera.sync.article_writing import HIDDEN
from kontera.sync.articles import KIND, Finding, Thought, think, wishes_of
from kontera.sync.days import STOCKHOLM
from kontera.sync.products import CHORE as PRODUCTS
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
    told = turn.row.told
    began = told.get("began_at") or turn.now.isoformat()
    since, page = _since(turn), int(told.get("page") or 1)
    turn.tell(began_at=began, since=since)
    is_last = False
    while not is_last:
        found, is_last = articles.listed_page(turn.fortnox, page, since=since)
        _take_in(turn, found)
        page += 1
        turn.tell(page=page)
        if not is_last and not turn.go_on():
            return True
    turn.tell(began_at=None, since=None, page=1, read_at=began, **({} if since else {"full_at": began}))
    failure = turn.row.told.get("refused")
    if failure:
        turn.tell(refused=None)
        raise Held(str(failure[0]), dict(failure[1]))
    return False


def _since(turn: Turn) -> str:
    """From when on, in Fortnox's words; ``""``: everything. What was begun goes on as it began."""
    told = turn.row.told
    if told.get("began_at"):
        return str(told.get("since") or "")
    full_at, read_at = told.get("full_at"), told.get("read_at")
    if not full_at or not read_at or turn.now - datetime.fromisoformat(full_at) >= READ_EVERY:
        return ""
    return f"{(datetime.fromisoformat(read_at) - OVERLAP).astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


# -- taking in -------------------------------------------------------------------------------------


def _take_in(turn: Turn, found: Collection[ArticleFound]) -> None:
    handle, wishes = turn.handle, wishes_of(turn.choices)
    by_number = {same_number(one.number): one for one in found}
    rows = products.with_numbers(handle, by_number)
    changed = [row for row in rows if _note(turn, row, by_number, wishes)]
    products.save_inward(handle, changed)
    if any(row.state == State.DUE for row in changed):
        ask_chore(handle, PRODUCTS, at=turn.now)
    known = {number for row in rows for number in row.skus}
    new = [one for number, one in by_number.items() if one.is_webshop and number not in known]
    if new and turn.choices.flag("new_products"):
        _create(turn, new, wishes)


def _note(turn: Turn, row: Product, found: Mapping[str, ArticleFound], wishes: Wishes) -> bool:
    """Keep what Fortnox tells of a product's articles; whether it was news."""
    thought = think(read_product(row.raw), wishes)
    is_news = False
    for card in thought.cards:
        article = found.get(same_number(card.number))
        if article is None or article.number != card.number:
            continue
        told = _values(turn, article, wishes)
        entry = row.inward.get(card.number, {})
        if entry.get("told") == told:
            continue
        is_news = True
        same = not _differences(told, entry.get("done") or {}, card, is_variant=_is_variant(thought, card))
        row.inward[card.number] = {"told": told, "done": told if same else entry.get("done")}
    if is_news and any(one["told"] != one["done"] for one in row.inward.values()):
        automatic = turn.choices.flag("products_automatic")
        row.state, row.due_at = (State.DUE if automatic else State.SEEN), turn.now
    return is_news


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
    wishes = wishes_of(turn.choices)
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
        price_ore=_gross(differences.get("price"), card, wishes),
        purchase_price_ore=differences.get("purchase_price"),
        gtin=differences.get("ean"),
        stock_place=differences.get("stock_place"),
    )


def _gross(price_ore: int | None, card: ArticleCard, wishes: Wishes) -> int | None:
    """The list's price as the shop states it: with VAT. Without a known rate it is left alone."""
    if price_ore is None or wishes.with_vat:
        return price_ore
    return None if card.rate is None else gross_ore(price_ore, card.rate)


# -- new products ----------------------------------------------------------------------------------


def _create(turn: Turn, new: Collection[ArticleFound], wishes: Wishes) -> None:
    """Web-shop articles that the shop does not have are made there, hidden.

    Not before the shop's products have been read once, nor for what was removed from the shop; and by
    hand only when somebody asked.
    """
    if not (turn.choices.flag("products_automatic") or turn.row.asked):
        return
    if not chore_of(turn.handle, PRODUCTS).told.get("passed_at"):
        ask_chore(turn.handle, turn.row.name, at=turn.now + timedelta(minutes=1))
        return
    for article in new:
        if article_number(article.number) is None or products.was_here(turn.handle, article.number):
            continue
        try:
            _create_one(turn, article, wishes)
        except Held as refused:
            turn.tell(refused=[refused.code, refused.facts])


def _create_one(turn: Turn, listed: ArticleFound, wishes: Wishes) -> None:
    article = articles.get(turn.fortnox, listed.number)
    if article is None or not article.active:
        return
    rate = article.rate or 0
    values = _values(turn, article, wishes)
    price = values.get("price")
    made = create_product(
        turn.quickbutik,
        NewProduct(
            sku=article.number,
            title=article.title,
            price_ore=0 if price is None else price if wishes.with_vat else gross_ore(price, Decimal(rate)),
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


ARTICLES_WORK = Work("articles", run, every)
