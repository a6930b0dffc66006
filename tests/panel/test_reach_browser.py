"""Within reach on a phone: every tab, the button for what is ticked, and the choice one was sent to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.panel.scene import signed_in
from tests.panel.test_browser import overflow, sign_in

from kontera.shops import customers as kept
from kontera.shops.models import Import, Note

expect.set_options(timeout=15_000)
pytestmark = pytest.mark.django_db(transaction=True)


def shown_tabs(page):
    """The tabs that can be tapped now: in the row, and under "Mer" where that is open."""
    return [tab for tab in page.locator(".tabs a").all() if tab.is_visible()]


def test_every_tab_is_on_the_screen_of_a_phone_once_the_rest_is_opened(phone, people, shop):
    sign_in(phone, people.owner)
    shop.save_choices({**shop.shop.choices, "posting_mode": "daily"})
    for page in ("orders", "connect", "summaries"):
        phone.goto(f"/{shop.shop.key}/{page}/")
        assert [tab.inner_text() for tab in shown_tabs(phone)] == ["Ordrar", "Produkter", "Kunder", "Lager"]
        phone.locator(".more summary").click()
        assert len(shown_tabs(phone)) == 12
        for tab in [*shown_tabs(phone), phone.locator(".more summary")]:
            box = tab.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= phone.viewport_size["width"]
            assert box["height"] >= 44
        assert overflow(phone) == 0


def test_the_further_tabs_open_by_keyboard_and_close_with_escape(phone, people, shop):
    sign_in(phone, people.owner)
    more = phone.locator(".more summary")
    more.focus()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="Utbetalningar")).to_be_focused()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("link", name="Utbetalningar")).to_be_hidden()
    expect(more).to_be_focused()
    phone.keyboard.press("Enter")
    phone.get_by_role("link", name="Utbetalningar").click()
    expect(phone.get_by_role("heading", name="Utbetalningar")).to_be_visible()
    expect(phone.locator(".more .here")).to_be_visible()


def test_a_wide_screen_has_more_tabs_in_its_row_and_all_keep_to_the_column(
    browser, live_server, people, shop
):
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        locale="sv-SE",
        base_url=live_server.url,
        java_script_enabled=False,
    )
    page = context.new_page()
    sign_in(page, people.owner)
    page.goto(f"/{shop.shop.key}/payouts/")
    main = page.locator("main").bounding_box()
    assert len(shown_tabs(page)) == 7
    page.locator(".more summary").click()
    assert len(shown_tabs(page)) == 11
    for tab in shown_tabs(page):
        box = tab.bounding_box()
        assert box["x"] + box["width"] <= main["x"] + main["width"]
    assert len({tab.bounding_box()["y"] for tab in page.locator(".tabs > a").all()}) == 1
    context.close()


def test_the_button_for_ticked_orders_comes_with_the_first_tick_and_is_in_view(phone, people, shop, orders):
    sign_in(phone, people.owner)
    phone.goto(f"/{shop.shop.key}/orders/")
    button = phone.locator("#picked [value=ticked]")
    expect(button).to_be_hidden()
    phone.get_by_label("Välj order 1003").check()
    expect(button).to_be_in_viewport()
    phone.get_by_label("Välj order 1003").uncheck()
    expect(button).to_be_hidden()


def test_the_button_for_a_whole_filter_needs_no_tick(phone, people, shop, orders):
    sign_in(phone, people.owner)
    phone.goto(f"/{shop.shop.key}/orders/?state=held")
    expect(phone.get_by_role("button", name="Skicka alla i urvalet (1)")).to_be_in_viewport()
    expect(phone.locator("#picked [value=ticked]")).to_be_hidden()


def test_choices_lie_in_groups_and_an_address_opens_the_one_it_points_into(phone, people, shop):
    sign_in(phone, people.owner)
    phone.goto(f"/{shop.shop.key}/choices/")
    expect(phone.locator("#end select")).to_be_visible()
    expect(phone.locator("#account_rounding input")).to_be_hidden()
    phone.goto(f"/{shop.shop.key}/orders/")
    phone.goto(f"/{shop.shop.key}/choices/#account_rounding")
    expect(phone.locator("#account_rounding input")).to_be_in_viewport()
    assert overflow(phone) == 0


def test_a_wrong_value_opens_its_group_also_without_javascript(browser, live_server, people, shop):
    context = browser.new_context(java_script_enabled=False, locale="sv-SE", base_url=live_server.url)
    page = context.new_page()
    sign_in(page, people.owner)
    page.goto(f"/{shop.shop.key}/choices/")
    page.locator("#group-accounts summary").click()
    page.locator("#account_rounding input").fill("37x")
    page.get_by_role("button", name="Spara valen").click()
    expect(page.locator("#account_rounding .error")).to_be_visible()
    context.close()


def test_a_group_counts_the_shops_own_choices(people, shop):
    shop.save_choices({"automatic": False, "account_rounding": 3741})
    page = signed_in(people.owner).get(f"/{shop.shop.key}/choices/").content.decode()
    assert page.count("egna val: 1") == 2


def test_a_run_of_history_with_nothing_to_send_offers_no_button(people, shop):
    run = Import.objects.create(shop=shop.shop, end="booked", state="ready", report={"kinds": {"already": 3}})
    client, address = signed_in(people.owner), f"/{shop.shop.key}/history/"
    page = client.get(address).content.decode()
    assert "Det finns inget att skicka" in page
    assert 'value="run"' not in page
    run.report = {"kinds": {"sent": 1}}
    run.save()
    assert 'value="run"' in client.get(address).content.decode()


def test_countries_payments_and_choices_are_said_in_words(people, shop, scene):
    row = scene.put(
        shop,
        "1009",
        "held",
        preview={},
        payment_method="card",
        problem_code="foreign-vat-charged",
        problem_facts={"order": "1009", "country": "FI", "stated": "20.00"},
    )
    Note.objects.create(order=row, code="choices-changed", facts={"by": "agare", "choices": "end, no_longer"})
    page = signed_in(people.owner).get(f"/{shop.shop.key}/orders/1009/").content.decode()
    assert "Order 1009 till Finland" in page
    assert "kort (betald)" in page
    assert "val (Hur långt går varje order, no_longer)" in page
    english = signed_in(people.owner, "en").get(f"/{shop.shop.key}/orders/1009/").content.decode()
    assert "card (paid)" in english


def test_customers_with_nothing_amiss_say_so(people, shop):
    kept.remember_card(shop, "anna@example.se", "11", "f", {})
    page = signed_in(people.owner).get(f"/{shop.shop.key}/customers/").content.decode()
    assert "Allt är i ordning." in page
