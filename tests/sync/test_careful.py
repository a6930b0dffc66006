"""What is easily forgotten: pauses, restored backups, refunds, mended products, words said twice."""

from __future__ import annotations

from decimal import Decimal

from kontera.shops.models import Delivery, Order


def test_a_paused_shop_reads_its_orders_and_sends_none(stage):
    place = stage.open_shop(end="paid")
    place.handle.pause(on=True)
    number = place.buys_and_tells()
    stage.forget()
    place.drain()
    assert place.state(number)[0] == "due"
    assert stage.calls() == []
    place.handle.pause(on=False)
    place.drain()
    assert place.state(number) == ("done", "")
    place.adds_up()


def test_a_careful_shop_adopts_what_an_older_backup_has_forgotten(stage):
    place = stage.open_shop(end="paid")
    number = place.buys_and_tells()
    place.drain()
    place.adds_up()
    forgotten = Order.objects.get(number=number)
    Delivery.objects.filter(order=forgotten).delete()
    Order.objects.filter(pk=forgotten.pk).update(state="due", fingerprint="", due_at=stage.now())
    place.handle.be_careful(on=True)
    stage.forget()
    place.drain()
    assert place.state(number) == ("done", "")
    assert not [call for call in stage.calls() if call.startswith("POST")]
    place.adds_up()


def test_a_careful_shop_does_not_wait_before_it_sends_what_is_not_there(stage):
    place = stage.open_shop(end="paid")
    place.handle.be_careful(on=True)
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("done", "")
    place.adds_up()


def test_a_refund_of_a_booked_order_never_asks_to_book_the_sale_again(stage):
    place = stage.open_shop(end="booked")
    number = place.buys_and_tells()
    place.drain()
    place.shop.orders[number].record["refunds"] = [{"strange": "10.00"}]
    place.announce(number, "order.done")
    place.drain()
    assert place.state(number) == ("held", "refunded-after-booking")


def test_an_order_told_new_and_then_done_is_still_new(stage):
    place = stage.open_shop(end="booked")
    number = place.buys("T-1", created="2026-01-05 10:00:00")
    place.announce(number, "order.new")
    place.announce(number, "order.done")
    place.drain()
    assert place.state(number) == ("done", "")


def test_a_chosen_first_day_also_holds_for_announced_orders(stage):
    place = stage.open_shop(end="booked", start_day="2027-01-01")
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number)[0] == "seen"


def test_a_mended_product_and_the_button_cure_a_vat_that_was_not_proven(stage):
    place = stage.open_shop(end="booked")
    place.shop.set_rate("T-1", "12")
    number = place.buys_and_tells(overrides={"tax_amount": "1.23"})
    place.drain()
    assert place.state(number) == ("held", "vat-not-proven")
    place.shop.set_rate("T-1", "25")
    order = place.shop.orders[number].record
    order["tax_amount"] = f"{Decimal(order['total_amount']) / 5:.2f}"
    stage.advance(60)
    place.press(number)
    assert place.state(number) == ("done", "")
