"""The days on which a rate begins and ends, and who counts as a company in the Union."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.books.making import D6, D12, DAY, line, order

from kontera.books.chart import Chart
from kontera.books.order import Address, Buyer, VatCheck
from kontera.books.place import AT_HOME, Place, Treatment
from kontera.books.policy import Policy
from kontera.books.rates import rates_at, rates_in, standard_at
from kontera.books.vat import food_rate, ruling

POLICY = Policy(chart=Chart(oss={("DE", Decimal(19)): 3110}), eu_consumers="oss")


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2020, 1, 1), D12),
        (date(2026, 3, 31), D12),
        (date(2026, 4, 1), D6),
        (date(2027, 12, 31), D6),
        (date(2028, 1, 1), D12),
    ],
)
def test_food_has_six_percent_from_the_first_to_the_last_day_of_the_cut(day, rate):
    assert food_rate(day) == rate


@pytest.mark.parametrize(
    ("country", "day", "standard"),
    [
        ("EE", date(2023, 12, 31), 20), ("EE", date(2024, 1, 1), 22), ("EE", date(2025, 6, 30), 22),
        ("EE", date(2025, 7, 1), 24), ("FI", date(2024, 8, 31), 24), ("RO", date(2025, 7, 31), 19),
        ("FI", date(2024, 9, 1), Decimal("25.5")), ("RO", date(2025, 8, 1), 21), ("LU", date(2023, 1, 1), 16),
        ("SK", date(2024, 12, 31), 20), ("SK", date(2025, 1, 1), 23),
    ],
)  # fmt: skip
def test_a_country_has_its_old_rate_to_the_last_day_and_the_new_one_from_the_first(country, day, standard):
    assert rates_in(country, day)[0] == standard
    assert standard_at(Place(Treatment.OSS, country), day) == standard


def test_no_country_has_rates_before_the_tables_begin_and_an_untaxed_sale_has_none():
    assert rates_in("DE", date(2022, 12, 31)) == ()
    assert rates_at(Place(Treatment.EXPORT, "NO"), DAY) == rates_at(Place(Treatment.EU_B2B, "DE"), DAY) == ()
    assert rates_at(Place(Treatment.EU_B2C_SE_VAT, "DE"), DAY) == rates_at(AT_HOME, DAY)
    assert standard_at(Place(Treatment.EXPORT, "NO"), DAY) == 25


def ruled(**buyer):
    to = Buyer(delivery=Address(country="DE", zip_code="10115"), **buyer)
    return ruling(order(line(100), buyer=to), POLICY)


def test_a_person_is_no_company_whatever_number_stands_on_the_order():
    check = VatCheck("DE123456789", is_valid=True, day=DAY)
    number = {"vat_number": "DE123456789", "vat_check": check}
    assert ruled(is_company=False, **number).place.treatment is Treatment.OSS
    assert ruled(is_company=True, **number).place.treatment is Treatment.EU_B2B
    assert ruled(is_company=True, vat_number="SE556677889901").place.treatment is Treatment.OSS


def test_the_ruling_on_a_company_tells_its_number_and_the_day_it_was_asked_about():
    check = VatCheck("DE123456789", is_valid=True, day=DAY)
    facts = ruled(is_company=True, vat_number="DE 123456789", vat_check=check).facts
    assert (facts["number"], facts["day"], facts["country"]) == ("DE123456789", "2026-11-10", "DE")
