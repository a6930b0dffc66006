"""What events between polls mean: which chores they wake, and which orders they leave word with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.sync.hearing import EVERYTHING, due, forget_asked, hear, listener_of, listening, marks, told, touch

from kontera.fortnox.topics import Event
from kontera.shops.models import Chore, Delivery, Level, Link
from kontera.sync import topics

NOON = datetime(2026, 11, 10, 11, tzinfo=UTC)


@pytest.fixture
def place(stage):
    return stage.open_shop(end="paid", **EVERYTHING)


@pytest.fixture
def booked(place):
    """A shop with an order that is booked and paid, long ago; gives its number too."""
    number = place.buys_and_tells()
    place.rest()
    assert place.state(number) == ("done", "")
    place.stage.advance(3600)
    return place, number


# -- what wakes what ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "kind", "woken"),
    [
        ("articles", "article-created-v1", {"stock", "articles"}),
        ("articles", "article-updated-v2", {"stock", "articles"}),
        ("articles", "article-deleted-v1", {"stock", "articles"}),
        ("warehouse-stockbalances", "warehouse-stockbalance-changed-v1", {"stock"}),
        ("customers", "customer-updated-v2", {"customers"}),
        ("invoices", "invoice-created-v1", {"stock"}),
        ("orders", "order-cancelled-v1", {"stock"}),
        ("invoices", "invoicepayment-bookkeep-v1", set()),
        ("invoices", "reminder-sent-v1", set()),
    ],
)
def test_a_change_in_fortnox_wakes_the_chores_it_concerns(stage, place, topic, kind, woken):
    with listening(stage) as session:
        touch(place, "77", topic, kind)
        hear(session, 1)
    assert due(place) == woken


@pytest.mark.parametrize(
    ("choices", "woken"),
    [
        ({"stock": "off", "product_master": "shop"}, set()),
        ({"stock": "shop", "product_master": "shop"}, {"stock"}),
        ({"stock": "off", "product_master": "fortnox"}, {"articles"}),
    ],
)
def test_only_chores_that_the_shop_has_chosen_are_woken(stage, choices, woken):
    place = stage.open_shop(**choices)
    with listening(stage) as session:
        touch(place)
        hear(session, 1)
    assert due(place) == woken


def test_every_shop_of_the_company_is_woken_and_no_other(stage, place):
    sister = stage.open_shop(tenant=place.tenant, **EVERYTHING)
    stranger = stage.open_shop(**EVERYTHING)
    with listening(stage) as session:
        touch(place)
        hear(session, 1)
    assert due(place) == due(sister) == {"stock", "articles"}
    assert due(stranger) == set()


def test_a_thousand_events_wake_a_chore_once(stage, place, django_assert_max_num_queries):
    with listening(stage) as session:
        for number in range(1000):
            touch(place, f"A{number}")
        with django_assert_max_num_queries(200):
            hear(session, 1000)
    assert Chore.objects.filter(shop=place.handle.shop).count() == 2


def test_a_chore_that_does_not_exist_is_not_made(stage, place):
    with listener_of(stage).open() as session:
        session.known = ()
        touch(place)
        hear(session, 1)
    assert due(place) == set()


# -- our own writes -------------------------------------------------------------------------------


def test_what_kontera_writes_itself_wakes_nothing(open_stage):
    """By the machine's own clock, which the links are stamped with."""
    stage = open_stage(moment=None, running=True)
    place = stage.open_shop(end="paid", **EVERYTHING)
    place.buys_and_tells()
    with listening(stage) as session:
        place.drain()
        assert len(place.payments) == 1
        assert told(stage, place) > 4
        forget_asked(place)
        hear(session, told(stage, place))
    assert due(place) == set()
    assert marks(place) == set()


def test_an_article_we_wrote_just_now_is_ours_and_later_it_is_somebody_else(stage, place):
    handle = place.handle
    handle.remember_link(Link.Kind.ARTICLE, "T-1", "T-1", "", now=stage.now())
    with listening(stage) as session:
        touch(place, "T-1")
        hear(session, 1)
        assert due(place) == set()
        stage.advance(600)
        touch(place, "T-1")
        hear(session, 1)
        assert due(place) == {"stock", "articles"}


def test_a_level_that_was_read_since_is_no_news(stage, place):
    sister = stage.open_shop(tenant=place.tenant, **EVERYTHING)
    later = stage.now() + timedelta(minutes=1)
    Level.objects.create(shop=place.handle.shop, number="T-1", fortnox_read_at=later)
    with listening(stage) as session:
        touch(place, "T-1", "warehouse-stockbalances", "warehouse-stockbalance-changed-v1")
        hear(session, 1)
        assert due(place) == set()
        Level.objects.create(shop=sister.handle.shop, number="T-1", fortnox_read_at=None)
        touch(place, "T-1", "warehouse-stockbalances", "warehouse-stockbalance-changed-v1")
        hear(session, 1)
    assert due(place) == due(sister) == {"stock"}


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("invoices", "invoice-cancelled-v1"),
        ("invoices", "invoice-updated-v1"),
        ("invoices", "invoicepayment-deleted-v1"),
    ],
)
def test_a_document_of_ours_that_somebody_changes_leaves_word_with_its_order(stage, booked, topic, kind):
    place, number = booked
    forget_asked(place)
    with listening(stage) as session:
        touch(place, "1", topic, kind)
        touch(place, "1", topic, kind)
        hear(session, 2)
    assert marks(place) == {(number, kind)}
    assert due(place) == set()


def test_a_document_that_is_not_ours_leaves_no_word(stage, booked):
    place, _number = booked
    with listening(stage) as session:
        touch(place, "999", "invoices", "invoice-cancelled-v1")
        hear(session, 1)
    assert marks(place) == set()


def test_a_booking_that_we_know_of_is_no_news_however_late_it_is_told(stage, booked):
    place, _number = booked
    with listening(stage) as session:
        touch(place, "1", "invoices", "invoice-bookkeep-v1")
        hear(session, 1)
    assert marks(place) == set()


def test_an_invoice_that_is_booked_by_hand_leaves_word(stage):
    place = stage.open_shop(end="invoice", **EVERYTHING)
    number = place.buys_and_tells()
    place.rest()
    stage.advance(3600)
    with listening(stage) as session:
        touch(place, "1", "invoices", "invoice-bookkeep-v1")
        hear(session, 1)
    assert marks(place) == {(number, "invoice-bookkeep-v1")}


def test_word_left_with_an_order_is_read_by_the_next_drain(stage, booked):
    place, _number = booked
    with listening(stage) as session:
        touch(place, "1", "invoices", "invoice-cancelled-v1")
        hear(session, 1)
    place.drain()
    assert not place.handle.events().exists()


def test_an_event_without_a_moment_is_never_taken_for_our_own(place):
    place.handle.remember_link(Link.Kind.ARTICLE, "T-1", "T-1", "", now=place.stage.now())
    event = Event("articles", "a", "article-updated-v1", str(place.tenant), "T-1", None)
    assert topics.chores_for(place.handle.shop.company, [event]) == ["articles", "stock"]


def paper(*, state="sent", settled=NOON, kind="invoice"):
    return Delivery(kind=kind, state=state, number="1", sent_at=settled, settled_at=settled)


def happened(kind, at=NOON):
    return Event("invoices", "a", kind, "1", "1", at)


@pytest.mark.parametrize(
    ("delivery", "event", "is_ours"),
    [
        (paper(), happened("invoice-created-v1"), True),
        (paper(), happened("invoice-bookkeep-v1"), True),
        (paper(), happened("invoice-updated-v1", NOON + timedelta(minutes=5)), True),
        (paper(), happened("invoice-updated-v1", NOON + timedelta(minutes=6)), False),
        (paper(), happened("invoice-updated-v1", NOON - timedelta(minutes=2)), False),
        (paper(), happened("invoice-cancelled-v1"), False),
        (paper(state="cancelled"), happened("invoice-cancelled-v1", NOON + timedelta(days=3)), True),
        (paper(kind="payment"), happened("invoicepayment-deleted-v1"), False),
        (paper(state="booked"), happened("invoice-bookkeep-v1", NOON + timedelta(days=3)), True),
    ],
)
def test_our_own_writes_are_known_by_their_moment_or_their_outcome(delivery, event, is_ours):
    assert topics.is_echo(delivery, [delivery], event) is is_ours


def test_writing_one_document_of_an_order_touches_the_others():
    old = paper(settled=NOON - timedelta(days=3), kind="order")
    updated = happened("order-updated-v1")
    assert topics.is_echo(old, [old, paper()], updated)
    assert not topics.is_echo(old, [old], updated)


def test_a_payment_of_ours_just_after_its_order_was_sent_leaves_no_word_with_the_order(stage, booked):
    place, number = booked
    company = place.handle.shop.company
    place.handle.deliveries().filter(kind="payment").update(settled_at=stage.now())
    event = Event("invoices", "a", "invoice-updated-v1", str(place.tenant), "1", stage.now())
    assert topics.touched_by_others(company, [event]) == []
    place.handle.deliveries().filter(kind="payment").update(settled_at=NOON)
    assert [row.order.number for row, _event in topics.touched_by_others(company, [event])] == [number]
