"""``kontera sync stock``: a round on the terminal, dry or not, and its exit codes."""

from __future__ import annotations

import pytest

from kontera.sandbox.control_fortnox import add_articles


def sync(stand, *words):
    return stand.house.kontera("sync", "stock", stand.id, *words)


@pytest.fixture
def stocked(shared):
    """Seven pots in Fortnox, a hundred in the shop."""
    told = {"ArticleNumber": "K1", "Description": "Kruka", "StockGoods": True, "QuantityInStock": 97}
    add_articles(shared.house.world, {"tenant": shared.company.tenant, "articles": [told]})
    shared.house.kontera("shop", "set", shared.id, "stock=fortnox")
    return shared


def test_a_shop_that_leaves_stock_alone_is_told_how_to_begin(shared):
    shared.house.kontera("shop", "set", shared.id, "stock=off")
    assert sync(shared).code == 2


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(stocked):
    done = sync(stocked, "--dry-run", "--json")
    assert done.code == 0, done.err
    assert done.json["changes"] == [{"article": "K1", "side": "shop", "from": 100, "to": 97, "done": False}]
    assert stocked.shop.goods.ware(sku="K1").record["qty"] == "100"


def test_a_round_writes_and_says_so(stocked):
    done = sync(stocked)
    assert (done.code, done.out.splitlines()) == (0, ["K1: shop 100 -> 97 *"]), done.err
    assert stocked.shop.goods.ware(sku="K1").record["qty"] == "97"
