"""The webhook address: notes what is worth noting, and bears everything else."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from kontera.shops.models import Event, Shop


@pytest.fixture
def caller():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def address(shop):
    return f"/hooks/quickbutik/{shop.shop.hook_secret}/"


def noted():
    return list(Event.objects.values_list("kind", "key", "event_type"))


def jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo'")
        return [lock for (lock,) in cursor.fetchall()]


@pytest.mark.parametrize("event", ["order.new", "order.done", "order.cancelled"])
def test_an_order_event_is_noted_and_a_worker_woken(
    caller, address, shop, event, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = caller.get(address, {"event_type": event, "order_id": "12345"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert noted() == [("order", "12345", event)]
    assert jobs() == [f"drain:{shop.shop.pk}:orders"]


@pytest.mark.parametrize("event", ["product.add", "product.update", "product.delete"])
def test_a_product_event_is_noted(caller, address, event):
    caller.get(address, {"event_type": event, "product_id": "77"})
    assert noted() == [("product", "77", event)]


def test_a_form_and_json_are_read_as_well_as_the_query(caller, address):
    caller.post(address, {"event_type": "order.new", "order_id": "1"})
    caller.post(address, {"event_type": "order.new", "order_id": 2}, content_type="application/json")
    caller.post(f"{address}?event_type=order.new&order_id=3")
    caller.post(f"{address}?event_type=order.new&order_id=4", "{", content_type="application/json")
    caller.post(f"{address}?event_type=order.new&order_id=5", "", content_type="application/json")
    assert sorted(key for _, key, _ in noted()) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("end", ["", "/"])
def test_parameters_that_follow_the_address_with_an_ampersand_are_read(caller, address, end):
    beside = f"{address.rstrip('/')}{end.strip('/')}&event_type=order.new&order_id=7{end}"
    assert caller.get(beside).status_code == 200
    assert [key for _, key, _ in noted()] == ["7"]
    assert caller.get(f"{address.rstrip('/')}&{'a=1&' * 50}").status_code == 200


def test_the_address_works_without_its_last_slash(caller, address):
    assert caller.get(address.rstrip("/"), {"event_type": "order.new", "order_id": "1"}).status_code == 200
    assert len(noted()) == 1


def test_a_repeat_leaves_one_row_per_event_and_one_job(caller, address, django_capture_on_commit_callbacks):
    for event in ("order.new", "order.new", "order.done"):
        with django_capture_on_commit_callbacks(execute=True):
            caller.get(address, {"event_type": event, "order_id": "12345"})
    assert sorted(noted()) == [("order", "12345", "order.done"), ("order", "12345", "order.new")]
    assert len(jobs()) == 1


def test_an_order_number_that_is_nowhere_is_noted_all_the_same(caller, address):
    caller.get(address, {"event_type": "order.new", "order_id": "no-such-order_9"})
    assert noted() == [("order", "no-such-order_9", "order.new")]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"event_type": "order.new"},
        {"event_type": "order.new", "order_id": ""},
        {"event_type": "order.new", "product_id": "1"},
        {"event_type": "order.new", "order_id": "x" * 41},
        {"event_type": "order.new", "order_id": "1; DROP TABLE"},
        {"event_type": "order.new", "order_id": "1\x00"},
        {"event_type": "order.new", "order_id": "12\n"},
        {"event_type": "order.new", "order_id": "١٢٣"},
        {"event_type": "order.paid", "order_id": "1"},
        {"event_type": "product.", "product_id": "1"},
        {"event_type": "test", "order_id": "1"},
        {"order_id": "1"},
        {"%": "%%", "event_type": "\ud7ff"},
    ],
)
def test_garbage_is_harmless(caller, address, query, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as calls:
        answer = caller.get(address, query)
    assert answer.status_code == 200
    assert not noted()
    assert not calls


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'["order.new"]', "application/json"),
        (b'{"event_type": "order.new", "order_id": true}', "application/json"),
        (b'{"event_type": "order.new", "order_id": {"a": 1}}', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"no boundary", "multipart/form-data"),
        (b"&".join(b"a%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded"),
        (b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"\x00\x01", "image/png"),
    ],
)
def test_a_body_that_cannot_be_read_is_harmless(caller, address, body, kind):
    assert caller.generic("POST", address, body, content_type=kind).status_code == 200
    assert not noted()


def test_other_methods_are_refused(caller, address):
    assert caller.put(address).status_code == 405
    assert caller.head(address).status_code == 200


@pytest.mark.parametrize(
    "secret", ["x" * 32, "short", "a" * 500, "%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00"]
)
def test_an_unknown_secret_gets_404_and_no_hint(caller, db, secret):
    answer = caller.get(f"/hooks/quickbutik/{secret}/", {"event_type": "order.new", "order_id": "1"})
    assert answer.status_code == 404
    assert b"html" not in answer.content
    assert not noted()


def test_an_event_belongs_to_the_shop_whose_address_was_called(caller, address, shop, far_shop):
    caller.get(address, {"event_type": "order.new", "order_id": "1"})
    assert shop.events().count() == 1
    assert far_shop.events().count() == 0


def test_a_sign_of_life_is_written_at_most_once_a_minute(caller, address, shop):
    caller.get(address)
    first = Shop.objects.get(pk=shop.shop.pk).hooked_at
    caller.get(address)
    assert Shop.objects.get(pk=shop.shop.pk).hooked_at == first
    Shop.objects.filter(pk=shop.shop.pk).update(hooked_at=timezone.now() - timedelta(seconds=61))
    caller.get(address)
    assert Shop.objects.get(pk=shop.shop.pk).hooked_at > first - timedelta(seconds=1)


def test_a_note_that_fails_answers_500_so_that_the_shop_calls_again(caller, address, shop, caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shops_event RENAME TO elsewhere")
    with caplog.at_level(logging.DEBUG):
        answer = caller.get(address, {"event_type": "order.new", "order_id": "1"})
    assert answer.status_code == 500
    assert b"elsewhere" not in answer.content
    assert "hook-not-noted" in caplog.text
    assert shop.shop.hook_secret not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_wake_that_fails_does_not_fail_the_answer(caller, address):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_jobs RENAME TO elsewhere")
    try:
        answer = caller.get(address, {"event_type": "order.new", "order_id": "1"})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO procrastinate_jobs")
    assert answer.status_code == 200
    assert noted() == [("order", "1", "order.new")]


@pytest.mark.django_db(transaction=True)
def test_a_call_costs_few_queries(caller, address, django_assert_max_num_queries):
    caller.get(address)
    with django_assert_max_num_queries(8) as asked:
        caller.get(address, {"event_type": "order.new", "order_id": "1"})
    real = [
        one["sql"]
        for one in asked.captured_queries
        if one["sql"].split()[0] in ("SELECT", "INSERT", "UPDATE")
    ]
    assert len(real) <= 4
