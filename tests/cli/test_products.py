"""``kontera sync product`` and ``kontera sync products``, and their exit codes."""

from __future__ import annotations


def sync(stand, what, *words):
    return stand.house.kontera("sync", what, stand.id, *words)


def numbers(stand):
    return sorted(stand.company.articles)


def test_one_product_is_written_by_its_sku_or_its_id(added):
    done = sync(added, "product", "K1")
    assert (done.code, done.out.splitlines()) == (0, ["Kruka: done", "  K1"]), done.err
    product_id = added.shop.product(sku="K1")["id"]
    told = sync(added, "product", product_id, "--json")
    assert (told.code, told.json["state"], told.json["problem"]) == (0, "done", {})
    assert told.json["articles"][0]["written"]["price"] == "A 10000"
    assert numbers(added) == ["K1"]


def test_a_product_that_cannot_be_written_ends_with_3_and_its_reason(added):
    made = added.shop.add_product("", "Vas", "10.00", 25)
    done = sync(added, "product", made["id"], "--json")
    assert done.code == 3
    assert done.json["problem"]["code"] == "product-without-sku"
    assert "Vas har inget artikelnummer" in done.err


def test_a_product_the_shop_does_not_have_ends_with_2(added):
    done = sync(added, "product", "finns-inte")
    assert (done.code, numbers(added)) == (2, [])
    assert "Butiken har ingen produkt finns-inte." in done.err


def test_what_passes_by_itself_ends_with_4(added):
    added.fault("error_before", service="fortnox", path="/3/articles", status=503, retry_after=60)
    assert sync(added, "product", "K1").code == 4


def test_all_products_are_written_also_where_they_wait_for_the_button(added):
    added.house.kontera("shop", "set", added.id, "products_automatic=nej")
    added.shop.add_product("V1", "Vas", "10.00", 25)
    added.shop.add_product("röd", "Röd vas", "10.00", 25)
    done = sync(added, "products", "--json")
    assert (done.code, done.json["done"], done.json["held"]) == (3, 2, 1), done.err
    assert numbers(added) == ["K1", "V1"]


def test_web_articles_become_hidden_products_where_fortnox_is_the_master(added):
    assert sync(added, "articles").code == 2, "products are edited in the shop"
    assert sync(added, "products").code == 0
    added.house.kontera("shop", "set", added.id, "product_master=fortnox")
    web = {
        **added.company.articles["K1"],
        "ArticleNumber": "W1",
        "Description": "Vas",
        "WebshopArticle": True,
    }
    added.company.articles.put("W1", web, added.house.world.clock.local())
    done = sync(added, "articles", "--json")
    assert (done.code, done.json) == (0, {"made": 1, "lacking": 0}), done.err
    assert added.shop.product(sku="W1")["visible"] == "0"
