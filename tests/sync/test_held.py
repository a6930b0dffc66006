"""Every reason to stop: the order is kept with its payload, and goes on after its cure."""

from __future__ import annotations

from datetime import date

import pytest
from tests.sync.scene import ANNA

from kontera.problems import PROBLEMS
from kontera.sandbox.fortnox.company import LICENCES


def cures(place):
    """Reason → (how it comes to be, how it is mended, what the order is like)."""
    company, account = place.company, place.company.shelf("accounts")
    kept = {}

    def take(number):
        kept[number] = account.pop(number)

    def put(number):
        account[number] = kept[number]

    def licence(*, on):
        company.switches.licences = LICENCES if on else LICENCES - {"invoice"}

    def lock(day):
        company.switches.locked_until = day

    def active(number, *, on):
        account[number]["Active"] = on

    def year(*, on):
        shelf = company.shelf("financialyears")
        for key in [key for key, one in (shelf | kept).items() if one["FromDate"].startswith("2025")]:
            shelf[key] = kept.pop(key) if on else shelf.get(key) or kept[key]
            if not on:
                kept[key] = shelf.pop(key)

    def nothing():
        return None

    old = {"created": "2025-06-01 12:00:00"}
    return {
        "unknown-payment-method": (
            nothing,
            lambda: place.choose(payment_accounts={"pärlor": 1585}),
            {"method": "pärlor"},
        ),
        "vat-not-proven": (
            nothing,
            lambda: place.shop.orders["1001"].record.update(tax_amount="39.80"),
            {"overrides": {"tax_amount": "1.11"}},
        ),
        "amounts-do-not-add-up": (
            nothing,
            lambda: place.shop.orders["1001"].record.update(total_amount="199.00"),
            {"overrides": {"total_amount": "150.00", "total_pay_amount": "150.00"}},
        ),
        "foreign-vat-charged": (
            nothing,
            lambda: place.shop.orders["1001"].record["customer"]["shipping_details"].update(country="SE"),
            {"customer": {**ANNA, "shipping_details": {"country": "NO"}}},
        ),
        "fortnox-period-locked": (lambda: lock(date(2026, 11, 30)), lambda: lock(None), {}),
        "fortnox-account-missing": (lambda: take("3001"), lambda: put("3001"), {}),
        "fortnox-account-inactive": (
            lambda: active("3001", on=False),
            lambda: active("3001", on=True),
            {},
        ),
        "fortnox-year-missing": (lambda: year(on=False), lambda: year(on=True), old),
        "fortnox-licence-missing": (lambda: licence(on=False), lambda: licence(on=True), {}),
    }


REASONS = [
    "unknown-payment-method",
    "vat-not-proven",
    "amounts-do-not-add-up",
    "foreign-vat-charged",
    "fortnox-period-locked",
    "fortnox-account-missing",
    "fortnox-account-inactive",
    "fortnox-year-missing",
    "fortnox-licence-missing",
]


@pytest.mark.parametrize("reason", REASONS)
def test_a_held_order_keeps_its_payload_and_is_booked_after_the_cure_and_the_button(stage, reason):
    place = stage.open_shop(end="paid", start_day="2025-01-01")
    arise, mend, spec = cures(place)[reason]
    arise()
    number = place.buys_and_tells(**spec)
    place.drain()
    assert place.state(number) == ("held", reason)
    assert place.order(number).raw["order_id"] == number
    assert place.ledger() == {}
    place.rest()
    assert place.state(number) == ("held", reason)
    mend()
    stage.advance(60)
    place.press(number)
    assert place.state(number) == ("done", "")
    assert len(place.booked) == 1
    place.adds_up()


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_told_in_both_languages_with_every_blank_filled(stage, reason):
    place = stage.open_shop(end="paid", start_day="2025-01-01")
    arise, _mend, spec = cures(place)[reason]
    arise()
    number = place.buys_and_tells(**spec)
    place.drain()
    row, entry = place.order(number), PROBLEMS[reason]
    for text in (entry.what.sv, entry.what.en, entry.cure.sv, entry.cure.en):
        assert text
        for name in [part.partition("}")[0] for part in text.split("{")[1:]]:
            assert row.problem_facts.get(name), (text, row.problem_facts)


def test_a_missing_clearing_account_stops_the_payment_and_the_cure_books_it_once(stage):
    place = stage.open_shop(end="paid")
    kept = place.company.shelf("accounts").pop("1581")
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("held", "fortnox-account-missing")
    assert len(place.booked) == 1
    place.company.shelf("accounts")["1581"] = kept
    place.press(number)
    assert place.state(number) == ("done", "")
    place.adds_up()


def test_one_held_order_stops_no_other(stage):
    place = stage.open_shop(end="paid")
    held = place.buys_and_tells(method="pärlor")
    good = [place.buys_and_tells() for _ in range(3)]
    place.drain()
    assert place.state(held) == ("held", "unknown-payment-method")
    assert {place.state(number) for number in good} == {("done", "")}
    place.adds_up()


def test_a_held_order_waits_for_the_button_and_asks_nothing_meanwhile(stage):
    place = stage.open_shop(end="paid", switches={"locked_until": date(2026, 11, 30)})
    number = place.buys_and_tells()
    place.drain()
    stage.forget()
    for _ in range(3):
        stage.advance(3600)
        place.drain()
    assert stage.calls() == []
    assert place.state(number) == ("held", "fortnox-period-locked")


def test_in_a_locked_period_another_invoice_day_cures_too(stage):
    place = stage.open_shop(end="paid", switches={"locked_until": date(2026, 10, 31)})
    number = place.buys_and_tells(created="2026-10-20 12:00:00")
    place.drain()
    assert place.state(number) == ("held", "fortnox-period-locked")
    place.choose(invoice_day="today")
    place.drain()
    place.rest()
    assert [one["InvoiceDate"] for one in place.booked] == ["2026-11-10"]


def test_what_happened_to_an_order_is_written_down_in_order(stage):
    place = stage.open_shop(end="paid", switches={"round_off": True})
    number = place.buys_and_tells("S-1")
    place.drain()
    place.company.switches.round_off = False
    place.press(number)
    handle = place.handle
    codes = [note.code for note in handle.notes(handle.order(number))]
    assert codes == ["fortnox-rounds", "rewritten"]
