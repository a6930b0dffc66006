"""Nothing is booked unless Fortnox's document agrees with the shop to the öre."""

from __future__ import annotations

import json
from decimal import Decimal

import httpx2
import pytest


def odd(place, **spec):
    """An order whose total is no whole krona: 199.00 + 49.90."""
    lines = [{"sku": "T-1", "qty": 1}, {"sku": "S-1", "qty": 1}]
    return place.buys_and_tells(lines=lines, **spec)


@pytest.mark.parametrize("end", ["invoice", "booked", "paid", "order", "order_invoice"])
def test_an_order_that_fortnox_rounds_is_held_and_nothing_is_booked(stage, end):
    place = stage.open_shop(end=end, switches={"round_off": True})
    number = odd(place)
    place.drain()
    assert place.state(number) == ("held", "fortnox-rounds")
    assert place.ledger() == {}


def test_a_whole_total_is_booked_although_fortnox_rounds(stage):
    place = stage.open_shop(end="paid", switches={"round_off": True})
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("done", "")
    place.adds_up()


@pytest.mark.parametrize("spec", [{}, {"gift_card": "50"}, {"discount": "0.45"}])
def test_rounding_is_written_off_with_the_payment_where_the_shop_chose_so(stage, spec):
    place = stage.open_shop(end="paid", rounding="write_off", switches={"round_off": True})
    number = odd(place, **spec)
    place.drain()
    assert place.state(number) == ("done", "")
    assert 1510 not in place.ledger()
    assert 3740 not in place.ledger()
    assert {one["Balance"] for one in place.invoices} == {Decimal(0)}
    rounded = place.order(number).preview["documents"][0]["totals"]["fortnox_round_off"]
    assert [Decimal(rounded)] == [one["RoundOff"] for one in place.invoices]
    place.adds_up()


def test_after_rounding_is_switched_off_the_button_rewrites_and_books(stage):
    place = stage.open_shop(end="paid", switches={"round_off": True})
    number = odd(place)
    place.drain()
    place.company.switches.round_off = False
    place.press(number)
    assert place.state(number) == ("done", "")
    assert [str(one["Total"]) for one in place.booked] == ["248.90"]
    assert len(place.company.invoices) == 1
    place.adds_up()


def test_after_the_choice_is_made_the_held_order_goes_on_by_itself(stage):
    place = stage.open_shop(end="paid", switches={"round_off": True})
    number = odd(place)
    place.drain()
    place.choose(rounding="write_off")
    place.drain()
    assert place.state(number) == ("done", "")
    place.adds_up()


def test_a_row_that_lager_empties_is_held_and_not_booked(stage):
    place = stage.open_shop(end="booked")
    place.buys_and_tells()
    place.drain()
    place.company.articles["T-1"].update(StockGoods=True, QuantityInStock=Decimal(0))
    place.company.switches.warehouse = True
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("held", "fortnox-total-differs")
    assert len(place.booked) == 1


def test_default_freight_and_fee_do_not_creep_in(stage):
    switches = {"freight": Decimal(49), "fee": Decimal(29)}
    place = stage.open_shop(end="paid", switches=switches)
    first = place.buys_and_tells()
    place.drain()
    for one in place.customers:
        one.update(InvoiceFreight="59", InvoiceAdministrationFee="19")
    second = place.buys_and_tells()
    place.drain()
    assert place.state(first) == place.state(second) == ("done", "")
    assert {str(one["Total"]) for one in place.booked} == {"199.00"}
    place.adds_up()


def test_a_customer_without_vat_at_fortnox_is_held(stage):
    place = stage.open_shop(end="booked")
    place.buys_and_tells()
    place.drain()
    for one in place.customers:
        one["VATType"] = "EXPORT"
    number = place.buys_and_tells()
    place.drain()
    assert place.state(number) == ("held", "fortnox-vat-differs")
    assert len(place.booked) == 1


def test_an_order_in_a_currency_without_a_rate_is_held_before_anything_is_sent(stage):
    place = stage.open_shop(end="paid")
    del stage.world.registers.rates["EUR"]
    number = place.buys_and_tells(currency="EUR")
    place.drain()
    assert place.state(number) == ("held", "currency-without-rate")
    assert stage.calls() == []


def test_a_company_with_the_cash_method_books_at_the_payment(stage):
    place = stage.open_shop(end="paid", switches={"method": "CASH"})
    first = odd(place, gift_card="50")
    place.drain()
    second = odd(place)
    place.drain()
    assert place.state(first) == place.state(second) == ("done", "")
    assert place.booked == []
    assert 1510 not in place.ledger()
    place.adds_up()


@pytest.mark.parametrize(
    "spec",
    [
        {"discount": "33.33"},
        {"shipping": {"id": "1", "name": "PostNord", "price": "49"}},
        {"shipping": {"id": "1", "name": "PostNord", "price": "49"}, "freight_rate": "25"},
        {"tax_on_top": True},
        {"whole_kronor": True},
        {"tax_per": "line"},
        {"gift_card": "100"},
        {"method": "swish"},
        {"method": "invoice"},
        {"customer": {"email": "a@b.se", "company_name": "Krukor AB", "full_name": "Anna", "zipcode": "1"}},
    ],
    ids="-".join,
)
def test_orders_of_every_kind_agree_with_the_sandbox_s_own_ledger(shop, spec):
    number = odd(shop, **spec)
    shop.drain()
    assert shop.state(number) == ("done", "")
    assert len(shop.booked) == 1
    shop.adds_up()


class Silent(httpx2.BaseTransport):
    """Real HTTP whose answers about an invoice leave something out: the one to its making, or every one."""

    def __init__(self, gone, method="POST"):
        self.inner, self.gone, self.method = httpx2.HTTPTransport(), gone, method

    def handle_request(self, request):
        response = self.inner.handle_request(request)
        if self.method in ("*", request.method) and "/3/invoices" in request.url.path:
            body = json.loads(response.read())
            body.get("Invoice", {}).pop(self.gone, None)
            return httpx2.Response(response.status_code, json=body)
        return response


@pytest.mark.parametrize("gone", ["TotalVAT", "RoundOff", "Currency"])
def test_an_answer_that_leaves_something_out_is_read_again_before_anything_is_booked(stage, gone):
    place = stage.open_shop(end="booked")
    number = place.buys_and_tells()
    stage.wire.inner = Silent(gone)
    stage.forget()
    place.drain()
    assert place.state(number) == ("done", "")
    assert any(call.startswith("GET /3/invoices/") for call in stage.calls())


def test_an_invoice_whose_vat_is_never_told_is_held_also_when_none_is_due(stage):
    place = stage.open_shop(end="booked")
    number = place.buys_and_tells(tax_free=True)
    stage.wire.inner = Silent("TotalVAT", "*")
    place.drain()
    assert place.state(number) == ("held", "fortnox-vat-differs")
    assert place.booked == []
