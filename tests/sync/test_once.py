"""Every document exactly once, whatever goes wrong on the way."""

from __future__ import annotations

import itertools

import httpx2
import pytest
from tests.sync.scene import ANNA, Killed, sent_of

from kontera.shops.models import Delivery

CUSTOMER = ("POST", "/3/customers$")
ARTICLE = ("POST", "/3/articles$")
INVOICE = ("POST", "/3/invoices$")
BOOK = ("PUT", "/3/invoices/[0-9]+/bookkeep$")
PAYMENT = ("POST", "/3/invoicepayments$")
BOOK_PAYMENT = ("PUT", "/3/invoicepayments/[0-9]+/bookkeep$")
ORDER = ("POST", "/3/orders$")
FROM_ORDER = ("PUT", "/3/orders/[0-9]+/createinvoice$")
REDATE = ("PUT", "/3/invoices/[0-9]+$")
CHAINS = {
    "paid": [CUSTOMER, ARTICLE, INVOICE, BOOK, PAYMENT, BOOK_PAYMENT],
    "order_invoice": [CUSTOMER, ARTICLE, ORDER, FROM_ORDER, REDATE],
}
FAULTS = {
    "500 before": {"kind": "error_before", "retry_after": 0},
    "500 after": {"kind": "error_after", "retry_after": 0},
    "lost": {"kind": "lost"},
    "429": {"kind": "too_many", "retry_after": 0},
    "401": {"kind": "unauthorized"},
    "broken": {"kind": "broken_json"},
    "late": {"kind": "late"},
}
STEPS = [(end, step) for end, steps in CHAINS.items() for step in steps]
BERIT = {**ANNA, "email": "berit@example.se", "full_name": "Berit Ek"}


def spec_of(step):
    return f"{step[0]} {step[1].strip('$').replace('[0-9]+', 'N')}"


each_step = pytest.mark.parametrize(
    ("end", "step"), STEPS, ids=lambda one: one if isinstance(one, str) else spec_of(one)
)


def break_at(stage, step, fault, **more):
    method, path = step
    stage.world.faults.add(**FAULTS[fault], service="fortnox", method=method, path=path, **more)


def trade(place, end):
    """Two orders of one buyer and one of another; two rates, a discount, freight and a gift card."""
    lines = [{"sku": "T-1", "qty": 2}, {"sku": "S-1", "qty": 3}]
    freight = {"id": "1", "name": "PostNord", "price": "49"}
    card = {"gift_card": "100"} if end == "paid" else {}
    return [
        place.buys_and_tells(created="2026-11-02 12:00:00"),
        place.buys_and_tells(lines=lines, discount="20", shipping=freight, **card),
        place.buys_and_tells(customer=BERIT, created="2026-11-05 12:00:00"),
    ]


def is_done_once(place, numbers, end):
    """As if nothing had happened: one document each, its own day, the sandbox's ledger as foretold."""
    assert {number: place.state(number) for number in numbers} == dict.fromkeys(numbers, ("done", ""))
    assert sorted(one["YourOrderNumber"] for one in place.invoices) == sorted(numbers)
    assert sorted(one["InvoiceDate"] for one in place.invoices) == ["2026-11-02", "2026-11-05", "2026-11-10"]
    assert len(place.customers) == 2
    assert set(place.company.articles) == {"T-1", "S-1"}
    if end == "paid":
        assert len(place.booked) == 3
        assert [one["Booked"] for one in place.payments] == [True] * 4
        assert {one["Balance"] for one in place.invoices} == {0}
    assert not Delivery.objects.filter(order__shop=place.handle.shop, state="sending").exists()
    place.adds_up(end)


@pytest.mark.parametrize("fault", FAULTS)
@each_step
def test_a_fault_at_any_write_leaves_everything_once(stage, end, step, fault):
    place = stage.open_shop(end=end)
    break_at(stage, step, fault)
    numbers = trade(place, end)
    place.rest()
    assert [one.struck for one in stage.world.faults.standing] == [1]
    is_done_once(place, numbers, end)


PAIRS = [
    (first, second, kinds)
    for first, second in itertools.combinations(CHAINS["paid"], 2)
    for kinds in [("lost", "late"), ("late", "500 after"), ("500 before", "lost")]
]


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    PAIRS,
    ids=lambda one: "+".join(one) if one[0] in FAULTS else spec_of(one),
)
def test_faults_at_two_steps_leave_everything_once(stage, first, second, kinds):
    place = stage.open_shop(end="paid")
    break_at(stage, first, kinds[0])
    break_at(stage, second, kinds[1], nth=2 if second[0] == "POST" and second in (INVOICE, PAYMENT) else 1)
    numbers = trade(place, "paid")
    place.rest()
    is_done_once(place, numbers, "paid")


@pytest.mark.parametrize("fault", ["lost", "500 before"])
@each_step
def test_a_fault_that_comes_three_times_leaves_everything_once(stage, end, step, fault):
    place = stage.open_shop(end=end)
    break_at(stage, step, fault, count=3)
    numbers = trade(place, end)
    place.rest()
    is_done_once(place, numbers, end)


@pytest.mark.parametrize("after", [False, True], ids=["before it leaves", "after its answer"])
@each_step
def test_a_death_at_any_write_leaves_everything_once(stage, end, step, after):
    place = stage.open_shop(end=end)
    numbers = trade(place, end)
    stage.wire.kill(*step, after=after)
    with pytest.raises(Killed):
        place.drain()
    stage.install()
    place.rest()
    is_done_once(place, numbers, end)


def test_not_found_is_believed_only_when_the_write_is_old_enough(stage):
    place = stage.open_shop(end="invoice")
    break_at(stage, INVOICE, "late")
    number = place.buys_and_tells()
    place.drain()
    posts = "POST /3/invoices"
    for passed in (6, 3):
        stage.advance(passed)
        place.handle.orders().update(due_at=stage.now())
        place.drain()
        assert stage.calls().count(posts) == 1
        assert place.state(number) == ("due", "fortnox-unknown-outcome")
    stage.world.settle()
    place.rest()
    assert stage.calls().count(posts) == 1
    assert place.state(number) == ("done", "")


def test_a_write_sent_again_must_be_old_itself_before_not_found_is_believed(stage):
    """The second try dies with its process: nobody could write down when it was sent, but before."""
    place = stage.open_shop(end="invoice")
    break_at(stage, INVOICE, "500 before")
    number = place.buys_and_tells()
    place.drain()
    stage.advance(60)
    break_at(stage, INVOICE, "late")
    stage.wire.kill(*INVOICE, after=False)
    with pytest.raises(Killed):
        place.drain()
    stage.install()
    stage.world.faults.clear()
    place.drain()
    assert stage.calls().count("POST /3/invoices") == 1
    place.rest()
    assert place.state(number) == ("done", "")
    assert len(place.invoices) == 1


def test_a_neighbour_whose_reference_begins_alike_is_not_adopted(stage):
    place = stage.open_shop(end="invoice")
    place.buys_and_tells(order_id="10011")
    place.drain()
    break_at(stage, INVOICE, "500 before")
    number = place.buys_and_tells(order_id="1001")
    place.rest()
    assert place.state(number) == ("done", "")
    assert len(place.invoices) == 2
    assert max(place.references().values()) == 1


def test_two_documents_with_our_reference_are_held_and_one_of_them_cures_it(stage):
    place = stage.open_shop(end="booked")
    break_at(stage, INVOICE, "late", count=2)
    number = place.buys_and_tells()
    place.drain()
    stage.advance(60)
    place.drain()
    stage.world.settle()
    stage.advance(60)
    place.drain()
    assert place.state(number) == ("held", "fortnox-duplicates")
    assert place.booked == []
    place.invoices[0]["Cancelled"] = True
    place.press(number)
    assert place.state(number) == ("done", "")
    assert len(place.booked) == 1


def test_an_adopted_invoice_is_told_on_the_order_s_page(stage):
    place = stage.open_shop(end="booked")
    break_at(stage, INVOICE, "lost")
    number = place.buys_and_tells()
    place.rest()
    notes = place.handle.notes(place.order(number))
    assert [note.code for note in notes] == ["adopted"]
    assert sent_of(place, number) == {"invoice": "booked"}


def test_an_order_changed_while_its_outcome_was_unknown_is_rewritten_not_doubled(stage):
    place = stage.open_shop(end="booked")
    break_at(stage, INVOICE, "lost")
    number = place.buys_and_tells()
    place.drain()
    kept = place.shop.orders[number]
    kept.record["products"][0]["price"] = "249.00"
    place.shop.recompute(kept)
    place.announce(number, "order.done")
    place.rest()
    assert place.state(number) == ("done", "")
    assert [str(one["Total"]) for one in place.booked] == ["249.00"]
    place.adds_up("booked")


def test_somebody_who_booked_it_by_hand_is_met_with_understanding(stage):
    place = stage.open_shop(end="paid")
    break_at(stage, BOOK, "500 before")
    number = place.buys_and_tells()
    place.drain()
    stage.world.faults.clear()
    token = stage.world.token(place.tenant)
    invoice = place.invoices[0]["DocumentNumber"]
    url = f"{stage.places.fortnox_api}/3/invoices/{invoice}/bookkeep"
    answer = httpx2.put(url, json={}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    place.rest()
    assert place.state(number) == ("done", "")
    place.adds_up()


def test_fortnox_down_for_an_hour_costs_patience_and_nothing_else(stage):
    place = stage.open_shop(end="paid")
    fault = stage.world.faults.add("error_before", service="fortnox", count=-1, retry_after=0)
    numbers = [place.buys_and_tells(), place.buys_and_tells()]
    for _ in range(6):
        place.drain()
        stage.advance(600)
    assert {place.state(number)[0] for number in numbers} == {"due"}
    assert fault.struck < 200
    stage.world.faults.clear()
    place.rest()
    assert {place.state(number) for number in numbers} == {("done", "")}
    place.adds_up()


@pytest.mark.parametrize("end", ["paid", "booked", "invoice", "order", "order_invoice"])
def test_a_careful_shop_finds_what_an_older_copy_of_the_database_forgot(stage, end):
    place = stage.open_shop(end=end)
    numbers = trade(place, end)
    place.rest()
    before = place.references()
    place.handle.orders().delete()
    place.handle.be_careful(on=True)
    for number in numbers:
        place.announce(number)
    place.rest()
    assert {place.state(number) for number in numbers} == {("done", "")}
    assert place.references() == before
    assert len(place.customers) == 2
    place.adds_up(end)
