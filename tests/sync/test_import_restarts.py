"""An import and the processes that carry it: a person's word outlives them, and no button waits for it."""

from __future__ import annotations

from threading import Lock

import pytest
from tests.sync.past import bought, dry_run, open_past, say_run, to_the_end
from tests.sync.scene import ANNA, Killed

from kontera.shops import imports
from kontera.sync import cardindex, hands

INVOICE = ("POST", "/3/invoices$")
A_WINDOW = 25
"""So many requests Fortnox lets a company make in five seconds."""


def restart(stage):
    """Another process takes over: nothing is remembered but what is written down."""
    hands.close()
    cardindex.forget()
    stage.install()


def half_done(stage, count=12):
    """An import of which one invoice has been sent when the process dies, and a fresh process after that."""
    place = open_past(stage)
    numbers = bought(place, count)
    run = dry_run(place)
    say_run(place, run)
    stage.wire.kill(*INVOICE, after=True)
    with pytest.raises(Killed):
        place.drain()
    restart(stage)
    return place, numbers, run


# -- a person's word ---------------------------------------------------------------------


def test_a_pause_holds_after_a_restart_and_what_had_begun_is_finished_once(stage):
    place, numbers, run = half_done(stage)
    assert imports.halt(place.handle, run, run.State.PAUSED)
    restart(stage)
    place.work()
    place.rest()
    run.refresh_from_db()
    states = [place.state(number)[0] for number in numbers]
    assert (run.state, set(states)) == ("paused", {"done", "seen"})
    assert len(place.booked) == len(place.invoices) == states.count("done") < len(numbers)
    place.adds_up("paid")


def test_a_paused_import_that_is_resumed_goes_on_in_another_process(stage):
    place, numbers, run = half_done(stage)
    imports.halt(place.handle, run, run.State.PAUSED)
    place.work()
    restart(stage)
    assert imports.run_it(place.handle, run)
    restart(stage)
    to_the_end(place, run)
    assert run.state == "done"
    assert {place.state(number) for number in numbers} == {("done", "")}
    place.adds_up("paid")


def test_a_stop_holds_after_a_restart(stage):
    place, numbers, run = half_done(stage)
    assert imports.halt(place.handle, run, run.State.STOPPED)
    restart(stage)
    place.work()
    place.rest()
    run.refresh_from_db()
    sent = len(place.invoices)
    stage.advance(3600)
    place.work()
    place.rest()
    assert not imports.run_it(place.handle, run)
    assert (run.state, len(place.invoices)) == ("stopped", sent)
    assert sent < len(numbers)
    place.adds_up("paid")


def test_an_import_that_dies_again_and_again_has_no_double_and_reaches_its_end(stage):
    place, numbers, run = half_done(stage)
    for call in (("PUT", "/bookkeep$"), ("POST", "/3/invoicepayments$"), INVOICE, ("GET", "/3/invoices$")):
        for after in (True, False):
            stage.wire.kill(*call, after=after)
            stage.advance(30)
            place.work()
            try:
                place.drain()
            except Killed:
                restart(stage)
            stage.wire.dies = None
    to_the_end(place, run)
    assert {place.state(number) for number in numbers} == {("done", "")}
    assert (len(place.booked), len(place.payments)) == (12, 12)
    place.adds_up("paid")


# -- a person's button and the shop's new orders ---------------------------------------------


def disturbed(stage, path, deed):
    """Do ``deed`` at the answer of the import's first POST to ``path``; gives what is asked from then on."""
    handle, asked, happened, still = stage.wire.inner.handle_request, [], [], Lock()

    def watched(request):
        with still:
            answer = handle(request)
            if "/3/" in request.url.path and happened:
                asked.append(f"{request.method} {request.url.path} {request.content.decode()}")
            if request.method == "POST" and request.url.path.endswith(path) and not happened:
                happened.append(deed())
            return answer

    stage.wire.inner.handle_request = watched
    return asked, happened


def crowd(place, count):
    """Orders of as many people, for as many articles: an import that writes cards as well."""
    numbers = []
    for n in range(count):
        place.shop.add_product(f"A-{n}", f"Vara {n}", "99.00", 25)
        numbers += bought(place, 1, sku=f"A-{n}", customer={**ANNA, "email": f"kund{n}@example.se"})
    return numbers


WHERE = ["/3/customers", "/3/articles", "/3/invoices", "/3/invoicepayments"]


def requests_until_invoiced(asked, number):
    return next(
        place for place, call in enumerate(asked) if call.startswith("POST") and f'Number":"{number}"' in call
    )


@pytest.mark.parametrize("path", WHERE)
def test_a_button_pressed_at_any_step_of_an_import_waits_for_less_than_a_window_of_requests(stage, path):
    place = open_past(stage, products_automatic=False)
    numbers = crowd(place, 40)
    run = dry_run(place)
    say_run(place, run)
    handle, wanted = place.handle, numbers[-1]
    asked, happened = disturbed(
        stage, path, lambda: handle.ask_for(handle.order(wanted), now=stage.now()) or wanted
    )
    place.drain()
    assert happened == [wanted]
    assert requests_until_invoiced(asked, wanted) < A_WINDOW
    to_the_end(place, run)
    place.adds_up("paid")


@pytest.mark.parametrize("path", WHERE)
def test_a_new_order_at_any_step_of_an_import_waits_for_less_than_a_window_of_requests(stage, path):
    place = open_past(stage, products_automatic=False)
    crowd(place, 40)
    run = dry_run(place)
    say_run(place, run)
    asked, happened = disturbed(stage, path, place.buys_and_tells)
    place.drain()
    assert len(happened) == 1
    assert requests_until_invoiced(asked, happened[0]) < A_WINDOW
    to_the_end(place, run)
    place.adds_up("paid")
