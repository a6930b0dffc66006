"""Stock where the Lager module is on: balances are read there, and moved by documents only, if at all."""

from __future__ import annotations

import pytest
from tests.sync.scene import Killed
from tests.sync.shelves import Shelves

LAGER = {"warehouse": True, "negative_stock": True}


@pytest.fixture
def shelves(stage):
    def opens(stock, **choices):
        return Shelves(stage, stock, switches=LAGER, **choices)

    return opens


def documents(both):
    company = both.place.company
    return [one for way in ("INBOUND", "OUTBOUND") for one in company.shelf(way).values()]


def test_the_shop_follows_lagers_balances(shelves):
    both = shelves("fortnox")
    both.fortnox("T-1", 7)
    both.round()
    assert both.levels()["T-1"] == (7, 7)
    assert not any("articles" in call for call in both.place.stage.calls())


def test_an_article_is_never_set_where_lager_is_on(shelves):
    both = shelves("shop")
    both.shop("T-1", 4)
    both.round()
    assert both.problems() == {"T-1": "stock-lager-read-only"}
    assert both.writes() == []


@pytest.mark.parametrize(("pieces", "way"), [(4, "OUTBOUND"), (13, "INBOUND")])
def test_documents_of_our_own_move_a_balance_where_the_shop_wants_them(shelves, pieces, way):
    both = shelves("shop", warehouse_documents=True)
    both.shop("T-1", pieces)
    both.edit("T-1", purchase_price="80.00")
    both.round()
    assert both.levels()["T-1"] == (pieces, pieces)
    (made,) = both.place.company.shelf(way).values()
    assert made["warehouseReady"]
    if way == "INBOUND":
        assert made["rows"][0]["directCost"] == 80
    both.round()
    assert len(documents(both)) == 1


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("path", ["KONTERA-UT/[0-9]+$", "/release$"])
def test_a_document_that_was_cut_off_is_made_once(shelves, path, after):
    both = shelves("both", warehouse_documents=True)
    both.round()
    both.shop("T-1", 4)
    both.place.stage.wire.kill("PUT", path, after=after)
    with pytest.raises(Killed):
        both.round()
    both.place.stage.install()
    both.round()
    assert both.levels()["T-1"] == (4, 4)
    assert [one["warehouseReady"] for one in documents(both)] == [True]


def test_a_document_that_lager_refuses_is_named_and_holds_nothing_back(stage):
    both = Shelves(stage, "shop", switches={"warehouse": True}, warehouse_documents=True)
    both.round()
    both.fortnox("T-1", 0)
    both.shop("T-1", -5)
    both.round()
    both.confirm("T-1")
    both.round()
    assert list(both.problems()) == ["T-1"]
    assert both.fortnox_level("T-1") == 0


def test_a_level_that_is_not_taken_is_seen_where_nobody_may_ask_about_lager(shelves):
    both = shelves("shop")
    told = {"on": "untold", "at": both.place.stage.now().isoformat()}
    both.place.handle.remember_register("warehouse", told)
    both.shop("T-1", 4)
    both.round()
    assert both.levels()["T-1"] == (4, 10)
    assert both.problems() == {"T-1": "stock-not-taken"}
    both.place.stage.advance(31)
    both.round()
    assert both.problems() == {"T-1": "stock-lager-read-only"}
