"""The list and the order's own page: what they show, and what the buttons do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse
from tests.panel.scene import put, signed_in

from kontera.shops import across
from kontera.shops.models import Note, Order


def jobs():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, queueing_lock, args ->> 'lane' FROM procrastinate_jobs WHERE status = 'todo'"
        )
        return cursor.fetchall()


def listed(client, shop, query=""):
    return client.get(f"/{shop.shop.key}/orders/{query}").content.decode()


def shown(client, shop, number, **headers):
    return client.get(f"/{shop.shop.key}/orders/{number}/", **headers).content.decode()


def press(client, shop, number):
    return client.post(reverse("panel:send", args=[shop.shop.key, number]))


def numbers(page):
    return [part.split("<")[0] for part in page.split('class="number">')[1:]]


def test_the_list_holds_every_order_newest_first_with_day_buyer_total_and_state(owner, shop, orders):
    page = listed(owner, shop)
    assert numbers(page) == ["1006", "1005", "1004", "1003", "1002", "1001"]
    for text in ("10 nov. 2026", "Anna Bergström", "347,80\u00a0kr", "Stoppad", "På väg", "Klar", "Väntar"):
        assert text in page


def test_a_filter_shows_one_state_and_its_count(owner, shop, orders):
    page = listed(owner, shop, "?state=held")
    assert numbers(page) == ["1003"]
    assert "Stoppade <b>1</b>" in page
    assert "Alla <b>6</b>" in page


def test_a_filter_that_does_not_exist_shows_everything(owner, shop, orders):
    assert len(numbers(listed(owner, shop, "?state=nonsense&page=99"))) == 6


def test_a_held_order_says_why_in_the_list(owner, shop, orders):
    assert "betalsamma" in listed(owner, shop)


@pytest.mark.parametrize(
    ("text", "found"), [("1004", ["1004"]), ("åke", ["1003"]), ("ingen", []), ("%00x", [])]
)
def test_a_search_finds_numbers_and_names(owner, shop, orders, text, found):
    page = listed(owner, shop, f"?q={text}")
    assert numbers(page) == found
    assert ("Inga ordrar passar." in page) == (not found)


def test_long_lists_come_in_pages_that_keep_filter_and_search(owner, shop, db):
    for number in range(2000, 2060):
        put(shop, str(number), "seen", preview={})
    first = listed(owner, shop, "?state=seen&q=20")
    assert len(numbers(first)) == 50
    assert "?state=seen&amp;q=20&amp;page=2" in first
    assert len(numbers(listed(owner, shop, "?page=2&state=seen&q=20"))) == 10


def test_the_list_asks_for_itself_only_while_something_is_on_its_way(owner, shop, orders):
    assert 'hx-trigger="every 5s"' in listed(owner, shop)
    orders["due"].delete()
    assert "hx-trigger" not in listed(owner, shop)


def test_a_live_refresh_gets_the_list_and_nothing_around_it(owner, shop, orders):
    part = owner.get(f"/{shop.shop.key}/orders/", headers={"hx-request": "true"}).content.decode()
    assert part.strip().startswith('<div id="list"')
    assert "<html" not in part


def test_an_empty_shop_says_so(owner, shop):
    assert "Inga ordrar än." in listed(owner, shop)


def test_names_are_escaped(owner, shop, db):
    put(shop, "1", "seen", buyer="<script>x</script>", raw={"note": "<b>hej</b>"})
    for page in (listed(owner, shop), shown(owner, shop, "1")):
        assert "<script>x" not in page
        assert "&lt;script&gt;x" in page


def test_an_order_shows_its_voucher_before_anything_is_sent(owner, shop, orders):
    page = shown(owner, shop, "1001")
    assert "Inget är skickat än." in page
    for text in ("1510", "Kundfordringar", "3001", "2611", "1581", "347,80", "Skicka till Fortnox"):
        assert text in page
    assert "Ruta 05" in page
    assert "Leverans i Sverige" in page


def test_debit_and_credit_sums_agree_on_the_page(owner, shop, orders):
    sums = shown(owner, shop, "1001").split('<tr class="sum"><td colspan="2">Summa</td>')[1:]
    assert sums
    for each in sums:
        debit, credit = each.split("</td>")[:2]
        assert debit.removeprefix("<td>") == credit.removeprefix("<td>")


def test_a_sent_order_shows_what_fortnox_answered(owner, shop, orders):
    page = shown(owner, shop, "1004")
    for text in ("Faktura 417", "bokförd", "B 17", "Moms enligt Fortnox", "52,91\u00a0kr", "agare tryckte"):
        assert text in page
    assert "Inget är skickat än." not in page
    assert '<form class="send"' not in page


def test_a_held_order_shows_the_reason_and_its_cure(owner, shop, orders):
    page = shown(owner, shop, "1003")
    assert "betalsamma" in page
    assert f'href="/{shop.shop.key}/choices/#payment_accounts"' in page
    assert "Försök igen" in page


def test_a_problem_nobody_has_words_for_is_shown_as_it_is(owner, shop, db):
    put(shop, "1", "held", problem_code="brand-new", problem_facts={"a": "b"})
    assert "brand-new: a=b" in shown(owner, shop, "1")


def test_a_preview_with_parts_missing_breaks_nothing(owner, shop, db):
    for number, stored in enumerate([{}, {"documents": [{}]}, {"vouchers": [{}]}, {"findings": [{}]}]):
        put(shop, str(number), "seen", preview=stored, ordered_day=None, total_ore=None, currency="")
        assert f"Order {number}" in shown(owner, shop, str(number))


def test_the_raw_order_is_there_without_its_secrets(owner, shop, db):
    put(shop, "1", "seen", raw={"order_id": "1", "api_key": "hush-hush", "deep": [{"password": "psst"}]})
    page = shown(owner, shop, "1")
    assert "order_id" in page
    assert "hush-hush" not in page
    assert "psst" not in page


def test_a_reader_sees_the_order_and_no_button(people, shop, orders):
    page = shown(signed_in(people.reader), shop, "1001")
    assert "Kundfordringar" in page
    assert "Skicka till Fortnox" not in page


@pytest.mark.parametrize("state", ["seen", "held", "due"])
def test_the_button_makes_the_order_due_and_wakes_the_worker(
    owner, shop, orders, state, django_capture_on_commit_callbacks
):
    row = orders[state]
    with django_capture_on_commit_callbacks(execute=True):
        answer = press(owner, shop, row.number)
    assert answer.headers["Location"] == f"/{shop.shop.key}/orders/{row.number}/"
    row.refresh_from_db()
    assert (row.state, row.urgency, row.asked) == ("due", Order.Urgency.BUTTON, True)
    assert Note.objects.get(order=row).facts == {"by": "agare"}
    assert jobs() == [("kontera.drain", f"drain:{shop.shop.pk}:orders", "orders")]


@pytest.mark.parametrize("state", ["done", "cancelled", "skipped"])
def test_the_button_does_nothing_to_an_order_that_is_over(owner, shop, orders, state):
    press(owner, shop, orders[state].number)
    orders[state].refresh_from_db()
    assert orders[state].state == state
    assert not jobs()


def test_the_order_page_follows_an_order_that_is_on_its_way(owner, shop, orders):
    assert 'hx-trigger="every 2s"' in shown(owner, shop, "1002")
    assert "hx-trigger" not in shown(owner, shop, "1004")
    part = shown(owner, shop, "1002", headers={"hx-request": "true"})
    assert part.strip().startswith('<div id="order"')


def test_all_waiting_are_sent_at_once_where_the_shop_sends_by_hand(
    owner, shop, orders, django_capture_on_commit_callbacks
):
    put(shop, "1007", "seen", status="unpaid")
    assert "Skicka alla som väntar" not in listed(owner, shop)
    shop.save_choices({"automatic": False})
    assert "Skicka alla som väntar (1)" in listed(owner, shop)
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(reverse("panel:send_waiting", args=[shop.shop.key]))
    states = dict(shop.orders().values_list("number", "state"))
    assert (states["1001"], states["1007"], states["1003"]) == ("due", "seen", "held")
    assert len(jobs()) == 1


def test_a_shop_that_waits_for_delivery_sends_only_what_is_delivered(owner, shop, db):
    put(shop, "1", "seen", status="paid")
    put(shop, "2", "seen", status="done")
    shop.save_choices({"automatic": False, "trigger": "done"})
    owner.post(reverse("panel:send_waiting", args=[shop.shop.key]))
    assert dict(shop.orders().values_list("number", "state")) == {"1": "seen", "2": "due"}


def test_what_stands_in_the_way_of_the_whole_shop_is_said_on_top(owner, shop, orders):
    shop.set_problem("quickbutik-key-refused", {})
    assert 'class="alarm"' in listed(owner, shop)
    shop.clear_problem()
    assert 'class="alarm"' not in listed(owner, shop)
    shop.shop.paused = True
    shop.shop.save()
    assert "Butiken är pausad" in listed(owner, shop)


def test_amounts_and_days_are_written_as_the_reader_expects(people, shop, orders):
    page = shown(signed_in(people.owner, "en"), shop, "1001")
    for text in ("SEK\u00a0347.80", "10 Nov 2026", "Send to Fortnox", "VAT return"):
        assert text in page


def test_the_list_asks_the_database_the_same_few_times_however_long_it_is(
    owner, shop, db, django_assert_max_num_queries
):
    for number in range(40):
        put(shop, str(number), "held", problem_code="unknown-payment-method", preview={})
    with django_assert_max_num_queries(9):
        listed(owner, shop)


def test_two_shops_of_one_owner_never_mix(owner, people, shop, far_shop, orders):
    far_shop.members().create(user=people.owner, shop=far_shop.shop, role="owner")
    put(across.handle_by_key(far_shop.shop.key), "1001", "seen", buyer="Någon annan")
    assert "Någon annan" not in listed(owner, shop)
    press(owner, shop, "1001")
    assert far_shop.order("1001").state == "seen"
