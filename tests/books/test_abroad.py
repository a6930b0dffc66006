"""Where the goods go decides the VAT, and what the shop charged must agree with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import eu_vat_rates_data
import pytest
from tests.books.making import DAY, line, order

from kontera.books.area import MEMBERS, area_of
from kontera.books.chart import Chart
from kontera.books.decision import decide
from kontera.books.order import Address, Buyer, Fx, LineKind, VatCheck
from kontera.books.place import Place, Treatment
from kontera.books.policy import Policy
from kontera.books.rates import COUNTRY_RATES, rates_in
from kontera.books.returns import supplies
from kontera.problems import Held

OSS = {(row.country, rate): 3110 for row in COUNTRY_RATES for rate in row.rates}
POLICY = Policy(chart=Chart(oss=OSS), eu_consumers="oss")
ASIDE = {"AT": {19}, "FR": {13, Decimal("1.05"), Decimal("0.9"), Decimal("8.5")}, "IE": {Decimal("4.8")}}
"""Rates that the data set has or lacks for a part of a country or a single good."""


def to(country, postcode="1", **buyer):
    return Buyer(delivery=Address(country=country, zip_code=postcode), **buyer)


def sold(buyer, gross, tax, *, rate=25, policy=POLICY, **more):
    one = order(line(Decimal(gross) / 100, rate=rate), buyer=buyer, tax_ore=tax, **more)
    return decide(one, policy, DAY)


def held(decision):
    return [finding.code for finding in decision.findings if finding.holds]


@pytest.mark.parametrize(
    ("country", "postcode", "code"),
    [
        ("FI", "22100", ""), ("FI", "21999", "FI"), ("FI", "23000", "FI"), ("FI", "FI-22 100", ""),
        ("ES", "35001", ""), ("ES", "38670", ""), ("ES", "34999", "ES"), ("ES", "51001", ""),
        ("ES", "52002", ""),
        ("ES", "28001", "ES"), ("IT", "23041", ""), ("IT", "22061", ""), ("IT", "00118", "IT"),
        ("DE", "78266", ""), ("DE", "27498", ""), ("DE", "10115", "DE"), ("GR", "63086", ""),
        ("EL", "10431", "GR"),
        ("FR", "97100", ""), ("FR", "75001", "FR"), ("FR", "20000", "FR"), ("MC", "98000", "FR"),
        ("GB", "BT1 5GS", "XI"), ("GB", "SW1A 1AA", ""), ("GB", "JE2 3AB", ""), ("UK", "bt71aa", "XI"),
        ("XI", "", "XI"), ("AX", "22100", ""), ("GP", "97100", ""), ("NO", "0150", ""), ("US", "10001", ""),
        ("IM", "IM1 1AA", ""), ("GI", "GX11 1AA", ""), ("SM", "47890", ""), ("FO", "100", ""),
        ("NL", "", "NL"),
    ],
)  # fmt: skip
def test_a_postcode_decides_whether_goods_stay_within_the_vat_area(country, postcode, code):
    assert area_of(Address(country=country, zip_code=postcode)).code == code


@pytest.mark.parametrize(
    ("country", "postcode"),
    [("FI", "AX-22100"), ("FI", "FIN 22100"), ("ES", "E-35001"), ("DE", "D-78266"), ("GR", "EL-630 86")],
)
def test_a_postcode_may_have_any_letters_of_its_country_before_it(country, postcode):
    assert area_of(Address(country=country, zip_code=postcode)).code == ""


@pytest.mark.parametrize(
    ("postcode", "city", "code"),
    [
        ("23030", "LIVIGNO (SO)", ""), ("23030", "Valfurva", "IT"), ("23030", "", "IT"),
        ("22060", "Campione d'Italia", ""), ("22060", "Arosio", "IT"),
    ],
)  # fmt: skip
def test_a_postcode_that_several_towns_share_needs_the_towns_name_too(postcode, city, code):
    assert area_of(Address(country="IT", zip_code=postcode, city=city)).code == code


@pytest.mark.parametrize("country", ["FI", "ES", "IT", "DE", "GR", "FR", "GB"])
def test_a_country_with_such_parts_needs_a_postcode(country):
    with pytest.raises(Held) as refused:
        area_of(Address(country=country))
    assert refused.value.code == "postcode-needed"


def test_todays_rates_are_those_of_the_commissions_data_set():
    today = date.fromisoformat(eu_vat_rates_data.data_version)
    for country in sorted(MEMBERS - {"SE"}):
        told = eu_vat_rates_data.get_rate(country)
        theirs = {
            Decimal(str(rate)) for rate in (told["standard"], *told["reduced"], told["super_reduced"]) if rate
        }
        theirs |= {Decimal(str(told["parking"]))} if told["parking"] else set()
        aside = ASIDE.get(country, set())
        ours = rates_in(country, today)
        assert ours[0] == Decimal(str(told["standard"])), country
        assert theirs - aside - set(ours) == set(), country
        assert set(ours) - aside - theirs <= ISLANDS.get(country, set()), country


ISLANDS = {"PT": {Decimal(rate) for rate in (12, 9, 5, 4)}}
"""The reduced rates of Madeira and the Azores, of which the data set has the standard ones."""


def test_each_day_of_a_country_has_one_row_and_none_is_left_out():
    for country in MEMBERS - {"SE"} | {"XI"}:
        rows = [row for row in COUNTRY_RATES if row.country == country]
        assert rows[-1].last is None
        for before, after in pairwise(rows):
            assert (after.first - before.last).days == 1


def test_one_rate_for_a_country_is_found_whatever_the_products_carry_at_home():
    mixed = order(line(119), line(119, rate=6), buyer=to("DE"), tax_ore=3800)
    decision = decide(mixed, POLICY, DAY)
    assert (decision.status, decision.hypothesis) == ("book", "country_standard")
    assert decision.ruling.place == Place(Treatment.OSS, "DE")
    assert [(total.rate, total.vat_ore) for total in decision.invoice.rates] == [(19, 3800)]


def test_reduced_rates_of_the_country_are_found_by_the_rates_at_home():
    mixed = order(line(119), line(107, rate=6), buyer=to("DE"), tax_ore=2600)
    decision = decide(mixed, POLICY, DAY)
    assert [(str(total.rate), total.vat_ore) for total in decision.invoice.rates] == [
        ("19", 1900),
        ("7", 700),
    ]


def test_freight_abroad_follows_the_goods():
    decision = sold(to("FI", "00100"), 125500, 27512, shipping_gross_ore=9900, total_gross_ore=135400)
    assert {row.account for row in decision.invoice.rows} == {3110}
    assert decision.invoice.vat_ore == 27512


@pytest.mark.parametrize(
    ("buyer", "tax", "choice", "code"),
    [
        (to("DE"), 2000, "oss", "swedish-vat-charged"),
        (to("DE"), 0, "oss", "vat-not-charged"),
        (to("DE"), 1597, "swedish", "vat-of-the-country-charged"),
        (to("DE"), 1597, "ask", "eu-consumers-not-chosen"),
        (to("DE"), 1234, "oss", "vat-not-proven"),
        (to("NO"), 2000, "oss", "foreign-vat-charged"),
        (to("GB", "SW1A 1AA"), 1667, "oss", "foreign-vat-charged"),
        (to("FI", "22100"), 2000, "oss", "foreign-vat-charged"),
        (to("DE", is_company=True, vat_number="DE123456789"), 0, "oss", "vat-number-unchecked"),
    ],
)
def test_what_was_charged_is_never_overridden_but_held(buyer, tax, choice, code):
    decision = sold(buyer, 10000, tax, policy=replace(POLICY, eu_consumers=choice))
    assert decision.status == "held"
    assert code in held(decision)


def company(*, valid, number="DE123456789", country="DE"):
    check = VatCheck(number, valid, DAY)
    return to(country, is_company=True, vat_number=number, vat_check=check)


def test_a_company_whose_number_was_confirmed_buys_without_vat():
    decision = sold(company(valid=True), 10000, 0)
    assert decision.invoice.rows[0].account == 3108
    assert decision.ruling.place == Place(Treatment.EU_B2B, "DE")
    assert "DE123456789" in decision.ruling.text.sv


def test_a_company_charged_vat_though_its_number_was_confirmed_is_held():
    assert "business-charged-vat" in held(sold(company(valid=True), 11900, 1900))


def test_a_company_whose_number_is_not_valid_is_a_consumer():
    assert sold(company(valid=False), 11900, 1900).ruling.place == Place(Treatment.OSS, "DE")
    assert "vat-not-charged" in held(sold(company(valid=False), 10000, 0))


def test_a_swedish_number_makes_no_company_abroad():
    buyer = to("DE", is_company=True, vat_number="SE556000000101")
    assert sold(buyer, 11900, 1900).ruling.place.treatment is Treatment.OSS


def test_a_greek_number_begins_with_el():
    assert (
        sold(company(valid=True, number="EL094259216", country="GR"), 10000, 0).ruling.place.country == "GR"
    )


def test_an_account_is_asked_for_when_the_company_has_none_for_the_country():
    bare = Policy(eu_consumers="oss")
    assert held(sold(to("DE"), 11900, 1900, policy=bare)) == ["oss-account-missing"]


def test_below_the_threshold_swedish_vat_is_charged_and_booked_on_its_own_account():
    decision = sold(to("NL"), 12500, 2500, policy=replace(POLICY, eu_consumers="swedish"))
    assert [(row.account, row.amount_ore) for row in decision.vouchers[0].rows] == [
        (1510, 12500), (2611, -2500), (3106, -10000),
    ]  # fmt: skip


def test_an_order_in_another_currency_needs_a_rate_of_that_currency():
    euro = order(line(119), buyer=to("DE"), tax_ore=1900, currency="EUR")
    assert "currency-without-rate" in held(decide(euro, POLICY, DAY))
    wrong = replace(euro, fx=Fx("USD", Decimal("10.5"), DAY))
    assert "currency-without-rate" in held(decide(wrong, POLICY, DAY))
    right = decide(replace(euro, fx=Fx("EUR", Decimal("10.9635"), DAY)), POLICY, DAY)
    assert sum(row.amount_ore for row in right.vouchers[0].rows) == 0
    assert right.vouchers[0].rows[0].amount_ore == 130466


BELFAST = Buyer(
    is_company=True,
    vat_number="XI123456789",
    delivery=Address(country="GB", zip_code="BT1 5GS"),
    vat_check=VatCheck("XI123456789", is_valid=True, day=DAY),
)


def test_a_service_to_northern_ireland_is_sold_outside_the_union():
    one = decide(order(line(900, 0, kind=LineKind.SERVICE), buyer=BELFAST), POLICY, DAY)
    assert one.invoice.place == Place(Treatment.EXPORT, "GB")
    assert one.invoice.rows[0].account == 3305
    assert "outside the EU" in one.ruling.text.en


def test_goods_and_a_service_to_a_company_in_northern_ireland_stand_on_an_account_each():
    lines = line(500, 0), line(900, 0, kind=LineKind.SERVICE, title="Kurs", sku="K1")
    one = decide(order(*lines, buyer=BELFAST), POLICY, DAY)
    assert [row.account for row in one.invoice.rows] == [3108, 3305]
    told = [(each.treatment, each.kind, each.base_ore) for each in supplies(one.invoice, POLICY.chart)]
    assert told == [(Treatment.EU_B2B, "goods", 50000), (Treatment.EXPORT, "services", 90000)]


def test_goods_and_services_at_one_rate_stand_in_the_ledger_with_the_vat_that_is_booked():
    fx = Fx("EUR", Decimal("10.9635"), DAY)
    goods, service = line("1.01", rate=19), line("1.01", rate=19, kind=LineKind.SERVICE)
    decision = decide(order(goods, service, buyer=to("DE"), currency="EUR", fx=fx, tax_ore=32), POLICY, DAY)
    [invoice, *_] = decision.vouchers
    booked = -sum(row.amount_ore for row in invoice.rows if row.account == 2670)
    parts = list(supplies(decision.invoice, POLICY.chart))
    assert [(one.kind, one.vat_ore) for one in parts] == [("goods", 16), ("services", 16)]
    assert sum(one.vat_sek_ore for one in parts) == booked == 351
