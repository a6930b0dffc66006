"""What is shown before anything is sent, and the cards of customers and articles."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.books.making import D6, DAY, line, order

from kontera.books import articles, customers
from kontera.books.decision import decide
from kontera.books.order import Address, Buyer
from kontera.books.policy import Policy
from kontera.books.preview import as_json, as_text

READ = order(line("1349.50", title="Jacka"), line(229, D6, title="Bok"), freight=4900, tax=26990 + 1296 + 877)
DECISION = decide(READ, Policy(), DAY)

SWEDISH = """\
Order 1001: bokförs
  Produkternas momssatser stämmer med butikens moms.

Faktura 2026-11-10 SEK
  3001  1 × Jacka                                              25 %       1 349,50
  3003  1 × Bok                                                 6 %         229,00
  3520  1 × Frakt                                              25 %          41,89
  3003  1 × Frakt                                               6 %           7,11
  Netto                                                                   1 335,86
  Moms                                                                      291,64
  Summa                                                                   1 627,50

Verifikation: faktura 2026-11-10
  Konto                                                         Debet       Kredit
  1510  Kundfordringar                                       1 627,50
  2611  Utgående moms på försäljning inom Sverige, 25 %                     278,28
  2631  Utgående moms på försäljning inom Sverige, 6 %                       13,36
  3001  Försäljning inom Sverige, 25 % moms                               1 079,60
  3003  Försäljning inom Sverige, 6 % moms                                  222,75
  3520  Fakturerade frakter                                                  33,51

Verifikation: inbetalning 2026-11-10
  Konto                                                         Debet       Kredit
  1581  Fordran Klarna                                       1 627,50
  1510  Kundfordringar                                                    1 627,50
"""


def test_the_ledger_text_is_calm_and_names_every_account():
    assert as_text(DECISION, "sv").replace("\u00a0", " ") == SWEDISH


def test_the_ledger_text_speaks_english_too():
    text = as_text(DECISION, "en")
    assert text.startswith("Order 1001: will be booked\n")
    assert "Voucher: payment 2026-11-10" in text


def test_a_held_order_shows_its_reason_and_no_voucher():
    held = decide(replace(READ, currency="EUR"), Policy(), DAY)
    assert "currency-without-rate" in as_text(held)
    assert "Verifikation" not in as_text(held)
    shown = as_json(held)
    assert (shown["status"], shown["documents"], shown["vouchers"]) == ("held", [], [])
    assert shown["findings"][0]["holds"] is True


def test_the_data_can_be_written_as_json_and_balances():
    shown = json.loads(json.dumps(as_json(DECISION)))
    for voucher in shown["vouchers"]:
        debit, credit = (
            sum(int(row[side].replace(".", "")) for row in voucher["rows"]) for side in ("debit", "credit")
        )
        assert debit == credit > 0
    assert shown["vat_return"] == {"05": "1335.86", "10": "278.28", "12": "13.36"}


def test_a_negative_amount_is_shown_with_its_sign_and_spaces():
    text = as_text(decide(order(line(5000), line("-1234.56", title="Rabatt")), Policy(), DAY))
    assert "−1\u00a0234,56" in text


@pytest.mark.parametrize(
    ("sku", "number"),
    [
        ("A-1/2.b_c+D", "A-1/2.b_c+D"),
        (" A1 ", "A1"),
        ("a" * 50, "a" * 50),
        ("a" * 51, None),
        ("å", None),
        ("a b", None),
    ],
)
def test_an_article_number_is_what_fortnox_takes_or_nothing(sku, number):
    assert articles.article_number(sku) == number


def test_an_article_card_changes_its_fingerprint_with_everything_on_it():
    card = articles.card_for(line(100, title="Kruka"))
    changes = [
        {"title": "Krus"},
        {"rate": D6},
        {"ean": "1"},
        {"weight_g": 1},
        {"purchase_price_ore": 1},
        {"unit": "st"},
    ]
    prints = {articles.fingerprint(replace(card, **change)) for change in [{}, *changes]}
    assert len(prints) == len(changes) + 1
    assert articles.card_for(line(100, sku="")) is None


def test_a_customer_is_named_by_company_person_e_mail_or_order_in_that_turn():
    def name(buyer):
        return customers.card_for(replace(READ, buyer=buyer)).name

    person = Address(name="Anna Ek", company="Ek AB")
    assert name(Buyer(is_company=True, billing=person)) == "Ek AB"
    assert name(Buyer(billing=person)) == "Anna Ek"
    assert name(Buyer(delivery=person)) == "Anna Ek"
    assert name(Buyer(email="anna@example.com")) == "anna@example.com"
    assert name(Buyer()) == "Order 1001"


def test_a_customer_card_changes_its_fingerprint_with_an_address_and_not_with_spelling_of_the_e_mail():
    card = customers.card_for(replace(READ, buyer=Buyer(email=" Anna@Example.com ")))
    assert card.email == "anna@example.com"
    moved = replace(card, delivery=Address(street="Nygatan 1"))
    assert customers.fingerprint(card) != customers.fingerprint(moved)
    assert customers.fingerprint(card) == customers.fingerprint(replace(card))
