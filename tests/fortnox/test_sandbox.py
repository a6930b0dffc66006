"""The client against the sandbox on real HTTP: two parties who share nothing but the documentation."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.fortnox.doubles import BUYER, invoice

from kontera.books.articles import ArticleCard
from kontera.books.customers import CustomerCard
from kontera.books.documents import DocumentRow
from kontera.fortnox import articles, auth, customers, invoices, orders, payments, registers, vouchers
from kontera.fortnox.client import Client, open_http
from kontera.fortnox.document import Fields
from kontera.problems import Disconnected, Held, UnknownOutcome
from kontera.sandbox.clock import Clock
from kontera.sandbox.server import serve_thread
from kontera.sandbox.world import CLIENT_ID, CLIENT_SECRET, World

TENANT = 123456
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
REFERENCE = "kontera:s1:1001:invoice;"
CARD = CustomerCard("Anna Åberg", "anna@example.com", billing=BUYER.billing, delivery=BUYER.delivery)
FREIGHT = DocumentRow("Frakt", 3520, Decimal(25), Decimal(1), 4900, 0, 4900, "freight")
GOODS = DocumentRow("Kruka “röd” 🎁", 3001, Decimal(25), Decimal(2), 9950, 100, 19800, sku="KRUKA/1")


class Tokens:
    """Fetches at the real token endpoint, as the application does."""

    def __init__(self, credentials):
        self.credentials = credentials
        self.value = ""

    def token(self):
        self.value = self.value or self.credentials.fetch().value
        return self.value

    def renew(self, stale):  # noqa: ARG002
        self.value = self.credentials.fetch().value
        return self.value


class Permits:
    def take(self):
        return nullcontext()

    def penalty(self, seconds):
        pass


class Line:
    """A company in the sandbox and a client that is signed in to it."""

    def __init__(self, world, addresses, http):
        self.world, self.company = world, world.add_company(TENANT)
        self.credentials = auth.ClientCredentials(
            addresses.fortnox_auth, CLIENT_ID, CLIENT_SECRET, str(TENANT), http
        )
        self.client = Client(
            addresses.fortnox_api,
            http,
            Tokens(self.credentials),
            Permits(),
            sleep=lambda _: None,
            jitter=lambda: 0,
        )

    def customer(self):
        return customers.create(self.client, CARD).number

    def invoice(self, rows=(GOODS, FREIGHT), **fields):
        return invoices.create(
            self.client,
            invoice(rows),
            reference=REFERENCE,
            customer_number=self.customer(),
            fields=Fields(**fields) if fields else None,
        )


@pytest.fixture(scope="module")
def served():
    with World(Clock(NOON, running=False), limit=False) as world, serve_thread(world) as addresses:
        yield world, addresses


@pytest.fixture
def line(served):
    world, addresses = served
    world.reset()
    with open_http() as http:
        yield Line(world, addresses, http)


def test_an_order_goes_all_the_way_to_a_paid_invoice(line):
    articles.create(line.client, ArticleCard("KRUKA/1", "Kruka", sales_account=3001))
    made = line.invoice(article_numbers={"KRUKA/1": "KRUKA/1"}, way_of_delivery="", comments="Hej | “du”")
    assert (made.total_ore, made.vat_ore, made.round_off_ore, made.currency) == (24700, 4940, 0, "SEK")
    booked = invoices.bookkeep(line.client, made.number)
    assert booked.booked
    rows = vouchers.get(line.client, *booked.voucher).rows
    assert sum(row.amount_ore for row in rows) == 0
    assert {row.account: row.amount_ore for row in rows}[1510] == 24700
    paid = payments.create(
        line.client,
        invoice_number=made.number,
        amount_ore=24700,
        currency="SEK",
        day=date(2026, 11, 20),
        account=1580,
        reference="p;",
    )
    assert payments.bookkeep(line.client, paid.number).booked
    assert invoices.get(line.client, made.number).balance_ore == 0
    assert [found.number for found in payments.find(line.client, made.number, "p;")] == [paid.number]


def test_an_order_document_becomes_an_invoice_once(line):
    made = orders.create(line.client, invoice([GOODS]), reference=REFERENCE, customer_number=line.customer())
    assert made.total_ore == 19800
    number = orders.create_invoice(line.client, made.number)
    assert orders.create_invoice(line.client, made.number) == number
    assert invoices.get(line.client, number).total_ore == 19800
    assert invoices.redate(line.client, number, date(2026, 11, 19)).day == date(2026, 11, 19)
    assert [found.number for found in orders.find(line.client, REFERENCE)] == [made.number]


def test_a_lost_answer_is_found_by_exact_reference(line):
    line.world.faults.add("lost", service="fortnox", method="POST", path="/3/invoices")
    with pytest.raises(UnknownOutcome):
        line.invoice()
    assert len(invoices.find(line.client, REFERENCE)) == 1
    assert invoices.find(line.client, REFERENCE[:-1]) == []


@pytest.mark.parametrize("kind", ["error_before", "error_after", "broken_json"])
def test_a_doubtful_create_is_never_sent_twice(line, kind):
    number = line.customer()
    line.world.faults.add(kind, service="fortnox", method="POST", path="/3/invoices")
    with pytest.raises(UnknownOutcome):
        invoices.create(line.client, invoice(), reference=REFERENCE, customer_number=number)
    assert len(invoices.find(line.client, REFERENCE)) == (0 if kind == "error_before" else 1)


@pytest.mark.parametrize("kind", ["unauthorized", "too_many"])
def test_what_was_refused_before_the_write_is_sent_again(line, kind):
    number = line.customer()
    line.world.faults.add(kind, service="fortnox", method="POST", path="/3/invoices")
    made = invoices.create(line.client, invoice(), reference=REFERENCE, customer_number=number)
    assert [found.number for found in invoices.find(line.client, REFERENCE)] == [made.number]


def test_a_repeated_action_gives_what_is_there(line):
    made = line.invoice()
    first = invoices.bookkeep(line.client, made.number)
    assert invoices.bookkeep(line.client, made.number).voucher == first.voucher


def test_an_invoice_is_cancelled_and_no_longer_found(line):
    made = line.invoice()
    assert invoices.cancel(line.client, made.number).cancelled
    assert invoices.cancel(line.client, made.number).cancelled
    assert invoices.find(line.client, REFERENCE) == []


def test_an_unbooked_invoice_is_rewritten_whole(line):
    articles.create(line.client, ArticleCard("KRUKA/1", "Kruka", sales_account=3001))
    made = line.invoice(article_numbers={"KRUKA/1": "KRUKA/1"})
    again = invoices.rewrite(
        line.client,
        made.number,
        invoice([FREIGHT]),
        reference=REFERENCE,
        customer_number=made.customer_number,
    )
    assert (again.number, again.total_ore, again.reference) == (made.number, 4900, REFERENCE)


def test_a_stranger_with_a_similar_address_is_not_found(line):
    customers.create(line.client, CustomerCard("Hanna", "hanna.anna@example.com"))
    number = line.customer()
    assert [card.number for card in customers.find_by_email(line.client, "ANNA@example.com ")] == [number]


def test_a_buyer_without_address_is_found_by_our_reference(line):
    card = CustomerCard("Bo Berg")
    customers.create(line.client, card)
    made = customers.create(line.client, card, reference="kontera:s1:7:customer;")
    assert customers.find_by_reference(line.client, "Bo Berg", "kontera:s1:7:customer;").number == made.number
    assert customers.find_by_reference(line.client, "Bo Berg", "kontera:s1:8:customer;") is None


def test_a_customer_card_is_updated_and_cleared(line):
    number = line.customer()
    moved = CustomerCard("Anna Ås", "anna@example.com", billing=BUYER.billing)
    assert customers.update(line.client, number, moved).name == "Anna Ås"


def test_an_article_is_created_once_and_then_updated(line):
    card = ArticleCard("A/1+x", "Kruka", sales_account=3001, weight_g=100, purchase_price_ore=1050)
    assert articles.get(line.client, "A/1+x") is None
    articles.create(line.client, card)
    with pytest.raises(Held) as raised:
        articles.create(line.client, card)
    assert raised.value.code == "fortnox-article-taken"
    articles.update(line.client, ArticleCard("A/1+x", "Kruka, stor"))
    assert articles.get(line.client, "A/1+x").title == "Kruka, stor"


def test_an_account_that_is_not_there_is_named(line):
    row = DocumentRow("Kruka", 3999, Decimal(25), Decimal(1), 100, 0, 100)
    with pytest.raises(Held) as raised:
        line.invoice([row])
    assert raised.value.code == "fortnox-account-missing"
    assert "3999" in raised.value.facts["account"]


def test_a_locked_period_is_told(line):
    line.company.switches.locked_until = date(2026, 11, 30)
    made = line.invoice()
    with pytest.raises(Held) as raised:
        invoices.bookkeep(line.client, made.number)
    assert raised.value.code == "fortnox-period-locked"
    assert registers.locked_until(line.client) == date(2026, 11, 30)


def test_whole_kronor_show_in_the_answer(line):
    line.company.switches.round_off = True
    row = DocumentRow("Kruka", 3001, Decimal(25), Decimal(1), 9960, 0, 9960)
    made = line.invoice([row])
    assert (made.total_ore, made.round_off_ore) == (10000, 40)


def test_the_company_and_its_year_are_read(line):
    assert registers.company(line.client).tenant == str(TENANT)
    assert registers.financial_year(line.client, date(2026, 5, 1)).accounting_method == "ACCRUAL"
    assert {account.number for account in registers.accounts(line.client)} >= {1510, 3001, 2611}


def test_ways_of_delivery_are_read_and_added(line):
    registers.create_way_of_delivery(line.client, "DRONE", "Drönare")
    assert "DRONE" in [way.code for way in registers.ways_of_delivery(line.client)]
    assert registers.modes_of_payment(line.client)
    assert registers.terms_of_payment(line.client)


def test_without_consent_there_is_no_token(served):
    world, addresses = served
    world.reset()
    world.add_company(TENANT, consent=False)
    with open_http() as http:
        source = auth.ClientCredentials(addresses.fortnox_auth, CLIENT_ID, CLIENT_SECRET, str(TENANT), http)
        with pytest.raises(Disconnected) as raised:
            source.fetch()
    assert raised.value.code == "fortnox-consent-missing"


def test_a_wrong_secret_is_told_apart(served):
    _, addresses = served
    with open_http() as http:
        source = auth.ClientCredentials(addresses.fortnox_auth, CLIENT_ID, "wrong", str(TENANT), http)
        with pytest.raises(Disconnected) as raised:
            source.fetch()
    assert raised.value.code == "fortnox-client-refused"


def test_a_missing_licence_is_told(line):
    line.company.switches.licences = frozenset({"integration", "invoice"})
    with pytest.raises(Held) as raised:
        orders.find(line.client, REFERENCE)
    assert raised.value.code == "fortnox-licence-missing"
