"""What a paused shop still does: it reads, has its set-up checked, and tells what an import would make."""

from __future__ import annotations

from tests.sync.past import bought, dry_run, open_past, say_run, to_the_end

from kontera.shops import across, imports
from kontera.shops.models import Delivery


def rooms_with_chores(place):
    return place.handle.shop.pk in across.shops_with_chores(0, place.stage.now())


def test_a_paused_shop_s_dry_run_is_read_and_nothing_of_it_is_sent_until_the_pause_ends(stage):
    place = open_past(stage)
    numbers = bought(place, 3)
    place.work()
    place.handle.pause(on=True)
    run = dry_run(place)
    assert (run.state, run.report["kinds"]["sent"]) == ("ready", 3)
    say_run(place, run)
    place.rest()
    assert run.state == "running"
    assert not Delivery.objects.filter(order__shop=place.handle.shop).exists()
    assert [call for call in stage.calls() if not call.startswith(("GET", "POST /oauth"))] == []
    place.handle.pause(on=False)
    place.work()
    to_the_end(place, run)
    assert {place.state(number) for number in numbers} == {("done", "")}


def test_the_sweep_finds_a_paused_shop_only_for_what_it_may_read(stage):
    place = open_past(stage)
    bought(place, 1)
    place.work()
    place.handle.pause(on=True)
    assert not rooms_with_chores(place)
    run = imports.open_import(place.handle, end="paid", by="Anna")
    assert rooms_with_chores(place)
    place.work()
    run.refresh_from_db()
    assert run.state == "ready"
    assert imports.run_it(place.handle, run)
    assert not rooms_with_chores(place)
    place.handle.pause(on=False)
    assert rooms_with_chores(place)


def test_a_paused_shop_s_set_up_is_checked_by_button(stage):
    place = open_past(stage)
    place.handle.pause(on=True)
    place.work("check", asked=True)
    assert place.chore("check").told["mark"] in ("green", "yellow", "red")
    assert place.chore("products").done_at is None
