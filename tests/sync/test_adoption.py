"""What Fortnox has already: our own documents are taken over, others' are shown, nothing is booked twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.sync.past import bought, carry_out, dry_run, open_past
from tests.sync.scene import ANNA

from kontera.shops import imports
from kontera.shops.models import Delivery
from kontera.sync.reading import rethink


def client_of(place):
    return place.stage.ends.fortnox(place.handle.shop.company)


def write(place, *, kind="invoice", total="199.00", day="2026-07-01", **fields):
    """A document that somebody else has made at Fortnox; gives its number."""
    client = client_of(place)
    card = client.post("/3/customers", {"Customer": {"Name": ANNA["full_name"], "Email": "x@example.se"}})
    row = {
        "Description": "Vara",
        "DeliveredQuantity": "1",
        "Price": Decimal(total),
        "VAT": 25,
        "AccountNumber": 3001,
    }
    rows = {"invoice": "InvoiceRows", "order": "OrderRows"}[kind]
    if kind == "order":
        row["OrderedQuantity"] = "1"
    body = {
        "CustomerNumber": card["Customer"]["CustomerNumber"],
        "VATIncluded": True,
        {"invoice": "InvoiceDate", "order": "OrderDate"}[kind]: day,
        rows: [row],
        **fields,
    }
    single = {"invoice": "Invoice", "order": "Order"}[kind]
    return str(client.post(f"/3/{kind}s", {single: body})[single]["DocumentNumber"])


def found(place):
    """Order number → origin, kind, number, whether it is doubtful."""
    return {
        row.order_number: (row.origin, row.kind, row.number, row.told["is_doubtful"])
        for row in imports.foreign_of(place.handle)
    }


def answer(place, *numbers, is_ours):
    rows = list(imports.foreign_of(place.handle).filter(order_number__in=numbers))
    counted = imports.answer_foreign(place.handle, rows, is_ours=is_ours, by="Anna")
    place.work()
    return counted


SHAPES = {
    "bjorntech": lambda number: {"ExternalInvoiceReference1": f"{number}:KS1:P7"},
    "quickbutik reference": lambda number: {"ExternalInvoiceReference1": number},
    "quickbutik order number": lambda number: {"YourOrderNumber": number},
    "quickbutik your reference": lambda number: {"YourReference": number},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_document_of_another_connection_is_recognised_and_waits_for_an_answer(stage, shape):
    place = open_past(stage)
    mine, free = bought(place, 2)
    number = write(place, **SHAPES[shape](mine))
    run = dry_run(place)
    assert found(place) == {mine: (shape.split()[0], "invoice", number, False)}
    carry_out(place, run)
    assert (place.state(mine), place.state(free)) == (("seen", ""), ("done", ""))
    assert run.counts["unanswered"] == 1


def test_an_order_of_wetail_is_recognised_by_its_number_and_reference(stage):
    place = open_past(stage)
    mine = bought(place, 1)[0]
    number = write(place, kind="order", DocumentNumber=mine, ExternalInvoiceReference1=mine)
    dry_run(place)
    assert number == mine
    assert found(place) == {mine: ("wetail", "order", mine, False)}


def test_a_number_without_the_order_s_total_is_shown_as_doubtful(stage):
    place = open_past(stage)
    mine = bought(place, 1)[0]
    write(place, total="200.00", ExternalInvoiceReference1=mine)
    dry_run(place)
    assert found(place)[mine][3] is True


def test_an_own_fortnox_order_that_happens_to_have_the_number_is_nobody_s_without_the_total(stage):
    place = open_past(stage)
    mine = bought(place, 1)[0]
    write(place, kind="order", total="75.00", DocumentNumber=mine)
    run = dry_run(place)
    assert found(place) == {}
    carry_out(place, run)
    assert place.state(mine) == ("done", "")


def test_cancelled_documents_and_strangers_of_the_same_amount_are_nobody_s(stage):
    place = open_past(stage)
    mine = bought(place, 1)[0]
    gone = write(place, ExternalInvoiceReference1=mine)
    client_of(place).act(f"/3/invoices/{gone}/cancel")
    write(place, YourReference="Pelle i kassan")
    run = dry_run(place)
    assert found(place) == {}
    assert run.report["foreign"]["listed"] == 2
    carry_out(place, run)
    assert place.state(mine) == ("done", "")


def test_an_invoice_made_by_another_shop_of_the_company_is_left_alone(stage):
    place = open_past(stage)
    far = stage.open_shop(tenant=place.tenant, end="booked")
    far.buys_and_tells(order_id="1001", created="2026-11-02 12:00:00")
    far.drain()
    mine = place.buys(order_id="1001", created="2026-10-02 12:00:00")
    run = dry_run(place)
    assert found(place) == {}
    carry_out(place, run)
    assert place.state(mine) == ("done", "")
    assert len(place.booked) == 2


# -- answered --------------------------------------------------------------------------------


def adopted(stage):
    """An order whose document somebody else made, confirmed by a person."""
    place = open_past(stage)
    mine = bought(place, 1)[0]
    write(place, ExternalInvoiceReference1=mine)
    run = dry_run(place)
    assert answer(place, mine, is_ours=True) == 1
    return place, mine, run


def test_a_confirmed_document_makes_the_order_done_and_sends_nothing(stage):
    place, mine, run = adopted(stage)
    assert place.state(mine) == ("done", "")
    carry_out(place, run)
    assert (len(place.invoices), run.state) == (1, "done")
    assert [note.code for note in place.handle.notes(place.order(mine))] == ["foreign-adopted"]


@pytest.mark.parametrize("deed", ["button", "edit", "word", "choices", "terminal", "cancelled", "again"])
def test_no_later_flow_books_an_order_whose_foreign_document_is_confirmed(stage, deed):
    place, mine, _run = adopted(stage)
    kept = place.shop.orders[mine]
    if deed == "edit":
        kept.record["notes"] = "ändrad"
        place.announce(mine, "order.updated")
    elif deed == "word":
        place.choose(start_day="2026-01-01")
        place.announce(mine)
    elif deed == "choices":
        place.choose(start_day="2026-01-01", end="booked")
        rethink(place.handle, stage.now())
    elif deed == "terminal":
        place.carry_one(mine)
    elif deed == "cancelled":
        place.shop.set_status(mine, "cancelled", webhook=False)
        place.announce(mine, "order.updated")
    elif deed == "again":
        carry_out(place, dry_run(place))
    if deed == "button":
        place.press(mine)
    place.rest()
    place.poll()
    assert place.state(mine) == ("done", "")
    assert len(place.invoices) == 1
    assert place.booked == place.payments == []


def test_a_denied_document_lets_the_order_be_sent(stage):
    place = open_past(stage)
    mine = bought(place, 1)[0]
    write(place, ExternalInvoiceReference1=mine)
    run = dry_run(place)
    answer(place, mine, is_ours=False)
    carry_out(place, run)
    assert (place.state(mine), len(place.booked)) == (("done", ""), 1)


def test_an_import_that_was_done_goes_on_when_a_document_is_denied_afterwards(stage):
    place = open_past(stage)
    mine = bought(place, 1)[0]
    write(place, ExternalInvoiceReference1=mine)
    run = dry_run(place)
    carry_out(place, run)
    assert (run.state, place.booked) == ("done", [])
    answer(place, mine, is_ours=False)
    place.rest()
    place.work("import")
    run.refresh_from_db()
    assert (run.state, len(place.booked)) == ("done", 1)


def test_an_answer_can_be_taken_back(stage):
    place, mine, run = adopted(stage)
    assert answer(place, mine, is_ours=False) == 1
    assert place.state(mine) == ("seen", "")
    carry_out(place, run)
    assert len(place.booked) == 1


def test_an_answer_that_comes_after_the_order_was_sent_by_hand_does_not_count(stage):
    place = open_past(stage)
    mine = bought(place, 1)[0]
    write(place, ExternalInvoiceReference1=mine)
    dry_run(place)
    place.press(mine)
    assert place.state(mine) == ("done", "")
    assert answer(place, mine, is_ours=True) == 0


def test_one_document_is_never_two_orders(stage):
    place, mine, _run = adopted(stage)
    far = stage.open_shop(tenant=place.tenant, start_day="2026-11-01", end="paid")
    far.buys(order_id=mine, created="2026-07-01 12:00:00")
    dry_run(far)
    assert answer(far, mine, is_ours=True) == 0
    assert far.state(mine) == ("seen", "")


# -- our own ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["paid", "booked", "invoice", "order"])
def test_our_own_documents_that_we_do_not_remember_are_taken_over_by_themselves(stage, end):
    place = open_past(stage, end=end)
    mine, fresh = bought(place, 2)
    place.carry_one(mine)
    place.handle.deliveries().delete()
    place.handle.orders().all().delete()
    run = dry_run(place, end=end)
    assert run.report["foreign"]["own"] == 1
    assert found(place) == {}
    carry_out(place, run)
    assert {place.state(number) for number in (mine, fresh)} == {("done", "")}
    assert max(place.references().values()) == 1, place.references()
    assert not Delivery.objects.filter(shop=place.handle.shop, state="sending").exists()
    place.adds_up(end)


def test_our_own_documents_wait_for_the_word_run_like_everything_else(stage):
    place = open_past(stage, end="booked")
    mine = bought(place, 1)[0]
    place.carry_one(mine)
    place.handle.deliveries().delete()
    place.handle.orders().all().delete()
    run = dry_run(place)
    imports.halt(place.handle, run, run.State.STOPPED)
    place.work()
    place.rest()
    assert (place.state(mine), place.payments) == (("seen", ""), [])
    again = dry_run(place)
    assert again.report["kinds"] == {"sent": 1}
    carry_out(place, again)
    place.adds_up("paid")


def test_a_dry_run_asks_for_whole_pages_and_reads_one_by_one_only_what_looks_familiar(stage):
    place = open_past(stage)
    bought(place, 3)
    for amount in ("10.00", "20.00", "199.00"):
        write(place, total=amount)
    place.work()
    stage.forget()
    dry_run(place)
    calls = [call for call in stage.calls() if "/3/invoices" in call or "/3/orders" in call]
    assert sorted(calls) == ["GET /3/invoices", "GET /3/invoices/*", "GET /3/orders"]


def test_a_fortnox_that_stumbles_while_listing_is_asked_again_and_nothing_is_found_twice(stage):
    place = open_past(stage)
    mine = bought(place, 1)[0]
    write(place, ExternalInvoiceReference1=mine)
    stage.world.faults.add("error_before", service="fortnox", method="GET", path="/3/orders$", count=9)
    dry_run(place)
    stage.world.faults.clear()
    stage.advance(3600)
    place.work("import")
    assert imports.newest(place.handle).state == "ready"
    assert len(found(place)) == imports.foreign_of(place.handle).count() == 1
