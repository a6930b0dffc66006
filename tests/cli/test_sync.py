"""``kontera sync order``: the Fortnox button on the terminal, and its exit codes."""

from __future__ import annotations

import pytest


def sync(stand, number, *words):
    return stand.house.kontera("sync", "order", stand.id, number, *words)


def standing_invoices(stand, number):
    """The invoices of an order that have not been cancelled."""
    made = [one for one in stand.company.invoices.values() if one["YourOrderNumber"] == number]
    return [one for one in made if not one["Cancelled"]]


def vouchers_of(stand, number):
    invoices = [one["DocumentNumber"] for one in standing_invoices(stand, number)]
    return [one for one in stand.company.vouchers.values() if one.reference in invoices]


def test_an_order_is_booked_once_however_often_it_is_asked_for(shared):
    number = shared.buy()
    first, again = sync(shared, number), sync(shared, number, "--json")
    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert first.out.splitlines()[0] == f"{number}: done"
    told = again.json
    assert (told["order"], told["state"], told["problem"]) == (number, "done", {})
    assert [(one["kind"], one["state"]) for one in told["documents"]] == [("invoice", "booked")]
    assert told["documents"][0]["answer"]["total_ore"] == 25000
    assert len(standing_invoices(shared, number)) == 1
    assert len(vouchers_of(shared, number)) == 1


def test_a_held_order_ends_with_3_and_its_reason_in_both_languages(shared):
    number = shared.buy("bonuspoäng")
    done = sync(shared, number)
    assert done.code == 3
    assert done.out.splitlines() == [f"{number}: held"]
    assert f"[unknown-payment-method] Order {number} är betald med bonuspoäng" in done.err
    assert f"[unknown-payment-method] Order {number} was paid with bonuspoäng" in done.err
    done = sync(shared, number, "--json")
    assert done.code == 3
    told = done.json
    assert (told["state"], told["documents"]) == ("held", [])
    assert told["problem"]["code"] == "unknown-payment-method"
    assert told["problem"]["facts"] == {"order": number, "method": "bonuspoäng"}
    assert told["problem"]["sv"]["cure"]
    assert told["problem"]["en"]["cure"]
    assert standing_invoices(shared, number) == []


def test_a_cure_on_the_terminal_lets_a_held_order_go_on(shared):
    number = shared.buy("poäng")
    assert sync(shared, number).code == 3
    shared.house.kontera("shop", "set", shared.id, "payment_accounts.poäng=1580")
    assert sync(shared, number).code == 0
    assert len(standing_invoices(shared, number)) == 1


SHOP = {"service": "quickbutik", "retry_after": 60}
FORTNOX = {"service": "fortnox", "path": "/3/invoices$", "retry_after": 60}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "too_many", **SHOP}, "quickbutik-busy"),
        ({"kind": "error_before", "status": 503, **SHOP}, "quickbutik-busy"),
        ({"kind": "too_many", **FORTNOX}, "fortnox-busy"),
        ({"kind": "error_before", "status": 503, **FORTNOX}, "fortnox-unknown-outcome"),
        ({"kind": "error_before", "status": 503, **FORTNOX, "path": "/3/customers"}, "fortnox-down"),
        ({"kind": "lost", **FORTNOX}, "fortnox-unknown-outcome"),
    ],
    ids=["shop busy", "shop down", "busy", "down at the write", "down at a look", "answer lost"],
)
def test_what_passes_by_itself_ends_with_4(added, fault, code):
    number = added.buy()
    added.fault(**fault)
    done = sync(added, number, "--json")
    assert done.code == 4
    assert done.json["problem"]["code"] == code
    assert done.err.count(f"[{code}]") == 2


def test_an_order_that_was_interrupted_is_adopted_and_not_made_again(shared):
    number = shared.buy()
    shared.fault("lost", service="fortnox", method="POST", path="/3/invoices$")
    assert sync(shared, number).code == 4
    shared.house.world.faults.clear()
    assert sync(shared, number).code == 0
    assert len(standing_invoices(shared, number)) == 1
    assert len(vouchers_of(shared, number)) == 1


def test_a_refused_key_ends_with_5_and_names_the_side(added, tmp_path):
    number = added.buy()
    (tmp_path / "fel nyckel").write_text("nagon-annans-nyckel", encoding="utf-8")
    key = f"quickbutik_key_file={tmp_path / 'fel nyckel'}"
    changed = added.house.kontera("shop", "set", added.id, key)
    assert changed.code == 0
    done = sync(added, number, "--json")
    assert done.code == 5
    assert done.json["problem"]["code"] == "quickbutik-key-refused"
    assert "Quickbutik godtar inte API-nyckeln." in done.err
    assert "nagon-annans-nyckel" not in changed.out + changed.err + done.out + done.err


def test_a_withdrawn_consent_ends_with_5(added):
    first, second = added.buy(), added.buy()
    assert sync(added, first).code == 0
    added.house.world.desk.withdraw("sandbox-client", added.company.tenant)
    done = sync(added, second)
    assert done.code == 5
    assert "[fortnox-consent-missing]" in done.err
    assert "Koppla Fortnox på nytt" in done.err
    assert "Connect Fortnox again" in done.err


@pytest.mark.parametrize("number", ["9999", "../1001", "1001 or 1=1", "å"])
def test_a_number_the_shop_does_not_have_ends_with_2(shared, number):
    shared.buy()
    done = sync(shared, number, "--json")
    assert done.code == 2
    assert f"Butiken har ingen order {number}." in done.err
    assert done.json["problem"]["en"]["what"] == f"The shop has no order {number}."


def test_an_order_cancelled_in_the_shop_is_cancelled_in_fortnox(added):
    """Only what nobody has booked; here an order that was sent as an order."""
    added.house.kontera("shop", "set", added.id, "end=order")
    number = added.buy()
    assert sync(added, number).code == 0
    added.shop.set_status(number, "cancelled", webhook=False)
    done = sync(added, number, "--json")
    assert (done.code, done.json["state"]) == (0, "cancelled"), done.err
    assert [order["Cancelled"] for order in added.company.orders.values()] == [True]


def test_an_unbooked_invoice_of_a_cancelled_order_is_cancelled_too(added):
    added.house.kontera("shop", "set", added.id, "end=invoice")
    number = added.buy()
    assert sync(added, number).code == 0
    added.shop.set_status(number, "cancelled", webhook=False)
    done = sync(added, number, "--json")
    assert (done.code, done.json["state"]) == (0, "cancelled"), done.err
    assert standing_invoices(added, number) == []


def test_a_booked_invoice_of_a_cancelled_order_is_left_to_a_person(added):
    number = added.buy()
    assert sync(added, number).code == 0
    added.shop.set_status(number, "cancelled", webhook=False)
    done = sync(added, number, "--json")
    assert done.code == 3
    assert done.json["problem"]["code"] == "cancelled-after-booking"
    assert len(standing_invoices(added, number)) == 1


def test_no_key_token_or_password_is_ever_said(shared):
    """Every command of these tests is searched by ``House.kontera``; here a token has been fetched too."""
    assert sync(shared, shared.buy()).code == 0
    assert len(shared.house.secrets) >= 5
    for words in (("shop", "show", shared.id), ("shop", "list", "--json"), ("preview", shared.id, "1001")):
        assert shared.house.kontera(*words).code == 0
