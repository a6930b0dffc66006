"""Every choice about documents and accounts, and where it stands at Fortnox afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx2
import pytest
from tests.sync.scene import Wire

FREIGHT = {"id": "7", "name": "PostNord Ombud", "price": "49"}
DAYS = {"created": "2026-11-02 12:00:00", "paid": "2026-11-04 12:00:00", "done": "2026-11-06 12:00:00"}


@dataclass
class Case:
    """What the shop chooses, what is bought, what must be in Fortnox before, and what stands there after."""

    choices: dict
    stands: dict
    order: dict = field(default_factory=dict)
    keeps: tuple = ()


def header(**stands):
    return stands


CASES = {
    "terms of payment": Case({"terms_of_payment": "14"}, header(TermsOfPayment="14")),
    "our reference": Case({"our_reference": "Kim Ek"}, header(OurReference="Kim Ek")),
    "language": Case({"language": "EN"}, header(Language="EN")),
    "cost centre": Case(
        {"cost_center": "NORD"},
        header(CostCenter="NORD"),
        keeps=("costcenters", "NORD", {"Code": "NORD", "Description": "Norr", "Active": True}),
    ),
    "project": Case(
        {"project": "7"},
        header(Project="7"),
        keeps=("projects", "7", {"ProjectNumber": "7", "Description": "Sju", "Status": "ONGOING"}),
    ),
    "way of delivery by name": Case(
        {"delivery_ways": {"postnord ombud": "POSTNORD"}},
        header(WayOfDelivery="POSTNORD"),
        {"shipping": FREIGHT},
    ),
    "way of delivery by id": Case(
        {"delivery_ways": {"7": "POSTNORD"}}, header(WayOfDelivery="POSTNORD"), {"shipping": FREIGHT}
    ),
}


@pytest.mark.parametrize("end", ["order", "order_invoice", "booked"])
@pytest.mark.parametrize("name", CASES)
def test_a_choice_about_documents_stands_on_the_document(stage, name, end):
    case = CASES[name]
    place = stage.open_shop(end=end, **case.choices)
    if case.keeps:
        place.company.keep(*case.keeps)
    number = place.buys_and_tells(**case.order)
    place.drain()
    assert place.state(number) == ("done", "")
    papers = [*place.company.orders.values(), *place.invoices]
    assert len(papers) == (2 if end == "order_invoice" else 1)
    for paper in papers:
        assert {name: paper[name] for name in case.stands} == case.stands


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        ("ordered", "2026-11-02"),
        ("paid", "2026-11-04"),
        ("delivered", "2026-11-06"),
        ("tax_point", "2026-11-04"),
        ("today", "2026-11-10"),
    ],
)
@pytest.mark.parametrize("end", ["order_invoice", "paid"])
def test_the_invoice_has_the_day_that_was_chosen(stage, end, day, stands):
    place = stage.open_shop(end=end, invoice_day=day)
    number = place.buys(status="done", created=DAYS["created"])
    place.shop.orders[number].record.update(date_paid=DAYS["paid"], date_done=DAYS["done"])
    place.announce(number)
    place.drain()
    assert place.state(number) == ("done", "")
    assert [one["InvoiceDate"] for one in place.invoices] == [stands]
    for payment in place.payments:
        assert payment["PaymentDate"] >= stands


ACCOUNTS = {
    "sales": ({"sales_accounts": {"25": 3011}}, {}, (3011, "MP1"), -15920),
    "freight": ({"freight_accounts": {"25": 3521}}, {"shipping": FREIGHT}, (3521, "MP1"), -3920),
    "freight of one method": (
        {"freight_by_method": {"postnord ombud": 3522}},
        {"shipping": FREIGHT},
        (3522, "MP1"),
        -3920,
    ),
    "fee": (
        {"fee_accounts": {"25": 3541}, "payment_fees": {"klarna": "29"}},
        {"fee": "29"},
        (3541, "MP1"),
        -2320,
    ),
    "clearing": ({"payment_accounts": {"klarna": 1599}}, {}, (1599, ""), 19900),
    "gift card that is paid with": ({"account_gift_card": 2429}, {"gift_card": "50"}, (2429, ""), 5000),
}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_chosen_account_is_booked_on(stage, name):
    choices, order, (number, code), amount = ACCOUNTS[name]
    place = stage.open_shop(end="paid", **choices)
    place.company.add_account(number, name, code)
    bought = place.buys_and_tells(method="klarna", **order)
    place.drain()
    assert place.state(bought) == ("done", "")
    assert place.ledger()[number] == amount
    place.adds_up()


def test_a_chosen_mode_of_payment_stands_on_the_payment(stage):
    place = stage.open_shop(end="paid", payment_modes={"klarna": "KLA"})
    place.company.keep(
        "modesofpayments", "KLA", {"Code": "KLA", "Description": "Klarna", "AccountNumber": "1581"}
    )
    number = place.buys_and_tells(method="klarna")
    place.drain()
    assert place.state(number) == ("done", "")
    assert [(one["ModeOfPayment"], one["ModeOfPaymentAccount"]) for one in place.payments] == [("KLA", 1581)]
    place.adds_up()


def test_a_gift_card_by_its_sku_is_booked_as_a_debt(stage):
    place = stage.open_shop(end="paid", gift_card_skus=["G-1"])
    place.shop.add_product("G-1", "Presentkort", "500.00", 0)
    number = place.buys_and_tells("G-1")
    place.drain()
    assert place.state(number) == ("done", "")
    assert place.ledger() == {1581: 50000, 2421: -50000}


class Page(Wire):
    """A shop that answers with a page of HTML, whatever is asked for below ``path``."""

    is_broken, path = True, "/orders"

    def handle_request(self, request):
        if self.is_broken and self.path in str(request.url):
            return httpx2.Response(
                200, text="<!doctype html><h1>Underhåll</h1>", headers={"Content-Type": "text/html"}
            )
        return super().handle_request(request)


def test_a_shop_that_answers_html_loses_nothing_and_is_read_when_it_is_itself_again(open_stage):
    stage = open_stage(wire=Page())
    place = stage.open_shop(end="paid")
    number = place.buys_and_tells()
    place.drain_once()
    assert place.order(number) is None
    assert place.handle.events().count() == 1
    assert place.handle.shop.problem_code == ""
    assert stage.calls() == []
    stage.wire.is_broken = False
    place.poll()
    assert place.state(number) == ("done", "")


def test_a_period_that_is_locked_between_invoice_and_booking_holds_it_until_it_is_open_again(stage):
    place = stage.open_shop(end="paid")
    stage.world.faults.add("error_before", service="fortnox", method="PUT", path="/bookkeep$", retry_after=0)
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number)[0] == "due"
    assert [one["Booked"] for one in place.invoices] == [False]
    place.company.switches.locked_until = stage.now().date()
    place.rest()
    assert place.state(number) == ("held", "fortnox-period-locked")
    place.company.switches.locked_until = None
    place.press(number)
    assert place.state(number) == ("done", "")
    place.adds_up()


def test_a_clearing_account_put_at_rest_between_booking_and_payment_holds_the_payment_alone(stage):
    place = stage.open_shop(end="paid")
    stage.world.faults.add(
        "error_before", service="fortnox", method="POST", path="/3/invoicepayments$", retry_after=0
    )
    number = place.buys_and_tells(method="klarna")
    place.drain()
    place.company.account(1581)["Active"] = False
    place.rest()
    assert place.state(number) == ("held", "fortnox-account-inactive")
    assert [one["Booked"] for one in place.invoices] == [True]
    place.company.account(1581)["Active"] = True
    place.press(number)
    assert place.state(number) == ("done", "")
    place.adds_up()
