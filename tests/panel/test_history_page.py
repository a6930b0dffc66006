"""The page of the order history: asked for, read, answered, run; by owners, and only looked at by readers."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.panel.scene import DAY, bought, put, signed_in

from kontera.books.decision import decide
from kontera.books.forecast import as_json, forecast_of, seconds_for
from kontera.books.policy import DEFAULT_POLICY
from kontera.shops import imports
from kontera.shops.chores import chore_of
from kontera.shops.models import Foreign


def go(client, shop, name="history", **posted):
    address = reverse(f"panel:{name}", args=[shop.shop.key])
    return client.post(address, posted, follow=True) if posted else client.get(address)


def text(answer):
    return " ".join(answer.content.decode().split())


def started(owner, shop, **more):
    return go(owner, shop, "history_start", **{"from_day": "2026-01-01", "end": "paid", **more})


def read(shop):
    """The dry run as the worker leaves it: one order to send, one held."""
    run = imports.newest(shop)
    forecast = forecast_of(decide(bought(), DEFAULT_POLICY, DAY), "paid")
    report = {
        "phase": "",
        "read": 2,
        "kinds": {"sent": 1, "held": 1, "owned": 3},
        "held": {
            "unknown-payment-method": {
                "count": 1,
                "examples": ["1003"],
                "facts": {"order": "1003", "method": "bonuspoäng"},
            }
        },
        "forecast": as_json(forecast),
        "customers": 1,
        "articles": 2,
        "requests": 40_007,
        "seconds": seconds_for(40_007),
    }
    imports.keep(run, state="ready", report=report)
    return run


def foreign(shop, number, *, doubtful=False):
    return Foreign.objects.create(
        shop=shop.shop,
        company=shop.shop.company,
        order_number=number,
        kind="invoice",
        number=f"7{number}",
        origin="bjorntech",
        told={
            "customer": "<b>Anna</b>",
            "day": "2026-07-01",
            "total_ore": 34780,
            "currency": "SEK",
            "booked": True,
            "order_total_ore": 34780,
            "is_guess": False,
            "is_doubtful": doubtful,
        },
    )


def test_a_dry_run_is_asked_for_with_its_bounds_and_its_end(shop, people, owner):
    answer = started(owner, shop, until_day="2026-10-31", end="booked")
    run = imports.newest(shop)
    assert (run.state, run.end, run.by) == ("reading", "booked", "agare")
    assert (run.from_day, run.until_day) == (date(2026, 1, 1), date(2026, 10, 31))
    assert chore_of(shop, "import").asked
    assert "Inget skickas förrän du säger till." in text(answer)
    assert "0 ordrar lästa hittills" in text(answer)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"from_day": "", "from_number": ""}, "Välj en första dag eller ett ordernummer."),
        ({"from_day": "i våras"}, "Skriv dagarna som åååå-mm-dd."),
        ({"until_day": "2025-01-01"}, "Sista dagen ligger före den första."),
        ({"end": "everything"}, "Välj hur långt ordrarna ska gå."),
    ],
)
def test_what_makes_no_sense_is_said_and_starts_nothing(shop, people, owner, posted, said):
    assert said in text(started(owner, shop, **posted))
    assert imports.newest(shop) is None


def test_the_dry_run_is_shown_with_amounts_reasons_requests_and_time(shop, people, owner):
    started(owner, shop)
    read(shop)
    page = text(go(owner, shop))
    assert "Redo att köras" in page
    assert "november 2026" in page
    assert "<td>3001</td>" in page
    assert "Fakturerade frakter 25 %" in page
    assert "159,20" in page
    assert "bonuspoäng" in page
    assert "40 007" in page
    assert "2 tim 14 min" in page
    assert "skickas av sig själva och räknas inte in i historiken" in page


def test_run_pause_go_on_and_stop_each_do_what_they_say(shop, people, owner):
    started(owner, shop)
    run = read(shop)
    order = put(shop, "1001", "seen")
    imports.take_on(shop, run, [order])
    for move, state in (("run", "running"), ("pause", "paused"), ("run", "running"), ("stop", "stopped")):
        go(owner, shop, "history_move", move=move)
        run.refresh_from_db()
        assert run.state == state
        if state == "running":
            imports.mark_due(shop, shop.orders(), 10, order.due_at)
            order.refresh_from_db()
            assert (order.state, order.urgency) == ("due", 3)
        else:
            order.refresh_from_db()
            assert order.state == "seen"
    assert "Det går inte just nu." in text(go(owner, shop, "history_move", move="run"))


def test_progress_is_shown_and_keeps_itself_fresh(shop, people, owner):
    started(owner, shop)
    run = read(shop)
    rows = [put(shop, "1", "done"), put(shop, "2", "held"), put(shop, "3", "due"), put(shop, "4", "done")]
    imports.take_on(shop, run, rows)
    imports.keep(run, state="running", started_at=rows[0].due_at)
    page = text(go(owner, shop))
    assert "2 av 4 klara" in page
    assert "1 stoppade" in page
    assert "1 kvar" in page
    assert 'hx-trigger="every 3s"' in page


def test_a_refused_import_says_every_reason_and_lets_one_try_again(shop, people, owner):
    started(owner, shop)
    run = imports.newest(shop)
    facts = {"day": "2026-01-01", "locked": "2026-06-30"}
    imports.keep(
        run, state="refused", report={"blockers": [{"code": "import-period-closed", "facts": facts}]}
    )
    assert "låst till och med 2026-06-30" in text(go(owner, shop))
    go(owner, shop, "history_move", move="again")
    run.refresh_from_db()
    assert run.state == "reading"


def test_a_second_import_is_refused_while_one_is_under_way(shop, people, owner):
    started(owner, shop)
    run = read(shop)
    imports.keep(run, state="running")
    assert "pågår redan" in text(started(owner, shop))
    assert imports.newest(shop) == run


def test_documents_of_others_are_shown_and_answered_one_by_one_or_all_at_once(shop, people, owner):
    started(owner, shop)
    run = read(shop)
    orders = [put(shop, str(number), "seen", run=run) for number in (1, 2, 3)]
    rows = [foreign(shop, "1"), foreign(shop, "2"), foreign(shop, "3", doubtful=True)]
    page = text(go(owner, shop))
    assert "&lt;b&gt;Anna&lt;/b&gt;" in page
    assert "beloppen skiljer sig" in page
    assert "Ja, alla 2 med samma belopp hör ihop" in page
    assert "1 svar sparade." in text(go(owner, shop, "history_answer", document=str(rows[0].pk), ours="0"))
    assert "1 svar sparade." in text(go(owner, shop, "history_answer", origin="bjorntech", ours="1"))
    for row in (*rows, *orders):
        row.refresh_from_db()
    assert [row.confirmed for row in rows] == [False, True, None]
    assert [order.state for order in orders] == ["seen", "done", "seen"]


def test_a_document_of_another_shop_cannot_be_answered(shop, far_shop, people, owner):
    put(far_shop, "1", "seen")
    row = foreign(far_shop, "1")
    go(owner, shop, "history_answer", document=str(row.pk), ours="1")
    row.refresh_from_db()
    assert row.confirmed is None


def test_a_reader_sees_the_history_and_no_button(shop, people):
    run = imports.open_import(shop, end="paid", from_number="1")
    put(shop, "1", "seen", run=run)
    foreign(shop, "1")
    read(shop)
    page = text(go(signed_in(people.reader), shop))
    assert "Så här blir det" in page
    assert 'name="move"' not in page
    assert 'name="ours"' not in page
    assert 'name="from_day"' not in page
