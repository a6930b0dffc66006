"""A shop that must sign in again pauses; its orders wait, and no other shop notices."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from kontera.sandbox.world import CLIENT_ID
from kontera.shops import across
from kontera.shops.models import Shop


def test_a_refused_key_pauses_the_shop_until_a_new_one_comes(stage):
    place, other = stage.open_shop(end="paid"), stage.open_shop(end="paid")
    number = place.buys_and_tells()
    good = place.handle.shop.quickbutik_key
    place.handle.replace_key("wrong")
    place.drain()
    assert place.handle.shop.problem_code == "quickbutik-key-refused"
    assert place.handle.is_resting
    assert place.handle.events().count() == 1
    theirs = other.buys_and_tells()
    other.drain()
    assert other.state(theirs) == ("done", "")
    stage.forget()
    place.drain()
    assert stage.calls("quickbutik") == []
    place.handle.replace_key(good)
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.handle.shop.problem_code == ""


def test_a_withdrawn_consent_pauses_the_shop_and_its_orders_stay_due(stage):
    place, other = stage.open_shop(end="paid"), stage.open_shop(end="paid")
    place.buys_and_tells()
    place.drain()
    stage.world.desk.withdraw(CLIENT_ID, place.tenant)
    numbers = [place.buys_and_tells() for _ in range(3)]
    place.drain()
    assert {place.state(number)[0] for number in numbers} == {"due"}
    assert place.handle.is_resting
    assert place.handle.shop.problem_code.startswith("fortnox-")
    theirs = other.buys_and_tells()
    other.drain()
    assert other.state(theirs) == ("done", "")
    stage.world.desk.approve(CLIENT_ID, place.tenant)
    place.handle.clear_problem()
    place.rest()
    assert {place.state(number) for number in numbers} == {("done", "")}
    place.adds_up()


def test_consent_withdrawn_between_the_steps_leaves_the_rest_for_later(stage):
    place = stage.open_shop(end="paid")
    place.buys_and_tells()
    place.drain()
    fault = {"service": "fortnox", "method": "PUT", "path": "bookkeep$"}
    stage.world.faults.add("unauthorized", count=2, **fault)
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number)[0] == "due"
    assert place.handle.is_resting
    place.handle.clear_problem()
    place.rest()
    assert place.state(number) == ("done", "")
    place.adds_up()


def test_a_shop_without_a_company_is_told_to_connect(stage):
    place = stage.open_shop(end="paid")
    number = place.buys_and_tells()
    Shop.objects.filter(pk=place.handle.shop.pk).update(company=None)
    place.drain()
    assert place.handle.shop.problem_code == "fortnox-consent-missing"
    assert place.state(number)[0] == "due"


def test_a_disconnected_shop_is_tried_again_by_itself_after_a_while(stage):
    place = stage.open_shop(end="paid")
    place.handle.set_problem("fortnox-token-refused", {})
    Shop.objects.update(poll_at=timezone.now() - timedelta(minutes=1))
    assert across.shops_with_work() == []
    Shop.objects.update(problem_at=timezone.now() - timedelta(minutes=11))
    assert across.shops_with_work() == [place.handle.shop.pk]
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.handle.shop.problem_code == ""
