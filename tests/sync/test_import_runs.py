"""An import under way: refused in time, paused, stopped, killed, and always last in line."""

from __future__ import annotations

from datetime import date
from threading import Lock

import pytest
from tests.sync.past import bought, carry_out, dry_run, open_past, say_run, to_the_end
from tests.sync.scene import Killed

from kontera.problems import Held
from kontera.shops import imports
from kontera.shops.chores import ask_chore

INVOICE = ("POST", "/3/invoices$")


def lock(place, day):
    place.company.switches.locked_until = date.fromisoformat(day)


# -- refused before anything is sent ------------------------------------------------------


def test_a_closed_period_refuses_the_import_before_it_reads_anything(stage):
    place = open_past(stage)
    bought(place, 1)
    lock(place, "2026-06-30")
    stage.forget()
    run = dry_run(place, first="2026-06-01")
    assert (run.state, run.problem_code) == ("refused", "import-period-closed")
    assert run.problem_facts == {"day": "2026-06-01", "locked": "2026-06-30"}
    assert "GET /orders" not in stage.calls("quickbutik")


def test_a_period_closed_under_the_oldest_order_refuses_an_import_by_number(stage):
    place = open_past(stage)
    first = bought(place, 2)[0]
    lock(place, "2026-07-01")
    run = dry_run(place, first="", number=first)
    assert (run.state, run.problem_code) == ("refused", "import-period-closed")


def test_orders_and_cards_mind_no_closed_period(stage):
    place = open_past(stage)
    bought(place, 1)
    lock(place, "2026-08-31")
    assert dry_run(place, end="order").state == "ready"
    assert dry_run(place, end="customers").state == "ready"


def test_a_missing_financial_year_refuses_the_import(stage):
    place = open_past(stage)
    place.buys(created="2019-05-02 12:00:00")
    run = dry_run(place, first="2019-01-01")
    assert (run.state, run.problem_code) == ("refused", "import-year-missing")
    assert run.problem_facts["year"] == "2019"


def test_a_missing_year_is_found_by_the_dry_run_where_the_first_day_is_not_said(stage):
    place = open_past(stage)
    first = place.buys(created="2019-05-02 12:00:00")
    bought(place, 2)
    run = dry_run(place, first="", number=first)
    assert (run.state, run.problem_code, run.problem_facts["year"]) == (
        "refused",
        "import-year-missing",
        "2019",
    )
    assert not imports.run_it(place.handle, run)
    place.rest()
    assert (place.invoices, place.customers) == ([], [])


def test_every_account_that_is_missing_or_out_of_use_is_named_before_the_start(stage):
    place = open_past(stage, sales_accounts={"25": 3051, "12": 3002, "6": 3003, "0": 3004})
    bought(place, 1)
    bought(place, 1, sku="S-1")
    for account in place.company.shelf("accounts").values():
        if str(account["Number"]) == "3003":
            account["Active"] = False
    run = dry_run(place)
    assert run.state == "refused"
    codes = {one["code"]: one["facts"]["account"] for one in run.report["blockers"]}
    assert codes == {"import-account-missing": "3051", "import-account-inactive": "3003"}


def test_what_is_mended_lets_the_dry_run_go_on(stage):
    place = open_past(stage)
    bought(place, 1)
    lock(place, "2026-06-30")
    run = dry_run(place, first="2026-06-01")
    place.company.switches.locked_until = None
    assert imports.try_again(place.handle, run)
    place.work()
    run.refresh_from_db()
    assert (run.state, run.problem_code) == ("ready", "")


def test_a_period_that_was_closed_after_the_dry_run_refuses_the_run(stage):
    place = open_past(stage)
    bought(place, 1)
    run = dry_run(place)
    lock(place, "2026-10-31")
    say_run(place, run)
    place.rest()
    assert (run.state, run.problem_code, place.invoices) == ("refused", "import-period-closed", [])


def test_only_one_import_is_under_way_and_an_unused_dry_run_is_put_aside(stage):
    place = open_past(stage)
    bought(place, 1)
    first = dry_run(place)
    second = dry_run(place)
    first.refresh_from_db()
    assert (first.state, second.state) == ("stopped", "ready")
    assert not imports.run_it(place.handle, first)
    say_run(place, second)
    with pytest.raises(Held) as refused:
        imports.open_import(place.handle, end="paid", from_number="1")
    assert refused.value.code == "import-open"


# -- last in line --------------------------------------------------------------------------


def served(place):
    """The orders that got an invoice, in the order they got it."""
    return [one["YourOrderNumber"] for one in place.invoices]


def at_the_first_invoice(stage, deed):
    """Something happens while the first invoice of the import is being made; all hands stand still for it."""
    handle, done, still = stage.wire.inner.handle_request, [], Lock()

    def watched(request):
        with still:
            answer = handle(request)
            if request.method == "POST" and request.url.path.endswith("/3/invoices") and not done:
                done.append(True)
                deed()
        return answer

    stage.wire.inner.handle_request = watched


def test_a_button_pressed_during_an_import_is_served_right_after_what_had_begun(stage):
    place = open_past(stage, automatic=False)
    old = bought(place, 25)
    wanted = place.buys_and_tells()
    place.drain()
    run = dry_run(place)
    place.handle.orders().filter(number=wanted).update(run=None)
    say_run(place, run)
    handle = place.handle
    at_the_first_invoice(stage, lambda: handle.ask_for(handle.order(wanted), now=stage.now()))
    place.drain()
    assert served(place).index(wanted) <= 4, served(place)
    to_the_end(place, run)
    assert {place.state(number) for number in old} == {("done", "")}
    place.adds_up("paid")


def test_a_new_order_announced_during_an_import_is_served_right_after_what_had_begun(stage):
    place = open_past(stage)
    bought(place, 25)
    run = dry_run(place)
    say_run(place, run)
    new = []
    at_the_first_invoice(stage, lambda: new.append(place.buys_and_tells()))
    assert place.drain_once(), "the announced order is still to be read"
    place.drain_once()
    assert served(place).index(new[0]) <= 4, served(place)
    to_the_end(place, run)
    place.adds_up("paid")


def test_other_chores_have_their_turn_between_two_pages_of_a_dry_run(stage):
    place = open_past(stage)
    bought(place, 201)
    place.work()
    asked = []
    handle = stage.wire.inner.handle_request

    def watched(request):
        path, query = request.url.path, request.url.query.decode()
        if path.endswith("/orders") and "limit=200&offset=0" in query and "/3/" not in path:
            ask_chore(place.handle, "check", asked=True)
        asked.append("second page" if "limit=200&offset=200" in query else path)
        return handle(request)

    stage.wire.inner.handle_request = watched
    run = dry_run(place)
    assert run.report["kinds"] == {"sent": 201}
    first = next(n for n, path in enumerate(asked) if path.endswith("/orders") and "/3/" not in path)
    between = asked[first : asked.index("second page")]
    assert [path for path in between if "/3/" in path], asked


# -- pause, resume, stop ---------------------------------------------------------------------


def begun(stage, count=12):
    """An import of which a few orders are carried."""
    place = open_past(stage)
    numbers = bought(place, count)
    run = dry_run(place)
    say_run(place, run)
    return place, numbers, run


def test_a_paused_import_sends_nothing_more_and_goes_on_where_it_was(stage):
    place, numbers, run = begun(stage)
    assert imports.halt(place.handle, run, run.State.PAUSED)
    place.work()
    place.rest()
    assert (place.invoices, {place.state(number)[0] for number in numbers}) == ([], {"seen"})
    carry_out(place, run)
    assert (run.state, len(place.booked)) == ("done", 12)
    place.adds_up("paid")


def test_a_pause_in_the_middle_lets_no_further_order_begin(stage):
    place, _numbers, run = begun(stage, 25)
    at_the_first_invoice(stage, lambda: imports.halt(place.handle, run, run.State.PAUSED))
    place.drain()
    assert 1 <= len(place.invoices) <= 4
    assert {state for state, _ in place.standing().values()} == {"done", "seen"}
    place.adds_up("paid")


def test_a_stopped_import_leaves_the_rest_unsent_and_finishes_what_had_begun(stage):
    place, numbers, run = begun(stage)
    stage.world.faults.add("lost", service="fortnox", method="POST", path="/3/invoices$", count=1)
    place.drain_once()
    stage.world.faults.clear()
    half = [number for number in numbers if place.state(number)[0] == "due"]
    assert imports.halt(place.handle, run, run.State.STOPPED)
    place.work()
    place.rest()
    assert {place.state(number) for number in half} <= {("done", ""), ("seen", "")}
    assert not place.handle.deliveries().filter(state="sending").exists()
    place.adds_up("paid")


def test_what_a_stopped_import_never_began_goes_as_far_as_the_shop_chose(stage):
    place = open_past(stage, end="paid")
    number = bought(place, 1)[0]
    run = dry_run(place, end="order")
    say_run(place, run)
    imports.halt(place.handle, run, run.State.STOPPED)
    place.work()
    place.press(number)
    assert (len(place.booked), len(place.payments)) == (1, 1)


def test_a_shop_whose_choices_are_saved_during_an_import_still_ends_it(stage):
    place, _numbers, run = begun(stage)
    place.choose(automatic=False)
    place.drain()
    to_the_end(place, run)
    assert (run.state, len(place.booked)) == ("done", 12)


# -- killed ------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    "call", [INVOICE, ("PUT", "/bookkeep$"), ("POST", "/3/customers$"), ("POST", "/3/invoicepayments$")]
)
def test_an_import_whose_worker_is_killed_books_every_order_once(stage, call, after):
    place, numbers, run = begun(stage, 6)
    stage.wire.kill(*call, after=after)
    with pytest.raises(Killed):
        place.drain()
    stage.install()
    to_the_end(place, run)
    assert run.state == "done"
    assert {place.state(number) for number in numbers} == {("done", "")}
    place.adds_up("paid")


@pytest.mark.parametrize("path", ["/orders$", "/3/settings/lockedperiod$", "/3/invoices$"])
def test_a_dry_run_whose_worker_is_killed_counts_every_order_once(stage, path):
    place = open_past(stage)
    bought(place, 5)
    stage.wire.kill("GET", path, after=True)
    with pytest.raises(Killed):
        dry_run(place)
    stage.install()
    stage.advance(600)
    place.work("import")
    run = imports.newest(place.handle)
    assert (run.state, run.report["kinds"]) == ("ready", {"sent": 5})
