"""Why an order is held: the code, and the facts that fill its sentence, in kronor and by name."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.books.making import D0, D6, D25, DAY, line, net_line, order

from kontera.books.chart import Chart
from kontera.books.decision import decide
from kontera.books.order import Address, Buyer, LineKind, Status, VatCheck
from kontera.books.policy import Policy
from kontera.books.readings import EXPLAINED
from kontera.problems import explain

HOME = Policy()
OSS = Policy(chart=Chart(oss={("DE", Decimal(19)): 3110, ("DE", Decimal(7)): 3110}), eu_consumers="oss")
NUMBER = "DE123456789"


def to(country, **more):
    return Buyer(delivery=Address(country=country, zip_code="10115"), **more)


def firm(valid=None):
    check = None if valid is None else VatCheck(NUMBER, valid, DAY)
    return to("DE", is_company=True, vat_number=NUMBER, vat_check=check)


def gift_card(kronor):
    return line(kronor, None, kind=LineKind.GIFT_CARD, sku="PK")


AT_HOME = [
    (order(line(100), status=Status.UNKNOWN), "unknown-order-status", {}),
    (order(line(100), currency="EUR"), "currency-without-rate", {"currency": "EUR"}),
    (order(line(100), buyer=Buyer(delivery=Address(country=""))), "country-unknown", {"country": "–"}),
    (order(line(100), buyer=Buyer(delivery=Address(country="DE"))), "postcode-needed", {"country": "DE"}),
    (order(), "order-without-lines", {}),
    (order(line(100), discount=-1), "negative-amount", {"what": "rabatt", "amount": "-0.01"}),
    (order(line(100), freight=-100), "negative-amount", {"what": "frakt", "amount": "-1.00"}),
    (order(line(100), fee=-100), "negative-amount", {"what": "avgift", "amount": "-1.00"}),
    (order(line(100), total=-100), "negative-amount", {"what": "total", "amount": "-1.00"}),
    (order(line(100), gift_card_ore=-100), "negative-amount", {"what": "presentkort", "amount": "-1.00"}),
    (
        order(line(100), gift_card_ore=10001),
        "gift-card-exceeds-total",
        {"gift_card": "100.01", "total": "100.00"},
    ),
    (order(gift_card_ore=1, total=0), "gift-card-exceeds-total", {"gift_card": "0.01", "total": "0.00"}),
    (order(line(100), has_refunds=True, refunds_told="100.00"), "order-refunded", {"told": "100.00"}),
    (order(line(100), payment_method=""), "unknown-payment-method", {"method": "–"}),
    (order(line(100), payment_method="beads"), "unknown-payment-method", {"method": "beads"}),
    (
        order(line(107, 7, title="Bok")),
        "vat-rate-not-in-force",
        {"title": "Bok", "rate": "7", "day": "2026-11-10"},
    ),
    (replace(order(line(100)), tax_ore=None), "vat-not-stated", {}),
    (
        order(line(100), tax=1234),
        "vat-not-proven",
        {"stated": "12.34", "ways": "0", "computed": "20.00"},
    ),
    (
        order(line(100, None), line(50, None), tax=1234),
        "vat-not-proven",
        {"stated": "12.34", "ways": "0", "computed": "–"},
    ),
    (
        order(line(100), total=20000),
        "amounts-do-not-add-up",
        {"rows": "100.00", "total": "200.00", "difference": "100.00"},
    ),
    (
        order(net_line(10000), total=20000, tax=2500, tax_on_top=True),
        "amounts-do-not-add-up",
        {"rows": "125.00", "total": "200.00", "difference": "75.00"},
    ),
    (
        order(net_line(10000), total=10051, tax=0, tax_on_top=True),
        "amounts-do-not-add-up",
        {"rows": "100.00", "total": "100.51", "difference": "0.51"},
    ),
    (
        order(net_line(10000), total=11050, tax=1000, tax_on_top=True),
        "vat-not-proven",
        {"stated": "10.00", "ways": "0", "computed": "–"},
    ),
    (
        order(gift_card(50), freight=1000, freight_rate=D25, tax=1),
        "vat-not-proven",
        {"stated": "0.01", "ways": "0", "computed": "2.00"},
    ),
    (order(gift_card(50), freight=1000, tax=0), "freight-without-goods", {"amount": "10.00"}),
    (
        order(gift_card(200), line(100), discount=15000, tax=0),
        "discount-exceeds-goods",
        {"discount": "150.00", "goods": "100.00"},
    ),
    (
        order(line(100, None, title="Bok"), line(50, None, title="Penna"), line(10, D0), tax=0),
        "product-without-vat",
        {"title": "Bok, Penna"},
    ),
    (order(line(100, D0), gift_card_ore=1000, tax=0), "gift-card-or-discount", {"amount": "10.00"}),
    (
        order(*[line(1, sku=f"A{place}") for place in range(501)]),
        "fortnox-too-many-rows",
        {"rows": "501", "most": "500"},
    ),
    (
        order(line(100, sku=" ", title="Bok"), line(1), line(2, sku="", title="Penna")),
        "line-without-sku",
        {"title": "Bok, Penna"},
    ),
    (order(line(100, sku="röd bok"), line(1, sku="blå")), "sku-not-allowed", {"sku": "röd bok, blå"}),
]
ABROAD = [
    (to("NO"), 2000, OSS, "foreign-vat-charged", {"country": "NO", "stated": "20.00"}),
    (to("DE"), 2000, OSS, "swedish-vat-charged", {"country": "DE", "stated": "20.00"}),
    (to("DE"), 0, OSS, "vat-not-charged", {"country": "DE", "stated": "0.00"}),
    (
        to("DE"),
        1597,
        replace(OSS, eu_consumers="swedish"),
        "vat-of-the-country-charged",
        {"country": "DE", "stated": "15.97"},
    ),
    (
        to("DE"),
        1234,
        replace(OSS, eu_consumers="swedish"),
        "vat-not-proven",
        {"stated": "12.34", "ways": "0", "computed": "20.00"},
    ),
    (
        to("DE"),
        1597,
        replace(OSS, eu_consumers="ask"),
        "eu-consumers-not-chosen",
        {"country": "DE", "postcode": "10115"},
    ),
    (firm(), 0, OSS, "vat-number-unchecked", {"country": "DE", "postcode": "10115", "number": NUMBER}),
    (
        firm(valid=True),
        2000,
        OSS,
        "business-charged-vat",
        {"country": "DE", "stated": "20.00", "number": NUMBER},
    ),
]


def told(sale, policy, code):
    [finding] = [each for each in decide(sale, policy, DAY).findings if each.code == code]
    for language in ("sv", "en"):
        assert "…" not in explain(code, finding.facts, language).sentence
    return dict(finding.facts)


@pytest.mark.parametrize(
    ("sale", "code", "facts"), AT_HOME, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_reason_names_the_order_and_fills_its_sentence(sale, code, facts):
    assert told(sale, HOME, code) == {"order": "1001", **facts}


@pytest.mark.parametrize(("buyer", "tax", "policy", "code", "facts"), ABROAD)
def test_a_reason_abroad_names_the_order_the_country_and_what_was_charged(buyer, tax, policy, code, facts):
    assert told(order(line(100), buyer=buyer, tax=tax), policy, code) == {"order": "1001", **facts}


def test_a_missing_account_is_told_by_its_role_and_rate():
    only_25 = Policy(chart=Chart(sales={D25: 3001}))
    facts = {"role": "försäljning", "rate": "6"}
    assert told(order(line(106, D6)), only_25, "no-account-for-rate") == facts


def test_a_gift_card_that_a_person_shall_look_at_is_told_with_its_amount():
    asking = Policy(gift_card_redeemed="hold")
    sale = order(line(100), gift_card_ore=1000)
    assert told(sale, asking, "gift-card-or-discount") == {"order": "1001", "amount": "10.00"}
    discounted = order(line(100), discount=1000, tax=2000)
    assert told(discounted, asking, "gift-card-or-discount") == {"order": "1001", "amount": "10.00"}


@pytest.mark.parametrize(
    ("sale", "status"),
    [
        (order(line(100), status=Status.CANCELLED), "cancelled"),
        (order(line(100), discount=-1), "held"),
        (order(line(100), payment_method="beads"), "held"),
        (order(line(100), tax=1), "held"),
        (order(line(100)), "book"),
    ],
)
def test_whatever_is_decided_says_under_which_choices(sale, status):
    asking = Policy(cash_method=True)
    decision = decide(sale, asking, DAY)
    assert (decision.status, decision.policy) == (status, asking)


def test_a_held_order_whose_vat_is_proven_keeps_whose_vat_it_is_and_what_was_found():
    decision = decide(order(line(125, None), tax=2500, payment_method="beads"), HOME, DAY)
    assert (decision.status, decision.ruling.rule) == ("held", "home")
    assert [each.rate for each in decision.order.lines] == [D25]
    assert [each.code for each in decision.findings] == ["unknown-payment-method"]


def test_a_negative_amount_is_told_alone_and_nothing_is_tried_with_it():
    decision = decide(order(line(100), discount=-100), HOME, DAY)
    assert [each.code for each in decision.findings] == ["negative-amount"]


def test_a_reason_that_is_found_twice_is_told_once():
    decision = decide(order(line(100), buyer=Buyer(delivery=Address(country=""))), HOME, DAY)
    assert [each.code for each in decision.findings] == ["country-unknown"]


def test_what_the_proof_read_is_told_with_the_order():
    decision = decide(order(line(125, None), tax=2500), HOME, DAY)
    assert decision.explanation == EXPLAINED["country_rate"]


def test_freight_abroad_is_untaxed_with_the_goods_whatever_rate_it_has_at_home():
    sale = order(line(100), freight=1000, freight_rate=D25, buyer=to("NO"), tax=0)
    decision = decide(sale, OSS, DAY)
    assert [(row.account, row.rate) for row in decision.invoice.rows] == [(3105, D0), (3522, D0)]


def test_a_missing_ore_is_a_rounding_where_the_method_has_no_fee():
    asking = Policy(payment_fees={"swish": 500})
    decision = decide(order(line(100), total=10001), asking, DAY)
    assert [(row.role, row.gross_ore) for row in decision.invoice.rows] == [("goods", 10000), ("rounding", 1)]
    fee = decide(order(line(100), total=10500, tax=2100, payment_method="swish"), asking, DAY)
    assert [(row.role, row.gross_ore) for row in fee.invoice.rows] == [("goods", 10000), ("fee", 500)]


def test_a_gift_card_needs_no_rate_of_the_country():
    sale = order(line(119, 19), gift_card(50), buyer=to("DE"), tax=1900)
    decision = decide(sale, OSS, DAY)
    assert (decision.status, decision.hypothesis) == ("book", "plain")
