"""The list of products and a product's own page: what they show, and what the buttons do."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.panel.scene import put_product, signed_in
from tests.panel.test_browser import overflow, sign_in

from kontera.shops import products as kept
from kontera.shops.chores import chore_of
from kontera.shops.models import Chore, Link, Product

TWICE = {
    "problem_code": "product-sku-twice",
    "problem_facts": {"sku": "T-1", "title": "Kofta", "other": "Ylletröja"},
}


@pytest.fixture
def products(shop):
    """One product in each state, by state."""
    return {
        "seen": put_product(shop, "1", title="Väntande vante", sku="V-1", skus=["v-1"], state="seen"),
        "due": put_product(shop, "2", title="Resande rock", sku="R-1", skus=["r-1"], state="due"),
        "held": put_product(shop, "3", title="Kofta", sku="t-1", state="held", **TWICE),
        "done": put_product(shop, "4", state="done", sku="D-1", fingerprint="f"),
        "gone": put_product(shop, "5", title="Gammal hatt", sku="G-1", state="gone", articles=["G-1"]),
    }


def listed(client, shop, query=""):
    return client.get(f"/{shop.shop.key}/products/{query}").content.decode()


def shown(client, shop, number):
    return client.get(f"/{shop.shop.key}/products/{number}/").content.decode()


def titles(page):
    return [part.split("<")[0] for part in page.split('class="buyer">')[1:]]


def states():
    return dict(Product.objects.values_list("product_id", "state"))


def test_the_list_shows_every_product_and_what_has_piled_up(owner, shop, products):
    page = listed(owner, shop)
    assert len(titles(page)) == 5
    assert "Skicka alla som väntar (1)" in page
    assert "Kofta och Ylletröja har samma artikelnummer, T-1" in page


def test_a_filter_and_a_search_narrow_the_list(owner, shop, products):
    assert titles(listed(owner, shop, "?state=held")) == ["Kofta"]
    assert titles(listed(owner, shop, "?q=vante")) == ["Väntande vante"]
    assert titles(listed(owner, shop, "?q=V-1")) == ["Väntande vante"]
    assert "Inga produkter passar." in listed(owner, shop, "?q=%00xyz")
    assert "Stoppade <b>1</b>" in listed(owner, shop)


def test_a_variant_s_number_finds_its_product(owner, shop, products):
    put_product(shop, "6", title="Mössa", sku="", skus=["m-röd", "m-bl"])
    assert titles(listed(owner, shop, "?q=M-BL")) == ["Mössa"]


def test_what_was_announced_and_never_read_is_not_shown(owner, shop, products):
    shop.expect_products(["99"])
    assert len(titles(listed(owner, shop))) == 5


def post(client, shop, name, *, one="", **data):
    args = [shop.shop.key, one] if one else [shop.shop.key]
    return client.post(reverse(f"panel:{name}", args=args), data)


def test_all_that_wait_are_sent_by_one_button(owner, shop, products):
    post(owner, shop, "send_products", which="waiting")
    assert states() == {"1": "due", "2": "due", "3": "held", "4": "done", "5": "gone"}
    chore = Chore.objects.get(shop=shop.shop, name="products")
    assert chore.asked
    assert chore.due_at is not None


def test_the_ticked_ones_are_sent_and_no_others(owner, shop, products):
    post(owner, shop, "send_products", which="ticked", product=["3", "5", "\x00", "77"])
    assert states() == {"1": "seen", "2": "due", "3": "due", "4": "done", "5": "gone"}


def test_all_of_a_filter_are_sent_and_the_filter_stays(owner, shop, products):
    answer = post(owner, shop, "send_products", which="filter", state="held")
    assert answer.headers["Location"].endswith("/products/?state=held")
    assert states()["3"] == "due"
    assert states()["1"] == "seen"


def test_the_button_of_one_product_sends_it_and_a_finished_one_is_written_anew(owner, shop, products):
    post(owner, shop, "send_product", one="1")
    post(owner, shop, "send_product", one="4")
    rows = {row.product_id: row for row in Product.objects.all()}
    assert (rows["1"].state, rows["1"].asked) == ("due", True)
    assert (rows["4"].state, rows["4"].fingerprint) == ("due", "")


def test_a_product_of_another_shop_cannot_be_sent(owner, shop, far_shop, products):
    theirs = put_product(far_shop, "9")
    assert post(owner, shop, "send_product", one="9").status_code == 404
    post(owner, shop, "send_products", which="ticked", product=["9"])
    theirs.refresh_from_db()
    assert theirs.state == "seen"


def test_the_page_shows_what_is_written_beside_what_was_written(owner, shop, products):
    Link.objects.create(
        company=shop.shop.company, kind="article", key="T-1", number="T-1", written={"title": "Gammal tröja"}
    )
    page = shown(owner, shop, "4")
    for text in (
        "Vad Kontera skriver",
        "Artikel T-1",
        "Ylletröja",
        "Gammal tröja",
        "159,20",
        "följer",
        "3001",
    ):
        assert text in page
    assert "Skriv om i Fortnox" in page


def test_a_stopped_product_shows_the_reason_and_the_cure(owner, shop, products):
    page = shown(owner, shop, "3")
    assert "har samma artikelnummer" in page
    assert "Ge en av dem ett annat artikelnummer" in page
    assert "Försök igen" in page


def test_a_removed_product_says_that_its_article_rests(owner, shop, products):
    page = shown(owner, shop, "5")
    assert "inaktiva i Fortnox, inte raderade" in page
    assert '<form class="send"' not in page


def test_the_pages_say_where_products_are_edited(owner, shop, products):
    shop.save_choices({"product_master": "fortnox"})
    for page in (listed(owner, shop), shown(owner, shop, "4")):
        assert "i butiken" in page
        assert "går inte till Fortnox" in page


def test_a_reader_sees_everything_and_has_no_buttons(people, shop, products):
    reader = signed_in(people.reader)
    assert "<button" not in listed(reader, shop).split('<main id="main"')[1].split("</main>")[0].replace(
        "<button>Sök</button>", ""
    )
    assert '<form class="send"' not in shown(reader, shop, "1")


def test_reading_all_again_is_asked_for(owner, shop, products):
    post(owner, shop, "read_products")
    chore = chore_of(shop, "products")
    assert (chore.asked, chore.told["read_now"]) == (True, True)


def test_what_waits_though_it_is_automatic_is_explained(owner, shop, products):
    assert "1 produkter väntar på knappen" in listed(owner, shop)
    shop.save_choices({"products_automatic": False})
    assert 'id="waiting-note"' not in listed(owner, shop)


def test_web_articles_that_the_shop_lacks_are_made_by_a_button(owner, shop, products):
    chore = chore_of(shop, "articles")
    Chore.objects.filter(pk=chore.pk).update(told={"lacking": 3})
    assert 'id="lacking"' not in listed(owner, shop)
    post(owner, shop, "make_products")
    assert not chore_of(shop, "articles").asked, "products are edited in the shop"
    shop.save_choices({"product_master": "fortnox"})
    assert "3 artiklar i Fortnox är märkta som webbartikel" in listed(owner, shop)
    post(owner, shop, "make_products")
    assert chore_of(shop, "articles").asked
    page = listed(owner, shop)
    assert 'id="making"' in page
    assert 'id="lacking"' not in page


def test_what_stops_the_chore_stands_above_the_list(owner, shop, products):
    chore_of(shop, "products")
    Chore.objects.update(problem_code="products-vanished", problem_facts={"n": "30", "all": "32"})
    assert "30 av 32 produkter finns inte längre i butiken" in listed(owner, shop)


def test_names_and_addresses_are_escaped(owner, shop):
    put_product(
        shop, "7", title="<script>x</script>", preview={"articles": [{}], "notes": ["price-left-out"]}
    )
    for page in (listed(owner, shop), shown(owner, shop, "7")):
        assert "<script>x" not in page
    assert "lämnas som det är" in shown(owner, shop, "7")


def test_the_pages_speak_english_too(people, shop, products):
    english = signed_in(people.owner, "en")
    assert "Send all waiting (1)" in listed(english, shop)
    assert "What Kontera writes" in shown(english, shop, "4")


@pytest.mark.django_db(transaction=True)
def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_button_works(phone, people, shop, products):
    long = f"https://cdn.example.se/{'lång-adress-' * 12}.jpg"
    told = {"title": "Ylletröja", "picture": long}
    Link.objects.create(company=shop.shop.company, kind="article", key="T-1", number="T-1", written=told)
    sign_in(phone, people.owner)
    for page in ("products/", "products/3/", "products/4/"):
        phone.goto(f"/{shop.shop.key}/{page}")
        assert overflow(phone) == 0, page
    phone.goto(f"/{shop.shop.key}/products/1/")
    phone.get_by_role("button", name="Skicka till Fortnox").click()
    expect(phone.locator("#state")).to_have_text("På väg")


def test_counts_leave_out_what_was_never_read(shop, products):
    shop.expect_products(["99"])
    assert kept.counts(shop) == {"seen": 1, "due": 1, "done": 1, "held": 1, "gone": 1}
