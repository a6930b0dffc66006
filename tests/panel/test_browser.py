"""The main path, in a real browser the size of a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.panel.scene import PASSWORD

from kontera.shops.models import Delivery, Order, Posting

expect.set_options(timeout=15_000)
pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, user):
    user.set_password(PASSWORD)
    user.save()
    page.goto("/")
    page.get_by_label("E-postadress").fill(user.email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()


def overflow(page):
    """How many pixels the page can be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def watch(page):
    """What the browser complains about, as a list that fills while the page is used."""
    complaints = []
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def test_sign_in_filter_open_an_order_press_the_button_and_see_its_state_change(phone, people, shop, orders):
    complaints = watch(phone)
    sign_in(phone, people.owner)
    expect(phone.get_by_role("heading", name="Ordrar")).to_be_visible()
    phone.get_by_role("link", name="Väntar 1").click()
    expect(phone.locator(".orders li")).to_have_count(1)
    phone.get_by_role("link", name="1001").click()
    expect(phone.locator("#state")).to_have_text("Väntar")
    expect(phone.get_by_text("Kundfordringar").first).to_be_visible()
    phone.get_by_role("button", name="Skicka till Fortnox").click()
    expect(phone.locator("#state")).to_have_text("På väg")
    assert Order.objects.get(shop=shop.shop, number="1001").asked
    Order.objects.filter(shop=shop.shop, number="1001").update(state="done")
    expect(phone.locator("#state")).to_have_text("Klar")
    expect(phone.get_by_text("Ordern är på väg till Fortnox.")).to_be_visible()
    assert not complaints


def test_the_list_follows_the_orders_by_itself(phone, people, shop, orders):
    complaints = watch(phone)
    sign_in(phone, people.owner)
    expect(phone.locator("#chip-done b")).to_have_text("1")
    orders["due"].state = "done"
    orders["due"].save()
    expect(phone.locator("#chip-done b")).to_have_text("2")
    expect(phone.locator("#chip-due")).to_have_count(0)
    assert not complaints


def test_no_page_scrolls_sideways_on_a_phone(phone, people, shop, orders):
    sign_in(phone, people.owner)
    key = shop.shop.key
    paths = ["orders/", "orders/1001/", "orders/1003/", "orders/1004/", "choices/", "connect/", "nowhere/"]
    paths += ["payouts/", "payouts/1001/", "summaries/", "summaries/1001/", "abroad/", "reconcile/"]
    for path in [f"/{key}/{path}" for path in paths] + ["/account/logout/", "/account/2fa/"]:
        phone.goto(path)
        assert overflow(phone) == 0, path


def test_a_difference_of_many_kronor_with_long_names_fits_a_phone(phone, people, shop, orders):
    delivery = Delivery.objects.get(order=orders["done"])
    expected = {"1510": 123456789, "2611": -23456789, "3001": -100000000}
    found = {"1930": 123456789, "2611": -23456789, "3002": -100000000}
    Posting.objects.create(
        shop=shop.shop,
        delivery=delivery,
        voucher="B 17 5",
        day=delivery.order.ordered_day,
        expected=expected,
        found=found,
        state="differs",
    )
    sign_in(phone, people.owner)
    for path in ("reconcile/", "orders/1004/"):
        phone.goto(f"/{shop.shop.key}/{path}")
        expect(phone.locator("tr.differs")).to_have_count(4)
        expect(phone.locator(".posting").get_by_role("cell", name="1930")).to_have_css("font-weight", "600")
        expect(phone.locator(".posting").get_by_role("cell", name="2611")).to_have_css("font-weight", "400")
        assert overflow(phone) == 0, path


def test_what_is_tapped_is_large_enough_for_a_thumb(phone, people, shop, orders):
    sign_in(phone, people.owner)
    for path in ("orders/", "orders/1003/", "choices/", "connect/"):
        phone.goto(f"/{shop.shop.key}/{path}")
        for target in phone.locator(
            "main :is(button, .button, .chip, .orders a, input:visible, select)"
        ).all():
            box = target.bounding_box()
            small = target.get_attribute("type") in ("checkbox", "radio")
            assert box is None or box["height"] >= (20 if small else 44), target.evaluate("e => e.outerHTML")


def test_everything_works_without_javascript(browser, live_server, people, shop, orders):
    context = browser.new_context(java_script_enabled=False, locale="sv-SE", base_url=live_server.url)
    page = context.new_page()
    sign_in(page, people.owner)
    page.get_by_role("link", name="1001").click()
    page.get_by_role("button", name="Skicka till Fortnox").click()
    expect(page.locator("#state")).to_have_text("På väg")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#state")).to_have_text("On its way")
    context.close()


def test_the_webhook_address_is_copied_with_one_tap(browser, live_server, people, shop):
    context = browser.new_context(locale="sv-SE", base_url=live_server.url)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    sign_in(page, people.owner)
    page.locator(".more summary").click()
    page.get_by_role("link", name="Koppling", exact=True).click()
    page.get_by_role("button", name="Kopiera").click()
    expect(page.get_by_role("button", name="Kopierad")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(shop.shop.hook_secret)
    context.close()
