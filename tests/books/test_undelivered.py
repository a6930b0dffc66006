"""At the end of a day: what was paid and is not delivered, by currency, and how many nobody knows of."""

from __future__ import annotations

from datetime import date, timedelta

from kontera.books.undelivered import PaidOrder, undelivered

END = date(2026, 12, 31)
NEXT = END + timedelta(days=1)


def paid(number, day=END, delivered=None, *, done=False, currency="SEK", net=10000):
    return PaidOrder(number, day, delivered, done, currency, net)


def numbers(*orders):
    return [one.number for one in undelivered(orders, END).orders]


def test_an_order_paid_that_day_and_not_delivered_stands_open_and_one_paid_the_day_after_does_not():
    assert numbers(paid("1"), paid("2", NEXT)) == ["1"]


def test_what_is_delivered_by_the_end_of_the_day_is_out_and_what_goes_the_day_after_is_in():
    assert numbers(paid("1", delivered=END, done=True), paid("2", delivered=NEXT, done=True)) == ["2"]
    assert numbers(paid("3", delivered=END), paid("4", delivered=NEXT)) == ["4"]


def test_what_is_delivered_on_a_day_nobody_tells_is_left_out_and_counted():
    told = [paid("3", delivered=END, done=True), paid("4", delivered=END, done=True)]
    found = undelivered([paid("1", done=True), paid("2"), *told], END)
    assert [one.number for one in found.orders] == ["2"]
    assert found.unsure == 1


def test_the_sums_stand_by_currency_and_an_order_that_is_not_decided_adds_nothing():
    orders = [paid("1"), paid("2", net=None), paid("3", net=5000), paid("4", currency="EUR", net=700)]
    assert undelivered(orders, END).sums == (("EUR", 700), ("SEK", 15000))


def test_the_orders_stand_by_the_day_they_were_paid_and_then_by_number():
    assert numbers(paid("2"), paid("1"), paid("9", END - timedelta(days=1))) == ["9", "1", "2"]


def test_the_list_says_of_which_day_it_is():
    assert undelivered([], END).day == END
