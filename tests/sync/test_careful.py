"""A shop that is paused, restored from a backup, or paid back to."""

from __future__ import annotations

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
    place.shop.orders[number].record["refunds"] = [{"amount": "10.00"}]
    place.announce(number, "order.done")
    place.drain()
    assert place.state(number) == ("held", "refunded-after-booking")
