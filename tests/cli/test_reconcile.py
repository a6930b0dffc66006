"""``kontera reconcile`` and ``kontera undelivered``: what they say, and their exit codes."""

from __future__ import annotations

import pytest

from kontera.sandbox import control_fortnox


@pytest.fixture
def booked(added):
    """An order that stands in the books."""
    added.house.kontera("shop", "set", added.id, "end=paid")
    added.number = added.buy()
    done = added.house.kontera("sync", "order", added.id, added.number)
    assert done.code == 0, done.err
    return added


def compare(stand, *words):
    return stand.house.kontera("reconcile", stand.id, *words)


def test_books_that_agree_end_with_0_and_differences_with_3(booked):
    done = compare(booked, "--json")
    assert done.code == 0, done.err
    [year] = done.json["years"]
    assert (year["compared"], year["equal"], year["findings"]) == (2, 2, [])
    [fit] = year["vat"]
    assert (fit["account"], fit["sales_ore"], fit["vat_ore"], fit["rest_ore"]) == (2611, 20000, 5000, 0)
    assert f"{fit['month']}  2611  200.00  50.00  =" in compare(booked).out
    tenant, number = booked.company.tenant, year["year"]
    rows = [[1510, "250.00"], [2611, "-50.00"], [3002, "-200.00"]]
    told = {"tenant": tenant, "series": "B", "number": 1, "year": number, "rows": rows}
    control_fortnox.edit_voucher(booked.house.world, told)
    differs = compare(booked)
    assert differs.code == 3
    assert "[booked-otherwise]" in differs.err
    assert "[vat-does-not-fit]" in differs.err
    assert "2611  0.00  50.00  50.00" in differs.out
    assert "3001: -200.00 → 0.00" in differs.err
    this_year = year["first_day"][:4]
    assert compare(booked, "--year", this_year, "--json").json["years"][0]["findings"] != []


def test_a_year_that_fortnox_does_not_have_is_wrong_use(booked):
    assert compare(booked, "--year", "1999").code == 2


def test_a_shop_with_nothing_booked_has_nothing_to_compare(added):
    assert compare(added, "--json").json == {"years": []}


def test_what_was_paid_and_not_delivered_is_listed(booked):
    done = booked.house.kontera("undelivered", booked.id, "--json")
    assert done.code == 0, done.err
    assert [one["order"] for one in done.json["orders"]] == [booked.number]
    assert done.json["sums"] == {"SEK": "200.00"}
    text = booked.house.kontera("undelivered", booked.id)
    assert text.out.splitlines()[-1] == "= 200.00 SEK"
    assert "butiken inte säger" not in text.err
    before = booked.house.kontera("undelivered", booked.id, "--day", "2020-01-01", "--json")
    assert before.json["orders"] == []


def test_orders_without_a_day_of_delivery_are_counted_aloud(added):
    number = added.buy(status="done")
    assert added.house.kontera("sync", "order", added.id, number).code == 0
    text = added.house.kontera("undelivered", added.id)
    assert (text.code, text.out) == (0, "")
    assert "1 order är levererade en dag som butiken inte säger" in text.err
    assert "1 orders were delivered on a day the shop does not tell" in text.err


def test_the_preview_of_an_order_says_why(added):
    number = added.buy()
    shown = added.house.kontera("preview", added.id, number)
    assert shown.code == 0, shown.err
    assert "Varorna levereras i Sverige: svensk moms." in shown.out
    assert "1510  Kundfordringar" in shown.out
    told = added.house.kontera("preview", added.id, number, "--json").json
    assert told["accounts"]["2611"]["box"] == "10"
    assert {one["about"] for one in told["reasons"]} == {"order", "inv", "inv:invoice", "inv:payment:rest"}
    english = added.house.kontera("preview", added.id, number, "--language", "en")
    assert "The goods are delivered in Sweden: Swedish VAT." in english.out
