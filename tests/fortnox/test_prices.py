"""Prices and pictures of articles, as they travel to Fortnox."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.fortnox.doubles import Desk, answer, refusal

from kontera.books.articles import ArticleCard
from kontera.fortnox import articles, pictures, prices
from kontera.problems import Held, UnknownOutcome

PLACE = "/3/articleurlconnections"


def sent(desk):
    return [(one.method, one.url.raw_path.decode()) for one in desk.script.requests]


def test_a_price_is_put_at_its_list_article_and_quantity():
    desk = Desk(answer(200, {"Price": {"Price": 159.2}}))
    prices.write(desk.client, "A", "T/1", 15920)
    assert sent(desk) == [("PUT", "/3/prices/A/T%2F1/0")]
    row = {"ArticleNumber": "T/1", "PriceList": "A", "Price": Decimal("159.20")}
    assert desk.script.body() == {"Price": row}


@pytest.mark.parametrize("code", [2000430, None])
def test_a_price_that_is_not_there_is_posted(code):
    desk = Desk(refusal(code, "Priset hittades inte", 404), answer(201, {"Price": {}}))
    prices.write(desk.client, "A", "T-1", 15920)
    assert [method for method, _path in sent(desk)] == ["PUT", "POST"]
    assert desk.script.body()["Price"]["FromQuantity"] == 0


def test_a_price_list_that_is_missing_is_no_missing_price():
    desk = Desk(refusal(2000430, "Priset hittades inte", 404), refusal(2000431, "Prislistan finns inte"))
    with pytest.raises(Held) as held:
        prices.write(desk.client, "X", "T-1", 1)
    assert held.value.code == "fortnox-price-list-missing"


def test_a_price_is_read_in_ore_or_not_there():
    desk = Desk(answer(200, {"Price": {"Price": "159.20"}}), refusal(2000430, "Nej", 404))
    assert (prices.read(desk.client, "A", "T-1"), prices.read(desk.client, "A", "T-1")) == (15920, None)


def test_a_new_picture_tells_its_id():
    desk = Desk(answer(201, {"ArticleUrlConnection": {"Id": 7, "ArticleNumber": "T-1"}}))
    assert pictures.add(desk.client, "T-1", "https://x.se/a.jpg") == 7


def test_a_picture_whose_answer_is_lost_is_not_posted_again():
    desk = Desk(answer(500, {}))
    with pytest.raises(UnknownOutcome):
        pictures.add(desk.client, "T-1", "https://x.se/a.jpg")
    assert len(desk.script.requests) == 1


def test_a_link_that_is_gone_says_so_when_changed_and_is_no_problem_when_removed():
    desk = Desk(refusal(2000729, "Nej", 404), refusal(2000729, "Nej", 404), answer(204, text=""))
    assert pictures.change(desk.client, 7, "T-1", "https://x.se/a.jpg") is False
    pictures.remove(desk.client, 7)
    pictures.remove(desk.client, 8)
    assert sent(desk)[-1] == ("DELETE", f"{PLACE}/8")


def test_a_link_is_found_by_its_exact_address_only():
    items = [
        {"Id": 1, "ArticleNumber": "T-10", "URLConnection": "https://x.se/a.jpg"},
        {"Id": 2, "ArticleNumber": "T-1", "URLConnection": "https://x.se/a.jpg?2"},
        {"Id": 3, "ArticleNumber": "T-1", "URLConnection": "https://x.se/a.jpg"},
    ]
    desk = Desk(answer(200, {"ArticleUrlConnections": items}), answer(200, {"ArticleUrlConnections": []}))
    assert pictures.find(desk.client, "T-1", "https://x.se/a.jpg") == 3
    assert pictures.find(desk.client, "T-1", "https://x.se/a.jpg") == 0


def test_a_filter_that_fortnox_does_not_know_leads_to_the_whole_list():
    found = {"ArticleUrlConnections": [{"Id": 3, "ArticleNumber": "T-1", "URLConnection": "u"}]}
    desk = Desk(refusal(2000588, "Ogiltig parameter"), answer(200, found))
    assert pictures.find(desk.client, "T-1", "u") == 3


def test_only_the_values_that_are_given_are_put_and_an_emptied_text_is_blanked():
    desk = Desk(answer(200, {"Article": {"ArticleNumber": "T-1"}}))
    articles.update(desk.client, ArticleCard("T-1", "Tröja"), {"ean": "", "weight": 5, "price": "A 1"})
    assert desk.script.body() == {"Article": {"EAN": "API_BLANK", "Weight": 5}}


def test_a_page_of_the_register_says_whether_it_is_the_last():
    item = {"ArticleNumber": "T-1", "SalesPrice": "159.20", "PurchasePrice": "", "WebshopArticle": True}
    pages = {"@TotalPages": 2}
    desk = Desk(*(answer(200, {"Articles": [item], "MetaInformation": pages}) for _ in range(2)))
    found, is_last = articles.listed_page(desk.client, 1, since="2026-11-10 12:00")
    assert (found[0].price_ore, found[0].purchase_price_ore, found[0].is_webshop) == (15920, None, True)
    assert not is_last
    assert articles.listed_page(desk.client, 2)[1]
    assert "lastmodified=2026-11-10" in sent(desk)[0][1]
