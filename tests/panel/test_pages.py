"""Every page, for every kind of visitor, in both languages."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse
from tests.panel.scene import PASSWORD, signed_in

from kontera.panel.gate import PERMISSIONS, Level

OK, AWAY, FORBIDDEN, MISSING, NOT_SO = 200, 302, 403, 404, 405
VISITORS = ("stranger", "reader", "owner", "other")
#            page           method   stranger reader     owner other
EXPECTED = [
    ("start", "get", AWAY, AWAY, AWAY, AWAY),
    ("orders", "get", AWAY, OK, OK, MISSING),
    ("orders", "post", AWAY, NOT_SO, NOT_SO, MISSING),
    ("send_waiting", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("send_waiting", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("order", "get", AWAY, OK, OK, MISSING),
    ("send", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("send", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("send_orders", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("send_orders", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("answer", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("answer", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("products", "get", AWAY, OK, OK, MISSING),
    ("send_products", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("send_products", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("read_products", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("read_products", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("make_products", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("make_products", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("product", "get", AWAY, OK, OK, MISSING),
    ("send_product", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("send_product", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("customers", "get", AWAY, OK, OK, MISSING),
    ("write_customers", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("write_customers", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("reconcile", "get", AWAY, OK, OK, MISSING),
    ("reconcile_now", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("reconcile_now", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("compare_order", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("compare_order", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("stock", "get", AWAY, OK, OK, MISSING),
    ("press_stock", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("press_stock", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("confirm_stock", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("confirm_stock", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("believe_stock", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("believe_stock", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("payouts", "get", AWAY, OK, OK, MISSING),
    ("read_payouts", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("read_payouts", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("payout", "get", AWAY, OK, OK, MISSING),
    ("answer_payout", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("answer_payout", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("payout_file", "get", AWAY, OK, OK, MISSING),
    ("summaries", "get", AWAY, OK, OK, MISSING),
    ("book_summary", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("book_summary", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("summary", "get", AWAY, OK, OK, MISSING),
    ("summary_file", "get", AWAY, OK, OK, MISSING),
    ("abroad", "get", AWAY, OK, OK, MISSING),
    ("abroad_file", "get", AWAY, OK, OK, MISSING),
    ("choices", "get", AWAY, OK, OK, MISSING),
    ("choices", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("history", "get", AWAY, OK, OK, MISSING),
    ("history_start", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("history_start", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("history_move", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("history_move", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("history_answer", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("history_answer", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("connect", "get", AWAY, OK, OK, MISSING),
    ("quickbutik_key", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("quickbutik_key", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("pause", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("pause", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("check", "get", AWAY, OK, OK, MISSING),
    ("check_again", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("check_again", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("check_create", "get", AWAY, NOT_SO, NOT_SO, MISSING),
    ("check_create", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("welcome", "get", AWAY, OK, OK, MISSING),
    ("welcome", "post", AWAY, FORBIDDEN, AWAY, MISSING),
    ("consent", "get", AWAY, FORBIDDEN, AWAY, MISSING),
    ("consent_answer", "get", AWAY, AWAY, AWAY, AWAY),
]


def address(name, shop):
    numbered = {"order", "send", "answer", "product", "send_product", "compare_order"}
    numbered |= {"payout", "answer_payout", "payout_file", "summary", "summary_file"}
    args = ["1001"] if name in numbered else []
    args = ["oss", "2026Q4"] if name == "abroad_file" else args
    keyed = name not in ("start", "consent_answer")
    return reverse(f"panel:{name}", args=[shop.shop.key, *args] if keyed else [])


def visitor(people, who, language):
    return signed_in(None if who == "stranger" else getattr(people, who), language)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: f"{row[0]}-{row[1]}")
def test_a_page_answers_each_visitor_as_the_table_says(row, language, shop, people, orders):
    name, method, *codes = row
    for who, code in zip(VISITORS, codes, strict=True):
        answer = getattr(visitor(people, who, language), method)(address(name, shop))
        assert answer.status_code == code, who
        if code == OK:
            assert answer.headers["Content-Language"] == language
            if answer.headers["Content-Type"].startswith("text/html"):
                assert f'<html lang="{language}">' in answer.content.decode()
            assert "no-store" in answer.headers["Cache-Control"]


def test_every_page_has_its_row_in_the_permission_table_and_in_this_test():
    names = {pattern.name for pattern in panel_patterns()} - {"language"}
    assert names == set(PERMISSIONS)
    assert names == {row[0] for row in EXPECTED}
    assert all(Level.NOBODY in (rule.see, rule.act) or rule.act > rule.see for rule in PERMISSIONS.values())


def panel_patterns():
    found = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "panel")
    return found.url_patterns


def test_a_stranger_comes_back_to_the_page_after_signing_in(shop, people):
    answer = signed_in(None).get(address("orders", shop))
    assert answer.headers["Location"] == f"/account/login/?next=/{shop.shop.key}/orders/"


def test_a_live_list_whose_visitor_was_signed_out_goes_to_the_sign_in(shop, people):
    answer = signed_in(None).get(address("orders", shop), headers={"hx-request": "true"})
    assert answer.headers["HX-Redirect"] == "/account/login/"


def test_a_shop_that_is_not_there_and_a_shop_of_another_look_the_same(far_shop, people, owner):
    there, nowhere = owner.get(address("orders", far_shop)), owner.get("/zzzzzzzz/orders/")
    assert (there.status_code, nowhere.status_code) == (MISSING, MISSING)
    assert there.content.count(b"<h1>") == nowhere.content.count(b"<h1>") == 1
    assert "Sidan finns inte" in there.content.decode()


def test_a_shop_cannot_be_opened_by_its_name(shop, people, owner):
    shop.shop.name = "ullbar"
    shop.shop.save()
    assert owner.get("/ullbar/orders/").status_code == MISSING


def test_an_order_of_another_shop_is_not_there(shop, far_shop, people, orders):
    assert signed_in(people.other).get(f"/{far_shop.shop.key}/orders/1001/").status_code == MISSING


def test_one_shop_is_gone_to_straight_and_several_are_listed(shop, far_shop, people, orders, owner):
    assert owner.get("/").headers["Location"] == f"/{shop.shop.key}/orders/"
    far_shop.members().create(user=people.owner, shop=far_shop.shop, role="reader")
    page = owner.get("/").content.decode()
    assert "Grannens" in page
    assert "Ull &amp; Bär" in page
    assert "Stoppade <b>1</b>" in page


def test_somebody_without_a_shop_is_told_what_to_do(db, people):
    people.other.member_set.all().delete()
    assert "Här finns inga butiker än." in signed_in(people.other).get("/").content.decode()


def test_the_language_is_chosen_in_the_footer_and_stays(shop, people, owner):
    page = address("orders", shop)
    assert "Ordrar" in owner.get(page).content.decode()
    answer = owner.post(reverse("panel:language"), {"language": "en", "next": page})
    assert answer.headers["Location"] == page
    assert "Orders" in owner.get(page).content.decode()


@pytest.mark.parametrize(
    ("path", "sv", "en"),
    [
        ("/account/login/", "Logga in", "Sign in"),
        ("/account/password/reset/", "Nytt lösenord", "New password"),
        ("/account/password/reset/done/", "Se efter i din inkorg", "Look in your inbox"),
        ("/account/password/reset/key/1-set-password/", "Länken gäller inte längre", "no longer valid"),
        ("/account/password/reset/key/done/", "Lösenordet är bytt", "The password is changed"),
        ("/account/signup/", "Här skapar man inget eget konto", "Accounts are not made here"),
        ("/no/such/page/", "Sidan finns inte", "There is no such page"),
    ],
)
def test_pages_before_the_sign_in_are_there_in_both_languages(path, sv, en, db):
    assert sv in signed_in(None, "sv").get(path).content.decode()
    assert en in signed_in(None, "en").get(path).content.decode()


def test_signing_in_and_out_leads_through_our_own_pages(shop, people, orders):
    people.owner.set_password(PASSWORD)
    people.owner.save()
    client = signed_in(None)
    wrong = client.post("/account/login/", {"login": "agare@example.se", "password": "fel"})
    assert 'role="alert"' in wrong.content.decode()
    assert 'value="agare@example.se"' in wrong.content.decode()
    right = {"login": "agare@example.se", "password": PASSWORD}
    assert client.post("/account/login/", right).headers["Location"] == "/"
    assert "Logga ut?" in client.get("/account/logout/").content.decode()
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"


def test_no_page_holds_a_script_or_style_of_its_own(shop, people, orders, owner):
    for name in ("orders", "order", "choices", "connect"):
        page = owner.get(address(name, shop))
        assert "style=" not in page.content.decode()
        assert "<script>" not in page.content.decode()
        assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]


def test_no_page_shows_a_stored_key_or_token(shop, people, orders, owner):
    shop.shop.company.token = "secret-token-xyz"
    shop.shop.company.save()
    for who in ("owner", "reader"):
        client = signed_in(getattr(people, who))
        for name in ("orders", "order", "choices", "connect"):
            page = client.get(address(name, shop)).content.decode()
            assert "quickbutik-key-1" not in page
            assert "secret-token-xyz" not in page
            assert (shop.shop.hook_secret in page) == (who == "owner" and name == "connect")
